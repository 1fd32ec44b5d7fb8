//! A small sound set of definitions, and the same set with one thing changed.

use daumoi_definition::{Department, Finding, SourceFile, load};

const FILES: [(&str, &str); 11] = [
    ("common/office.toml", include_str!("small/office.toml")),
    ("common/roles.toml", include_str!("small/roles.toml")),
    ("common/units.toml", include_str!("small/units.toml")),
    ("common/people.toml", include_str!("small/people.toml")),
    ("common/reasons.toml", include_str!("small/reasons.toml")),
    ("common/flows/licence.toml", include_str!("small/flow.toml")),
    (
        "common/calendars/state-2024.toml",
        include_str!("../../../../../definitions/common/calendars/state-2024.toml"),
    ),
    ("04-press/duty.toml", include_str!("small/duty.toml")),
    ("04-press/procedures/issue.toml", include_str!("small/procedure.toml")),
    ("04-press/registers/bulletins.toml", include_str!("small/register.toml")),
    ("04-press/scenarios/issue/granted.toml", include_str!("small/scenario.toml")),
];

/// `(file, old text, new text)`: the first occurrence is replaced. A file is known by the end of its path.
pub(crate) type Edit<'a> = (&'a str, &'a str, &'a str);

pub(crate) fn files(edits: &[Edit<'_>]) -> Vec<SourceFile> {
    let mut files: Vec<SourceFile> = FILES
        .iter()
        .map(|(path, text)| SourceFile { path: (*path).to_owned(), text: (*text).to_owned() })
        .collect();
    for (path, old, new) in edits {
        let file = files.iter_mut().find(|file| file.path.ends_with(path)).unwrap();
        assert!(file.text.contains(old), "{path} has no {old:?}");
        file.text = file.text.replacen(old, new, 1);
    }
    files
}

pub(crate) fn sound() -> Department {
    department(&[])
}

pub(crate) fn department(edits: &[Edit<'_>]) -> Department {
    load(&files(edits)).unwrap_or_else(|findings| panic!("{}", listed(&findings)))
}

/// What is wrong after the edits, as a person would read it.
pub(crate) fn mistakes(edits: &[Edit<'_>]) -> String {
    match load(&files(edits)) {
        Ok(_) => "nothing is wrong".to_owned(),
        Err(findings) => listed(&findings),
    }
}

fn listed(findings: &[Finding]) -> String {
    findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
