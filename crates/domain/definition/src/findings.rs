//! What is wrong in a set of definitions: each finding with its place, in words, with a hint.
//!
//! Not here: looking for mistakes. A finding never stops the search for the next one.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::Serialize;

/// One mistake in one file. Lines and columns count from 1; columns count characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub message: String,
    pub hint: Option<String>,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, message, hint } = self;
        write!(formatter, "{file}:{line}:{column}: {message}")?;
        match hint {
            Some(hint) => write!(formatter, "\n  hint: {hint}"),
            None => Ok(()),
        }
    }
}

/// Collects findings while many readers look at the same files.
#[derive(Debug, Default)]
pub(crate) struct Report {
    findings: RefCell<Vec<Finding>>,
    /// References to what was not found.
    dangling: RefCell<Vec<Finding>>,
    /// Some file is not TOML: what it would define cannot be known.
    is_incomplete: Cell<bool>,
}

impl Report {
    pub(crate) fn add(&self, finding: Finding) {
        self.findings.borrow_mut().push(finding);
    }

    pub(crate) fn add_dangling(&self, finding: Finding) {
        self.dangling.borrow_mut().push(finding);
    }

    pub(crate) fn note_incomplete(&self) {
        self.is_incomplete.set(true);
    }

    /// Sorted by place. An inherited mistake is seen once per edition and told once. While a file
    /// cannot be read, references are not told: they may lead into that file.
    pub(crate) fn into_sorted(self) -> Vec<Finding> {
        let mut findings = self.findings.into_inner();
        if !self.is_incomplete.get() {
            findings.append(&mut self.dangling.into_inner());
        }
        findings.sort();
        findings.dedup_by(|one, other| {
            let place = |it: &Finding| (it.line, it.column);
            one.file == other.file && place(one) == place(other) && one.message == other.message
        });
        findings
    }
}

/// The candidate that a misspelt word most likely meant.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let allowed = (word.chars().count() / 3).max(2);
    candidates
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// `did you mean "x"?`, or the list when it is short enough to read.
pub(crate) fn suggestion<'a>(
    word: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<String> {
    const READABLE: usize = 12;
    let candidates: Vec<&str> = candidates.collect();
    if let Some(meant) = nearest(word, candidates.iter().copied()) {
        return Some(format!("did you mean \"{meant}\"?"));
    }
    let listed = !candidates.is_empty() && candidates.len() <= READABLE;
    listed.then(|| format!("known here: {}", candidates.join(", ")))
}
