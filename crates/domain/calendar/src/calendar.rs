//! A working calendar, made ready for counting: for each covered day whether it is worked and for
//! how many minutes, with running sums, so that every question is answered by arithmetic.
//!
//! Days outside the covered years are counted Monday to Friday with the hours of the nearest
//! edition; [`WorkingCalendar::covers`] says so and every proof repeats it. Not here: reading and
//! checking the data files (`load`).
//!
//! Invariant: what one year's edition says never changes the count inside another year.

use std::collections::BTreeMap;

use daumoi_kernel::Text;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::calendar_file::PendingDay;
use crate::day_number::{
    MINUTES_PER_DAY, date_of, day_number, minute_of_day, weekday_at, weekday_from_monday,
    weekdays_before,
};

/// From, until.
pub type OfficeHours = (Time, Time);

/// Why a day is worked or not. `decision` is the document that says so, where its number is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DayKind {
    Working,
    /// A day of the weekly rest that is worked in place of another.
    SwappedWorking {
        decision: Option<String>,
    },
    RestDay,
    Closed {
        title: Text,
        decision: Option<String>,
    },
    /// The office is closed, but the decision does not say that terms are affected.
    ClosedButCounted {
        title: Text,
        decision: Option<String>,
    },
    /// Open for a part of the day. `counted` tells whether terms follow the shorter day.
    HalfDay {
        title: Text,
        decision: Option<String>,
        counted: bool,
    },
}

#[derive(Clone, Debug)]
pub struct WorkingCalendar {
    pub(crate) id: String,
    pub(crate) edition: String,
    pub(crate) pending: Vec<PendingDay>,
    days: Days,
    notes: BTreeMap<i64, DayKind>,
    /// What people find at the door, where it differs from what terms count.
    open_instead: BTreeMap<i64, Vec<OfficeHours>>,
    years: Vec<i16>,
}

/// One covered day as the loader found it.
#[derive(Clone, Debug)]
pub(crate) struct DayPlan {
    pub(crate) working: bool,
    /// Office hours that terms count; empty when not working.
    pub(crate) hours: Vec<OfficeHours>,
    pub(crate) note: Option<DayKind>,
    pub(crate) open_instead: Option<Vec<OfficeHours>>,
}

/// The arrays. `first` is the day number of the first covered day.
#[derive(Clone, Debug)]
struct Days {
    first: i64,
    /// Working days before the day at this index; one longer than the covered days.
    working_before: Vec<i64>,
    working: Vec<i64>,
    /// Office minutes before the day at this index; one longer than the covered days.
    minutes_before: Vec<i64>,
    /// Index into `hour_sets` of each covered day; set 0 is "closed".
    hours: Vec<usize>,
    hour_sets: Vec<Vec<OfficeHours>>,
    earlier: UsualHours,
    later: UsualHours,
}

/// The hours of every Monday to Friday outside the covered years.
#[derive(Clone, Debug)]
struct UsualHours {
    periods: Vec<OfficeHours>,
    minutes: i64,
}

impl UsualHours {
    fn new(periods: Vec<OfficeHours>) -> Self {
        Self { minutes: minutes_of(&periods).max(1), periods }
    }
}

impl WorkingCalendar {
    /// The empty calendar: Monday to Friday, no holidays, the usual office hours.
    #[must_use]
    pub fn weekdays_only() -> Self {
        let id = "weekdays-only".to_owned();
        Self::from_days(id.clone(), 0, Vec::new(), (usual_hours(), usual_hours())).with_edition(id)
    }

    pub(crate) fn from_days(
        id: String,
        first: i64,
        plans: Vec<DayPlan>,
        usual: (Vec<OfficeHours>, Vec<OfficeHours>),
    ) -> Self {
        let mut days = Days {
            first,
            working_before: vec![0],
            working: Vec::new(),
            minutes_before: vec![0],
            hours: Vec::new(),
            hour_sets: vec![Vec::new()],
            earlier: UsualHours::new(usual.0),
            later: UsualHours::new(usual.1),
        };
        let (mut notes, mut open_instead) = (BTreeMap::new(), BTreeMap::new());
        for (day, plan) in (first..).zip(plans) {
            days.push(day, plan.working, plan.hours);
            if let Some(note) = plan.note {
                notes.insert(day, note);
            }
            if let Some(hours) = plan.open_instead {
                open_instead.insert(day, hours);
            }
        }
        let (edition, pending, years) = (String::new(), Vec::new(), Vec::new());
        Self { id, edition, pending, days, notes, open_instead, years }
    }

    pub(crate) fn with_edition(self, edition: String) -> Self {
        Self { edition, ..self }
    }

