//! The server: it starts, answers, takes up definitions, and stops in order.

use std::fs;
use std::net::TcpListener;

use crate::desk::{Desk, eventually};

#[test]
fn it_starts_on_an_empty_folder_answers_and_stops_in_order() {
    let desk = Desk::empty();
    let server = desk.serve(&["--empty"]);
    assert!(server.get("/healthz").contains("200 OK"));
    assert!(server.get("/readyz").contains("200 OK"));
    assert!(server.get("/metrics").contains("daumoi_"));
    assert!(server.get("/api/v1/openapi.json").contains("3.1"));
    assert!(server.stop().contains("Stopped"));
    assert!(!fs::read_to_string(desk.path("var/checkpoints.log")).unwrap().is_empty());
    desk.run(&["verify"]).well();
}

#[test]
fn a_demo_prints_a_sign_in_for_each_role_and_is_filled_in_once() {
    let desk = Desk::with_demo();
    let count = |desk: &Desk| {
        let database = rusqlite::Connection::open(desk.path("var/daumoi.db")).unwrap();
        database.query_row("SELECT COUNT(*) FROM dossier", [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let before = count(&desk);
    assert!(before > 0);
    let told = desk.serve(&["--demo"]).stop();
    assert!(told.contains("nguyen.van.an") && told.contains("daumoi-demo"), "{told}");
    assert_eq!(count(&desk), before);
}

#[test]
fn an_office_that_was_begun_empty_is_never_filled_with_a_demo() {
    let desk = Desk::empty();
    desk.serve(&["--empty"]).stop();
    let told = desk.serve(&["--demo", "--demo-cases", "5"]).stop();
    assert!(!told.contains("daumoi-demo"), "{told}");
    let database = rusqlite::Connection::open(desk.path("var/daumoi.db")).unwrap();
    let count = database.query_row("SELECT COUNT(*) FROM dossier", [], |row| row.get::<_, i64>(0));
    assert_eq!(count.unwrap(), 0);
}

#[test]
fn what_another_process_publishes_is_taken_up_by_the_server_that_runs() {
    let mut desk = Desk::empty();
    let reasons = desk.own_definitions().join("common/reasons.toml");
    let server = desk.serve(&["--empty"]);
    let good = fs::read_to_string(&reasons).unwrap();
    fs::write(&reasons, good.replacen("en = \"", "en = \"Now: ", 1)).unwrap();
    desk.run(&["publish", "own"]).well();
    eventually("it is in force", || desk.log().contains("other definitions are in force"));
    server.stop();
}

#[test]
fn a_changed_folder_is_taken_up_on_a_signal_without_a_restart() {
    let mut desk = Desk::empty();
    let reasons = desk.own_definitions().join("common/reasons.toml");
    let good = fs::read_to_string(&reasons).unwrap();
    let server = desk.serve(&["--empty"]);
    fs::write(&reasons, "spoiled = [").unwrap();
    server.signal("HUP");
    eventually("the bad set is refused", || desk.log().contains("the definitions were refused"));
    fs::write(&reasons, good.replacen("en = \"", "en = \"Now: ", 1)).unwrap();
    server.signal("HUP");
    eventually("the good set is in force", || {
        desk.log().contains("other definitions are in force")
    });
    assert!(server.get("/readyz").contains("200 OK"));
    server.stop();
}

#[test]
fn bad_definitions_leave_the_last_good_ones_in_force_and_say_so() {
    let mut desk = Desk::with_demo();
    let own = desk.own_definitions();
    fs::write(own.join("common/office.toml"), "title = [\n").unwrap();
    let server = desk.serve(&[]);
    assert!(server.get("/readyz").contains("200 OK"));
    server.stop();
    assert!(desk.log().contains("own/common/office.toml:1"), "{}", desk.log());
    assert!(desk.log().contains("last good definitions stay in force"), "{}", desk.log());
}

#[test]
fn bad_definitions_and_none_kept_is_the_end() {
    let mut desk = Desk::empty();
    let own = desk.own_definitions();
    fs::write(own.join("common/office.toml"), "title = [\n").unwrap();
    let told = desk.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(told.exit, 1);
    assert!(told.err.contains("own/common/office.toml:1"), "{}", told.err);
}

#[test]
fn an_address_in_use_is_told_with_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let told = Desk::empty().run(&["serve", "--listen", &address]);
    assert_eq!(told.exit, 1);
    assert!(told.err.contains(&address) && told.err.contains("--listen"), "{}", told.err);
}

#[test]
fn the_api_description_is_printed_without_a_server() {
    let document = Desk::empty().run(&["openapi"]).well().json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
}
