//! The sentences of a proof, in both languages.
//!
//! Not here: when each is said.

use daumoi_kernel::Text;

use crate::calendar::DayKind;
use crate::clock::{Blame, Stop};
use crate::day_number::weekday_from_monday;
use crate::term::Unit;
use crate::timeliness::hours_and_minutes;

pub(crate) fn start_day() -> Text {
    Text::new("Ngày bắt đầu, không tính", "The starting day, not counted")
}

pub(crate) fn event_day() -> Text {
    Text::new("Ngày xảy ra sự kiện, không tính", "The day of the event, not counted")
}

pub(crate) fn counted(kind: &DayKind, unit: Unit, number: i64) -> Text {
    let (vi, en) = if unit == Unit::WorkingDay {
        (format!("Ngày làm việc thứ {number}"), format!("Working day {number}"))
    } else {
        (format!("Ngày thứ {number}"), format!("Day {number}"))
    };
    if unit != Unit::WorkingDay {
        return Text::new(vi, en);
    }
    match kind {
        DayKind::SwappedWorking { decision } => Text::new(
            format!("{vi}: ngày làm bù{}", source(decision.as_deref())),
            format!("{en}: worked in place of another day{}", source(decision.as_deref())),
        ),
        DayKind::ClosedButCounted { title, decision } => Text::new(
            format!(
                "{vi}: {}{}; văn bản không nói đến thời hạn nên vẫn tính",
                title.vi,
                source(decision.as_deref())
            ),
            format!(
                "{en}: {}{}; the decision does not mention terms, so it counts",
                title.en,
                source(decision.as_deref())
            ),
        ),
        DayKind::HalfDay { title, decision, .. } => Text::new(
            format!("{vi}: {}{}", title.vi, source(decision.as_deref())),
            format!("{en}: {}{}", title.en, source(decision.as_deref())),
        ),
        DayKind::Working | DayKind::RestDay | DayKind::Closed { .. } => Text::new(vi, en),
    }
}

pub(crate) fn counted_minutes(minutes: u32) -> Text {
    let (vi, en) = hours_and_minutes(minutes);
    Text::new(format!("Tính {vi}"), format!("{en} counted"))
}

pub(crate) fn not_worked(kind: &DayKind, day: i64) -> Text {
    match kind {
        DayKind::Closed { title, decision } => Text::new(
            format!("Nghỉ: {}{}", title.vi, source(decision.as_deref())),
            format!("Closed: {}{}", title.en, source(decision.as_deref())),
        ),
        _ => match weekday_from_monday(day) {
            5 => Text::new("Nghỉ: thứ Bảy", "Closed: Saturday"),
            6 => Text::new("Nghỉ: Chủ nhật", "Closed: Sunday"),
            _ => Text::new("Không có giờ tính", "No time counted"),
        },
    }
}

/// The last counted day is a day off: what was said of it, and what follows.
pub(crate) fn end_on_day_off(said: &Text, kind: &DayKind, day: i64) -> Text {
    let off = not_worked(kind, day);
    Text::new(
        format!("{}. {}, nên hạn chuyển sang ngày làm việc tiếp theo", said.vi, off.vi),
        format!("{}. {}, so the end moves to the next working day", said.en, off.en),
    )
}

pub(crate) fn moved_end() -> Text {
    Text::new("Ngày hết hạn sau khi chuyển", "The end, moved to this day")
}

pub(crate) fn moved_back() -> Text {
    Text::new("Ngày hết hạn, lùi về ngày làm việc trước", "The end, moved back to this working day")
}

pub(crate) fn cut_short() -> Text {
    Text::new(
        "Đồng hồ dừng ngay trong ngày cuối; ngày này được làm tiếp sau khi hết dừng",
        "The clock stopped on the last day; that day is finished after the stop",
    )
}

pub(crate) fn not_kept() -> Text {
    Text::new(
        "Trước khi dừng; thời hạn được tính lại từ đầu nên không tính",
        "Before the stop; the term runs anew, so it does not count",
    )
}

pub(crate) fn stop(stop: &Stop) -> Text {
    let (vi, en) = match stop.blame {
        Blame::Applicant => ("chờ người nộp hồ sơ", "waiting for the applicant"),
        Blame::OtherAgency => ("chờ cơ quan khác", "waiting for another agency"),
        Blame::Us => ("do cơ quan giải quyết", "on our side"),
    };
    Text::new(
        format!("Đồng hồ dừng: {vi} ({})", stop.reason),
        format!("The clock stood still: {en} ({})", stop.reason),
    )
}

pub(crate) fn stop_came_too_late() -> Text {
    Text::new(
        "Có lần dừng sau khi thời hạn đã hết; lần dừng đó không làm thay đổi hạn",
        "A stop began after the term had run out; it does not move the due date",
    )
}

pub(crate) fn list_is_cut() -> Text {
    Text::new(
        "Thời hạn quá dài nên không liệt kê hết từng ngày; ngày hết hạn vẫn được tính đủ",
        "The term is too long to list every day; the due date is counted in full",
    )
}

pub(crate) fn backward_shift_is_assumed() -> Text {
    Text::new(
        "Thời hạn tính lùi rơi vào ngày nghỉ được lùi về ngày làm việc trước (giả định an toàn, cần \
         đơn vị xác nhận)",
        "A term counted backward that falls on a day off moves back to the previous working day \
         (a safe assumption; the department must confirm it)",
    )
}

pub(crate) fn part_of_day_is_assumed() -> Text {
    Text::new(
        "Một phần ngày làm việc được tính theo giờ làm việc của ngày cuối (giả định, cần đơn vị xác \
         nhận)",
        "A part of a working day is counted in the office hours of the last day (assumed; the \
         department must confirm it)",
    )
}

pub(crate) fn years_not_covered(first: i16, last: i16) -> Text {
    let years = if first == last { first.to_string() } else { format!("{first}-{last}") };
    Text::new(
        format!(
            "Chưa có lịch làm việc năm {years}: tạm tính thứ Hai đến thứ Sáu, không có ngày lễ"
        ),
        format!("No working calendar for {years}: counted Monday to Friday without holidays"),
    )
}

fn source(decision: Option<&str>) -> String {
    decision.map(|decision| format!(" ({decision})")).unwrap_or_default()
}
