//! Clocks that stop, restart, are extended or counted backward.

use daumoi_calendar::{
    AfterStop, Blame, Clock, Extension, Shift, Stop, Term, WorkingCalendar, diff, due, prove,
};

use crate::{STATE_FILES, clock, day, moment, state, stop};

fn due_of(clock: &Clock) -> Option<String> {
    let due = due(clock, &state());
    assert_eq!(prove(clock, &state()).due, due);
    due.map(|due| due.to_string())
}

fn stopped(start: &str, term: &str, after_stop: AfterStop, stops: Vec<Stop>) -> Clock {
    Clock { after_stop, stops, ..clock(start, term) }
}

#[test]
fn an_open_stop_pauses_the_clock() {
    for after_stop in [AfterStop::Restart, AfterStop::Continue] {
        let open = vec![stop("2024-06-03T10:00", None, Blame::Applicant)];
        let clock = stopped("2024-05-27", "15 working days", after_stop, open);
        assert_eq!(due_of(&clock), None);
        let proof = serde_json::to_value(prove(&clock, &state())).unwrap();
        assert_eq!(proof["due"], serde_json::Value::Null);
    }
}

#[test]
fn an_open_stop_after_the_end_pauses_nothing() {
    for after_stop in [AfterStop::Restart, AfterStop::Continue] {
        let open = vec![stop("2024-06-18T08:00", None, Blame::Applicant)];
        let clock = stopped("2024-05-27", "15 working days", after_stop, open);
        assert_eq!(due_of(&clock).unwrap(), "2024-06-17");
    }
}

#[test]
fn a_stop_of_whole_days_takes_out_both_ends() {
    let days =
        Stop::whole_days(day("2024-04-25"), day("2024-05-06"), "supplement", Blame::Applicant);
    let clock = stopped("2024-04-22", "15 working days", AfterStop::Continue, vec![days]);
    // 23 and 24 April are used, 13 days remain from 7 May.
    assert_eq!(due_of(&clock).unwrap(), "2024-05-23");
}

#[test]
fn overlapping_and_unsorted_stops_count_once() {
    let stops = vec![
        stop("2024-06-05", Some("2024-06-10"), Blame::OtherAgency),
        stop("2024-06-03", Some("2024-06-07"), Blame::Applicant),
    ];
    let clock = stopped("2024-05-27", "15 working days", AfterStop::Continue, stops);
    assert_eq!(due_of(&clock).unwrap(), "2024-06-24");
}

#[test]
fn a_stop_within_one_day_moves_nothing() {
    let stops = vec![stop("2024-06-17T08:00", Some("2024-06-17T10:00"), Blame::Applicant)];
    let clock = stopped("2024-05-27", "15 working days", AfterStop::Continue, stops);
    assert_eq!(due_of(&clock).unwrap(), "2024-06-17");
}

#[test]
fn used_days_before_a_restart_are_shown_and_not_counted() {
    let stops = vec![stop("2024-06-03", Some("2024-06-10"), Blame::Applicant)];
    let clock = stopped("2024-05-27", "15 working days", AfterStop::Restart, stops);
    let proof = prove(&clock, &state());
    assert_eq!(proof.counted, 15);
    assert_eq!(proof.days[0].date, day("2024-05-27"));
    assert!(proof.days[0].why.en.contains("runs anew"));
}

#[test]
fn an_extension_stands_with_its_article_in_the_proof() {
    let extension = Extension {
        term: Term::parse("10 days").unwrap(),
        article: "41/2020/TT-BTTTT, Điều 18".to_owned(),
        granted_on: day("2024-06-14"),
    };
    let clock = Clock { extensions: vec![extension], ..clock("2024-05-27", "15 working days") };
    assert_eq!(due_of(&clock).unwrap(), "2024-06-27");
    let proof = prove(&clock, &state());
    assert_eq!(proof.extensions[0].due_before.unwrap().to_string(), "2024-06-17");
    assert_eq!(proof.extensions[0].due_after.unwrap().to_string(), "2024-06-27");
    assert!(proof.basis.iter().any(|basis| basis.doc == "41/2020/TT-BTTTT, Điều 18"));
}

