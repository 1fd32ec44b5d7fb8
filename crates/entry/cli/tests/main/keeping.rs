//! Verify, rebuild, back up, restore, extract, tokens, passwords, messages.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::desk::Desk;
use crate::postgres::FreshPostgres;

fn a_case(desk: &Desk) -> String {
    let database = rusqlite::Connection::open(desk.path("var/daumoi.db")).unwrap();
    database.query_row("SELECT code FROM dossier ORDER BY id", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_demo_verifies_and_equals_its_rebuild() {
    let desk = Desk::with_demo();
    desk.run(&["verify", "--files"]).well();
    desk.run(&["rebuild", "--compare"]).well();
    let told = desk.run(&["rebuild"]).well();
    assert!(told.out.contains("Made again from"), "{}", told.out);
    desk.run(&["rebuild", "--compare"]).well();
}

#[test]
fn a_read_model_that_was_changed_is_told_by_the_comparison() {
    let desk = Desk::with_demo();
    let database = rusqlite::Connection::open(desk.path("var/daumoi.db")).unwrap();
    database
        .execute("UPDATE dossier SET state = 'x' WHERE id = (SELECT MIN(id) FROM dossier)", [])
        .unwrap();
    database.execute("DELETE FROM sight WHERE id = (SELECT MIN(id) FROM sight)", []).unwrap();
    drop(database);
    let told = desk.run(&["rebuild", "--compare"]);
    assert_eq!(told.exit, 1);
    assert!(told.out.contains("differs from the journal"), "{}", told.out);
    assert!(told.out.contains("it is missing"), "{}", told.out);
    desk.run(&["rebuild"]).well();
    desk.run(&["rebuild", "--compare"]).well();
}

#[test]
fn a_backup_comes_back_whole_and_verified() {
    let desk = Desk::with_demo();
    desk.run(&["backup", "office.backup"]).well();
    let mode = fs::metadata(desk.path("office.backup")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let elsewhere = [("DAUMOI_DATA", "elsewhere")];
    let told = desk.run_with(&["restore", "office.backup", "--verify"], &elsewhere).well();
    assert!(told.out.contains("Verified"), "{}", told.out);
    desk.run_with(&["verify", "--files"], &elsewhere).well();
    desk.run_with(&["rebuild", "--compare"], &elsewhere).well();
    let key = "keys/journal.ed25519";
    assert_eq!(
        fs::read(desk.path("var").join(key)).unwrap(),
        fs::read(desk.path("elsewhere").join(key)).unwrap()
    );
    let again = desk.run_with(&["restore", "office.backup"], &elsewhere);
    assert_eq!(again.exit, 1);
    assert!(again.err.contains("not empty"), "{}", again.err);
}

#[test]
fn a_damaged_or_cut_backup_is_refused_before_anything_is_touched() {
    let desk = Desk::with_demo();
    desk.run(&["backup", "office.backup"]).well();
    let whole = fs::read(desk.path("office.backup")).unwrap();
    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    for (name, bytes) in [("damaged", &damaged[..]), ("cut", &whole[..middle]), ("none", b"no")] {
        fs::write(desk.path(name), bytes).unwrap();
        let told = desk.run_with(&["restore", name], &[("DAUMOI_DATA", "elsewhere")]);
        assert_eq!(told.exit, 1, "{name}: {told:?}");
        assert!(!desk.path("elsewhere").exists(), "{name}");
    }
}

#[test]
fn a_backup_is_not_restored_over_another_key() {
    let desk = Desk::with_demo();
    desk.run(&["backup", "office.backup"]).well();
    desk.write("elsewhere/keys/journal.ed25519", "another key");
    let told = desk.run_with(&["restore", "office.backup"], &[("DAUMOI_DATA", "elsewhere")]);
    assert_eq!(told.exit, 1);
    assert!(told.err.contains("another key"), "{}", told.err);
    assert_eq!(
        fs::read_to_string(desk.path("elsewhere/keys/journal.ed25519")).unwrap(),
        "another key"
    );
}

#[test]
fn a_restore_that_fails_takes_back_what_it_put_in_place() {
    let desk = Desk::with_demo();
    desk.run(&["backup", "office.backup"]).well();
    let elsewhere = [("DAUMOI_DATA", "elsewhere")];
    desk.run_with(&["migrate"], &elsewhere).well();
    desk.write("elsewhere/checkpoints.log", "older ones");
    let database = rusqlite::Connection::open(desk.path("elsewhere/daumoi.db")).unwrap();
    // Nothing that an office would look at first, but the dump cannot be loaded over it.
    let stray = "INSERT INTO outbox (id, kind, body, due_at, attempts, is_dead, last_error) \
                 VALUES (70000, 'notify', '{}', 0, 0, 0, '')";
    database.execute(stray, []).unwrap();
    drop(database);
    let before = everything_below(&desk.path("elsewhere"));
    let told = desk.run_with(&["restore", "office.backup"], &elsewhere);
    assert_eq!(told.exit, 1);
    assert!(told.err.contains("not empty"), "{}", told.err);
    assert_eq!(everything_below(&desk.path("elsewhere")), before);
    assert_eq!(fs::read_to_string(desk.path("elsewhere/checkpoints.log")).unwrap(), "older ones");
}

/// The files below a folder, in order. What SQLite keeps beside its database comes and goes.
fn everything_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(everything_below(&path));
        } else if !path.to_str().unwrap().contains("daumoi.db-") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn the_signing_key_is_for_its_owner_only() {
    let desk = Desk::empty();
    desk.serve(&["--empty"]).stop();
    let mode = |name: &str| fs::metadata(desk.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("var/keys/journal.ed25519"), 0o600);
    assert_eq!(mode("var/keys"), 0o700);
    assert_eq!(mode("var"), 0o700);
}

#[test]
fn an_extract_verifies_offline_and_a_changed_one_does_not() {
    type Change = fn(&mut Value);
    let desk = Desk::with_demo();
    let code = a_case(&desk);
    let told = desk.run(&["extract", &code]).well();
    let key = told.json()["public_key"].as_str().unwrap().to_owned();
    let elsewhere = Desk::empty();
    let file = elsewhere.write("extract.json", &told.out);
    elsewhere.run(&["extract-verify", &file, "--key", &key]).well();
    let changed: [(&str, Change); 3] = [
        ("altered", |it| it["entries"][0]["actor"] = "someone".into()),
        ("removed", |it| drop(it["entries"].as_array_mut().unwrap().remove(0))),
        ("unproved", |it| it["entries"][0]["inclusion"] = Value::Null),
    ];
    for (name, change) in changed {
        let mut extract = told.json();
        change(&mut extract);
        let file = elsewhere.write(name, &extract.to_string());
        assert_eq!(elsewhere.run(&["extract-verify", &file, "--key", &key]).exit, 1, "{name}");
    }
    let other = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    assert_eq!(elsewhere.run(&["extract-verify", &file, "--key", other]).exit, 1);
    assert_eq!(elsewhere.run(&["extract-verify", &file, "--key", "abc"]).exit, 2);
    assert_eq!(desk.run(&["extract", "no-such-case"]).exit, 2);
}

#[test]
fn tokens_are_issued_for_known_roles_and_units_listed_and_revoked() {
    let desk = Desk::with_demo();
    let grant = "case_officer@press_publishing:4,8";
    let issued =
        desk.run(&["token", "issue", "--name", "portal", "--grant", grant, "--json"]).well();
    assert_eq!(issued.json()["token"].as_str().unwrap().len(), 64);
    assert_eq!(issued.json()["grants"][0]["duties"], serde_json::json!([4, 8]));
    let listed = desk.run(&["token", "list", "--json"]).well();
    assert_eq!(listed.json()["tokens"][0]["name"], "portal");
    assert!(!listed.out.contains(issued.json()["token"].as_str().unwrap()));
    desk.run(&["token", "revoke", "portal"]).well();
    assert_eq!(desk.run(&["token", "revoke", "portal"]).exit, 2);
    for wrong in
        ["case_offcer@press_publishing", "case_officer", "case_officer@press_publishing:99"]
    {
        let told = desk.run(&["token", "issue", "--name", "x", "--grant", wrong]);
        assert_eq!(told.exit, 2, "{wrong}");
    }
}

#[test]
fn a_password_is_read_from_standard_input() {
    let desk = Desk::with_demo();
    desk.run_typing(&["password", "nguyen.van.an"], "một mật khẩu dài\n").well();
    assert_eq!(desk.run_typing(&["password", "nguyen.van.an"], "short\n").exit, 2);
    assert_eq!(desk.run_typing(&["password", "nobody"], "một mật khẩu dài\n").exit, 2);
}

#[test]
fn messages_that_were_given_up_are_listed_and_tried_again() {
    let desk = Desk::with_demo();
    let database = rusqlite::Connection::open(desk.path("var/daumoi.db")).unwrap();
    let dead = "INSERT INTO outbox (id, kind, body, due_at, attempts, is_dead, last_error) \
                VALUES (70000, 'notify', '{}', 0, 8, 1, 'unreachable')";
    database.execute(dead, []).unwrap();
    drop(database);
    let listed = desk.run(&["jobs", "--dead", "--json"]).well().json();
    assert_eq!(listed["dead"][0]["id"], 70000);
    assert_eq!(listed["dead"][0]["last_error"], "unreachable");
    desk.run(&["jobs", "retry", "70000"]).well();
    assert_eq!(desk.run(&["jobs", "retry", "70000"]).exit, 2);
    assert_eq!(desk.run(&["jobs", "--json"]).well().json()["dead_count"], 0);
}

#[test]
fn a_database_that_is_not_there_is_told_and_not_made() {
    let desk = Desk::empty();
    let told = desk.run(&["verify"]);
    assert_eq!(told.exit, 2);
    assert!(told.err.contains("var/daumoi.db"), "{}", told.err);
    assert!(!desk.path("var").exists());
}

#[test]
#[ignore = "needs DAUMOI_TEST_POSTGRES"]
fn a_backup_moves_from_sqlite_to_postgres_and_verifies_there() {
    let database = FreshPostgres::new();
    let desk = Desk::with_demo();
    desk.run(&["backup", "office.backup"]).well();
    desk.run(&["restore", "office.backup", "--verify", "--to", &database.url]).well();
    let desk = desk.on(&database.url);
    desk.run(&["verify"]).well();
    desk.run(&["rebuild", "--compare"]).well();
    desk.run(&["rebuild"]).well();
    desk.run(&["rebuild", "--compare"]).well();
    let server = desk.serve(&[]);
    assert!(server.get("/readyz").contains("200 OK"));
    server.stop();
    desk.run(&["backup", "again.backup"]).well();
    desk.run(&["verify"]).well();
}
