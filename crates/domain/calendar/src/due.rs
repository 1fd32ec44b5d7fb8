//! The due date of a clock, by arithmetic alone.
//!
//! Time that is stopped is a sorted list of spans that do not touch; counting jumps from span to
//! span, so the cost depends on the number of stops and not on the length of the term. Not here:
//! saying why (`proof`).
//!
//! The rules, in the words of the law they come from (Bộ luật Dân sự 91/2015/QH13):
//!
//! - hours and minutes run from the moment itself (Điều 147 khoản 1);
//! - the first day is the day after the start or the event (Điều 147 khoản 2, 3);
//! - a month ends on the day of the same number, or on its last day (Điều 148 khoản 3);
//! - an end on a day off moves to the end of the next working day (Điều 148 khoản 5).

use jiff::civil::DateTime;

use crate::calendar::{WorkingCalendar, minutes_of};
use crate::clock::{AfterStop, Clock, Stop};
use crate::day_number::{
    MINUTES_PER_DAY, add_months, date_of, day_number, minute_number, minute_of_day, moment_of,
};
use crate::due_value::Due;
use crate::term::{Direction, Shift, Term, Unit};

/// When the clock runs out; `None` while it is stopped.
#[must_use]
pub fn due(clock: &Clock, calendar: &WorkingCalendar) -> Option<Due> {
    let counter = Counter { calendar, stops: StoppedTime::of(clock) };
    if !restarts(clock) {
        return counter.extended(clock, clock.start);
    }
    let start = last_restart(clock, |start| counter.extended(clock, start))?;
    counter.extended(clock, start)
}

/// Both due dates when the new calendar gives another one than the old.
#[must_use]
pub fn diff(old: &WorkingCalendar, new: &WorkingCalendar, clock: &Clock) -> Option<(Due, Due)> {
    let (before, after) = (due(clock, old)?, due(clock, new)?);
    (before != after).then_some((before, after))
}

/// Whether stops of this clock make its term run anew. What lies before an event cannot be stopped.
pub(crate) fn restarts(clock: &Clock) -> bool {
    !clock.stops.is_empty()
        && clock.after_stop == AfterStop::Restart
        && clock.term.direction == Direction::After
}

/// Where the term runs anew from, for clocks whose stops restart it; `None` while one is open.
///
/// A stop that began when the term had run out already is passed over: it cannot undo lateness.
pub(crate) fn last_restart(
    clock: &Clock,
    due_from: impl Fn(DateTime) -> Option<Due>,
) -> Option<DateTime> {
    let mut stops = clock.stops.iter().collect::<Vec<_>>();
    stops.sort_by_key(|stop| stop.from);
    let mut start = clock.start;
    for stop in stops {
        if stop.from < due_from(start)?.last_instant() {
            start = start.max(stop.to?);
        }
    }
    Some(start)
}

/// A span of days that a stop takes out. It began on day `first - 1`.
#[derive(Clone, Copy, Debug)]
struct StoppedSpan {
    first: i64,
    last: i64,
}

/// Only stops that keep the used time; a stop that restarts the term is a new start instead.
struct StoppedTime<'a> {
    stops: &'a [Stop],
    days: Vec<StoppedSpan>,
}

impl<'a> StoppedTime<'a> {
    fn of(clock: &'a Clock) -> Self {
        let counts =
            clock.after_stop == AfterStop::Continue && clock.term.direction == Direction::After;
        let stops: &[Stop] = if counts { &clock.stops } else { &[] };
        let spans = stops.iter().map(|stop| StoppedSpan {
            first: day_number(stop.from.date()) + 1,
            last: stop.to.map_or(i64::MAX, |to| day_number(to.date())),
        });
        Self { stops, days: merged(spans.collect()) }
    }

    /// The stopped minutes, for terms in hours.
    fn minutes(&self) -> Vec<StoppedSpan> {
        let spans = self.stops.iter().map(|stop| StoppedSpan {
            first: minute_number(stop.from),
            last: stop.to.map_or(i64::MAX, |to| minute_number(to) - 1),
        });
        merged(spans.collect())
    }

    /// The last stopped day of the span that holds `day`.
    fn end_of_span_with(&self, day: i64) -> Option<i64> {
        self.days.iter().find(|span| span.first <= day && day <= span.last).map(|span| span.last)
    }

    /// The last day of a stop that begins on `day` before `limit`, so that the day is cut short.
    fn end_of_stop_begun_on(&self, day: i64, limit: DateTime) -> Option<i64> {
        let begun =
            self.stops.iter().any(|stop| day_number(stop.from.date()) == day && stop.from < limit);
        if begun { self.end_of_span_with(day + 1) } else { None }
    }
}