    pub(crate) fn with_years(self, years: Vec<i16>) -> Self {
        Self { years, ..self }
    }

    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Changes whenever a count could change, so that an open clock can say which calendar its due
    /// date was counted with.
    #[must_use]
    pub fn edition(&self) -> &str {
        &self.edition
    }

    /// Days that may become holidays; they have no effect on any count.
    #[must_use]
    pub fn pending(&self) -> &[PendingDay] {
        &self.pending
    }

    /// The years with an edition, in order.
    #[must_use]
    pub fn years(&self) -> &[i16] {
        &self.years
    }

    /// Whether an edition was entered for the year of this day.
    #[must_use]
    pub fn covers(&self, date: Date) -> bool {
        self.years.contains(&date.year())
    }

    /// Whether the day counts in terms of working days.
    #[must_use]
    pub fn is_working(&self, date: Date) -> bool {
        self.is_working_number(day_number(date))
    }

    #[must_use]
    pub fn why(&self, date: Date) -> DayKind {
        let day = day_number(date);
        self.notes.get(&day).cloned().unwrap_or_else(|| {
            if self.is_working_number(day) { DayKind::Working } else { DayKind::RestDay }
        })
    }

    /// When the office is open on that day, for people who come.
    #[must_use]
    pub fn office_hours(&self, date: Date) -> &[OfficeHours] {
        let day = day_number(date);
        self.open_instead.get(&day).map_or_else(|| self.days.counted_hours(day), Vec::as_slice)
    }

    /// Strictly after `date`.
    #[must_use]
    pub fn next_working_day(&self, date: Date) -> Date {
        date_of(self.working_day_after(day_number(date), 1))
    }

    /// Strictly before `date`.
    #[must_use]
    pub fn previous_working_day(&self, date: Date) -> Date {
        date_of(self.working_day_before(day_number(date), 1))
    }

    #[must_use]
    pub fn working_days_in_year(&self, year: i16) -> u32 {
        let (Ok(first), Ok(last)) = (Date::new(year, 1, 1), Date::new(year, 12, 31)) else {
            return 0;
        };
        let days = self.days.rank(day_number(last) + 1) - self.days.rank(day_number(first));
        u32::try_from(days).unwrap_or(0)
    }

    /// Working days after `from` up to and including `to`; none when `to` is not later.
    #[must_use]
    pub fn working_days_between(&self, from: Date, to: Date) -> u32 {
        u32::try_from(self.working_in(day_number(from), day_number(to))).unwrap_or(0)
    }

    /// The working days in `(from, to]`; negative when `to` is earlier.
    pub(crate) fn working_in(&self, from: i64, to: i64) -> i64 {
        self.days.rank(to + 1) - self.days.rank(from + 1)
    }

    pub(crate) fn is_working_number(&self, day: i64) -> bool {
        self.days.rank(day + 1) > self.days.rank(day)
    }

    /// The `count`-th working day after `day`; `day` itself when `count` is 0.
    pub(crate) fn working_day_after(&self, day: i64, count: i64) -> i64 {
        if count <= 0 { day } else { self.days.select(self.days.rank(day + 1) + count - 1) }
    }

    pub(crate) fn working_day_before(&self, day: i64, count: i64) -> i64 {
        if count <= 0 { day } else { self.days.select(self.days.rank(day) - count) }
    }

    /// The hours that terms count on a day; they ignore closures that do not affect deadlines.
    pub(crate) fn counted_hours(&self, day: i64) -> &[OfficeHours] {
        self.days.counted_hours(day)
    }

    /// Office minutes from `from` until `to`.
    pub(crate) fn office_minutes_in(&self, from: i64, to: i64) -> i64 {
        self.days.minute_rank(to) - self.days.minute_rank(from)
    }

    /// The moment at which `minutes` of office time after `from` have passed.
    pub(crate) fn office_moment_after(&self, from: i64, minutes: i64) -> i64 {
        if minutes <= 0 {
            from
        } else {
            self.days.moment_reaching(self.days.minute_rank(from) + minutes)
        }
    }

    /// The latest moment with `minutes` of office time between it and `to`.
    pub(crate) fn office_moment_before(&self, to: i64, minutes: i64) -> i64 {
        if minutes <= 0 {
            to
        } else {
            self.days.moment_leaving(self.days.minute_rank(to) - minutes)
        }
    }
}

impl Days {
    fn push(&mut self, day: i64, working: bool, hours: Vec<OfficeHours>) {
        let minutes = minutes_of(&hours);
        let set = self.hour_sets.iter().position(|known| *known == hours).unwrap_or_else(|| {
            self.hour_sets.push(hours);
            self.hour_sets.len() - 1
        });
        self.hours.push(set);
        self.working_before.push(last(&self.working_before) + i64::from(working));
        self.minutes_before.push(last(&self.minutes_before) + minutes);
        if working {
            self.working.push(day);
        }
    }

