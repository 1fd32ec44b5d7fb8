//! Notices: placeholders that exist, ways that fit the reader, editions in order.

use super::refer_here;
use crate::draft::{Draft, Sheet};
use crate::notice::{
    Notice, NoticeChannel, NoticeEvent, NoticeReader, Piece, pieces, placeholders,
};
use crate::source::Page;

/// A text message longer than this is cut by the gateways.
const LONGEST_SHORT: usize = 320;

pub(super) fn check(draft: &Draft<'_>) {
    for (index, sheet) in draft.notices.iter().enumerate() {
        let Sheet { page, model: notice } = sheet;
        let mut earlier = draft.notices.iter().take(index);
        if !notice.id.is_empty() && earlier.any(|other| other.model.id == notice.id) {
            let start = page.root.place("id");
            page.say(start, format!("notice \"{}\" is defined twice", notice.id));
        }
        check_ways(page, notice);
        check_editions(page, notice);
    }
}

fn check_ways(page: &Page<'_>, notice: &Notice) {
    let is_applicant = notice.to == NoticeReader::Applicant;
    for (index, channel) in notice.channels.iter().enumerate() {
        let start = page.root.place(&format!("channels.{index}"));
        if is_applicant && *channel == NoticeChannel::InApp {
            let hint = Some("an applicant is reached by mail, sms or chat".to_owned());
            page.find(start, "an applicant has no list inside the program", hint);
        }
        if !is_applicant && notice.to != NoticeReader::Officer && *channel != NoticeChannel::InApp {
            let hint = Some("only an applicant or the officer of a case has an address".to_owned());
            page.find(start, "a role at a unit is told inside the program only", hint);
        }
    }
    let is_reminder =
        matches!(notice.event, NoticeEvent::SupplementReminder | NoticeEvent::ResultReminder);
    match notice.after_days {
        Some(days) if is_reminder && days < 1 => {
            page.say(page.root.place("after_days"), "`after_days` is at least 1");
        }
        Some(_) if !is_reminder => {
            page.say(page.root.place("after_days"), "only a reminder has `after_days`");
        }
        None if is_reminder => {
            page.say(page.root.place("event"), "a reminder needs `after_days`");
        }
        _ => {}
    }
    if notice.to == NoticeReader::ConsultedUnit && notice.event != NoticeEvent::Consulted {
        page.say(page.root.place("to"), "a consulted unit is told only that it is `consulted`");
    }
}

fn check_editions(page: &Page<'_>, notice: &Notice) {
    if notice.editions.is_empty() {
        page.say(page.root.start, "a notice needs at least one [[edition]]");
    }
    let pairs = notice.editions.iter().zip(notice.editions.iter().skip(1));
    for (index, (earlier, later)) in pairs.enumerate() {
        let (first, second) = (earlier.in_force, later.in_force);
        if second.from <= first.from || first.until.is_some_and(|until| until >= second.from) {
            let start = page.root.place(&format!("edition.{}.in_force.from", index + 1));
            let hint = Some("editions stand oldest first".to_owned());
            page.find(start, "this edition overlaps the one before", hint);
        }
    }
    for (index, edition) in notice.editions.iter().enumerate() {
        for (key, text) in
            [("subject", &edition.subject), ("text", &edition.text), ("short", &edition.short)]
        {
            for (language, words) in [("vi", &text.vi), ("en", &text.en)] {
                let start = page.root.place(&format!("edition.{index}.{key}.{language}"));
                check_words(page, start, notice.event, words);
                if key == "subject" && words.trim().contains('\n') {
                    page.say(start, "a subject is one line");
                }
                if key == "short" && words.chars().count() > LONGEST_SHORT {
                    page.say(start, format!("`short` is {LONGEST_SHORT} characters at most"));
                }
            }
        }
    }
}

fn check_words(page: &Page<'_>, start: usize, event: NoticeEvent, words: &str) {
    let known = placeholders(event);
    for piece in pieces(words) {
        match piece {
            Piece::Words(_) => {}
            Piece::Placeholder(name) => {
                let at = place_in_text(page, start, &format!("{{{name}}}"));
                refer_here(page, at, "placeholder", name, known.clone());
            }
            Piece::StrayBrace(brace) => {
                let hint = Some("a placeholder is written {code}".to_owned());
                let message = format!("a \"{brace}\" that belongs to no placeholder");
                page.find(place_in_text(page, start, &brace.to_string()), message, hint);
            }
        }
    }
}

/// Where the words stand in the file, at or after `start`.
fn place_in_text(page: &Page<'_>, start: usize, words: &str) -> usize {
    let after = page.text().get(start..).unwrap_or_default();
    after.find(words).map_or(start, |at| start + at)
}
