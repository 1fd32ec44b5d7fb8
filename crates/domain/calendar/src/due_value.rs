//! A due date, with the minute when the term was in hours.
//!
//! Not here: how it is found.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Time};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Printed and stored as `2024-05-15` or `2024-06-17T15:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Due {
    pub date: Date,
    /// Present when the term is in hours, minutes or a part of a working day.
    pub time: Option<Time>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a due date; write 2024-05-15 or 2024-06-17T15:00")]
pub struct DueError(pub String);

impl Due {
    #[must_use]
    pub fn on(date: Date) -> Self {
        Self { date, time: None }
    }

    #[must_use]
    pub fn at(moment: DateTime) -> Self {
        Self { date: moment.date(), time: Some(moment.time()) }
    }

    /// The last instant that is still in time.
    pub(crate) fn last_instant(self) -> DateTime {
        self.date.to_datetime(self.time.unwrap_or(Time::MAX))
    }
}

/// By the last instant in time: a whole day lasts longer than any minute of it.
impl Ord for Due {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |due: &Self| (due.date, due.time.is_none(), due.time);
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Due {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.date)?;
        match self.time {
            Some(time) => write!(formatter, "T{:02}:{:02}", time.hour(), time.minute()),
            None => Ok(()),
        }
    }
}

impl FromStr for Due {
    type Err = DueError;

    fn from_str(text: &str) -> Result<Self, DueError> {
        let refused = || DueError(text.to_owned());
        if text.contains(['T', ' ']) {
            text.parse::<DateTime>().map(Self::at).map_err(|_| refused())
        } else {
            text.parse::<Date>().map(Self::on).map_err(|_| refused())
        }
    }
}

impl Serialize for Due {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Due {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
