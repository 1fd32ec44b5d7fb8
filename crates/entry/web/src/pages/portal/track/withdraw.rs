//! Withdrawing a dossier, after a second thought.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use daumoi_office::Failure;
use daumoi_office::portal::Followed;

use super::{Held, WITHDRAW, address, find};
use crate::kit::{Shell, Typed, shown, shown_as};
use crate::problem::Answer;
use crate::state::WebState;

#[derive(Template)]
#[template(path = "pages/portal/track/withdraw.html")]
struct WithdrawPage {
    shell: Shell,
    base: String,
    code: String,
    title: String,
    reason: String,
    refusal: Option<String>,
}

impl WithdrawPage {
    fn of(shell: Shell, case: &Followed, reason: &str, refusal: Option<String>) -> Self {
        Self {
            base: address(&case.code),
            code: case.code.clone(),
            title: shell.text(&case.title).to_owned(),
            reason: reason.to_owned(),
            refusal,
            shell,
        }
    }

    fn errors(&self) -> Vec<(String, String)> {
        self.refusal.iter().map(|words| ("ly_do".to_owned(), words.clone())).collect()
    }
}

pub(super) async fn show(shell: Shell, held: Result<Held, Response>) -> Answer {
    match held {
        Ok(Held { followed, .. }) if followed.withdraw.is_none() => {
            Ok(Redirect::to(&address(&followed.code)).into_response())
        }
        Ok(held) => shown(&WithdrawPage::of(shell, &held.followed, "", None)),
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// The page with the reason that was typed before the secret was asked again.
pub(super) fn again(shell: Shell, case: &Followed, typed: &Typed) -> Answer<Response> {
    shown(&WithdrawPage::of(shell, case, typed.one("ly_do"), None))
}

pub(super) async fn submit(
    State(state): State<WebState>,
    shell: Shell,
    held: Result<Held, Response>,
    typed: Typed,
) -> Answer {
    let held = match held {
        Ok(held) => held,
        Err(elsewhere) => return find::instead(elsewhere, shell, WITHDRAW, &typed),
    };
    let reason = typed.one("ly_do");
    match state.office.withdraw(&held.holder, reason).await {
        Ok(_) => {
            let to = format!("{}?xong={WITHDRAW}", address(held.holder.code()));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Failure::Refused(refused)) => {
            let words = shell.text(&refused.message()).to_owned();
            let page = WithdrawPage::of(shell, &held.followed, reason, Some(words));
            shown_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(failure) => Err(failure.into()),
    }
}
