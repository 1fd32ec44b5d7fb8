//! The slow count behind a proof: one day after the other, and one minute after the other for terms
//! in hours.
//!
//! It shares no counting with `due`, so that each checks the other. Not here: the sentences.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use crate::calendar::WorkingCalendar;
use crate::clock::Stop;
use crate::day_number::{
    MINUTES_PER_DAY, date_of, day_number, minute_number, minute_of_day, moment_of,
};
use crate::due::{part_of_day, term_minutes};
use crate::due_value::Due;
use crate::proof::{ExtensionLine, ProofDay};
use crate::proof_words as words;
use crate::term::{Direction, Shift, Term, Unit};

/// A proof lists at most this many days of one run; longer ones say that the list is cut.
pub(crate) const LONGEST_LIST: i64 = 4_000;

#[derive(Clone, Debug, Default)]
pub(crate) struct Walk {
    pub(crate) due: Option<Due>,
    pub(crate) days: Vec<ProofDay>,
    /// Counted minutes of terms in hours.
    pub(crate) minutes: u64,
    pub(crate) extensions: Vec<ExtensionLine>,
    /// The end fell on a day that is not worked.
    pub(crate) shifted: bool,
    pub(crate) restarted: bool,
    /// The term is longer than the list may be; `due` is not known to the walk.
    pub(crate) cut_off: bool,
}

impl Walk {
    /// Adds the walk of an extension after the day `last`.
    pub(crate) fn append(&mut self, more: Self, last: Option<i64>) {
        let is_new =
            |day: &ProofDay| day.counted || last.is_none_or(|last| day_number(day.date) > last);
        self.days.extend(more.days.into_iter().filter(is_new));
        self.minutes = self.minutes.saturating_add(more.minutes);
        self.due = more.due;
        self.shifted |= more.shifted;
        self.cut_off |= more.cut_off;
    }

    fn note(&mut self, day: i64, counted: bool, why: daumoi_kernel::Text) {
        self.days.push(ProofDay { date: date_of(day), counted, why });
    }
}

pub(crate) struct Walker<'a> {
    pub(crate) calendar: &'a WorkingCalendar,
    pub(crate) stops: &'a [Stop],
}

