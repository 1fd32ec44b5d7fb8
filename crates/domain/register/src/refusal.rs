//! Why a change of a record was refused.

use daumoi_definition::Standing;
use daumoi_kernel::Text;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("there is no record {number}")]
    NotFound { number: String },
    #[error("the record {number} is not in force")]
    NotInForce { number: String, standing: Standing },
    #[error("the record {number} is not suspended")]
    NotSuspended { number: String },
    #[error("the record {number} may be extended {allowed} times")]
    ExtensionLimitReached { number: String, allowed: u32 },
    #[error("another record in force has the same {fields}")]
    NotUnique { fields: String },
    #[error("the register {register} has no status that means {standing:?}")]
    NoStatus { register: String, standing: Standing },
    #[error("{what} is required")]
    Required { what: &'static str },
}

impl Refusal {
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "record_not_found",
            Self::NotInForce { .. } => "record_not_in_force",
            Self::NotSuspended { .. } => "record_not_suspended",
            Self::ExtensionLimitReached { .. } => "extension_limit_reached",
            Self::NotUnique { .. } => "not_unique",
            Self::NoStatus { .. } => "no_status",
            Self::Required { .. } => "required",
        }
    }

    #[must_use]
    pub fn message(&self) -> Text {
        match self {
            Self::NotFound { number } => Text::new(
                format!("Không tìm thấy giấy phép, bản ghi số “{number}”. Kiểm tra lại số."),
                format!("There is no record number “{number}”. Check the number."),
            ),
            Self::NotInForce { number, .. } => Text::new(
                format!("Bản ghi số “{number}” không còn hiệu lực nên không thể thay đổi."),
                format!("Record “{number}” is not in force, so it cannot be changed."),
            ),
            Self::NotSuspended { number } => Text::new(
                format!("Bản ghi số “{number}” không bị đình chỉ."),
                format!("Record “{number}” is not suspended."),
            ),
            Self::ExtensionLimitReached { number, allowed } => Text::new(
                format!("Bản ghi số “{number}” chỉ được gia hạn {allowed} lần."),
                format!("Record “{number}” may be extended {allowed} time(s)."),
            ),
            Self::NotUnique { fields } => Text::new(
                format!("Đã có bản ghi khác còn hiệu lực trùng: {fields}."),
                format!("Another record in force has the same: {fields}."),
            ),
            Self::NoStatus { register, .. } => Text::new(
                format!("Sổ “{register}” chưa khai báo trạng thái cần dùng."),
                format!("Register “{register}” does not declare the status that is needed."),
            ),
            Self::Required { what } => Text::new(
                format!("Thiếu thông tin bắt buộc: {what}."),
                format!("Required: {what}."),
            ),
        }
    }
}
