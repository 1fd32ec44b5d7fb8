//! The list of what may be untidy for now. It may only shrink: a line that is not needed any more is
//! a finding, and so is a file that grew beyond what its line allows.

use std::collections::BTreeMap;
use std::path::Path;

use crate::{Finding, tree};

const FILE: &str = "crates/tools/xtask/exceptions.txt";

/// Lines `long <path> <lines>`, `names <path>` and `uses-<crate> <Cargo.toml>`.
#[derive(Debug, Default)]
pub struct Exceptions {
    /// Kind and path → how many lines, and whether it was needed.
    allowed: BTreeMap<(String, String), (usize, bool)>,
}

impl Exceptions {
    pub(crate) fn read(root: &Path) -> Result<Self, String> {
        Ok(Self::parse(&tree::text(&root.join(FILE))?))
    }

    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut allowed = BTreeMap::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split_whitespace();
            if let (Some(kind), Some(path)) = (words.next(), words.next()) {
                let lines = words.next().and_then(|lines| lines.parse().ok()).unwrap_or(0);
                allowed.insert((kind.to_owned(), path.to_owned()), (lines, false));
            }
        }
        Self { allowed }
    }

    /// How many lines the list allows, when it names the file; the line was needed then.
    pub(crate) fn used(&mut self, kind: &str, path: &str) -> Option<usize> {
        let entry = self.allowed.get_mut(&(kind.to_owned(), path.to_owned()))?;
        entry.1 = true;
        Some(entry.0)
    }

    /// Lines that nothing needs any more.
    #[must_use]
    pub fn unused(&self) -> Vec<Finding> {
        let idle = self.allowed.iter().filter(|(_, (_, used))| !used);
        idle.map(|((kind, path), _)| {
            let what = format!("the exception “{kind} {path}” is not needed any more");
            Finding::new(FILE, what, "Delete the line: the list may only shrink.")
        })
        .collect()
    }
}
