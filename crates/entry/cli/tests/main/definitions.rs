//! `daumoi mandate`, `check`, `impact` and `publish`.

use std::fs;

use serde_json::json;

use crate::desk::{Desk, definitions};

const MANDATE: &str = "Trang chủ | Liên hệ\n\nĐiều 2. Nhiệm vụ và quyền hạn\n\
    1. Trình Ủy ban nhân dân tỉnh:\na) Dự thảo quyết định;\nb) Dự thảo kế hoạch.\n\
    2. Tổ chức thực hiện văn bản.\n3. Về báo chí:\na) Cấp giấy phép bản tin;\n\
    c) Trả lời họp báo.\n";

#[test]
fn a_mandate_is_read_as_a_tree_with_counts_and_warnings() {
    let desk = Desk::empty();
    let file = desk.write("mandate.txt", MANDATE);
    let found = desk.run(&["mandate", "import", &file, "--json"]).well().json();
    assert_eq!(found["clause_count"], 3);
    assert_eq!(found["point_count"], 5);
    assert_eq!(found["clauses"][0]["number"], 1);
    assert_eq!(found["clauses"][0]["points"][1]["letter"], "b");
    assert_eq!(found["warnings"].as_array().unwrap().len(), 1);
    assert_eq!(found["warnings"][0]["line"], 10);
    let told = desk.run(&["mandate", "import", &file]).well();
    assert!(told.out.contains("3 clauses, 5 points, 1 warnings"), "{}", told.out);
}

#[test]
fn a_mandate_that_is_not_text_is_refused() {
    let desk = Desk::empty();
    fs::write(desk.path("mandate.pdf"), [0x25, 0x50, 0xff, 0xfe]).unwrap();
    assert_eq!(desk.run(&["mandate", "import", "mandate.pdf", "--json"]).exit, 2);
    assert_eq!(desk.run(&["mandate", "import", "missing.txt"]).exit, 2);
}

#[test]
fn coverage_lists_every_point_and_counts_only_what_a_scenario_proves() {
    let asked = ["mandate", "coverage", "--json", "--scenario", "04-press/scenarios/*"];
    let found = Desk::empty().run(&asked).well().json();
    let points = found["points"].as_array().unwrap();
    assert_eq!(points.len(), 87);
    let of = |id: &str| points.iter().find(|point| point["id"] == id).unwrap();
    assert_eq!(of("1.a")["working"], json!(false));
    assert!(!of("4.b")["procedures"].as_array().unwrap().is_empty());
    assert!(!of("4.b")["scenarios"].as_array().unwrap().is_empty());
}

#[test]
fn sound_definitions_pass_the_check() {
    let told = Desk::empty().run(&["check"]).well();
    assert!(told.out.contains("No mistakes"), "{}", told.out);
}

#[test]
fn every_mistake_is_told_with_its_file_line_and_column() {
    let mut desk = Desk::empty();
    let own = desk.own_definitions();
    fs::write(own.join("common/roles.toml"), "[[roles]]\nid = \"a\"\nfoo = 1\n").unwrap();
    fs::write(own.join("common/office.toml"), "title = [\n").unwrap();
    let told = desk.run(&["check", "own"]);
    assert_eq!(told.exit, 1);
    assert!(told.out.contains("own/common/roles.toml:3:1"), "{}", told.out);
    assert!(told.out.contains("own/common/office.toml:"), "{}", told.out);
    assert_eq!(desk.run(&["check", "nowhere"]).exit, 2);
}

#[test]
fn a_bad_set_never_replaces_a_good_one() {
    let mut desk = Desk::with_demo();
    let own = desk.own_definitions();
    fs::write(own.join("common/office.toml"), "title = [\n").unwrap();
    let told = desk.run(&["publish", "own"]);
    assert_eq!(told.exit, 1);
    assert!(told.err.contains("own/common/office.toml:"), "{}", told.err);
    let good = definitions();
    let told = desk.run(&["publish", good.to_str().unwrap()]).well();
    assert!(told.out.contains("in force already"), "{}", told.out);
}

#[test]
fn the_impact_of_a_changed_set_is_told_before_it_is_published() {
    let mut desk = Desk::with_demo();
    let own = desk.own_definitions();
    let office = own.join("common/reasons.toml");
    let text = fs::read_to_string(&office).unwrap();
    fs::write(&office, text.replacen("en = \"", "en = \"Now: ", 1)).unwrap();
    let found = desk.run(&["impact", "own", "--json"]).well().json();
    assert!(!found["changes"]["objects"].as_array().unwrap().is_empty(), "{found}");
    assert!(found["open_cases"].is_array() && found["moved_due_dates"].is_array());
    let published = desk.run(&["publish", "own"]).well();
    assert!(published.out.contains("Published set number 2"), "{}", published.out);
    desk.run(&["verify"]).well();
}

#[test]
fn impact_needs_something_in_force() {
    let desk = Desk::empty();
    desk.run(&["migrate"]).well();
    let told = desk.run(&["impact", definitions().to_str().unwrap()]);
    assert_eq!(told.exit, 2);
    assert!(told.err.contains("daumoi publish"), "{}", told.err);
}
