//! Due dates for anyone who asks: a start, a term, stops; with the reasoning day by day.

use daumoi_calendar::{
    AfterStop, Blame, Clock, Direction, Proof, Stop, Term, WorkingCalendar, prove,
};
use daumoi_kernel::Text;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use crate::failure::{Failure, Refused};

/// A question about a deadline, as typed.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// A date, a local moment, or a moment with its offset.
    pub from: String,
    /// `15 working days`, `chậm nhất 6 giờ trước`.
    pub term: String,
    /// Spans in which the clock stood: `2024-04-25..2024-05-06`.
    pub stops: Vec<String>,
    pub after_stop: AfterStop,
    /// Count backward from an event.
    pub before: bool,
}

/// Works a deadline out.
///
/// # Errors
/// When the start, the term or a stop cannot be read; the words say what would be right.
pub fn answer(
    calendar: &WorkingCalendar,
    zone: &TimeZone,
    question: &Question,
) -> Result<Proof, Failure> {
    let mut term = Term::parse(&question.term).map_err(|error| {
        Failure::Refused(Refused::Malformed { what: "term".to_owned(), hint: error.text() })
    })?;
    if question.before {
        term.direction = Direction::Before;
    }
    let mut clock = Clock::new(moment(&question.from, zone)?, term);
    clock.after_stop = question.after_stop;
    for stop in &question.stops {
        clock.stops.push(stop_of(stop, zone)?);
    }
    Ok(prove(&clock, calendar))
}

fn moment(text: &str, zone: &TimeZone) -> Result<DateTime, Failure> {
    let text = text.trim();
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        return Ok(zone.to_datetime(instant));
    }
    if text.contains(['T', ' ']) {
        if let Ok(local) = text.parse::<DateTime>() {
            return Ok(local);
        }
    } else if let Ok(day) = text.parse::<Date>() {
        return Ok(day.to_datetime(Time::midnight()));
    }
    Err(unreadable(text))
}

/// `A..B` on whole days: the days from A to B are not counted. With hours: from moment to moment.
fn stop_of(text: &str, zone: &TimeZone) -> Result<Stop, Failure> {
    let (from, to) = text.split_once("..").ok_or_else(|| unreadable(text))?;
    let timed = from.contains('T') || to.contains('T');
    let (start, end) = (moment(from, zone)?, moment(to, zone)?);
    if end < start {
        return Err(unreadable(text));
    }
    if timed {
        let reason = "stop".to_owned();
        return Ok(Stop { from: start, to: Some(end), reason, blame: Blame::Applicant });
    }
    Ok(Stop::whole_days(start.date(), end.date(), "stop", Blame::Applicant))
}

fn unreadable(text: &str) -> Failure {
    Failure::Refused(Refused::Malformed {
        what: text.to_owned(),
        hint: Text::new(
            format!(
                "Không đọc được ngày, giờ “{text}”. Viết 2024-04-22, 2024-04-22T09:30, 2024-04-22T09:30+07:00; khoảng dừng viết 2024-04-25..2024-05-06."
            ),
            format!(
                "“{text}” is not a date or moment that exists. Write 2024-04-22, 2024-04-22T09:30 or 2024-04-22T09:30+07:00; a stop is 2024-04-25..2024-05-06."
            ),
        ),
    })
}
