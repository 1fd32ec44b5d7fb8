//! What goes over the wire, as the OpenAPI document shows it.
//!
//! Shapes that the web makes itself are written from here; shapes that mirror a value of the office
//! describe it, and the tests hold every answer against them.

use std::collections::BTreeMap;

use daumoi_kernel::Text;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// One string in both languages.
#[derive(Deserialize, Serialize, ToSchema)]
pub(crate) struct Bilingual {
    #[schema(example = "Đang xử lý")]
    vi: String,
    #[schema(example = "In progress")]
    en: String,
}

/// A refusal or fault, RFC 9457.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemShape {
    #[serde(rename = "type")]
    #[schema(example = "urn:daumoi:problem:stale_version")]
    pub(crate) kind: String,
    pub(crate) title: String,
    #[schema(example = 409)]
    pub(crate) status: u16,
    /// In the language of `Accept-Language`.
    pub(crate) detail: String,
    /// Stable: programs decide by it.
    #[schema(example = "stale_version")]
    pub(crate) code: String,
    #[schema(value_type = Bilingual)]
    pub(crate) message: Text,
    /// Everything that is wrong with single fields, at once.
    pub(crate) problems: Vec<FieldShape>,
    /// Quote it when you ask for help.
    pub(crate) request_id: String,
}

#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = Field)]
pub(crate) struct FieldShape {
    #[schema(example = "applicant.phone")]
    pub(crate) field: String,
    #[schema(example = "required")]
    pub(crate) code: String,
    #[schema(value_type = Bilingual)]
    pub(crate) message: Text,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SignIn)]
pub(crate) struct SignInShape {
    #[schema(example = "le.thi.hoa")]
    pub(crate) person: String,
    pub(crate) password: String,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = Session)]
pub(crate) struct SessionShape {
    pub(crate) person: String,
    pub(crate) name: String,
    /// For programs, as a bearer token; browsers use the cookie that comes with the answer.
    pub(crate) token: String,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = ProcedureLine)]
pub(crate) struct ProcedureLineShape {
    #[schema(example = "press.bulletin_licence.issue")]
    pub(crate) id: String,
    #[schema(example = "4.b")]
    pub(crate) point: String,
    pub(crate) national_code: Option<String>,
    #[schema(value_type = Bilingual)]
    pub(crate) title: Text,
    /// The edition in force: the day it took effect.
    #[schema(example = "2021-02-15")]
    pub(crate) edition: String,
    #[schema(value_type = Bilingual)]
    pub(crate) term: Text,
    #[schema(value_type = Bilingual)]
    pub(crate) fee: Text,
    #[schema(example = "verified")]
    pub(crate) confidence: String,
}

/// A procedure with the edition in force.
#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = Procedure)]
pub(crate) struct ProcedureShape {
    pub(crate) id: String,
    pub(crate) point: String,
    pub(crate) kind: String,
    pub(crate) national_code: Option<String>,
    #[schema(value_type = Bilingual)]
    pub(crate) title: Text,
    pub(crate) confidence: String,
    pub(crate) sources: Vec<String>,
    /// Fields, papers, conditions, terms, fee rule, legal basis, refusals, result, with the
    /// confidence of each, as the definition says them.
    #[schema(value_type = Object)]
    pub(crate) edition: Value,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = EditionLine)]
pub(crate) struct EditionLineShape {
    pub(crate) id: String,
    pub(crate) from: String,
    /// The last day, inclusive.
    pub(crate) until: Option<String>,
    pub(crate) flow: String,
    pub(crate) fingerprint: String,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = Party)]
pub(crate) struct PartyShape {
    /// `citizen`, `household`, `enterprise`, `organisation`, `state_body`,
    /// `foreign_organisation`, `ex_officio`
    #[schema(example = "organisation")]
    kind: String,
    name: String,
    /// Identity number, tax code or establishment decision.
    id_no: String,
    phone: String,
    email: Option<String>,
    address: String,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = NewDossier)]
pub(crate) struct NewDossierShape {
    procedure: String,
    /// `direct`, `online`, `public_post`
    channel: String,
    applicant: PartyShape,
    /// Field id → answer, as the edition of the procedure asks.
    #[schema(value_type = Object)]
    answers: Option<Map<String, Value>>,
    /// Paper id → id of an upload.
    papers: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = Order)]
