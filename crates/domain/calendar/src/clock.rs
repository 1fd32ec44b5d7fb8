//! The clock of a case: when it started, its term, and every stop and extension with its reason.
//!
//! It is stored in the journal, so its shape is a public format: fields are only added. Not here:
//! who may stop a clock, and counting.

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

use crate::term::Term;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blame {
    Applicant,
    OtherAgency,
    Us,
}

/// What a completed stop does to the term.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterStop {
    /// The term runs anew from the complete valid dossier: the default of the law.
    #[default]
    Restart,
    /// The days used before the stop are kept.
    Continue,
}

/// A time in which the clock does not run.
///
/// For terms in days the day the stop begins was still worked and counts, the days after it do not,
/// up to and including the day it ends: that day is a starting day again, which is never counted
/// (Bộ luật Dân sự 91/2015/QH13, Điều 147). A stop that begins after the term ran out moves nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    pub from: DateTime,
    /// `None` while the stop is still open.
    #[serde(default)]
    pub to: Option<DateTime>,
    /// A code of the flow, such as `supplement_requested`.
    pub reason: String,
    pub blame: Blame,
}

impl Stop {
    /// A stop that takes out whole days, both ends included.
    #[must_use]
    pub fn whole_days(first: Date, last: Date, reason: impl Into<String>, blame: Blame) -> Self {
        let from = first.yesterday().unwrap_or(first).to_datetime(Time::MAX);
        Self { from, to: Some(last.to_datetime(Time::midnight())), reason: reason.into(), blame }
    }
}

/// More time, granted under an article of law. It is counted from the due date it extends, and it
/// is kept when the term runs anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    pub term: Term,
    pub article: String,
    pub granted_on: Date,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// Local time. For a term counted backward this is the event.
    pub start: DateTime,
    pub term: Term,
    #[serde(default)]
    pub after_stop: AfterStop,
    #[serde(default)]
    pub stops: Vec<Stop>,
    #[serde(default)]
    pub extensions: Vec<Extension>,
}

impl Clock {
    #[must_use]
    pub fn new(start: DateTime, term: Term) -> Self {
        Self {
            start,
            term,
            after_stop: AfterStop::default(),
            stops: Vec::new(),
            extensions: Vec::new(),
        }
    }

    /// A clock that starts with a day, where the hour does not matter.
    #[must_use]
    pub fn on(day: Date, term: Term) -> Self {
        Self::new(day.to_datetime(Time::midnight()), term)
    }
}