    /// The day after the last covered day.
    fn end(&self) -> i64 {
        self.first + i64::try_from(self.hours.len()).unwrap_or(0)
    }

    fn index(&self, day: i64) -> Option<usize> {
        usize::try_from(day - self.first).ok()
    }

    /// Working days before `day`, counted from the first covered day; negative for earlier days.
    fn rank(&self, day: i64) -> i64 {
        if let Some(rank) = self.index(day).and_then(|index| self.working_before.get(index)) {
            return *rank;
        }
        if day < self.first {
            weekdays_before(day) - weekdays_before(self.first)
        } else {
            last(&self.working_before) + weekdays_before(day) - weekdays_before(self.end())
        }
    }

    /// The working day with `rank` working days before it.
    fn select(&self, rank: i64) -> i64 {
        if let Some(day) = usize::try_from(rank).ok().and_then(|index| self.working.get(index)) {
            return *day;
        }
        if rank < 0 {
            weekday_at(weekdays_before(self.first) + rank)
        } else {
            weekday_at(weekdays_before(self.end()) + rank - last(&self.working_before))
        }
    }

    fn counted_hours(&self, day: i64) -> &[OfficeHours] {
        if let Some(set) = self.index(day).and_then(|index| self.hours.get(index)) {
            return self.hour_sets.get(*set).map_or(&[], Vec::as_slice);
        }
        if weekday_from_monday(day) > 4 {
            return &[];
        }
        if day < self.first { &self.earlier.periods } else { &self.later.periods }
    }

    /// Office minutes before the day, counted from the first covered day.
    fn day_minute_rank(&self, day: i64) -> i64 {
        if let Some(rank) = self.index(day).and_then(|index| self.minutes_before.get(index)) {
            return *rank;
        }
        if day < self.first {
            (weekdays_before(day) - weekdays_before(self.first)) * self.earlier.minutes
        } else {
            let days = weekdays_before(day) - weekdays_before(self.end());
            last(&self.minutes_before) + days * self.later.minutes
        }
    }

    fn minute_rank(&self, minute: i64) -> i64 {
        let day = minute.div_euclid(MINUTES_PER_DAY);
        let now = minute.rem_euclid(MINUTES_PER_DAY);
        let passed = self
            .counted_hours(day)
            .iter()
            .map(|(from, until)| now.min(minute_of_day(*until)) - minute_of_day(*from))
            .filter(|minutes| *minutes > 0)
            .sum::<i64>();
        self.day_minute_rank(day) + passed
    }

    /// The first moment whose minute rank is `rank`.
    fn moment_reaching(&self, rank: i64) -> i64 {
        let day = self.day_holding(rank - 1);
        let mut left = rank - self.day_minute_rank(day);
        for (from, until) in self.counted_hours(day) {
            let (from, until) = (minute_of_day(*from), minute_of_day(*until));
            if left <= until - from {
                return day * MINUTES_PER_DAY + from + left;
            }
            left -= until - from;
        }
        (day + 1) * MINUTES_PER_DAY
    }

    /// The last moment whose minute rank is `rank`.
    fn moment_leaving(&self, rank: i64) -> i64 {
        let day = self.day_holding(rank);
        let mut left = rank - self.day_minute_rank(day);
        for (from, until) in self.counted_hours(day) {
            let (from, until) = (minute_of_day(*from), minute_of_day(*until));
            if left < until - from {
                return day * MINUTES_PER_DAY + from + left;
            }
            left -= until - from;
        }
        (day + 1) * MINUTES_PER_DAY
    }

    /// The day in whose office time the minute with this rank passes.
    fn day_holding(&self, rank: i64) -> i64 {
        let total = last(&self.minutes_before);
        if rank < 0 {
            weekday_at(weekdays_before(self.first) + rank.div_euclid(self.earlier.minutes))
        } else if rank < total {
            let index = self.minutes_before.partition_point(|before| *before <= rank);
            self.first + i64::try_from(index).unwrap_or(0) - 1
        } else {
            let days = (rank - total).div_euclid(self.later.minutes);
            weekday_at(weekdays_before(self.end()) + days)
        }
    }
}

fn last(sums: &[i64]) -> i64 {
    sums.last().copied().unwrap_or(0)
}

pub(crate) fn minutes_of(hours: &[OfficeHours]) -> i64 {
    hours.iter().map(|(from, until)| minute_of_day(*until) - minute_of_day(*from)).sum()
}

/// 07:00-11:30 and 13:30-17:00. Assumed: each province sets its own hours.
fn usual_hours() -> Vec<OfficeHours> {
    vec![
        (Time::constant(7, 0, 0, 0), Time::constant(11, 30, 0, 0)),
        (Time::constant(13, 30, 0, 0), Time::constant(17, 0, 0, 0)),
    ]
}
