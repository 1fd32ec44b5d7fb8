//! The papers: each file is opened and checked as it comes, and refused in words beside its paper.

use askama::Template;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use daumoi_definition::{Paper, Severity};
use daumoi_kernel::Text;
use daumoi_office::Failure;
use daumoi_office::portal::Draft;
use daumoi_office::uploads::Upload;

use super::{Opened, resume, way};
use crate::kit::{Shell, Typed, anchor, shown, shown_as};
use crate::pages::portal::files::{Incoming, Part};
use crate::pages::portal::words;
use crate::problem::{Answer, Problem};
use crate::state::WebState;

#[derive(Template)]
#[template(path = "pages/portal/apply/papers.html")]
struct PapersPage {
    shell: Shell,
    code: String,
    shown_code: String,
    stand: way::Stand,
    papers: Vec<Line>,
    errors: Vec<(String, String)>,
    back_to: String,
    most: Text,
}

struct Line {
    id: String,
    title: Text,
    kind: Text,
    note: Option<Text>,
    form: Option<String>,
    is_required: bool,
    file: Option<Upload>,
    size: Text,
    error: Option<String>,
}

impl Line {
    fn anchor(&self) -> String {
        anchor(&self.id)
    }
}

/// What was wrong with a paper: its id and the words.
type Refusals = Vec<(String, String)>;

impl PapersPage {
    fn of(state: &WebState, shell: Shell, opened: &Opened, refusals: &Refusals, to: &str) -> Self {
        let errors = refusals.iter().map(|(paper, words)| (anchor(paper), words.clone()));
        let papers = opened.form.papers.iter().map(|paper| line(opened, paper, refusals));
        Self {
            errors: errors.collect(),
            papers: papers.collect(),
            code: opened.key.code.clone(),
            shown_code: opened.draft.shown_code(),
            stand: way::stand(opened, way::PAPERS),
            back_to: to.to_owned(),
            most: words::size(state.settings.max_file_bytes),
            shell,
        }
    }
}

fn line(opened: &Opened, paper: &Paper, refusals: &Refusals) -> Line {
    let file = opened.draft.content.papers.get(&paper.id).cloned();
    Line {
        id: paper.id.clone(),
        title: paper.title.clone(),
        kind: words::paper_kind(paper.kind),
        note: paper.note.clone(),
        form: paper.form.clone(),
        is_required: paper.required,
        size: words::size(file.as_ref().map_or(0, |file| file.bytes)),
        file,
        error: refusals.iter().find(|(id, _)| *id == paper.id).map(|(_, words)| words.clone()),
    }
}

pub(super) async fn show(
    State(state): State<WebState>,
    shell: Shell,
    opened: Result<Opened, Response>,
    Query(back): Query<resume::Back>,
) -> Answer {
    match opened {
        Ok(opened) => shown(&PapersPage::of(&state, shell, &opened, &Vec::new(), &back.ve)),
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub(super) async fn submit(
    State(state): State<WebState>,
    shell: Shell,
    opened: Result<Opened, Response>,
    request: Request,
) -> Answer {
    let opened = match opened {
        Ok(opened) => opened,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let taken = take_in(&state, &shell, &opened, request).await?;
    let (typed, mut refusals) = (taken.typed, taken.refusals);
    let opened = match taken.draft {
        Some(draft) => opened.with(&state, draft).await?,
        None => opened,
    };
    let here = format!("{}/{}", opened.address(), way::PAPERS);
    // The button beside one paper, and the one that takes a file out, stay on the page.
    let stays = typed.one("nut").starts_with("tep ") || !typed.one("bo").is_empty();
    if refusals.is_empty() && stays {
        let paper = typed.one("nut").trim_start_matches("tep ").to_owned() + typed.one("bo");
        let known = opened.form.papers.iter().find(|it| it.id == paper);
        let place = known.map(|it| format!("#{}", anchor(&it.id))).unwrap_or_default();
        return Ok(Redirect::to(&format!("{here}?ve={}{place}", back(&typed))).into_response());
    }
    if !stays && typed.one("nut") != "nghi" {
        let missing = opened.form.problems.iter().filter(|problem| {
            problem.severity == Severity::Error
                && opened.form.papers.iter().any(|paper| paper.id == problem.field)
        });
        let told = |id: &str| refusals.iter().any(|(paper, _)| paper == id);
        let missing: Refusals = missing
            .filter(|problem| !told(&problem.field))
            .map(|problem| (problem.field.clone(), shell.text(&problem.message).to_owned()))
            .collect();
        refusals.extend(missing);
    }
    if !refusals.is_empty() {
        let page = PapersPage::of(&state, shell, &opened, &refusals, typed.one("ve"));
        return shown_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    Ok(Redirect::to(&resume::onward(&opened, way::PAPERS, &typed)).into_response())
}

fn back(typed: &Typed) -> &'static str {
    if typed.one("ve") == way::LOOK { way::LOOK } else { "" }
}

struct Taken {
    typed: Typed,
    refusals: Refusals,
    draft: Option<Draft>,
}

async fn take_in(
    state: &WebState,
    shell: &Shell,
    opened: &Opened,
    request: Request,
) -> Answer<Taken> {
    let closing =
        || Problem::new(StatusCode::SERVICE_UNAVAILABLE, "closing", crate::words::closing());
    let _turn = state.uploads.acquire().await.map_err(|_| closing())?;
    let mut incoming = Incoming::of(request, state.settings.max_file_bytes).await?;
    let (mut pairs, mut refusals, mut draft) = (Vec::new(), Vec::new(), None);
    while let Some(part) = incoming.next().await? {
        let (input, name, content) = match part {
            Part::Text { name, value } => {
                pairs.push((name, value));
                continue;
            }
            Part::File { input, name, content } => (input, name, content),
        };
        let paper = input.strip_prefix("f.").unwrap_or_default();
        if !opened.form.papers.iter().any(|asked| asked.id == paper) {
            continue;
        }
        let refusal = match content {
            Err(rejection) => rejection.message(),
            Ok(bytes) => match state.office.attach(&opened.key, paper, &name, bytes).await {
                Ok(changed) => {
                    draft = Some(changed);
                    continue;
                }
                Err(Failure::Refused(refused)) => refused.message(),
                Err(failure) => return Err(failure.into()),
            },
        };
        let shown: String = name.chars().take(60).collect();
        refusals.push((paper.to_owned(), format!("{shown}: {}", shell.text(&refusal))));
    }
    let typed = Typed::of(pairs);
    let out = typed.one("bo");
    if opened.form.papers.iter().any(|asked| asked.id == out) {
        draft = Some(state.office.detach(&opened.key, out).await?);
    }
    Ok(Taken { typed, refusals, draft })
}
