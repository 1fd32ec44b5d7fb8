//! A scenario: who does what when, and what must come out.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::read::{TableReader, read_table};
use crate::scenario::{Scenario, ScenarioParty, ScenarioStep};
use crate::source::{Content, Page};

pub(crate) fn scenario(page: &Page<'_>, id: &str) -> Scenario {
    read_table(page, &page.root, |reader| Scenario {
        id: id.to_owned(),
        title: reader.both("title"),
        procedure: reader.text("procedure"),
        kind: reader.word("kind"),
        proves: reader.texts("proves"),
        party: reader.needed_table("party", party).unwrap_or_else(nobody),
        steps: reader.list("steps", step),
    })
}

fn party(reader: &TableReader<'_>) -> ScenarioParty {
    ScenarioParty {
        kind: reader.word("kind"),
        name: reader.text("name"),
        id_no: reader.text("id_no"),
        phone: reader.text("phone"),
        email: reader.text_or_none("email"),
        address: reader.text("address"),
    }
}

fn nobody() -> ScenarioParty {
    ScenarioParty {
        kind: crate::procedure::PartyKind::Citizen,
        name: String::new(),
        id_no: String::new(),
        phone: String::new(),
        email: None,
        address: String::new(),
    }
}

fn step(reader: &TableReader<'_>) -> ScenarioStep {
    ScenarioStep {
        at: reader.moment("at"),
        action: reader.text("do"),
        by: reader.text("by"),
        case: reader.text_or_none("case").unwrap_or_else(|| "main".to_owned()),
        procedure: reader.text_or_none("procedure"),
        with: values(reader, "with"),
        expect: values(reader, "expect"),
        line: reader.page.position(reader.start).0,
    }
}

fn values(reader: &TableReader<'_>, key: &'static str) -> BTreeMap<String, Value> {
    let Some(node) = reader.look(key) else { return BTreeMap::new() };
    let Content::Table(table) = &node.content else {
        reader.page.say(node.start, format!("`{key}` must be a table, not {}", node.kind()));
        return BTreeMap::new();
    };
    table.iter().map(|(key, entry)| (key.clone(), entry.node.to_json())).collect()
}
