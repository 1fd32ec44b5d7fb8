//! Whether a filled-in form can be handed in.
//!
//! Answers are JSON: text, whole numbers, true or false, lists, and for tables lists of rows. Dates
//! are ISO text. Nothing is asked of a field that is not visible. Every problem is told at once, in
//! both languages. Not here: what one value must look like (`answer_values`), and whether a record
//! that is named exists, which the office knows.

use std::collections::BTreeSet;

use daumoi_kernel::{Text, vietnamese};
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::answer_values::problems_of;
use crate::asked::{papers_asked, visible_fields};
use crate::department::Department;
use crate::findings::nearest;
use crate::procedure::{Edition, Field, FieldKind, Severity};
use crate::rule::Verdict;
use crate::rule_facts::{Facts, is_unanswered};
use crate::source::minute;

/// The most characters of an answer of type text, unless the field says otherwise.
pub const LONGEST_TEXT: u32 = 500;

/// The most characters of an answer of type long text, unless the field says otherwise.
pub const LONGEST_LONG_TEXT: u32 = 5_000;

/// One thing that is wrong with the answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// The field, `rows.0.name` for a cell of a table, or the paper that is missing.
    pub field: String,
    pub code: ProblemCode,
    pub message: Text,
    pub severity: Severity,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    Required,
    UnknownField,
    WrongType,
    NotADate,
    NotAMoment,
    NotAChoice,
    NotAUnit,
    NotAPoint,
    NotAPhone,
    NotAnEmail,
    TooLong,
    TooSmall,
    TooLarge,
    UnknownColumn,
    RuleFails,
    MissingPaper,
}

impl FieldProblem {
    pub(crate) fn error(field: impl Into<String>, code: ProblemCode, message: Text) -> Self {
        Self { field: field.into(), code, message, severity: Severity::Error }
    }
}

/// Checks the answers in `facts` and the papers handed in, by their ids.
#[must_use]
pub fn check_answers(
    department: &Department,
    edition: &Edition,
    facts: &Facts,
    papers: &BTreeSet<String>,
) -> Vec<FieldProblem> {
    let mut problems = unknown_answers(edition, facts);
    for field in visible_fields(&department.rules, edition, facts) {
        match facts.answer(&field.id) {
            Some(value) => problems.extend(problems_of(department, field, value, facts.today())),
            None if field.required => problems.push(required(field)),
            None => {}
        }
        problems.extend(failed_checks(department, field, facts));
    }
    for paper in papers_asked(&department.rules, edition, facts) {
        if paper.required && !papers.contains(&paper.id) {
            let message = Text::new(
                format!("Thiếu giấy tờ: {}.", paper.title.vi),
                format!("A paper is missing: {}.", paper.title.en),
            );
            problems.push(FieldProblem::error(&paper.id, ProblemCode::MissingPaper, message));
        }
    }
    problems
}

fn unknown_answers(edition: &Edition, facts: &Facts) -> Vec<FieldProblem> {
    let known = || edition.fields.iter().map(|field| field.id.as_str());
    let given = facts.answers().into_iter().flat_map(Map::keys);
    let unknown = given.filter(|id| edition.field(id).is_none());
    unknown
        .map(|id| {
            let (vi, en) = match nearest(id, known()) {
                Some(meant) => {
                    (format!(" Có phải là “{meant}”?"), format!(" Did you mean “{meant}”?"))
                }
                None => (String::new(), String::new()),
            };
            let message = Text::new(
                format!("Biểu mẫu không có mục “{id}”.{vi}"),
                format!("The form has no field “{id}”.{en}"),
            );
            FieldProblem::error(id, ProblemCode::UnknownField, message)
        })
        .collect()
}

fn required(field: &Field) -> FieldProblem {
    let message = Text::new(
        format!("Chưa nhập: {}.", field.label.vi),
        format!("Not answered: {}.", field.label.en),
    );
    FieldProblem::error(&field.id, ProblemCode::Required, message)
}