impl Walker<'_> {
    pub(crate) fn walk(&self, term: &Term, start: DateTime) -> Walk {
        match (term.direction, term.unit.is_timed()) {
            (Direction::After, false) => self.days_forward(term, start),
            (Direction::After, true) => self.minutes_forward(term, start),
            (Direction::Before, false) => self.days_backward(term, start),
            (Direction::Before, true) => self.minutes_backward(term, start),
        }
    }

    /// A day that was used, or stood still, before the term ran anew.
    pub(crate) fn unkept_day(&self, day: i64) -> ProofDay {
        let why = self.stop_on(day).map_or_else(words::not_kept, words::stop);
        ProofDay { date: date_of(day), counted: false, why }
    }

    fn days_forward(&self, term: &Term, start: DateTime) -> Walk {
        let mut walk = Walk::default();
        let first = day_number(start.date());
        let Some(needed) = days_needed(term, start.date()) else {
            return Walk { cut_off: true, ..walk };
        };
        if needed > 0 {
            walk.note(first, false, words::start_day());
        }
        let mut counted = 0;
        let from = if needed == 0 { first } else { first + 1 };
        for day in from..from + LONGEST_LIST {
            if let Some(stop) = self.stop_on(day) {
                if self.is_stopped_for_good(day) {
                    return walk;
                }
                walk.note(day, false, words::stop(stop));
                continue;
            }
            let working = self.calendar.is_working(date_of(day));
            let kind = self.calendar.why(date_of(day));
            let was_reached = counted >= needed && day != from;
            let is_candidate = if was_reached {
                true
            } else if term.unit == Unit::WorkingDay && !working {
                walk.note(day, false, words::not_worked(&kind, day));
                continue;
            } else {
                counted = needed.min(counted + 1);
                walk.note(day, needed > 0, words::counted(&kind, term.unit, counted));
                counted >= needed
            };
            if is_candidate && self.ends_on(&mut walk, term, day, was_reached) {
                return walk;
            }
        }
        Walk { cut_off: true, ..walk }
    }

    /// Whether a term whose days are all counted ends on this day; says so in the walk.
    fn ends_on(&self, walk: &mut Walk, term: &Term, day: i64, was_reached: bool) -> bool {
        let working = self.calendar.is_working(date_of(day));
        let shift = term.shift_in_force();
        let forward = term.unit == Unit::WorkingDay || shift == Shift::NextWorkingDay;
        let kind = self.calendar.why(date_of(day));
        if forward && !working {
            walk.shifted = true;
            if was_reached {
                walk.note(day, false, words::not_worked(&kind, day));
            } else if let Some(line) = walk.days.last_mut() {
                line.why = words::end_on_day_off(&line.why, &kind, day);
            }
            return false;
        }
        let due = if term.value.is_whole() || term.unit != Unit::WorkingDay {
            Due::on(date_of(day))
        } else {
            Due::at(moment_of(part_of_day(self.calendar, day, term)))
        };
        if self.is_cut_short(day, due.last_instant()) {
            walk.note(day, false, words::cut_short());
            return false;
        }
        if was_reached {
            walk.note(day, false, words::moved_end());
        }
        walk.due = Some(due);
        if shift == Shift::PreviousWorkingDay && !working {
            walk.due = Some(Due::on(self.previous_worked(walk, day)));
        }
        true
    }

    /// Steps back from a day that is not worked; says so in the walk.
    fn previous_worked(&self, walk: &mut Walk, day: i64) -> Date {
        walk.shifted = true;
        let earlier = (day - LONGEST_LIST..day)
            .rev()
            .find(|earlier| self.calendar.is_working(date_of(*earlier)))
            .unwrap_or(day);
        walk.note(earlier, false, words::moved_back());
        date_of(earlier)
    }

    fn days_backward(&self, term: &Term, event: DateTime) -> Walk {
        let mut walk = Walk::default();
        let event_day = day_number(event.date());
        let backward = Term { direction: Direction::After, ..*term };
        let Some(needed) = days_back(&backward, event.date()) else {
            return Walk { cut_off: true, ..walk };
        };
        walk.note(event_day, false, words::event_day());
        let (mut counted, mut day) = (0, event_day);
        while counted < needed {
            day -= 1;
            if event_day - day > LONGEST_LIST {
                return Walk { cut_off: true, ..walk };
            }
            let kind = self.calendar.why(date_of(day));
            if term.unit == Unit::WorkingDay && !self.calendar.is_working(date_of(day)) {
                walk.note(day, false, words::not_worked(&kind, day));
            } else {
                counted += 1;
                walk.note(day, true, words::counted(&kind, term.unit, counted));
            }
        }
        let mut end = date_of(day);
        if !self.calendar.is_working(end) {
            match term.shift_in_force() {
                Shift::PreviousWorkingDay => end = self.previous_worked(&mut walk, day),
                Shift::NextWorkingDay => {
                    walk.shifted = true;
                    end = self.calendar.next_working_day(end);
                }
                Shift::None => {}
            }
        }
        walk.due = Some(Due::on(end));
        walk.days.sort_by_key(|line| line.date);
        walk
    }

    fn minutes_forward(&self, term: &Term, start: DateTime) -> Walk {
        let mut walk = Walk::default();
        let (begin, needed) = (minute_number(start), term_minutes(term));
        if needed == 0 {
            return Walk { due: Some(Due::at(moment_of(begin))), ..walk };
        }
        let mut left = needed;
        let first = begin.div_euclid(MINUTES_PER_DAY);
        for day in first..first + LONGEST_LIST {
            let midnight = day * MINUTES_PER_DAY;
            if self
                .stops
                .iter()
                .any(|stop| stop.to.is_none() && minute_number(stop.from) <= begin.max(midnight))
            {
                return walk;
            }
            let mut of_day = 0;
            for minute in begin.max(midnight)..midnight + MINUTES_PER_DAY {
                if left > 0 && self.minute_counts(term.unit, minute) {
                    (of_day, left) = (of_day + 1, left - 1);
                    if left == 0 {
                        walk.due = Some(Due::at(moment_of(minute + 1)));
                    }
                }
            }
            self.note_minutes(&mut walk, day, of_day);
            if walk.due.is_some() {
                return walk;
            }
        }
        Walk { cut_off: true, ..walk }
    }

    fn minutes_backward(&self, term: &Term, event: DateTime) -> Walk {
        let mut walk = Walk::default();
        let (end, mut left) = (minute_number(event), term_minutes(term));
        if left == 0 {
            return Walk { due: Some(Due::at(moment_of(end))), ..walk };
        }
        let last = (end - 1).div_euclid(MINUTES_PER_DAY);
        for day in (last - LONGEST_LIST..=last).rev() {
            let midnight = day * MINUTES_PER_DAY;
            let mut of_day = 0;
            for minute in (midnight..end.min(midnight + MINUTES_PER_DAY)).rev() {
                if left > 0 && self.minute_counts(term.unit, minute) {
                    (of_day, left) = (of_day + 1, left - 1);
                    if left == 0 {
                        walk.due = Some(Due::at(moment_of(minute)));
                    }
                }
            }
            self.note_minutes(&mut walk, day, of_day);
            if walk.due.is_some() {
                walk.days.reverse();
                return walk;
            }
        }
        Walk { cut_off: true, ..walk }
    }

    fn note_minutes(&self, walk: &mut Walk, day: i64, minutes: u32) {
        walk.minutes = walk.minutes.saturating_add(u64::from(minutes));
        let why = if minutes > 0 {
            words::counted_minutes(minutes)
        } else {
            match self.stop_on(day) {
                Some(stop) => words::stop(stop),
                None => words::not_worked(&self.calendar.why(date_of(day)), day),
            }
        };
        walk.note(day, minutes > 0, why);
    }

    fn minute_counts(&self, unit: Unit, minute: i64) -> bool {
        let stopped = self.stops.iter().any(|stop| {
            minute_number(stop.from) <= minute
                && stop.to.is_none_or(|to| minute < minute_number(to))
        });
        let of_day = minute.rem_euclid(MINUTES_PER_DAY);
        let open =
            unit != Unit::WorkingHour
                || self.calendar.counted_hours(minute.div_euclid(MINUTES_PER_DAY)).iter().any(
                    |(from, to)| minute_of_day(*from) <= of_day && of_day < minute_of_day(*to),
                );
        open && !stopped
    }

    /// The stop that takes this day out: it began on an earlier day and did not end before.
    fn stop_on(&self, day: i64) -> Option<&Stop> {
        self.stops.iter().find(|stop| {
            day_number(stop.from.date()) < day
                && stop.to.is_none_or(|to| day <= day_number(to.date()))
        })
    }

    fn is_stopped_for_good(&self, day: i64) -> bool {
        self.stops.iter().any(|stop| stop.to.is_none() && day_number(stop.from.date()) < day)
    }

    /// A stop that begins on the last day, in time, leaves that day to be finished after the stop.
    fn is_cut_short(&self, day: i64, limit: DateTime) -> bool {
        let begins = |stop: &Stop| day_number(stop.from.date()) == day && stop.from < limit;
        self.stops.iter().any(begins) && self.stop_on(day + 1).is_some()
    }
}

