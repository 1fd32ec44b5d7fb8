//! Files on their way in: a form field, or the bytes themselves.

use axum::Json as Written;
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::IntoResponse;
use bytes::{Bytes, BytesMut};
use daumoi_files::Rejection;

use crate::body::limited;
use crate::disposition;
use crate::gate::Person;
use crate::params::Params;
use crate::problem::{Answer, Problem};
use crate::state::WebState;
use crate::words;

/// Room for the wrapping of a form around a file of the largest size.
const WRAPPING: u64 = 1024 * 1024;

pub(crate) async fn upload(
    State(state): State<WebState>,
    Person(who): Person,
    params: Params,
    request: Request,
) -> Answer {
    let closing = || Problem::new(StatusCode::SERVICE_UNAVAILABLE, "closing", words::closing());
    let _turn = state.uploads.acquire().await.map_err(|_| closing())?;
    let limit = state.settings.max_file_bytes;
    let told = request.headers().get(CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse().ok());
    if let Some(size) = told.filter(|told: &u64| *told > limit.saturating_add(WRAPPING)) {
        return Err(Problem::rejected(&Rejection::TooLarge { limit, size }));
    }
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let (name, bytes) = if kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
        from_form(request, limit).await?
    } else {
        let name = params.text("name").map(str::to_owned);
        let name = name.or_else(|| disposition::file_name(request.headers()));
        let (parts, body) = request.into_parts();
        let bytes = limited(&parts.headers, body, limit.saturating_add(WRAPPING)).await?;
        (name.ok_or_else(no_file)?, bytes)
    };
    let upload = state.office.upload(&who, &name, bytes).await?;
    Ok((StatusCode::CREATED, Written(upload)).into_response())
}

async fn from_form(request: Request, limit: u64) -> Answer<(String, Bytes)> {
    let broken = || Problem::new(StatusCode::BAD_REQUEST, "body_broken", words::body_broken());
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| broken())?;
    while let Some(mut field) = form.next_field().await.map_err(|_| broken())? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        let mut bytes = BytesMut::new();
        while let Some(chunk) = field.chunk().await.map_err(|_| broken())? {
            bytes.extend_from_slice(&chunk);
            let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            if size > limit {
                return Err(Problem::rejected(&Rejection::TooLarge { limit, size }));
            }
        }
        return Ok((name, bytes.freeze()));
    }
    Err(no_file())
}

fn no_file() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "no_file", words::no_file())
}
