//! Reads the functions and duties of a department from any text: a decision, a circular, a web page copied whole.
//!
//! The text may be Vietnamese or English, wrapped anywhere, composed or decomposed, with navigation before it, page
//! numbers inside it and signatures or footers after it. What is asked of the reader:
//!
//! - it never fails, and no text of a clause is lost: what looks wrong is kept and gets a [`Warning`] with its line;
//! - clutter around the clauses is not taken for a clause;
//! - a clause without letters counts as one point, because it is one duty to carry; so the sample
//!   mandate of 34 clauses, 20 of them without letters, has 67 + 20 = 87 points.
//!
//! How: [`line`] says what each line could be, [`furniture`] drops what belongs to the page, [`chain`] picks the one
//! numbered list that is the clauses, [`ending`] finds where the last clause stops, with the help of [`foot`], [`sequence`] looks for numbers and letters
//! that are missing, repeated or out of order.

mod chain;
mod ending;
mod foot;
mod furniture;
mod letters;
mod line;
mod sequence;

use daumoi_kernel::Text;
use serde::Serialize;

use chain::ClauseStart;
use line::{Kind, Line};

/// What was read, in the shape that `daumoi mandate import` prints.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Import {
    pub clauses: Vec<ImportedClause>,
    pub clause_count: usize,
    /// All lettered points, and one for each clause without letters.
    pub point_count: usize,
    pub warnings: Vec<Warning>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportedClause {
    pub number: u32,
    pub text: String,
    pub points: Vec<ImportedPoint>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportedPoint {
    pub letter: String,
    pub text: String,
}

/// Something a person should look at, and the line of the text (counted from 1) where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    pub line: usize,
    pub message: Text,
}

/// A clause or point while its lines are being gathered.
pub(crate) struct Piece<M> {
    pub(crate) mark: M,
    pub(crate) line: usize,
    pub(crate) text: String,
}

/// A clause while its points are being gathered.
struct Clause {
    head: Piece<u32>,
    points: Vec<Piece<char>>,
}

/// Reads `text`; see the module for what is promised.
#[must_use]
pub fn import(text: &str) -> Import {
    let lines = furniture::without(line::lines(text));
    let starts = chain::clause_starts(&lines);
    let Some(first) = starts.first() else {
        return Import { warnings: vec![no_clause()], ..Import::default() };
    };
    let end = ending::of_last_clause(&lines, &starts);
    let mut clauses = gather(&lines, first.at, &end.starts, end.at);
    letters::split_inline_points(&mut clauses);
    let mut warnings = warnings(&clauses);
    warnings.extend(end.left_out);
    warnings.sort_by_key(|warning| warning.line);
    let point_count = clauses.iter().map(|clause| clause.points.len().max(1)).sum();
    let clauses: Vec<ImportedClause> = clauses.into_iter().map(finish).collect();
    Import { clause_count: clauses.len(), point_count, clauses, warnings }
}

fn no_clause() -> Warning {
    let message = Text::new(
        "Không tìm thấy khoản nào được đánh số trong văn bản.",
        "No numbered clause was found in the text.",
    );
    Warning { line: 1, message }
}

fn gather(lines: &[Line], from: usize, starts: &[ClauseStart], end: usize) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    let mut waiting = starts.iter().peekable();
    for (at, line) in lines.iter().enumerate().take(end).skip(from) {
        if let Some(start) = waiting.next_if(|start| start.at == at) {
            let text = line.rest().to_owned();
            let head = Piece { mark: start.number, line: line.number, text };
            clauses.push(Clause { head, points: Vec::new() });
            continue;
        }
        let Some(clause) = clauses.last_mut() else { continue };
        match &line.kind {
            Kind::Point { letter, rest } if !letters::is_roman(lines, at, end, starts) => {
                clause.points.push(Piece { mark: *letter, line: line.number, text: rest.clone() });
            }
            _ => join(clause.last_text(), line),
        }
    }
    clauses
}

impl Clause {
    fn last_text(&mut self) -> &mut String {
        match self.points.last_mut() {
            Some(point) => &mut point.text,
            None => &mut self.head.text,
        }
    }
}

/// Wrapped lines grow together with a space; a bullet stays on its own line.
fn join(text: &mut String, line: &Line) {
    if !text.is_empty() {
        text.push(if line.is_bullet() { '\n' } else { ' ' });
    }
    text.push_str(&line.text);
}

fn finish(clause: Clause) -> ImportedClause {
    let points = clause.points.into_iter();
    ImportedClause {
        number: clause.head.mark,
        text: clause.head.text,
        points: points
            .map(|point| ImportedPoint { letter: point.mark.to_string(), text: point.text })
            .collect(),
    }
}

fn warnings(clauses: &[Clause]) -> Vec<Warning> {
    let numbers: Vec<Option<u32>> = clauses.iter().map(|clause| Some(clause.head.mark)).collect();
    let mut warnings: Vec<Warning> = sequence::faults(&numbers)
        .into_iter()
        .filter_map(|(index, fault)| {
            let head = &clauses.get(index)?.head;
            Some(Warning { line: head.line, message: fault.of_clause(head.mark) })
        })
        .collect();
    let uses_dyet = clauses.iter().flat_map(|clause| &clause.points).any(|point| point.mark == 'đ');
    for clause in clauses {
        warnings.extend(letters::warnings(&clause.head, &clause.points, uses_dyet));
        let pieces = clause.points.iter().map(|point| (point.line, &point.text));
        let whole = std::iter::once((clause.head.line, &clause.head.text)).chain(pieces);
        warnings.extend(whole.filter(|(_, text)| text.is_empty()).map(|(line, _)| empty(line)));
    }
    warnings
}

fn empty(line: usize) -> Warning {
    let message = Text::new(
        "Số hoặc chữ đánh mục này không có nội dung.",
        "This number or letter is followed by no text.",
    );
    Warning { line, message }
}

#[cfg(test)]
mod tests;
