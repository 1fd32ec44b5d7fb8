//! An edition of a definition in force never changes (I13): `definitions/editions.lock` holds the
//! fingerprint of every edition, and only additions pass.
//!
//! A case pins the edition it began under by this fingerprint. Until a release, whoever changes an
//! edition writes the lock again, and the change is seen in review.

use std::collections::BTreeMap;
use std::path::Path;

use daumoi_definition::{SourceFile, load};

use crate::{Finding, tree};

const FILE: &str = "definitions/editions.lock";
const HEAD: &str = "# Every edition and its fingerprint, written by `cargo xtask lock`.\n";

pub(crate) fn changed(root: &Path) -> Result<Vec<Finding>, String> {
    let locked = tree::text(&root.join(FILE))?;
    let now = fingerprints(root)?;
    Ok(compared(&locked, &now))
}

fn compared(locked: &str, now: &BTreeMap<String, String>) -> Vec<Finding> {
    let mut known = BTreeMap::new();
    for line in locked.lines().filter(|line| !line.starts_with('#')) {
        if let Some((edition, fingerprint)) = line.rsplit_once(' ') {
            known.insert(edition, fingerprint);
        }
    }
    let mut findings = Vec::new();
    for (edition, fingerprint) in &known {
        let hint = "Open cases pinned it. Add an edition with its own dates instead. If it was never \
                    released: cargo xtask lock, and say in the commit what changed.";
        match now.get(*edition).map(String::as_str) {
            Some(found) if found == *fingerprint => {}
            Some(_) => findings.push(Finding::new(FILE, format!("{edition} changed"), hint)),
            None => findings.push(Finding::new(FILE, format!("{edition} is gone"), hint)),
        }
    }
    for edition in now.keys().filter(|edition| !known.contains_key(edition.as_str())) {
        let hint = "A new edition: write it down with cargo xtask lock.";
        findings.push(Finding::new(FILE, format!("{edition} is not in the lock"), hint));
    }
    findings
}

/// Writes the fingerprint of every edition down.
///
/// # Errors
/// When the definitions have mistakes or the file cannot be written.
pub fn write_lock(root: &Path) -> Result<(), String> {
    let lines = fingerprints(root)?;
    let lines = lines.iter().map(|(edition, print)| format!("{edition} {print}\n"));
    let text = format!("{HEAD}{}", lines.collect::<String>());
    std::fs::write(root.join(FILE), text).map_err(|error| format!("{FILE}: {error}"))
}

fn fingerprints(root: &Path) -> Result<BTreeMap<String, String>, String> {
    let folder = root.join("definitions");
    let mut files = Vec::new();
    tree::walk(&folder, &mut |path| {
        if path.extension().is_some_and(|kind| kind == "toml") {
            files.push(SourceFile { path: tree::relative(&folder, path), text: tree::text(path)? });
        }
        Ok(())
    })?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let department = load(&files).map_err(|findings| {
        let told: Vec<String> = findings.iter().map(ToString::to_string).collect();
        format!("the definitions have mistakes:\n{}", told.join("\n"))
    })?;
    let mut prints = BTreeMap::new();
    for procedure in department.procedures.values() {
        for edition in &procedure.editions {
            prints.insert(format!("{} {}", procedure.id, edition.id), edition.fingerprint.clone());
        }
    }
    Ok(prints)
}

#[cfg(test)]
mod tests {
    use super::compared;
    use std::collections::BTreeMap;

    #[test]
    fn an_edition_that_changed_vanished_or_is_new_is_named() {
        let now: BTreeMap<String, String> = [("p 2021", "aa"), ("p 2025", "bb"), ("q 2020", "cc")]
            .map(|(edition, print)| (edition.to_owned(), print.to_owned()))
            .into();
        let locked = "# head\np 2021 aa\np 2025 other\nr 2020 dd\n";
        let told: Vec<String> = compared(locked, &now).into_iter().map(|it| it.what).collect();
        assert_eq!(told, ["p 2025 changed", "r 2020 is gone", "q 2020 is not in the lock"]);
    }
}
