//! Registers and their records; what anyone may check about a paper.

use axum::extract::{Path, State};
use daumoi_access::Principal;
use daumoi_office::records::RegisterPage;

use super::{list, one, page, word};
use crate::body::Json;
use crate::cursor;
use crate::gate::{Caller, Person};
use crate::params::Params;
use crate::problem::Answer;
use crate::shapes::{RegisterLineShape, ReinstateShape, SuspendShape};
use crate::state::WebState;

pub(crate) async fn registers(State(state): State<WebState>, Caller(who): Caller) -> Answer {
    let department = state.office.department();
    let lines: Vec<RegisterLineShape> = department
        .registers
        .values()
        .filter(|register| register.is_public || who.is_some())
        .map(|register| RegisterLineShape {
            id: register.id.clone(),
            points: register.points.clone(),
            title: register.title.clone(),
            keeper: register.keeper.clone(),
            is_public: register.is_public,
            confidence: word(register.confidence),
        })
        .collect();
    list(&lines)
}

pub(crate) async fn records(
    State(state): State<WebState>,
    Caller(who): Caller,
    Path(register): Path<String>,
    params: Params,
) -> Answer {
    let after = params.cursor::<1>("cursor", cursor::RECORDS)?.map_or(0, |[id]| id);
    let wanted = RegisterPage { as_of: params.date("as_of")?, after, limit: params.limit()? };
    let (views, next) = state.office.register_page(who.as_ref(), &register, wanted).await?;
    let next = next.map(|id| cursor::closed(cursor::RECORDS, [id]));
    Ok(page(&views, next.as_deref()))
}

pub(crate) async fn by_path(
    State(state): State<WebState>,
    Caller(who): Caller,
    Path((register, number)): Path<(String, String)>,
    params: Params,
) -> Answer {
    record(&state, who.as_ref(), (&register, &number), &params).await
}

/// Numbers carry slashes, which some programs in between undo: so the number may stand behind the
/// question mark too.
pub(crate) async fn by_number(
    State(state): State<WebState>,
    Caller(who): Caller,
    Path(register): Path<String>,
    params: Params,
) -> Answer {
    let number = params.needed("number")?;
    record(&state, who.as_ref(), (&register, number), &params).await
}

async fn record(
    state: &WebState,
    who: Option<&Principal>,
    place: (&str, &str),
    params: &Params,
) -> Answer {
    let (as_of, known_at) = (params.date("as_of")?, params.moment("known_at")?);
    one(&state.office.record(who, place, as_of, known_at).await?)
}

pub(crate) async fn suspend(
    State(state): State<WebState>,
    Person(who): Person,
    Path(register): Path<String>,
    Json { value, .. }: Json<SuspendShape>,
) -> Answer {
    let place = (register.as_str(), value.number.as_str());
    one(&state.office.suspend_record(&who, place, value.until, &value.reason).await?)
}

pub(crate) async fn reinstate(
    State(state): State<WebState>,
    Person(who): Person,
    Path(register): Path<String>,
    Json { value, .. }: Json<ReinstateShape>,
) -> Answer {
    let place = (register.as_str(), value.number.as_str());
    one(&state.office.reinstate_record(&who, place, &value.reason).await?)
}

pub(crate) async fn check(State(state): State<WebState>, params: Params) -> Answer {
    list(&state.office.public_check(params.needed("number")?).await?)
}
