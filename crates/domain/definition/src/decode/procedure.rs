//! A procedure and the dates of its editions. What stands in an edition is read by `edition`.

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::edition::edition;
use super::inherit::inherited;
use crate::procedure::{Confidence, Edition, InForce, Keywords, LegalBasis, Procedure};
use crate::read::{TableReader, read_table};
use crate::source::{Node, Page};

pub(crate) fn procedure(page: &Page<'_>, editions: &[Node]) -> Procedure {
    read_table(page, &page.root, |reader| Procedure {
        id: reader.text("id"),
        point: reader.text("point"),
        kind: reader.word("kind"),
        national_code: reader.text_or_none("national_code"),
        title: reader.both("title"),
        keywords: reader.table("keywords", keywords).unwrap_or_default(),
        confidence: reader.word("confidence"),
        sources: reader.texts("sources"),
        editions: dated(reader, editions),
    })
}

/// The tables of the editions after inheritance, oldest first as they are written.
pub(crate) fn resolved_editions(page: &Page<'_>) -> Vec<Node> {
    let written = page.root.get("edition").map(Node::items).unwrap_or_default();
    let mut resolved: Vec<Node> = Vec::with_capacity(written.len());
    for next in written {
        resolved.push(inherited(page, resolved.last(), next));
    }
    resolved
}

fn dated(reader: &TableReader<'_>, resolved: &[Node]) -> Vec<Edition> {
    // The key is asked for so that it counts as known; its tables come resolved.
    if reader.look("edition").is_none_or(|node| node.items().is_empty()) {
        reader.page.say(reader.start, "a procedure needs at least one [[edition]]");
    }
    let page = reader.page;
    let mut editions: Vec<Edition> =
        resolved.iter().map(|node| read_table(page, node, edition)).collect();
    let starts: Vec<Date> = editions.iter().map(|edition| edition.in_force.from).collect();
    for (edition, next) in editions.iter_mut().zip(starts.iter().skip(1)) {
        if edition.in_force.until.is_none() {
            edition.in_force.until = next.yesterday().ok();
        }
    }
    editions
}

/// The hash of everything an edition says except its last day: that a later edition ends it does
/// not change what a case has pinned.
pub(super) fn fingerprint(edition: &Edition) -> String {
    let mut content = edition.clone();
    content.fingerprint.clear();
    content.in_force.until = None;
    let written = serde_json::to_vec(&content).unwrap_or_default();
    hex::encode(Sha256::digest(&written))
}

fn keywords(reader: &TableReader<'_>) -> Keywords {
    let words = Keywords { vi: reader.texts("vi"), en: reader.texts("en") };
    for (language, list) in [("vi", &words.vi), ("en", &words.en)] {
        if list.is_empty() {
            let message = format!("missing translation: `keywords` has no `{language}`");
            reader.page.say(reader.start, message);
        }
    }
    words
}

pub(super) fn confidence(reader: &TableReader<'_>) -> Confidence {
    reader.word("confidence")
}

pub(super) fn in_force(reader: &TableReader<'_>) -> InForce {
    let nowhere = InForce { from: Date::ZERO, until: None };
    reader
        .needed_table("in_force", |reader| {
            let days = InForce { from: reader.date("from"), until: reader.date_or_none("until") };
            if days.until.is_some_and(|until| until < days.from) {
                let until = reader.place("until");
                reader.page.say(until, "`until` is the last day: it cannot be before `from`");
            }
            days
        })
        .unwrap_or(nowhere)
}

pub(super) fn basis(reader: &TableReader<'_>) -> LegalBasis {
    LegalBasis {
        doc: reader.text("doc"),
        name: reader.text_or_none("name"),
        provision: reader.text_or_none("provision"),
    }
}
