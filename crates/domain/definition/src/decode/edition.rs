//! One edition of a procedure, after inheritance. Its larger parts are read by the files beside.

use super::fields::{conditions, field, papers};
use super::procedure::{basis, confidence, fingerprint, in_force};
use super::result::result;
use super::terms::{fee, refusals, silence, steps, term_rules};
use crate::procedure::{Authority, Edition, HandledBy, LaterLife, Level, SupplementRule};
use crate::read::TableReader;

pub(super) fn edition(reader: &TableReader<'_>) -> Edition {
    let in_force = in_force(reader);
    let mut edition = Edition {
        id: in_force.from.to_string(),
        fingerprint: String::new(),
        in_force,
        flow: reader.text("flow"),
        authority: authority(reader),
        handled_by: handled_by(reader),
        applicants: reader.needed_words("applicants"),
        not_for: reader.both_or_none("not_for"),
        channels: reader.needed_words("channels"),
        legal_basis: reader.list("legal_basis", basis),
        terms: term_rules(reader),
        fee: fee(reader),
        fields: reader.list("fields", field),
        papers: papers(reader),
        conditions: conditions(reader),
        steps: steps(reader),
        supplement: supplement(reader),
        refusals: refusals(reader),
        refusal_note: reader.both_or_none("refusal_note"),
        silence: silence(reader),
        result: result(reader),
        later_life: later_life(reader),
        unknowns: reader.boths("unknowns"),
        notes: reader.boths("notes"),
    };
    edition.fingerprint = fingerprint(&edition);
    edition
}

fn authority(reader: &TableReader<'_>) -> Authority {
    let unread = Authority { level: Level::Province, text: daumoi_kernel::Text::default() };
    reader
        .needed_table("authority", |reader| Authority {
            level: reader.word("level"),
            text: reader.both("text"),
        })
        .unwrap_or(unread)
}

fn handled_by(reader: &TableReader<'_>) -> HandledBy {
    reader
        .needed_table("handled_by", |reader| match reader.text_or_none("field") {
            Some(field) => HandledBy::Field { field },
            None => HandledBy::Units {
                desk: reader.text("desk"),
                handling: reader.text("handling"),
                leader: reader.text("leader"),
            },
        })
        .unwrap_or(HandledBy::Field { field: String::new() })
}

fn supplement(reader: &TableReader<'_>) -> SupplementRule {
    let read = |reader: &TableReader<'_>| SupplementRule {
        allowed: reader.number_or_none("allowed"),
        confidence: confidence(reader),
        basis: reader.table("basis", basis),
    };
    reader.needed_table("supplement", read).unwrap_or(SupplementRule {
        allowed: None,
        confidence: crate::procedure::Confidence::Assumed,
        basis: None,
    })
}

fn later_life(reader: &TableReader<'_>) -> Vec<LaterLife> {
    reader.list("later_life", |reader| LaterLife {
        event: reader.text("event"),
        procedure: reader.text_or_none("procedure"),
        text: reader.both("text"),
        confidence: confidence(reader),
    })
}