#[test]
fn an_extension_in_hours_begins_where_the_day_ends() {
    let extension = |term: &str| Extension {
        term: Term::parse(term).unwrap(),
        article: "quy chế".to_owned(),
        granted_on: day("2024-06-14"),
    };
    let base = clock("2024-05-27", "15 working days");
    let office = Clock { extensions: vec![extension("2 working hours")], ..base.clone() };
    assert_eq!(due_of(&office).unwrap(), "2024-06-18T09:00");
    let plain = Clock { extensions: vec![extension("24 hours")], ..base };
    assert_eq!(due_of(&plain).unwrap(), "2024-06-19T00:00");
}

#[test]
fn a_shift_written_in_the_term_wins_over_the_default() {
    let term = Term::parse("30 days").unwrap();
    let ends = |term: Term| due_of(&Clock::on(day("2024-05-02"), term)).unwrap();
    assert_eq!(ends(term), "2024-06-03");
    assert_eq!(ends(term.with_shift(Shift::None)), "2024-06-01");
    assert_eq!(ends(term.with_shift(Shift::PreviousWorkingDay)), "2024-05-31");
}

#[test]
fn terms_before_an_event_are_not_stopped() {
    let open = vec![stop("2024-06-03", None, Blame::Applicant)];
    let clock = stopped("2024-06-17T08:00", "chậm nhất 6 giờ trước", AfterStop::Restart, open);
    assert_eq!(due_of(&clock).unwrap(), "2024-06-17T02:00");
}

#[test]
fn seconds_do_not_move_a_printed_minute() {
    let mut clock = clock("2024-06-14T16:30", "24 hours");
    clock.start = moment("2024-06-14T16:30:45");
    assert_eq!(due_of(&clock).unwrap(), "2024-06-15T16:30");
}

#[test]
fn weeks_and_years_end_on_the_same_day() {
    assert_eq!(due_of(&clock("2024-06-03", "2 weeks")).unwrap(), "2024-06-17");
    assert_eq!(due_of(&clock("2024-02-29", "1 year")).unwrap(), "2025-02-28");
    assert_eq!(due_of(&clock("2024-05-31", "1 month before")).unwrap(), "2024-04-26");
}

#[test]
fn enormous_terms_neither_fail_nor_hang() {
    for unit in ["working days", "days", "weeks", "months", "years", "hours", "working hours"] {
        let clock = clock("2024-06-14", &format!("{} {unit}", u32::MAX));
        let due = due(&clock, &state());
        assert!(due.is_some());
        assert_eq!(prove(&clock, &state()).due, due);
    }
}

#[test]
fn years_without_a_calendar_are_named_in_the_proof() {
    let proof = prove(&clock("2026-12-28", "10 working days"), &state());
    assert!(proof.notes[0].vi.contains("2027"), "{:?}", proof.notes);
    assert!(prove(&clock("2024-05-27", "15 working days"), &state()).notes.is_empty());
}

#[test]
fn a_changed_calendar_shows_both_dates() {
    let old = state();
    let mut files = STATE_FILES;
    let text = files[2].1.replace("2024-05-04", "2024-05-11");
    files[2].1 = &text;
    let new = WorkingCalendar::from_toml(&files).unwrap();
    assert_ne!(old.edition(), new.edition());
    let (before, after) = diff(&old, &new, &clock("2024-04-24", "5 working days")).unwrap();
    assert_eq!((before.to_string(), after.to_string()), ("2024-05-04".into(), "2024-05-06".into()));
    assert_eq!(diff(&old, &new, &clock("2024-04-22", "15 working days")), None);
}

#[test]
fn a_stored_clock_reads_back() {
    let mut clock = clock("2024-05-27T08:15", "15 working days");
    clock.stops.push(stop("2024-06-03T10:00", None, Blame::OtherAgency));
    let json = serde_json::to_string(&clock).unwrap();
    assert_eq!(
        json,
        r#"{"start":"2024-05-27T08:15:00","term":{"value":15,"unit":"working_day"},"after_stop":"restart","stops":[{"from":"2024-06-03T10:00:00","to":null,"reason":"supplement","blame":"other_agency"}],"extensions":[]}"#
    );
    assert_eq!(serde_json::from_str::<Clock>(&json).unwrap(), clock);
}
