//! Arrows point inward (I2), and what is outside comes in by one door only (I1, I3).

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::{Exceptions, Finding};

/// One of our crates, with the crates it is built on (not those of its tests).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// `domain/kernel`.
    pub room: String,
    pub needs: Vec<String>,
}

/// The order inside the domain and the app: a room knows only rooms of a lower number.
const FLOORS: &[(&str, u8)] = &[
    ("domain/kernel", 0),
    ("domain/calendar", 1),
    ("domain/mandate", 1),
    ("domain/definition", 2),
    ("app/office", 0),
    ("entry/web", 0),
];
/// Of the rooms that are not in the table: the engines of the domain, `app/jobs`, `entry/cli`.
const TOP_FLOOR: u8 = 3;

/// What the domain may use from outside: values and text, nothing that reaches out.
const PURE: &[&str] = &[
    "cel",
    "hex",
    "jiff",
    "serde",
    "serde_json",
    "sha2",
    "strsim",
    "thiserror",
    "toml",
    "unicode-normalization",
];

/// Outside crates that only some rooms may name.
const DOORS: &[(&str, &[&str])] = &[
    ("rusqlite", &["infra/store"]),
    ("tokio-postgres", &["infra/store"]),
    ("deadpool-postgres", &["infra/store"]),
    ("axum", &["entry/web"]),
    ("askama", &["entry/web"]),
    ("typst", &["infra/typeset"]),
    ("typst-pdf", &["infra/typeset"]),
    ("lettre", &["infra/connect"]),
    ("reqwest", &["infra/connect", "infra/files", "infra/sign"]),
    ("chrono", &[]),
    ("openssl", &[]),
];

/// Reads the workspace from `cargo metadata`.
pub(crate) fn packages(root: &Path) -> Result<Vec<Package>, String> {
    let asked = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("cargo metadata: {error}"))?;
    if !asked.status.success() {
        return Err(String::from_utf8_lossy(&asked.stderr).into_owned());
    }
    let told: Value = serde_json::from_slice(&asked.stdout).map_err(|error| error.to_string())?;
    let packages = told.get("packages").and_then(Value::as_array);
    Ok(packages.into_iter().flatten().filter_map(package).collect())
}

fn package(told: &Value) -> Option<Package> {
    let manifest = Path::new(told.get("manifest_path")?.as_str()?);
    let folder = manifest.parent()?;
    let (ring, room) = (folder.parent()?.file_name()?, folder.file_name()?);
    let needs = told.get("dependencies")?.as_array()?.iter();
    let needs = needs.filter(|needed| needed.get("kind").is_none_or(Value::is_null));
    let name = |needed: &Value| {
        let path = needed.get("path").and_then(Value::as_str).map(Path::new);
        let own = path.and_then(|path| {
            let ring = path.parent()?.file_name()?.to_str()?;
            Some(format!("{ring}/{}", path.file_name()?.to_str()?))
        });
        own.or_else(|| needed.get("name")?.as_str().map(str::to_owned))
    };
    Some(Package {
        room: format!("{}/{}", ring.to_str()?, room.to_str()?),
        needs: needs.filter_map(name).collect(),
    })
}

/// Every arrow that points the wrong way.
#[must_use]
pub fn crossed(packages: &[Package], exceptions: &mut Exceptions) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in packages {
        let own = package.needs.iter().filter(|needed| needed.contains('/'));
        findings.extend(own.filter_map(|needed| arrow(&package.room, needed)));
        let outside = package.needs.iter().filter(|needed| !needed.contains('/'));
        for needed in outside {
            let found = door(&package.room, needed);
            findings.extend(found.filter(|finding| {
                exceptions.used(&format!("uses-{needed}"), &finding.place).is_none()
            }));
        }
    }
    findings
}

fn ring(room: &str) -> &str {
    room.split('/').next().unwrap_or_default()
}

fn floor(room: &str) -> u8 {
    FLOORS.iter().find(|(known, _)| *known == room).map_or(TOP_FLOOR, |(_, floor)| *floor)
}

fn arrow(from: &str, to: &str) -> Option<Finding> {
    let place = format!("crates/{from}/Cargo.toml");
    let may = match (ring(from), ring(to)) {
        ("tools", _) | ("infra", "domain") | ("app", "domain" | "infra") => true,
        ("entry", "domain" | "infra" | "app") => true,
        ("domain", "domain") | ("app", "app") | ("entry", "entry") => floor(to) < floor(from),
        _ => false,
    };
    let hint = match (ring(from), ring(to)) {
        ("domain", "domain") => {
            "Siblings do not know each other: what both need goes into kernel, or app/office joins them."
        }
        ("infra", "infra") => {
            "Infra rooms do not know each other: app/office hands one's answer to the other."
        }
        (_, "tools") => "Tools are for tests and people: make it a dev-dependency.",
        _ => {
            "Arrows point inward: domain <- infra <- app <- entry. Move the code, or pass a value."
        }
    };
    (!may).then(|| Finding::new(&place, format!("{from} must not know {to}"), hint))
}

fn door(room: &str, outside: &str) -> Option<Finding> {
    let place = format!("crates/{room}/Cargo.toml");
    if ring(room) == "domain" && !PURE.contains(&outside) {
        let hint = "The domain is values and functions. If the crate does no I/O and knows no time, \
                    add it to PURE in crates/tools/xtask/src/rings.rs and say why in the commit.";
        return Some(Finding::new(&place, format!("{room} uses {outside}"), hint));
    }
    let (_, rooms) = DOORS.iter().find(|(known, _)| *known == outside)?;
    if ring(room) == "tools" || rooms.contains(&room) {
        return None;
    }
    let hint = match rooms {
        [] => "It is banned; docs/adr says what is used instead.".to_owned(),
        rooms => format!("Only {} may; ask that room.", rooms.join(", ")),
    };
    Some(Finding::new(&place, format!("{room} uses {outside}"), hint))
}
