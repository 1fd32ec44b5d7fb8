//! A term: how long, in which unit, forward from a start or backward from an event.
//!
//! Not here: reading a term from words (`term_parse`), and counting it (`due`).

use std::fmt;

use daumoi_kernel::Text;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::amount::Amount;
use crate::term_parse;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    WorkingDay,
    CalendarDay,
    Week,
    Month,
    Year,
    /// Around the clock, through nights and rest days.
    Hour,
    /// Inside office hours only.
    WorkingHour,
    /// Around the clock.
    Minute,
}

impl Unit {
    /// Whether a term in this unit ends at a minute instead of with a day.
    #[must_use]
    pub fn is_timed(self) -> bool {
        matches!(self, Self::Hour | Self::WorkingHour | Self::Minute)
    }
}

/// What happens when the end falls on a day that is not worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shift {
    NextWorkingDay,
    PreviousWorkingDay,
    None,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    #[default]
    After,
    /// Counted backward from an event: the latest day or moment to act.
    Before,
}

/// Read from a table (`{ value = 15, unit = "working_day" }`) or from words (`"15 working days"`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Term {
    pub value: Amount,
    pub unit: Unit,
    #[serde(skip_serializing_if = "is_after")]
    pub direction: Direction,
    /// `None` means the default of the law, see [`Term::shift_in_force`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shift: Option<Shift>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "cannot read the term \"{input}\": {not_understood}; write for example \"15 working days\", \
     \"20 days\", \"8 working hours\", \"24 hours\", \"2 weeks\", \"1 month\", \"half a year\", \
     \"6 hours before\", or in Vietnamese \"15 ngày làm việc\", \"nửa tháng\", \
     \"chậm nhất 6 giờ trước\""
)]
pub struct TermError {
    pub input: String,
    pub not_understood: String,
}

impl TermError {
    /// The same message for a page.
    #[must_use]
    pub fn text(&self) -> Text {
        Text::new(
            format!(
                "Không đọc được thời hạn “{}”. Viết ví dụ: “15 ngày làm việc”, “20 ngày”, “8 giờ làm \
                 việc”, “24 giờ”, “2 tuần”, “1 tháng”, “nửa năm”, “chậm nhất 6 giờ trước”.",
                self.input
            ),
            format!(
                "The term “{}” was not understood. Write for example: “15 working days”, “20 \
                 days”, “8 working hours”, “24 hours”, “2 weeks”, “1 month”, “half a year”, “6 \
                 hours before”.",
                self.input
            ),
        )
    }
}

impl Term {
    #[must_use]
    pub fn new(value: impl Into<Amount>, unit: Unit) -> Self {
        Self { value: value.into(), unit, direction: Direction::After, shift: None }
    }

    #[must_use]
    pub fn before(self) -> Self {
        Self { direction: Direction::Before, ..self }
    }

    #[must_use]
    pub fn with_shift(self, shift: Shift) -> Self {
        Self { shift: Some(shift), ..self }
    }

    /// Reads a term written in English or Vietnamese.
    ///
    /// # Errors
    /// When a part of the text is not understood; the error names that part.
    pub fn parse(text: &str) -> Result<Self, TermError> {
        term_parse::parse(text)
    }

    /// The shift written in the term, or else the default: forward to the next working day for
    /// terms in days or longer (Bộ luật Dân sự 91/2015/QH13, Điều 148 khoản 5), backward for those
    /// counted before an event (assumed: acting earlier is always safe), none for hours.
    #[must_use]
    pub fn shift_in_force(&self) -> Shift {
        match (self.shift, self.unit.is_timed(), self.direction) {
            (Some(shift), _, _) => shift,
            (None, true, _) => Shift::None,
            (None, false, Direction::After) => Shift::NextWorkingDay,
            (None, false, Direction::Before) => Shift::PreviousWorkingDay,
        }
    }

    #[must_use]
    pub fn describe(&self) -> Text {
        let english_number = self.value.to_string();
        let vietnamese_number = english_number.replace('.', ",");
        let (vi, one, many) = match self.unit {
            Unit::WorkingDay => ("ngày làm việc", "working day", "working days"),
            Unit::CalendarDay => ("ngày", "day", "days"),
            Unit::Week => ("tuần", "week", "weeks"),
            Unit::Month => ("tháng", "month", "months"),
            Unit::Year => ("năm", "year", "years"),
            Unit::Hour => ("giờ", "hour", "hours"),
            Unit::WorkingHour => ("giờ làm việc", "working hour", "working hours"),
            Unit::Minute => ("phút", "minute", "minutes"),
        };
        let en = if self.value == Amount::whole(1) { one } else { many };
        match self.direction {
            Direction::After => {
                Text::new(format!("{vietnamese_number} {vi}"), format!("{english_number} {en}"))
            }
            Direction::Before => Text::new(
                format!("chậm nhất {vietnamese_number} {vi} trước"),
                format!("{english_number} {en} before"),
            ),
        }
    }

    /// Fractions have a meaning only where the law or the clock gives them one.
    pub(crate) fn checked(self) -> Result<Self, String> {
        let allowed = match self.unit {
            Unit::WorkingDay | Unit::Hour | Unit::WorkingHour | Unit::Year => true,
            // Half a month is fifteen days (Bộ luật Dân sự 91/2015/QH13, Điều 146 khoản 1 điểm d).
            Unit::Month => self.value.quarters().is_multiple_of(2),
            Unit::CalendarDay | Unit::Week | Unit::Minute => self.value.is_whole(),
        };
        if allowed {
            Ok(self)
        } else {
            Err(format!("a fraction ({}) has no meaning for this unit", self.value))
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands skip functions a reference")]
fn is_after(direction: &Direction) -> bool {
    *direction == Direction::After
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TermTable {
    value: Amount,
    unit: Unit,
    #[serde(default)]
    direction: Direction,
    #[serde(default)]
    shift: Option<Shift>,
}

impl<'de> Deserialize<'de> for Term {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TermVisitor)
    }
}

struct TermVisitor;

impl<'de> Visitor<'de> for TermVisitor {
    type Value = Term;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a term such as \"15 working days\" or a table with value and unit")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Term, E> {
        Term::parse(text).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Term, A::Error> {
        let TermTable { value, unit, direction, shift } =
            TermTable::deserialize(MapAccessDeserializer::new(map))?;
        Term { value, unit, direction, shift }.checked().map_err(Error::custom)
    }
}
