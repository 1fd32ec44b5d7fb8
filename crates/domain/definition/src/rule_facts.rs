//! What rules are asked about: the answers, the record, the applicant, the day.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;
use serde_json::{Map, Value};

use crate::procedure::{Channel, PartyKind};
use crate::rule::Uses;
use crate::rule_functions::from_json;
use crate::source::minute;

/// The names that rules may read.
pub(crate) const ROOTS: [&str; 6] = ["answers", "record", "applicant", "channel", "today", "now"];

/// Fields of `applicant`.
pub(crate) const APPLICANT_FIELDS: [&str; 4] = ["kind", "name", "id_no", "address"];

/// Names that a record map may use beside the ids of answers.
pub(crate) const RECORD_SOURCES: [&str; 6] = [
    "number",
    "signed_on",
    "valid_until",
    "applicant.name",
    "applicant.id_no",
    "applicant.address",
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applicant {
    pub kind: PartyKind,
    pub name: String,
    pub id_no: String,
    pub address: String,
}

/// Facts for rules. Built from JSON maps; only what a rule reads is handed to it.
#[derive(Clone, Debug)]
pub struct Facts {
    answers: Value,
    record: Value,
    applicant: Value,
    channel: Value,
    today: Value,
    now: Value,
    /// What is known only when the result is signed: `number`, `signed_on`, `valid_until`.
    signed: BTreeMap<String, Value>,
}

impl Facts {
    #[must_use]
    pub fn new(answers: Map<String, Value>, now: DateTime) -> Self {
        Self {
            answers: Value::Object(answers),
            record: Value::Null,
            applicant: Value::Null,
            channel: Value::Null,
            today: Value::from(now.date().to_string()),
            now: Value::from(minute(now)),
            signed: BTreeMap::new(),
        }
    }

    /// The fields of the record that the procedure changes, as they were.
    #[must_use]
    pub fn with_record(mut self, record: Map<String, Value>) -> Self {
        self.record = Value::Object(record);
        self
    }

    #[must_use]
    pub fn with_applicant(mut self, applicant: &Applicant) -> Self {
        let Applicant { kind, name, id_no, address } = applicant;
        self.applicant = serde_json::json!({
            "kind": kind, "name": name, "id_no": id_no, "address": address,
        });
        self
    }

    #[must_use]
    pub fn with_channel(mut self, channel: Channel) -> Self {
        self.channel = serde_json::to_value(channel).unwrap_or_default();
        self
    }

    /// `number`, `signed_on` or `valid_until`, for record maps.
    #[must_use]
    pub fn with_signed(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.signed.insert(name.into(), value.into());
        self
    }

    #[must_use]
    pub fn answer(&self, field: &str) -> Option<&Value> {
        self.answers.get(field).filter(|value| !is_unanswered(value))
    }

    #[must_use]
    pub fn answers(&self) -> Option<&Map<String, Value>> {
        self.answers.as_object()
    }

    pub(crate) fn today(&self) -> Option<jiff::civil::Date> {
        self.today.as_str().and_then(|today| today.parse().ok())
    }

    /// A source of a record map: the id of an answer, or one of the fixed names.
    pub(crate) fn look(&self, source: &str) -> Value {
        if let Some(field) = source.strip_prefix("applicant.") {
            return self.applicant.get(field).cloned().unwrap_or_default();
        }
        if let Some(field) = source.strip_prefix("record.") {
            return self.record.get(field).cloned().unwrap_or_default();
        }
        let answer = self.answer(source).or_else(|| self.signed.get(source));
        answer.cloned().unwrap_or_default()
    }

    fn root(&self, name: &str) -> Option<&Value> {
        match name {
            "answers" => Some(&self.answers),
            "record" => Some(&self.record),
            "applicant" => Some(&self.applicant),
            "channel" => Some(&self.channel),
            "today" => Some(&self.today),
            "now" => Some(&self.now),
            _ => self.signed.get(name),
        }
    }

    /// Only what is used, without what is unanswered.
    pub(crate) fn variables<'a>(
        &'a self,
        uses: &'a Uses,
    ) -> impl Iterator<Item = (&'a str, cel::Value)> {
        let roots: BTreeSet<&str> = uses
            .whole
            .iter()
            .chain(uses.fields.iter().map(|(root, _)| root))
            .map(String::as_str)
            .collect();
        roots.into_iter().filter_map(|root| {
            let value = self.root(root)?;
            let is_whole = uses.whole.contains(root);
            let seen = if is_whole { value.clone() } else { used(value, root, uses) };
            Some((root, from_json(&seen)))
        })
    }
}

fn used(value: &Value, root: &str, uses: &Uses) -> Value {
    let fields = uses.fields.iter().filter(|(from, _)| from == root);
    let pair = |(from, field): &(String, String)| {
        let found = value.get(field).filter(|found| !is_unanswered(found));
        match found {
            Some(found) => Some((field.clone(), found.clone())),
            None if uses.null_aware.contains(&(from.clone(), field.clone())) => {
                Some((field.clone(), Value::Null))
            }
            None => None,
        }
    };
    Value::Object(fields.filter_map(pair).collect())
}

/// An empty box on a form is no answer.
pub(crate) fn is_unanswered(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}
