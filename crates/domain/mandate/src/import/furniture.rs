//! What belongs to the printed page and not to the text: page numbers, running heads, print stamps.

use std::collections::BTreeMap;

use daumoi_kernel::vietnamese::{fold, lower};

use super::line::{Kind, Line};

/// The lines without page furniture. A bare number that finishes a reference (`Nghị định số` / `15`) is kept.
pub(crate) fn without(lines: Vec<Line>) -> Vec<Line> {
    let running = running_heads(&lines);
    let mut kept: Vec<Line> = Vec::new();
    let mut after_break = false;
    for mut line in lines {
        let finishes_reference = kept.last().is_some_and(|before| {
            !line.after_blank && !line.after_page_break && expects_more(&before.text)
        });
        let is_furniture = is_print_stamp(&line.text)
            || running.contains_key(&shape(&line.text))
            || (is_page_number(&line.text) && !finishes_reference);
        if is_furniture {
            after_break |= line.after_blank;
        } else {
            line.after_blank |= std::mem::take(&mut after_break);
            kept.push(line);
        }
    }
    kept
}

fn expects_more(text: &str) -> bool {
    const UNFINISHED: &[&str] = &[
        "số", "điều", "khoản", "điểm", "năm", "tháng", "ngày", "mục", "article", "no.", "clause",
        "no",
    ];
    lower(text).split(' ').next_back().is_some_and(|word| UNFINISHED.contains(&word))
}

/// `12`, `- 12 -`, `Trang 3/10`, `Page 3 of 10`. A year is text, and `12.` a clause whose words come on the next line.
fn is_page_number(text: &str) -> bool {
    let plain = fold(text);
    let mut numbers = 0;
    for word in plain.split([' ', '-', '–', '—', '/', '[', ']', '|']) {
        match word {
            "" | "trang" | "page" | "of" | "p." | "tr." => {}
            number if number.len() <= 3 && number.bytes().all(|sign| sign.is_ascii_digit()) => {
                numbers += 1
            }
            _ => return false,
        }
    }
    matches!(numbers, 1 | 2)
}

/// The address of the page or the gazette's head, as printed on every sheet.
fn is_print_stamp(text: &str) -> bool {
    let plain = fold(text);
    let is_address =
        plain.starts_with("http://") || plain.starts_with("https://") || plain.starts_with("www.");
    let is_gazette = text.starts_with("CÔNG BÁO") && text.chars().count() < 60;
    (is_address && plain.split(' ').count() <= 2) || is_gazette
}

/// A line with its numbers taken out, so that the heads of two pages look alike.
fn shape(text: &str) -> String {
    fold(text).chars().filter(|sign| !sign.is_ascii_digit()).collect()
}

/// Lines that come back beside page numbers or page breaks. Numbered and lettered lines never count.
fn running_heads(lines: &[Line]) -> BTreeMap<String, usize> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| lines.get(before));
        let after = lines.get(at + 1);
        let beside_break = line.after_page_break
            || after.is_some_and(|after| after.after_page_break || is_page_number(&after.text))
            || before.is_some_and(|before| is_page_number(&before.text));
        let is_short = line.text.chars().count() <= 90 && !line.text.ends_with(['.', ';', ':']);
        if beside_break && is_short && line.kind == Kind::Prose && !line.starts_small() {
            *seen.entry(shape(&line.text)).or_default() += 1;
        }
    }
    seen.retain(|shape, times| *times >= 2 && shape.chars().any(char::is_alphabetic));
    seen
}
