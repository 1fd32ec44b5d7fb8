//! JSON on its way in, read with a limit, and the key under which a request is done once.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use daumoi_office::Once;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::problem::{Answer, Problem};
use crate::words;

const JSON_LIMIT: u64 = 1024 * 1024;
const LONGEST_KEY: usize = 200;

/// A JSON body with the key it was sent under.
pub(crate) struct Json<T> {
    pub(crate) value: T,
    pub(crate) once: Option<Once>,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        must_be_json(&parts.headers)?;
        let key = idempotency_key(&parts.headers)?;
        let bytes = limited(&parts.headers, body, JSON_LIMIT).await?;
        let once = key.map(|key| {
            let mut digest = Sha256::new();
            for part in [parts.method.as_str(), "\n", parts.uri.path(), "\n"] {
                digest.update(part);
            }
            digest.update(&bytes);
            Once { key, fingerprint: hex::encode(digest.finalize()) }
        });
        let value = serde_json::from_slice(&bytes).map_err(|error| malformed(&error))?;
        Ok(Self { value, once })
    }
}

/// Everything, or a problem as soon as it is more than `limit` bytes.
pub(crate) async fn limited(headers: &HeaderMap, body: Body, limit: u64) -> Answer<Bytes> {
    let told = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if told.is_some_and(|told: u64| told > limit) {
        return Err(Problem::too_large(limit));
    }
    to_bytes(body, usize::try_from(limit).unwrap_or(usize::MAX)).await.map_err(|error| {
        // The body reader has no error type of its own for the limit; what broke off is shorter.
        if error.to_string().contains("length limit") {
            Problem::too_large(limit)
        } else {
            Problem::new(StatusCode::BAD_REQUEST, "body_broken", words::body_broken())
        }
    })
}

fn must_be_json(headers: &HeaderMap) -> Answer<()> {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if kind == "application/json" || kind.ends_with("+json") {
        return Ok(());
    }
    let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    Err(Problem::new(status, "unsupported_media_type", words::not_json()))
}

fn malformed(error: &serde_json::Error) -> Problem {
    let whole = error.to_string();
    let why = whole.split(" at line ").next().unwrap_or_default();
    let message = words::malformed_json(error.line(), error.column(), why);
    Problem::new(StatusCode::BAD_REQUEST, "malformed", message)
}

fn idempotency_key(headers: &HeaderMap) -> Answer<Option<String>> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let wrong = || Problem::new(StatusCode::BAD_REQUEST, "wrong_key", words::wrong_key());
    let key = value.to_str().map_err(|_| wrong())?.trim();
    let is_right =
        (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    if is_right { Ok(Some(key.to_owned())) } else { Err(wrong()) }
}