fn days_needed(term: &Term, start: Date) -> Option<i64> {
    let end = match term.unit {
        Unit::Month | Unit::Year => {
            let (months, days) = whole_months(term);
            start.checked_add(months.months()).ok()?.checked_add(days.days()).ok()?
        }
        Unit::Week => return Some(term.value.quarters_as_i64() * 7 / 4),
        // Part of a day is a part of one more day.
        _ => return Some(term.value.quarters_as_i64() / 4 + i64::from(!term.value.is_whole())),
    };
    Some(day_number(end) - day_number(start))
}

fn days_back(term: &Term, event: Date) -> Option<i64> {
    match term.unit {
        Unit::Month | Unit::Year => {
            let (months, days) = whole_months(term);
            let end = event.checked_sub(months.months()).ok()?.checked_sub(days.days()).ok()?;
            Some(day_number(event) - day_number(end))
        }
        _ => days_needed(term, event),
    }
}

/// Months, and fifteen days for half a month. More months than the years jiff knows are cut to a
/// number that still leads out of them, so that the walk gives up.
fn whole_months(term: &Term) -> (i64, i64) {
    const BEYOND_ALL_YEARS: i64 = 239_000;
    let quarters = term.value.quarters_as_i64();
    let (months, days) = if term.unit == Unit::Year {
        (quarters * 3, 0)
    } else {
        (quarters / 4, quarters % 4 * 15 / 2)
    };
    (months.min(BEYOND_ALL_YEARS), days)
}
