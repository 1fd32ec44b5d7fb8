//! A last look at everything before it is handed in.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use daumoi_calendar::Due;
use daumoi_definition::Severity;
use daumoi_kernel::Text;
use daumoi_office::portal::FormSection;
use daumoi_office::{Failure, Refused};

use super::{Opened, way};
use crate::kit::{Shell, anchor, answer_told, shown, shown_as};
use crate::pages::portal::{track, words};
use crate::problem::Answer;
use crate::state::WebState;

#[derive(Template)]
#[template(path = "pages/portal/apply/look.html")]
struct LookPage {
    shell: Shell,
    code: String,
    shown_code: String,
    title: Text,
    back: String,
    parts: Vec<PartShown>,
    /// Where each is put right, and what is wrong.
    errors: Vec<(String, String)>,
    warnings: Vec<(String, String)>,
    fee: Text,
    due: Option<Due>,
    refusal: Option<String>,
}

struct PartShown {
    path: String,
    title: Text,
    rows: Vec<Row>,
}

struct Row {
    label: String,
    lines: Vec<String>,
    is_wrong: bool,
}

impl LookPage {
    fn of(shell: Shell, opened: &Opened, refusal: Option<String>) -> Self {
        let form = &opened.form;
        let problems = |severity: Severity| {
            let of_it = form.problems.iter().filter(move |it| it.severity == severity);
            let told = of_it.map(|problem| {
                (place_of(opened, &problem.field), shell.text(&problem.message).to_owned())
            });
            told.collect::<Vec<_>>()
        };
        let mut parts = vec![party(&shell, opened)];
        parts.extend(form.sections.iter().map(|it| section(&shell, opened, it)));
        if !form.papers.is_empty() {
            parts.push(papers(&shell, opened));
        }
        let procedure = form.department.procedure(&opened.draft.procedure);
        let back = way::steps(opened)
            .pop()
            .map_or_else(|| opened.address(), |step| format!("{}/{}", opened.address(), step.path));
        Self {
            errors: problems(Severity::Error),
            warnings: problems(Severity::Warning),
            title: procedure.map(|it| it.title.clone()).unwrap_or_default(),
            code: opened.key.code.clone(),
            shown_code: opened.draft.shown_code(),
            fee: form.fee.explanation.clone(),
            due: form.due,
            back,
            parts,
            refusal,
            shell,
        }
    }
}

/// Where a field or paper is put right, from the page of the last look.
fn place_of(opened: &Opened, field: &str) -> String {
    let step = way::step_of(&opened.form, field).unwrap_or_default();
    let input = match field.strip_prefix("applicant.") {
        Some(of_party) => of_party.to_owned(),
        None => anchor(field.split('.').next().unwrap_or_default()),
    };
    format!("{}/{step}?ve={}#{input}", opened.address(), way::LOOK)
}

fn is_wrong(opened: &Opened, field: &str) -> bool {
    opened
        .form
        .errors_of(|_| true)
        .any(|problem| problem.field == field || problem.field.split('.').next() == Some(field))
}

fn party(shell: &Shell, opened: &Opened) -> PartShown {
    let typed = &opened.draft.content.applicant;
    let kinds = &opened.form.edition.applicants;
    let kind = kinds.iter().find(|kind| words::party_code(**kind) == typed.kind);
    let kind = kind.map(|kind| shell.text(&words::party(*kind)).to_owned()).unwrap_or_default();
    let row = |field: &str, label: &str, value: &str| Row {
        label: label.to_owned(),
        lines: Some(value.trim().to_owned()).into_iter().filter(|it| !it.is_empty()).collect(),
        is_wrong: is_wrong(opened, &format!("applicant.{field}")),
    };
    PartShown {
        path: way::PARTY.to_owned(),
        title: Text::new("Người nộp", "Who applies"),
        rows: vec![
            row("kind", shell.say("Tư cách", "Applies as"), &kind),
            row("name", shell.say("Tên", "Name"), &typed.name),
            row(
                "id_no",
                shell.say("Mã số thuế, số định danh", "Tax code, identity number"),
                &typed.id_no,
            ),
            row("phone", shell.say("Điện thoại", "Telephone"), &typed.phone),
            row("email", shell.say("Thư điện tử", "E-mail"), &typed.email),
            row("address", shell.say("Địa chỉ", "Address"), &typed.address),
        ],
    }
}

fn section(shell: &Shell, opened: &Opened, section: &FormSection) -> PartShown {
    let form = &opened.form;
    let rows = section.fields.iter().map(|field| Row {
        label: shell.text(&field.label).to_owned(),
        lines: answer_told(shell.lang, &form.department, field, form.answers.get(&field.id)),
        is_wrong: is_wrong(opened, &field.id),
    });
    PartShown {
        path: way::section_path(&section.id),
        title: section.title.clone(),
        rows: rows.collect(),
    }
}

fn papers(shell: &Shell, opened: &Opened) -> PartShown {
    let kept = &opened.draft.content.papers;
    let rows = opened.form.papers.iter().map(|paper| {
        let file = kept.get(&paper.id);
        let told = |file: &daumoi_office::uploads::Upload| {
            format!("{} ({})", file.name, shell.text(&words::size(file.bytes)))
        };
        Row {
            label: shell.text(&paper.title).to_owned(),
            lines: file.map(told).into_iter().collect(),
            is_wrong: is_wrong(opened, &paper.id),
        }
    });
    PartShown {
        path: way::PAPERS.to_owned(),
        title: Text::new("Giấy tờ", "Papers"),
        rows: rows.collect(),
    }
}

pub(super) async fn show(shell: Shell, opened: Result<Opened, Response>) -> Answer {
    match opened {
        Ok(opened) => shown(&LookPage::of(shell, &opened, None)),
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// Hands the dossier in; sent twice it is one.
pub(super) async fn submit(
    State(state): State<WebState>,
    shell: Shell,
    opened: Result<Opened, Response>,
) -> Answer {
    let opened = match opened {
        Ok(opened) => opened,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let refused = match state.office.hand_in(&opened.key).await {
        Ok(answer) => return Ok(track::receipt_of(&state, &answer.code).into_response()),
        Err(Failure::Refused(refused)) => refused,
        Err(failure) => return Err(failure.into()),
    };
    let words = match &refused {
        Refused::Answers(_) => None,
        other => Some(shell.text(&other.message()).to_owned()),
    };
    let page = LookPage::of(shell, &opened, words);
    shown_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