fn merged(mut spans: Vec<StoppedSpan>) -> Vec<StoppedSpan> {
    spans.retain(|span| span.first <= span.last);
    spans.sort_by_key(|span| (span.first, span.last));
    let mut merged: Vec<StoppedSpan> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(earlier) if span.first <= earlier.last.saturating_add(1) => {
                earlier.last = earlier.last.max(span.last);
            }
            _ => merged.push(span),
        }
    }
    merged
}

struct Counter<'a> {
    calendar: &'a WorkingCalendar,
    stops: StoppedTime<'a>,
}

impl Counter<'_> {
    fn extended(&self, clock: &Clock, start: DateTime) -> Option<Due> {
        let mut due = self.end_of(&clock.term, start)?;
        for extension in &clock.extensions {
            let from = extension_start(due, &extension.term);
            let term = Term { direction: Direction::After, ..extension.term };
            due = self.end_of(&term, from)?;
        }
        Some(due)
    }

    fn end_of(&self, term: &Term, start: DateTime) -> Option<Due> {
        match (term.direction, term.unit) {
            (Direction::Before, _) => Some(latest_before(self.calendar, term, start)),
            (Direction::After, Unit::Hour | Unit::Minute) => {
                let end = self.after_plain_minutes(minute_number(start), term_minutes(term))?;
                Some(Due::at(moment_of(end)))
            }
            (Direction::After, Unit::WorkingHour) => {
                let end = self.after_office_minutes(minute_number(start), term_minutes(term))?;
                Some(Due::at(moment_of(end)))
            }
            (Direction::After, Unit::WorkingDay) if !term.value.is_whole() => {
                self.after_part_of_a_day(term, day_number(start.date()))
            }
            (Direction::After, _) => self.after_days(term, day_number(start.date())),
        }
    }

    fn after_days(&self, term: &Term, start: i64) -> Option<Due> {
        let working_only = term.unit == Unit::WorkingDay;
        let end = self.nth_day(start, term_days(term, start), working_only)?;
        let forward = working_only || term.shift_in_force() == Shift::NextWorkingDay;
        let end = self.settle(end, forward)?;
        let end = if term.shift_in_force() == Shift::PreviousWorkingDay {
            at_or_before(self.calendar, end)
        } else {
            end
        };
        Some(Due::on(date_of(end)))
    }

    /// The `count`-th day after `start` that is not stopped, and worked if `working_only`.
    fn nth_day(&self, start: i64, count: i64, working_only: bool) -> Option<i64> {
        let (mut from, mut left) = (start, count);
        if left > 0 {
            for span in &self.stops.days {
                if span.last <= from {
                    continue;
                }
                let until = (span.first - 1).max(from);
                let passed =
                    if working_only { self.calendar.working_in(from, until) } else { until - from };
                if left <= passed {
                    break;
                }
                left -= passed;
                from = resumed(span.last)?;
            }
        }
        Some(if working_only {
            self.calendar.working_day_after(from, left)
        } else {
            from.saturating_add(left)
        })
    }

    /// Moves an end off days that are stopped, off a last day that a stop cut short, and, where the
    /// term shifts forward, off days that are not worked.
    fn settle(&self, end: i64, forward: bool) -> Option<i64> {
        let mut end = end;
        loop {
            if let Some(last) = self.stops.end_of_span_with(end) {
                end = resumed(last)? + 1;
            } else if forward && !self.calendar.is_working_number(end) {
                end = self.calendar.working_day_after(end, 1);
            } else if let Some(last) =
                self.stops.end_of_stop_begun_on(end, Due::on(date_of(end)).last_instant())
            {
                end = resumed(last)? + 1;
            } else {
                return Some(end);
            }
        }
    }

    /// Half a day after two days is due when half the office time of the third has passed.
    fn after_part_of_a_day(&self, term: &Term, start: i64) -> Option<Due> {
        let whole = i64::from(term.value.whole_part());
        let mut day = self.nth_day(start, whole + 1, true)?;
        loop {
            let due = Due::at(moment_of(part_of_day(self.calendar, day, term)));
            if let Some(last) = self.stops.end_of_stop_begun_on(day, due.last_instant()) {
                day = self.nth_day(resumed(last)?, 1, true)?;
            } else {
                return Some(due);
            }
        }
    }

    fn after_plain_minutes(&self, start: i64, minutes: i64) -> Option<i64> {
        let (mut from, mut left) = (start, minutes);
        for span in self.stops.minutes() {
            if span.last < from {
                continue;
            }
            let passed = (span.first - from).max(0);
            if left <= passed {
                break;
            }
            left -= passed;
            from = resumed(span.last)? + 1;
        }
        Some(from.saturating_add(left))
    }

    fn after_office_minutes(&self, start: i64, minutes: i64) -> Option<i64> {
        let (mut from, mut left) = (start, minutes);
        for span in self.stops.minutes() {
            if span.last < from {
                continue;
            }
            let passed = self.calendar.office_minutes_in(from, span.first.max(from));
            if left <= passed {
                break;
            }
            left -= passed;
            from = resumed(span.last)? + 1;
        }
        Some(self.calendar.office_moment_after(from, left))
    }
}

