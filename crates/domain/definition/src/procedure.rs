//! A procedure: what an applicant may ask for, or what the office does, by editions of the law.

use std::collections::BTreeMap;

use daumoi_calendar::{AfterStop, Term};
use daumoi_kernel::{Money, Text};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How sure we are of a fact: seen on a public page, believed right, or a proposal that the
/// department must confirm before it is used for a legal effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    Verified,
    Known,
    Assumed,
}

/// One provision of law, as it is cited on papers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalBasis {
    pub doc: String,
    pub name: Option<String>,
    pub provision: Option<String>,
}

/// The days on which something is in force. `until` is the last day, inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InForce {
    pub from: Date,
    pub until: Option<Date>,
}

impl InForce {
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Procedure {
    pub id: String,
    pub point: String,
    pub kind: ProcedureKind,
    pub national_code: Option<String>,
    pub title: Text,
    /// What people call it who do not know its official name.
    #[serde(default)]
    pub keywords: Keywords,
    pub confidence: Confidence,
    pub sources: Vec<String>,
    /// Oldest first; never overlapping.
    pub editions: Vec<Edition>,
}

/// Words by which a procedure is looked for; the two languages have their own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keywords {
    pub vi: Vec<String>,
    pub en: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProcedureKind {
    Licence,
    Certificate,
    Confirmation,
    Approval,
    Notification,
    Revocation,
    Publication,
    Internal,
}

/// A procedure as in force over a span of days. A case pins the edition it began under.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edition {
    /// The date it took effect, `2021-02-15`: unique within the procedure.
    pub id: String,
    /// Hash of the resolved edition; what a case pins beside the id.
    pub fingerprint: String,
    pub in_force: InForce,
    pub flow: String,
    pub authority: Authority,
    pub handled_by: HandledBy,
    pub applicants: Vec<PartyKind>,
    pub not_for: Option<Text>,
    pub channels: Vec<Channel>,
    pub legal_basis: Vec<LegalBasis>,
    pub terms: Vec<TermRule>,
    pub fee: FeeRule,
    pub fields: Vec<Field>,
    pub papers: Vec<Paper>,
    pub conditions: Vec<Condition>,
    pub steps: Vec<Step>,
    pub supplement: SupplementRule,
    pub refusals: Vec<RefusalGround>,
    pub refusal_note: Option<Text>,
    pub silence: Option<SilenceRule>,
    pub result: Option<ResultRule>,
    pub later_life: Vec<LaterLife>,
    /// What the facts leave unknown: asked of the department on the admin page.
    pub unknowns: Vec<Text>,
    pub notes: Vec<Text>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authority {
    pub level: Level,
    pub text: Text,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Central,
    Province,
    District,
    Commune,
}

/// Which units carry a case: fixed ones, or the unit that the applicant names in a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum HandledBy {
    Units { desk: String, handling: String, leader: String },
    Field { field: String },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    Citizen,
    Household,
    Enterprise,
    Organisation,
    StateBody,
    ForeignOrganisation,
    /// The office acts by itself.
    ExOfficio,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Direct,
    Online,
    PublicPost,
}

