//! A later edition states only what changes.

use crate::small::{mistakes, sound};
use jiff::civil::date;

const ISSUE: &str = "bulletin.issue";
const PROCEDURE: &str = "procedures/issue.toml";

#[test]
fn each_day_has_the_edition_in_force_on_it() {
    let department = sound();
    let on = |year, month, day| {
        department.edition_on(ISSUE, date(year, month, day)).map(|edition| edition.id.clone())
    };
    assert_eq!(on(2021, 2, 14), None);
    assert_eq!(on(2021, 2, 15).unwrap(), "2021-02-15");
    assert_eq!(on(2023, 12, 31).unwrap(), "2021-02-15");
    assert_eq!(on(2024, 1, 1).unwrap(), "2024-01-01");
}

#[test]
fn values_and_plain_lists_are_replaced_and_the_rest_is_kept() {
    let department = sound();
    let first = department.edition(ISSUE, "2021-02-15").unwrap();
    let second = department.edition(ISSUE, "2024-01-01").unwrap();
    assert_eq!(first.channels.len(), 2);
    assert_eq!(second.channels.len(), 1);
    assert_eq!(second.flow, first.flow);
    assert_eq!(second.result, first.result);
    assert_eq!(second.fee, first.fee);
}

#[test]
fn lists_are_merged_by_the_id_of_their_items() {
    let department = sound();
    let second = department.edition(ISSUE, "2024-01-01").unwrap();
    let term = second.term("result").unwrap().term.unwrap();
    assert_eq!(term.describe().en, "12 working days");
    let fields: Vec<&str> = second.fields.iter().map(|field| field.id.as_str()).collect();
    assert_eq!(fields, ["name", "form", "pages", "phone"]);
}

#[test]
fn what_is_removed_is_gone_from_then_on() {
    let department = sound();
    assert_eq!(department.edition(ISSUE, "2021-02-15").unwrap().conditions.len(), 1);
    assert!(department.edition(ISSUE, "2024-01-01").unwrap().conditions.is_empty());
}

#[test]
fn an_edition_must_say_from_when_it_is_in_force() {
    let edit = (PROCEDURE, "in_force = { from = 2024-01-01 }\n", "");
    assert_eq!(
        mistakes(&[edit]).lines().next().unwrap(),
        "04-press/procedures/issue.toml:94:1: `in_force` is missing"
    );
}

#[test]
fn an_id_stated_twice_in_one_edition_is_told() {
    let edit = (PROCEDURE, "id = \"form\"", "id = \"name\"");
    assert!(mistakes(&[edit]).contains("field \"name\" is defined twice"));
}

#[test]
fn a_later_edition_does_not_change_the_fingerprint_of_the_one_it_ends() {
    let text = include_str!("small/procedure.toml");
    let second = text.rfind("[[edition]]").unwrap();
    let alone = crate::small::department(&[(PROCEDURE, &text[second..], "")]);
    let only = alone.edition(ISSUE, "2021-02-15").unwrap();
    let department = sound();
    let ended = department.edition(ISSUE, "2021-02-15").unwrap();
    assert_eq!(only.in_force.until, None);
    assert_eq!(ended.in_force.until, Some(date(2023, 12, 31)));
    assert_eq!(only.fingerprint, ended.fingerprint);
}
