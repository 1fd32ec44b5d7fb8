//! How a use case ends when it does not succeed: a rule said no, or something broke.

use daumoi_definition::{FieldProblem, ProblemCode};
use daumoi_kernel::{Text, vietnamese};
use daumoi_store::{MayRetry, StoreError};

const LONGEST_MESSAGE: usize = 500;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{}", .0.message().en)]
    Refused(Refused),
    #[error("something broke")]
    Fault(#[from] StoreError),
    #[error("a file could not be kept or read")]
    File(#[from] daumoi_files::FileError),
}

/// A rule said no: a value with words for the person who tried.
#[derive(Clone, Debug, PartialEq)]
pub enum Refused {
    Dossier(daumoi_dossier::Refusal),
    Record(daumoi_register::Refusal),
    /// Everything that is wrong with the answers and papers, at once.
    Answers(Vec<FieldProblem>),
    NotAllowed {
        action: String,
    },
    /// Not there, or not to be seen by the one who asks: the same answer, on purpose.
    NotFound {
        what: String,
    },
    StaleVersion {
        seen: i64,
        current: i64,
    },
    ProcedureUnknown {
        procedure: String,
    },
    /// No edition of the procedure is in force on the day.
    NotInForce {
        procedure: String,
        day: jiff::civil::Date,
    },
    /// The same key was used for another request.
    KeyReused,
    Upload(Box<daumoi_files::Rejection>),
    Malformed {
        what: String,
        hint: Text,
    },
    SignIn,
    /// The procedure is not taken in online.
    NotOnline {
        procedure: String,
    },
    /// No such draft, it has expired, or the secret is wrong: the same answer, on purpose.
    DraftUnknown,
    DraftHandedIn {
        dossier: String,
    },
    /// More files or more text than any form needs.
    DraftFull,
    /// A stranger guessed, or a machine is at work.
    TooManyTries,
    NoMark,
}

impl Refused {
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Dossier(refusal) => refusal.code(),
            Self::Record(refusal) => refusal.code(),
            Self::Answers(problems)
                if problems.iter().all(|problem| problem.code == ProblemCode::MissingPaper) =>
            {
                "missing_paper"
            }
            Self::Answers(_) => "invalid_answers",
            Self::NotAllowed { .. } => "not_allowed",
            Self::NotFound { .. } => "not_found",
            Self::StaleVersion { .. } => "stale_version",
            Self::ProcedureUnknown { .. } => "unknown_procedure",
            Self::NotInForce { .. } => "not_in_force",
            Self::KeyReused => "key_reused",
            Self::Upload(rejection) => rejection.code(),
            Self::Malformed { .. } => "malformed",
            Self::SignIn => "sign_in_failed",
            Self::NotOnline { .. } => "not_online",
            Self::DraftUnknown => "draft_unknown",
            Self::DraftHandedIn { .. } => "draft_handed_in",
            Self::DraftFull => "draft_full",
            Self::TooManyTries => "too_many_tries",
            Self::NoMark => "no_mark",
        }
    }

    #[must_use]
    pub fn message(&self) -> Text {
        let told = self.words();
        // What was typed is quoted, and it may be as long as somebody likes.
        Text::new(
            vietnamese::short_line(&told.vi, LONGEST_MESSAGE),
            vietnamese::short_line(&told.en, LONGEST_MESSAGE),
        )
    }

    fn words(&self) -> Text {
        match self {
            Self::Dossier(refusal) => refusal.message(),
            Self::Record(refusal) => refusal.message(),
            Self::Answers(problems) => Text::new(
                format!("Có {} mục cần sửa trước khi nộp.", problems.len()),
                format!("{} item(s) must be put right first.", problems.len()),
            ),
            Self::NotAllowed { action } => Text::new(
                format!("Bạn không có quyền thực hiện “{action}” với hồ sơ này."),
                format!("You may not do “{action}” here: no grant of yours covers it."),
            ),
            Self::NotFound { what } => Text::new(
                format!("Không tìm thấy {what}. Kiểm tra lại mã, số."),
                format!("There is no {what}. Check the code or number."),
            ),
            Self::StaleVersion { seen, current } => Text::new(
                format!(
                    "Hồ sơ đã thay đổi (bạn đang xem phiên bản {seen}, hiện tại là {current}). Tải lại rồi làm lại; chưa có gì bị ghi đè."
                ),
                format!(
                    "Somebody else changed it (you saw version {seen}, it is now {current}). Reload and do it again; nothing was overwritten."
                ),
            ),
            Self::ProcedureUnknown { procedure } => Text::new(
                format!("Không có thủ tục “{procedure}”."),
                format!("There is no procedure “{procedure}”."),
            ),
            Self::NotInForce { procedure, day } => Text::new(
                format!(
                    "Thủ tục “{procedure}” không có hiệu lực vào ngày {}.",
                    day.strftime("%d/%m/%Y")
                ),
                format!("The procedure “{procedure}” is not in force on {day}."),
            ),
            Self::KeyReused => Text::new(
                "Khóa chống trùng này đã dùng cho một yêu cầu khác.",
                "This idempotency key was used for another request.",
            ),
            Self::Upload(rejection) => rejection.message(),
            Self::Malformed { hint, .. } => hint.clone(),
            Self::SignIn => Text::new(
                "Tên đăng nhập hoặc mật khẩu không đúng.",
                "The name or the password is not right.",
            ),
            refused => refused.message_of_the_portal(),
        }
    }

    fn message_of_the_portal(&self) -> Text {
        match self {
            Self::NotOnline { .. } => Text::new(
                "Thủ tục này chưa nhận hồ sơ trực tuyến. Hãy nộp tại Bộ phận Một cửa hoặc qua bưu chính công ích.",
                "This procedure is not taken in online. Hand it in at the one-stop desk or by public post.",
            ),
            Self::DraftHandedIn { dossier } => Text::new(
                format!("Bản nháp này đã được nộp, mã hồ sơ {dossier}."),
                format!("This draft was handed in; the dossier is {dossier}."),
            ),
            Self::DraftFull => Text::new(
                "Hồ sơ nháp đã quá lớn. Hãy bớt chữ hoặc giảm dung lượng tệp; cần nộp nhiều hơn thì đến Bộ phận Một cửa.",
                "The draft has grown too large. Use fewer words or smaller files; for more, come to the one-stop desk.",
            ),
            Self::TooManyTries => Text::new(
                "Đã thử quá nhiều lần. Hãy chờ một giờ rồi thử lại, hoặc gọi Bộ phận Một cửa.",
                "There were too many tries. Wait an hour and try again, or call the one-stop desk.",
            ),
            Self::NoMark => Text::new(
                "Chọn mức hài lòng từ 1 đến 5.",
                "Choose how satisfied you are, from 1 to 5.",
            ),
            _ => Text::new(
                "Không tìm thấy hồ sơ nháp: mã và số điện thoại (hoặc thư điện tử) không khớp, hoặc bản nháp đã hết hạn giữ.",
                "No such draft: the code and the telephone number (or e-mail) do not match, or it has expired.",
            ),
        }
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<daumoi_dossier::Refusal> for Failure {
    fn from(refusal: daumoi_dossier::Refusal) -> Self {
        Self::Refused(Refused::Dossier(refusal))
    }
}

impl From<daumoi_register::Refusal> for Failure {
    fn from(refusal: daumoi_register::Refusal) -> Self {
        Self::Refused(Refused::Record(refusal))
    }
}

impl MayRetry for Failure {
    fn may_retry(&self) -> bool {
        matches!(self, Self::Fault(error) if error.is_conflict())
    }
}
