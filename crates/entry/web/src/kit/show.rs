//! From a filled page to an answer.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use crate::problem::{Answer, Problem};

/// The page, found and fine.
pub(crate) fn shown(page: &impl Template) -> Answer {
    shown_as(StatusCode::OK, page)
}

/// The page under another status, such as 422 when what was typed is refused.
pub(crate) fn shown_as(status: StatusCode, page: &impl Template) -> Answer<Response> {
    let html = page.render().map_err(|error| Problem::fault(&error))?;
    Ok((status, Html(html)).into_response())
}
