//! How a dossier begins.

use std::collections::BTreeMap;

use daumoi_calendar::{self as calendar, Clock, Direction, Term, WorkingCalendar};
use daumoi_definition::{Channel, ClockStart, Edition, Flow, SilenceRule, TermPurpose, TermRule};
use jiff::civil::{DateTime, Time};
use serde_json::Value;

use crate::clocks::{self, Clocks, NamedClock, SilenceClock};
use crate::decide::moved_to;
use crate::event::{Event, Submitted};
use crate::refusal::Refusal;
use crate::state::{HandedIn, Party, PinnedEdition, RecordRef, Units};

/// A submission whose answers and papers were already found right by the definition.
#[derive(Clone, Debug)]
pub struct Submission<'a> {
    pub id: i64,
    pub code: String,
    pub procedure: &'a str,
    pub point: &'a str,
    pub edition: &'a Edition,
    pub flow: &'a Flow,
    pub calendar: &'a WorkingCalendar,
    /// The terms whose condition holds for these answers.
    pub terms: Vec<&'a TermRule>,
    /// The clock of the office's first answer to an online submission.
    pub online_answer: &'a TermRule,
    pub channel: Channel,
    pub applicant: Party,
    pub submitter: String,
    /// The officer who opened it, for a case that the office opens by itself.
    pub officer: Option<String>,
    pub answers: BTreeMap<String, Value>,
    pub papers: Vec<HandedIn>,
    pub units: Units,
    pub fee: Option<i64>,
    pub target: Option<RecordRef>,
    pub at: DateTime,
}

/// What a submission leads to.
///
/// # Errors
/// When the flow has no first state, or an event that a term counts back from has no moment.
pub fn submit(submission: Submission<'_>) -> Result<Event, Refusal> {
    let moved = moved_to(submission.flow, &submission.flow.initial, &submission.units)?;
    let mut clocks = Clocks::new();
    if submission.flow.clock_starts == ClockStart::Submit {
        clocks.extend(started(
            &submission.terms,
            &submission.answers,
            submission.at,
            submission.calendar,
        )?);
    } else if submission.channel == Channel::Online {
        clocks.extend(clocks::started(
            submission.online_answer,
            submission.at,
            submission.calendar,
        ));
    }
    let silence = submission.edition.silence.as_ref().and_then(|rule| silence(rule, &clocks));
    let promised = clocks::promised(&clocks);
    Ok(Event::Submitted(Box::new(Submitted {
        id: submission.id,
        code: submission.code,
        point: submission.point.to_owned(),
        procedure: submission.procedure.to_owned(),
        edition: PinnedEdition {
            id: submission.edition.id.clone(),
            fingerprint: submission.edition.fingerprint.clone(),
        },
        flow: submission.flow.id.clone(),
        channel: submission.channel,
        applicant: submission.applicant,
        submitter: submission.submitter,
        officer: submission.officer,
        answers: submission.answers,
        papers: submission.papers,
        units: submission.units,
        moved,
        apology_by: clocks::apology_by(promised, submission.calendar),
        clocks,
        silence,
        promised,
        fee: submission.fee,
        target: submission.target,
    })))
}

/// The clocks that run from `at`: of the result, of the promise, of a refusal for competence.
pub(crate) fn started(
    terms: &[&TermRule],
    answers: &BTreeMap<String, Value>,
    at: DateTime,
    calendar: &WorkingCalendar,
) -> Result<Clocks, Refusal> {
    let mut clocks = Clocks::new();
    for rule in terms.iter().filter(|rule| {
        matches!(
            rule.purpose,
            TermPurpose::Result | TermPurpose::Promised | TermPurpose::Competence
        )
    }) {
        let backward = rule.term.is_some_and(|term| term.direction == Direction::Before);
        let start = if backward { event_moment(rule, answers)? } else { at };
        clocks.extend(clocks::started(rule, start, calendar));
    }
    Ok(clocks)
}

fn event_moment(rule: &TermRule, answers: &BTreeMap<String, Value>) -> Result<DateTime, Refusal> {
    let answer = rule.event_field.as_ref().and_then(|field| answers.get(field));
    let text = answer.and_then(Value::as_str).unwrap_or_default();
    text.parse::<DateTime>()
        .or_else(|_| {
            text.parse::<jiff::civil::Date>().map(|date| date.to_datetime(Time::midnight()))
        })
        .map_err(|_| Refusal::Required { what: "the moment of the event" })
}

fn silence(rule: &SilenceRule, clocks: &Clocks) -> Option<SilenceClock> {
    let due = clocks.get(&rule.term).and_then(|clock| clock.due)?;
    let at = match due.time {
        Some(time) => due.date.to_datetime(time),
        None => calendar::end_of_day(due),
    };
    let alarm = Clock::new(at, rule.alarm_before.before());
    // An alarm is counted in plain time: it rings at night rather than too late.
    let alarm_due = calendar::due(&alarm, &WorkingCalendar::weekdays_only())?;
    let alarm_at = alarm_due.date.to_datetime(alarm_due.time.unwrap_or_else(Time::midnight));
    Some(SilenceClock { alarm_at, at, means: rule.means })
}

/// A clock for a consultation, asked at `at`.
pub(crate) fn consultation_due(term: Term, at: DateTime, calendar: &WorkingCalendar) -> NamedClock {
    let clock = Clock::new(at, term);
    let due = calendar::due(&clock, calendar);
    NamedClock {
        purpose: TermPurpose::Consultation,
        clock,
        due,
        calendar: calendar.edition().to_owned(),
    }
}
