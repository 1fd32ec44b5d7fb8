//! Orders as they arrive: the action's id and what goes with it, read strictly.

use std::collections::BTreeMap;

use daumoi_calendar::{Blame, Term};
use daumoi_definition::{Effect, Outcome};
use daumoi_dossier::{Act, Due, GroundGiven, ItemAsked, ReasonGiven};
use daumoi_kernel::{Text, vietnamese};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::failure::{Failure, Refused};

/// What somebody wants done with a dossier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The id of an action of the flow, such as `accept`.
    pub action: String,
    /// What the action needs.
    #[serde(default)]
    pub with: Map<String, Value>,
    /// The version of the dossier that the person looked at; refused when it has changed since.
    #[serde(default)]
    pub version: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reasons {
    #[serde(default)]
    reasons: Vec<ReasonGiven>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Items {
    #[serde(default)]
    items: Vec<ItemAsked>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Paid {
    amount: i64,
    receipt: String,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Assigned {
    officer: String,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Transferred {
    unit: Option<String>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Consulted {
    unit: String,
    question: String,
    term: Term,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answered {
    unit: String,
    answer: String,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Assessed {
    condition: String,
    met: bool,
    #[serde(default)]
    evidence: String,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Drafted {
    outcome: Outcome,
    #[serde(default)]
    grounds: Vec<GroundGiven>,
    text: Option<String>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WithReason {
    #[serde(default)]
    reason: String,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HandedOver {
    to: String,
    method: String,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Extended {
    term: Term,
    article: String,
    #[serde(default)]
    reason: String,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Apologised {
    reason: String,
    blame: Blame,
    new_due: Due,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reopened {
    order: String,
    #[serde(default)]
    reason: String,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Noted {
    text: String,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewDue {
    due: Due,
    calendar: String,
}

/// What the applicant hands in later: changed answers, further papers by upload.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Supplemented {
    #[serde(default)]
    pub(crate) answers: Map<String, Value>,
    /// Paper id → id of an upload.
    #[serde(default)]
    pub(crate) papers: BTreeMap<String, String>,
}

impl Order {
    /// The act that an order means. Supplements and signatures are prepared elsewhere: they need
    /// the register, the files, a number.
    pub(crate) fn act(&self, effect: Effect) -> Result<Act, Failure> {
        Ok(match effect {
            Effect::Accept => self.plain(Act::Accept)?,
            Effect::RequestPayment => self.plain(Act::RequestPayment)?,
            Effect::SubmitForApproval => self.plain(Act::SubmitForApproval)?,
            Effect::Approve => self.plain(Act::Approve)?,
            Effect::CloseBySilence => self.plain(Act::CloseBySilence)?,
            Effect::Decline => Act::Decline { reasons: self.read::<Reasons>()?.reasons },
            Effect::RequestSupplement => {
                Act::RequestSupplement { items: self.read::<Items>()?.items }
            }
            Effect::Pay => {
                let Paid { amount, receipt } = self.read()?;
                Act::Pay { amount, receipt }
            }
            Effect::Assign => Act::Assign { officer: self.read::<Assigned>()?.officer },
            Effect::Transfer => Act::Transfer { unit: self.read::<Transferred>()?.unit },
            Effect::SendBack => Act::SendBack { reason: self.read::<WithReason>()?.reason },
            Effect::Withdraw => Act::Withdraw { reason: self.read::<WithReason>()?.reason },
            Effect::Stop => Act::Stop { reason: self.read::<WithReason>()?.reason },
            Effect::Note => Act::Note { text: self.read::<Noted>()?.text },
            _ => return self.longer_act(effect),
        })
    }

    fn longer_act(&self, effect: Effect) -> Result<Act, Failure> {
        Ok(match effect {
            Effect::Consult => {
                let Consulted { unit, question, term } = self.read()?;
                Act::Consult { unit, question, term }
            }
            Effect::AnswerConsultation => {
                let Answered { unit, answer } = self.read()?;
                Act::AnswerConsultation { unit, answer }
            }
            Effect::AssessCondition => {
                let Assessed { condition, met, evidence } = self.read()?;
                Act::AssessCondition { condition, met, evidence }
            }
            Effect::Draft => {
                let Drafted { outcome, grounds, text } = self.read()?;
                Act::Draft { outcome, grounds, text }
            }
            Effect::HandOver => {
                let HandedOver { to, method } = self.read()?;
                Act::HandOver { to, method }
            }
            Effect::Extend => {
                let Extended { term, article, reason } = self.read()?;
                Act::Extend { term, article, reason }
            }
            Effect::Apologise => {
                let Apologised { reason, blame, new_due } = self.read()?;
                Act::Apologise { reason, blame, new_due }
            }
            Effect::Reopen => {
                let Reopened { order, reason } = self.read()?;
                Act::Reopen { order, reason }
            }
            Effect::AcceptNewDue => {
                let NewDue { due, calendar } = self.read()?;
                Act::AcceptNewDue { due, calendar }
            }
            other => return Err(malformed(&format!("{other:?} is prepared by the office"))),
        })
    }

    fn plain(&self, act: Act) -> Result<Act, Failure> {
        self.read::<Nothing>().map(|Nothing {}| act)
    }

    pub(crate) fn read<T: for<'de> Deserialize<'de>>(&self) -> Result<T, Failure> {
        let normalised = normalise(Value::Object(self.with.clone()));
        serde_json::from_value(normalised)
            .map_err(|error| malformed(&format!("“{}”: {error}", self.action)))
    }
}

/// Every string composed and without control characters or marks that turn the reading direction:
/// what is stored, searched and printed has one spelling.
pub(crate) fn normalise(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(vietnamese::clean_text(&text)),
        Value::Array(items) => Value::Array(items.into_iter().map(normalise).collect()),
        Value::Object(map) => {
            Value::Object(map.into_iter().map(|(key, value)| (key, normalise(value))).collect())
        }
        other => other,
    }
}

pub(crate) fn malformed(what: &str) -> Failure {
    Failure::Refused(Refused::Malformed {
        what: what.to_owned(),
        hint: Text::new(
            format!("Yêu cầu không đúng dạng: {what}."),
            format!("The request does not have the right form: {what}."),
        ),
    })
}
