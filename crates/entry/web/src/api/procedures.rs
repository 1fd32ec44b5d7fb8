//! Procedures, as in force on a day.

use axum::extract::{Path, State};
use daumoi_definition::{Edition, FeeRule, Procedure, TermPurpose};
use daumoi_kernel::Text;
use jiff::civil::Date;

use super::{list, one, value_of, word};
use crate::params::Params;
use crate::problem::{Answer, Problem};
use crate::shapes::{EditionLineShape, ProcedureLineShape, ProcedureShape};
use crate::state::WebState;
use crate::words;

/// With words the best first, in the words of people; without, all of them by their ids.
pub(crate) async fn find(State(state): State<WebState>, params: Params) -> Answer {
    let day = day(&state, &params)?;
    let department = state.office.department();
    let is_asked = |procedure: &Procedure| {
        params.text("point").is_none_or(|point| is_within(&procedure.point, point))
    };
    let asked: Vec<_> = match params.text("q") {
        Some(words) => state.office.procedures_called(words),
        None => department.procedures.values().cloned().collect(),
    };
    let in_force = asked.iter().filter(|procedure| is_asked(procedure)).filter_map(|procedure| {
        let edition = procedure.edition_on(day)?;
        Some(line(procedure, edition))
    });
    let lines: Vec<ProcedureLineShape> = in_force.collect();
    list(&lines)
}

pub(crate) async fn show(
    State(state): State<WebState>,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let day = day(&state, &params)?;
    let department = state.office.department();
    let procedure = department.procedure(&id);
    let procedure = procedure.ok_or_else(|| Problem::not_found(words::no_procedure(&id)))?;
    let edition = procedure.edition_on(day);
    let edition = edition.ok_or_else(|| Problem::not_found(words::not_in_force(&id, day)))?;
    one(&ProcedureShape {
        id,
        point: procedure.point.clone(),
        kind: word(procedure.kind),
        national_code: procedure.national_code.clone(),
        title: procedure.title.clone(),
        confidence: word(procedure.confidence),
        sources: procedure.sources.clone(),
        edition: value_of(edition)?,
    })
}

pub(crate) async fn editions(State(state): State<WebState>, Path(id): Path<String>) -> Answer {
    let department = state.office.department();
    let procedure = department.procedure(&id);
    let procedure = procedure.ok_or_else(|| Problem::not_found(words::no_procedure(&id)))?;
    let lines: Vec<EditionLineShape> = procedure
        .editions
        .iter()
        .map(|edition| EditionLineShape {
            id: edition.id.clone(),
            from: edition.in_force.from.to_string(),
            until: edition.in_force.until.map(|day| day.to_string()),
            flow: edition.flow.clone(),
            fingerprint: edition.fingerprint.clone(),
        })
        .collect();
    list(&lines)
}

/// `4` is the whole duty, `4.b` one point of it.
fn is_within(point: &str, wanted: &str) -> bool {
    point == wanted || point.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('.'))
}

fn day(state: &WebState, params: &Params) -> Answer<Date> {
    Ok(params.date("on")?.unwrap_or_else(|| state.office.local_now().date()))
}

fn line(procedure: &Procedure, edition: &Edition) -> ProcedureLineShape {
    ProcedureLineShape {
        id: procedure.id.clone(),
        point: procedure.point.clone(),
        national_code: procedure.national_code.clone(),
        title: procedure.title.clone(),
        edition: edition.id.clone(),
        term: term_text(edition),
        fee: fee_text(&edition.fee),
        confidence: word(procedure.confidence),
    }
}

/// What the office promises, else what the law allows; unknown stays unknown.
pub(crate) fn term_text(edition: &Edition) -> Text {
    let of = |purpose: TermPurpose| {
        let mut terms = edition.terms.iter().filter(|term| term.purpose == purpose);
        terms.find_map(|term| term.term.map(|term| term.describe()))
    };
    of(TermPurpose::Promised)
        .or_else(|| of(TermPurpose::Result))
        .unwrap_or_else(words::unknown_term)
}

pub(crate) fn fee_text(fee: &FeeRule) -> Text {
    match fee {
        FeeRule::None => words::no_fee(),
        FeeRule::Unknown { note } => note.clone(),
        FeeRule::Cases { cases, .. } => joined(cases.iter().map(|case| {
            let Text { vi, en } = &case.title;
            Text::new(format!("{vi}: {}", case.amount), format!("{en}: {}", case.amount))
        })),
        FeeRule::Rate { rates, .. } => joined(rates.iter().map(|rate| {
            let Text { vi, en } = &rate.title;
            let (amount, volume) = (&rate.amount, &rate.volume_field);
            Text::new(format!("{vi}: {amount} × {volume}"), format!("{en}: {amount} × {volume}"))
        })),
    }
}

fn joined(parts: impl Iterator<Item = Text>) -> Text {
    let (vi, en): (Vec<String>, Vec<String>) = parts.map(|part| (part.vi, part.en)).unzip();
    Text::new(vi.join("; "), en.join("; "))
}
