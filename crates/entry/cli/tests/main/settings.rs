//! `daumoi config`: every setting, where it comes from, and misspelt ones refused.

use crate::desk::Desk;

#[test]
fn every_setting_is_explained_with_its_source_in_both_languages() {
    let desk = Desk::empty();
    desk.write("daumoi.toml", "listen = \"127.0.0.1:9000\"\n[files]\nlimit_mb = 40\n");
    let variables = [("DAUMOI_LOG_FORMAT", "json")];
    let found = desk.run_with(&["config", "--explain", "--json"], &variables).well().json();
    let of = |key: &str| {
        let rows = found["settings"].as_array().unwrap();
        rows.iter().find(|row| row["key"] == key).unwrap().clone()
    };
    assert_eq!(
        (of("listen")["value"].as_str(), of("listen")["source"].as_str()),
        (Some("127.0.0.1:9000"), Some("file"))
    );
    assert_eq!(of("base_url")["value"], "http://127.0.0.1:9000");
    assert_eq!(of("files.limit_mb")["value"], "40");
    assert_eq!(of("log.format")["source"], "environment");
    assert_eq!(of("database")["source"], "default");
    assert!(of("node")["meaning"]["vi"].is_string() && of("node")["meaning"]["en"].is_string());
    let told = desk.run(&["config", "--explain"]).well();
    assert!(told.out.contains("file daumoi.toml"), "{}", told.out);
}

#[test]
fn secrets_are_masked() {
    let variables = [
        ("DAUMOI_DATABASE", "postgres://office:hunter2@db/daumoi"),
        ("DAUMOI_FILES_SECRET_KEY", "hunter3"),
    ];
    let told = Desk::empty().run_with(&["config", "--explain"], &variables).well();
    assert!(!told.out.contains("hunter"), "{}", told.out);
    assert!(told.out.contains("postgres://office:"), "{}", told.out);
}

#[test]
fn an_unknown_setting_is_refused_with_the_nearest_known_one() {
    let desk = Desk::empty();
    desk.write("daumoi.toml", "data = \"var\"\n[files]\nlimt_mb = 40\n");
    let told = desk.run(&["config"]);
    assert_eq!(told.exit, 2);
    assert!(told.err.contains("daumoi.toml:3"), "{}", told.err);
    assert!(told.err.contains("files.limit_mb"), "{}", told.err);
    let told = Desk::empty().run_with(&["config"], &[("DAUMOI_LISTN", "x")]);
    assert_eq!(told.exit, 2);
    assert!(told.err.contains("DAUMOI_LISTEN"), "{}", told.err);
}

#[test]
fn a_value_that_does_not_fit_is_refused_with_what_is_wanted() {
    for (name, value) in
        [("DAUMOI_NODE", "70000"), ("DAUMOI_FILES_STORE", "tape"), ("DAUMOI_LOG_FORMAT", "xml")]
    {
        let told = Desk::empty().run_with(&["config"], &[(name, value)]);
        assert_eq!(told.exit, 2, "{name}");
        assert!(told.err.contains(value) && told.err.contains("Wanted"), "{}", told.err);
    }
}
