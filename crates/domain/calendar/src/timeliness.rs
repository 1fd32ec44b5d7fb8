//! Comparing a due date with a day or moment: in time or not, and how much is left.
//!
//! Not here: whose fault lateness is (`attribution`).

use std::cmp::Ordering;

use daumoi_kernel::Text;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::calendar::WorkingCalendar;
use crate::day_number::{MINUTES_PER_DAY, day_number, minute_number, moment_of};
use crate::due::closing_minute;
use crate::due_value::Due;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timeliness {
    Early,
    OnTime,
    Late,
}

/// Compares dates, and minutes only when the due date prints an hour.
#[must_use]
pub fn timeliness(finished: DateTime, due: Due) -> Timeliness {
    let order = match due.time {
        None => finished.date().cmp(&due.date),
        Some(time) => minute_number(finished).cmp(&minute_number(due.date.to_datetime(time))),
    };
    match order {
        Ordering::Less => Timeliness::Early,
        Ordering::Equal => Timeliness::OnTime,
        Ordering::Greater => Timeliness::Late,
    }
}

/// The instant until which one is in time: 24:00 of the day, written as 00:00 of the next
/// (Bộ luật Dân sự 91/2015/QH13, Điều 148 khoản 6), or the minute of a term in hours.
#[must_use]
pub fn end_of_day(due: Due) -> DateTime {
    match due.time {
        Some(time) => due.date.to_datetime(time),
        None => moment_of((day_number(due.date) + 1) * MINUTES_PER_DAY),
    }
}

/// Until when a counter can take or hand out something on the due date: the end of office hours,
/// or [`end_of_day`] on a day without office hours.
#[must_use]
pub fn counter_closes(due: Due, calendar: &WorkingCalendar) -> DateTime {
    match (due.time, closing_minute(calendar, day_number(due.date))) {
        (None, Some(minute)) => moment_of(minute),
        _ => end_of_day(due),
    }
}

/// The last day on which an apology for a late result is still sent in time.
#[must_use]
pub fn apology_by(due: Date, calendar: &WorkingCalendar) -> Date {
    calendar.previous_working_day(due)
}

/// How much is left, in the measure people use for this due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "count")]
pub enum Left {
    WorkingDays(u32),
    Today,
    /// 0 when the due date has passed but no working day since.
    LateWorkingDays(u32),
    Minutes(u32),
    LateMinutes(u32),
}

#[must_use]
pub fn time_left(now: DateTime, due: Due, calendar: &WorkingCalendar) -> Left {
    if let Some(time) = due.time {
        let minutes = minute_number(due.date.to_datetime(time)) - minute_number(now);
        let count = u32::try_from(minutes.unsigned_abs()).unwrap_or(u32::MAX);
        return if minutes < 0 { Left::LateMinutes(count) } else { Left::Minutes(count) };
    }
    match now.date().cmp(&due.date) {
        Ordering::Less => Left::WorkingDays(calendar.working_days_between(now.date(), due.date)),
        Ordering::Equal => Left::Today,
        Ordering::Greater => {
            Left::LateWorkingDays(calendar.working_days_between(due.date, now.date()))
        }
    }
}

impl Left {
    #[must_use]
    pub fn describe(self) -> Text {
        match self {
            Self::Today => Text::new("Hạn hôm nay", "Due today"),
            Self::WorkingDays(1) => Text::new("Còn 1 ngày làm việc", "1 working day left"),
            Self::WorkingDays(days) => {
                Text::new(format!("Còn {days} ngày làm việc"), format!("{days} working days left"))
            }
            Self::LateWorkingDays(0) => {
                Text::new("Quá hạn chưa đến 1 ngày làm việc", "Late by less than a working day")
            }
            Self::LateWorkingDays(1) => {
                Text::new("Quá hạn 1 ngày làm việc", "Late by 1 working day")
            }
            Self::LateWorkingDays(days) => Text::new(
                format!("Quá hạn {days} ngày làm việc"),
                format!("Late by {days} working days"),
            ),
            Self::Minutes(minutes) => {
                let (vi, en) = hours_and_minutes(minutes);
                Text::new(format!("Còn {vi}"), format!("{en} left"))
            }
            Self::LateMinutes(minutes) => {
                let (vi, en) = hours_and_minutes(minutes);
                Text::new(format!("Quá hạn {vi}"), format!("Late by {en}"))
            }
        }
    }
}

pub(crate) fn hours_and_minutes(minutes: u32) -> (String, String) {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => (format!("{minutes} phút"), format!("{minutes} min")),
        (hours, 0) => (format!("{hours} giờ"), format!("{hours} h")),
        (hours, minutes) => {
            (format!("{hours} giờ {minutes} phút"), format!("{hours} h {minutes} min"))
        }
    }
}
