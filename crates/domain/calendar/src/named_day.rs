//! Days that the law names instead of numbering: the beginning, middle and end of a month or year.
//!
//! Not here: terms such as half a month, which are lengths (`term_parse`).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Bộ luật Dân sự 91/2015/QH13, Điều 146 khoản 2 (months) and khoản 3 (years).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamedDay {
    BeginningOfMonth,
    /// The fifteenth day.
    MiddleOfMonth,
    EndOfMonth,
    BeginningOfYear,
    /// The last day of June.
    MiddleOfYear,
    EndOfYear,
}

impl NamedDay {
    /// The named day of the month or year that holds `date`.
    #[must_use]
    pub fn in_the_period_of(self, date: Date) -> Date {
        match self {
            Self::BeginningOfMonth => date.first_of_month(),
            Self::MiddleOfMonth => Date::new(date.year(), date.month(), 15).unwrap_or(date),
            Self::EndOfMonth => date.last_of_month(),
            Self::BeginningOfYear => date.first_of_year(),
            Self::MiddleOfYear => Date::new(date.year(), 6, 30).unwrap_or(date),
            Self::EndOfYear => date.last_of_year(),
        }
    }
}
