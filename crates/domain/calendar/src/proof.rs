//! Why a term ends when it ends: day by day, with the articles of law.
//!
//! The officer's screen, the citizen's receipt and the API show the same proof. Not here: the walk
//! itself (`proof_walk`), its sentences (`proof_words`) and the articles (`proof_basis`).

use daumoi_kernel::Text;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::calendar::WorkingCalendar;
use crate::clock::{AfterStop, Blame, Clock, Stop};
use crate::day_number::day_number;
use crate::due::{due, extension_start, last_restart, restarts};
use crate::due_value::Due;
use crate::proof_walk::{LONGEST_LIST, Walk, Walker};
use crate::term::{Direction, Shift, Term, Unit};
use crate::{proof_basis, proof_words};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// `None` while the clock is stopped.
    pub due: Option<Due>,
    /// Days that count towards the term and its extensions; whole hours for terms in hours.
    pub counted: u64,
    pub start: DateTime,
    pub term: Text,
    pub shift: Shift,
    pub days: Vec<ProofDay>,
    pub basis: Vec<Basis>,
    pub after_stop: AfterStop,
    pub stops: Vec<StopLine>,
    pub extensions: Vec<ExtensionLine>,
    /// The edition of the calendar.
    pub calendar: String,
    /// What the reader must know: assumptions, years without a calendar, passed-over stops.
    pub notes: Vec<Text>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofDay {
    pub date: Date,
    pub counted: bool,
    pub why: Text,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    pub doc: String,
    pub provision: String,
    pub text: Text,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopLine {
    pub from: DateTime,
    pub to: Option<DateTime>,
    pub reason: String,
    pub blame: Blame,
    pub text: Text,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionLine {
    pub term: Text,
    pub article: String,
    pub granted_on: Date,
    /// `None` while the clock is stopped before the extension is reached.
    pub due_before: Option<Due>,
    pub due_after: Option<Due>,
}

/// Counts again, day by day, and says of each day whether it counts and why.
#[must_use]
pub fn prove(clock: &Clock, calendar: &WorkingCalendar) -> Proof {
    let (walk, notes) = whole_walk(clock, calendar);
    let timed = clock.term.unit.is_timed();
    let counted_days = walk.days.iter().filter(|day| day.counted).count();
    let counted =
        if timed { walk.minutes / 60 } else { u64::try_from(counted_days).unwrap_or(u64::MAX) };
    Proof {
        due: walk.due,
        counted,
        start: clock.start,
        term: clock.term.describe(),
        shift: clock.term.shift_in_force(),
        basis: proof_basis::of(clock, &walk),
        days: walk.days,
        after_stop: clock.after_stop,
        stops: clock.stops.iter().map(stop_line).collect(),
        extensions: walk.extensions,
        calendar: calendar.edition().to_owned(),
        notes,
    }
}

fn whole_walk(clock: &Clock, calendar: &WorkingCalendar) -> (Walk, Vec<Text>) {
    let mut notes = Vec::new();
    let mut walk = if restarts(clock) {
        walk_with_restarts(clock, calendar, &mut notes)
    } else {
        run(clock, calendar, clock.start)
    };
    if walk.cut_off {
        // Too long to list: the date is still exact, only the list is not complete.
        walk.due = due(clock, calendar);
        notes.push(proof_words::list_is_cut());
    }
    if clock.term.direction == Direction::Before && clock.term.shift.is_none() && walk.shifted {
        notes.push(proof_words::backward_shift_is_assumed());
    }
    if clock.term.unit == Unit::WorkingDay && !clock.term.value.is_whole() {
        notes.push(proof_words::part_of_day_is_assumed());
    }
    let last = walk.due.map_or(clock.start.date(), |due| due.date);
    let (from, to) = (clock.start.date().min(last), clock.start.date().max(last));
    let missing = (from.year()..=to.year())
        .filter(|year| !calendar.years().contains(year))
        .collect::<Vec<_>>();
    if let (Some(first), Some(last)) = (missing.first(), missing.last()) {
        notes.push(proof_words::years_not_covered(*first, *last));
    }
    (walk, notes)
}

/// The days before the last restart are shown, and none of them counts.
fn walk_with_restarts(clock: &Clock, calendar: &WorkingCalendar, notes: &mut Vec<Text>) -> Walk {
    let restart = last_restart(clock, |start| {
        let walk = run(clock, calendar, start);
        if walk.cut_off { due(&fresh(clock, start), calendar) } else { walk.due }
    });
    let Some(start) = restart else {
        let open = clock.stops.iter().filter(|stop| stop.to.is_none());
        let stopped_on = open.map(|stop| stop.from.date()).min().unwrap_or(clock.start.date());
        let after = stopped_on.tomorrow().unwrap_or(stopped_on);
        return Walk { days: days_before_restart(clock, after, calendar), ..Walk::default() };
    };
    let mut walk = run(clock, calendar, start);
    if start > clock.start {
        let mut days = days_before_restart(clock, start.date(), calendar);
        days.append(&mut walk.days);
        walk.days = days;
        walk.restarted = true;
    }
    if let Some(due) = walk.due
        && clock.stops.iter().any(|stop| stop.from >= due.last_instant())
    {
        notes.push(proof_words::stop_came_too_late());
    }
    walk
}

/// The same clock from a new start, as if it had never been stopped.
fn fresh(clock: &Clock, start: DateTime) -> Clock {
    Clock { start, stops: Vec::new(), ..clock.clone() }
}

/// The days from the first start until `until`, which are not kept when the term runs anew.
fn days_before_restart(clock: &Clock, until: Date, calendar: &WorkingCalendar) -> Vec<ProofDay> {
    let walker = Walker { calendar, stops: &clock.stops };
    let first = day_number(clock.start.date());
    (first..day_number(until).min(first + LONGEST_LIST)).map(|day| walker.unkept_day(day)).collect()
}

/// One run of the term with its extensions.
fn run(clock: &Clock, calendar: &WorkingCalendar, start: DateTime) -> Walk {
    let stops: &[Stop] = if restarts(clock) || clock.term.direction == Direction::Before {
        &[]
    } else {
        &clock.stops
    };
    let walker = Walker { calendar, stops };
    let mut walk = walker.walk(&clock.term, start);
    for extension in &clock.extensions {
        let before = walk.due;
        let mut line = ExtensionLine {
            term: extension.term.describe(),
            article: extension.article.clone(),
            granted_on: extension.granted_on,
            due_before: before,
            due_after: None,
        };
        if let Some(before) = before {
            let term = Term { direction: Direction::After, ..extension.term };
            let more = walker.walk(&term, extension_start(before, &term));
            line.due_after = more.due;
            let last = walk.days.last().map(|day| day_number(day.date));
            walk.append(more, last);
        }
        walk.extensions.push(line);
    }
    walk
}

fn stop_line(stop: &Stop) -> StopLine {
    StopLine {
        from: stop.from,
        to: stop.to,
        reason: stop.reason.clone(),
        blame: stop.blame,
        text: proof_words::stop(stop),
    }
}
