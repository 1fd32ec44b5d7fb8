//! What people may order, with what each order needs. The names are those of the flow's effects.

use std::collections::BTreeMap;

use daumoi_calendar::{Blame, Term};
use daumoi_definition::{Effect, Outcome};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clocks::Due;
use crate::state::HandedIn;

/// An order about one dossier.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    Accept,
    Decline {
        reasons: Vec<ReasonGiven>,
    },
    RequestSupplement {
        items: Vec<ItemAsked>,
    },
    /// The answers and papers as they are now, the fee they lead to.
    Supplement {
        answers: BTreeMap<String, Value>,
        papers: Vec<HandedIn>,
        fee: Option<i64>,
    },
    RequestPayment,
    Pay {
        amount: i64,
        receipt: String,
    },
    Assign {
        officer: String,
    },
    Transfer {
        unit: Option<String>,
    },
    Consult {
        unit: String,
        question: String,
        term: Term,
    },
    AnswerConsultation {
        unit: String,
        answer: String,
    },
    AssessCondition {
        condition: String,
        met: bool,
        evidence: String,
    },
    Draft {
        outcome: Outcome,
        grounds: Vec<GroundGiven>,
        text: Option<String>,
    },
    SubmitForApproval,
    SendBack {
        reason: String,
    },
    Approve,
    /// The number and the record were made by the office in the same transaction.
    Sign(Box<crate::state::Signed>),
    HandOver {
        to: String,
        method: String,
    },
    Withdraw {
        reason: String,
    },
    Stop {
        reason: String,
    },
    Extend {
        term: Term,
        article: String,
        reason: String,
    },
    Apologise {
        reason: String,
        blame: Blame,
        new_due: Due,
    },
    Reopen {
        order: String,
        reason: String,
    },
    CloseBySilence,
    Note {
        text: String,
    },
    AcceptNewDue {
        due: Due,
        calendar: String,
    },
}

impl Act {
    /// The effect of the flow that this order asks for.
    #[must_use]
    pub fn effect(&self) -> Effect {
        match self {
            Self::Accept => Effect::Accept,
            Self::Decline { .. } => Effect::Decline,
            Self::RequestSupplement { .. } => Effect::RequestSupplement,
            Self::Supplement { .. } => Effect::Supplement,
            Self::RequestPayment => Effect::RequestPayment,
            Self::Pay { .. } => Effect::Pay,
            Self::Assign { .. } => Effect::Assign,
            Self::Transfer { .. } => Effect::Transfer,
            Self::Consult { .. } => Effect::Consult,
            Self::AnswerConsultation { .. } => Effect::AnswerConsultation,
            Self::AssessCondition { .. } => Effect::AssessCondition,
            Self::Draft { .. } => Effect::Draft,
            Self::SubmitForApproval => Effect::SubmitForApproval,
            Self::SendBack { .. } => Effect::SendBack,
            Self::Approve => Effect::Approve,
            Self::Sign(_) => Effect::Sign,
            Self::HandOver { .. } => Effect::HandOver,
            Self::Withdraw { .. } => Effect::Withdraw,
            Self::Stop { .. } => Effect::Stop,
            Self::Extend { .. } => Effect::Extend,
            Self::Apologise { .. } => Effect::Apologise,
            Self::Reopen { .. } => Effect::Reopen,
            Self::CloseBySilence => Effect::CloseBySilence,
            Self::Note { .. } => Effect::Note,
            Self::AcceptNewDue { .. } => Effect::AcceptNewDue,
        }
    }
}

/// What must be completed, and why: a field or a paper, a coded reason, words for the applicant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemAsked {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    pub reason: String,
    #[serde(default)]
    pub text: String,
}

/// Why a dossier is not taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReasonGiven {
    pub reason: String,
    #[serde(default)]
    pub text: String,
}

/// Why the result is refused: a ground of the procedure, and the facts of this case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroundGiven {
    pub ground: String,
    #[serde(default)]
    pub text: String,
}
