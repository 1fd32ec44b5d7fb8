//! The articles of law a proof stands on.
//!
//! Bộ luật Dân sự 91/2015/QH13, Điều 146-148, and what an extension names itself. Not here: the
//! decisions behind single closed days; they stand in the line of the day.

use daumoi_kernel::Text;

use crate::clock::Clock;
use crate::proof::Basis;
use crate::proof_walk::Walk;
use crate::term::{Direction, Unit};

const CIVIL_CODE: &str = "91/2015/QH13";

pub(crate) fn of(clock: &Clock, walk: &Walk) -> Vec<Basis> {
    let mut basis = vec![beginning(clock)];
    basis.extend(ending(clock.term.unit));
    if walk.shifted && clock.term.direction == Direction::After {
        basis.push(civil_code(
            "Điều 148 khoản 5",
            "Ngày cuối cùng là ngày nghỉ cuối tuần hoặc ngày nghỉ lễ thì thời hạn kết thúc khi kết \
             thúc ngày làm việc tiếp theo",
            "A term whose last day is a weekend or a holiday ends with the next working day",
        ));
    }
    if walk.due.is_some_and(|due| due.time.is_none()) {
        basis.push(civil_code(
            "Điều 148 khoản 6",
            "Ngày cuối cùng kết thúc lúc 24 giờ",
            "The last day ends at 24:00",
        ));
    }
    basis.extend(clock.extensions.iter().map(|extension| Basis {
        doc: extension.article.clone(),
        provision: String::new(),
        text: {
            let term = extension.term.describe();
            Text::new(format!("Gia hạn thêm {}", term.vi), format!("Extended by {}", term.en))
        },
    }));
    basis
}

fn beginning(clock: &Clock) -> Basis {
    match (clock.term.unit.is_timed(), clock.term.direction) {
        (true, _) => civil_code(
            "Điều 147 khoản 1",
            "Thời hạn tính bằng phút, giờ bắt đầu từ thời điểm đã xác định",
            "A term in minutes or hours begins at the moment itself",
        ),
        (false, Direction::After) => civil_code(
            "Điều 147 khoản 2",
            "Ngày đầu tiên của thời hạn không được tính mà tính từ ngày tiếp theo liền kề",
            "The first day is not counted; counting begins with the day after it",
        ),
        (false, Direction::Before) => civil_code(
            "Điều 147 khoản 3",
            "Ngày xảy ra sự kiện không được tính",
            "The day of the event is not counted",
        ),
    }
}

fn ending(unit: Unit) -> Option<Basis> {
    match unit {
        Unit::WorkingDay | Unit::CalendarDay => Some(civil_code(
            "Điều 148 khoản 1",
            "Thời hạn tính bằng ngày kết thúc khi kết thúc ngày cuối cùng",
            "A term in days ends with its last day",
        )),
        Unit::Week => Some(civil_code(
            "Điều 148 khoản 2",
            "Thời hạn tính bằng tuần kết thúc khi kết thúc ngày tương ứng của tuần cuối cùng",
            "A term in weeks ends with the same day of the last week",
        )),
        Unit::Month => Some(civil_code(
            "Điều 148 khoản 3",
            "Thời hạn tính bằng tháng kết thúc khi kết thúc ngày tương ứng của tháng cuối cùng, hoặc \
             ngày cuối cùng của tháng đó",
            "A term in months ends with the same day of the last month, or that month's last day",
        )),
        Unit::Year => Some(civil_code(
            "Điều 148 khoản 4",
            "Thời hạn tính bằng năm kết thúc khi kết thúc ngày, tháng tương ứng của năm cuối cùng",
            "A term in years ends with the same day and month of the last year",
        )),
        Unit::Hour | Unit::WorkingHour | Unit::Minute => None,
    }
}

fn civil_code(provision: &str, vi: &str, en: &str) -> Basis {
    Basis {
        doc: CIVIL_CODE.to_owned(),
        provision: provision.to_owned(),
        text: Text::new(format!("Bộ luật Dân sự: {vi}"), format!("Civil Code: {en}")),
    }
}
