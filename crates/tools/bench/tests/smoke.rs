//! The measuring tool still measures: once through, on both databases, with as little as there can be.
#![cfg(test)]

use std::path::Path;
use std::process::Command;

/// Runs the tool against the program that the same build made.
fn measured(more: &[&str]) -> String {
    let tool = Path::new(env!("CARGO_BIN_EXE_daumoi-bench"));
    let program = tool.with_file_name("daumoi");
    assert!(program.is_file(), "build the program first: cargo build -p daumoi");
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(tool)
        .args(["--cases", "60,120", "--clients", "2", "--lives", "1", "--requests", "3"])
        .args(["--due-dates", "1000", "--folder"])
        .arg(folder.path())
        .arg("--definitions")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../definitions"))
        .args(more)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
    told
}

fn tells_every_figure(told: &str) {
    for figure in [
        "due dates a second",
        "bare engine",
        "durable steps a second",
        "0 refused",
        "start on this database",
        "inbox",
        "case list, open",
        "case page",
        "register list",
        "rebuild, entries a second",
        "aims not reached",
    ] {
        assert!(told.contains(figure), "no “{figure}” in:\n{told}");
    }
}

#[test]
fn every_figure_is_made_on_sqlite() {
    tells_every_figure(&measured(&[]));
}

#[test]
#[ignore = "needs DAUMOI_TEST_POSTGRES"]
fn every_figure_is_made_on_postgres() {
    #[expect(clippy::disallowed_methods, reason = "the server of the tests is named outside")]
    let server = std::env::var("DAUMOI_TEST_POSTGRES").expect("DAUMOI_TEST_POSTGRES is set");
    tells_every_figure(&measured(&["--postgres", &server]));
}
