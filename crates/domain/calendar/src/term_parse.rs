//! Reading a term from English or Vietnamese words.
//!
//! Marks and case are ignored, so composed, decomposed and unmarked Vietnamese read alike. Nothing
//! is guessed: a word that is not known is an error that names it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::amount::Amount;
use crate::term::{Direction, Term, TermError, Unit};

/// Phrases that stand before the number and do not change the count; longest first.
const OPENINGS: [&str; 16] = [
    "trong thoi han",
    "trong vong",
    "thoi han",
    "khong qua",
    "cham nhat",
    "toi thieu",
    "toi da",
    "it nhat",
    "trong",
    "no later than",
    "not later than",
    "at the latest",
    "at least",
    "at most",
    "within",
    "in",
];

/// Longest first, so that "working days" is not read as "working" and an unknown rest.
const UNITS: [(&str, Unit); 31] = [
    ("working days", Unit::WorkingDay),
    ("working day", Unit::WorkingDay),
    ("business days", Unit::WorkingDay),
    ("business day", Unit::WorkingDay),
    ("ngay lam viec", Unit::WorkingDay),
    ("calendar days", Unit::CalendarDay),
    ("calendar day", Unit::CalendarDay),
    ("ngay lich", Unit::CalendarDay),
    ("days", Unit::CalendarDay),
    ("day", Unit::CalendarDay),
    ("ngay", Unit::CalendarDay),
    ("weeks", Unit::Week),
    ("week", Unit::Week),
    ("tuan", Unit::Week),
    ("months", Unit::Month),
    ("month", Unit::Month),
    ("thang", Unit::Month),
    ("years", Unit::Year),
    ("year", Unit::Year),
    ("nam", Unit::Year),
    ("working hours", Unit::WorkingHour),
    ("working hour", Unit::WorkingHour),
    ("gio lam viec", Unit::WorkingHour),
    ("gio hanh chinh", Unit::WorkingHour),
    ("hours", Unit::Hour),
    ("hour", Unit::Hour),
    ("gio", Unit::Hour),
    ("h", Unit::Hour),
    ("minutes", Unit::Minute),
    ("minute", Unit::Minute),
    ("phut", Unit::Minute),
];

const HALVES: [&str; 4] = ["half a", "half an", "half", "nua"];
const ONES: [&str; 4] = ["one", "a", "an", "mot"];
const BEFORE_ENDINGS: [&str; 4] = ["in advance", "before", "prior", "truoc"];
const AFTER_ENDINGS: [&str; 2] = ["after", "sau"];

pub(crate) fn parse(input: &str) -> Result<Term, TermError> {
    let refuse = |reason: String| TermError { input: input.to_owned(), not_understood: reason };
    let folded = fold(input);
    let mut rest = folded.as_str();
    let mut direction = Direction::After;
    if let Some(after) = strip_any(rest, &OPENINGS) {
        rest = after;
    }
    if let Some(after) = strip_words(rest, "truoc") {
        (rest, direction) = (after, Direction::Before);
    }
    if rest.is_empty() {
        return Err(refuse("no number was given".to_owned()));
    }
    let (value, after) = read_number(rest).map_err(refuse)?;
    let Some((unit, after)) =
        UNITS.iter().find_map(|(words, unit)| Some((*unit, strip_words(after, words)?)))
    else {
        return Err(refuse(match after {
            "" => "no unit was given".to_owned(),
            words => format!("\"{words}\" is not a unit of time"),
        }));
    };
    if let Some(_event) = strip_any(after, &BEFORE_ENDINGS) {
        direction = Direction::Before;
    } else {
        let after = strip_any(after, &AFTER_ENDINGS).unwrap_or(after);
        if !after.is_empty() {
            return Err(refuse(format!("\"{after}\" was not understood")));
        }
    }
    let term = Term { value, unit, direction, shift: None };
    name_of_law(term).checked().map_err(refuse)
}

/// Half a month is fifteen days, half a year six months
/// (Bộ luật Dân sự 91/2015/QH13, Điều 146 khoản 1).
fn name_of_law(term: Term) -> Term {
    match term.unit {
        Unit::Month if term.value == Amount::half() => {
            Term { value: Amount::whole(15), unit: Unit::CalendarDay, ..term }
        }
        Unit::Year if term.value == Amount::half() => {
            Term { value: Amount::whole(6), unit: Unit::Month, ..term }
        }
        _ => term,
    }
}

fn read_number(text: &str) -> Result<(Amount, &str), String> {
    if let Some(after) = strip_any(text, &HALVES) {
        return Ok((Amount::half(), after));
    }
    if let Some(after) = strip_any(text, &ONES) {
        return Ok((Amount::whole(1), after));
    }
    let end = text
        .find(|letter: char| !letter.is_ascii_digit() && letter != '.' && letter != ',')
        .unwrap_or(text.len());
    let (number, after) = text.split_at(end);
    if number.is_empty() {
        return Err(format!("\"{text}\" does not begin with a number"));
    }
    Ok((number.parse()?, after.trim_start()))
}

fn strip_any<'a>(text: &'a str, choices: &[&str]) -> Option<&'a str> {
    choices.iter().find_map(|words| strip_words(text, words))
}

/// Removes `words` from the front of `text` when they end where a word ends.
fn strip_words<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let after = text.strip_prefix(words)?;
    let at_word_end = !after.starts_with(|letter: char| letter.is_alphanumeric());
    at_word_end.then(|| after.trim_start())
}

/// Lower case without marks, one space between words, and without the number in words that
/// official papers repeat in brackets: "05 (năm) ngày".
fn fold(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut depth = 0_u32;
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            'đ' | 'Đ' => plain.push('d'),
            _ => plain.extend(letter.to_lowercase()),
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