fn failed_checks(department: &Department, field: &Field, facts: &Facts) -> Vec<FieldProblem> {
    let failed = field
        .checks
        .iter()
        .filter(|check| department.rules.holds(&check.rule, facts) == Verdict::Fails);
    failed
        .map(|check| FieldProblem {
            field: field.id.clone(),
            code: ProblemCode::RuleFails,
            message: check.message.clone(),
            severity: check.severity,
        })
        .collect()
}

/// Answers as they are kept: composed Vietnamese, no blanks around, empty boxes left out, and what a
/// form sends as text turned into the number, truth or list that its field asks for. What cannot be
/// turned is left as it is, for [`check_answers`] to tell.
#[must_use]
pub fn normalise_answers(edition: &Edition, answers: Map<String, Value>) -> Map<String, Value> {
    answers
        .into_iter()
        .map(|(id, value)| {
            let composed = composed(value);
            let value = match edition.field(&id) {
                Some(field) if field.kind == FieldKind::Table => typed_rows(field, composed),
                Some(field) => typed(field.kind, composed),
                None => composed,
            };
            (vietnamese::nfc(&id), value)
        })
        .filter(|(_, value)| !is_unanswered(value))
        .collect()
}

fn composed(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(vietnamese::clean_text(&text)),
        Value::Array(items) => items.into_iter().map(composed).collect(),
        Value::Object(map) => {
            Value::Object(map.into_iter().map(|(key, it)| (key, composed(it))).collect())
        }
        other => other,
    }
}

fn typed_rows(field: &Field, value: Value) -> Value {
    let Value::Array(rows) = value else { return value };
    let kind_of = |id: &str| {
        field.columns.iter().find(|column| column.id == id).map_or(FieldKind::Text, |it| it.kind)
    };
    let typed_row = |row: Value| match row {
        Value::Object(cells) => {
            let cells = cells.into_iter().map(|(id, cell)| {
                let kind = kind_of(&id);
                (id, typed(kind, cell))
            });
            Value::Object(cells.filter(|(_, cell)| !is_unanswered(cell)).collect())
        }
        other => other,
    };
    let is_filled = |row: &Value| row.as_object().is_none_or(|cells| !cells.is_empty());
    rows.into_iter().map(typed_row).filter(is_filled).collect()
}

fn typed(kind: FieldKind, value: Value) -> Value {
    let text = match &value {
        Value::String(text) if !text.is_empty() => text.as_str(),
        _ => return value,
    };
    let meant = match kind {
        FieldKind::Integer | FieldKind::Money => whole_number(text).map(Value::from),
        FieldKind::Boolean => match text {
            "true" | "on" | "yes" | "1" => Some(Value::Bool(true)),
            "false" | "off" | "no" | "0" => Some(Value::Bool(false)),
            _ => None,
        },
        FieldKind::Multi => Some(Value::Array(vec![Value::from(text)])),
        FieldKind::Date => date_as_written_here(text).map(|date| Value::from(date.to_string())),
        FieldKind::DateTime => {
            text.parse::<DateTime>().ok().filter(|_| text.len() > 10).map(|it| minute(it).into())
        }
        _ => None,
    };
    meant.unwrap_or(value)
}

/// `1250000`, or `1.250.000` as amounts are written in Vietnam.
fn whole_number(text: &str) -> Option<i64> {
    let mut groups = text.split('.');
    let first_fits = groups.next().is_some_and(|first| (1..=3).contains(&first.len()));
    let is_grouped = text.contains('.') && first_fits && groups.all(|group| group.len() == 3);
    if is_grouped { text.replace('.', "").parse().ok() } else { text.parse().ok() }
}

/// `27/05/2024`, the way dates are written on Vietnamese papers. A year is written in full: `24` may
/// be of this century or the last.
fn date_as_written_here(text: &str) -> Option<Date> {
    let mut parts = text.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    (date.year() >= 1000).then_some(date)
}
