//! The API under `/api/v1`: parse, ask the office, answer. One file for each kind of thing.

pub(crate) mod deadline;
pub(crate) mod department;
pub(crate) mod dossiers;
pub(crate) mod export;
pub(crate) mod files;
pub(crate) mod procedures;
pub(crate) mod reading;
pub(crate) mod records;
pub(crate) mod sessions;

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Value, json};

use crate::problem::{Answer, Problem};

pub(crate) fn one<T: Serialize>(value: &T) -> Answer {
    Ok(Json(value_of(value)?).into_response())
}

pub(crate) fn list<T: Serialize>(items: &[T]) -> Answer {
    Ok(Json(json!({ "items": items })).into_response())
}

pub(crate) fn page<T: Serialize>(items: &[T], next: Option<&str>) -> Response {
    Json(json!({ "items": items, "next": next })).into_response()
}

pub(crate) fn value_of<T: Serialize>(value: &T) -> Answer<Value> {
    serde_json::to_value(value).map_err(|error| Problem::fault(&error))
}

/// The word under which an enumeration goes over the wire.
pub(crate) fn word<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}
