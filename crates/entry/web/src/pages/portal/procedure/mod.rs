//! One procedure, in words for whoever may need it: who, with what, how long, for how much, and what
//! the department has still to confirm.

use askama::Template;
use axum::extract::{Path, State};
use daumoi_calendar::Due;
use daumoi_definition::{
    Channel, Confidence, Edition, FeeRule, LegalBasis, Procedure, TermPurpose,
};
use daumoi_kernel::Text;
use daumoi_office::portal::TermToday;

use super::proof::ProofPart;
use super::words;
use crate::api::procedures::fee_text;
use crate::kit::{Shell, shown};
use crate::problem::{Answer, Problem};
use crate::route::{Access, Route};
use crate::state::WebState;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page("/thu-tuc/{id}", Access::Anyone, show)]
}

#[derive(Template)]
#[template(path = "pages/portal/procedure/page.html")]
struct ProcedurePage {
    shell: Shell,
    id: String,
    title: Text,
    national_code: Option<String>,
    edition: Edition,
    is_online: bool,
    terms: Vec<TermLine>,
    fee: Text,
    is_fee_unsure: bool,
    later: Vec<Later>,
}

struct TermLine {
    name: Text,
    term: Option<Text>,
    words: Option<Text>,
    due: Option<Due>,
    is_unsure: bool,
    proof: Option<ProofPart>,
}

struct Later {
    text: Text,
    /// The procedure to ask for then, when people may.
    link: Option<(String, Text)>,
    is_unsure: bool,
}

impl ProcedurePage {
    fn is_unsure(confidence: &Confidence) -> bool {
        *confidence == Confidence::Assumed
    }

    fn party(kind: &daumoi_definition::PartyKind) -> Text {
        words::party(*kind)
    }

    fn channel(channel: &Channel) -> Text {
        words::channel(*channel)
    }

    fn paper_kind(kind: &daumoi_definition::PaperKind) -> Text {
        words::paper_kind(*kind)
    }

    /// The provision as it is cited: article, document, its name.
    fn cited(basis: &LegalBasis) -> String {
        let parts = [basis.provision.as_deref(), Some(basis.doc.as_str()), basis.name.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

async fn show(State(state): State<WebState>, shell: Shell, Path(id): Path<String>) -> Answer {
    let described = state.office.described(&id).map_err(Problem::from)?;
    if !described.is_offered {
        return Err(Problem::not_found(crate::words::no_procedure(&id)));
    }
    let offered = state.office.offered();
    let title_of = |id: &str| {
        let procedure =
            offered.iter().find(|procedure: &&std::sync::Arc<Procedure>| procedure.id == id)?;
        Some((id.to_owned(), procedure.title.clone()))
    };
    let edition = described.edition;
    let later = edition.later_life.iter().map(|later| Later {
        text: later.text.clone(),
        link: later.procedure.as_deref().and_then(title_of),
        is_unsure: later.confidence == Confidence::Assumed,
    });
    let page = ProcedurePage {
        id,
        title: described.procedure.title.clone(),
        national_code: described.procedure.national_code.clone(),
        is_online: edition.channels.contains(&Channel::Online),
        terms: described.terms.into_iter().map(|term| term_line(&shell, term)).collect(),
        fee: fee_text(&edition.fee),
        is_fee_unsure: is_fee_unsure(&edition.fee),
        later: later.collect(),
        edition,
        shell,
    };
    shown(&page)
}

fn term_line(shell: &Shell, today: TermToday) -> TermLine {
    let TermToday { rule, proof } = today;
    let name = if rule.purpose == TermPurpose::Promised {
        Text::new("Sở hẹn trả kết quả", "What the department promises")
    } else {
        Text::new("Thời hạn theo quy định", "What the law allows")
    };
    let title = shell.say("Vì sao là ngày này", "Why this day");
    TermLine {
        name,
        term: rule.term.map(|term| term.describe()),
        words: rule.text,
        due: proof.as_ref().and_then(|proof| proof.due),
        is_unsure: rule.confidence == Confidence::Assumed,
        proof: proof.map(|proof| ProofPart::new(shell, title, proof)),
    }
}

fn is_fee_unsure(fee: &FeeRule) -> bool {
    match fee {
        FeeRule::None => false,
        FeeRule::Unknown { .. } => true,
        FeeRule::Cases { cases, .. } => {
            cases.iter().any(|case| case.confidence == Confidence::Assumed)
        }
        FeeRule::Rate { rates, .. } => {
            rates.iter().any(|rate| rate.confidence == Confidence::Assumed)
        }
    }
}
