//! Why a file is refused, said so that the sender knows what to do next.
//!
//! A refusal is an ordinary answer, not a fault. Faults of the disk or of S3 are `FileError`.

use daumoi_kernel::Text;
use thiserror::Error;

use crate::kind::{Found, Kind};

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error("the file holds no bytes")]
    Empty,
    #[error("the file has {size} bytes, the limit is {limit}")]
    TooLarge { limit: u64, size: u64 },
    #[error("the file is {found:?}, which is not taken in")]
    Unknown { found: Found },
    /// `named` is the extension the sender wrote.
    #[error("the file is named .{named} but is {found:?}")]
    Disguised { named: String, found: Found },
    /// `detail` is for the log: a library's words, in English.
    #[error("{kind:?} cannot be opened: {detail}")]
    Broken { kind: Kind, detail: String },
    #[error("{kind:?} is protected by a password")]
    Encrypted { kind: Kind },
    #[error("{kind:?} carries macros")]
    Macro { kind: Kind },
    #[error("{kind:?} unpacks to more than the office opens: {detail}")]
    Oversized { kind: Kind, detail: String },
    #[error("malware: {name}")]
    Malware { name: String },
    #[error("the file could not be checked for malware: {detail}")]
    Unchecked { detail: String },
}

impl Rejection {
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge { .. } => "too_large",
            Self::Unknown { .. } => "unknown",
            Self::Disguised { .. } => "disguised",
            Self::Broken { .. } => "broken",
            Self::Encrypted { .. } => "encrypted",
            Self::Macro { .. } => "macro",
            Self::Oversized { .. } => "oversized",
            Self::Malware { .. } => "malware",
            Self::Unchecked { .. } => "unchecked",
        }
    }

    /// What is wrong and what to do, for the person who sent the file.
    #[must_use]
    pub fn message(&self) -> Text {
        match self {
            Self::Empty => Text::new(
                "Tệp rỗng, không có nội dung. Hãy mở tệp gốc trên máy, lưu lại rồi gửi lại.",
                "The file is empty. Open the original on your computer, save it again and send it again.",
            ),
            Self::TooLarge { limit, size } => too_large(*limit, *size),
            Self::Unknown { found } => unknown(*found),
            Self::Disguised { named, found } => disguised(named, *found),
            Self::Encrypted { kind } => about(
                *kind,
                "đang đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.",
                "is protected by a password. Remove the password and send it again.",
            ),
            Self::Macro { kind } => about(
                *kind,
                "có chứa macro. Hãy lưu lại thành tệp không có macro (DOCX, XLSX) hoặc xuất ra PDF rồi gửi lại.",
                "carries macros. Save it without macros (DOCX, XLSX) or export it as PDF and send it again.",
            ),
            Self::Broken { kind, .. } => about(
                *kind,
                "bị hỏng hoặc chưa tải lên đủ. Hãy mở thử trên máy, xuất hoặc quét lại rồi gửi lại.",
                "is damaged or incomplete. Open it on your computer, export or scan it again and send it again.",
            ),
            Self::Oversized { kind, .. } => about(
                *kind,
                "quá lớn khi mở ra. Hãy giảm kích thước hoặc chia thành nhiều tệp rồi gửi lại.",
                "is too large once opened. Make it smaller or split it into several files and send it again.",
            ),
            Self::Malware { .. } => Text::new(
                "Tệp có mã độc nên không được nhận. Hãy quét vi-rút trên máy rồi gửi bản sạch.",
                "The file carries malware and was not taken in. Scan your computer and send a clean copy.",
            ),
            Self::Unchecked { .. } => Text::new(
                "Chưa kiểm tra được mã độc trong tệp nên tệp chưa được nhận. Hãy gửi lại sau ít phút.",
                "The file could not be checked for malware and was not taken in. Send it again in a few minutes.",
            ),
        }
    }
}

fn too_large(limit: u64, size: u64) -> Text {
    let (limit, size) = (megabytes(limit), megabytes(size));
    Text::new(
        format!(
            "Tệp nặng {size} MB, vượt mức {limit} MB. Hãy giảm độ phân giải khi quét hoặc chia thành nhiều tệp rồi gửi lại.",
            size = size.replace('.', ","),
            limit = limit.replace('.', ","),
        ),
        format!(
            "The file has {size} MB, more than the {limit} MB allowed. Scan at a lower resolution or split it into several files and send it again.",
        ),
    )
}

fn unknown(found: Found) -> Text {
    let label = found.label();
    let (advice_vi, advice_en) = advice(found);
    Text::new(
        format!(
            "Đây là {}, không phải loại tệp được nhận (PDF, JPEG, PNG, DOCX, XLSX). {advice_vi}",
            label.vi
        ),
        format!(
            "This is {}, not a kind that is accepted (PDF, JPEG, PNG, DOCX, XLSX). {advice_en}",
            label.en
        ),
    )
}

fn disguised(named: &str, found: Found) -> Text {
    let label = found.label();
    let (advice_vi, advice_en) = advice(found);
    Text::new(
        format!("Tệp có đuôi .{named} nhưng thực ra là {}. {advice_vi}", label.vi),
        format!("The file is named .{named} but is {}. {advice_en}", label.en),
    )
}

fn advice(found: Found) -> (&'static str, &'static str) {
    match found {
        Found::Accepted(_) => (
            "Hãy sửa lại đuôi tệp cho đúng hoặc chọn đúng tệp rồi gửi lại.",
            "Give it its right extension or choose the right file and send it again.",
        ),
        Found::Archive => (
            "Hãy giải nén và gửi từng tệp bên trong.",
            "Unpack it and send the files inside one by one.",
        ),
        Found::OldOffice => (
            "Hãy lưu lại thành DOCX, XLSX hoặc PDF rồi gửi lại.",
            "Save it as DOCX, XLSX or PDF and send it again.",
        ),
        Found::OtherPicture => (
            "Hãy chuyển ảnh sang JPEG hoặc PNG rồi gửi lại.",
            "Convert the picture to JPEG or PNG and send it again.",
        ),
        Found::Program | Found::Html | Found::Text | Found::Unknown => (
            "Hãy quét hoặc xuất giấy tờ thành PDF rồi gửi lại.",
            "Scan or export the paper as PDF and send it again.",
        ),
    }
}

fn about(kind: Kind, vi: &str, en: &str) -> Text {
    let (label_vi, label_en) = match kind {
        Kind::Pdf => ("Tệp PDF", "The PDF"),
        Kind::Jpeg => ("Ảnh JPEG", "The JPEG picture"),
        Kind::Png => ("Ảnh PNG", "The PNG picture"),
        Kind::Docx => ("Văn bản Word", "The Word document"),
        Kind::Xlsx => ("Bảng tính Excel", "The Excel workbook"),
    };
    Text::new(format!("{label_vi} {vi}"), format!("{label_en} {en}"))
}

/// Megabytes with one digit, rounded up so that a refused size never reads as the allowed one.
fn megabytes(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10).div_ceil(1024 * 1024);
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        digit => format!("{}.{digit}", tenths / 10),
    }
}
