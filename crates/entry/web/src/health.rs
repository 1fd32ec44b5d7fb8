//! For whoever watches the machine: whether it lives, whether it is ready, what it measured.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use daumoi_store::{StoreError, outbox, timers};
use futures::FutureExt;
use serde_json::json;

use crate::problem::{Answer, Problem};
use crate::state::WebState;
use crate::{measure, words};

const MOST_TIMERS_COUNTED: usize = 1000;

pub(crate) async fn lives() -> Response {
    Json(json!({ "status": "ok" })).into_response()
}

/// Ready when the database answers and the definitions say something.
pub(crate) async fn ready(State(state): State<WebState>) -> Answer {
    let (outbox, _) = waiting(&state).await?;
    let procedures = state.office.department().procedures.len();
    if procedures == 0 {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        return Err(Problem::new(status, "closing", words::closing()));
    }
    let body = json!({ "status": "ok", "procedures": procedures, "outbox_due": outbox.due });
    Ok(Json(body).into_response())
}

pub(crate) async fn metrics(State(state): State<WebState>) -> Answer {
    let Some(handle) = &state.metrics else {
        return Err(Problem::not_found(words::no_metrics()));
    };
    let (outbox, due) = waiting(&state).await?;
    measure::waiting(outbox.waiting, outbox.dead, i64::try_from(due).unwrap_or(i64::MAX));
    handle.run_upkeep();
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4")], handle.render()).into_response())
}

/// The outbox, and how many timers are due: counted up to a thousand, which is alarm enough.
async fn waiting(state: &WebState) -> Answer<(outbox::Counts, usize)> {
    let now = state.office.now().as_microsecond();
    let read = state.office.store().read(move |tx| {
        async move {
            let counts = outbox::counts(tx, now).await?;
            let due = timers::due(tx, now, MOST_TIMERS_COUNTED).await?;
            Ok::<_, StoreError>((counts, due.len()))
        }
        .boxed()
    });
    Ok(read.await?)
}
