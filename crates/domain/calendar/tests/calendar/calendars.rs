//! The real calendar files, and what a calendar answers about a day.

use daumoi_calendar::{DayKind, NamedDay, WorkingCalendar};

use crate::{day, state};

#[test]
fn every_year_has_the_published_number_of_working_days() {
    let calendar = state();
    let totals = (2022..=2026).map(|year| calendar.working_days_in_year(year));
    assert_eq!(totals.collect::<Vec<_>>(), [249, 249, 251, 250, 250]);
    assert_eq!(calendar.years(), [2022, 2023, 2024, 2025, 2026]);
}

#[test]
fn a_day_says_why_it_is_worked_or_not() {
    let calendar = state();
    assert_eq!(calendar.why(day("2024-05-06")), DayKind::Working);
    assert_eq!(calendar.why(day("2024-05-05")), DayKind::RestDay);
    assert_eq!(
        calendar.why(day("2024-05-04")),
        DayKind::SwappedWorking {
            decision: Some("Công văn 2450/VPCP-KGVX năm 2024".to_owned())
        }
    );
    assert!(calendar.is_working(day("2024-05-04")));
    let DayKind::Closed { title, .. } = calendar.why(day("2025-01-29")) else { panic!("worked") };
    assert_eq!(title.vi, "Tết Âm lịch");
}

#[test]
fn a_decision_that_is_not_known_stays_unknown() {
    let DayKind::SwappedWorking { decision } = state().why(day("2026-08-22")) else {
        panic!("not swapped")
    };
    assert_eq!(decision, None);
}

#[test]
fn a_pending_holiday_is_shown_but_does_not_count() {
    let calendar = state();
    assert_eq!(calendar.pending()[0].key, "culture_day");
    assert!(calendar.is_working(day("2026-11-24")));
}

#[test]
fn working_days_are_found_forward_and_backward() {
    let calendar = state();
    assert_eq!(calendar.next_working_day(day("2024-04-26")), day("2024-05-02"));
    assert_eq!(calendar.next_working_day(day("2024-05-03")), day("2024-05-04"));
    assert_eq!(calendar.previous_working_day(day("2024-05-02")), day("2024-04-26"));
    assert_eq!(calendar.previous_working_day(day("2022-01-04")), day("2021-12-31"));
    assert_eq!(calendar.working_days_between(day("2024-05-27"), day("2024-06-17")), 15);
}

#[test]
fn offices_are_open_in_office_hours_only_on_working_days() {
    let calendar = state();
    assert_eq!(calendar.office_hours(day("2024-05-04")).len(), 2);
    assert!(calendar.office_hours(day("2024-05-05")).is_empty());
    assert!(calendar.office_hours(day("2024-05-01")).is_empty());
}

#[test]
fn years_without_an_edition_are_counted_monday_to_friday() {
    let calendar = state();
    assert!(!calendar.covers(day("2030-01-01")));
    assert!(calendar.is_working(day("2030-01-01")));
    assert!(!calendar.is_working(day("2030-01-05")));
    assert_eq!(calendar.working_days_in_year(2030), 261);
}

#[test]
fn the_empty_calendar_knows_no_holiday() {
    let calendar = WorkingCalendar::weekdays_only();
    assert_eq!(calendar.working_days_in_year(2024), 262);
    assert!(calendar.is_working(day("2024-05-01")));
    assert!(!calendar.is_working(day("2024-05-04")));
}

#[test]
fn the_edition_changes_exactly_when_the_days_change() {
    let [first, .., last] = crate::STATE_FILES;
    let same = format!("# A remark.\n{}", last.1);
    let moved = last.1.replace("2026-08-22", "2026-08-29");
    let edition = |text: &str| {
        WorkingCalendar::from_toml(&[first, (last.0, text)]).unwrap().edition().to_owned()
    };
    assert_eq!(edition(last.1), edition(&same));
    assert_ne!(edition(last.1), edition(&moved));
    assert!(edition(last.1).starts_with("state-2022..2026-"));
}

/// A stored clock names its edition: the name of an unchanged calendar must never change.
#[test]
fn the_edition_of_a_small_calendar_is_pinned() {
    let calendar = WorkingCalendar::from_toml(&crate::STATE_FILES[..1]).unwrap();
    assert_eq!(calendar.edition(), "state-2022..2022-5b0819d488bd");
}

#[test]
fn days_named_by_the_law_are_found() {
    let named = |name: NamedDay| name.in_the_period_of(day("2024-02-20")).to_string();
    assert_eq!(named(NamedDay::BeginningOfMonth), "2024-02-01");
    assert_eq!(named(NamedDay::MiddleOfMonth), "2024-02-15");
    assert_eq!(named(NamedDay::EndOfMonth), "2024-02-29");
    assert_eq!(named(NamedDay::BeginningOfYear), "2024-01-01");
    assert_eq!(named(NamedDay::MiddleOfYear), "2024-06-30");
    assert_eq!(named(NamedDay::EndOfYear), "2024-12-31");
}
