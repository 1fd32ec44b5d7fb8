//! What may happen to a record.

use std::collections::{BTreeMap, BTreeSet};

use daumoi_definition::{Register, Standing};
use jiff::civil::{Date, DateTime};
use serde_json::Value;

use crate::event::Event;
use crate::refusal::Refusal;
use crate::state::{Holder, Record, Version};

/// A new record, issued under `number` on `day`.
///
/// # Errors
/// When the register declares no status for a record in force.
pub fn issue(
    register: &Register,
    id: i64,
    holder: Holder,
    duty: i64,
    first: FirstVersion,
) -> Result<Event, Refusal> {
    let version = Version {
        effective_on: first.day,
        known_at: first.at,
        standing: Standing::InForce,
        status: status(register, Standing::InForce)?,
        valid_from: first.day,
        valid_until: first.valid_until,
        fields: first.fields,
        by: first.number.clone(),
        number: first.number,
    };
    let mut seen_by = first.worked_on_by;
    seen_by.insert(register.keeper.clone());
    Ok(Event::Issued {
        id,
        register: register.id.clone(),
        holder,
        seen_by: seen_by.into_iter().collect(),
        duty,
        version,
    })
}

/// What a new record says.
#[derive(Clone, Debug)]
pub struct FirstVersion {
    pub number: String,
    pub day: Date,
    pub at: DateTime,
    pub valid_until: Option<Date>,
    pub fields: BTreeMap<String, Value>,
    /// The units that worked on the case: they see the record, like its keeper.
    pub worked_on_by: BTreeSet<String>,
}

/// A change of a record that exists, decided on `day`.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    pub register: &'a Register,
    pub record: &'a Record,
    pub day: Date,
    pub at: DateTime,
    /// The decision, or the clock.
    pub by: String,
}

impl Change<'_> {
    fn current(&self) -> Result<&Version, Refusal> {
        self.record.now().ok_or_else(|| Refusal::NotFound { number: self.record.id.to_string() })
    }

    fn in_force(&self) -> Result<&Version, Refusal> {
        let now = self.current()?;
        if now.standing == Standing::InForce {
            return Ok(now);
        }
        Err(Refusal::NotInForce { number: now.number.clone(), standing: now.standing })
    }

    fn next(&self, from: &Version, standing: Standing) -> Result<Version, Refusal> {
        Ok(Version {
            effective_on: self.day,
            known_at: self.at,
            standing,
            status: status(self.register, standing)?,
            by: self.by.clone(),
            ..from.clone()
        })
    }

    /// # Errors
    /// When the record is not in force.
    pub fn amend(&self, changed: BTreeMap<String, Value>) -> Result<Event, Refusal> {
        let mut version = self.next(self.in_force()?, Standing::InForce)?;
        if let Some(amended) = self
            .register
            .statuses
            .iter()
            .find(|status| status.means == Standing::InForce && status.id == "amended")
        {
            version.status.clone_from(&amended.id);
        }
        version.fields.extend(changed);
        Ok(Event::Amended { version })
    }

    /// # Errors
    /// When the record is not in force, or was extended as often as the law allows.
    pub fn extend(
        &self,
        valid_until: Option<Date>,
        allowed: Option<u32>,
    ) -> Result<Event, Refusal> {
        let now = self.in_force()?;
        if let Some(allowed) = allowed
            && self.record.extensions >= allowed
        {
            return Err(Refusal::ExtensionLimitReached { number: now.number.clone(), allowed });
        }
        let mut version = self.next(now, Standing::InForce)?;
        version.valid_until = valid_until;
        Ok(Event::Extended { version })
    }

    /// A paper that was lost or is out of date is given again, with a new number.
    ///
    /// # Errors
    /// When the record was revoked or ended.
    pub fn reissue(
        &self,
        number: String,
        valid_until: Option<Date>,
        changed: BTreeMap<String, Value>,
    ) -> Result<Event, Refusal> {
        let now = self.current()?;
        if matches!(now.standing, Standing::Revoked | Standing::Suspended) {
            return Err(Refusal::NotInForce { number: now.number.clone(), standing: now.standing });
        }
        let mut version = self.next(now, Standing::InForce)?;
        version.number = number;
        version.valid_until = valid_until.or(now.valid_until);
        version.fields.extend(changed);
        Ok(Event::Reissued { version })
    }

    /// # Errors
    /// When the record is not in force or no reason is given.
    pub fn suspend(&self, until: Option<Date>, reason: String) -> Result<Event, Refusal> {
        if reason.trim().is_empty() {
            return Err(Refusal::Required { what: "reason" });
        }
        let version = self.next(self.in_force()?, Standing::Suspended)?;
        Ok(Event::Suspended { version, until, reason })
    }

    /// # Errors
    /// When the record is not suspended.
    pub fn reinstate(&self, reason: String) -> Result<Event, Refusal> {
        let now = self.current()?;
        if now.standing != Standing::Suspended {
            return Err(Refusal::NotSuspended { number: now.number.clone() });
        }
        Ok(Event::Reinstated { version: self.next(now, Standing::InForce)?, reason })
    }

    /// # Errors
    /// When the record was revoked before.
    pub fn revoke(&self, noted: BTreeMap<String, Value>) -> Result<Event, Refusal> {
        let now = self.current()?;
        if now.standing == Standing::Revoked {
            return Err(Refusal::NotInForce { number: now.number.clone(), standing: now.standing });
        }
        let mut version = self.next(now, Standing::Revoked)?;
        version.fields.extend(noted);
        Ok(Event::Revoked { version })
    }

    /// The day after the last day of validity.
    ///
    /// # Errors
    /// When the record is no longer in force.
    pub fn expire(&self) -> Result<Event, Refusal> {
        let now = self.current()?;
        if !matches!(now.standing, Standing::InForce | Standing::Suspended) {
            return Err(Refusal::NotInForce { number: now.number.clone(), standing: now.standing });
        }
        Ok(Event::Expired { version: self.next(now, Standing::Expired)? })
    }
}

fn status(register: &Register, standing: Standing) -> Result<String, Refusal> {
    register
        .statuses
        .iter()
        .find(|status| status.means == standing)
        .map(|status| status.id.clone())
        .ok_or_else(|| Refusal::NoStatus { register: register.id.clone(), standing })
}
