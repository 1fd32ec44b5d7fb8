//! From calendar files to a working calendar, with every problem found, by file and line.
//!
//! Files without `base` are the editions of one calendar, a year each. Files with `base` belong to
//! one unit and add closures, half days or other hours on top. Not here: reading from disk.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

use jiff::civil::{Date, Time};
use sha2::{Digest, Sha256};
use toml::Spanned;
use toml::value::Datetime;

use crate::calendar::{DayKind, DayPlan, OfficeHours, WorkingCalendar, minutes_of};
use crate::calendar_file::{CalendarFile, ClosedRange, HalfDay, WeekdayName, WorkingSaturday};
use crate::day_number::{date_of, day_number, minute_of_day, weekday_from_monday};

/// One thing that is wrong in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// Everything that is wrong in the files, in the order of the files.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the working calendar cannot be used:{}", listed(.problems))]
pub struct CalendarError {
    pub problems: Vec<Problem>,
}

fn listed(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("\n  {problem}")).collect()
}

impl WorkingCalendar {
    /// Builds one calendar from `(file name, text)` pairs: the years of the base, and the files of
    /// at most one unit on top of it.
    ///
    /// # Errors
    /// When any file is not usable; all problems are listed.
    pub fn from_toml(files: &[(&str, &str)]) -> Result<Self, CalendarError> {
        let mut problems = Vec::new();
        let mut sheets = Vec::new();
        for (name, text) in files {
            match parse(name, text) {
                Ok(file) => sheets.push(Sheet { name, text, file }),
                Err(found) => problems.extend(found),
            }
        }
        if !problems.is_empty() {
            return Err(CalendarError { problems });
        }
        if sheets.is_empty() {
            let message = "no calendar file was given".to_owned();
            problems.push(Problem { file: "calendars".to_owned(), line: 1, message });
            return Err(CalendarError { problems });
        }
        let mut builder = Builder { years: BTreeMap::new(), problems };
        builder.check_families(&sheets);
        let (bases, overlays) =
            sheets.iter().partition::<Vec<_>, _>(|sheet| sheet.file.base.is_none());
        // The totals of the base are those before a unit adds its own days.
        for family in [&bases, &overlays] {
            family.iter().for_each(|sheet| builder.add(sheet));
            family.iter().for_each(|sheet| builder.check_total(sheet));
        }
        if builder.problems.is_empty() {
            Ok(builder.finish(&bases, &overlays))
        } else {
            Err(CalendarError { problems: builder.problems })
        }
    }
}

struct Sheet<'a> {
    name: &'a str,
    text: &'a str,
    file: CalendarFile,
}

impl Sheet<'_> {
    fn problem(&self, span: Range<usize>, message: String) -> Problem {
        Problem { file: self.name.to_owned(), line: line_of(self.text, span.start), message }
    }

    /// The day a value names, when it is a plain date inside the year of the file.
    fn day(&self, value: &Spanned<Datetime>) -> Result<i64, Problem> {
        let written = value.get_ref();
        let date = match (written.date, written.time) {
            (Some(date), None) => to_date(date),
            _ => None,
        };
        let year = *self.file.year.get_ref();
        match date {
            Some(date) if date.year() == year => Ok(day_number(date)),
            Some(date) => {
                let message = format!("{date} is not in {year}, the year of this file");
                Err(self.problem(value.span(), message))
            }
            None => Err(self.problem(
                value.span(),
                format!("`{written}` is not a date; write {year}-05-04 without an hour"),
            )),
        }
    }

    fn periods(&self, written: &[Spanned<String>]) -> Result<Vec<OfficeHours>, Problem> {
        let mut periods: Vec<OfficeHours> = Vec::new();
        for text in written {
            let refused =
                |why: &str| self.problem(text.span(), format!("`{}`: {why}", text.get_ref()));
            let period = parse_period(text.get_ref())
                .ok_or_else(|| refused("write office hours as \"07:00-11:30\""))?;
            if period.0 >= period.1 {
                return Err(refused("the end is not after the beginning"));
            }
            if periods.last().is_some_and(|earlier| earlier.1 > period.0) {
                return Err(refused("begins before the period above it ends"));
            }
            periods.push(period);
        }
        Ok(periods)
    }
}

#[derive(Clone)]
struct YearPlan {
    days: BTreeMap<i64, DayPlan>,
    usual: Vec<OfficeHours>,
}

struct Builder {
    years: BTreeMap<i16, YearPlan>,
    problems: Vec<Problem>,
}

