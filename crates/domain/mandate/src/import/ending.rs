//! Where the last clause stops and the foot of the page begins.
//!
//! Certain ends: another article, a signature block, a contact line, a copyright notice, links. Where a line
//! is none of these, the sentence decides: a sentence that is not finished goes on, and after a finished one only a
//! line that is itself a sentence and follows without a blank line still belongs to the clause. A sentence
//! that is left out is reported, so that nothing disappears silently.

use daumoi_kernel::Text;
use daumoi_kernel::vietnamese::lower;

use super::Warning;
use super::chain::ClauseStart;
use super::foot::is_page_foot;
use super::line::{Kind, Line};

pub(crate) struct End {
    /// The first line that no longer belongs to the clauses.
    pub(crate) at: usize,
    /// All clauses, with misnumbered ones after the last in order.
    pub(crate) starts: Vec<ClauseStart>,
    pub(crate) left_out: Option<Warning>,
}

pub(crate) fn of_last_clause(lines: &[Line], starts: &[ClauseStart]) -> End {
    let mut starts = starts.to_vec();
    let wrap = wrap_width(lines);
    let from = starts.last().map_or(0, |start| start.at);
    let mut list_until = 0;
    let mut last = lines.get(from);
    for (at, line) in lines.iter().enumerate().skip(from + 1) {
        let Some(before) = last else { break };
        let goes_on = match &line.kind {
            Kind::Clause { .. } if at < list_until => true,
            Kind::Clause { number, .. } => {
                list_until = resumes_after_list(lines, at, &starts).unwrap_or(0);
                let is_clause = at >= list_until && is_misnumbered_clause(lines, at, &starts);
                if is_clause {
                    starts.push(ClauseStart { at, number: *number });
                }
                is_clause || at < list_until
            }
            _ => continues(before, line, wrap),
        };
        if !goes_on {
            let left_out = left_out(before, line);
            return End { at, starts, left_out };
        }
        last = Some(line);
    }
    End { at: lines.len(), starts, left_out: None }
}

/// A lone numbered line after the last number in order, set like the clauses, and not the first of another list.
fn is_misnumbered_clause(lines: &[Line], at: usize, starts: &[ClauseStart]) -> bool {
    let last = starts.last().and_then(|start| Some((start.number, lines.get(start.at)?)));
    let (Some(line), Some((last_number, last_start))) = (lines.get(at), last) else { return false };
    let (Kind::Clause { number, style, rest }, Kind::Clause { style: style_before, .. }) =
        (&line.kind, &last_start.kind)
    else {
        return false;
    };
    let next_number = lines.iter().skip(at + 1).find_map(|line| match line.kind {
        Kind::Clause { number, .. } => Some(number),
        _ => None,
    });
    let begins_list = *number == 1 && (next_number == Some(2) || line.word_count() < 6);
    let words_needed = match (*number + 5 >= last_number, ends_sentence(rest)) {
        (true, true) => 2,
        (true, false) => 4,
        (false, true) if line.after_blank == last_start.after_blank => 2,
        (false, true) => 6,
        (false, false) => usize::MAX,
    };
    style == style_before
        && !begins_list
        && !is_page_foot(rest)
        && line.word_count() >= words_needed
}

/// Where the clauses go on with their next number after a list that begins at `at`, if they do before any other part.
fn resumes_after_list(lines: &[Line], at: usize, starts: &[ClauseStart]) -> Option<usize> {
    let last_number = starts.last()?.number;
    let mut next_in_list = 1;
    for (index, line) in lines.iter().enumerate().skip(at) {
        match &line.kind {
            Kind::Clause { number, .. } if *number == next_in_list => next_in_list += 1,
            Kind::Clause { number, .. } => {
                return (next_in_list > 2 && *number == last_number + 1).then_some(index);
            }
            Kind::Article | Kind::Roman => return None,
            _ if is_page_foot(&line.text) => return None,
            _ => {}
        }
    }
    None
}

fn continues(before: &Line, line: &Line, wrap: usize) -> bool {
    if matches!(line.kind, Kind::Article | Kind::Roman) {
        return false;
    }
    if matches!(line.kind, Kind::Point { .. }) {
        return true;
    }
    if before.rest().is_empty() {
        return true;
    }
    let is_finished = ends_sentence(&before.text);
    if (is_finished || !line.starts_small()) && is_page_foot(&line.text) {
        return false;
    }
    let is_sentence = line.word_count() >= 6 && ends_sentence(&line.text);
    if line.is_bullet() {
        let list_goes_on = before.is_bullet() || before.text.ends_with(':');
        return ends_sentence(&line.text) || (list_goes_on && !(line.after_blank && is_finished));
    }
    match (is_finished, line.after_blank) {
        (true, true) => false,
        (true, false) => is_sentence,
        (false, true) => line.starts_small() || is_sentence || before.text.ends_with([',', ':']),
        (false, false) => {
            line.starts_small() || is_sentence || hangs(before) || fills(before, line, wrap)
        }
    }
}

/// Whether `before` breaks off at a word that no sentence ends with.
fn hangs(before: &Line) -> bool {
    const INNER_WORDS: &[&str] = &[
        "và", "của", "các", "do", "theo", "với", "cho", "tại", "là", "về", "trên", "đối", "hoặc",
        "những", "bởi", "and", "of", "the", "by", "to", "in", "for", "or", "its", "their", "with",
        "on", "a", "an", "from", "as",
    ];
    let last_word = lower(&before.text).split(' ').next_back().map(str::to_owned);
    last_word.is_some_and(|word| INNER_WORDS.contains(&word.as_str()))
}

/// Whether `before` is so long that the first word of `line` found no room on it.
fn fills(before: &Line, line: &Line, wrap: usize) -> bool {
    let first_word = line.text.split(' ').next().map_or(0, |word| word.chars().count());
    wrap > 0 && before.text.chars().count() + 1 + first_word >= wrap - wrap / 4
}

/// The length of the longest line that surely runs on in the next one; 0 when lines are not wrapped.
fn wrap_width(lines: &[Line]) -> usize {
    let pairs = lines.iter().zip(lines.iter().skip(1));
    let wrapped = pairs.filter(|(before, line)| {
        !line.after_blank
            && line.kind == Kind::Prose
            && line.starts_small()
            && !ends_sentence(&before.text)
    });
    wrapped.map(|(before, _)| before.text.chars().count()).max().unwrap_or(0)
}

pub(crate) fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '’', ')', '*', '_', ' ']).ends_with(['.', ';', '!', '?'])
}

/// Only what reads like a sentence is worth a person's look, and not below a finished clause and a blank line.
fn left_out(before: &Line, line: &Line) -> Option<Warning> {
    let is_apart = line.after_blank && ends_sentence(&before.text) && line.kind == Kind::Prose;
    let is_known = matches!(line.kind, Kind::Article | Kind::Roman) || is_page_foot(line.rest());
    let is_sentence = line.word_count() >= 6 && ends_sentence(&line.text);
    (is_sentence && !is_known && !is_apart).then(|| Warning {
        line: line.number,
        message: Text::new(
            "Phần văn bản từ dòng này trở đi không được coi là nội dung của khoản cuối; đề nghị kiểm tra.",
            "The text from this line on was not taken as part of the last clause; please check.",
        ),
    })
}
