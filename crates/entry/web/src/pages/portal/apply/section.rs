//! One part of the form. Which questions it asks follows from the answers: when an answer brings new
//! questions into the same part, the page comes again with them.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use daumoi_definition::{Edition, Field, FieldKind};
use daumoi_kernel::Text;
use daumoi_office::portal::FormSection;
use serde_json::{Map, Value};

use super::{Opened, resume, way};
use crate::kit::{Asking, Question, Shell, Typed, anchor, answers_typed, shown, shown_as};
use crate::problem::{Answer, Problem};
use crate::state::WebState;
use crate::words;

/// The part of a form that is about whoever applies.
const ONESELF: &str = "applicant";
/// Nobody fills in more rows by hand; a list of that length is a file.
const MOST_ROWS: usize = 100;

#[derive(Template)]
#[template(path = "pages/portal/apply/section.html")]
struct SectionPage {
    shell: Shell,
    code: String,
    shown_code: String,
    procedure: String,
    section: String,
    title: Text,
    stand: way::Stand,
    questions: Vec<Question>,
    errors: Vec<(String, String)>,
    /// Answers brought new questions, from here on.
    is_longer: bool,
    is_filled_in: bool,
    back_to: String,
}

impl SectionPage {
    /// The fields that the page asks, so that a box that is not sent counts as left empty.
    fn asked(&self) -> String {
        let ids: Vec<&str> = self.questions.iter().map(|it| it.field.as_str()).collect();
        ids.join(" ")
    }

    fn of(shell: Shell, opened: &Opened, section: &FormSection, look: Look) -> Self {
        let is_saved = opened.draft.content.saved.contains(&way::section_path(&section.id));
        let is_about_oneself = section.id == ONESELF;
        let mut answers = opened.draft.content.answers.clone();
        let filled = if is_saved { 0 } else { fill_in(opened, section, &mut answers) };
        let asks = |field: &str| section.fields.iter().any(|it| it.id == field);
        let is_new = |field: &str| look.new.iter().any(|new| new == field);
        let problems = way::problems_of(&opened.form, |problem| {
            let field = problem.field.split('.').next().unwrap_or_default();
            look.is_judged && asks(field) && !is_new(field)
        });
        let asking = Asking {
            lang: shell.lang,
            department: &opened.form.department,
            today: shell.today,
            answers: &answers,
            problems: &problems,
            is_about_oneself,
        };
        let questions: Vec<Question> =
            section.fields.iter().map(|field| asking.question(field)).collect();
        let errors = questions
            .iter()
            .flat_map(|it| it.errors.iter().map(|words| (it.anchor(), words.clone())));
        Self {
            errors: errors.collect(),
            code: opened.key.code.clone(),
            shown_code: opened.draft.shown_code(),
            procedure: opened.draft.procedure.clone(),
            section: section.id.clone(),
            title: section.title.clone(),
            stand: way::stand(opened, &way::section_path(&section.id)),
            questions,
            is_longer: !look.new.is_empty(),
            is_filled_in: is_about_oneself && filled > 0,
            back_to: look.back_to,
            shell,
        }
    }
}

/// How a page is looked at.
#[derive(Default)]
struct Look {
    is_judged: bool,
    /// Questions that were not there a moment ago.
    new: Vec<String>,
    back_to: String,
}

/// Defaults, and what the first step said already: nobody types their address twice on a phone.
fn fill_in(opened: &Opened, section: &FormSection, answers: &mut Map<String, Value>) -> usize {
    let party = &opened.draft.content.applicant;
    let mut filled = 0;
    let mut name = Some(&party.name);
    for field in &section.fields {
        if answers.contains_key(&field.id) {
            continue;
        }
        let known = match field.kind {
            _ if field.default.is_some() => field.default.as_ref(),
            _ if section.id != ONESELF => None,
            FieldKind::Text => name.take(),
            FieldKind::Address => Some(&party.address),
            FieldKind::Phone => Some(&party.phone),
            FieldKind::Email => Some(&party.email),
            _ => None,
        };
        if let Some(known) = known.filter(|known| !known.is_empty()) {
            answers.insert(field.id.clone(), Value::from(known.as_str()));
            filled += 1;
        }
    }
    filled
}

