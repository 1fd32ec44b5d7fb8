//! The receipt: what was handed in and when, so that nobody can say otherwise; until when the office
//! answers; and the two codes that open the case.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use daumoi_definition::TermPurpose;
use daumoi_office::portal::Followed;

use super::case::proof_title;
use super::{Held, address};
use crate::kit::{Shell, answer_told, shown};
use crate::pages::portal::proof::ProofPart;
use crate::pages::portal::words;
use crate::problem::Answer;
use crate::state::WebState;

#[derive(Template)]
#[template(path = "pages/portal/track/receipt.html")]
struct ReceiptPage {
    shell: Shell,
    base: String,
    case: Followed,
    secret: String,
    papers: Vec<PaperShown>,
    answers: Vec<(String, Vec<String>)>,
    proof: Option<ProofPart>,
}

struct PaperShown {
    id: String,
    title: String,
    name: String,
    size: String,
    sha256: String,
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
    let mut case = held.followed;
    let papers = case.papers.iter().map(|handed| PaperShown {
        title: case
            .edition
            .paper(&handed.paper)
            .map_or_else(|| handed.paper.clone(), |paper| shell.text(&paper.title).to_owned()),
        id: handed.paper.clone(),
        name: handed.name.clone(),
        size: shell.text(&words::size(handed.bytes)).to_owned(),
        sha256: handed.sha256.clone(),
    });
    let papers = papers.collect();
    let department = state.office.department();
    let answers = case.edition.fields.iter().filter_map(|field| {
        let lines = answer_told(shell.lang, &department, field, case.answers.get(&field.id));
        (!lines.is_empty()).then(|| (shell.text(&field.label).to_owned(), lines))
    });
    let answers = answers.collect();
    // The clock that runs: first the answer of the desk, then the promised day.
    let wanted: &[TermPurpose] = if case.accepted_at.is_none() {
        &[TermPurpose::Answer]
    } else {
        &[TermPurpose::Promised, TermPurpose::Result]
    };
    let proofs = std::mem::take(&mut case.proofs);
    let proof = wanted.iter().find_map(|purpose| proofs.iter().find(|it| it.0 == *purpose));
    let proof = proof.map(|(purpose, proof)| {
        ProofPart::new(&shell, shell.text(&proof_title(*purpose)), proof.clone())
    });
    shown(&ReceiptPage {
        base: address(&case.code),
        secret: state.office.tracking_secret(&case.code),
        papers,
        answers,
        proof,
        case,
        shell,
    })
}
