//! Signing in and out, for programs and for the page.

use axum::Json as Written;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};

use crate::body::Json;
use crate::gate::{SESSION_COOKIE, Secret};
use crate::problem::{Answer, Problem};
use crate::shapes::{SessionShape, SignInShape};
use crate::state::WebState;
use crate::words;

pub(crate) async fn begin(
    State(state): State<WebState>,
    jar: CookieJar,
    Json { value, .. }: Json<SignInShape>,
) -> Answer {
    let token = sign_in(&state, &value).await?;
    let department = state.office.department();
    let name = department.people.get(&value.person).map(|person| person.name.clone());
    let jar = jar.add(cookie(&state, token.clone()));
    let body = SessionShape { person: value.person, name: name.unwrap_or_default(), token };
    Ok((StatusCode::CREATED, jar, Written(body)).into_response())
}

pub(crate) async fn end(
    State(state): State<WebState>,
    jar: CookieJar,
    Secret(secret): Secret,
) -> Answer {
    let jar = sign_out(&state, jar, secret).await?;
    Ok((StatusCode::NO_CONTENT, jar).into_response())
}

/// The secret of a new session.
pub(crate) async fn sign_in(state: &WebState, given: &SignInShape) -> Answer<String> {
    let busy = || Problem::new(StatusCode::SERVICE_UNAVAILABLE, "closing", words::closing());
    let _turn = state.sign_ins.acquire().await.map_err(|_| busy())?;
    Ok(state.office.sign_in(given.person.trim(), &given.password).await?)
}

pub(crate) async fn sign_out(
    state: &WebState,
    jar: CookieJar,
    secret: Option<String>,
) -> Answer<CookieJar> {
    if let Some(secret) = secret {
        state.office.sign_out(&secret).await?;
    }
    let mut gone = Cookie::new(SESSION_COOKIE, "");
    gone.set_path("/");
    Ok(jar.remove(gone))
}

pub(crate) fn cookie(state: &WebState, secret: String) -> Cookie<'static> {
    Cookie::build((SESSION_COOKIE, secret))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(state.settings.secure_cookies)
        .build()
}

/// The document that describes this API.
pub(crate) async fn document() -> Response {
    Written(crate::openapi::document()).into_response()
}
