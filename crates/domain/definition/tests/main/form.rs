//! What follows from a filled-in form.

use std::collections::BTreeSet;

use crate::small::sound;
use daumoi_definition::{
    Department, Edition, Facts, ProblemCode, check_answers, fee, normalise_answers, papers_asked,
    terms, visible_fields,
};
use daumoi_kernel::Money;
use jiff::civil::{Date, date};
use serde_json::{Map, Value, json};

fn edition(department: &Department) -> &Edition {
    department.edition("bulletin.issue", "2024-01-01").unwrap()
}

fn table(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("{other} is not a table"),
    }
}

fn facts(answers: Value) -> Facts {
    Facts::new(table(answers), date(2024, 5, 27).at(9, 0, 0, 0))
}

fn problems(answers: Value) -> Vec<(String, ProblemCode)> {
    let department = sound();
    let papers = BTreeSet::from(["declaration".to_owned()]);
    let found = check_answers(&department, edition(&department), &facts(answers), &papers);
    found.into_iter().map(|problem| (problem.field, problem.code)).collect()
}

fn one(field: &str, code: ProblemCode) -> Vec<(String, ProblemCode)> {
    vec![(field.to_owned(), code)]
}

#[test]
fn a_complete_form_has_no_problem() {
    assert_eq!(problems(json!({ "name": "Tuy Hòa", "form": "paper", "pages": 8 })), []);
}

#[test]
fn every_problem_is_told_at_once() {
    let answers = json!({ "form": "stone", "pages": "many", "phone": "12", "nam": "x" });
    let found = problems(answers);
    assert_eq!(
        found,
        [
            ("nam".to_owned(), ProblemCode::UnknownField),
            ("name".to_owned(), ProblemCode::Required),
            ("form".to_owned(), ProblemCode::NotAChoice),
            ("phone".to_owned(), ProblemCode::NotAPhone),
        ]
    );
}

#[test]
fn a_rule_that_fails_is_told_and_one_that_says_nothing_is_not() {
    let answers = |pages: Value| json!({ "name": "x", "form": "paper", "pages": pages });
    assert_eq!(problems(answers(json!(501))), one("pages", ProblemCode::RuleFails));
    assert_eq!(problems(answers(Value::Null)), []);
}

#[test]
fn nothing_is_asked_of_a_field_that_is_not_visible() {
    assert_eq!(problems(json!({ "name": "x", "form": "film", "pages": 501 })), []);
    let department = sound();
    let seen = visible_fields(&department.rules, edition(&department), &facts(json!({})));
    assert!(seen.iter().all(|field| field.id != "pages"));
}

#[test]
fn text_is_at_most_500_characters_long() {
    assert_eq!(problems(json!({ "name": "ệ".repeat(500) })), []);
    assert_eq!(problems(json!({ "name": "ệ".repeat(501) })), one("name", ProblemCode::TooLong));
}

#[test]
fn a_paper_that_is_asked_for_and_missing_is_told() {
    let department = sound();
    let edition = edition(&department);
    let facts = facts(json!({ "name": "x" }));
    let found = check_answers(&department, edition, &facts, &BTreeSet::new());
    assert_eq!(found[0].code, ProblemCode::MissingPaper);
    assert_eq!(found[0].message.vi, "Thiếu giấy tờ: Tờ khai.");
    assert_eq!(papers_asked(&department.rules, edition, &facts)[0].id, "declaration");
}

#[test]
fn answers_are_kept_composed_typed_and_without_empty_boxes() {
    let department = sound();
    let sent =
        json!({ "name": "  Tuy Ho\u{300}a ", "pages": "1.250", "phone": "", "form": "paper" });
    let kept = normalise_answers(edition(&department), table(sent));
    assert_eq!(Value::Object(kept), json!({ "name": "Tuy Hòa", "pages": 1250, "form": "paper" }));
}

