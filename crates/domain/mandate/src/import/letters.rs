//! The letters of points: Vietnamese order (a b c d đ e g h …) or plain Latin (a b c d e f …), decided per clause.

use super::chain::ClauseStart;
use super::line::{self, Kind, Line};
use super::sequence::{Fault, faults};
use super::{Clause, Piece, Warning};

const VIETNAMESE: &str = "abcdđeghiklmnopqrstuvxy";
const LATIN: &str = "abcdefghijklmnopqrstuvwxyz";

/// Faults of the letters of one clause. `uses_dyet` says that `đ)` occurs in the text: then a Vietnamese clause
/// that runs a b c d e has lost its `đ)`; otherwise, or when it goes on with f, it is lettered the Latin way.
pub(crate) fn warnings(head: &Piece<u32>, points: &[Piece<char>], uses_dyet: bool) -> Vec<Warning> {
    let letters: Vec<char> = points.iter().map(|point| point.mark).collect();
    let texts = points.iter().map(|point| point.text.as_str()).chain([head.text.as_str()]);
    let is_vietnamese = texts.into_iter().any(daumoi_kernel::vietnamese::has_marks);
    let vietnamese = faults_in(&letters, VIETNAMESE);
    let latin = faults_in(&letters, LATIN);
    let is_plainly_latin = latin.is_empty() && letters.contains(&'f');
    let keeps_vietnamese_order =
        vietnamese.len() <= latin.len() || (is_vietnamese && uses_dyet && !is_plainly_latin);
    let (faults, alphabet) =
        if keeps_vietnamese_order { (vietnamese, VIETNAMESE) } else { (latin, LATIN) };
    let of_point = |(index, fault): (usize, Fault)| {
        let point = points.get(index)?;
        let message = fault.of_point(head.mark, point.mark, alphabet);
        Some(Warning { line: point.line, message })
    };
    faults.into_iter().filter_map(of_point).collect()
}

fn faults_in(letters: &[char], alphabet: &str) -> Vec<(usize, Fault)> {
    faults(&letters.iter().map(|letter| place(*letter, alphabet)).collect::<Vec<_>>())
}

fn place(letter: char, alphabet: &str) -> Option<u32> {
    (1..).zip(alphabet.chars()).find(|(_, known)| *known == letter).map(|(place, _)| place)
}

/// `i)` is a Roman one when `ii)` follows before the next letter, `v)` a Roman five when `iv)` stands before it.
pub(crate) fn is_roman(lines: &[Line], at: usize, end: usize, starts: &[ClauseStart]) -> bool {
    let begins_with = |line: &Line, mark: &str| line.text.trim_start_matches('(').starts_with(mark);
    let is_other = |index: usize, line: &Line| {
        matches!(line.kind, Kind::Point { .. }) || starts.iter().any(|start| start.at == index)
    };
    match lines.get(at).map(|line| &line.kind) {
        Some(Kind::Point { letter: 'i', .. }) => lines
            .iter()
            .enumerate()
            .take(end)
            .skip(at + 1)
            .take_while(|(index, line)| !is_other(*index, line))
            .any(|(_, line)| begins_with(line, "ii)")),
        Some(Kind::Point { letter: 'v', .. }) => lines
            .iter()
            .enumerate()
            .take(at)
            .rev()
            .take_while(|(index, line)| !is_other(*index, line))
            .any(|(_, line)| begins_with(line, "iv)")),
        _ => false,
    }
}

/// Points that were typed on the line of their clause: `1. Trình dự thảo: a) Quyết định; b) Kế hoạch.`
pub(crate) fn split_inline_points(clauses: &mut [Clause]) {
    for clause in clauses {
        let own_line = clause.head.line;
        let mut points = Vec::new();
        if let Some(found) = split_off(&mut clause.head.text, None) {
            points.push(Piece { mark: found.0, line: own_line, text: found.1 });
        }
        for point in std::mem::take(&mut clause.points) {
            split_last(&mut points);
            points.push(point);
        }
        split_last(&mut points);
        clause.points = points;
    }
}

fn split_last(points: &mut Vec<Piece<char>>) {
    while let Some(point) = points.last_mut() {
        let line = point.line;
        let Some((mark, text)) = split_off(&mut point.text, Some(point.mark)) else { return };
        points.push(Piece { mark, line, text });
    }
}

/// Cuts `text` where the letter that must come next stands right after `:`, `;` or `.`.
fn split_off(text: &mut String, after: Option<char>) -> Option<(char, String)> {
    let follows = |letter: char| match after {
        None => letter == 'a',
        Some(before) => [VIETNAMESE, LATIN].into_iter().any(|alphabet| {
            place(before, alphabet).map(|place| place + 1) == place(letter, alphabet)
        }),
    };
    let found = text.match_indices([':', ';', '.']).find_map(|(at, _)| {
        let tail = text.get(at + 1..)?.strip_prefix(' ')?;
        let Kind::Point { letter, rest } = line::kind(tail) else { return None };
        let is_bracketed = tail.chars().nth(1) == Some(')');
        (is_bracketed && follows(letter) && !rest.is_empty()).then_some((at + 1, letter, rest))
    });
    let (cut, letter, rest) = found?;
    text.truncate(cut);
    Some((letter, rest))
}
