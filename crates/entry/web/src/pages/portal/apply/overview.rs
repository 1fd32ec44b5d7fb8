//! The steps of a draft at a glance, and how to come back to it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use daumoi_kernel::Text;

use super::{Opened, forgotten, way};
use crate::kit::{Shell, shown};
use crate::problem::Answer;
use crate::state::WebState;

#[derive(Template)]
#[template(path = "pages/portal/apply/overview.html")]
struct OverviewPage {
    shell: Shell,
    code: String,
    shown_code: String,
    title: Text,
    steps: Vec<way::Step>,
    kept_until: jiff::civil::Date,
    /// What opens the draft elsewhere; nothing yet when neither was typed.
    contact: Option<String>,
    is_ready: bool,
}

impl OverviewPage {
    /// The first step that still needs something.
    fn next(&self) -> &str {
        let open = self.steps.iter().find(|step| !step.is_done());
        open.map_or(way::LOOK, |step| step.path.as_str())
    }
}

pub(super) async fn show(shell: Shell, opened: Result<Opened, Response>) -> Answer {
    let opened = match opened {
        Ok(opened) => opened,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let steps = way::steps(&opened);
    let party = &opened.draft.content.applicant;
    let contact = [&party.phone, &party.email].into_iter().find(|it| !it.trim().is_empty());
    let procedure = opened.form.department.procedure(&opened.draft.procedure);
    shown(&OverviewPage {
        code: opened.key.code.clone(),
        shown_code: opened.draft.shown_code(),
        title: procedure.map(|it| it.title.clone()).unwrap_or_default(),
        is_ready: steps.iter().all(way::Step::is_done),
        steps,
        kept_until: opened.draft.kept_until,
        contact: contact.cloned(),
        shell,
    })
}

/// Leaves the draft on this device: on a machine that others use, nobody finds it afterwards.
pub(super) async fn leave(
    State(_): State<WebState>,
    jar: CookieJar,
    Path(code): Path<String>,
) -> Answer {
    Ok((jar.remove(forgotten(&code)), Redirect::to("/")).into_response())
}
