//! Who may do what, where, from when to when; and what a reader may see.
//!
//! Grants are the only source. Acting needs a role at the unit where the work waits; seeing needs
//! any role at a unit that had work on the case, or a role that sees below one of its parents.
//!
//! Not here: sessions, passwords, SQL. The store gets the answer as a list of sights.

use std::collections::{BTreeMap, BTreeSet};

use daumoi_definition::{Grant, Role, Unit};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Somebody who asks: an officer, an application with a token, or the clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Principal {
    /// The id of the person, `app:<name>`, or `system`.
    pub id: String,
    pub grants: Vec<Grant>,
}

impl Principal {
    /// The office's own clock.
    #[must_use]
    pub fn system() -> Self {
        Self { id: "system".to_owned(), grants: Vec::new() }
    }

    #[must_use]
    pub fn is_system(&self) -> bool {
        self.id == "system"
    }
}

/// The organisation as it is on one day, for questions about grants.
#[derive(Clone, Copy, Debug)]
pub struct Organisation<'a> {
    pub units: &'a BTreeMap<String, Unit>,
    pub roles: &'a BTreeMap<String, Role>,
}

impl Organisation<'_> {
    /// Whether `principal` holds one of `roles` at `unit` for `duty` on `day`.
    #[must_use]
    pub fn holds(
        &self,
        principal: &Principal,
        roles: &[String],
        unit: Option<&str>,
        place: (i64, Date),
    ) -> bool {
        let (duty, day) = place;
        principal.grants.iter().any(|grant| {
            is_in_force(grant, day)
                && covers_duty(grant, duty)
                && roles.contains(&grant.role)
                && unit.is_none_or(|unit| grant.unit == unit)
        })
    }

    /// Whether `principal` sees what the units `seen_by` work on.
    #[must_use]
    pub fn sees(
        &self,
        principal: &Principal,
        seen_by: &BTreeSet<String>,
        duty: i64,
        day: Date,
    ) -> bool {
        principal.is_system()
            || principal.grants.iter().any(|grant| {
                is_in_force(grant, day)
                    && covers_duty(grant, duty)
                    && grant.role != "administrator"
                    && seen_by.iter().any(|unit| self.reaches(grant, unit))
            })
    }

    /// Whether `principal` leads the body that `unit` belongs to on `day`: they hold the role of a
    /// leader at the unit itself, at one above it, or at the leadership of such a body.
    #[must_use]
    pub fn leads(&self, principal: &Principal, unit: &str, place: (i64, Date)) -> bool {
        let (duty, day) = place;
        principal.grants.iter().any(|grant| {
            let led = match self.units.get(&grant.unit) {
                Some(at) if at.kind == "leadership" => at.parent.as_deref().unwrap_or(&grant.unit),
                _ => &grant.unit,
            };
            is_in_force(grant, day)
                && covers_duty(grant, duty)
                && grant.role == "leader"
                && (led == unit || self.is_below(unit, led))
        })
    }

    fn reaches(&self, grant: &Grant, unit: &str) -> bool {
        grant.unit == unit
            || (self.roles.get(&grant.role).is_some_and(|role| role.sees_below)
                && self.is_below(unit, &grant.unit))
    }

    fn is_below(&self, unit: &str, parent: &str) -> bool {
        let mut current = unit;
        // A chart deeper than this is a mistake that `daumoi check` reports; never loop over it.
        for _ in 0..16 {
            match self.units.get(current).and_then(|unit| unit.parent.as_deref()) {
                Some(above) if above == parent => return true,
                Some(above) => current = above,
                None => return false,
            }
        }
        false
    }
}

/// Where the inbox of `principal` looks: each unit with each role held there on `day`.
#[must_use]
pub fn desks(principal: &Principal, day: Date) -> Vec<(String, String)> {
    let mut desks: Vec<(String, String)> = principal
        .grants
        .iter()
        .filter(|grant| is_in_force(grant, day))
        .map(|grant| (grant.unit.clone(), grant.role.clone()))
        .collect();
    desks.sort();
    desks.dedup();
    desks
}

/// Whether `principal` holds `role` anywhere on `day`.
#[must_use]
pub fn has_role(principal: &Principal, role: &str, day: Date) -> bool {
    principal.grants.iter().any(|grant| is_in_force(grant, day) && grant.role == role)
}

fn is_in_force(grant: &Grant, day: Date) -> bool {
    grant.from <= day && grant.until.is_none_or(|until| day <= until)
}

fn covers_duty(grant: &Grant, duty: i64) -> bool {
    grant.duties.is_empty() || grant.duties.iter().any(|known| i64::from(*known) == duty)
}
