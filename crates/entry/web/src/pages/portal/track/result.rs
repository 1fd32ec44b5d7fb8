//! The record that a case brought forth, as the public register shows it.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_DISPOSITION;
use axum::response::{IntoResponse, Response};
use daumoi_office::portal::Followed;
use daumoi_office::records::PublicCheck;

use super::Held;
use crate::disposition;
use crate::kit::Shell;
use crate::pages::portal::check;
use crate::problem::{Answer, Problem};
use crate::state::WebState;
use crate::words;

pub(super) struct ResultShown {
    pub(super) rows: Vec<(String, Vec<String>)>,
}

/// What the register says of the paper today; nothing when its register is not public.
pub(super) async fn of(
    state: &WebState,
    shell: &Shell,
    case: &Followed,
) -> Answer<Option<ResultShown>> {
    let found = record(state, case).await?;
    Ok(found.map(|found| ResultShown { rows: check::rows(state, shell, &found) }))
}

async fn record(state: &WebState, case: &Followed) -> Answer<Option<PublicCheck>> {
    let signed = case.signed.as_ref();
    let Some(record) = signed.and_then(|signed| signed.record.as_ref()) else { return Ok(None) };
    let checks = state.office.public_check(&record.number).await?;
    Ok(checks.into_iter().find(|check| check.register == record.register))
}

/// The record as data, for whoever keeps it in a system of their own.
pub(super) async fn data(State(state): State<WebState>, held: Result<Held, Response>) -> Answer {
    let held = match held {
        Ok(held) => held,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let missing = || Problem::not_found(words::unknown_path());
    let found = record(&state, &held.followed).await?.ok_or_else(missing)?;
    let mut headers = HeaderMap::new();
    let name = format!("{}.json", found.number.replace('/', "-"));
    headers.insert(CONTENT_DISPOSITION, disposition::attachment(&name));
    Ok((headers, axum::Json(found)).into_response())
}
