//! Due dates a second on one core.

use std::time::Instant;

use daumoi_calendar::{Clock, Term, Unit, due};
use daumoi_definition::Department;
use jiff::ToSpan;

pub(crate) fn per_second(department: &Department, count: u32) -> u128 {
    let first = jiff::civil::date(2022, 1, 3);
    let clocks: Vec<Clock> = (0..1000_u32)
        .map(|number| {
            let day = first.saturating_add(i64::from(number).days());
            Clock::on(day, Term::new(1 + number % 30, Unit::WorkingDay))
        })
        .collect();
    let begun = Instant::now();
    let mut ends = 0_u64;
    for clock in clocks.iter().cycle().take(usize::try_from(count).unwrap_or_default()) {
        let end = due(clock, &department.calendar);
        ends += u64::from(end.is_some_and(|end| end.date.day() > 15));
    }
    std::hint::black_box(ends);
    crate::run::per_second(count.into(), begun.elapsed())
}
