//! A case as its applicant follows it: where it stands, until when, why, what is asked of them.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use daumoi_calendar::{Due, Left, time_left};
use daumoi_definition::{Outcome, TermPurpose};
use daumoi_kernel::Text;
use daumoi_office::portal::Followed;
use serde::Deserialize;

use super::result::{self, ResultShown};
use super::{Held, address};
use crate::kit::{Shell, shown};
use crate::pages::portal::proof::ProofPart;
use crate::pages::portal::words;
use crate::problem::Answer;
use crate::state::WebState;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Done {
    /// What was done just now.
    #[serde(default)]
    xong: String,
}

#[derive(Template)]
#[template(path = "pages/portal/track/case.html")]
struct CasePage {
    shell: Shell,
    base: String,
    case: Followed,
    status: Text,
    done: Option<&'static str>,
    clock: Option<Clock>,
    proofs: Vec<ProofPart>,
    result: Option<ResultShown>,
    is_refused: bool,
}

/// A due date that runs, in words and with its shape.
struct Clock {
    name: Text,
    due: Due,
    left: Text,
    class: &'static str,
}

pub(super) async fn show(
    State(state): State<WebState>,
    shell: Shell,
    held: Result<Held, Response>,
    Query(Done { xong }): Query<Done>,
) -> Answer {
    let held = match held {
        Ok(held) => held,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let mut case = held.followed;
    let proofs = std::mem::take(&mut case.proofs)
        .into_iter()
        .map(|(purpose, proof)| ProofPart::new(&shell, shell.text(&proof_title(purpose)), proof));
    let proofs = proofs.collect();
    let result = result::of(&state, &shell, &case).await?;
    let signed = case.signed.as_ref();
    let is_refused = signed.is_some_and(|signed| signed.outcome == Outcome::Refuse);
    shown(&CasePage {
        base: address(&case.code),
        status: words::status(case.status),
        done: done(&shell, &xong),
        clock: clock(&state, &case),
        proofs,
        result,
        is_refused,
        case,
        shell,
    })
}

fn done(shell: &Shell, what: &str) -> Option<&'static str> {
    let (vi, en) = match what {
        "bo-sung" => (
            "Đã nhận phần bổ sung. Đồng hồ thời hạn chạy tiếp.",
            "What you added has come in. The clock runs again.",
        ),
        "rut" => ("Đã rút hồ sơ.", "The dossier was withdrawn."),
        "danh-gia" => ("Cảm ơn anh/chị đã đánh giá.", "Thank you for your opinion."),
        _ => return None,
    };
    Some(match shell.lang {
        daumoi_kernel::Lang::Vi => vi,
        daumoi_kernel::Lang::En => en,
    })
}

pub(super) fn proof_title(purpose: TermPurpose) -> Text {
    match purpose {
        TermPurpose::Answer => {
            Text::new("Cách tính hạn trả lời tiếp nhận", "How the answer on taking in is reckoned")
        }
        TermPurpose::Promised => {
            Text::new("Cách tính ngày hẹn trả kết quả", "How the promised day is reckoned")
        }
        _ => Text::new("Cách tính thời hạn theo quy định", "How the legal term is reckoned"),
    }
}

/// The clock that matters now; none once the result is there.
fn clock(state: &WebState, case: &Followed) -> Option<Clock> {
    if case.is_final || case.signed.is_some() {
        return None;
    }
    let result = Text::new("Hẹn trả kết quả", "Result due");
    let answer = Text::new("Trả lời có tiếp nhận hay không", "Answer whether it is taken in");
    let (name, due) = match (case.promised, case.answer_by) {
        (Some(due), _) => (result, due),
        (None, Some(due)) => (answer, due),
        (None, None) => return None,
    };
    let calendar = &state.office.department().calendar;
    let left = time_left(state.office.local_now(), due, calendar);
    let class = match left {
        Left::LateWorkingDays(_) | Left::LateMinutes(_) => "dm-time--late",
        Left::Today | Left::WorkingDays(0..=2) => "dm-time--soon",
        _ => "dm-time--ok",
    };
    Some(Clock { name, due, left: left.describe(), class })
}
