//! Due dates for anyone who asks.

use axum::extract::State;
use daumoi_calendar::AfterStop;
use daumoi_kernel::Text;
use daumoi_office::deadline::{Question, answer};
use jiff::tz::TimeZone;

use super::{one, value_of};
use crate::params::Params;
use crate::problem::{Answer, Problem};
use crate::shapes::DeadlineShape;
use crate::state::WebState;
use crate::words;

pub(crate) async fn ask(State(state): State<WebState>, params: Params) -> Answer {
    let stops = params.text("stop").unwrap_or_default();
    let question = Question {
        from: params.needed("from")?.to_owned(),
        term: params.needed("term")?.to_owned(),
        stops: stops
            .split(',')
            .map(str::trim)
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .collect(),
        after_stop: after_stop(&params)?,
        before: params.truth("before")?.unwrap_or(false),
    };
    let department = state.office.department();
    let zone = TimeZone::get(&department.office.time_zone).unwrap_or(TimeZone::UTC);
    let proof = answer(&department.calendar, &zone, &question)?;
    let explain = params.truth("explain")?.unwrap_or(false);
    one(&DeadlineShape {
        due: proof.due.map(|due| due.to_string()),
        term: proof.term.clone(),
        counted: proof.counted,
        calendar: proof.calendar.clone(),
        notes: proof.notes.clone(),
        proof: if explain { Some(value_of(&proof)?) } else { None },
    })
}

fn after_stop(params: &Params) -> Answer<AfterStop> {
    let Some(given) = params.text("after_stop") else { return Ok(AfterStop::default()) };
    serde_json::from_value(serde_json::Value::from(given)).map_err(|_| {
        let wanted = Text::new("continue hoặc restart", "continue or restart");
        Problem::bad_parameter(words::parameter_wrong("after_stop", given, &wanted))
    })
}
