//! Properties that hold for every clock.

use daumoi_calendar::{
    AfterStop, Amount, Blame, Clock, Direction, Due, Extension, Shift, Stop, Term, Unit,
    WorkingCalendar, due, prove,
};
use jiff::ToSpan;
use jiff::civil::{DateTime, date};
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::{option, proptest, sample};
use std::sync::LazyLock;

use crate::{STATE_FILES, state};

static STATE: LazyLock<WorkingCalendar> = LazyLock::new(state);

fn moments() -> impl Strategy<Value = DateTime> {
    (0_i32..2_300, 0_i8..24, 0_i8..60).prop_map(|(days, hour, minute)| {
        date(2021, 6, 1).checked_add(days.days()).unwrap().at(hour, minute, 0, 0)
    })
}

/// Day units, and how many of them keep a test quick.
fn terms() -> impl Strategy<Value = Term> {
    let units = prop_oneof![
        (0_u32..40).prop_map(|value| (Amount::whole(value), Unit::WorkingDay)),
        (0_u32..60).prop_map(|value| (Amount::from_quarters(value), Unit::WorkingDay)),
        (0_u32..120).prop_map(|value| (Amount::whole(value), Unit::CalendarDay)),
        (0_u32..9).prop_map(|value| (Amount::whole(value), Unit::Week)),
        (0_u32..14).prop_map(|value| (Amount::from_quarters(value * 2), Unit::Month)),
        (0_u32..3).prop_map(|value| (Amount::whole(value), Unit::Year)),
        (0_u32..120).prop_map(|value| (Amount::from_quarters(value), Unit::Hour)),
        (0_u32..120).prop_map(|value| (Amount::from_quarters(value), Unit::WorkingHour)),
        (0_u32..500).prop_map(|value| (Amount::whole(value), Unit::Minute)),
    ];
    let shifts = option::of(sample::select(vec![
        Shift::NextWorkingDay,
        Shift::PreviousWorkingDay,
        Shift::None,
    ]));
    (units, shifts).prop_map(|((value, unit), shift)| Term {
        value,
        unit,
        direction: Direction::After,
        shift,
    })
}

fn clocks() -> impl Strategy<Value = Clock> {
    let direction = prop_oneof![4 => Just(Direction::After), 1 => Just(Direction::Before)];
    let after_stop = sample::select(vec![AfterStop::Restart, AfterStop::Continue]);
    let stops =
        proptest::collection::vec((0_i64..60_000, option::weighted(0.9, 0_i64..30_000)), 0..4);
    let extensions = proptest::collection::vec(terms(), 0..3);
    (moments(), terms(), direction, after_stop, stops, extensions).prop_map(
        |(start, term, direction, after_stop, stops, extensions)| Clock {
            start,
            term: Term { direction, ..term },
            after_stop,
            stops: stops
                .into_iter()
                .map(|(after, length)| stop_after(start, after, length))
                .collect(),
            extensions: extensions
                .into_iter()
                .map(|term| Extension {
                    term,
                    article: "Điều 1".to_owned(),
                    granted_on: start.date(),
                })
                .collect(),
        },
    )
}

fn stop_after(start: DateTime, after: i64, length: Option<i64>) -> Stop {
    let from = start.checked_add(after.minutes()).unwrap();
    let to = length.map(|minutes| from.checked_add(minutes.minutes()).unwrap());
    Stop { from, to, reason: "supplement".to_owned(), blame: Blame::Applicant }
}

fn instant(due: Due) -> DateTime {
    daumoi_calendar::end_of_day(due)
}

proptest! {
    #[test]
    fn the_proof_ends_where_the_fast_count_ends(clock in clocks()) {
        let proof = prove(&clock, &STATE);
        assert_eq!(proof.due, due(&clock, &STATE));
        assert_eq!(proof.calendar, STATE.edition());
    }

    #[test]
    fn the_end_is_never_before_the_start(start in moments(), term in terms()) {
        let backward = term.shift == Some(Shift::PreviousWorkingDay);
        let due = due(&Clock::new(start, term), &STATE).unwrap();
        assert!(backward || instant(due) >= start);
    }

    #[test]
    fn one_more_unit_never_ends_earlier(clock in clocks()) {
        let mut longer = clock.clone();
        longer.term.value = longer.term.value.plus(Amount::whole(1));
        let (Some(shorter), Some(longer)) = (due(&clock, &STATE), due(&longer, &STATE)) else {
            return Ok(());
        };
        match clock.term.direction {
            Direction::After => assert!(shorter <= longer),
            Direction::Before => assert!(longer <= shorter),
        }
    }

    #[test]
    fn as_many_working_days_lie_between_start_and_end_as_the_term_has(
        start in moments(), days in 1_u32..300,
    ) {
        let due = due(&Clock::new(start, Term::new(days, Unit::WorkingDay)), &STATE).unwrap();
        assert_eq!(STATE.working_days_between(start.date(), due.date), days);
        assert!(STATE.is_working(due.date));
        let counted = prove(&Clock::new(start, Term::new(days, Unit::WorkingDay)), &STATE).counted;
        assert_eq!(counted, u64::from(days));
    }

    #[test]
    fn with_the_empty_calendar_working_days_are_monday_to_friday(
        start in moments(), weeks in 1_u32..50,
    ) {
        let calendar = WorkingCalendar::weekdays_only();
        let clock = Clock::new(start, Term::new(weeks * 5, Unit::WorkingDay));
        let due = due(&clock, &calendar).unwrap();
        assert!(due.date.weekday().to_monday_zero_offset() < 5);
        if start.weekday().to_monday_zero_offset() < 5 {
            assert_eq!(due.date, start.date().checked_add(i64::from(weeks).weeks()).unwrap());
        }
    }

    #[test]
    fn the_calendar_of_the_next_year_never_moves_an_end_inside_this_year(clock in clocks()) {
        let shorter = WorkingCalendar::from_toml(&STATE_FILES[..3]).unwrap();
        let (Some(before), Some(after)) = (due(&clock, &shorter), due(&clock, &STATE)) else {
            return Ok(());
        };
        // A term counted back from an event of the next year rightly follows that year.
        if clock.start.year() <= 2024 && before.date.year() <= 2024 {
            assert_eq!(before, after);
        }
    }

    #[test]
    fn a_new_holiday_never_shortens_a_term(start in moments(), term in terms()) {
        let closed = STATE_FILES[2].1.replace("working_days_total = 251\n", "")
            + "\n[[closed]]\nfrom = 2024-07-01\nto = 2024-07-03\n\
               title = { vi = \"Nghỉ\", en = \"Off\" }\nconfidence = \"assumed\"\n";
        let mut files = STATE_FILES;
        files[2].1 = &closed;
        let more = WorkingCalendar::from_toml(&files).unwrap();
        let clock = Clock::new(start, Term { shift: None, ..term });
        assert!(due(&clock, &STATE) <= due(&clock, &more));
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        if let Err(error) = Term::parse(&text) {
            assert!(!error.not_understood.is_empty());
        }
    }

    #[test]
    fn a_clock_survives_the_journal(clock in clocks()) {
        let json = serde_json::to_string(&clock).unwrap();
        assert_eq!(serde_json::from_str::<Clock>(&json).unwrap(), clock);
    }
}
