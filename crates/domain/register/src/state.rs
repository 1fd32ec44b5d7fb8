//! What a record is, and what it was.

use std::collections::BTreeMap;

use daumoi_definition::Standing;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::event::{Event, Happened};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    pub id: i64,
    pub register: String,
    pub holder: Holder,
    /// Units that see its non-public fields, and the duty it belongs to.
    pub seen_by: Vec<String>,
    pub duty: i64,
    pub issued_on: Date,
    /// The day an automatic end of the suspension is due.
    pub suspended_until: Option<Date>,
    pub extensions: u32,
    /// Oldest knowledge first; the last one is what we know now.
    pub versions: Vec<Version>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    pub name: String,
    pub id_no: String,
}

/// The record as it stands from a day on, known since a moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Version {
    pub effective_on: Date,
    pub known_at: DateTime,
    pub number: String,
    pub standing: Standing,
    /// The status as the register's keepers call it.
    pub status: String,
    pub valid_from: Date,
    pub valid_until: Option<Date>,
    pub fields: BTreeMap<String, Value>,
    /// Why: the number of the decision, or what the clock did.
    pub by: String,
}

/// A record as of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen<'a> {
    pub version: &'a Version,
    /// Since when it stands so.
    pub since: Date,
}

impl Record {
    #[must_use]
    pub fn now(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// What was true on `day`, as far as we knew at `known` (all we know, when it is absent).
    /// Later knowledge about the same day wins over earlier.
    #[must_use]
    pub fn as_of(&self, day: Date, known: Option<DateTime>) -> Option<Seen<'_>> {
        let told = |version: &&Version| {
            version.effective_on <= day && known.is_none_or(|known| version.known_at <= known)
        };
        let version = self
            .versions
            .iter()
            .filter(told)
            .max_by(|a, b| (a.effective_on, a.known_at).cmp(&(b.effective_on, b.known_at)))?;
        let since = self.standing_since(version, day, known);
        Some(Seen { version, since })
    }

    fn standing_since(&self, current: &Version, day: Date, known: Option<DateTime>) -> Date {
        let mut since = current.effective_on;
        let mut told: Vec<&Version> = self
            .versions
            .iter()
            .filter(|version| {
                version.effective_on <= day && known.is_none_or(|known| version.known_at <= known)
            })
            .collect();
        told.sort_by_key(|version| std::cmp::Reverse((version.effective_on, version.known_at)));
        for version in told {
            if version.standing != current.standing {
                break;
            }
            since = version.effective_on;
        }
        since
    }

    /// The record that an entry leads to: the first one must be an issue.
    #[must_use]
    pub fn evolve(before: Option<Self>, happened: &Happened) -> Option<Self> {
        match (before, &happened.event) {
            (_, Event::Issued { id, register, holder, seen_by, duty, version }) => Some(Self {
                id: *id,
                register: register.clone(),
                holder: holder.clone(),
                seen_by: seen_by.clone(),
                duty: *duty,
                issued_on: version.effective_on,
                suspended_until: None,
                extensions: 0,
                versions: vec![version.clone()],
            }),
            (None, _) => None,
            (Some(mut record), event) => {
                match event {
                    Event::Issued { .. } => {}
                    Event::Extended { .. } => record.extensions += 1,
                    Event::Suspended { until, .. } => record.suspended_until = *until,
                    Event::Reinstated { .. } | Event::Revoked { .. } => {
                        record.suspended_until = None;
                    }
                    Event::Amended { .. } | Event::Reissued { .. } | Event::Expired { .. } => {}
                }
                record.versions.extend(event.version().cloned());
                Some(record)
            }
        }
    }

    #[must_use]
    pub fn folded<'a>(entries: impl IntoIterator<Item = &'a Happened>) -> Option<Self> {
        entries.into_iter().fold(None, Self::evolve)
    }
}
