//! A register, its fields and its statuses.

use super::fields::field;
use super::procedure::{confidence, in_force};
use crate::read::{TableReader, read_table};
use crate::register::{RecordStatus, Register, RegisterField};
use crate::source::{Node, Page};

pub(crate) fn register(page: &Page<'_>) -> Register {
    read_table(page, &page.root, |reader| Register {
        id: reader.text("id"),
        points: reader.texts("points"),
        title: reader.both("title"),
        in_force: in_force(reader),
        keeper: reader.text("keeper"),
        fields: reader.list("fields", |reader| RegisterField {
            is_public: reader.truth("is_public").unwrap_or(false),
            field: field(reader),
        }),
        statuses: reader.list("statuses", |reader| RecordStatus {
            id: reader.text("id"),
            title: reader.both("title"),
            means: reader.word("means"),
        }),
        unique: unique(reader),
        geolocated: reader.truth("geolocated").unwrap_or(false),
        is_public: reader.truth("is_public").unwrap_or(false),
        retention: reader.both_or_none("retention"),
        notes: reader.boths("notes"),
        confidence: confidence(reader),
        sources: reader.texts("sources"),
    })
}

fn unique(reader: &TableReader<'_>) -> Vec<Vec<String>> {
    let groups = reader.look("unique").map(Node::items).unwrap_or_default();
    let group = |node: &Node| {
        if node.items().is_empty() {
            let hint = Some("write unique = [[\"name\"], [\"kind\", \"address\"]]".to_owned());
            reader.page.find(node.start, "a group of `unique` is a list of field ids", hint);
        }
        node.items().iter().filter_map(Node::text).map(str::to_owned).collect()
    };
    groups.iter().map(group).collect()
}
