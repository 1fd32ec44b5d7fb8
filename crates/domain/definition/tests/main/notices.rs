//! Mistakes in notices are told where they stand.

use daumoi_definition::{SourceFile, load};

use crate::small::files;

const NOTICE: &str = r#"id = "applicant.accepted"
title = { vi = "Tiếp nhận", en = "Accepted" }
event = "accepted"
to = "applicant"
channels = ["mail", "sms"]

[[edition]]
in_force = { from = 2021-01-01 }
subject = { vi = "Hồ sơ {code}", en = "Dossier {code}" }
text.vi = """
Kính gửi {applicant},
Hẹn trả: {due}"""
text.en = "Dear {applicant}"
short = { vi = "Hồ sơ {code}", en = "Dossier {code}" }
confidence = "assumed"
"#;

fn mistakes(old: &str, new: &str) -> String {
    let mut files = files(&[]);
    assert!(NOTICE.contains(old), "{old}");
    files.push(SourceFile {
        path: "common/notices/accepted.toml".to_owned(),
        text: NOTICE.replacen(old, new, 1),
    });
    match load(&files) {
        Ok(_) => "nothing is wrong".to_owned(),
        Err(found) => found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    }
}

#[test]
fn an_unknown_placeholder_is_told_at_its_line_and_column() {
    assert_eq!(mistakes("{due}", "{due}"), "nothing is wrong");
    assert_eq!(
        mistakes("Hẹn trả: {due}", "Hẹn trả: {dua}"),
        "common/notices/accepted.toml:12:10: there is no placeholder \"dua\"\n  \
         hint: did you mean \"due\"?"
    );
}

#[test]
fn a_placeholder_of_another_event_is_unknown_here() {
    let found = mistakes("Hẹn trả: {due}", "Lý do: {article}");
    assert!(
        found.starts_with("common/notices/accepted.toml:12:8: there is no placeholder"),
        "{found}"
    );
}

#[test]
fn a_stray_brace_is_told() {
    let found = mistakes("Kính gửi {applicant},", "Kính gửi {Applicant},");
    assert!(
        found.starts_with("common/notices/accepted.toml:11:10: a \"{\" that belongs"),
        "{found}"
    );
}

#[test]
fn an_applicant_is_not_told_inside_the_program() {
    let found = mistakes(r#"["mail", "sms"]"#, r#"["mail", "in_app"]"#);
    assert!(
        found.starts_with("common/notices/accepted.toml:5:21: an applicant has no list"),
        "{found}"
    );
}