/// A time limit of the procedure. `value` is absent where the facts do not know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermRule {
    pub id: String,
    pub purpose: TermPurpose,
    /// Absent where the law or the facts do not say: then the department is asked.
    pub term: Option<Term>,
    /// For terms counted backward: the field that holds the event's moment.
    pub event_field: Option<String>,
    pub after_supplement: AfterStop,
    /// The term is longer or shorter when this CEL condition over the answers holds.
    pub when: Option<String>,
    pub confidence: Confidence,
    pub text: Option<Text>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermPurpose {
    /// The result is signed within it: the promised date comes from this one.
    Result,
    /// Shorter than the law: what the office promises itself.
    Promised,
    /// The office says within it whether an online dossier is taken in.
    Answer,
    /// A written refusal for lack of competence is signed within it.
    Competence,
    /// A supplement is asked within it.
    Supplement,
    /// The applicant completes the dossier within it.
    Completion,
    /// The applicant hands in at least this long before the event or expiry.
    Submission,
    /// The other unit answers a consultation within it.
    Consultation,
    /// The appraisal fee is paid within it.
    Payment,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FeeRule {
    /// The law asks for no fee.
    None,
    /// The amount is not known: the department must enter it.
    Unknown { note: Text },
    /// The first case whose condition holds decides; a case without condition always holds.
    Cases { cases: Vec<FeeCase>, reductions: Vec<Reduction>, basis: Option<LegalBasis> },
    /// `rate × volume × reduction on the day of payment`.
    Rate { rates: Vec<FeeRate>, reductions: Vec<Reduction>, basis: Option<LegalBasis> },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeCase {
    pub title: Text,
    pub amount: Money,
    pub when: Option<String>,
    pub confidence: Confidence,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeRate {
    pub title: Text,
    pub amount: Money,
    /// The integer field whose answer is multiplied.
    pub volume_field: String,
    pub when: Option<String>,
    pub confidence: Confidence,
}

/// A dated reduction: the fee is multiplied by `percent` / 100 when paid within the span.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reduction {
    pub in_force: InForce,
    pub percent: i64,
    pub basis: Option<LegalBasis>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: FieldKind,
    pub label: Text,
    pub hint: Option<Text>,
    pub section: Option<String>,
    pub required: bool,
    /// CEL over the answers: the question is asked only while it holds.
    pub visible_when: Option<String>,
    /// CEL over the answers that must hold, with what to say when it does not.
    pub checks: Vec<Check>,
    pub choices: Vec<Choice>,
    pub columns: Vec<Column>,
    pub default: Option<String>,
    pub max_length: Option<u32>,
    pub minimum: Option<i64>,
    pub maximum: Option<i64>,
    pub personal: bool,
    pub secret: bool,
    /// For type `unit`: the level of unit that may be chosen.
    pub level: Option<Level>,
    /// For type `record`: the register whose records may be named.
    pub register: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    Text,
    LongText,
    Integer,
    Money,
    Date,
    DateTime,
    Boolean,
    Choice,
    Multi,
    Party,
    Address,
    Phone,
    Email,
    File,
    Table,
    /// `{lat, lon}` in decimal degrees, kept as text so that nothing is rounded.
    Point,
    /// A unit of the organisation chart.
    Unit,
    /// The number of a record in a register.
    Record,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub rule: String,
    pub message: Text,
    pub severity: Severity,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The dossier cannot be handed in.
    #[default]
    Error,
    /// The officer is told, the dossier goes on.
    Warning,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub value: String,
    pub label: Text,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub id: String,
    pub label: Text,
    #[serde(rename = "type")]
    pub kind: FieldKind,
}

/// One item of the dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    pub id: String,
    pub title: Text,
    pub kind: PaperKind,
    pub copies: u32,
    pub required: bool,
    /// CEL over the answers: the paper is asked for only while it holds.
    pub when: Option<String>,
    pub note: Option<Text>,
    pub form: Option<String>,
    pub confidence: Confidence,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperKind {
    Form,
    Original,
    CertifiedCopy,
    Copy,
}

/// What the officer must verify, with evidence, before a positive result can be signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    pub id: String,
    pub text: Text,
    /// CEL over the answers that proposes the verdict; the officer decides.
    pub check: Option<String>,
    pub basis: Option<LegalBasis>,
    pub confidence: Confidence,
}

/// Who does what for how long inside the term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub role: String,
    pub action: Text,
    pub duration: Option<Term>,
    pub confidence: Confidence,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplementRule {
    /// How many times a supplement may be asked; absent where the law does not limit it.
    pub allowed: Option<u32>,
    pub confidence: Confidence,
    pub basis: Option<LegalBasis>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusalGround {
    pub id: String,
    pub text: Text,
    pub basis: Option<LegalBasis>,
    /// The id of the term within which this refusal is signed, when it has its own.
    pub term: Option<String>,
    /// CEL over the answers that proposes this ground to the officer.
    pub when: Option<String>,
    pub confidence: Confidence,
}

/// Silence of the office is an answer when the term of `term` has run out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SilenceRule {
    pub term: String,
    pub means: SilenceMeans,
    pub text: Text,
    /// How long before the end the alarm rings.
    pub alarm_before: Term,
    pub confidence: Confidence,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SilenceMeans {
    Allowed,
    Refused,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultRule {
    pub title: Text,
    pub effect: ResultEffect,
    pub register: Option<String>,
    /// The book whose next number the paper takes.
    pub book: String,
    /// `{seq}/GP-STTTT`; `{seq}` and `{year}` are replaced.
    pub number_format: String,
    pub validity: Option<Validity>,
    pub printed_fields: Vec<String>,
    /// Record field → where its value comes from: an answer, or `=` and a CEL expression.
    pub record: BTreeMap<String, String>,
    /// The field of the answers that names the record which is changed.
    pub target_field: Option<String>,
    pub confidence: Confidence,
}

/// What the signed result does to the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResultEffect {
    Issue,
    Amend,
    Extend,
    Reissue,
    Suspend,
    Reinstate,
    Revoke,
    /// The paper is the whole result.
    Document,
}

/// How long the record is valid. Exactly one of the ways is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    pub months: Option<u32>,
    pub years: Option<u32>,
    /// An integer field that asks for the years, up to `years` when both are given.
    pub years_field: Option<String>,
    pub date_field: Option<String>,
    pub text: Option<Text>,
    pub confidence: Confidence,
    /// The most often this kind of record may be extended.
    pub extensions_allowed: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaterLife {
    pub event: String,
    pub procedure: Option<String>,
    pub text: Text,
    pub confidence: Confidence,
}
