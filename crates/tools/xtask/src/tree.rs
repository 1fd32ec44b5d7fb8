//! Reading the repository.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::files::SourceText;

/// Folders that are never ours.
const NOT_OURS: &[&str] = &["target", "node_modules", ".git", "var"];
/// What is read: text that people write.
const WRITTEN: &[&str] = &["rs", "toml", "html", "css", "js", "ts", "sql", "typ", "sh", "yml"];

pub(crate) fn text(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Every text file of the house, with its path from the root.
pub(crate) fn sources(root: &Path) -> Result<Vec<SourceText>, String> {
    let mut found = Vec::new();
    for folder in ["crates", "definitions", "e2e", "assets", ".ci"] {
        let folder = root.join(folder);
        if folder.is_dir() {
            walk(&folder, &mut |path| {
                let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
                if WRITTEN.contains(&kind) {
                    found.push(SourceText { path: relative(root, path), text: text(path)? });
                }
                Ok(())
            })?;
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// The ids of procedures and registers.
pub(crate) fn definition_ids(root: &Path) -> Result<BTreeSet<String>, String> {
    let mut ids = BTreeSet::new();
    walk(&root.join("definitions"), &mut |path| {
        let kind = path.parent().and_then(Path::file_name).and_then(|name| name.to_str());
        if matches!(kind, Some("procedures" | "registers")) {
            let text = text(path)?;
            let id = text.lines().find_map(|line| line.strip_prefix("id = \"")?.strip_suffix('"'));
            ids.extend(id.filter(|id| id.contains('.')).map(str::to_owned));
        }
        Ok(())
    })?;
    Ok(ids)
}

pub(crate) fn relative(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

pub(crate) fn walk(
    folder: &Path,
    visit: &mut impl FnMut(&Path) -> Result<(), String>,
) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.sort();
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() && !NOT_OURS.contains(&name) {
            walk(&path, visit)?;
        } else if path.is_file() {
            visit(&path)?;
        }
    }
    Ok(())
}
