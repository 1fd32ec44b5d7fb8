//! The home page: the duties of the department with their cases.

use askama::Template;
use axum::extract::State;

use crate::api::department::duties;
use crate::kit::{Shell, shown};
use crate::problem::Answer;
use crate::shapes::DutyShape;
use crate::state::WebState;
use crate::tally::Tally;

#[derive(Template)]
#[template(path = "pages/home.html")]
struct Home {
    shell: Shell,
    duties: Vec<DutyShape>,
    whole: Tally,
}

pub(crate) async fn show(State(state): State<WebState>, shell: Shell) -> Answer {
    let duties = duties(&state).await?;
    let mut whole = Tally::default();
    for duty in &duties {
        whole.add(duty.cases);
    }
    shown(&Home { shell, duties, whole })
}
