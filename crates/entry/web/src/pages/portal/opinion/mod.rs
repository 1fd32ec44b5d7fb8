//! What anybody says of these pages, of nobody in particular.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use daumoi_kernel::Text;
use daumoi_office::Failure;
use serde::Deserialize;

use crate::kit::{Shell, Typed, shown, shown_as};
use crate::problem::Answer;
use crate::route::{Access, Route};
use crate::state::WebState;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page("/gop-y", Access::Anyone, show), Route::form("/gop-y", Access::Open, submit)]
}

/// One of the five marks.
pub(super) struct Mark {
    pub(super) score: i64,
    pub(super) words: String,
    pub(super) is_picked: bool,
}

/// The best first, as people read them.
pub(super) fn marks(shell: &Shell, picked: &str) -> Vec<Mark> {
    let words = [
        (5, Text::new("Rất hài lòng", "Very satisfied")),
        (4, Text::new("Hài lòng", "Satisfied")),
        (3, Text::new("Bình thường", "Neither")),
        (2, Text::new("Không hài lòng", "Dissatisfied")),
        (1, Text::new("Rất không hài lòng", "Very dissatisfied")),
    ];
    let mark = |(score, words): (i64, Text)| Mark {
        score,
        words: shell.text(&words).to_owned(),
        is_picked: picked.parse() == Ok(score),
    };
    words.into_iter().map(mark).collect()
}

#[derive(Debug, Default, Deserialize)]
struct Done {
    #[serde(default)]
    xong: String,
}

#[derive(Template)]
#[template(path = "pages/portal/opinion/page.html")]
struct OpinionPage {
    shell: Shell,
    is_done: bool,
    marks: Vec<Mark>,
    words: String,
    refusal: Option<String>,
}

impl OpinionPage {
    fn errors(&self) -> Vec<(String, String)> {
        self.refusal.iter().map(|words| ("diem".to_owned(), words.clone())).collect()
    }
}

async fn show(shell: Shell, Query(Done { xong }): Query<Done>) -> Answer {
    let (is_done, marks) = (!xong.is_empty(), marks(&shell, ""));
    shown(&OpinionPage { is_done, marks, words: String::new(), refusal: None, shell })
}

async fn submit(State(state): State<WebState>, shell: Shell, typed: Typed) -> Answer {
    let score = typed.one("diem").parse().unwrap_or_default();
    match state.office.give_opinion(score, typed.one("loi")).await {
        Ok(()) => Ok(Redirect::to("/gop-y?xong=1").into_response()),
        Err(Failure::Refused(refused)) => {
            let page = OpinionPage {
                is_done: false,
                marks: marks(&shell, typed.one("diem")),
                words: typed.one("loi").to_owned(),
                refusal: Some(shell.text(&refused.message()).to_owned()),
                shell,
            };
            shown_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(failure) => Err(failure.into()),
    }
}
