//! The duties of the department with their cases, for anyone who wants to know.

use askama::Template;
use axum::extract::State;

use crate::api::department::duties;
use crate::kit::{Shell, shown};
use crate::problem::Answer;
use crate::route::{Access, Route};
use crate::shapes::DutyShape;
use crate::state::WebState;
use crate::tally::Tally;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page("/nhiem-vu", Access::Anyone, show)]
}

#[derive(Template)]
#[template(path = "pages/portal/duties/page.html")]
struct DutiesPage {
    shell: Shell,
    duties: Vec<DutyShape>,
    whole: Tally,
}

async fn show(State(state): State<WebState>, shell: Shell) -> Answer {
    let duties = duties(&state).await?;
    let mut whole = Tally::default();
    for duty in &duties {
        whole.add(duty.cases);
    }
    shown(&DutiesPage { shell, duties, whole })
}
