//! What a dossier is at one moment: everything that happened, folded.

use std::collections::{BTreeMap, BTreeSet};

use daumoi_calendar::{Term, Timeliness};
use daumoi_definition::{Channel, Outcome, PartyKind, Status};
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::act::ItemAsked;
use crate::clocks::{Due, NamedClock, SilenceClock};
use crate::event::Moved;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dossier {
    pub id: i64,
    pub code: String,
    pub point: String,
    pub procedure: String,
    pub edition: PinnedEdition,
    pub flow: String,
    pub channel: Channel,
    pub applicant: Party,
    /// Who handed it in, when it is somebody else: an officer at the counter, an agent.
    pub submitter: String,
    pub answers: BTreeMap<String, Value>,
    pub papers: Vec<HandedIn>,
    pub units: Units,
    /// Every unit that ever had work on it: they see it.
    pub seen_by: BTreeSet<String>,
    pub position: Moved,
    pub officer: Option<String>,
    pub submitted_at: DateTime,
    pub accepted_at: Option<DateTime>,
    /// The clocks by term id; `result` and `promised` decide the promised date.
    pub clocks: BTreeMap<String, NamedClock>,
    pub silence: Option<SilenceClock>,
    /// The date on the receipt; moves only by an act that the applicant is told of.
    pub promised: Option<Due>,
    /// The last day on which an apology for lateness may still be sent.
    pub apology_by: Option<Date>,
    pub supplement_requests: u32,
    pub asked: Vec<ItemAsked>,
    /// Since when the supplement is waited for.
    #[serde(default)]
    pub asked_at: Option<DateTime>,
    pub conditions: BTreeMap<String, Assessed>,
    pub consultations: Vec<Consultation>,
    pub draft: Option<Draft>,
    /// Đồng; absent when the amount is not known.
    pub fee: Option<i64>,
    pub payments: Vec<Payment>,
    pub target: Option<RecordRef>,
    pub signed: Option<Signed>,
    pub apologised_new_due: Option<Due>,
    pub rung: BTreeSet<String>,
    pub closed_at: Option<DateTime>,
    pub timeliness: Option<Timeliness>,
}

impl Dossier {
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.position.is_final && !matches!(self.status(), Status::Processed)
    }

    #[must_use]
    pub fn status(&self) -> Status {
        self.position.status
    }

    #[must_use]
    pub fn state(&self) -> &str {
        &self.position.state
    }

    /// What somebody is waiting for now: the answer to an online submission, then the result.
    #[must_use]
    pub fn next_due(&self) -> Option<Due> {
        if self.accepted_at.is_none()
            && let Some(answer) = self.clocks.get("online_answer")
        {
            return answer.due;
        }
        if self.is_paused() { None } else { self.promised }
    }

    #[must_use]
    pub fn is_paused(&self) -> bool {
        matches!(self.status(), Status::SupplementRequested | Status::PaymentRequested)
    }

    /// The tasks that wait for a role at a unit: the next step, and each open consultation.
    #[must_use]
    pub fn tasks(&self) -> Vec<Task> {
        let mut tasks = Vec::new();
        if let (Some(role), Some(unit)) = (&self.position.role, &self.position.unit) {
            tasks.push(Task {
                slot: 0,
                unit: unit.clone(),
                role: role.clone(),
                officer: self.officer.clone().filter(|_| role == "case_officer"),
                due: self.next_due(),
            });
        }
        for asked in self.consultations.iter().filter(|asked| asked.answer.is_none()) {
            if !self.position.is_final {
                tasks.push(Task {
                    slot: i64::from(asked.number),
                    unit: asked.unit.clone(),
                    role: "consulted_unit".to_owned(),
                    officer: None,
                    due: asked.due,
                });
            }
        }
        tasks
    }

    #[must_use]
    pub fn paid(&self) -> i64 {
        self.payments.iter().map(|payment| payment.amount).sum()
    }
}

/// Work that waits for a role at a unit, never copied to people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    pub slot: i64,
    pub unit: String,
    pub role: String,
    pub officer: Option<String>,
    pub due: Option<Due>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinnedEdition {
    pub id: String,
    pub fingerprint: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub kind: PartyKind,
    pub name: String,
    /// Identity number, tax code or establishment decision.
    pub id_no: String,
    pub phone: String,
    pub email: Option<String>,
    pub address: String,
}

/// A paper as it was handed in: which item of the dossier, and the file by its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedIn {
    pub paper: String,
    pub sha256: String,
    pub name: String,
    pub media_type: String,
    pub bytes: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Units {
    pub desk: String,
    pub handling: String,
    pub leader: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessed {
    pub met: bool,
    pub evidence: String,
    pub by: String,
    pub at: DateTime,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    pub number: u32,
    pub unit: String,
    pub question: String,
    pub term: Term,
    pub due: Option<Due>,
    pub asked_at: DateTime,
    pub answer: Option<String>,
    pub answered_at: Option<DateTime>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub outcome: Outcome,
    pub grounds: Vec<crate::act::GroundGiven>,
    pub text: Option<String>,
    pub by: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    pub amount: i64,
    pub receipt: String,
    pub at: DateTime,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRef {
    pub id: i64,
    pub register: String,
    pub number: String,
}

/// The signed result: its number was taken in the same act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    pub outcome: Outcome,
    pub series: String,
    pub year: i64,
    pub seq: i64,
    pub number: String,
    pub on: Date,
    pub by: String,
    pub record: Option<RecordRef>,
}
