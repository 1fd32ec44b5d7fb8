//! The tests of the calendar: worked examples of the law, the real calendar files, the reading of
//! terms, and properties of random clocks.

#![expect(clippy::unwrap_used, reason = "helpers of tests stop a test by unwrapping")]

mod calendars;
mod clocks;
mod lateness;
mod loading;
mod properties;
mod terms;
mod worked_examples;

use daumoi_calendar::{Blame, Clock, Stop, Term, WorkingCalendar};
use jiff::civil::{Date, DateTime, Time};

const STATE_FILES: [(&str, &str); 5] = [
    (
        "state-2022.toml",
        include_str!("../../../../../definitions/common/calendars/state-2022.toml"),
    ),
    (
        "state-2023.toml",
        include_str!("../../../../../definitions/common/calendars/state-2023.toml"),
    ),
    (
        "state-2024.toml",
        include_str!("../../../../../definitions/common/calendars/state-2024.toml"),
    ),
    (
        "state-2025.toml",
        include_str!("../../../../../definitions/common/calendars/state-2025.toml"),
    ),
    (
        "state-2026.toml",
        include_str!("../../../../../definitions/common/calendars/state-2026.toml"),
    ),
];

fn state() -> WorkingCalendar {
    WorkingCalendar::from_toml(&STATE_FILES).unwrap()
}

/// The state calendar with files of one unit on top.
fn state_with(units: &[(&str, &str)]) -> WorkingCalendar {
    WorkingCalendar::from_toml(&[&STATE_FILES[..], units].concat()).unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A moment, or the beginning of a day when no hour is written.
fn moment(text: &str) -> DateTime {
    if text.contains('T') { text.parse().unwrap() } else { day(text).to_datetime(Time::midnight()) }
}

fn clock(start: &str, term: &str) -> Clock {
    Clock::new(moment(start), Term::parse(term).unwrap())
}

fn stop(from: &str, to: Option<&str>, blame: Blame) -> Stop {
    Stop { from: moment(from), to: to.map(moment), reason: "supplement".to_owned(), blame }
}
