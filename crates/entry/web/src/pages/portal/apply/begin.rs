//! A draft begins.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use axum_extra::extract::CookieJar;

use super::{address, cookie, resume, way};
use crate::kit::Typed;
use crate::problem::Answer;
use crate::state::WebState;

/// Begins a draft of the procedure `thu_tuc`, with what was typed into one that is gone, if anything.
pub(super) async fn submit(State(state): State<WebState>, jar: CookieJar, typed: Typed) -> Answer {
    let key = state.office.begin_draft(typed.one("thu_tuc").trim()).await?;
    let jar = jar.add(cookie(&state, &key));
    let step = match typed.one("buoc") {
        "" => way::PARTY.to_owned(),
        step => {
            resume::keep(&state, &key, step, &typed).await?;
            step.to_owned()
        }
    };
    let to = format!("{}/{}", address(&key.code), resume::safe_step(&step));
    Ok((jar, Redirect::to(&to)).into_response())
}
