//! The front page: what people come for, in one search box and a few ways in.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use daumoi_access::Principal;
use daumoi_kernel::Text;

use super::procedures::Line;
use crate::kit::{Shell, shown};
use crate::problem::Answer;
use crate::route::{Access, Route};
use crate::state::WebState;
use crate::tally;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page("/", Access::Anyone, show)]
}

/// As many as fit on a phone without growing tired.
const MOST_POPULAR: usize = 6;
/// Words that lead to the procedures people ask for most.
const MOST_WORDS: usize = 4;

#[derive(Template)]
#[template(path = "pages/portal/front/page.html")]
struct FrontPage {
    shell: Shell,
    popular: Vec<Line>,
    /// What people call those procedures.
    called: Vec<Text>,
}

async fn show(State(state): State<WebState>, shell: Shell) -> Answer {
    let mut asked: BTreeMap<String, i64> = BTreeMap::new();
    for counted in tally::counted(&state.office, &Principal::system()).await? {
        *asked.entry(counted.procedure).or_default() += counted.count;
    }
    let mut offered = state.office.offered();
    offered.sort_by_key(|it| std::cmp::Reverse(asked.get(&it.id).copied().unwrap_or_default()));
    offered.truncate(MOST_POPULAR);
    let day = shell.today;
    let popular = offered.iter().filter_map(|it| Line::of(it, day)).collect();
    let called = offered.iter().filter_map(|procedure| {
        let (vi, en) = (procedure.keywords.vi.first()?, procedure.keywords.en.first()?);
        Some(Text::new(vi, en))
    });
    let called = called.take(MOST_WORDS).collect();
    shown(&FrontPage { popular, called, shell })
}
