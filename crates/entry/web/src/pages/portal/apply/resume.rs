//! Taking a draft up again, here or on another device; and where answers go that were sent after the
//! browser had lost the key: they are carried along, and kept as soon as the draft is open.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use daumoi_office::portal::DraftKey;
use daumoi_office::{Failure, Refused};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::{Opened, cookie, party, section, way};
use crate::kit::{Shell, Typed, shown, shown_as};
use crate::problem::{Answer, Problem};
use crate::state::WebState;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Back {
    /// Where to go after saving; only the last look is known.
    #[serde(default)]
    pub(super) ve: String,
    #[serde(default)]
    pub(super) ma: String,
}

#[derive(Template)]
#[template(path = "pages/portal/apply/resume.html")]
struct ResumePage {
    shell: Shell,
    code: String,
    contact: String,
    refusal: Option<String>,
    /// What was typed into a step when the key was gone: names and values.
    carried: Vec<(String, String)>,
    /// The procedure of what is carried, to begin anew when the draft itself is gone.
    procedure: String,
}

impl ResumePage {
    fn errors(&self) -> Vec<(String, String)> {
        self.refusal.iter().map(|words| ("ma".to_owned(), words.clone())).collect()
    }

    fn carries(&self) -> bool {
        self.carried.iter().any(|(name, _)| name == "buoc")
    }

    /// Only when the draft was not found is a new one offered.
    fn offers_anew(&self) -> bool {
        self.carries() && self.refusal.is_some() && !self.procedure.is_empty()
    }
}

/// Where a draft with this code is taken up again.
pub(super) fn address(code: &str) -> String {
    format!("/nop-ho-so/mo-lai?ma={}", utf8_percent_encode(code, NON_ALPHANUMERIC))
}

pub(super) async fn show(shell: Shell, Query(back): Query<Back>) -> Answer {
    shown(&ResumePage {
        shell,
        code: back.ma,
        contact: String::new(),
        refusal: None,
        carried: Vec::new(),
        procedure: String::new(),
    })
}

pub(super) async fn submit(
    State(state): State<WebState>,
    shell: Shell,
    jar: CookieJar,
    typed: Typed,
) -> Answer {
    let (code, contact) = (typed.one("ma"), typed.one("lien_he"));
    let key = match state.office.resume_draft(code, contact).await {
        Ok(key) => key,
        Err(Failure::Refused(refused @ (Refused::DraftUnknown | Refused::TooManyTries))) => {
            let page = ResumePage {
                refusal: Some(shell.text(&refused.message()).to_owned()),
                code: code.to_owned(),
                contact: contact.to_owned(),
                carried: carried(typed.one("buoc"), &typed),
                procedure: typed.one("thu_tuc").to_owned(),
                shell,
            };
            return shown_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
        Err(failure) => return Err(failure.into()),
    };
    let jar = jar.add(cookie(&state, &key));
    let step = typed.one("buoc");
    if !step.is_empty() {
        keep(&state, &key, step, &typed).await?;
    }
    let to = format!("{}/{}", super::address(&key.code), safe_step(step));
    Ok((jar, Redirect::to(to.trim_end_matches('/'))).into_response())
}

/// What a step answers when the browser has lost the key: the page that asks for it again, with
/// everything that was typed.
pub(super) fn instead(elsewhere: Response, shell: Shell, step: &str, typed: &Typed) -> Answer {
    let location = elsewhere.headers().get(LOCATION).and_then(|it| it.to_str().ok());
    let code = location.and_then(|to| to.strip_prefix("/nop-ho-so/mo-lai?ma="));
    let Some(code) = code.map(str::to_owned) else { return Ok(elsewhere) };
    let page = ResumePage {
        shell,
        code,
        contact: String::new(),
        refusal: None,
        carried: carried(step, typed),
        procedure: typed.one("thu_tuc").to_owned(),
    };
    shown_as(StatusCode::UNAUTHORIZED, &page)
}

/// The answers among the pairs, with the step they belong to.
fn carried(step: &str, typed: &Typed) -> Vec<(String, String)> {
    if step.is_empty() {
        return Vec::new();
    }
    let is_answer = |name: &str| name.starts_with("a.") || name.starts_with("p.") || name == "hoi";
    let mut kept = vec![
        ("buoc".to_owned(), step.to_owned()),
        ("thu_tuc".to_owned(), typed.one("thu_tuc").to_owned()),
    ];
    kept.extend(typed.pairs().into_iter().filter(|(name, _)| is_answer(name)));
    kept
}

/// Keeps what was carried along as the step itself would have.
pub(super) async fn keep(
    state: &WebState,
    key: &DraftKey,
    step: &str,
    typed: &Typed,
) -> Answer<()> {
    if step == way::PARTY {
        state.office.save_applicant(key, party::party_typed(typed)).await?;
    } else if way::section_of(step).is_some() {
        let draft = state.office.draft(key).await?;
        let form = state.office.draft_form(&draft).await?;
        let answers = section::answers(&form.edition, typed);
        state.office.save_answers(key, step, answers).await.map_err(Problem::from)?;
    }
    Ok(())
}

/// Only the name of a step, never an address elsewhere.
pub(super) fn safe_step(step: &str) -> &str {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_/".contains(letter);
    let is_known = way::section_of(step).is_some() || [way::PARTY, way::PAPERS].contains(&step);
    if is_known && step.chars().all(is_plain) { step } else { "" }
}

/// Where a step leads when all is well: on, back to the last look, or to the overview.
pub(super) fn onward(opened: &Opened, step: &str, typed: &Typed) -> String {
    match (typed.one("nut"), typed.one("ve")) {
        ("nghi", _) => opened.address(),
        (_, way::LOOK) => format!("{}/{}", opened.address(), way::LOOK),
        _ => way::stand(opened, step).next,
    }
}

#[cfg(test)]
mod tests {
    use super::safe_step;

    #[test]
    fn a_step_never_leads_out_of_the_draft() {
        assert_eq!(safe_step("phan/content"), "phan/content");
        assert_eq!(safe_step("nguoi-nop"), "nguoi-nop");
        for odd in ["//evil.example", "phan/../..", "phan/?x", "x", ""] {
            assert_eq!(safe_step(odd), "", "{odd}");
        }
    }
}
