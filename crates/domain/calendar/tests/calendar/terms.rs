//! Terms in words, in tables and in JSON.

use daumoi_calendar::{Amount, Direction, Due, Shift, Term, Unit};

fn reads(text: &str, value: impl Into<Amount>, unit: Unit) {
    assert_eq!(Term::parse(text).unwrap(), Term::new(value, unit), "{text}");
}

fn reads_before(text: &str, value: u32, unit: Unit) {
    assert_eq!(Term::parse(text).unwrap(), Term::new(value, unit).before(), "{text}");
}

#[test]
fn english_terms_are_read() {
    reads("15 working days", 15, Unit::WorkingDay);
    reads("1 working day", 1, Unit::WorkingDay);
    reads("20 days", 20, Unit::CalendarDay);
    reads("8 working hours", 8, Unit::WorkingHour);
    reads("24 hours", 24, Unit::Hour);
    reads("1 month", 1, Unit::Month);
    reads("a month", 1, Unit::Month);
    reads("2 weeks", 2, Unit::Week);
    reads("1 year", 1, Unit::Year);
    reads("30 minutes", 30, Unit::Minute);
    reads("half a month", 15, Unit::CalendarDay);
    reads("half a year", 6, Unit::Month);
    reads("0.5 working days", Amount::half(), Unit::WorkingDay);
    reads("half a working day", Amount::half(), Unit::WorkingDay);
    reads("Within 5 Working Days", 5, Unit::WorkingDay);
    reads_before("6 hours before", 6, Unit::Hour);
    reads_before("at least 5 working days before the event", 5, Unit::WorkingDay);
}

#[test]
fn vietnamese_terms_are_read() {
    reads("15 ngày làm việc", 15, Unit::WorkingDay);
    reads("05 ngày làm việc", 5, Unit::WorkingDay);
    reads("05 (năm) ngày làm việc", 5, Unit::WorkingDay);
    reads("20 ngày", 20, Unit::CalendarDay);
    reads("8 giờ làm việc", 8, Unit::WorkingHour);
    reads("24 giờ", 24, Unit::Hour);
    reads("1 tháng", 1, Unit::Month);
    reads("2 tuần", 2, Unit::Week);
    reads("2 năm", 2, Unit::Year);
    reads("nửa tháng", 15, Unit::CalendarDay);
    reads("nửa năm", 6, Unit::Month);
    reads("0,5 ngày làm việc", Amount::half(), Unit::WorkingDay);
    reads("không quá 10 ngày", 10, Unit::CalendarDay);
    reads_before("chậm nhất 6 giờ trước", 6, Unit::Hour);
    reads_before("chậm nhất 6 giờ trước khi họp báo", 6, Unit::Hour);
    reads_before("trước 5 ngày", 5, Unit::CalendarDay);
}

#[test]
fn decomposed_unmarked_and_capital_letters_read_alike() {
    reads("15 nga\u{300}y la\u{300}m vie\u{323}\u{302}c", 15, Unit::WorkingDay);
    reads("15 ngay lam viec", 15, Unit::WorkingDay);
    reads("15 NGÀY LÀM VIỆC", 15, Unit::WorkingDay);
    reads("  nua   thang ", 15, Unit::CalendarDay);
    reads("15ngày", 15, Unit::CalendarDay);
}

#[test]
fn what_is_not_understood_is_named() {
    let message = |text: &str| Term::parse(text).unwrap_err().to_string();
    assert!(message("").contains("no number was given"));
    assert!(message("soon").contains("\"soon\" does not begin with a number"));
    assert!(message("15").contains("no unit was given"));
    assert!(message("15 moons").contains("\"moons\" is not a unit of time"));
    assert!(message("15 days maybe").contains("\"maybe\" was not understood"));
    assert!(message("99999999999 days").contains("is not a number from 0"));
    assert!(message("1.3 working days").contains("not a whole number, a half or a quarter"));
    assert!(message("0.5 days").contains("a fraction (0.5) has no meaning"));
    assert!(message("-3 days").contains("does not begin with a number"));
    assert!(message("15 moons").contains("\"15 ngày làm việc\""));
    assert!(Term::parse("15 moons").unwrap_err().text().vi.contains("15 moons"));
}

