//! No crate mentions a procedure or a register by name (I15): the department is data. Tests and
//! tools may.

use std::collections::BTreeSet;

use crate::files::SourceText;
use crate::{Exceptions, Finding};

pub(crate) fn named(
    sources: &[SourceText],
    ids: &BTreeSet<String>,
    exceptions: &mut Exceptions,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| is_shipped(&source.path)) {
        // What follows is the file's own tests.
        let shipped = source.text.split("#[cfg(test)]").next().unwrap_or_default();
        let names = |id: &&String| {
            shipped.contains(&format!("\"{id}\"")) || shipped.contains(&format!("“{id}”"))
        };
        if let Some(id) = ids.iter().find(names)
            && exceptions.used("names", &source.path).is_none()
        {
            let hint = "Say it in the definition and let the code read it there.";
            findings.push(Finding::new(&source.path, format!("the code names {id}"), hint));
        }
    }
    findings
}

fn is_shipped(path: &str) -> bool {
    path.starts_with("crates/")
        && !path.starts_with("crates/tools/")
        && path.contains("/src/")
        && !path.ends_with("tests.rs")
        && !path.contains("/tests/")
}
