//! What no compiler checks about this repository: arrows, the map, sizes, names, editions.
//!
//! Runs as a test, so plain `cargo test` runs it; and as `cargo xtask tidy`. Each finding says where
//! it is, what is wrong and what to do. Exceptions stand in `exceptions.txt`, which may only shrink.

mod editions;
mod exceptions;
mod files;
mod map;
mod names;
mod rings;
mod tree;

use std::path::Path;

pub use editions::write_lock;
pub use exceptions::Exceptions;
pub use files::{SourceText, untidy};
pub use map::unmapped;
pub use rings::{Package, crossed};

/// One thing that is not in order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file or crate.
    pub place: String,
    pub what: String,
    pub hint: String,
}

impl Finding {
    fn new(place: &str, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { place: place.to_owned(), what: what.into(), hint: hint.into() }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}: {}\n    {}", self.place, self.what, self.hint)
    }
}

/// The root of the repository.
#[must_use]
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../.."))
}

/// Everything that is not in order in the repository at `root`.
///
/// # Errors
/// When the repository cannot be read.
pub fn tidy(root: &Path) -> Result<Vec<Finding>, String> {
    let packages = rings::packages(root)?;
    let sources = tree::sources(root)?;
    let mut exceptions = Exceptions::read(root)?;
    let mut findings = crossed(&packages, &mut exceptions);
    let map = tree::text(&root.join("ARCHITECTURE.md"))?;
    findings.extend(unmapped(&packages, &map));
    findings.extend(untidy(&sources, &mut exceptions));
    findings.extend(names::named(&sources, &tree::definition_ids(root)?, &mut exceptions));
    findings.extend(editions::changed(root)?);
    findings.extend(exceptions.unused());
    findings.sort();
    Ok(findings)
}
