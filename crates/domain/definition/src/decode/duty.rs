//! A duty of the mandate. Its values belong to `daumoi-mandate`; here they get places for findings.

use daumoi_mandate::{Confidence, Duty, InForce, Part, Point};

use super::procedure::in_force;
use crate::procedure;
use crate::read::{TableReader, read_table};
use crate::source::Page;

pub(crate) fn duty(page: &Page<'_>) -> Duty {
    read_table(page, &page.root, |reader| {
        let days = in_force(reader);
        Duty {
            number: reader.number("number"),
            title: reader.both("title"),
            accountable: reader.text("accountable"),
            in_force: InForce { from: days.from, until: days.until },
            confidence: match reader.word("confidence") {
                procedure::Confidence::Verified => Confidence::Verified,
                procedure::Confidence::Known => Confidence::Known,
                procedure::Confidence::Assumed => Confidence::Assumed,
            },
            points: reader.list("points", point),
        }
    })
}

fn point(reader: &TableReader<'_>) -> Point {
    Point {
        id: reader.text("id"),
        title: reader.both("title"),
        does: reader.both_or_none("does"),
        by: reader.texts("by"),
        parts: reader
            .list("parts", |reader| Part { id: reader.text("id"), title: reader.both("title") }),
    }
}
