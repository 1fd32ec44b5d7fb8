//! Vietnamese text: one spelling for storing, two for searching, one for sorting.
//!
//! The same Vietnamese word reaches us in several shapes: composed or decomposed Unicode, with the tone of
//! `oa`, `oe`, `uy` on either vowel (`hòa`, `hoà`), or without marks at all because the sender's
//! keyboard had none. Everything that compares text does so on what these functions return.
//!
//! Not here: searching and storing themselves (`daumoi-store`), and words of one duty.
//!
//! Invariants, each guarded by a property test below: composed and decomposed text give the same answer;
//! [`fold`], [`lower`] and [`clean_line`] change nothing when applied again.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

const GRAVE: char = '\u{300}';
const ACUTE: char = '\u{301}';
const CIRCUMFLEX: char = '\u{302}';
const TILDE: char = '\u{303}';
const BREVE: char = '\u{306}';
const HOOK: char = '\u{309}';
const HORN: char = '\u{31B}';
const DOT_BELOW: char = '\u{323}';

/// Text in the form in which it is stored: composed (NFC). Spaces stay as they are.
#[must_use]
pub fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// Lower case without any mark, `đ` as `d`, single spaces: what a person types who leaves the marks out.
#[must_use]
pub fn fold(text: &str) -> String {
    let bare: String = lower_decomposed(text)
        .filter(|letter| !('\u{300}'..='\u{36F}').contains(letter))
        .map(|letter| if letter == 'đ' { 'd' } else { letter })
        .nfc()
        .collect();
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lower case with its marks, the tone of `oa`, `oe`, `uy` on the first vowel (`hòa`, `khỏe`, `thủy`), so that
/// both spellings of a word are found by either.
#[must_use]
pub fn lower(text: &str) -> String {
    let mut glyphs = glyphs(lower_decomposed(text));
    place_tones(&mut glyphs);
    let parts = glyphs.iter().flat_map(|glyph| {
        std::iter::once(&glyph.base).chain(&glyph.marks).chain(&glyph.tones).copied()
    });
    parts.nfc().collect()
}

/// Whether the word carries a mark of its own (`ủy`, `đo`), which an exact search must respect.
#[must_use]
pub fn has_marks(word: &str) -> bool {
    lower_decomposed(word).any(|letter| {
        letter == 'đ' || is_tone(letter) || matches!(letter, CIRCUMFLEX | BREVE | HORN)
    })
}

/// The words of the text for search: runs of letters and digits of [`lower`].
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    lower(text)
        .split(|letter: char| !letter.is_alphanumeric() && !is_combining_mark(letter))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// One line as a person meant to type it: composed, trimmed, without control characters and without the marks that
/// turn the reading direction (they can make a printed name differ from the stored one).
///
/// A tab or a line break becomes a space, so that two words do not grow together.
#[must_use]
pub fn clean_line(text: &str) -> String {
    let kept: String = text
        .chars()
        .map(|letter| if letter.is_control() && letter.is_whitespace() { ' ' } else { letter })
        .filter(|letter| !letter.is_control() && !turns_direction(*letter))
        .nfc()
        .collect();
    kept.trim().to_owned()
}

/// As [`clean_line`], for text of several lines: the lines stay.
#[must_use]
pub fn clean_text(text: &str) -> String {
    text.lines().map(clean_line).collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// As [`clean_line`], cut to at most `longest` characters; what was cut off is told by an ellipsis.
#[must_use]
pub fn short_line(text: &str, longest: usize) -> String {
    let line = clean_line(text);
    if line.chars().count() <= longest {
        return line;
    }
    let kept: String = line.chars().take(longest.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

fn turns_direction(letter: char) -> bool {
    matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}')
}

/// A key whose bytewise order is the order of Vietnamese collation.
///
/// First all letters are compared (a ă â b c d đ e ê …; digits before letters, a number by its value, a run of
/// spaces and punctuation as one gap before everything), then all tones (ngang, huyền, hỏi, ngã, sắc, nặng), then
/// case. The three levels follow each other, parted by a space, the lowest byte of the key; trailing plain tones and small
/// letters are left out. A database must compare the key bytewise (`BINARY`, `COLLATE "C"`).
#[must_use]
pub fn sort_key(text: &str) -> String {
    let mut glyphs = glyphs(decomposed(text));
    place_tones(&mut glyphs);
    let mut key = SortKey::default();
    let mut number = String::new();
    for glyph in &glyphs {
        if glyph.base.is_ascii_digit() {
            number.push(glyph.base);
            continue;
        }
        key.push_number(&number);
        number.clear();
        key.push_glyph(glyph);
    }
    key.push_number(&number);
    key.finish()
}

const GAP: char = '!';
const NUMBER: char = '#';
const FOREIGN_LETTER: char = '{';
const PLAIN_TONE: char = '1';
const SMALL_LETTER: char = 'a';
const CAPITAL_LETTER: char = 'b';

#[derive(Default)]
struct SortKey {
    letters: String,
    tones: String,
    cases: String,
    gap_waits: bool,
}

impl SortKey {
    fn push_glyph(&mut self, glyph: &Glyph) {
        if !glyph.base.is_alphanumeric() {
            self.gap_waits = !self.letters.is_empty();
            return;
        }
        self.close_gap();
        let small = glyph.base.to_lowercase().next().unwrap_or(glyph.base);
        let (code, extra_marks) = letter_code(small, &glyph.marks);
        match code {
            Some(code) => self.letters.push(code),
            None => self.letters.extend([FOREIGN_LETTER, small]),
        }
        self.tones.push(tone_code(glyph.tones.first()));
        self.tones.extend(extra_marks);
        self.tones.extend(glyph.tones.iter().skip(1));
        self.cases.push(if small == glyph.base { SMALL_LETTER } else { CAPITAL_LETTER });
    }

    /// A longer number is a greater one once its leading zeros are gone, so its length is written before it.
    fn push_number(&mut self, digits: &str) {
        const LONGEST_STEP: usize = 9;
        if digits.is_empty() {
            return;
        }
        self.close_gap();
        let significant = digits.trim_start_matches('0');
        let mut length = significant.len();
        self.letters.push(NUMBER);
        while length >= LONGEST_STEP {
            self.letters.push('9');
            length -= LONGEST_STEP;
        }
        self.letters.push_str(&length.to_string());
        self.letters.push_str(significant);
        self.tones.push(PLAIN_TONE);
        let has_leading_zeros = significant.len() < digits.len();
        self.cases.push(if has_leading_zeros { CAPITAL_LETTER } else { SMALL_LETTER });
    }

    fn close_gap(&mut self) {
        if std::mem::take(&mut self.gap_waits) {
            self.letters.push(GAP);
        }
    }

    fn finish(self) -> String {
        let tones = self.tones.trim_end_matches(PLAIN_TONE);
        let cases = self.cases.trim_end_matches(SMALL_LETTER);
        format!("{} {tones} {cases}", self.letters)
    }
}

/// The 29 letters of the alphabet with f, j, w, z at their Latin places, and the marks that are not part of the letter.
fn letter_code(small: char, marks: &[char]) -> (Option<char>, Vec<char>) {
    const ALPHABET: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";
    let marked = marks.first().and_then(|mark| match (small, *mark) {
        ('a', BREVE) => Some('ă'),
        ('a', CIRCUMFLEX) => Some('â'),
        ('e', CIRCUMFLEX) => Some('ê'),
        ('o', CIRCUMFLEX) => Some('ô'),
        ('o', HORN) => Some('ơ'),
        ('u', HORN) => Some('ư'),
        _ => None,
    });
    let (letter, rest) = match marked {
        Some(letter) => (letter, marks.iter().skip(1).copied().collect()),
        None => (small, marks.to_vec()),
    };
    let code =
        ALPHABET.chars().zip('A'..).find(|(known, _)| *known == letter).map(|(_, code)| code);
    (code, rest)
}

fn tone_code(tone: Option<&char>) -> char {
    match tone.copied() {
        Some(GRAVE) => '2',
        Some(HOOK) => '3',
        Some(TILDE) => '4',
        Some(ACUTE) => '5',
        Some(DOT_BELOW) => '6',
        _ => PLAIN_TONE,
    }
}

/// A letter taken apart: `ệ` is `e`, circumflex, dot below. Letter marks come before the tone however they were typed.
struct Glyph {
    base: char,
    marks: Vec<char>,
    /// At most one in any Vietnamese word; more are kept in their order so that no text is lost.
    tones: Vec<char>,
}

fn glyphs(decomposed: impl Iterator<Item = char>) -> Vec<Glyph> {
    let mut glyphs: Vec<Glyph> = Vec::new();
    for letter in decomposed {
        match glyphs.last_mut() {
            Some(glyph) if is_tone(letter) && glyph.base.is_alphabetic() => {
                glyph.tones.push(letter)
            }
            Some(glyph) if canonical_combining_class(letter) != 0 => glyph.marks.push(letter),
            _ => glyphs.push(Glyph { base: letter, marks: Vec::new(), tones: Vec::new() }),
        }
    }
    glyphs
}

fn is_tone(letter: char) -> bool {
    matches!(letter, GRAVE | HOOK | TILDE | ACUTE | DOT_BELOW)
}

/// Moves the tone of an open `oa`, `oe`, `uy` to its first vowel; after `q` the `u` belongs to the consonant (`quý`).
fn place_tones(glyphs: &mut [Glyph]) {
    for first in 0..glyphs.len() {
        let follows_q = first
            .checked_sub(1)
            .and_then(|before| glyphs.get(before))
            .is_some_and(|before| before.base.eq_ignore_ascii_case(&'q'));
        let Some((head, tail)) = glyphs.split_at_mut_checked(first + 1) else { continue };
        let (Some(vowel), Some((next, rest))) = (head.last_mut(), tail.split_first_mut()) else {
            continue;
        };
        let pair = (vowel.base.to_ascii_lowercase(), next.base.to_ascii_lowercase());
        let is_open = rest.first().is_none_or(|after| !after.base.is_alphabetic());
        let is_bare = vowel.marks.is_empty() && next.marks.is_empty();
        if !is_open || !is_bare || !matches!(pair, ('o', 'a' | 'e') | ('u', 'y')) {
            continue;
        }
        let (target, source) = if follows_q { (next, vowel) } else { (vowel, next) };
        if target.tones.is_empty() {
            target.tones.append(&mut source.tones);
        }
    }
}

/// Decomposed text. Capital and small eth are read as `Đ` and `đ`, for which older Vietnamese fonts used them.
fn decomposed(text: &str) -> impl Iterator<Item = char> {
    text.nfd().map(|letter| match letter {
        'Ð' => 'Đ',
        'ð' => 'đ',
        other => other,
    })
}

fn lower_decomposed(text: &str) -> impl Iterator<Item = char> {
    decomposed(text).flat_map(char::to_lowercase).nfd()
}

#[cfg(test)]
mod tests;
