//! What happened to a dossier. Stored for ever: a shape that was written once stays readable.

use std::collections::BTreeMap;

use daumoi_calendar::{Blame, Term, Timeliness};
use daumoi_definition::{Channel, SilenceMeans, Status};
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::act::{ItemAsked, ReasonGiven};
use crate::clocks::{Due, NamedClock, SilenceClock};
use crate::state::{
    Assessed, Consultation, Draft, HandedIn, Party, Payment, PinnedEdition, RecordRef, Signed,
    Units,
};

/// An event with its local moment and its actor: the body of a journal entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Happened {
    pub at: DateTime,
    pub by: String,
    #[serde(flatten)]
    pub event: Event,
}

/// Where a dossier stands after a step: enough to read it without its flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    pub state: String,
    pub status: Status,
    pub role: Option<String>,
    pub unit: Option<String>,
    #[serde(rename = "final")]
    pub is_final: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    Submitted(Box<Submitted>),
    Accepted {
        moved: Moved,
        clocks: BTreeMap<String, NamedClock>,
        promised: Option<Due>,
        apology_by: Option<Date>,
    },
    Declined {
        moved: Moved,
        reasons: Vec<ReasonGiven>,
    },
    SupplementRequested {
        moved: Moved,
        items: Vec<ItemAsked>,
        clocks: BTreeMap<String, NamedClock>,
    },
    Supplemented {
        moved: Moved,
        answers: BTreeMap<String, Value>,
        papers: Vec<HandedIn>,
        fee: Option<i64>,
        clocks: BTreeMap<String, NamedClock>,
        promised: Option<Due>,
        apology_by: Option<Date>,
    },
    PaymentRequested {
        moved: Moved,
        clocks: BTreeMap<String, NamedClock>,
    },
    Paid {
        moved: Option<Moved>,
        payment: Payment,
        clocks: BTreeMap<String, NamedClock>,
        promised: Option<Due>,
        apology_by: Option<Date>,
    },
    Assigned {
        moved: Moved,
        officer: String,
    },
    Transferred {
        moved: Moved,
        unit: String,
    },
    Consulted {
        consultation: Consultation,
    },
    ConsultationAnswered {
        number: u32,
        answer: String,
    },
    ConditionAssessed {
        condition: String,
        assessed: Assessed,
    },
    Drafted {
        draft: Draft,
    },
    SubmittedForApproval {
        moved: Moved,
    },
    SentBack {
        moved: Moved,
        reason: String,
    },
    Approved {
        moved: Moved,
    },
    Signed {
        moved: Moved,
        signed: Signed,
        timeliness: Option<Timeliness>,
    },
    HandedOver {
        moved: Moved,
        to: String,
        method: String,
    },
    Withdrawn {
        moved: Moved,
        reason: String,
    },
    Stopped {
        moved: Moved,
        reason: String,
    },
    Extended {
        term: Term,
        article: String,
        reason: String,
        clocks: BTreeMap<String, NamedClock>,
        promised: Option<Due>,
        apology_by: Option<Date>,
    },
    Apologised {
        reason: String,
        blame: Blame,
        new_due: Due,
    },
    Reopened {
        moved: Moved,
        order: String,
        reason: String,
    },
    ClosedBySilence {
        moved: Moved,
        means: SilenceMeans,
    },
    AlarmRung {
        alarm: String,
    },
    Noted {
        text: String,
    },
    NewDueAccepted {
        due: Due,
        calendar: String,
        apology_by: Option<Date>,
    },
}

/// Everything that is known when a dossier comes in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Submitted {
    pub id: i64,
    pub code: String,
    pub point: String,
    pub procedure: String,
    pub edition: PinnedEdition,
    pub flow: String,
    pub channel: Channel,
    pub applicant: Party,
    pub submitter: String,
    pub officer: Option<String>,
    pub answers: BTreeMap<String, Value>,
    pub papers: Vec<HandedIn>,
    pub units: Units,
    pub moved: Moved,
    pub clocks: BTreeMap<String, NamedClock>,
    pub silence: Option<SilenceClock>,
    pub promised: Option<Due>,
    pub apology_by: Option<Date>,
    pub fee: Option<i64>,
    pub target: Option<RecordRef>,
}

impl Event {
    /// The name under which it stands in the journal.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Submitted(_) => "dossier.submitted",
            Self::Accepted { .. } => "dossier.accepted",
            Self::Declined { .. } => "dossier.declined",
            Self::SupplementRequested { .. } => "dossier.supplement_requested",
            Self::Supplemented { .. } => "dossier.supplemented",
            Self::PaymentRequested { .. } => "dossier.payment_requested",
            Self::Paid { .. } => "dossier.paid",
            Self::Assigned { .. } => "dossier.assigned",
            Self::Transferred { .. } => "dossier.transferred",
            Self::Consulted { .. } => "dossier.consulted",
            Self::ConsultationAnswered { .. } => "dossier.consultation_answered",
            Self::ConditionAssessed { .. } => "dossier.condition_assessed",
            Self::Drafted { .. } => "dossier.drafted",
            Self::SubmittedForApproval { .. } => "dossier.submitted_for_approval",
            Self::SentBack { .. } => "dossier.sent_back",
            Self::Approved { .. } => "dossier.approved",
            Self::Signed { .. } => "dossier.signed",
            Self::HandedOver { .. } => "dossier.handed_over",
            Self::Withdrawn { .. } => "dossier.withdrawn",
            Self::Stopped { .. } => "dossier.stopped",
            Self::Extended { .. } => "dossier.extended",
            Self::Apologised { .. } => "dossier.apologised",
            Self::Reopened { .. } => "dossier.reopened",
            Self::ClosedBySilence { .. } => "dossier.closed_by_silence",
            Self::AlarmRung { .. } => "dossier.alarm_rung",
            Self::Noted { .. } => "dossier.noted",
            Self::NewDueAccepted { .. } => "dossier.new_due_accepted",
        }
    }
}
