//! Rules: they parse, name only what exists, and can be evaluated over answers of the right types.

use std::collections::{BTreeMap, BTreeSet};

use cel::Env;
use jiff::civil::DateTime;
use serde_json::{Map, Value, json};

use super::known::Known;
use super::refer_here;
use crate::findings::suggestion;
use crate::procedure::{Edition, Field, FieldKind};
use crate::read::Word;
use crate::rule::{Rule, RuleBook};
use crate::rule_facts::{APPLICANT_FIELDS, Facts, ROOTS};
use crate::rule_functions::{CEL_FUNCTIONS, FUNCTIONS};
use crate::source::Page;

/// What the engine knows of a record beside its fields.
const RECORD_FIELDS: [&str; 6] = super::registers::ENGINE_FIELDS;

/// Known only when the result is signed.
const SIGNING: [&str; 3] = ["number", "signed_on", "valid_until"];

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    Truth,
    Anything,
}

pub(super) struct Expressions {
    env: Env,
    rules: RuleBook,
}

/// Where a rule stands.
pub(super) struct Place<'a> {
    pub(super) page: &'a Page<'a>,
    pub(super) start: usize,
}

/// What a rule may read, with a sample of it.
pub(super) struct Scope<'a> {
    answers: BTreeMap<&'a str, &'a Field>,
    /// Absent when the procedure changes no record.
    record: Option<BTreeMap<&'a str, Option<&'a Field>>>,
    facts: Facts,
    roots: Vec<&'static str>,
}

impl<'a> Scope<'a> {
    pub(super) fn of(edition: &'a Edition, known: &Known<'a>) -> Self {
        let result = edition.result.as_ref();
        let target = result.and_then(|result| result.target_field.as_ref());
        let register = target.and_then(|field| edition.field(field)?.register.as_deref());
        let record = register.map(|id| {
            let register = known.registers.get(id).copied();
            let fields = register.map(|it| it.fields.as_slice()).unwrap_or_default();
            let declared = fields.iter().map(|it| (it.field.id.as_str(), Some(&it.field)));
            RECORD_FIELDS.iter().map(|id| (*id, None)).chain(declared).collect()
        });
        let answers: BTreeMap<&str, &Field> =
            edition.fields.iter().map(|field| (field.id.as_str(), field)).collect();
        let facts = sample(&answers, record.as_ref());
        Self { answers, record, facts, roots: ROOTS.to_vec() }
    }

    pub(super) fn while_signing(&self) -> Self {
        let facts = self.facts.clone();
        Self {
            answers: self.answers.clone(),
            record: self.record.clone(),
            facts: facts
                .with_signed("number", "01/GP")
                .with_signed("signed_on", "2024-05-27")
                .with_signed("valid_until", "2025-05-27"),
            roots: ROOTS.iter().chain(&SIGNING).copied().collect(),
        }
    }
}

impl Expressions {
    pub(super) fn new() -> Self {
        Self { env: Env::stdlib(), rules: RuleBook::default() }
    }

    pub(super) fn into_rules(self) -> RuleBook {
        self.rules
    }

    pub(super) fn check(
        &mut self,
        place: &Place<'_>,
        text: &str,
        scope: &Scope<'_>,
        expected: Expected,
    ) {
        if text.is_empty() {
            return;
        }
        let rule = match self.rules.learn(&self.env, text) {
            Ok(rule) => rule,
            Err(fault) => {
                let hint = Some(format!("look at character {} of the rule", fault.column));
                place.page.find(place.start, format!("not a rule: {}", fault.message), hint);
                return;
            }
        };
        if names_are_known(place, &rule, scope) && choices_exist(place, &rule, scope) {
            evaluates(place, &rule, scope, expected);
        }
    }
}

fn names_are_known(place: &Place<'_>, rule: &Rule, scope: &Scope<'_>) -> bool {
    let mut is_known = true;
    let mut tell = |message: String, hint: Option<String>| {
        place.page.find(place.start, message, hint);
        is_known = false;
    };
    let mut reads_unknown_record = false;
    let roots: BTreeSet<&str> = rule
        .uses
        .fields
        .iter()
        .map(|(root, _)| root)
        .chain(&rule.uses.whole)
        .map(String::as_str)
        .collect();
    for root in roots.iter().filter(|root| !scope.roots.contains(root)) {
        let hint = suggestion(root, scope.roots.iter().copied());
        tell(format!("the rule reads \"{root}\", which does not exist"), hint);
    }
    if roots.contains("record") && scope.record.is_none() {
        tell("the rule reads a record, but `target_field` names none".to_owned(), None);
    }
    for (root, field) in &rule.uses.fields {
        let fields: Vec<&str> = match (root.as_str(), &scope.record) {
            ("answers", _) => scope.answers.keys().copied().collect(),
            ("record", Some(record)) => record.keys().copied().collect(),
            ("applicant", _) => APPLICANT_FIELDS.to_vec(),
            _ => continue,
        };
        if !fields.contains(&field.as_str()) {
            let hint = suggestion(field, fields.iter().copied());
            let message = format!("the rule reads {root}.{field}, which does not exist");
            if root == "record" {
                place.page.miss(place.start, message, hint);
                reads_unknown_record = true;
            } else {
                tell(message, hint);
            }
        }
    }
    let is_name = |name: &&String| name.starts_with(|first: char| first.is_ascii_alphabetic());
    for function in rule.uses.functions.iter().filter(is_name) {
        let functions = || FUNCTIONS.iter().chain(&CEL_FUNCTIONS).copied();
        if !functions().any(|known| known == function) {
            let hint = suggestion(function, functions());
            tell(format!("there is no function {function}()"), hint);
        }
    }
    is_known && !reads_unknown_record
}

