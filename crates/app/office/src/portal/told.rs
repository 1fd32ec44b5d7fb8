//! The history of a case in the words that its applicant is told. What is only the office's own
//! business, a draft or a note, is not told.

use daumoi_definition::{Department, SilenceMeans};
use daumoi_dossier::Event;
use daumoi_kernel::Text;

/// What happened, for the applicant; nothing when it does not concern them.
pub(super) fn told(department: &Department, event: &Event) -> Option<Text> {
    Some(match event {
        Event::Submitted(_) => Text::new("Đã nộp hồ sơ", "Handed in"),
        Event::Accepted { .. } => Text::new("Đã tiếp nhận hồ sơ", "Taken in"),
        Event::Declined { .. } => Text::new("Không tiếp nhận hồ sơ", "Not taken in"),
        Event::SupplementRequested { .. } => Text::new(
            "Yêu cầu bổ sung; đồng hồ thời hạn dừng",
            "A supplement was asked; the clock stands",
        ),
        Event::Supplemented { .. } => Text::new(
            "Đã nhận phần bổ sung; đồng hồ chạy tiếp",
            "The supplement came in; the clock runs",
        ),
        Event::PaymentRequested { .. } => Text::new("Yêu cầu nộp phí", "Payment was asked"),
        Event::Paid { .. } => Text::new("Đã nộp phí", "The fee was paid"),
        Event::Assigned { .. } => Text::new("Đã phân công người thụ lý", "An officer was assigned"),
        Event::Transferred { unit, .. } => {
            let title = department.units.get(unit).map(|unit| unit.title.clone());
            let title = title.unwrap_or_default();
            Text::new(format!("Chuyển đến {}", title.vi), format!("Passed to {}", title.en))
        }
        Event::Signed { signed, .. } => Text::new(
            format!("Đã ký kết quả số {}", signed.number),
            format!("The result was signed, number {}", signed.number),
        ),
        Event::HandedOver { .. } => Text::new("Đã trả kết quả", "The result was handed over"),
        other => return told_of_the_end(other),
    })
}

fn told_of_the_end(event: &Event) -> Option<Text> {
    Some(match event {
        Event::Withdrawn { .. } => Text::new("Đã rút hồ sơ", "Withdrawn"),
        Event::Stopped { reason, .. } => {
            Text::new(format!("Dừng giải quyết: {reason}"), format!("Stopped: {reason}"))
        }
        Event::Extended { article, .. } => Text::new(
            format!("Gia hạn thời gian giải quyết theo {article}"),
            format!("The term was extended under {article}"),
        ),
        Event::Apologised { reason, new_due, .. } => Text::new(
            format!("Xin lỗi, hẹn lại ngày trả {new_due}: {reason}"),
            format!("An apology with a new date, {new_due}: {reason}"),
        ),
        Event::Reopened { order, .. } => {
            Text::new(format!("Mở lại theo {order}"), format!("Reopened by {order}"))
        }
        Event::ClosedBySilence { means: SilenceMeans::Allowed, .. } => Text::new(
            "Được phép: hết hạn mà cơ quan không trả lời",
            "Allowed: the term ran out without an answer",
        ),
        Event::ClosedBySilence { .. } => {
            Text::new("Hết hạn mà cơ quan không trả lời", "The term ran out without an answer")
        }
        Event::NewDueAccepted { due, .. } => Text::new(
            format!("Ngày hẹn trả mới {due} do lịch làm việc thay đổi"),
            format!("A new date, {due}, because the calendar changed"),
        ),
        _ => return None,
    })
}
