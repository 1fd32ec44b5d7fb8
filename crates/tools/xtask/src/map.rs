//! The map in ARCHITECTURE.md names exactly the crates that exist (I17).

use std::collections::BTreeSet;

use crate::{Finding, Package};

/// Crates without a line in the map, and lines without a crate. A line is a row of the table whose
/// first cell is `` `ring/room` ``.
#[must_use]
pub fn unmapped(packages: &[Package], map: &str) -> Vec<Finding> {
    let told: BTreeSet<&str> = map.lines().filter_map(room).collect();
    let real: BTreeSet<&str> = packages.iter().map(|package| package.room.as_str()).collect();
    let missing = real.difference(&told).map(|room| {
        let hint = format!(
            "Add a row to the table of ARCHITECTURE.md: | `{room}` | what it is | what it is not |"
        );
        Finding::new("ARCHITECTURE.md", format!("the map does not name crates/{room}"), hint)
    });
    let idle = told.difference(&real).map(|room| {
        let what = format!("the map names {room}, and there is no crates/{room}");
        Finding::new("ARCHITECTURE.md", what, "Delete the row, or add the crate.")
    });
    missing.chain(idle).collect()
}

fn room(line: &str) -> Option<&str> {
    let cell = line.strip_prefix("| `")?.split_once('`')?.0;
    let ring = cell.split_once('/')?.0;
    ["domain", "infra", "app", "entry", "tools"].contains(&ring).then_some(cell)
}
