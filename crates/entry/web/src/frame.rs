//! Around every request: its id, its time limit, how a problem is written, the headers that keep a
//! browser safe, one line in the log, one count.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName,
    REFERRER_POLICY, RETRY_AFTER, SET_COOKIE, VARY, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use daumoi_kernel::Lang;

use crate::gate::Caller;
use crate::kit::{Shell, problem_page};
use crate::problem::Problem;
use crate::state::WebState;
use crate::{language, measure, words};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const LONGEST_REQUEST_ID: usize = 64;
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; \
                      img-src 'self' blob:; connect-src 'self'; frame-src 'self'; \
                      manifest-src 'self'; worker-src 'self'; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

pub(crate) async fn around(
    State(state): State<WebState>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let request_id = told_id(request.headers()).unwrap_or_else(|| state.next_request_id());
    let told = language::switched(request.uri());
    let lang = told.unwrap_or_else(|| language::of(&request));
    request.extensions_mut().insert(lang);
    let asked = Asked { uri: request.uri().clone(), wants_page: wants_page(&request) };
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let time = time_for(&state, &route);
    let response = tokio::time::timeout(time, next.run(request)).await.unwrap_or_else(|_| {
        let status = StatusCode::GATEWAY_TIMEOUT;
        Problem::new(status, "out_of_time", words::out_of_time()).into_response()
    });
    let response = written(&state, response, &request_id, (lang, &asked));
    let mut response = with_headers(response, &request_id);
    if let Some(lang) = told.filter(|_| !asked.uri.path().starts_with("/api/")) {
        response.headers_mut().append(SET_COOKIE, language::kept(lang));
    }
    let took = started.elapsed();
    let status = response.status().as_u16();
    let principal = match response.extensions().get::<Caller>() {
        Some(Caller(Some(who))) => who.id.as_str(),
        _ => "-",
    };
    measure::request(&method, &route, status, took);
    tracing::info!(
        %method,
        %route,
        status,
        ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        principal,
        request_id,
        "request"
    );
    response
}

fn time_for(state: &WebState, route: &str) -> Duration {
    if crate::routes::is_slow(route) {
        state.settings.file_timeout
    } else {
        state.settings.request_timeout
    }
}

/// The id a proxy gave, when it is harmless in a log and in a header.
fn told_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    let is_plain = (1..=LONGEST_REQUEST_ID).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    is_plain.then(|| id.to_owned())
}

/// What the answer to a problem must know of the request.
struct Asked {
    uri: Uri,
    wants_page: bool,
}

/// A browser that looks at a page, not a program that asks the API.
fn wants_page(request: &Request) -> bool {
    let accepted = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    let path = request.uri().path();
    !path.starts_with("/api/") && accepted.is_some_and(|kinds| kinds.contains("text/html"))
}

/// Writes out the problem that travels inside the response, if there is one: as a page for people,
/// as problem+json for programs. Who is not signed in is led to the sign-in page.
fn written(
    state: &WebState,
    mut response: Response,
    request_id: &str,
    (lang, asked): (Lang, &Asked),
) -> Response {
    let known = response.extensions_mut().remove::<Arc<Problem>>();
    let Some(problem) = known.or_else(|| unspoken(&response)) else { return response };
    match &problem.fault {
        Some(chain) => {
            tracing::error!(reference = request_id, chain, "a request ended with a fault");
        }
        None => measure::refused(problem.code),
    }
    let shape = problem.shape(request_id, lang);
    let page = asked.wants_page.then(|| {
        let who = match response.extensions().get::<Caller>() {
            Some(Caller(who)) => who.as_ref(),
            None => None,
        };
        Shell::of(state, lang, &asked.uri, who)
    });
    if let Some(shell) = &page
        && problem.code == "no_credentials"
    {
        return Redirect::to(&shell.sign_in()).into_response();
    }
    let (kind, body) = match page.and_then(|shell| problem_page(shell, &shape)) {
        Some(html) => ("text/html; charset=utf-8", html.into_bytes()),
        None => ("application/problem+json", serde_json::to_vec(&shape).unwrap_or_default()),
    };
    let headers = response.headers_mut();
    headers.remove(axum::http::header::CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    let lang = if lang == Lang::En { "en" } else { "vi" };
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(lang));
    match problem.status {
        StatusCode::UNAUTHORIZED => {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"daumoi\""));
        }
        StatusCode::SERVICE_UNAVAILABLE => {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
        }
        _ => {}
    }
    *response.body_mut() = Body::from(body);
    response
}

/// What the framework refused by itself, such as a path that is not UTF-8.
fn unspoken(response: &Response) -> Option<Arc<Problem>> {
    let status = response.status();
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_plain = kind.is_none_or(|kind| kind.starts_with("text/plain"));
    let is_refusal = status.is_client_error() || status.is_server_error();
    (is_refusal && is_plain)
        .then(|| Arc::new(Problem::new(status, "malformed", words::title(status))))
}

fn with_headers(mut response: Response, request_id: &str) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (CACHE_CONTROL, "no-store"),
        (VARY, "accept-language, authorization, cookie"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if let Ok(value) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, value);
    }
    response
}
