//! The home page: the duties with their cases, the way to the API, signing in.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::{CookieJar, Form, FormRejection};
use daumoi_kernel::Lang;

use crate::api::department::duties;
use crate::api::sessions;
use crate::gate::{Caller, Secret};
use crate::params::Params;
use crate::problem::{Answer, Problem};
use crate::shapes::{DutyShape, SignInShape};
use crate::state::WebState;
use crate::tally::Tally;
use crate::words;

mod said;

use said::Said;

#[derive(Template)]
#[template(path = "pages/home.html")]
struct Home {
    said: &'static Said,
    lang: Lang,
    office: String,
    province: String,
    today: String,
    person: Option<String>,
    refusal: Option<String>,
    person_typed: String,
    duties: Vec<DutyShape>,
    whole: Tally,
}

impl Home {
    fn text<'a>(&self, text: &'a daumoi_kernel::Text) -> &'a str {
        text.get(self.lang)
    }

    fn is_english(&self) -> bool {
        self.lang == Lang::En
    }

    /// `1.250`, the way numbers are set in Vietnamese; `1,250` in English.
    fn number(&self, number: &i64) -> String {
        let digits = number.to_string();
        let mut grouped = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push(if self.is_english() { ',' } else { '.' });
            }
            grouped.push(digit);
        }
        grouped
    }
}

pub(crate) async fn home(
    State(state): State<WebState>,
    Caller(who): Caller,
    params: Params,
) -> Answer {
    let mut page = page(&state, &params).await?;
    if let Some(who) = who {
        let department = state.office.department();
        let name = department.people.get(&who.id).map(|person| person.name.clone());
        page.person = Some(name.unwrap_or(who.id));
    }
    shown(StatusCode::OK, &page)
}

pub(crate) async fn sign_in(
    State(state): State<WebState>,
    params: Params,
    jar: CookieJar,
    given: Result<Form<SignInShape>, FormRejection>,
) -> Answer {
    let Form(given) = given
        .map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "body_broken", words::body_broken()))?;
    match sessions::sign_in(&state, &given).await {
        Ok(secret) => {
            let jar = jar.add(sessions::cookie(&state, secret));
            Ok((jar, Redirect::to(home_of(&params))).into_response())
        }
        Err(problem) if problem.status == StatusCode::UNAUTHORIZED => {
            let mut page = page(&state, &params).await?;
            page.refusal = Some(problem.message.get(page.lang).to_owned());
            page.person_typed = given.person;
            shown(StatusCode::UNAUTHORIZED, &page)
        }
        Err(problem) => Err(problem),
    }
}

pub(crate) async fn sign_out(
    State(state): State<WebState>,
    params: Params,
    jar: CookieJar,
    Secret(secret): Secret,
) -> Answer {
    let jar = sessions::sign_out(&state, jar, secret).await?;
    Ok((jar, Redirect::to(home_of(&params))).into_response())
}

fn lang_of(params: &Params) -> Lang {
    if params.text("lang") == Some("en") { Lang::En } else { Lang::Vi }
}

fn home_of(params: &Params) -> &'static str {
    if lang_of(params) == Lang::En { "/?lang=en" } else { "/" }
}

async fn page(state: &WebState, params: &Params) -> Answer<Home> {
    let lang = lang_of(params);
    let duties = duties(state).await?;
    let mut whole = Tally::default();
    for duty in &duties {
        whole.add(duty.cases);
    }
    let settings = &state.office.department().office;
    Ok(Home {
        said: said::said(lang),
        lang,
        office: settings.title.get(lang).to_owned(),
        province: settings.province.get(lang).to_owned(),
        today: state.office.local_now().strftime("%d/%m/%Y").to_string(),
        person: None,
        refusal: None,
        person_typed: String::new(),
        duties,
        whole,
    })
}

fn shown(status: StatusCode, page: &Home) -> Answer<Response> {
    let html = page.render().map_err(|error| Problem::fault(&error))?;
    Ok((status, Html(html)).into_response())
}