#[test]
fn rows_of_a_table_are_typed_by_their_columns_and_checked_cell_by_cell() {
    let rows = "[[edition.fields]]\nid = \"rows\"\ntype = \"table\"\nlabel = { vi = \"Bảng\", en = \"Table\" }\ncolumns = [{ id = \"count\", type = \"integer\", label = { vi = \"Số\", en = \"Count\" } }]\n\n[[edition.papers]]";
    let department =
        crate::small::department(&[("procedures/issue.toml", "[[edition.papers]]", rows)]);
    let edition = edition(&department);
    let sent = json!({ "name": "x", "rows": [{ "count": "12" }, { "count": "" }, { "count": "no" }, { "cost": 1 }] });
    let kept = normalise_answers(edition, table(sent));
    assert_eq!(kept["rows"], json!([{ "count": 12 }, { "count": "no" }, { "cost": 1 }]));
    let papers = BTreeSet::from(["declaration".to_owned()]);
    let found = check_answers(&department, edition, &facts(Value::Object(kept)), &papers);
    let told: Vec<(&str, ProblemCode)> =
        found.iter().map(|problem| (problem.field.as_str(), problem.code)).collect();
    assert_eq!(
        told,
        [("rows.1.count", ProblemCode::WrongType), ("rows.2.cost", ProblemCode::UnknownColumn)]
    );
}

fn paid(answers: Value, on: Date) -> Option<Money> {
    let department = sound();
    fee(&department.rules, edition(&department), &facts(answers), on).amount
}

/// The worked example of the appraisal fee: 48 pages at 15,000 đồng, half inside the reduction.
#[test]
fn the_fee_is_rate_times_volume_and_half_on_the_days_of_the_reduction() {
    let book = || json!({ "form": "paper", "pages": 48 });
    assert_eq!(paid(book(), date(2023, 5, 10)), Some(Money(720_000)));
    assert_eq!(paid(book(), date(2023, 9, 10)), Some(Money(360_000)));
    assert_eq!(paid(book(), date(2023, 7, 1)), Some(Money(360_000)));
    assert_eq!(paid(book(), date(2024, 1, 1)), Some(Money(720_000)));
}

#[test]
fn a_fee_that_cannot_be_reckoned_is_unknown_and_says_so() {
    assert_eq!(paid(json!({ "form": "paper" }), date(2024, 1, 1)), None);
    assert_eq!(paid(json!({ "form": "film" }), date(2024, 1, 1)), None);
    assert_eq!(paid(json!({ "form": "paper", "pages": -1 }), date(2024, 1, 1)), None);
    assert_eq!(paid(json!({ "form": "paper", "pages": i64::MAX }), date(2024, 1, 1)), None);
}

#[test]
fn the_fee_says_how_it_was_reckoned() {
    let department = sound();
    let facts = facts(json!({ "form": "paper", "pages": 48 }));
    let fee = fee(&department.rules, edition(&department), &facts, date(2023, 9, 10));
    assert_eq!(fee.explanation.en, "Paper: 15.000 đ × 48 × 50% = 360.000 đ.");
    assert_eq!(fee.explanation.vi, "Tài liệu giấy: 15.000 đ × 48 × 50 % = 360.000 đ.");
}

#[test]
fn a_result_term_with_a_condition_that_holds_takes_the_place_of_the_usual_one() {
    let long = "[[edition.terms]]\nid = \"film\"\npurpose = \"result\"\nvalue = 20\nunit = \"working_day\"\nwhen = \"answers.form == 'film'\"\nconfidence = \"known\"\n\n[[edition.fields]]";
    let department =
        crate::small::department(&[("procedures/issue.toml", "[[edition.fields]]", long)]);
    let running = |answers| {
        let terms = terms(&department.rules, edition(&department), &facts(answers));
        terms.into_iter().map(|term| term.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(running(json!({ "form": "film" })), ["film"]);
    assert_eq!(running(json!({})), ["result"]);
}
