//! What a single line could be, seen for itself and after the line before it.
//!
//! Not here: whether a number really begins a clause. That depends on the other numbers ([`super::chain`]).

use daumoi_kernel::vietnamese::{clean_line, lower};

/// A line that is not blank, without control characters and surplus spaces.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Counted from 1 in the text as given.
    pub(crate) number: usize,
    pub(crate) text: String,
    pub(crate) after_blank: bool,
    pub(crate) after_page_break: bool,
    pub(crate) kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `1.`, `1)`, `Khoản 1.`: may begin a clause.
    Clause {
        number: u32,
        style: char,
        rest: String,
    },
    /// `a)`, `đ )`, `(e)`: may begin a point.
    Point {
        letter: char,
        rest: String,
    },
    /// `Điều 3.`, `Article 3.`, `Chương II`: another part of the document begins.
    Article,
    /// `III. CƠ CẤU TỔ CHỨC`.
    Roman,
    Prose,
}

impl Line {
    pub(crate) fn rest(&self) -> &str {
        match &self.kind {
            Kind::Clause { rest, .. } | Kind::Point { rest, .. } => rest,
            _ => &self.text,
        }
    }

    pub(crate) fn is_bullet(&self) -> bool {
        self.text.starts_with(['-', '+', '•', '*', '–', '·', '▪', '●'])
    }

    pub(crate) fn starts_small(&self) -> bool {
        self.text.chars().find(|letter| letter.is_alphanumeric()).is_some_and(char::is_lowercase)
    }

    pub(crate) fn word_count(&self) -> usize {
        self.rest().split(' ').filter(|word| word.contains(char::is_alphanumeric)).count()
    }
}

/// The lines of the text that hold something, with what each could be.
pub(crate) fn lines(text: &str) -> Vec<Line> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines: Vec<Line> = Vec::new();
    let mut after_blank = false;
    let mut after_page_break = false;
    for (number, raw) in (1..).zip(text.split('\n')) {
        after_page_break |= raw.contains('\u{c}');
        let text = tidy(raw);
        if text.is_empty() {
            after_blank = true;
            continue;
        }
        let before = if after_blank { None } else { lines.last() };
        let kind = if before.is_some_and(|before| awaits_number(&before.text)) {
            Kind::Prose
        } else {
            kind(&text)
        };
        lines.push(Line { number, text, after_blank, after_page_break, kind });
        (after_blank, after_page_break) = (false, false);
    }
    lines
}

/// Marks that web pages and word processors hide in text, none of which a reader sees.
fn tidy(raw: &str) -> String {
    let seen: String = raw
        .chars()
        .filter(|letter| {
            !matches!(letter, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{ad}' | '\u{2060}')
        })
        .collect();
    clean_line(&seen).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the line breaks off inside a reference, so that the number or letter that follows belongs to it.
fn awaits_number(line: &str) -> bool {
    const BEFORE_NUMBERS: &[&str] = &[
        "khoản", "điều", "điểm", "số", "ngày", "tháng", "năm", "mục", "quý", "chương", "article",
        "clause", "point", "no", "no.", "number", "section", "item",
    ];
    lower(line).split(' ').next_back().is_some_and(|word| BEFORE_NUMBERS.contains(&word))
}

pub(crate) fn kind(text: &str) -> Kind {
    let bare = text.trim_start_matches(['*', '_', '#', '>', '\\', ' ']);
    if is_article(bare) {
        return Kind::Article;
    }
    if let Some((number, style, rest)) = clause_mark(bare) {
        return Kind::Clause { number, style, rest };
    }
    if let Some((letter, rest)) = point_mark(bare) {
        return Kind::Point { letter, rest };
    }
    if is_roman(bare) { Kind::Roman } else { Kind::Prose }
}

fn without_word<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    let (first, rest) = text.split_once(' ')?;
    words.contains(&lower(first).as_str()).then_some(rest)
}

/// The number is followed by `.`, `)` or `/ `; `Khoản 1` without a sign after it is a reference, `1.5` a quantity,
/// `27. 5. 2024` a date and `0257.` a telephone code.
fn clause_mark(text: &str) -> Option<(u32, char, String)> {
    let text = without_word(text, &["khoản", "clause", "paragraph"]).unwrap_or(text);
    let opened = text.strip_prefix('(');
    let text = opened.unwrap_or(text);
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let number: u32 = digits.parse().ok().filter(|number| (1..200).contains(number))?;
    let after = text.strip_prefix(digits.as_str())?.trim_start_matches([' ', '\\', '*']);
    let style = after.chars().next().filter(|sign| matches!(sign, '.' | ')' | '/' | ':'))?;
    let tail = after.strip_prefix(style)?;
    let is_mark = match style {
        ')' => true,
        '/' | ':' => opened.is_none() && tail.starts_with(' '),
        _ => opened.is_none() && !tail.starts_with(|sign: char| sign.is_ascii_digit()),
    };
    let rest = rest_of(tail);
    (digits.len() <= 3 && is_mark && !starts_like_a_date(&rest)).then_some((number, style, rest))
}

fn starts_like_a_date(rest: &str) -> bool {
    let after = rest.trim_start_matches(|sign: char| sign.is_ascii_digit());
    after.len() < rest.len() && after.trim_start().starts_with(['.', '/', '-'])
}

/// One letter and `)`; small letters also with `.` or `/`. `a) khoản 2 Điều 3` is a reference that was wrapped.
fn point_mark(text: &str) -> Option<(char, String)> {
    let text = without_word(text, &["điểm", "point"]).unwrap_or(text);
    let opened = text.strip_prefix('(');
    let mut signs = opened.unwrap_or(text).chars();
    let typed =
        signs.next().filter(|letter| letter.is_ascii_alphabetic() || "đĐðÐ".contains(*letter))?;
    let after = signs.as_str().trim_start_matches([' ', '\\', '*', '_']);
    let style = after.chars().next()?;
    let tail = after.strip_prefix(style)?;
    let is_mark = match style {
        ')' => true,
        '.' | '/' => opened.is_none() && typed.is_lowercase() && tail.starts_with(' '),
        _ => false,
    };
    let rest = rest_of(tail);
    let first_word = lower(rest.split(' ').next().unwrap_or_default());
    let refers = matches!(
        first_word.as_str(),
        "khoản" | "điều" | "clause" | "of" | "article" | "và" | "and"
    );
    let letter = lower(&typed.to_string()).chars().next()?;
    (is_mark && !refers).then_some((letter, rest))
}

fn rest_of(tail: &str) -> String {
    tail.trim_start_matches([' ', '*', '_', '\\']).to_owned()
}

fn is_article(text: &str) -> bool {
    let Some(rest) = without_word(text, &["điều", "article", "chương", "chapter"]) else {
        return lower(text).starts_with("phụ lục") && text.chars().count() < 40;
    };
    let number =
        rest.trim_start_matches(|sign: char| sign.is_ascii_digit() || "IVX".contains(sign));
    number.len() < rest.len() && (number.is_empty() || number.trim_start().starts_with(['.', ':']))
}

fn is_roman(text: &str) -> bool {
    let after = text.trim_start_matches(['I', 'V', 'X']);
    after.len() < text.len() && after.trim_start().starts_with(['.', ')', '-'])
}
