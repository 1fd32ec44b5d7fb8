//! Dates and moments as plain numbers, so that counting is integer arithmetic.
//!
//! Day 0 is 1970-01-01; minute 0 is its first minute. Numbers beyond the years jiff knows are
//! clamped to its first and last day. Not here: which days are worked.

use jiff::civil::{Date, DateTime, Time};

pub(crate) const MINUTES_PER_DAY: i64 = 1_440;
const DAYS_PER_ERA: i64 = 146_097;
/// Days from 0000-03-01, where the era arithmetic starts, to 1970-01-01.
const EPOCH_SHIFT: i64 = 719_468;

pub(crate) fn day_number(date: Date) -> i64 {
    let month = i64::from(date.month());
    let year = i64::from(date.year()) - i64::from(month <= 2);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(date.day()) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    year.div_euclid(400) * DAYS_PER_ERA + day_of_era - EPOCH_SHIFT
}

pub(crate) fn date_of(day: i64) -> Date {
    let shifted = day.saturating_add(EPOCH_SHIFT);
    let day_of_era = shifted.rem_euclid(DAYS_PER_ERA);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + shifted.div_euclid(DAYS_PER_ERA) * 400 + i64::from(month <= 2);
    date_from_parts(year, month, day_of_month).unwrap_or(nearest_end(day))
}

/// 0 is Monday, 6 is Sunday. Day 0 was a Thursday.
pub(crate) fn weekday_from_monday(day: i64) -> i64 {
    (day + 3).rem_euclid(7)
}

/// Monday to Friday days strictly before `day`, counted from the week of day 0.
pub(crate) fn weekdays_before(day: i64) -> i64 {
    (day + 3).div_euclid(7) * 5 + weekday_from_monday(day).min(5)
}

/// The inverse of [`weekdays_before`]: the Monday to Friday day with `index` such days before it.
pub(crate) fn weekday_at(index: i64) -> i64 {
    index.div_euclid(5) * 7 + index.rem_euclid(5) - 3
}

/// The same day number `months` later (or earlier); the last day of the month when that month is
/// too short (Bộ luật Dân sự 91/2015/QH13, Điều 148 khoản 3).
pub(crate) fn add_months(day: i64, months: i64) -> i64 {
    let date = date_of(day);
    let month_count = i64::from(date.year()) * 12 + i64::from(date.month()) - 1 + months;
    let (year, month) = (month_count.div_euclid(12), month_count.rem_euclid(12) + 1);
    date_from_parts(year, month, 1).map_or_else(
        || day_number(if months < 0 { Date::MIN } else { Date::MAX }),
        |first| day_number(first) + i64::from(date.day().min(first.days_in_month())) - 1,
    )
}

/// Seconds are dropped: a slip prints minutes, and the clock runs from the printed minute.
pub(crate) fn minute_number(moment: DateTime) -> i64 {
    day_number(moment.date()) * MINUTES_PER_DAY + minute_of_day(moment.time())
}

pub(crate) fn moment_of(minute: i64) -> DateTime {
    let time = time_of(minute.rem_euclid(MINUTES_PER_DAY));
    date_of(minute.div_euclid(MINUTES_PER_DAY)).to_datetime(time)
}

pub(crate) fn minute_of_day(time: Time) -> i64 {
    i64::from(time.hour()) * 60 + i64::from(time.minute())
}

/// `minute` is a minute of the day, 0 to 1439; anything else gives the last minute.
pub(crate) fn time_of(minute: i64) -> Time {
    let hour = i8::try_from(minute.div_euclid(60)).unwrap_or(23);
    let minute = i8::try_from(minute.rem_euclid(60)).unwrap_or(59);
    Time::new(hour, minute, 0, 0).unwrap_or(Time::MAX)
}

fn date_from_parts(year: i64, month: i64, day: i64) -> Option<Date> {
    let (year, month, day) =
        (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(year, month, day).ok()
}

fn nearest_end(day: i64) -> Date {
    if day < 0 { Date::MIN } else { Date::MAX }
}

#[cfg(test)]
mod tests {
    use super::{add_months, date_of, day_number, weekday_at, weekdays_before};
    use jiff::ToSpan;
    use jiff::civil::{Date, date};

    #[test]
    fn every_day_of_four_centuries_keeps_its_number() {
        let mut day = date(1899, 1, 1);
        let mut number = day_number(day);
        while day < date(2301, 1, 1) {
            assert_eq!(day_number(day), number);
            assert_eq!(date_of(number), day);
            assert_eq!(
                super::weekday_from_monday(number),
                i64::from(day.weekday().to_monday_zero_offset())
            );
            day = day.tomorrow().unwrap();
            number += 1;
        }
        assert_eq!(day_number(date(1970, 1, 1)), 0);
    }

    #[test]
    fn numbers_beyond_the_known_years_are_clamped() {
        assert_eq!(date_of(i64::from(i32::MAX)), Date::MAX);
        assert_eq!(date_of(i64::from(i32::MIN)), Date::MIN);
        assert_eq!(date_of(add_months(0, 1_000_000)), Date::MAX);
    }

    #[test]
    fn weekdays_are_counted_and_found_again() {
        for index in -1_000..1_000 {
            assert_eq!(weekdays_before(weekday_at(index)), index);
        }
    }

    #[test]
    fn months_are_added_as_the_date_library_adds_them() {
        let mut day = date(2023, 1, 1);
        while day < date(2025, 1, 1) {
            for months in -14..15 {
                assert_eq!(
                    date_of(add_months(day_number(day), months)),
                    day.checked_add(months.months()).unwrap()
                );
            }
            day = day.tomorrow().unwrap();
        }
    }
}
