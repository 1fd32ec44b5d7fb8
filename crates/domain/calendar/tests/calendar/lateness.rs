//! In time or not, whose days they were, and how much is left.

use daumoi_calendar::{
    AfterStop, Blame, Clock, Due, Left, Timeliness, attribute_lateness, counter_closes, end_of_day,
    time_left, timeliness,
};

use crate::{clock, moment, state, stop};

fn due(text: &str) -> Due {
    text.parse().unwrap()
}

#[test]
fn timeliness_compares_dates_unless_an_hour_is_printed() {
    let date = due("2024-06-17");
    assert_eq!(timeliness(moment("2024-06-14T23:59"), date), Timeliness::Early);
    assert_eq!(timeliness(moment("2024-06-17T23:59"), date), Timeliness::OnTime);
    assert_eq!(timeliness(moment("2024-06-18T00:00"), date), Timeliness::Late);
    let hour = due("2024-06-17T15:00");
    assert_eq!(timeliness(moment("2024-06-17T14:59"), hour), Timeliness::Early);
    assert_eq!(timeliness(moment("2024-06-17T15:00:40"), hour), Timeliness::OnTime);
    assert_eq!(timeliness(moment("2024-06-17T15:01"), hour), Timeliness::Late);
}

#[test]
fn the_last_day_ends_at_midnight_and_the_counter_earlier() {
    let calendar = state();
    assert_eq!(end_of_day(due("2024-06-17")), moment("2024-06-18T00:00"));
    assert_eq!(end_of_day(due("2024-06-17T15:00")), moment("2024-06-17T15:00"));
    assert_eq!(counter_closes(due("2024-06-17"), &calendar), moment("2024-06-17T17:00"));
    assert_eq!(counter_closes(due("2024-06-16"), &calendar), moment("2024-06-17T00:00"));
}

#[test]
fn time_left_is_said_in_working_days_or_hours() {
    let calendar = state();
    let left = |now: &str, due_text: &str| time_left(moment(now), due(due_text), &calendar);
    assert_eq!(left("2024-06-14T09:00", "2024-06-17"), Left::WorkingDays(1));
    assert_eq!(left("2024-06-17T16:00", "2024-06-17"), Left::Today);
    assert_eq!(left("2024-06-19T09:00", "2024-06-17"), Left::LateWorkingDays(2));
    assert_eq!(left("2024-06-15T09:00", "2024-06-14"), Left::LateWorkingDays(0));
    assert_eq!(left("2024-06-17T13:30", "2024-06-17T15:00"), Left::Minutes(90));
    assert_eq!(left("2024-06-17T16:00", "2024-06-17T15:00").describe().vi, "Quá hạn 1 giờ");
    assert_eq!(Left::Minutes(90).describe().en, "1 h 30 min left");
}

#[test]
fn stopped_days_go_to_whom_we_waited_for_and_late_days_to_us() {
    let stops = vec![stop("2024-06-03T10:00", Some("2024-06-10T08:00"), Blame::Applicant)];
    let clock =
        Clock { after_stop: AfterStop::Continue, stops, ..clock("2024-05-27", "15 working days") };
    let attribution = attribute_lateness(&clock, moment("2024-06-26T16:00"), &state());
    assert_eq!(attribution.stopped.applicant, 5);
    assert_eq!(attribution.late.us, 2);
    assert_eq!((attribution.stopped.total(), attribution.late.total()), (5, 2));
}

#[test]
fn late_days_spent_waiting_for_another_agency_are_theirs() {
    let stops = vec![stop("2024-06-18T10:00", Some("2024-06-20T08:00"), Blame::OtherAgency)];
    let clock = Clock { stops, ..clock("2024-05-27", "15 working days") };
    let attribution = attribute_lateness(&clock, moment("2024-06-21T08:00"), &state());
    assert_eq!(attribution.late.of(Blame::OtherAgency), 2);
    assert_eq!(attribution.late.of(Blame::Us), 2);
    assert_eq!(attribution.stopped.total(), 0);
}

#[test]
fn a_case_in_time_has_no_late_days() {
    let clock = clock("2024-05-27", "15 working days");
    let attribution = attribute_lateness(&clock, moment("2024-06-17T23:00"), &state());
    assert_eq!(attribution.late.total(), 0);
}
