//! The definitions of this repository.

use std::path::{Path, PathBuf};

use daumoi_definition::{Department, Finding, SourceFile, load};

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a test reads the disk for the pure loader")]
pub(crate) fn department_of_this_repository() -> Result<Department, Vec<Finding>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..").canonicalize().unwrap();
    let mut paths = Vec::new();
    collect(&root.join("definitions"), &mut paths);
    let files: Vec<SourceFile> = paths
        .into_iter()
        .map(|path| SourceFile {
            path: path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned(),
            text: std::fs::read_to_string(&path).unwrap(),
        })
        .collect();
    load(&files)
}

#[test]
fn the_department_of_this_repository_is_clean() {
    if let Err(findings) = department_of_this_repository() {
        let listed: Vec<String> = findings.iter().map(ToString::to_string).collect();
        panic!("{} findings:\n{}", findings.len(), listed.join("\n"));
    }
}