pub(crate) struct OrderShape {
    /// The id of an action of the flow; the dossier lists those that are open.
    #[schema(example = "accept")]
    action: String,
    /// What the action needs.
    #[schema(value_type = Object)]
    with: Option<Map<String, Value>>,
    /// The version that was looked at: the step is refused when it has changed since.
    version: Option<i64>,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = DossierAnswer)]
pub(crate) struct DossierAnswerShape {
    #[schema(example = "000.00.13.H45-240304-0001")]
    code: String,
    version: i64,
    procedure: String,
    edition: String,
    state: String,
    /// The official status of the one-stop desk, 1–10.
    status: i64,
    /// The date on the receipt.
    #[schema(example = "2024-03-25")]
    due: Option<String>,
    /// Đồng.
    fee: Option<i64>,
    number: Option<String>,
    repeated: bool,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = DossierLine)]
pub(crate) struct DossierLineShape {
    pub(crate) code: String,
    pub(crate) point: String,
    pub(crate) procedure: String,
    pub(crate) state: String,
    pub(crate) status: i64,
    pub(crate) applicant: String,
    pub(crate) submitted_at: String,
    pub(crate) due: Option<String>,
    pub(crate) is_open: bool,
    pub(crate) timeliness: Option<String>,
    /// The unit that works it now, or that worked it last.
    pub(crate) unit: String,
    pub(crate) officer: Option<String>,
}

/// The case file.
#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = Dossier)]
pub(crate) struct DossierShape {
    pub(crate) version: i64,
    /// Applicant, answers, papers, units, clocks, conditions, draft, payments, result.
    #[schema(value_type = Object)]
    pub(crate) dossier: Value,
    /// What happened, oldest first.
    #[schema(value_type = Vec<Object>)]
    pub(crate) timeline: Value,
    /// What the flow opens in this state.
    #[schema(value_type = Vec<Object>)]
    pub(crate) next_actions: Value,
    /// The day-by-day reasoning of each clock.
    pub(crate) proofs: Vec<ClockProofShape>,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = ClockProof)]
pub(crate) struct ClockProofShape {
    pub(crate) clock: String,
    #[schema(value_type = Object)]
    pub(crate) proof: Value,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = Reading)]
pub(crate) struct ReadingShape {
    /// Local time.
    pub(crate) at: String,
    pub(crate) person: String,
    /// `file`, or `paper/` and the paper.
    pub(crate) what: String,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = Task)]
pub(crate) struct TaskShape {
    pub(crate) unit: String,
    pub(crate) role: String,
    pub(crate) officer: Option<String>,
    pub(crate) dossier: DossierLineShape,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = Count)]
pub(crate) struct CountShape {
    pub(crate) point: String,
    pub(crate) procedure: String,
    pub(crate) status: i64,
    pub(crate) count: i64,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = Tracked)]
pub(crate) struct TrackedShape {
    code: String,
    #[schema(value_type = Bilingual)]
    procedure: Text,
    #[schema(value_type = Bilingual)]
    state: Text,
    status: i64,
    due: Option<String>,
    /// What the office asked to be supplemented.
    #[schema(value_type = Vec<Object>)]
    asked: Value,
    number: Option<String>,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = Upload)]
pub(crate) struct UploadShape {
    /// What a paper of a dossier names.
    id: String,
    sha256: String,
    name: String,
    media_type: String,
    bytes: u64,
    pages: Option<u32>,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = RegisterLine)]
pub(crate) struct RegisterLineShape {
    pub(crate) id: String,
    pub(crate) points: Vec<String>,
    #[schema(value_type = Bilingual)]
    pub(crate) title: Text,
    pub(crate) keeper: String,
    pub(crate) is_public: bool,
    pub(crate) confidence: String,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = Record)]
pub(crate) struct RecordShape {
    register: String,
    #[schema(example = "01/GP-STTTT")]
    number: String,
    /// `in_force`, `suspended`, `revoked`, `expired`, `ended`
    standing: String,
    status: String,
    since: String,
    issued_on: String,
    valid_from: String,
    valid_until: Option<String>,
    /// Whom it was issued to, for those with work on it; the public fields say what anyone may know.
    holder: Option<String>,
    #[schema(value_type = Object)]
    fields: Map<String, Value>,
    version: i64,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = Check)]
