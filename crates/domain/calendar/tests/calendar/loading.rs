//! Files with mistakes are refused with file and line; files of a unit lie on top of the base.

use daumoi_calendar::{DayKind, WorkingCalendar, due, prove};

use crate::{STATE_FILES, clock, day, moment, state, state_with};

const STORM: &str = r#"
id = "pyu-stttt"
base = "state"
year = 2024
title = { vi = "Lịch của Sở", en = "Calendar of the department" }
confidence = "assumed"

[[closed]]
from = 2024-11-18
to = 2024-11-19
title = { vi = "Nghỉ tránh bão", en = "Storm closure" }
decision = "12/CĐ-UBND"
confidence = "assumed"
affects_deadlines = true
"#;

fn problems(files: &[(&str, &str)]) -> Vec<String> {
    let error = WorkingCalendar::from_toml(files).unwrap_err();
    error.problems.iter().map(ToString::to_string).collect()
}

fn changed(from: &str, to: &str) -> String {
    assert!(STATE_FILES[2].1.contains(from), "the file does not contain {from}");
    STATE_FILES[2].1.replacen(from, to, 1)
}

#[test]
fn the_thirty_first_of_february_is_refused_with_its_line() {
    let text = changed("from = 2024-02-13", "from = 2024-02-31");
    let line = text.lines().position(|line| line.contains("02-31")).unwrap() + 1;
    let found = problems(&[("state-2024.toml", &text)]);
    assert!(found[0].starts_with(&format!("state-2024.toml:{line}: ")), "{found:?}");
}

#[test]
fn garbage_and_unknown_keys_are_refused() {
    assert!(problems(&[("a.toml", "not a calendar")])[0].starts_with("a.toml:1: "));
    let found = problems(&[("a.toml", &changed("[week]", "holiday = 3\n[week]"))]);
    assert!(found[0].contains("unknown field `holiday`"), "{found:?}");
    assert_eq!(problems(&[]), ["calendars:1: no calendar file was given"]);
}

#[test]
fn all_problems_of_all_files_are_listed() {
    let swapped = changed("instead_of = 2024-04-29", "instead_of = 2024-05-06")
        .replace("to = 2024-02-12", "to = 2024-02-07");
    let found = problems(&[STATE_FILES[0], ("b.toml", &swapped), ("c.toml", "id = 3")]);
    assert!(found.iter().any(|problem| problem.starts_with("c.toml:1: ")), "{found:?}");
    let found = problems(&[STATE_FILES[0], ("b.toml", &swapped)]);
    assert!(found.iter().any(|problem| problem.contains("ends (2024-02-07) before it begins")));
    assert!(found.iter().any(|problem| problem.contains("2024-05-06 must be closed")));
    assert!(found.iter().any(|problem| problem.contains("working_days_total is 251")));
}

#[test]
fn a_total_that_does_not_add_up_is_refused() {
    let text = changed("working_days_total = 251", "working_days_total = 250");
    let message = "x.toml:6: working_days_total is 250, but the days of this file add up to 251";
    assert_eq!(problems(&[("x.toml", &text)]), [message]);
}

#[test]
fn a_worked_saturday_must_be_a_rest_day() {
    let text = changed("date = 2024-05-04", "date = 2024-05-03");
    assert!(problems(&[("x.toml", &text)])[0].contains("not a day of the weekly rest"));
}

#[test]
fn office_hours_must_add_up_and_be_in_order() {
    let text = changed("\"13:30-17:00\"", "\"13:30-17:30\"");
    assert!(problems(&[("x.toml", &text)])[0].contains("do not add up to 8 hours"));
    let text = changed("\"07:00-11:30\"", "\"7h-11h30\"");
    assert!(problems(&[("x.toml", &text)])[0].contains("write office hours as"));
    let text = changed("\"13:30-17:00\"", "\"10:30-14:00\"");
    assert!(problems(&[("x.toml", &text)])[0].contains("before the period above it ends"));
}

