//! `daumoi deadline`: right answers, and clear words for what cannot be right.

use serde_json::{Value, json};

use crate::desk::{Answer, Desk};

fn due(arguments: &[&str]) -> Value {
    let mut all = vec!["deadline", "--json"];
    all.extend(arguments);
    Desk::empty().run(&all).well().json()
}

fn refused(arguments: &[&str]) -> Answer {
    let mut all = vec!["deadline"];
    all.extend(arguments);
    Desk::empty().run(&all)
}

#[test]
fn a_due_date_comes_with_its_days_and_its_basis() {
    let found = due(&["--from", "2024-04-22", "--term", "15 working days"]);
    assert_eq!(found["due"], "2024-05-15");
    assert_eq!(found["counted"], 15);
    let days = found["days"].as_array().unwrap();
    assert_eq!(days.iter().filter(|day| day["counted"] == true).count(), 15);
    assert!(days.iter().all(|day| day["date"].is_string() && !day["why"].is_null()));
    assert!(!found["basis"].as_array().unwrap().is_empty());
}

#[test]
fn terms_are_understood_in_both_languages() {
    for (from, english, vietnamese, end) in [
        ("2024-04-22", "15 working days", "15 ngày làm việc", "2024-05-15"),
        ("2024-05-06", "10 days", "10 ngày", "2024-05-16"),
        ("2024-06-17T07:00", "8 working hours", "8 giờ làm việc", "2024-06-17T17:00"),
        ("2024-04-29T09:00", "6 hours before", "chậm nhất 6 giờ trước", "2024-04-29T03:00"),
    ] {
        assert_eq!(due(&["--from", from, "--term", english])["due"], end, "{english}");
        assert_eq!(due(&["--from", from, "--term", vietnamese])["due"], end, "{vietnamese}");
    }
}

#[test]
fn an_offset_is_turned_into_local_time() {
    let found = due(&["--from", "2024-06-17T00:00Z", "--term", "8 working hours"]);
    assert_eq!(found["due"], "2024-06-17T17:00");
}

#[test]
fn after_a_stop_the_term_begins_anew_unless_it_is_to_go_on() {
    let stopped =
        ["--from", "2024-05-27", "--term", "15 working days", "--stop", "2024-06-03..2024-06-10"];
    assert_eq!(due(&stopped)["due"], "2024-07-01");
    let mut going_on = stopped.to_vec();
    going_on.extend(["--after-stop", "continue"]);
    let end = due(&going_on)["due"].as_str().unwrap().to_owned();
    assert!(("2024-06-17".."2024-07-01").contains(&end.as_str()), "{end}");
}

#[test]
fn before_counts_backward_from_the_event() {
    let found = due(&["--from", "2024-04-29T09:00", "--term", "24 hours", "--before"]);
    assert_eq!(found["due"], "2024-04-28T09:00");
}

#[test]
fn the_sentence_and_the_explanation_are_for_people() {
    let asked = ["deadline", "--from", "2024-04-22", "--term", "15 working days", "--explain"];
    let answer = Desk::empty().run(&asked).well();
    assert!(answer.out.starts_with("Due on 15/05/2024"), "{}", answer.out);
    assert!(answer.out.contains("2024-04-30"), "{}", answer.out);
    let vietnamese = Desk::empty().run_with(&asked, &[("DAUMOI_LANG", "vi")]).well();
    assert!(vietnamese.out.starts_with("Hạn là 15/05/2024"), "{}", vietnamese.out);
}

#[test]
fn a_day_that_does_not_exist_is_refused_with_what_to_write_instead() {
    let asked = ["--from", "2024-02-31", "--term", "15 working days"];
    let told = refused(&asked);
    assert_eq!(told.exit, 2);
    assert!(told.err.contains("2024-02-31") && told.err.contains("Write"), "{}", told.err);
    assert!(told.out.is_empty());
    let mut as_json = asked.to_vec();
    as_json.push("--json");
    let told = refused(&as_json);
    assert_eq!(told.exit, 2);
    assert_eq!(told.json()["error"]["code"], json!("malformed"));
    assert!(told.json()["error"]["message"]["vi"].is_string());
}

#[test]
fn a_term_or_a_stop_that_cannot_be_read_is_refused() {
    assert_eq!(refused(&["--from", "2024-04-22", "--term", "15 bananas"]).exit, 2);
    let backward = ["--from", "2024-04-22", "--term", "5 days", "--stop", "2024-05-06..2024-04-25"];
    assert_eq!(refused(&backward).exit, 2);
    assert_eq!(refused(&["--from", "2024-04-22"]).exit, 2);
}

#[test]
fn calendars_that_are_not_there_are_told_with_their_place() {
    let asked = ["--from", "2024-04-22", "--term", "5 days", "--definitions", "nowhere"];
    let told = refused(&asked);
    assert_eq!(told.exit, 2);
    assert!(told.err.contains("nowhere"), "{}", told.err);
}
