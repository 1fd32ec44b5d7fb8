//! Pages for people: the home page with the duties of the department, signing in and out.

mod home;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

pub(crate) use home::{home, sign_in, sign_out};

pub(crate) async fn style() -> Response {
    asset("text/css; charset=utf-8", include_str!("daumoi.css"))
}

pub(crate) async fn mark() -> Response {
    asset("image/svg+xml", include_str!("daumoi.svg"))
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "public, max-age=3600")], text).into_response()
}
