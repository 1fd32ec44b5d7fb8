//! The shape of a calendar file: one calendar, one year, as an official writes it.
//!
//! Unknown keys are errors. Not here: checks between the values (`load`).

use daumoi_kernel::Text;
use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::value::Datetime;

/// How sure the data is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Seen in a public text.
    Verified,
    /// General knowledge, not seen.
    Known,
    /// A plausible default that the department must confirm.
    Assumed,
}

/// A day that may become a holiday and is left out until a decision is entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PendingDay {
    pub key: String,
    pub title: Text,
    pub note: Text,
    pub confidence: Confidence,
    #[serde(default)]
    pub sources: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CalendarFile {
    pub(crate) id: String,
    pub(crate) year: Spanned<i16>,
    #[serde(default)]
    pub(crate) base: Option<Spanned<String>>,
    #[serde(rename = "title")]
    _title: Text,
    #[serde(default)]
    pub(crate) decision: Option<String>,
    #[serde(default)]
    pub(crate) working_days_total: Option<Spanned<u32>>,
    #[serde(rename = "confidence")]
    _confidence: Confidence,
    #[serde(default, rename = "sources")]
    _sources: Vec<String>,
    #[serde(default, rename = "notes")]
    _notes: Vec<String>,
    #[serde(default)]
    pub(crate) week: Option<Week>,
    #[serde(default)]
    pub(crate) office_hours: Option<Hours>,
    #[serde(default)]
    pub(crate) closed: Vec<ClosedRange>,
    #[serde(default)]
    pub(crate) working_saturdays: Vec<WorkingSaturday>,
    #[serde(default)]
    pub(crate) half_days: Vec<HalfDay>,
    #[serde(default)]
    pub(crate) pending: Vec<PendingDay>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Week {
    pub(crate) working_days: Vec<WeekdayName>,
    pub(crate) hours_per_day: Spanned<u32>,
    pub(crate) hours_per_week: Spanned<u32>,
    #[serde(rename = "basis")]
    _basis: String,
    #[serde(rename = "confidence")]
    _confidence: Confidence,
}

/// In the order of the week, so that the position is the number of the day from Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WeekdayName {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl WeekdayName {
    pub(crate) fn from_monday(number: i64) -> Self {
        match number {
            0 => Self::Mon,
            1 => Self::Tue,
            2 => Self::Wed,
            3 => Self::Thu,
            4 => Self::Fri,
            5 => Self::Sat,
            _ => Self::Sun,
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hours {
    /// Written "07:00-11:30".
    pub(crate) periods: Vec<Spanned<String>>,
    #[serde(rename = "confidence")]
    _confidence: Confidence,
    #[serde(default, rename = "note")]
    _note: Option<String>,
}

/// Days that are not worked, both ends included.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClosedRange {
    pub(crate) from: Spanned<Datetime>,
    pub(crate) to: Spanned<Datetime>,
    pub(crate) title: Text,
    #[serde(default)]
    pub(crate) decision: Option<String>,
    #[serde(rename = "confidence")]
    _confidence: Confidence,
    #[serde(default = "yes")]
    pub(crate) affects_deadlines: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorkingSaturday {
    pub(crate) date: Spanned<Datetime>,
    pub(crate) instead_of: Spanned<Datetime>,
    #[serde(default)]
    pub(crate) decision: Option<String>,
    #[serde(rename = "confidence")]
    _confidence: Confidence,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HalfDay {
    pub(crate) date: Spanned<Datetime>,
    pub(crate) periods: Vec<Spanned<String>>,
    pub(crate) title: Text,
    #[serde(default)]
    pub(crate) decision: Option<String>,
    #[serde(rename = "confidence")]
    _confidence: Confidence,
    /// Whether terms follow the shorter day; otherwise only the door does.
    pub(crate) affects_deadlines: bool,
}

fn yes() -> bool {
    true
}
