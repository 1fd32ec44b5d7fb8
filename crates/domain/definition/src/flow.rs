//! A flow: the statechart that procedures share. States, actions, who may act, what an action does.

use daumoi_kernel::Text;
use serde::{Deserialize, Serialize};

use crate::procedure::LegalBasis;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    pub id: String,
    pub title: Text,
    pub initial: String,
    /// When the clock of the result starts.
    pub clock_starts: ClockStart,
    pub states: Vec<State>,
    pub actions: Vec<Action>,
}

/// When the clock of a case starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockStart {
    /// With the receipt: the dossier was checked and taken in.
    Accept,
    /// With the submission itself: a notice, or a case that the office opens.
    Submit,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    pub id: String,
    pub title: Text,
    /// The official status of the one-stop desk, 1–10 (Thông tư 01/2018/TT-VPCP).
    pub status: Status,
    /// The role that must act next; absent when the applicant must, or nobody.
    pub role: Option<String>,
    /// Which of the case's units the next task belongs to.
    pub at: Option<Place>,
    #[serde(rename = "final")]
    pub is_final: bool,
}

/// Which of the units of the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Desk,
    Handling,
    Leader,
}

/// The ten official statuses, in the code order of the National Public Service Portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    New = 1,
    Accepted,
    NotAccepted,
    Processing,
    SupplementRequested,
    PaymentRequested,
    Withdrawn,
    Stopped,
    Processed,
    Returned,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    pub id: String,
    pub title: Text,
    pub from: Vec<String>,
    /// The next state; absent when the action leaves the state as it is.
    pub to: Option<String>,
    pub does: Effect,
    /// Who may: roles of the organisation, or `applicant`, or `system`.
    pub roles: Vec<String>,
    pub at: Option<Place>,
    /// The action is open only when the draft has this outcome.
    pub outcome: Option<Outcome>,
    pub basis: Option<LegalBasis>,
}

/// What is decided: to give what was asked, or to refuse it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Grant,
    Refuse,
}

/// The closed list of what an action may do. The engine knows these and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The dossier is taken in, a receipt with the promised date is given, the clock starts.
    Accept,
    /// The dossier is not taken in: reasons are given, the clock never starts.
    Decline,
    RequestSupplement,
    Supplement,
    RequestPayment,
    Pay,
    Assign,
    /// The case moves to another unit of the office.
    Transfer,
    /// Another unit is asked, with a clock of its own; the state stays.
    Consult,
    AnswerConsultation,
    /// A condition is ticked, met or not, with evidence; the state stays.
    AssessCondition,
    /// The draft of a result: grant, or refuse with grounds.
    Draft,
    SubmitForApproval,
    /// The head or the leader sends the draft back, with what must change.
    SendBack,
    Approve,
    /// Sign, number and, where the result says so, write the register: one act.
    Sign,
    HandOver,
    Withdraw,
    Stop,
    /// The term is extended under an article of law.
    Extend,
    /// A written apology with the reason and the new date.
    Apologise,
    /// A closed case is opened again by order.
    Reopen,
    /// Nobody answered in time and the law says what that means.
    CloseBySilence,
    /// A note on the file; the state stays.
    Note,
    /// The officer accepts the date that a changed calendar gives; the applicant is told.
    AcceptNewDue,
}
