//! Rules over answers, given and not given.

use daumoi_definition::{Applicant, Facts, PartyKind, Rule, Verdict};
use jiff::civil::date;
use serde_json::{Map, Value, json};

fn facts(answers: Value) -> Facts {
    let Value::Object(answers) = answers else { panic!("answers are a table") };
    Facts::new(answers, date(2024, 5, 27).at(9, 0, 0, 0))
}

fn verdict(rule: &str, answers: Value) -> Verdict {
    Rule::compile(rule).unwrap().holds(&facts(answers))
}

fn value(rule: &str, answers: Value) -> Value {
    Rule::compile(rule).unwrap().value(&facts(answers))
}

#[test]
fn a_rule_holds_or_fails_over_given_answers() {
    assert_eq!(verdict("answers.pages < 100", json!({ "pages": 99 })), Verdict::Holds);
    assert_eq!(verdict("answers.pages < 100", json!({ "pages": 100 })), Verdict::Fails);
    assert_eq!(verdict("'a' in answers.kinds", json!({ "kinds": ["a", "b"] })), Verdict::Holds);
    assert_eq!(
        verdict("answers.rows.all(r, r.n > 1)", json!({ "rows": [{ "n": 2 }] })),
        Verdict::Holds
    );
}

#[test]
fn a_rule_over_an_answer_that_is_not_given_says_nothing() {
    for rule in ["answers.kind == 'a'", "answers.kind != 'a'", "!(answers.kind == 'a')"] {
        assert_eq!(verdict(rule, json!({})), Verdict::NotApplicable, "{rule}");
        assert_eq!(verdict(rule, json!({ "kind": null })), Verdict::NotApplicable, "{rule}");
        assert_eq!(verdict(rule, json!({ "kind": " " })), Verdict::NotApplicable, "{rule}");
    }
}

#[test]
fn a_rule_that_is_decided_without_the_missing_answer_is_decided() {
    let either = "answers.kind == 'a' || answers.pages > 3";
    assert_eq!(verdict(either, json!({ "kind": "a" })), Verdict::Holds);
    assert_eq!(verdict(either, json!({ "kind": "b" })), Verdict::NotApplicable);
    let both = "answers.kind == 'a' && answers.pages > 3";
    assert_eq!(verdict(both, json!({ "kind": "b" })), Verdict::Fails);
}

#[test]
fn a_rule_that_asks_for_null_gets_its_answer() {
    let rule = "answers.kind != 'foreign' || answers.country != null";
    assert_eq!(verdict(rule, json!({ "kind": "foreign" })), Verdict::Fails);
    assert_eq!(verdict(rule, json!({ "kind": "foreign", "country": "Lào" })), Verdict::Holds);
    assert_eq!(verdict("has(answers.country)", json!({})), Verdict::Fails);
}

#[test]
fn days_and_hours_are_whole_and_signed() {
    let answers = json!({ "from": "2024-02-28", "to": "2024-03-01" });
    assert_eq!(value("days_between(answers.from, answers.to)", answers.clone()), json!(2));
    assert_eq!(value("days_between(answers.to, answers.from)", answers), json!(-2));
    let answers = json!({ "event": "2024-05-28T08:30" });
    assert_eq!(value("hours_between(now, answers.event)", answers), json!(23));
    assert_eq!(value("days_between(today, '2024-05-28')", json!({})), json!(1));
}

#[test]
fn folded_text_has_no_marks_and_no_capitals() {
    assert_eq!(value("folded(answers.name)", json!({ "name": "Đà Nẵng" })), json!("da nang"));
}

/// The worked example of the 200 metres between a games shop and a school.
#[test]
fn the_distance_from_door_to_gate_is_186_metres() {
    let answers = json!({
        "door": { "lat": "13.088", "lon": "109.314" },
        "gate": { "lat": "13.0892", "lon": "109.3152" },
    });
    assert_eq!(value("distance_m(answers.door, answers.gate)", answers.clone()), json!(186));
    assert_eq!(verdict("distance_m(answers.door, answers.gate) >= 200", answers), Verdict::Fails);
}

#[test]
fn the_record_and_the_applicant_can_be_read() {
    let applicant = Applicant {
        kind: PartyKind::StateBody,
        name: "Sở".to_owned(),
        id_no: "1".to_owned(),
        address: "Tuy Hòa".to_owned(),
    };
    let record = Map::from_iter([("pages".to_owned(), json!(8))]);
    let facts = facts(json!({ "pages": 12 })).with_applicant(&applicant).with_record(record);
    let holds = |rule: &str| Rule::compile(rule).unwrap().holds(&facts);
    assert_eq!(holds("answers.pages > record.pages"), Verdict::Holds);
    assert_eq!(holds("applicant.kind == 'state_body'"), Verdict::Holds);
}

#[test]
fn a_record_field_is_filled_from_an_answer_a_name_or_an_expression() {
    let rules = daumoi_definition::RuleBook::default();
    let facts = facts(json!({ "name": "Tuy Hòa", "pages": 8 })).with_signed("number", "01/GP");
    assert_eq!(rules.record_value("name", &facts), json!("Tuy Hòa"));
    assert_eq!(rules.record_value("number", &facts), json!("01/GP"));
    assert_eq!(rules.record_value("=answers.pages * 2", &facts), json!(16));
    assert_eq!(rules.record_value("=number + '/' + answers.name", &facts), json!("01/GP/Tuy Hòa"));
    assert_eq!(rules.record_value("other", &facts), Value::Null);
}

#[test]
fn a_text_that_is_no_rule_is_refused_with_the_character() {
    let fault = Rule::compile("answers.pages <").unwrap_err();
    assert_eq!((fault.message.as_str(), fault.column), ("it ends too early", 16));
}
