//! What a positive decision gives: the paper, its number, its validity, what the register then says.

use std::collections::BTreeMap;

use super::procedure::confidence;
use crate::procedure::{ResultRule, Validity};
use crate::read::TableReader;
use crate::source::{Content, Node};

pub(super) fn result(reader: &TableReader<'_>) -> Option<ResultRule> {
    reader.table("result", |reader| ResultRule {
        title: reader.both("title"),
        effect: reader.word("effect"),
        register: reader.text_or_none("register"),
        book: reader.text("book"),
        number_format: reader.text("number_format"),
        validity: reader.table("validity", validity),
        printed_fields: reader.texts("printed_fields"),
        record: record(reader),
        target_field: reader.text_or_none("target_field"),
        confidence: confidence(reader),
    })
}

fn validity(reader: &TableReader<'_>) -> Validity {
    Validity {
        months: reader.number_or_none("months"),
        years: reader.number_or_none("years"),
        years_field: reader.text_or_none("years_field"),
        date_field: reader.text_or_none("date_field"),
        text: reader.both_or_none("text"),
        confidence: confidence(reader),
        extensions_allowed: reader.number_or_none("extensions_allowed"),
    }
}

fn record(reader: &TableReader<'_>) -> BTreeMap<String, String> {
    let Some(node) = reader.look("record") else { return BTreeMap::new() };
    let Content::Table(table) = &node.content else {
        let message = format!("`record` must be a table, not {}", node.kind());
        reader.page.say(node.start, message);
        return BTreeMap::new();
    };
    let source = |node: &Node| match node.text() {
        Some(text) => text.to_owned(),
        None => {
            let hint = Some("name an answer, or write \"=\" and a rule".to_owned());
            let message = format!("a record field is filled from text, not {}", node.kind());
            reader.page.find(node.start, message, hint);
            String::new()
        }
    };
    table.iter().map(|(field, entry)| (field.clone(), source(&entry.node))).collect()
}
