//! `cargo xtask tidy` names what is not in order; `cargo xtask lock` writes the editions down.

use std::io::Write;
use std::process::ExitCode;

use daumoi_xtask::{root, tidy, write_lock};

fn main() -> ExitCode {
    let task = std::env::args().nth(1).unwrap_or_default();
    let mut out = std::io::stderr().lock();
    let outcome = match task.as_str() {
        "tidy" => tidy(root()).map(|findings| {
            findings.iter().map(|finding| format!("{finding}\n")).collect::<String>()
        }),
        "lock" => write_lock(root()).map(|()| String::new()),
        _ => Err("cargo xtask tidy | lock".to_owned()),
    };
    let (said, code) = match outcome {
        Ok(findings) if findings.is_empty() => (String::new(), ExitCode::SUCCESS),
        Ok(findings) => (findings, ExitCode::FAILURE),
        Err(error) => (format!("{error}\n"), ExitCode::from(2)),
    };
    // A closed terminal is no reason to fail.
    drop(out.write_all(said.as_bytes()));
    code
}
