//! A problem as a page: what is wrong, what to do, and the number under which the log knows it.

use askama::Template;
use axum::http::StatusCode;

use crate::kit::Shell;
use crate::shapes::ProblemShape;

#[derive(Template)]
#[template(path = "kit/problem.html")]
struct ProblemPage {
    shell: Shell,
    title: String,
    detail: String,
    /// Only where it helps: a fault of ours.
    reference: Option<String>,
}

/// The HTML, or nothing when even that fails: then the frame answers in JSON.
pub(crate) fn problem_page(shell: Shell, problem: &ProblemShape) -> Option<String> {
    let is_ours = problem.status >= StatusCode::INTERNAL_SERVER_ERROR.as_u16();
    let page = ProblemPage {
        shell,
        title: problem.title.clone(),
        detail: problem.detail.clone(),
        reference: is_ours.then(|| problem.request_id.clone()),
    };
    page.render().ok()
}
