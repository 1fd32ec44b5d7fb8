//! What the applicant says of one stage of their case.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use daumoi_office::Failure;
use daumoi_office::portal::{Followed, Stage};

use super::{Held, RATE, address, find};
use crate::kit::{Shell, Typed, shown, shown_as};
use crate::pages::portal::opinion::{Mark, marks};
use crate::pages::portal::words;
use crate::problem::Answer;
use crate::state::WebState;

#[derive(Template)]
#[template(path = "pages/portal/track/rate.html")]
struct RatePage {
    shell: Shell,
    base: String,
    code: String,
    stages: Vec<(&'static str, String)>,
    picked: String,
    marks: Vec<Mark>,
    words: String,
    refusal: Option<String>,
}

impl RatePage {
    fn of(shell: Shell, case: &Followed, typed: &Typed, refusal: Option<String>) -> Self {
        let named = |stage: &Stage| (stage.word(), shell.text(&words::stage(*stage)).to_owned());
        let stages: Vec<(&str, String)> = case.to_rate.iter().map(named).collect();
        // The last stage is the one that people come from.
        let last = stages.last().map_or("", |(word, _)| *word);
        let picked = Stage::of_word(typed.one("khau")).map_or(last, Stage::word);
        Self {
            base: address(&case.code),
            code: case.code.clone(),
            picked: picked.to_owned(),
            stages,
            marks: marks(&shell, typed.one("diem")),
            words: typed.one("loi").to_owned(),
            refusal,
            shell,
        }
    }

    fn errors(&self) -> Vec<(String, String)> {
        self.refusal.iter().map(|words| ("diem".to_owned(), words.clone())).collect()
    }
}

pub(super) async fn show(shell: Shell, held: Result<Held, Response>) -> Answer {
    match held {
        Ok(Held { followed, .. }) if followed.to_rate.is_empty() => {
            Ok(Redirect::to(&address(&followed.code)).into_response())
        }
        Ok(held) => shown(&RatePage::of(shell, &held.followed, &Typed::default(), None)),
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// The page with what was typed before the secret was asked again.
pub(super) fn again(shell: Shell, case: &Followed, typed: &Typed) -> Answer<Response> {
    shown(&RatePage::of(shell, case, typed, None))
}

pub(super) async fn submit(
    State(state): State<WebState>,
    shell: Shell,
    held: Result<Held, Response>,
    typed: Typed,
) -> Answer {
    let held = match held {
        Ok(held) => held,
        Err(elsewhere) => return find::instead(elsewhere, shell, RATE, &typed),
    };
    let stage = Stage::of_word(typed.one("khau")).unwrap_or(Stage::HandIn);
    let score = typed.one("diem").parse().unwrap_or_default();
    match state.office.rate(&held.holder, stage, score, typed.one("loi")).await {
        Ok(_) => {
            let to = format!("{}?xong={RATE}", address(held.holder.code()));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Failure::Refused(refused)) => {
            let words = shell.text(&refused.message()).to_owned();
            let page = RatePage::of(shell, &held.followed, &typed, Some(words));
            shown_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(failure) => Err(failure.into()),
    }
}
