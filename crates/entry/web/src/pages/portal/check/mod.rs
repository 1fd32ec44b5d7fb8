//! Whether a paper is genuine and still in force, for anyone who holds it in hand.

use askama::Template;
use axum::extract::{Query, State};
use daumoi_kernel::Text;
use daumoi_office::records::PublicCheck;
use serde::Deserialize;

use super::words;
use crate::kit::{Shell, answer_told, shown};
use crate::problem::Answer;
use crate::route::{Access, Route};
use crate::state::WebState;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page("/kiem-tra", Access::Anyone, show)]
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    so: String,
}

#[derive(Template)]
#[template(path = "pages/portal/check/page.html")]
struct CheckPage {
    shell: Shell,
    typed: String,
    papers: Vec<PaperShown>,
}

struct PaperShown {
    check: PublicCheck,
    meaning: Text,
    class: &'static str,
    rows: Vec<(String, Vec<String>)>,
}

async fn show(
    State(state): State<WebState>,
    shell: Shell,
    Query(Asked { so }): Query<Asked>,
) -> Answer {
    let typed = so.trim().to_owned();
    let found =
        if typed.is_empty() { Vec::new() } else { state.office.public_check(&typed).await? };
    let papers = found.into_iter().map(|check| PaperShown {
        meaning: words::standing(check.standing),
        class: words::standing_class(check.standing),
        rows: rows(&state, &shell, &check),
        check,
    });
    let papers = papers.collect();
    shown(&CheckPage { typed, papers, shell })
}

/// The public fields of a record, each by its name and in words.
pub(super) fn rows(
    state: &WebState,
    shell: &Shell,
    check: &PublicCheck,
) -> Vec<(String, Vec<String>)> {
    let department = state.office.department();
    let Some(register) = department.register(&check.register) else { return Vec::new() };
    let fields = register.fields.iter().filter_map(|field| {
        let field = &field.field;
        let lines = answer_told(shell.lang, &department, field, check.fields.get(&field.id));
        (!lines.is_empty()).then(|| (shell.text(&field.label).to_owned(), lines))
    });
    fields.collect()
}
