//! A notice and its dated words.

use super::procedure::{basis, confidence, in_force};
use crate::notice::{Notice, NoticeEdition};
use crate::read::{TableReader, read_table};
use crate::source::Page;

pub(crate) fn notice(page: &Page<'_>) -> Notice {
    read_table(page, &page.root, |reader| {
        let mut notice = Notice {
            id: reader.text("id"),
            title: reader.both("title"),
            event: reader.word("event"),
            to: reader.word("to"),
            channels: reader.needed_words("channels"),
            after_days: reader.number_or_none("after_days"),
            editions: reader.list("edition", edition),
        };
        let starts: Vec<_> = notice.editions.iter().map(|edition| edition.in_force.from).collect();
        for (edition, next) in notice.editions.iter_mut().zip(starts.iter().skip(1)) {
            if edition.in_force.until.is_none() {
                edition.in_force.until = next.yesterday().ok();
            }
        }
        notice
    })
}

fn edition(reader: &TableReader<'_>) -> NoticeEdition {
    NoticeEdition {
        in_force: in_force(reader),
        subject: reader.both("subject"),
        text: reader.both("text"),
        short: reader.both("short"),
        basis: reader.table("basis", basis),
        confidence: confidence(reader),
    }
}
