//! The questions of the form, the papers of the dossier, and what the officer verifies.

use super::procedure::{basis, confidence};
use crate::procedure::{Check, Choice, Column, Condition, Field, Paper, Severity};
use crate::read::TableReader;
use crate::source::Content;

pub(super) fn field(reader: &TableReader<'_>) -> Field {
    Field {
        id: reader.text("id"),
        kind: reader.word("type"),
        label: reader.both("label"),
        hint: reader.both_or_none("hint"),
        section: reader.text_or_none("section"),
        required: reader.truth("required").unwrap_or(false),
        visible_when: reader.text_or_none("visible_when"),
        checks: reader.list("checks", check),
        choices: reader.list("choices", |reader| Choice {
            value: reader.text("value"),
            label: reader.both("label"),
        }),
        columns: reader.list("columns", |reader| Column {
            id: reader.text("id"),
            label: reader.both("label"),
            kind: reader.word("type"),
        }),
        default: default(reader),
        max_length: reader.number_or_none("max_length"),
        minimum: reader.number_or_none("minimum"),
        maximum: reader.number_or_none("maximum"),
        personal: reader.truth("personal").unwrap_or(false),
        secret: reader.truth("secret").unwrap_or(false),
        level: reader.word_or_none("level"),
        register: reader.text_or_none("register"),
    }
}

/// A default is kept as text whatever the type of the field is.
fn default(reader: &TableReader<'_>) -> Option<String> {
    let node = reader.look("default")?;
    match &node.content {
        Content::Text(text) | Content::Decimal(text) => Some(text.clone()),
        Content::Integer(number) => Some(number.to_string()),
        Content::Boolean(truth) => Some(truth.to_string()),
        Content::Date(date) => Some(date.to_string()),
        Content::DateTime(moment) => Some(crate::source::minute(*moment)),
        Content::List(_) | Content::Table(_) | Content::Other(_) => {
            reader.page.say(node.start, format!("`default` cannot be {}", node.kind()));
            None
        }
    }
}

fn check(reader: &TableReader<'_>) -> Check {
    Check {
        rule: reader.text("rule"),
        message: reader.both("message"),
        severity: reader.word_or_none("severity").unwrap_or(Severity::Error),
    }
}

pub(super) fn papers(reader: &TableReader<'_>) -> Vec<Paper> {
    reader.list("papers", |reader| Paper {
        id: reader.text("id"),
        title: reader.both("title"),
        kind: reader.word("kind"),
        copies: reader.number_or_none("copies").unwrap_or(1),
        required: reader.truth("required").unwrap_or(true),
        when: reader.text_or_none("when"),
        note: reader.both_or_none("note"),
        form: reader.text_or_none("form"),
        confidence: confidence(reader),
    })
}

pub(super) fn conditions(reader: &TableReader<'_>) -> Vec<Condition> {
    reader.list("conditions", |reader| Condition {
        id: reader.text("id"),
        text: reader.both("text"),
        check: reader.text_or_none("check"),
        basis: reader.table("basis", basis),
        confidence: confidence(reader),
    })
}