/// A comparison with a choice that nobody can make never holds.
fn choices_exist(place: &Place<'_>, rule: &Rule, scope: &Scope<'_>) -> bool {
    let mut exist = true;
    for (root, field, literal) in &rule.uses.compared {
        let choices: Vec<&str> = match root.as_str() {
            "answers" => match scope.answers.get(field.as_str()) {
                Some(field) if !field.choices.is_empty() => {
                    field.choices.iter().map(|choice| choice.value.as_str()).collect()
                }
                _ => continue,
            },
            "applicant" if field == "kind" => {
                crate::procedure::PartyKind::WORDS.iter().map(|(word, _)| *word).collect()
            }
            _ => continue,
        };
        exist &= choices.contains(&literal.as_str());
        let what = format!("choice of {root}.{field}");
        refer_here(place.page, place.start, &what, literal, choices.iter().copied());
    }
    exist
}

fn evaluates(place: &Place<'_>, rule: &Rule, scope: &Scope<'_>, expected: Expected) {
    match rule.evaluate(&scope.facts) {
        Ok(cel::Value::Bool(_)) => {}
        Ok(_) if expected == Expected::Anything => {}
        Ok(other) => {
            let message = format!("the rule must be true or false, but gives {}", other.type_of());
            place.page.say(place.start, message);
        }
        Err(why) => place.page.say(place.start, format!("the rule cannot be evaluated: {why}")),
    }
}

fn sample(
    answers: &BTreeMap<&str, &Field>,
    record: Option<&BTreeMap<&str, Option<&Field>>>,
) -> Facts {
    let given: Map<String, Value> =
        answers.iter().map(|(id, field)| ((*id).to_owned(), sample_of(field))).collect();
    let facts = Facts::new(given, DateTime::constant(2024, 5, 27, 9, 0, 0, 0))
        .with_applicant(&crate::rule_facts::Applicant {
            kind: crate::procedure::PartyKind::Organisation,
            name: "1".to_owned(),
            id_no: "1".to_owned(),
            address: "1".to_owned(),
        })
        .with_channel(crate::procedure::Channel::Online);
    let Some(record) = record else { return facts };
    let value = |id: &str, field: Option<&Field>| match field {
        Some(field) => sample_of(field),
        None if id.starts_with("valid_") || id == "issued_on" => json!("2024-05-27"),
        None => json!("1"),
    };
    let fields = record.iter().map(|(id, field)| ((*id).to_owned(), value(id, *field)));
    facts.with_record(fields.collect())
}

/// An answer of the right type. Text is a digit, so that `int(answers.x)` can be asked.
fn sample_of(field: &Field) -> Value {
    let first_choice = || field.choices.first().map_or("", |choice| choice.value.as_str());
    match field.kind {
        FieldKind::Choice => json!(first_choice()),
        FieldKind::Multi => json!([first_choice()]),
        FieldKind::Table => {
            let cells = field.columns.iter().map(|it| (it.id.clone(), sample_of_kind(it.kind)));
            json!([Value::Object(cells.collect())])
        }
        kind => sample_of_kind(kind),
    }
}

fn sample_of_kind(kind: FieldKind) -> Value {
    match kind {
        FieldKind::Integer | FieldKind::Money => json!(1),
        FieldKind::Date => json!("2024-05-27"),
        FieldKind::DateTime => json!("2024-05-27T09:00"),
        FieldKind::Boolean => json!(true),
        FieldKind::Point => json!({ "lat": "13.088", "lon": "109.314" }),
        FieldKind::Multi | FieldKind::Table => json!([]),
        FieldKind::Text
        | FieldKind::LongText
        | FieldKind::Choice
        | FieldKind::Party
        | FieldKind::Address
        | FieldKind::Phone
        | FieldKind::Email
        | FieldKind::File
        | FieldKind::Unit
        | FieldKind::Record => json!("1"),
    }
}
