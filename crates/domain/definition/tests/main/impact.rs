//! What a new set of definitions changes.

use crate::small::{department, sound};
use daumoi_definition::{ObjectKind, What, compare};
use serde_json::json;

const PROCEDURE: &str = "procedures/issue.toml";

#[test]
fn the_same_definitions_change_nothing() {
    assert!(compare(&sound(), &sound()).is_empty());
    assert_eq!(sound().fingerprint(), sound().fingerprint());
}

#[test]
fn a_changed_edition_is_told_key_by_key_and_marked_as_rewritten() {
    let new = department(&[(PROCEDURE, "value = 12", "value = 11")]);
    assert_ne!(sound().fingerprint(), new.fingerprint());
    let changes = compare(&sound(), &new);
    assert_eq!(changes.objects.len(), 1);
    let change = &changes.objects[0];
    assert_eq!((change.kind, change.what), (ObjectKind::Edition, What::Changed));
    assert_eq!(change.edition.as_deref(), Some("2024-01-01"));
    assert!(change.rewrites_edition);
    let difference = &change.differences[0];
    assert_eq!(change.differences.len(), 1);
    assert_eq!(difference.path, "terms[result].term.value");
    assert_eq!((&difference.old, &difference.new), (&Some(json!(12)), &Some(json!(11))));
}

#[test]
fn a_new_edition_ends_the_one_before_without_rewriting_it() {
    let next = "personal = true\n\n[[edition]]\nin_force = { from = 2025-03-01 }\nchannels = [\"direct\"]\n";
    let new = department(&[(PROCEDURE, "personal = true\n", next)]);
    let changes = compare(&sound(), &new);
    assert_eq!(changes.rewritten_editions().count(), 0);
    let told: Vec<(&str, What)> = changes
        .objects
        .iter()
        .map(|change| (change.edition.as_deref().unwrap_or_default(), change.what))
        .collect();
    assert_eq!(told, [("2024-01-01", What::Changed), ("2025-03-01", What::Added)]);
    assert_eq!(changes.objects[0].differences[0].path, "in_force.until");
}

#[test]
fn a_removed_edition_is_marked_as_rewritten() {
    let text = include_str!("small/procedure.toml");
    let second = text.rfind("[[edition]]").unwrap();
    let changes = compare(&sound(), &department(&[(PROCEDURE, &text[second..], "")]));
    let removed: Vec<What> = changes.rewritten_editions().map(|change| change.what).collect();
    assert_eq!(removed, [What::Removed]);
}

#[test]
fn flows_registers_and_units_are_compared_too() {
    let new = department(&[
        ("flows/licence.toml", "en = \"Accept\"", "en = \"Take in\""),
        ("registers/bulletins.toml", "en = \"Name\"", "en = \"Title\""),
        ("common/units.toml", "en = \"One stop\"", "en = \"Desk\""),
    ]);
    let changes = compare(&sound(), &new);
    let kinds: Vec<ObjectKind> = changes.objects.iter().map(|change| change.kind).collect();
    assert_eq!(kinds, [ObjectKind::Flow, ObjectKind::Register, ObjectKind::Unit]);
    assert_eq!(changes.objects[0].differences[0].path, "actions[accept].title.en");
    let editions = ["bulletin.issue@2021-02-15", "bulletin.issue@2024-01-01"];
    assert!(changes.objects.iter().all(|change| change.used_by == editions));
}