impl Builder {
    fn check_families(&mut self, sheets: &[Sheet<'_>]) {
        let base = sheets.iter().find(|sheet| sheet.file.base.is_none());
        let unit = sheets.iter().find(|sheet| sheet.file.base.is_some());
        let mut seen = BTreeSet::new();
        for sheet in sheets {
            let file = &sheet.file;
            let start = file.year.span();
            if !seen.insert((&file.id, *file.year.get_ref())) {
                let message = format!("a second file for `{}` {}", file.id, file.year.get_ref());
                self.problems.push(sheet.problem(start.clone(), message));
            }
            let family = if file.base.is_some() { unit } else { base };
            if let Some(first) = family.filter(|first| first.file.id != file.id) {
                let message = format!(
                    "`{}` and `{}` are two calendars; build them one at a time",
                    first.file.id, file.id
                );
                self.problems.push(sheet.problem(start, message));
            }
            if let Some(named) = &file.base
                && base.is_none_or(|base| base.file.id != *named.get_ref())
            {
                let message =
                    format!("the base calendar `{}` is not among the files", named.get_ref());
                self.problems.push(sheet.problem(named.span(), message));
            }
        }
    }

    fn add(&mut self, sheet: &Sheet<'_>) {
        let year = *sheet.file.year.get_ref();
        if let Err(problem) = self.prepare_year(sheet, year) {
            self.problems.push(problem);
            return;
        }
        let Some(mut plan) = self.years.remove(&year) else { return };
        for closed in &sheet.file.closed {
            let result = close(sheet, &mut plan, closed);
            self.problems.extend(result.err());
        }
        for saturday in &sheet.file.working_saturdays {
            let result = work_on_saturday(sheet, &mut plan, saturday);
            self.problems.extend(result.err());
        }
        for half in &sheet.file.half_days {
            let result = halve(sheet, &mut plan, half);
            self.problems.extend(result.err());
        }
        self.years.insert(year, plan);
    }

    /// Lays out the year of a base file, or gives the year of a unit its own hours.
    fn prepare_year(&mut self, sheet: &Sheet<'_>, year: i16) -> Result<(), Problem> {
        let hours = match &sheet.file.office_hours {
            Some(hours) => Some(sheet.periods(&hours.periods)?),
            None => None,
        };
        if hours.as_ref().is_some_and(Vec::is_empty) {
            let message = "office hours without a period".to_owned();
            return Err(sheet.problem(sheet.file.year.span(), message));
        }
        if let Some(plan) = self.years.get_mut(&year) {
            if let Some(hours) = hours {
                let whole = |day: &&mut DayPlan| {
                    day.working && !matches!(day.note, Some(DayKind::HalfDay { .. }))
                };
                for day in plan.days.values_mut().filter(whole) {
                    day.hours.clone_from(&hours);
                }
                plan.usual = hours;
            }
            return Ok(());
        }
        let start = sheet.file.year.span();
        if sheet.file.base.is_some() {
            let message = format!("the base calendar has no file for {year}");
            return Err(sheet.problem(start, message));
        }
        let (Some(week), Some(hours)) = (&sheet.file.week, hours) else {
            let message = "a base calendar needs [week] and [office_hours]".to_owned();
            return Err(sheet.problem(start, message));
        };
        let per_day = *week.hours_per_day.get_ref();
        if minutes_of(&hours) != i64::from(per_day) * 60 {
            let message = format!("the office hours do not add up to {per_day} hours a day");
            return Err(sheet.problem(week.hours_per_day.span(), message));
        }
        let per_week = *week.hours_per_week.get_ref();
        let days_per_week = u32::try_from(week.working_days.len()).unwrap_or(0);
        if per_day.checked_mul(days_per_week) != Some(per_week) {
            let message =
                format!("{days_per_week} days of {per_day} hours are not {per_week} hours");
            return Err(sheet.problem(week.hours_per_week.span(), message));
        }
        let plan = lay_out(year, &week.working_days, hours)
            .ok_or_else(|| sheet.problem(start, format!("{year} is not a year")))?;
        self.years.insert(year, plan);
        Ok(())
    }

    fn check_total(&mut self, sheet: &Sheet<'_>) {
        let file = &sheet.file;
        let (Some(expected), Some(plan)) =
            (&file.working_days_total, self.years.get(file.year.get_ref()))
        else {
            return;
        };
        let counted = plan.days.values().filter(|day| day.working).count();
        if usize::try_from(*expected.get_ref()) != Ok(counted) {
            let message = format!(
                "working_days_total is {}, but the days of this file add up to {counted}",
                expected.get_ref()
            );
            self.problems.push(sheet.problem(expected.span(), message));
        }
    }

    fn finish(self, bases: &[&Sheet<'_>], overlays: &[&Sheet<'_>]) -> WorkingCalendar {
        let id = overlays.first().or(bases.first()).map_or("", |sheet| sheet.file.id.as_str());
        let years = self.years.keys().copied().collect::<Vec<_>>();
        let usual_of = |plan: Option<&YearPlan>| plan.map_or_else(Vec::new, |p| p.usual.clone());
        let usual =
            (usual_of(self.years.values().next()), usual_of(self.years.values().next_back()));
        let mut days = BTreeMap::new();
        for plan in self.years.into_values() {
            days.extend(plan.days);
        }
        let first = days.keys().next().copied().unwrap_or(0);
        let last = days.keys().next_back().copied().unwrap_or(-1);
        // A year without an edition between two others is counted like the years outside.
        let plans = (first..=last)
            .map(|day| days.remove(&day).unwrap_or_else(|| weekday_plan(day, &usual.1)))
            .collect::<Vec<_>>();
        let edition = fingerprint(id, &years, &plans);
        let mut calendar =
            WorkingCalendar::from_days(id.to_owned(), first, plans, usual).with_edition(edition);
        calendar.pending =
            bases.iter().chain(overlays).flat_map(|sheet| sheet.file.pending.clone()).collect();
        calendar.with_years(years)
    }
}

fn parse(name: &str, text: &str) -> Result<CalendarFile, Vec<Problem>> {
    let problem = |error: &toml::de::Error| Problem {
        file: name.to_owned(),
        line: line_of(text, error.span().map_or(0, |span| span.start)),
        message: error.message().to_owned(),
    };
    let (_, mistakes) = toml::de::DeTable::parse_recoverable(text);
    if !mistakes.is_empty() {
        return Err(mistakes.iter().map(problem).collect());
    }
    toml::from_str(text).map_err(|error| vec![problem(&error)])
}

fn lay_out(year: i16, week: &[WeekdayName], usual: Vec<OfficeHours>) -> Option<YearPlan> {
    let first = day_number(Date::new(year, 1, 1).ok()?);
    let last = day_number(Date::new(year, 12, 31).ok()?);
    let days = (first..=last)
        .map(|day| {
            let working = week.contains(&WeekdayName::from_monday(weekday_from_monday(day)));
            let hours = if working { usual.clone() } else { Vec::new() };
            (day, DayPlan { working, hours, note: None, open_instead: None })
        })
        .collect();
    Some(YearPlan { days, usual })
}

fn weekday_plan(day: i64, usual: &[OfficeHours]) -> DayPlan {
    let working = weekday_from_monday(day) < 5;
    let hours = if working { usual.to_vec() } else { Vec::new() };
    DayPlan { working, hours, note: None, open_instead: None }
}

fn close(sheet: &Sheet<'_>, plan: &mut YearPlan, closed: &ClosedRange) -> Result<(), Problem> {
    let (from, to) = (sheet.day(&closed.from)?, sheet.day(&closed.to)?);
    if to < from {
        let message = format!("the range ends ({}) before it begins", date_of(to));
        return Err(sheet.problem(closed.to.span(), message));
    }
    let mut closes_a_working_day = false;
    for (_, day) in plan.days.range_mut(from..=to).filter(|(_, day)| day.working) {
        closes_a_working_day = true;
        let (title, decision) = (closed.title.clone(), decision(sheet, closed.decision.as_ref()));
        if closed.affects_deadlines {
            let note = Some(DayKind::Closed { title, decision });
            *day = DayPlan { working: false, hours: Vec::new(), note, open_instead: None };
        } else {
            day.note = Some(DayKind::ClosedButCounted { title, decision });
            day.open_instead = Some(Vec::new());
        }
    }
    if closes_a_working_day {
        return Ok(());
    }
    let message = format!("{} to {}: these days are not worked anyway", date_of(from), date_of(to));
    Err(sheet.problem(closed.from.span(), message))
}

fn work_on_saturday(
    sheet: &Sheet<'_>,
    plan: &mut YearPlan,
    saturday: &WorkingSaturday,
) -> Result<(), Problem> {
    let date = sheet.day(&saturday.date)?;
    let instead_of = sheet.day(&saturday.instead_of)?;
    if plan.days.get(&instead_of).is_none_or(|day| day.working) {
        let message = format!("{} must be closed to be swapped", date_of(instead_of));
        return Err(sheet.problem(saturday.instead_of.span(), message));
    }
    let usual = plan.usual.clone();
    match plan.days.get_mut(&date).filter(|day| !day.working && day.note.is_none()) {
        Some(day) => {
            let decision = decision(sheet, saturday.decision.as_ref());
            let note = Some(DayKind::SwappedWorking { decision });
            *day = DayPlan { working: true, hours: usual, note, open_instead: None };
            Ok(())
        }
        None => {
            let message = format!("{} is not a day of the weekly rest", date_of(date));
            Err(sheet.problem(saturday.date.span(), message))
        }
    }
}

fn halve(sheet: &Sheet<'_>, plan: &mut YearPlan, half: &HalfDay) -> Result<(), Problem> {
    let date = sheet.day(&half.date)?;
    let periods = sheet.periods(&half.periods)?;
    if periods.is_empty() {
        let message = "a half day needs its hours; a day without hours is closed".to_owned();
        return Err(sheet.problem(half.date.span(), message));
    }
    let (title, decision) = (half.title.clone(), decision(sheet, half.decision.as_ref()));
    let counted = half.affects_deadlines;
    let Some(day) = plan.days.get_mut(&date).filter(|day| {
        !matches!(day.note, Some(DayKind::Closed { .. } | DayKind::ClosedButCounted { .. }))
    }) else {
        let message = format!("{} is closed, so it cannot be a half day", date_of(date));
        return Err(sheet.problem(half.date.span(), message));
    };
    day.note = Some(DayKind::HalfDay { title, decision, counted });
    if counted {
        (day.working, day.hours, day.open_instead) = (true, periods, None);
    } else {
        day.open_instead = Some(periods);
    }
    Ok(())
}

/// The decision of the entry, or that of the whole file.
fn decision(sheet: &Sheet<'_>, own: Option<&String>) -> Option<String> {
    own.or(sheet.file.decision.as_ref()).cloned()
}

/// The same days, hours and decisions give the same edition, however the files are laid out. What
/// is hashed is written out here, because editions are stored with clocks and must not change with
/// the code.
fn fingerprint(id: &str, years: &[i16], plans: &[DayPlan]) -> String {
    let mut hash = Sha256::new();
    hash.update(id);
    for year in years {
        hash.update(format!(" {year}"));
    }
    for plan in plans {
        let (kind, decision) = match &plan.note {
            None => ("plain", None),
            Some(DayKind::Working) => ("working", None),
            Some(DayKind::RestDay) => ("rest", None),
            Some(DayKind::SwappedWorking { decision }) => ("swapped", decision.as_deref()),
            Some(DayKind::Closed { decision, .. }) => ("closed", decision.as_deref()),
            Some(DayKind::ClosedButCounted { decision, .. }) => ("door", decision.as_deref()),
            Some(DayKind::HalfDay { decision, .. }) => ("half", decision.as_deref()),
        };
        let open = plan.open_instead.as_deref().unwrap_or(&plan.hours);
        hash.update(format!(
            "\n{} {} {} {kind} {}",
            u8::from(plan.working),
            hours_text(&plan.hours),
            hours_text(open),
            decision.unwrap_or("-")
        ));
    }
    let digest = hex::encode(hash.finalize());
    let short = digest.get(..12).unwrap_or_default();
    match (years.first(), years.last()) {
        (Some(first), Some(last)) => format!("{id}-{first}..{last}-{short}"),
        _ => format!("{id}-{short}"),
    }
}

fn hours_text(hours: &[OfficeHours]) -> String {
    let minutes = |(from, until): &OfficeHours| {
        format!("{}-{},", minute_of_day(*from), minute_of_day(*until))
    };
    hours.iter().map(minutes).collect()
}

fn parse_period(text: &str) -> Option<OfficeHours> {
    let (from, until) = text.split_once('-')?;
    Some((parse_time(from)?, parse_time(until)?))
}

fn parse_time(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':')?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

fn to_date(date: toml::value::Date) -> Option<Date> {
    let month = i8::try_from(date.month).ok()?;
    let day = i8::try_from(date.day).ok()?;
    Date::new(i16::try_from(date.year).ok()?, month, day).ok()
}

fn line_of(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
    before.split(|byte| *byte == b'\n').count()
}