/// `None` for the end of a stop that is still open.
fn resumed(last: i64) -> Option<i64> {
    (last != i64::MAX).then_some(last)
}

/// An extension in days begins with the day it extends; one in hours begins where that day ends.
pub(crate) fn extension_start(due: Due, term: &Term) -> DateTime {
    match due.time {
        None if term.unit.is_timed() => moment_of((day_number(due.date) + 1) * MINUTES_PER_DAY),
        _ => due.last_instant(),
    }
}

/// The latest day or moment to act so that the whole term lies before the event.
pub(crate) fn latest_before(calendar: &WorkingCalendar, term: &Term, event: DateTime) -> Due {
    let minutes = term_minutes(term);
    match term.unit {
        Unit::Hour | Unit::Minute => {
            return Due::at(moment_of(minute_number(event).saturating_sub(minutes)));
        }
        Unit::WorkingHour => {
            let moment = calendar.office_moment_before(minute_number(event), minutes);
            return Due::at(moment_of(moment));
        }
        _ => {}
    }
    let start = day_number(event.date());
    let day = match term.unit {
        // A part of a day before an event takes the whole day: acting earlier is always safe.
        Unit::WorkingDay => {
            calendar.working_day_before(start, (term.value.quarters_as_i64() + 3) / 4)
        }
        Unit::Month | Unit::Year => {
            let (months, days) = months_and_days(term);
            add_months(start, -months) - days
        }
        _ => start.saturating_sub(term_days(term, start)),
    };
    let day = match term.shift_in_force() {
        Shift::PreviousWorkingDay => at_or_before(calendar, day),
        Shift::NextWorkingDay if !calendar.is_working_number(day) => {
            calendar.working_day_after(day, 1)
        }
        _ => day,
    };
    Due::on(date_of(day))
}

/// The moment of `day` at which the fraction of the term has passed, in office time.
pub(crate) fn part_of_day(calendar: &WorkingCalendar, day: i64, term: &Term) -> i64 {
    let minutes = minutes_of(calendar.counted_hours(day));
    let part = minutes * (term.value.quarters_as_i64() % 4) / 4;
    calendar.office_moment_after(day * MINUTES_PER_DAY, part)
}

pub(crate) fn at_or_before(calendar: &WorkingCalendar, day: i64) -> i64 {
    if calendar.is_working_number(day) { day } else { calendar.working_day_before(day, 1) }
}

/// The days a term in days or longer takes from `start`.
pub(crate) fn term_days(term: &Term, start: i64) -> i64 {
    let quarters = term.value.quarters_as_i64();
    match term.unit {
        Unit::Week => (quarters * 7 + 3) / 4,
        Unit::Month | Unit::Year => {
            let (months, days) = months_and_days(term);
            add_months(start, months) + days - start
        }
        _ => (quarters + 3) / 4,
    }
}

/// Half a month is fifteen days, half a year is six months
/// (Bộ luật Dân sự 91/2015/QH13, Điều 146 khoản 1).
fn months_and_days(term: &Term) -> (i64, i64) {
    let quarters = term.value.quarters_as_i64();
    if term.unit == Unit::Year { (quarters * 3, 0) } else { (quarters / 4, quarters % 4 * 15 / 2) }
}

pub(crate) fn term_minutes(term: &Term) -> i64 {
    let quarters = term.value.quarters_as_i64();
    if term.unit == Unit::Minute { (quarters + 3) / 4 } else { quarters * 15 }
}

/// The end of the last office period of the day, if it has any.
pub(crate) fn closing_minute(calendar: &WorkingCalendar, day: i64) -> Option<i64> {
    let (_, until) = calendar.counted_hours(day).last()?;
    Some(day * MINUTES_PER_DAY + minute_of_day(*until))
}
