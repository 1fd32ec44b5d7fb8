//! Signing in and out, from the page, and back to where one wanted to go.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use axum_extra::extract::{CookieJar, Form, FormRejection};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::api::sessions;
use crate::gate::Secret;
use crate::kit::{Shell, shown, shown_as};
use crate::problem::{Answer, Problem};
use crate::route::{Access, Route};
use crate::shapes::SignInShape;
use crate::state::WebState;
use crate::words;

/// Where who has signed in goes when they came from nowhere.
const HOME: &str = "/";

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::page("/dang-nhap", Access::Anyone, show),
        Route::form("/dang-nhap", Access::Open, submit),
        Route::form("/dang-xuat", Access::Open, sign_out),
    ]
}

/// The sign-in page that leads to `back` afterwards.
pub(crate) fn address(back: &str) -> String {
    if back == "/" || back.starts_with("/dang-nhap") {
        return "/dang-nhap".to_owned();
    }
    format!("/dang-nhap?ve={}", utf8_percent_encode(back, NON_ALPHANUMERIC))
}

#[derive(Debug, Default, Deserialize)]
struct Back {
    #[serde(default)]
    ve: String,
}

#[derive(Debug, Deserialize)]
struct Given {
    #[serde(default)]
    person: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    ve: String,
}

#[derive(Template)]
#[template(path = "kit/sign_in.html")]
struct SignInPage {
    shell: Shell,
    /// The input that each belongs to, and its words.
    refusals: Vec<(&'static str, String)>,
    person_typed: String,
    back: String,
}

async fn show(shell: Shell, Query(Back { ve }): Query<Back>) -> Answer {
    shown(&SignInPage { shell, refusals: Vec::new(), person_typed: String::new(), back: ve })
}

async fn submit(
    State(state): State<WebState>,
    shell: Shell,
    jar: CookieJar,
    given: Result<Form<Given>, FormRejection>,
) -> Answer {
    let Form(Given { person, password, ve }) = given
        .map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "body_broken", words::body_broken()))?;
    match sessions::sign_in(&state, &SignInShape { person: person.clone(), password }).await {
        Ok(secret) => {
            let jar = jar.add(sessions::cookie(&state, secret));
            Ok((jar, Redirect::to(safe(&ve))).into_response())
        }
        Err(problem) if problem.status == StatusCode::UNAUTHORIZED => {
            let refusals = vec![("person", shell.text(&problem.message).to_owned())];
            let page = SignInPage { shell, refusals, person_typed: person, back: ve };
            shown_as(StatusCode::UNAUTHORIZED, &page)
        }
        Err(problem) => Err(problem),
    }
}

async fn sign_out(State(state): State<WebState>, jar: CookieJar, Secret(secret): Secret) -> Answer {
    let jar = sessions::sign_out(&state, jar, secret).await?;
    Ok((jar, Redirect::to("/")).into_response())
}

/// Only into our own house: `//elsewhere` and `https://…` lead to the home page instead.
fn safe(back: &str) -> &str {
    let is_ours = back.starts_with('/')
        && !back.starts_with("//")
        && !back.contains(['\\', '\r', '\n', '\t'])
        && back.is_ascii();
    if is_ours { back } else { HOME }
}

#[cfg(test)]
mod tests {
    use super::{address, safe};

    #[test]
    fn signing_in_never_leads_out_of_the_house() {
        assert_eq!(safe("/ban-lam-viec/ho-so?open=true"), "/ban-lam-viec/ho-so?open=true");
        for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example", "", "x"] {
            assert_eq!(safe(elsewhere), "/", "{elsewhere}");
        }
        assert_eq!(address("/so?a=1&b=2"), "/dang-nhap?ve=%2Fso%3Fa%3D1%26b%3D2");
    }
}