#[test]
fn terms_are_described_in_both_languages() {
    let text = Term::parse("0.5 working days").unwrap().describe();
    assert_eq!((text.vi.as_str(), text.en.as_str()), ("0,5 ngày làm việc", "0.5 working days"));
    let text = Term::new(6, Unit::Hour).before().describe();
    assert_eq!((text.vi.as_str(), text.en.as_str()), ("chậm nhất 6 giờ trước", "6 hours before"));
    assert_eq!(Term::new(1, Unit::Month).describe().en, "1 month");
}

#[test]
fn what_is_described_can_be_read_again() {
    let units = [
        Unit::WorkingDay,
        Unit::CalendarDay,
        Unit::Week,
        Unit::Month,
        Unit::Year,
        Unit::Hour,
        Unit::WorkingHour,
        Unit::Minute,
    ];
    for unit in units {
        for term in [Term::new(1, unit), Term::new(12, unit), Term::new(3, unit).before()] {
            let text = term.describe();
            assert_eq!(Term::parse(&text.vi).unwrap(), term);
            assert_eq!(Term::parse(&text.en).unwrap(), term);
        }
    }
}

#[test]
fn terms_keep_their_shape_in_json_and_toml() {
    let term = Term::new(15, Unit::WorkingDay);
    let json = r#"{"value":15,"unit":"working_day"}"#;
    assert_eq!(serde_json::to_string(&term).unwrap(), json);
    assert_eq!(serde_json::from_str::<Term>(json).unwrap(), term);
    let half = Term::new(Amount::half(), Unit::WorkingDay).with_shift(Shift::None).before();
    let json = r#"{"value":0.5,"unit":"working_day","direction":"before","shift":"none"}"#;
    assert_eq!(serde_json::to_string(&half).unwrap(), json);
    assert_eq!(serde_json::from_str::<Term>(json).unwrap(), half);
    assert_eq!(serde_json::from_str::<Term>(r#""15 ngày làm việc""#).unwrap(), term);
    let table: Term = toml::from_str("value = 0.25\nunit = \"working_day\"").unwrap();
    assert_eq!(table.value, Amount::from_quarters(1));
}

#[test]
fn wrong_tables_are_refused() {
    let refused = |text: &str| toml::from_str::<Term>(text).unwrap_err().to_string();
    assert!(refused("value = 0.3\nunit = \"working_day\"").contains("a half or a quarter"));
    assert!(refused("value = -1\nunit = \"working_day\"").contains("not a number"));
    assert!(refused("value = 1\nunit = \"moon\"").contains("unknown variant `moon`"));
    assert!(refused("value = 1\nunit = \"week\"\nx = 1").contains("unknown field `x`"));
    assert!(refused("value = 0.5\nunit = \"week\"").contains("has no meaning"));
}

#[test]
fn the_default_shift_follows_unit_and_direction() {
    assert_eq!(Term::new(1, Unit::CalendarDay).shift_in_force(), Shift::NextWorkingDay);
    assert_eq!(
        Term::new(1, Unit::CalendarDay).before().shift_in_force(),
        Shift::PreviousWorkingDay
    );
    assert_eq!(Term::new(1, Unit::Hour).shift_in_force(), Shift::None);
    assert_eq!(Term::new(1, Unit::Hour).before().direction, Direction::Before);
}

#[test]
fn due_dates_are_printed_and_read() {
    for text in ["2024-05-15", "2024-06-17T15:00"] {
        assert_eq!(text.parse::<Due>().unwrap().to_string(), text);
    }
    assert!("2024-02-31".parse::<Due>().unwrap_err().to_string().contains("2024-02-31"));
    assert!("garbage".parse::<Due>().is_err());
}
