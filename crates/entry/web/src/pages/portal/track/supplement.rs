//! The answer to a request for a supplement: each thing that was asked, why, and the place to give it.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use daumoi_definition::{FieldProblem, Severity};
use daumoi_kernel::Text;
use daumoi_office::portal::{Content, Followed};
use daumoi_office::uploads::Upload;
use daumoi_office::{Failure, Refused};
use serde_json::{Map, Value};

use super::{Held, SUPPLEMENT, address, find};
use crate::kit::{Asking, Question, Shell, Typed, anchor, answers_typed, shown, shown_as};
use crate::pages::portal::files::{Incoming, Part};
use crate::pages::portal::words;
use crate::problem::{Answer, Problem};
use crate::state::WebState;

#[derive(Template)]
#[template(path = "pages/portal/track/supplement.html")]
struct SupplementPage {
    shell: Shell,
    base: String,
    code: String,
    items: Vec<Item>,
    errors: Vec<(String, String)>,
    most: Text,
}

/// One thing that was asked.
struct Item {
    title: String,
    reason: String,
    basis: String,
    words: String,
    question: Option<Question>,
    paper: Option<PaperAsked>,
}

struct PaperAsked {
    id: String,
    file: Option<Upload>,
    size: Text,
    error: Option<String>,
}

impl PaperAsked {
    fn anchor(&self) -> String {
        anchor(&self.id)
    }
}

impl SupplementPage {
    fn of(
        state: &WebState,
        shell: Shell,
        case: &Followed,
        so_far: &Content,
        problems: &[FieldProblem],
    ) -> Self {
        let mut answers: Map<String, Value> = case.answers.clone().into_iter().collect();
        answers.extend(so_far.answers.clone());
        let department = state.office.department();
        let asking = Asking {
            lang: shell.lang,
            department: &department,
            today: shell.today,
            answers: &answers,
            problems,
            is_about_oneself: false,
        };
        let error_of = |id: &str| {
            let mut of_it = problems.iter().filter(|it| it.severity == Severity::Error);
            let found = of_it.find(|problem| problem.field == id);
            found.map(|problem| shell.text(&problem.message).to_owned())
        };
        let items = case.asked.iter().map(|asked| Item {
            title: shell.text(&asked.title).to_owned(),
            reason: shell.text(&asked.reason).to_owned(),
            basis: asked.basis.clone(),
            words: asked.words.clone(),
            question: asked
                .field
                .as_deref()
                .and_then(|id| case.edition.field(id))
                .map(|field| asking.question(field)),
            paper: asked.paper.as_ref().map(|id| {
                let file = so_far.papers.get(id).cloned();
                let size = words::size(file.as_ref().map_or(0, |file| file.bytes));
                PaperAsked { id: id.clone(), file, size, error: error_of(id) }
            }),
        });
        let errors = problems.iter().filter(|it| it.severity == Severity::Error);
        let errors = errors.map(|problem| {
            let field = problem.field.split('.').next().unwrap_or_default();
            let place = if field.is_empty() { String::new() } else { anchor(field) };
            (place, shell.text(&problem.message).to_owned())
        });
        Self {
            errors: errors.collect(),
            items: items.collect(),
            base: address(&case.code),
            code: case.code.clone(),
            most: words::size(state.settings.max_file_bytes),
            shell,
        }
    }
}

pub(super) async fn show(
    State(state): State<WebState>,
    shell: Shell,
    held: Result<Held, Response>,
) -> Answer {
    let held = match held {
        Ok(held) => held,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if held.followed.supplement.is_none() {
        return Ok(Redirect::to(&address(held.holder.code())).into_response());
    }
    let so_far = state.office.supplement_so_far(&held.followed).await?;
    shown(&SupplementPage::of(&state, shell, &held.followed, &so_far, &[]))
}

pub(super) async fn submit(
    State(state): State<WebState>,
    shell: Shell,
    held: Result<Held, Response>,
    request: Request,
) -> Answer {
    let held = match held {
        Ok(held) => held,
        Err(elsewhere) => {
            let taken = take_in(&state, None, request).await?;
            return find::instead(elsewhere, shell, SUPPLEMENT, &taken.typed);
        }
    };
    let case = &held.followed;
    if case.supplement.is_none() {
        return Ok(Redirect::to(&address(&case.code)).into_response());
    }
    let Taken { typed, mut problems } = take_in(&state, Some(case), request).await?;
    let kept = state.office.keep_supplement(case, answers(case, &typed)).await?;
    let here = format!("{}/{SUPPLEMENT}", address(&case.code));
    if problems.is_empty() && typed.one("nut").starts_with("tep ") {
        return Ok(Redirect::to(&here).into_response());
    }
    if problems.is_empty() {
        match state.office.hand_in_supplement(&held.holder, case).await {
            Ok(_) => {
                let to = format!("{}?xong={SUPPLEMENT}", address(&case.code));
                return Ok(Redirect::to(&to).into_response());
            }
            Err(Failure::Refused(Refused::Answers(wrong))) => problems = wrong,
            Err(Failure::Refused(refused)) => problems.push(problem("", refused.message())),
            Err(failure) => return Err(failure.into()),
        }
    }
    let page = SupplementPage::of(&state, shell, case, &kept.content, &problems);
    shown_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// The answers to the questions that were asked again.
pub(super) fn answers(case: &Followed, typed: &Typed) -> Map<String, Value> {
    answers_typed(case.asked_fields(), typed)
}

struct Taken {
    typed: Typed,
    /// Files that were refused.
    problems: Vec<FieldProblem>,
}

/// Without a case the files are passed over: nobody knows yet who sent them.
async fn take_in(state: &WebState, case: Option<&Followed>, request: Request) -> Answer<Taken> {
    let closing =
        || Problem::new(StatusCode::SERVICE_UNAVAILABLE, "closing", crate::words::closing());
    let _turn = state.uploads.acquire().await.map_err(|_| closing())?;
    let mut incoming = Incoming::of(request, state.settings.max_file_bytes).await?;
    let (mut pairs, mut problems) = (Vec::new(), Vec::new());
    while let Some(part) = incoming.next().await? {
        let (input, name, content) = match part {
            Part::Text { name, value } => {
                pairs.push((name, value));
                continue;
            }
            Part::File { input, name, content } => (input, name, content),
        };
        let paper = input.strip_prefix("f.").unwrap_or_default();
        let asks = |case: &&Followed| case.asked_papers().any(|asked| asked == paper);
        let Some(case) = case.filter(asks) else { continue };
        let refusal = match content {
            Err(rejection) => rejection.message(),
            Ok(bytes) => match state.office.attach_supplement(case, paper, &name, bytes).await {
                Ok(_) => continue,
                Err(Failure::Refused(refused)) => refused.message(),
                Err(failure) => return Err(failure.into()),
            },
        };
        problems.push(problem(paper, refusal));
    }
    Ok(Taken { typed: Typed::of(pairs), problems })
}

fn problem(field: &str, message: Text) -> FieldProblem {
    FieldProblem {
        field: field.to_owned(),
        code: daumoi_definition::ProblemCode::MissingPaper,
        message,
        severity: Severity::Error,
    }
}
