//! The gate of a route: who comes in, whether they may, whether the parameters are known.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{AUTHORIZATION, HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use daumoi_access::Principal;

use crate::params::Params;
use crate::problem::{Answer, Problem};
use crate::route::{Access, Facts, Takes};
use crate::state::WebState;
use crate::words;

pub(crate) const SESSION_COOKIE: &str = "daumoi_session";

/// Who asks, if anybody is known.
#[derive(Clone, Debug)]
pub(crate) struct Caller(pub(crate) Option<Principal>);

/// Who asks, on a route where somebody must.
#[derive(Clone, Debug)]
pub(crate) struct Person(pub(crate) Principal);

/// The secret a session was shown with, to end it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Secret(pub(crate) Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or(Self(None)))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Person {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Caller(known) = Caller::from_request_parts(parts, state).await?;
        known.map(Self).ok_or_else(nobody)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Secret {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

pub(crate) async fn pass(
    State((state, facts)): State<(WebState, Arc<Facts>)>,
    mut request: Request,
    next: Next,
) -> Response {
    match let_in(&state, &facts, &mut request).await {
        Ok(who) => {
            let mut response = next.run(request).await;
            response.extensions_mut().insert(Caller(who));
            response
        }
        Err(problem) => problem.into_response(),
    }
}

async fn let_in(
    state: &WebState,
    facts: &Facts,
    request: &mut Request,
) -> Answer<Option<Principal>> {
    if !facts.is_page {
        let known: Vec<&str> = facts.query.iter().map(|param| param.name).collect();
        let params = Params::read(request.uri(), &known)?;
        request.extensions_mut().insert(params);
    }
    if facts.access == Access::Open && !matches!(facts.takes, Takes::Form) {
        return Ok(None);
    }
    let is_reading = [Method::GET, Method::HEAD].contains(request.method());
    let given = credential(request.headers())?;
    let is_form = matches!(facts.takes, Takes::Form);
    if !is_reading && (is_form || matches!(given, Some(Credential::Cookie(_)))) {
        must_be_same_origin(request.headers())?;
    }
    let who = principal(state, given.as_ref()).await?;
    let secret = given.map(Credential::secret);
    request.extensions_mut().insert(Secret(secret));
    match facts.access {
        Access::Open | Access::Anyone => {}
        Access::SignedIn | Access::Administrator if who.is_none() => return Err(nobody()),
        Access::SignedIn => {}
        Access::Administrator => {
            if !who.as_ref().is_some_and(|who| state.office.is_administrator(who)) {
                let message = words::administrators_only();
                return Err(Problem::new(StatusCode::FORBIDDEN, "not_allowed", message));
            }
        }
    }
    request.extensions_mut().insert(Caller(who.clone()));
    Ok(who)
}

fn nobody() -> Problem {
    Problem::unauthorised("no_credentials", words::no_credentials())
}

enum Credential {
    Bearer(String),
    Cookie(String),
}

impl Credential {
    fn secret(self) -> String {
        match self {
            Self::Bearer(secret) | Self::Cookie(secret) => secret,
        }
    }
}

/// A header goes before a cookie: a program says itself who it is.
fn credential(headers: &HeaderMap) -> Answer<Option<Credential>> {
    if let Some(value) = headers.get(AUTHORIZATION) {
        let wrong = || Problem::unauthorised("invalid_credentials", words::invalid_credentials());
        let (scheme, token) =
            value.to_str().ok().and_then(|value| value.split_once(' ')).ok_or_else(wrong)?;
        if !scheme.eq_ignore_ascii_case("bearer") || token.trim().is_empty() {
            return Err(wrong());
        }
        return Ok(Some(Credential::Bearer(token.trim().to_owned())));
    }
    let jar = CookieJar::from_headers(headers);
    let secret = jar.get(SESSION_COOKIE).map(|cookie| cookie.value().to_owned());
    Ok(secret.filter(|secret| !secret.is_empty()).map(Credential::Cookie))
}

/// A token that is not known is refused; a session that has ended is as good as none.
async fn principal(state: &WebState, given: Option<&Credential>) -> Answer<Option<Principal>> {
    let office = &state.office;
    match given {
        None => Ok(None),
        Some(Credential::Cookie(secret)) => Ok(office.session(secret).await?),
        Some(Credential::Bearer(secret)) => {
            if let Some(application) = office.application(secret).await? {
                return Ok(Some(application));
            }
            let wrong =
                || Problem::unauthorised("invalid_credentials", words::invalid_credentials());
            office.session(secret).await?.map(Some).ok_or_else(wrong)
        }
    }
}

/// Browsers say where a request comes from; what says nothing is no browser and has no cookie by
/// accident. The cookie is `SameSite=Lax` besides.
fn must_be_same_origin(headers: &HeaderMap) -> Answer<()> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_same = match (text("sec-fetch-site"), text(ORIGIN.as_str())) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_some() && host == text(HOST.as_str())
        }
        (None, None) => true,
    };
    if is_same {
        return Ok(());
    }
    Err(Problem::new(StatusCode::FORBIDDEN, "cross_site", words::cross_site()))
}
