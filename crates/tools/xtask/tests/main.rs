//! The house is in order, and what is not in order is found.

use daumoi_xtask::{
    Exceptions, Finding, Package, SourceText, crossed, root, tidy, unmapped, untidy,
};

fn package(room: &str, needs: &[&str]) -> Package {
    Package {
        room: room.to_owned(),
        needs: needs.iter().map(|needed| (*needed).to_owned()).collect(),
    }
}

fn told(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.what.as_str()).collect()
}

#[test]
fn the_house_is_tidy() {
    let findings = tidy(root()).unwrap_or_else(|error| panic!("{error}"));
    let text: String = findings.iter().map(|finding| format!("{finding}\n")).collect();
    assert!(findings.is_empty(), "\n{text}");
}

#[test]
fn an_arrow_outward_or_to_a_sibling_is_found() {
    let packages = [
        package("domain/dossier", &["domain/register", "domain/calendar", "serde"]),
        package("domain/kernel", &["domain/calendar", "tokio"]),
        package("infra/store", &["infra/files", "rusqlite"]),
        package("app/office", &["infra/store", "entry/web", "axum"]),
        package("entry/cli", &["entry/web", "tools/testkit"]),
    ];
    assert_eq!(
        told(&crossed(&packages, &mut Exceptions::default())),
        [
            "domain/dossier must not know domain/register",
            "domain/kernel must not know domain/calendar",
            "domain/kernel uses tokio",
            "infra/store must not know infra/files",
            "app/office must not know entry/web",
            "app/office uses axum",
            "entry/cli must not know tools/testkit",
        ]
    );
}

#[test]
fn a_crate_without_a_row_and_a_row_without_a_crate_are_found() {
    let map = "| room | what |\n| `domain/kernel` | text |\n| `infra/gone` | nothing |\n";
    let packages = [package("domain/kernel", &[]), package("infra/store", &[])];
    assert_eq!(
        told(&unmapped(&packages, map)),
        [
            "the map does not name crates/infra/store",
            "the map names infra/gone, and there is no crates/infra/gone"
        ]
    );
}

#[test]
fn an_untidy_file_is_found_and_an_idle_exception_too() {
    let source = |path: &str, text: String| SourceText { path: path.to_owned(), text };
    let sources = [
        source("crates/app/office/src/helpers.rs", "fn f() {}\n".to_owned()),
        source("crates/app/office/src/long.rs", format!("//! Long.\n{}", "\n".repeat(650))),
        source("crates/app/office/src/longer.rs", format!("//! Long.\n{}", "\n".repeat(700))),
        source("definitions/a.toml", format!("# {}{}\n", "TO", "DO")),
    ];
    let mut exceptions = Exceptions::parse(
        "long crates/app/office/src/long.rs 651\nlong crates/app/office/src/longer.rs 690\nlong gone.rs 700\n",
    );
    let findings = untidy(&sources, &mut exceptions);
    assert_eq!(
        told(&findings),
        [
            "the file does not say what it is",
            "“helpers” does not say what is inside",
            "701 lines, 690 are allowed",
            &format!("a mark of unfinished work: {}{}", "TO", "DO"),
        ]
    );
    assert_eq!(told(&exceptions.unused()), ["the exception “long gone.rs” is not needed any more"]);
}
