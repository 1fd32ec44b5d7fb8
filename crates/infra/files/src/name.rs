//! File names made safe to store, show and send back.
//!
//! A name is only a label here: files are kept under their hash, so no name ever reaches a disk.

use unicode_normalization::UnicodeNormalization;

use crate::kind::{Family, Kind};

const LONGEST_NAME: usize = 200;
/// Longer than this, what stands behind the last dot is part of the sentence, not an extension.
const LONGEST_EXTENSION: usize = 8;

/// What stands behind the last dot, as it was written. Empty when there is none.
pub(crate) fn extension(name: &str) -> String {
    match tidy(name).rsplit_once('.') {
        Some((_, extension))
            if extension.len() <= LONGEST_EXTENSION
                && extension.bytes().all(|byte| byte.is_ascii_alphanumeric()) =>
        {
            extension.to_owned()
        }
        _ => String::new(),
    }
}

/// The name in NFC, without path, control and direction characters, at most 200 characters, ending
/// in the extension of what the file really is.
pub(crate) fn clean(name: &str, kind: Kind) -> String {
    let tidy = tidy(name);
    let stem = match tidy.rsplit_once('.') {
        Some((stem, last)) if Family::claimed_by(last).is_some() => stem,
        // The whole name was an extension: `.pdf`.
        None if Family::claimed_by(&tidy).is_some() => "",
        _ => tidy.as_str(),
    };
    let room = LONGEST_NAME.saturating_sub(kind.extension().len().saturating_add(1));
    let short: String = stem.chars().take(room).collect();
    let stem = short.trim_matches(is_edge);
    let stem = if stem.is_empty() { "file" } else { stem };
    format!("{stem}.{}", kind.extension())
}

/// Invisible characters go before letters are composed: one of them could stand between a letter
/// and its mark.
fn tidy(name: &str) -> String {
    let visible: String = last_part(name)
        .chars()
        .filter(|letter| !is_invisible(*letter))
        .nfc()
        .map(|letter| if is_reserved(letter) { '_' } else { letter })
        .collect();
    let spaced = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    spaced.trim_matches(is_edge).to_owned()
}

fn last_part(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

/// Leading dots hide a file, trailing dots and spaces vanish on Windows.
fn is_edge(letter: char) -> bool {
    letter == '.' || letter == ' '
}

/// Characters that Windows does not allow in a name.
fn is_reserved(letter: char) -> bool {
    matches!(letter, '<' | '>' | ':' | '"' | '|' | '?' | '*')
}

/// Control characters, marks that turn the reading direction (a name that shows as `exe.pdf` and ends in `fdp.exe`), and letters of no
/// width: what they hide would be read by nobody.
fn is_invisible(letter: char) -> bool {
    (letter.is_control() && !letter.is_whitespace())
        || matches!(letter,
            '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}