pub(super) async fn show(
    shell: Shell,
    Path((_, section)): Path<(String, String)>,
    opened: Result<Opened, Response>,
    Query(query): Query<ShownQuery>,
) -> Answer {
    let opened = match opened {
        Ok(opened) => opened,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let asked = asked_section(&opened, &section)?;
    let is_saved = opened.draft.content.saved.contains(&way::section_path(&section));
    let is_judged = is_saved && query.moi.is_empty() && query.them.is_empty();
    let new = query.moi.split_whitespace().map(str::to_owned).collect();
    let look = Look { is_judged, new, back_to: query.ve };
    let page = SectionPage::of(shell, &opened, asked, look);
    shown(&page)
}

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct ShownQuery {
    #[serde(default)]
    ve: String,
    #[serde(default)]
    moi: String,
    /// The table that was given a row.
    #[serde(default)]
    them: String,
}

fn asked_section<'a>(opened: &'a Opened, section: &str) -> Answer<&'a FormSection> {
    let mut sections = opened.form.sections.iter();
    let missing = || Problem::not_found(words::unknown_path());
    sections.find(|it| it.id == section).ok_or_else(missing)
}

pub(super) async fn submit(
    State(state): State<WebState>,
    shell: Shell,
    Path((_, section)): Path<(String, String)>,
    opened: Result<Opened, Response>,
    typed: Typed,
) -> Answer {
    let path = way::section_path(&section);
    let opened = match opened {
        Ok(opened) => opened,
        Err(elsewhere) => return resume::instead(elsewhere, shell, &path, &typed),
    };
    let mut kept = answers(&opened.form.edition, &typed);
    let grown = safe_id(typed.one("them"));
    if let Some(Value::Array(rows)) = kept.get_mut(&grown)
        && rows.len() < MOST_ROWS
    {
        rows.push(Value::Object(Map::new()));
    }
    let draft = state.office.save_answers(&opened.key, &path, kept).await?;
    let opened = opened.with(&state, draft).await?;
    let here = format!("{}/{path}", opened.address());
    if !grown.is_empty() {
        let (back, place) = (safe_back(typed.one("ve")), anchor(&grown));
        let to = format!("{here}?them={}&ve={back}#{place}", safe_id(&grown));
        return Ok(Redirect::to(&to).into_response());
    }
    // Answers may have taken every question of this part away.
    let Ok(asked) = asked_section(&opened, &section) else {
        return Ok(Redirect::to(&format!("{}/{}", opened.address(), way::LOOK)).into_response());
    };
    let seen: Vec<&str> = typed.one("hoi").split_whitespace().collect();
    let new = asked.fields.iter().map(|field| field.id.as_str());
    let new: Vec<&str> = new.filter(|id| !seen.contains(id)).collect();
    let is_wrong = way::errors_at(&opened.form, &path).any(|problem| {
        let field = problem.field.split('.').next().unwrap_or_default();
        !new.contains(&field)
    });
    if is_wrong {
        let new = new.into_iter().map(str::to_owned).collect();
        let look = Look { is_judged: true, new, back_to: typed.one("ve").to_owned() };
        let page = SectionPage::of(shell, &opened, asked, look);
        return shown_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    if let Some(first) = new.first() {
        let (all, back) = (new.join("+"), typed.one("ve"));
        let to = format!("{here}?moi={all}&ve={}#{}", safe_back(back), anchor(first));
        return Ok(Redirect::to(&to).into_response());
    }
    Ok(Redirect::to(&resume::onward(&opened, &path, &typed)).into_response())
}

/// The id of a field, in an address.
fn safe_id(id: &str) -> String {
    id.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '_').collect()
}

fn safe_back(back: &str) -> &str {
    if back == way::LOOK { way::LOOK } else { "" }
}

/// The answers of the fields that the page asked.
pub(super) fn answers(edition: &Edition, typed: &Typed) -> Map<String, Value> {
    let seen: Vec<&str> = typed.one("hoi").split_whitespace().collect();
    let asked: Vec<&Field> =
        edition.fields.iter().filter(|field| seen.contains(&field.id.as_str())).collect();
    answers_typed(asked, typed)
}
