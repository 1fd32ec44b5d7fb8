//! Who applies, and where they can be reached.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use daumoi_office::portal::TypedParty;

use super::{Opened, resume, way};
use crate::kit::{Shell, Typed, shown, shown_as};
use crate::pages::portal::words;
use crate::problem::Answer;
use crate::state::WebState;

#[derive(Template)]
#[template(path = "pages/portal/apply/party.html")]
struct PartyPage {
    shell: Shell,
    code: String,
    shown_code: String,
    procedure: String,
    stand: way::Stand,
    kinds: Vec<Kind>,
    typed: TypedParty,
    /// The input, and what is wrong with it.
    errors: Vec<(String, String)>,
    not_for: Option<String>,
    back_to: String,
}

struct Kind {
    code: String,
    label: String,
}

impl PartyPage {
    fn of(shell: Shell, opened: &Opened, is_judged: bool, back_to: &str) -> Self {
        let edition = &opened.form.edition;
        let kinds = edition.applicants.iter().map(|kind| Kind {
            code: words::party_code(*kind),
            label: shell.text(&words::party(*kind)).to_owned(),
        });
        let errors = way::errors_at(&opened.form, way::PARTY).filter(|_| is_judged);
        let errors = errors.map(|problem| {
            let input = problem.field.trim_start_matches("applicant.").to_owned();
            (input, shell.text(&problem.message).to_owned())
        });
        Self {
            kinds: kinds.collect(),
            errors: errors.collect(),
            not_for: edition.not_for.as_ref().map(|note| shell.text(note).to_owned()),
            code: opened.key.code.clone(),
            shown_code: opened.draft.shown_code(),
            procedure: opened.draft.procedure.clone(),
            stand: way::stand(opened, way::PARTY),
            typed: opened.draft.content.applicant.clone(),
            back_to: back_to.to_owned(),
            shell,
        }
    }

    fn error(&self, input: &str) -> Option<&str> {
        self.errors.iter().find(|(about, _)| about == input).map(|(_, words)| words.as_str())
    }

    fn is_kind(&self, code: &str) -> bool {
        self.typed.kind == code || (self.typed.kind.is_empty() && self.kinds.len() == 1)
    }
}

pub(super) async fn show(
    shell: Shell,
    opened: Result<Opened, Response>,
    axum::extract::Query(back): axum::extract::Query<resume::Back>,
) -> Answer {
    let opened = match opened {
        Ok(opened) => opened,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let is_judged = opened.draft.content.saved.contains("applicant");
    shown(&PartyPage::of(shell, &opened, is_judged, &back.ve))
}

pub(super) async fn submit(
    State(state): State<WebState>,
    shell: Shell,
    opened: Result<Opened, Response>,
    typed: Typed,
) -> Answer {
    let opened = match opened {
        Ok(opened) => opened,
        Err(elsewhere) => return resume::instead(elsewhere, shell, way::PARTY, &typed),
    };
    let draft = state.office.save_applicant(&opened.key, party_typed(&typed)).await?;
    let opened = opened.with(&state, draft).await?;
    if way::errors_at(&opened.form, way::PARTY).next().is_some() {
        let page = PartyPage::of(shell, &opened, true, typed.one("ve"));
        return shown_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    Ok(Redirect::to(&resume::onward(&opened, way::PARTY, &typed)).into_response())
}

pub(super) fn party_typed(typed: &Typed) -> TypedParty {
    let text = |name: &str| typed.one(&format!("p.{name}")).to_owned();
    TypedParty {
        kind: text("kind"),
        name: text("name"),
        id_no: text("id_no"),
        phone: text("phone"),
        email: text("email"),
        address: text("address"),
    }
}
