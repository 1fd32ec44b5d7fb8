//! What somebody does to the database behind the program's back, `daumoi verify` names.

use std::collections::BTreeSet;

use rusqlite::Connection;

use crate::desk::{Answer, Desk};
use crate::postgres::FreshPostgres;

/// A case with a past.
const STREAM: &str = "(SELECT stream FROM journal WHERE stream LIKE 'dossier/%' \
                       GROUP BY stream HAVING COUNT(*) > 3 ORDER BY stream LIMIT 1)";
const BYTE_ALTERED: &str = "UPDATE journal SET body = substr(body, 1, 20) || '~' || \
     substr(body, 22) WHERE stream = {stream} AND version = 2;";
const ACTOR_ALTERED: &str =
    "UPDATE journal SET actor = actor || 'x' WHERE stream = {stream} AND version = 2;";
const MOMENT_ALTERED: &str =
    "UPDATE journal SET at = at + 1 WHERE stream = {stream} AND version = 2;";
const ENTRY_REMOVED: &str = "DELETE FROM journal WHERE stream = {stream} AND version = 2;";
const ENTRY_INSERTED: &str = "INSERT INTO journal (stream, version, kind, at, actor, body, hash) \
     SELECT stream, version + 1, kind, at, actor, body, hash FROM journal \
     WHERE stream = {stream} ORDER BY version DESC LIMIT 1;";
const TAIL_CUT: &str = "DELETE FROM journal WHERE id = (SELECT id FROM journal \
     WHERE stream = {stream} ORDER BY version DESC LIMIT 1);";
const CHECKPOINTS_REMOVED: &str = "DELETE FROM checkpoint;";

/// The exit and the codes that verify tells.
fn found(told: &Answer) -> (i32, BTreeSet<String>) {
    let problems = told.json()["problems"].as_array().unwrap().clone();
    (told.exit, problems.iter().map(|it| it["code"].as_str().unwrap().to_owned()).collect())
}

fn found_after(script: &str) -> (i32, BTreeSet<String>) {
    let desk = Desk::with_demo();
    let database = Connection::open(desk.path("var/daumoi.db")).unwrap();
    let guards = "DROP TRIGGER journal_is_never_changed; DROP TRIGGER journal_is_never_shortened;";
    let script = script.replace("{stream}", STREAM);
    database.execute_batch(&format!("{guards} {script}")).unwrap();
    drop(database);
    found(&desk.run(&["verify", "--json"]))
}

#[track_caller]
fn names(script: &str, code: &str) {
    let (exit, codes) = found_after(script);
    assert_eq!(exit, 1);
    assert!(codes.contains(code), "{code} is not in {codes:?}");
}

#[test]
fn one_altered_byte_is_named() {
    names(BYTE_ALTERED, "altered");
}

#[test]
fn another_name_or_another_moment_is_named() {
    names(ACTOR_ALTERED, "altered");
    names(MOMENT_ALTERED, "altered");
}

#[test]
fn a_removed_entry_is_named() {
    names(ENTRY_REMOVED, "missing");
}

#[test]
fn an_inserted_entry_is_named() {
    names(ENTRY_INSERTED, "inserted");
}

#[test]
fn a_cut_tail_is_named() {
    names(TAIL_CUT, "cut_off");
}

#[test]
fn a_checkpoint_that_was_taken_away_is_missed_by_its_kept_copy() {
    names(CHECKPOINTS_REMOVED, "checkpoint_missing");
}

#[test]
fn an_untouched_journal_is_whole() {
    assert_eq!(found_after(""), (0, BTreeSet::new()));
}

#[test]
#[ignore = "needs DAUMOI_TEST_POSTGRES"]
fn each_of_them_is_named_on_postgres() {
    let demo = FreshPostgres::new();
    let desk = Desk::with_demo();
    desk.run(&["backup", "office.backup"]).well();
    desk.run(&["restore", "office.backup", "--verify", "--to", &demo.url]).well();
    for (script, code) in [
        (BYTE_ALTERED, "altered"),
        (ACTOR_ALTERED, "altered"),
        (MOMENT_ALTERED, "altered"),
        (ENTRY_REMOVED, "missing"),
        (ENTRY_INSERTED, "inserted"),
        (TAIL_CUT, "cut_off"),
        (CHECKPOINTS_REMOVED, "checkpoint_missing"),
    ] {
        let copy = demo.copied();
        let script = script.replace("{stream}", STREAM);
        copy.run(&format!("DROP TRIGGER journal_is_never_changed ON journal; {script}"));
        let database = [("DAUMOI_DATABASE", copy.url.as_str())];
        let (exit, codes) = found(&desk.run_with(&["verify", "--json"], &database));
        assert_eq!(exit, 1, "{script}");
        assert!(codes.contains(code), "{code} is not in {codes:?} after {script}");
    }
    let database = [("DAUMOI_DATABASE", demo.url.as_str())];
    let untouched = desk.run_with(&["verify", "--json"], &database);
    assert_eq!(found(&untouched), (0, BTreeSet::new()));
}
