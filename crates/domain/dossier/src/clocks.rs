//! The clocks of a dossier: which terms run, when they end, and when silence answers.

use std::collections::BTreeMap;

use daumoi_calendar::{self as calendar, Blame, Clock, Extension, Stop, Term, WorkingCalendar};
use daumoi_definition::{TermPurpose, TermRule};
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

pub use daumoi_calendar::Due;

/// A clock of the dossier with what it is for and when it ends, by which calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedClock {
    pub purpose: TermPurpose,
    pub clock: Clock,
    pub due: Option<Due>,
    /// The calendar edition that `due` was computed with.
    pub calendar: String,
}

/// When silence becomes an answer, and when the alarm rings before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SilenceClock {
    pub alarm_at: DateTime,
    pub at: DateTime,
    pub means: daumoi_definition::SilenceMeans,
}

pub(crate) type Clocks = BTreeMap<String, NamedClock>;

/// Starts a clock for `rule` at `start`; nothing when the law gives no number.
pub(crate) fn started(
    rule: &TermRule,
    start: DateTime,
    calendar: &WorkingCalendar,
) -> Option<(String, NamedClock)> {
    let mut clock = Clock::new(start, rule.term?);
    clock.after_stop = rule.after_supplement;
    Some((rule.id.clone(), named(rule.purpose, clock, calendar)))
}

fn named(purpose: TermPurpose, clock: Clock, calendar: &WorkingCalendar) -> NamedClock {
    let due = calendar::due(&clock, calendar);
    NamedClock { purpose, clock, due, calendar: calendar.edition().to_owned() }
}

/// The clocks that run for the result stop: a supplement or a payment is waited for.
pub(crate) fn stopped(clocks: &Clocks, at: DateTime, reason: &str) -> Clocks {
    let mut clocks = clocks.clone();
    for clock in clocks.values_mut().filter(|clock| runs_for_the_office(clock)) {
        clock.clock.stops.push(Stop {
            from: at,
            to: None,
            reason: reason.to_owned(),
            blame: Blame::Applicant,
        });
        clock.due = None;
    }
    clocks
}

/// The stopped clocks run again.
pub(crate) fn resumed(clocks: &Clocks, at: DateTime, calendar: &WorkingCalendar) -> Clocks {
    let mut clocks = clocks.clone();
    for clock in clocks.values_mut().filter(|clock| runs_for_the_office(clock)) {
        for stop in clock.clock.stops.iter_mut().filter(|stop| stop.to.is_none()) {
            stop.to = Some(at);
        }
        *clock = named(clock.purpose, clock.clock.clone(), calendar);
    }
    clocks
}

/// The term of the result becomes longer under an article of law.
pub(crate) fn extended(
    clocks: &Clocks,
    term: Term,
    article: &str,
    on: Date,
    calendar: &WorkingCalendar,
) -> Clocks {
    let mut clocks = clocks.clone();
    let longer = |clock: &&mut NamedClock| {
        matches!(clock.purpose, TermPurpose::Result | TermPurpose::Promised)
    };
    for clock in clocks.values_mut().filter(longer) {
        clock.clock.extensions.push(Extension {
            term,
            article: article.to_owned(),
            granted_on: on,
        });
        *clock = named(clock.purpose, clock.clock.clone(), calendar);
    }
    clocks
}

/// The date on the receipt: what the office promises itself, else the term of the law.
pub(crate) fn promised(clocks: &Clocks) -> Option<Due> {
    let of = |purpose: TermPurpose| clocks.values().find(move |clock| clock.purpose == purpose);
    of(TermPurpose::Promised)
        .filter(|clock| clock.due.is_some())
        .or_else(|| of(TermPurpose::Result))
        .and_then(|clock| clock.due)
}

/// "At the latest one day before the due date": the working day before (Nghị định 61/2018/NĐ-CP,
/// Điều 19).
pub(crate) fn apology_by(due: Option<Due>, calendar: &WorkingCalendar) -> Option<Date> {
    due.filter(|due| due.time.is_none()).map(|due| calendar::apology_by(due.date, calendar))
}

fn runs_for_the_office(clock: &NamedClock) -> bool {
    matches!(clock.purpose, TermPurpose::Result | TermPurpose::Promised | TermPurpose::Competence)
}
