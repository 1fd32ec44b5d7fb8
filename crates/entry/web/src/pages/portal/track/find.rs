//! Asks for the code of a case and what opens it.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use daumoi_kernel::Text;
use daumoi_office::dossiers::Tracked;
use daumoi_office::portal::Holder;
use daumoi_office::{Failure, Refused};
use serde::Deserialize;

use super::{RATE, SUPPLEMENT, WITHDRAW, address, cookie, rate, supplement, withdraw};
use crate::kit::{Shell, Typed, shown, shown_as};
use crate::pages::portal::words;
use crate::problem::{Answer, Problem};
use crate::state::WebState;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    ma: String,
}

#[derive(Template)]
#[template(path = "pages/portal/track/find.html")]
struct FindPage {
    shell: Shell,
    code: String,
    typed: String,
    refusal: Option<String>,
    /// What was typed into a page of the case when the secret was gone.
    carried: Vec<(String, String)>,
    /// What whoever knows the identity number alone may know.
    tracked: Option<Tracked>,
}

impl FindPage {
    fn errors(&self) -> Vec<(String, String)> {
        self.refusal.iter().map(|words| ("ma".to_owned(), words.clone())).collect()
    }

    fn status(status: &i64) -> Text {
        words::status(*status)
    }

    /// The date as a person writes it; the engine's own words when it is none.
    fn due(&self, due: &str) -> String {
        let moment = due.parse::<jiff::civil::DateTime>().ok().filter(|_| due.len() > 10);
        match (moment, due.parse()) {
            (Some(moment), _) => self.shell.moment(&moment),
            (None, Ok(day)) => self.shell.day(&day),
            _ => due.to_owned(),
        }
    }
}

pub(super) async fn show(shell: Shell, Query(Asked { ma }): Query<Asked>) -> Answer {
    shown(&page(shell, &ma))
}

fn page(shell: Shell, code: &str) -> FindPage {
    FindPage {
        shell,
        code: code.to_owned(),
        typed: String::new(),
        refusal: None,
        carried: Vec::new(),
        tracked: None,
    }
}

pub(super) async fn submit(
    State(state): State<WebState>,
    shell: Shell,
    jar: CookieJar,
    typed: Typed,
) -> Answer {
    let (code, opener) = (typed.one("ma"), typed.one("khoa").trim());
    if let Some(holder) = state.office.holder(code, opener) {
        let jar = jar.add(cookie(&state, holder.code()));
        let next = onward(&state, shell, &holder, &typed).await?;
        return Ok((jar, next).into_response());
    }
    let mut page = FindPage { typed: opener.to_owned(), ..page(shell, code) };
    page.carried = carried(typed.one("buoc"), &typed);
    match state.office.track_by_identity(code, opener).await {
        Ok(tracked) => {
            page.tracked = Some(tracked);
            shown(&page)
        }
        Err(Failure::Refused(Refused::TooManyTries)) => {
            let words = Refused::TooManyTries.message();
            page.refusal = Some(page.shell.text(&words).to_owned());
            shown_as(StatusCode::TOO_MANY_REQUESTS, &page)
        }
        Err(Failure::Refused(_)) => {
            let words = page.shell.say(
                "Mã hồ sơ và mã bí mật (hoặc mã số thuế, số định danh) không khớp. Xem lại trên biên nhận; mất biên nhận thì liên hệ Bộ phận Một cửa để in lại.",
                "The code and the secret (or the tax code or identity number) do not belong together. Look at the receipt; if it is lost, the one-stop desk prints it again.",
            );
            page.refusal = Some(words.to_owned());
            shown_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Where who has opened the case goes: to where they were, with what they had typed.
async fn onward(
    state: &WebState,
    shell: Shell,
    holder: &Holder,
    typed: &Typed,
) -> Answer<Response> {
    let step = typed.one("buoc");
    if [SUPPLEMENT, WITHDRAW, RATE].contains(&step) {
        let followed = state.office.follow(holder).await.map_err(Problem::from)?;
        match step {
            WITHDRAW if followed.withdraw.is_some() => {
                return withdraw::again(shell, &followed, typed);
            }
            RATE if !followed.to_rate.is_empty() => return rate::again(shell, &followed, typed),
            SUPPLEMENT if followed.supplement.is_some() => {
                let answers = supplement::answers(&followed, typed);
                state.office.keep_supplement(&followed, answers).await.map_err(Problem::from)?;
                let to = format!("{}/{SUPPLEMENT}", address(holder.code()));
                return Ok(Redirect::to(&to).into_response());
            }
            _ => {}
        }
    }
    Ok(Redirect::to(&address(holder.code())).into_response())
}

/// What a page of the case answers when the browser has lost the secret.
pub(super) fn instead(elsewhere: Response, shell: Shell, step: &str, typed: &Typed) -> Answer {
    let location = elsewhere.headers().get(LOCATION).and_then(|it| it.to_str().ok());
    let code = location.and_then(|to| to.strip_prefix("/tra-cuu?ma="));
    let Some(code) = code else { return Ok(elsewhere) };
    let code = percent_encoding::percent_decode_str(code).decode_utf8_lossy().into_owned();
    let page = FindPage { carried: carried(step, typed), ..page(shell, &code) };
    shown_as(StatusCode::UNAUTHORIZED, &page)
}

fn carried(step: &str, typed: &Typed) -> Vec<(String, String)> {
    if step.is_empty() {
        return Vec::new();
    }
    let is_typed =
        |name: &str| name.starts_with("a.") || ["ly_do", "khau", "diem", "loi"].contains(&name);
    let mut kept = vec![("buoc".to_owned(), step.to_owned())];
    kept.extend(typed.pairs().into_iter().filter(|(name, _)| is_typed(name)));
    kept
}