pub(crate) struct CheckShape {
    register: String,
    #[schema(value_type = Bilingual)]
    title: Text,
    number: String,
    standing: String,
    #[schema(value_type = Bilingual)]
    status: Text,
    since: String,
    issued_on: String,
    valid_until: Option<String>,
    #[schema(value_type = Object)]
    fields: Map<String, Value>,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Suspend)]
pub(crate) struct SuspendShape {
    #[schema(example = "01/GP-STTTT")]
    pub(crate) number: String,
    /// The last day; open-ended when it is left out.
    #[schema(value_type = Option<String>, example = "2024-12-31")]
    pub(crate) until: Option<jiff::civil::Date>,
    pub(crate) reason: String,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Reinstate)]
pub(crate) struct ReinstateShape {
    pub(crate) number: String,
    pub(crate) reason: String,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = Hit)]
pub(crate) struct HitShape {
    /// `dossier` or `record`
    kind: String,
    key: String,
    title: String,
    what: String,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = Change)]
pub(crate) struct ChangeShape {
    pub(crate) stream: String,
    pub(crate) version: i64,
    pub(crate) kind: String,
    pub(crate) at: String,
    pub(crate) actor: String,
    /// With `body=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub(crate) body: Option<Value>,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = Duty)]
pub(crate) struct DutyShape {
    pub(crate) number: u32,
    #[schema(value_type = Bilingual)]
    pub(crate) title: Text,
    pub(crate) accountable: String,
    pub(crate) cases: crate::tally::Tally,
    pub(crate) points: Vec<PointShape>,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = Point)]
pub(crate) struct PointShape {
    pub(crate) id: String,
    #[schema(value_type = Bilingual)]
    pub(crate) title: Text,
    pub(crate) cases: crate::tally::Tally,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = Calendar)]
pub(crate) struct CalendarShape {
    pub(crate) id: String,
    pub(crate) edition: String,
    pub(crate) year: i64,
    pub(crate) working_days: u32,
    /// Every day that is not as its weekday says: closed, swapped, half.
    pub(crate) special_days: Vec<SpecialDayShape>,
    /// Days that may become holidays and are not counted until a decision is entered.
    #[schema(value_type = Vec<Object>)]
    pub(crate) pending: Value,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = SpecialDay)]
pub(crate) struct SpecialDayShape {
    pub(crate) date: String,
    pub(crate) is_working: bool,
    #[schema(value_type = Object)]
    pub(crate) why: Value,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = Office)]
pub(crate) struct OfficeShape {
    #[schema(value_type = Bilingual)]
    pub(crate) title: Text,
    #[schema(value_type = Bilingual)]
    pub(crate) province: Text,
    pub(crate) org_id: String,
    pub(crate) time_zone: String,
    pub(crate) now: String,
    pub(crate) definitions: String,
    pub(crate) whoami: Option<WhoShape>,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = Who)]
pub(crate) struct WhoShape {
    pub(crate) id: String,
    pub(crate) is_administrator: bool,
    #[schema(value_type = Vec<Object>)]
    pub(crate) grants: Value,
}

/// What the department must confirm in one object of the definitions.
#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = Assumptions)]
pub(crate) struct AssumptionsShape {
    /// `procedure` or `register`
    pub(crate) kind: String,
    pub(crate) id: String,
    pub(crate) point: String,
    #[schema(value_type = Bilingual)]
    pub(crate) title: Text,
    pub(crate) items: Vec<AssumptionShape>,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = Assumption)]
pub(crate) struct AssumptionShape {
    /// `assumed`: a proposal of ours. `unknown`: the facts do not say.
    #[schema(example = "assumed")]
    pub(crate) confidence: String,
    #[schema(example = "editions[2021-02-15].terms[result]")]
    pub(crate) path: String,
    #[schema(value_type = Bilingual)]
    pub(crate) what: Text,
}

/// A due date; with `explain=true` the day-by-day proof and the law.
#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = Deadline)]
pub(crate) struct DeadlineShape {
    /// `null` while the clock stands.
    #[schema(example = "2024-05-15")]
    pub(crate) due: Option<String>,
    #[schema(value_type = Bilingual)]
    pub(crate) term: Text,
    /// Days or hours that count.
    pub(crate) counted: u64,
    pub(crate) calendar: String,
    #[schema(value_type = Vec<Bilingual>)]
    pub(crate) notes: Vec<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub(crate) proof: Option<Value>,
}
