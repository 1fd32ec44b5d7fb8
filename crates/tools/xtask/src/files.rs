//! Each file by itself: its first line, its size, its name, no marks of unfinished work.

use crate::{Exceptions, Finding};

/// A text file with its path from the root.
#[derive(Clone, Debug)]
pub struct SourceText {
    pub path: String,
    pub text: String,
}

/// A file that is longer holds more than one idea.
const LONGEST: usize = 600;
/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] = &[
    "utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "managers", "types",
    "models", "model", "service", "services",
];
/// Written in two parts, so that this file is not found by its own rule.
const MARKS: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:")];

/// What is wrong with single files.
#[must_use]
pub fn untidy(sources: &[SourceText], exceptions: &mut Exceptions) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        let path = source.path.as_str();
        findings.extend(marks(source));
        if std::path::Path::new(path).extension().is_none_or(|kind| kind != "rs") {
            continue;
        }
        if !source.text.starts_with("//!") {
            let hint = "Begin with one sentence after `//!`: what lives here and what does not.";
            findings.push(Finding::new(path, "the file does not say what it is", hint));
        }
        findings.extend(name(path));
        let lines = source.text.lines().count();
        if lines > LONGEST {
            let allowed = exceptions.used("long", path).unwrap_or(LONGEST);
            if lines > allowed {
                let what = format!("{lines} lines, {allowed} are allowed");
                let hint = "Move one idea of it into a file of its own; aim at 300 lines.";
                findings.push(Finding::new(path, what, hint));
            }
        }
    }
    findings
}

fn marks(source: &SourceText) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in source.text.lines().enumerate() {
        if let Some(mark) = MARKS.iter().find(|mark| line.contains(*mark)) {
            let place = format!("{}:{}", source.path, number + 1);
            let what = format!("a mark of unfinished work: {mark}");
            let hint = "Do it now, open an issue, or assert today's behaviour in a test.";
            findings.push(Finding::new(&place, what, hint));
        }
    }
    findings
}

fn name(path: &str) -> Option<Finding> {
    let parts = path.split('/').skip(3).map(|part| part.strip_suffix(".rs").unwrap_or(part));
    let empty = parts.into_iter().find(|part| EMPTY_NAMES.contains(part))?;
    let what = format!("“{empty}” does not say what is inside");
    Some(Finding::new(path, what, "Name the thing, or put its parts where they are used."))
}
