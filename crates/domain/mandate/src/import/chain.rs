//! Picks, among all numbered lines, the one list that is the clauses.
//!
//! A page may hold several lists: a table of contents, the clauses of `Điều 1` and `Điều 3`, a list inside a clause.
//! Every numbered line gets a weight (more when a whole sentence or points follow), every step from one
//! to the next a cost (numbers left out, numbered lines passed over), and the list with the best sum wins.
//! Numbered lines beside and inside that list which it did not take are then judged one by one: a misnumbered clause
//! is kept, a list that starts again at 1 stays text.

use daumoi_kernel::vietnamese::fold;

use super::line::{Kind, Line};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ClauseStart {
    /// Index among the lines.
    pub(crate) at: usize,
    pub(crate) number: u32,
}

struct Candidate {
    at: usize,
    number: u32,
    style: char,
    /// Lines before it that begin another article: a list never crosses one.
    article: usize,
    /// Roman headings before it, which a list seldom crosses.
    roman: usize,
    weight: i64,
    /// Extra weight as the first of a list, for the heading above it.
    heading: i64,
}

/// Where the clauses begin, in the order of the text. Misnumbered clauses after the last one in order are found by
/// [`super::ending`].
pub(crate) fn clause_starts(lines: &[Line]) -> Vec<ClauseStart> {
    let candidates = candidates(lines);
    let list = best_list(&candidates);
    let (Some(first), Some(last)) = (list.first(), list.last()) else { return Vec::new() };
    let from = first - leading_clauses(&candidates, *first);
    let mut starts = Vec::new();
    for (index, candidate) in candidates.iter().enumerate().take(last + 1).skip(from) {
        let belongs =
            list.contains(&index) || index < *first || !is_list_within(&candidates, &list, index);
        if belongs {
            starts.push(ClauseStart { at: candidate.at, number: candidate.number });
        }
    }
    starts
}

fn candidates(lines: &[Line]) -> Vec<Candidate> {
    let (mut article, mut roman, mut heading) = (0, 0, 0);
    let mut candidates = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        heading = heading_weight(line).max(heading);
        match &line.kind {
            Kind::Article => {
                article += 1;
                heading = heading_weight(line);
            }
            Kind::Roman => {
                roman += 1;
                heading = heading_weight(line);
            }
            Kind::Clause { number, style, .. } => {
                let weight = weight(lines, at);
                let (number, style) = (*number, *style);
                candidates.push(Candidate { at, number, style, article, roman, weight, heading });
                heading = 0;
            }
            _ => {}
        }
    }
    candidates
}

/// How surely a line announces duties: `Điều 2. Nhiệm vụ và quyền hạn`, or the same words without a number.
fn heading_weight(line: &Line) -> i64 {
    const DUTIES: &[&str] =
        &["nhiem vu", "quyen han", "duties", "tasks", "powers", "functions", "responsibilities"];
    let plain = fold(&line.text);
    let speaks_of_duties = DUTIES.iter().any(|word| plain.contains(word));
    match line.kind {
        Kind::Article | Kind::Roman if speaks_of_duties => 20,
        Kind::Prose if speaks_of_duties => 8,
        _ => 0,
    }
}

/// A sentence or points under a number make it a clause; a few words could be a menu.
fn weight(lines: &[Line], at: usize) -> i64 {
    const SENTENCE: usize = 40;
    let mut length = 0;
    for (offset, line) in lines.iter().skip(at).enumerate() {
        let is_next = offset > 0 && matches!(line.kind, Kind::Clause { .. } | Kind::Article);
        if is_next || length >= SENTENCE {
            break;
        }
        if matches!(line.kind, Kind::Point { .. }) {
            return 10;
        }
        length += line.rest().chars().count();
    }
    if length >= SENTENCE { 10 } else { 5 }
}

/// Indexes of the candidates of the best list.
fn best_list(candidates: &[Candidate]) -> Vec<usize> {
    const LOOK_BACK: usize = 250;
    let mut best: Vec<(i64, Option<usize>)> = Vec::new();
    for (index, candidate) in candidates.iter().enumerate() {
        let mut here = (start_sum(candidate), None);
        let mut passed_over = 0;
        for before in (index.saturating_sub(LOOK_BACK)..index).rev() {
            let (Some(earlier), Some((sum, _))) = (candidates.get(before), best.get(before)) else {
                break;
            };
            if earlier.article != candidate.article {
                break;
            }
            if earlier.number < candidate.number {
                let sum = sum + candidate.weight - passed_over - step_cost(earlier, candidate);
                if sum > here.0 {
                    here = (sum, Some(before));
                }
            }
            // To pass over a list that begins again costs more than to pass over a misprint, and one that is
            // numbered another way (`1)` under `1.`) is most likely a list inside the clause.
            passed_over += match earlier.number {
                _ if earlier.style != candidate.style => 1,
                1 => 15,
                _ => 6,
            };
        }
        best.push(here);
    }
    let mut list = Vec::new();
    let mut next = strongest(&best);
    while let Some(index) = next {
        list.push(index);
        next = best.get(index).and_then(|(_, before)| *before);
    }
    list.reverse();
    list
}

/// The first of the highest sums.
fn strongest(best: &[(i64, Option<usize>)]) -> Option<usize> {
    let highest = best.iter().map(|(sum, _)| *sum).max()?;
    best.iter().position(|(sum, _)| *sum == highest)
}

fn start_sum(candidate: &Candidate) -> i64 {
    candidate.weight + candidate.heading - (3 * (i64::from(candidate.number) - 1)).min(8)
}

fn step_cost(earlier: &Candidate, later: &Candidate) -> i64 {
    let left_out = i64::from(later.number) - i64::from(earlier.number) - 1;
    let leap = if left_out <= 20 { (3 * left_out).min(9) } else { 30 };
    let style = if earlier.style == later.style { 0 } else { 4 };
    let roman = if earlier.roman == later.roman { 0 } else { 8 };
    leap + style + roman
}

/// How many candidates just before the list are clauses too: a first number typed twice, or `2.` before `1.`.
fn leading_clauses(candidates: &[Candidate], first: usize) -> usize {
    let Some(start) = candidates.get(first).filter(|start| start.heading == 0) else { return 0 };
    let is_clause = |candidate: &Candidate| {
        candidate.article == start.article
            && candidate.roman == start.roman
            && candidate.style == start.style
            && (candidate.weight >= 10 || candidate.heading > 0)
    };
    let leading =
        candidates.iter().take(first).rev().take_while(|before| is_clause(before)).count();
    let begins = candidates.get(first - leading);
    let is_a_list = leading >= 2 && begins.is_some_and(|before| before.number == 1);
    if is_a_list { 0 } else { leading }
}

/// Whether the candidate, not taken by the list, is one of a list inside a clause: typed another way, or part of a
/// group between two clauses that begins at 1 and goes on to 2.
fn is_list_within(candidates: &[Candidate], list: &[usize], index: usize) -> bool {
    let before = list.iter().copied().filter(|taken| *taken < index).max();
    let after = list.iter().copied().find(|taken| *taken > index);
    let (Some(before), Some(after)) = (before, after) else { return true };
    let style_of = |index: usize| candidates.get(index).map(|candidate| candidate.style);
    let mut group =
        candidates.iter().take(after).skip(before + 1).map(|candidate| candidate.number);
    let begins_again = group.next() == Some(1) && group.next() == Some(2);
    begins_again || (style_of(index) != style_of(before) && style_of(index) != style_of(after))
}
