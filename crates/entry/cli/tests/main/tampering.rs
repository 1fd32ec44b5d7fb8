//! What somebody does to the database behind the program's back, `daumoi verify` names.

use std::collections::BTreeSet;

use rusqlite::Connection;

use crate::desk::Desk;

/// Runs a script with the guards of the journal taken away, and gives the codes that verify tells.
fn found_after(script: &str) -> (i32, BTreeSet<String>) {
    let desk = Desk::with_demo();
    let database = Connection::open(desk.path("var/daumoi.db")).unwrap();
    let guards = "DROP TRIGGER journal_is_never_changed; DROP TRIGGER journal_is_never_shortened;";
    database.execute_batch(&format!("{guards} {script}")).unwrap();
    drop(database);
    let told = desk.run(&["verify", "--json"]);
    let problems = told.json()["problems"].as_array().unwrap().clone();
    (told.exit, problems.iter().map(|it| it["code"].as_str().unwrap().to_owned()).collect())
}

/// A case with a past.
const STREAM: &str = "(SELECT stream FROM journal WHERE stream LIKE 'dossier/%' \
                       GROUP BY stream HAVING COUNT(*) > 3 ORDER BY stream LIMIT 1)";

#[track_caller]
fn names(script: &str, code: &str) {
    let (exit, codes) = found_after(&script.replace("{stream}", STREAM));
    assert_eq!(exit, 1);
    assert!(codes.contains(code), "{code} is not in {codes:?}");
}

#[test]
fn one_altered_byte_is_named() {
    names(
        "UPDATE journal SET body = substr(body, 1, 20) || '~' || substr(body, 22) \
         WHERE stream = {stream} AND version = 2;",
        "altered",
    );
}

#[test]
fn a_removed_entry_is_named() {
    names("DELETE FROM journal WHERE stream = {stream} AND version = 2;", "missing");
}

#[test]
fn an_inserted_entry_is_named() {
    names(
        "INSERT INTO journal (stream, version, kind, at, actor, body, hash) \
         SELECT stream, version + 1, kind, at, actor, body, hash FROM journal \
         WHERE stream = {stream} ORDER BY version DESC LIMIT 1;",
        "inserted",
    );
}

#[test]
fn a_cut_tail_is_named() {
    names(
        "DELETE FROM journal WHERE id = (SELECT id FROM journal WHERE stream = {stream} \
         ORDER BY version DESC LIMIT 1);",
        "cut_off",
    );
}

#[test]
fn a_checkpoint_that_was_taken_away_is_missed_by_its_kept_copy() {
    names("DELETE FROM checkpoint;", "checkpoint_missing");
}

#[test]
fn an_untouched_journal_is_whole() {
    assert_eq!(found_after(""), (0, BTreeSet::new()));
}