#[test]
fn one_call_builds_one_calendar() {
    let other = changed("id = \"state\"", "id = \"bank\"");
    let found = problems(&[STATE_FILES[0], ("bank.toml", &other)]);
    assert!(found[0].contains("two calendars"), "{found:?}");
    let found = problems(&[STATE_FILES[2], STATE_FILES[2]]);
    assert!(found[0].contains("a second file for `state` 2024"), "{found:?}");
    let found = problems(&[STATE_FILES[0], ("storm.toml", STORM)]);
    assert!(found[0].contains("no file for 2024"), "{found:?}");
    assert!(problems(&[("storm.toml", STORM)])[0].contains("not among the files"));
}

#[test]
fn a_date_outside_the_year_of_the_file_is_refused() {
    let text = STORM.replace("to = 2024-11-19", "to = 2025-11-19");
    let found = problems(&[STATE_FILES[2], ("storm.toml", &text)]);
    assert!(found[0].contains("2025-11-19 is not in 2024"), "{found:?}");
}

#[test]
fn a_storm_closure_moves_deadlines_when_the_decision_says_so() {
    let calendar = state_with(&[("storm.toml", STORM)]);
    assert_eq!(calendar.id(), "pyu-stttt");
    let clock = clock("2024-11-15", "3 working days");
    assert_eq!(due(&clock, &state()).unwrap().to_string(), "2024-11-20");
    assert_eq!(due(&clock, &calendar).unwrap().to_string(), "2024-11-22");
    assert_eq!(calendar.working_days_in_year(2024), 249);
}

#[test]
fn a_storm_closure_does_not_move_deadlines_otherwise() {
    let silent = STORM.replace("affects_deadlines = true", "affects_deadlines = false");
    let calendar = state_with(&[("storm.toml", &silent)]);
    let clock = clock("2024-11-15", "3 working days");
    assert_eq!(due(&clock, &calendar).unwrap().to_string(), "2024-11-20");
    assert!(matches!(calendar.why(day("2024-11-18")), DayKind::ClosedButCounted { .. }));
    assert!(calendar.office_hours(day("2024-11-18")).is_empty());
    let proof = prove(&clock, &calendar);
    assert!(proof.days[3].why.en.contains("does not mention terms"), "{:?}", proof.days);
}

#[test]
fn a_unit_may_have_other_hours_and_half_days() {
    let unit = r#"
id = "tthcc"
base = "state"
year = 2024
title = { vi = "Trung tâm", en = "Centre" }
confidence = "assumed"

[office_hours]
periods = ["07:30-11:30", "13:00-17:00"]
confidence = "assumed"

[[half_days]]
date = 2024-06-14
periods = ["07:30-11:30"]
title = { vi = "Nghỉ buổi chiều", en = "Afternoon off" }
confidence = "assumed"
affects_deadlines = true

[[half_days]]
date = 2024-06-15
periods = ["07:30-11:30"]
title = { vi = "Trực sáng thứ Bảy", en = "Saturday morning duty" }
confidence = "assumed"
affects_deadlines = false
"#;
    let calendar = state_with(&[("tthcc.toml", unit)]);
    let hours = clock("2024-06-14T10:30", "2 working hours");
    assert_eq!(due(&hours, &calendar).unwrap().to_string(), "2024-06-17T08:30");
    let days = clock("2024-06-13", "1 working day");
    assert_eq!(due(&days, &calendar).unwrap().to_string(), "2024-06-14");
    let half = clock("2024-06-13", "0.5 working days");
    assert_eq!(due(&half, &calendar).unwrap().to_string(), "2024-06-14T09:30");
    assert!(!calendar.is_working(day("2024-06-15")));
    assert_eq!(calendar.office_hours(day("2024-06-15")).len(), 1);
    assert_eq!(calendar.office_hours(day("2023-06-15"))[0].0, moment("2024-01-01T07:00").time());
}
