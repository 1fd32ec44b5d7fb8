//! Why an order was refused: a rule said no, and nothing happened.

use daumoi_kernel::Text;

/// A refusal has a code for programs and words for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("there is no action {action}")]
    UnknownAction { action: String },
    #[error("the action {action} is not open while the dossier is {state}")]
    NotWhile { action: String, state: String },
    #[error("a reason with its legal basis is required")]
    ReasonsRequired,
    #[error("there is no reason {reason}")]
    ReasonUnknown { reason: String },
    #[error("there is no field or paper {item} in this procedure")]
    ItemUnknown { item: String },
    #[error("the procedure allows {allowed} supplement requests")]
    SupplementLimitReached { allowed: u32 },
    #[error("the dossier has no case officer yet, or another one")]
    NotAssigned,
    #[error("{officer} is not an officer of {unit}")]
    OfficerNotInUnit { officer: String, unit: String },
    #[error("there is no condition {condition} in this procedure")]
    ConditionUnknown { condition: String },
    #[error("conditions not assessed yet: {}", conditions.join(", "))]
    ConditionsOpen { conditions: Vec<String> },
    #[error("conditions not met: {}", conditions.join(", "))]
    ConditionNotMet { conditions: Vec<String> },
    #[error("a refusal needs a ground of the procedure")]
    GroundsRequired,
    #[error("there is no ground {ground} in this procedure")]
    GroundUnknown { ground: String },
    #[error("there is no draft")]
    NoDraft,
    #[error("{missing} đồng of the fee are not paid")]
    FeeUnpaid { missing: i64 },
    #[error("the amount must be more than zero")]
    AmountInvalid,
    #[error("the applicant was already given a new date once")]
    AlreadyApologised,
    #[error("a new date must be after the promised one")]
    NewDueNotLater,
    #[error("nobody of {unit} was consulted, or the answer is already here")]
    NotConsulted { unit: String },
    #[error("there is no unit {unit} on that day")]
    UnitUnknown { unit: String },
    #[error("silence is no answer yet")]
    TooEarly,
    #[error("{what} is required")]
    Required { what: &'static str },
}

impl Refusal {
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownAction { .. } => "unknown_action",
            Self::NotWhile { .. } => "not_while",
            Self::ReasonsRequired => "reasons_required",
            Self::ReasonUnknown { .. } => "reason_unknown",
            Self::ItemUnknown { .. } => "item_unknown",
            Self::SupplementLimitReached { .. } => "supplement_limit_reached",
            Self::NotAssigned => "not_assigned",
            Self::OfficerNotInUnit { .. } => "officer_not_in_unit",
            Self::ConditionUnknown { .. } => "condition_unknown",
            Self::ConditionsOpen { .. } => "conditions_open",
            Self::ConditionNotMet { .. } => "condition_not_met",
            Self::GroundsRequired => "grounds_required",
            Self::GroundUnknown { .. } => "ground_unknown",
            Self::NoDraft => "no_draft",
            Self::FeeUnpaid { .. } => "fee_unpaid",
            Self::AmountInvalid => "amount_invalid",
            Self::AlreadyApologised => "already_apologised",
            Self::NewDueNotLater => "new_due_not_later",
            Self::NotConsulted { .. } => "not_consulted",
            Self::UnitUnknown { .. } => "unit_unknown",
            Self::TooEarly => "too_early",
            Self::Required { .. } => "required",
        }
    }

    /// What is wrong and what to do, for the person who tried.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "a catalogue of one sentence each reads best whole")]
    pub fn message(&self) -> Text {
        match self {
            Self::UnknownAction { action } => Text::new(
                format!("Không có thao tác “{action}” trong quy trình này."),
                format!("There is no action “{action}” in this flow."),
            ),
            Self::NotWhile { action, state } => Text::new(
                format!(
                    "Không thể “{action}” khi hồ sơ đang ở trạng thái “{state}”. Hãy tải lại hồ sơ để xem các thao tác hiện có."
                ),
                format!(
                    "“{action}” is not open while the dossier is “{state}”. Reload the dossier to see what can be done now."
                ),
            ),
            Self::ReasonsRequired => Text::new(
                "Phải nêu lý do cho từng mục, kèm căn cứ pháp lý. Chọn một lý do trong danh mục.",
                "Every item needs a reason with its legal basis. Choose one from the list of reasons.",
            ),
            Self::ReasonUnknown { reason } => Text::new(
                format!("Lý do “{reason}” không có trong danh mục."),
                format!("The reason “{reason}” is not in the list."),
            ),
            Self::ItemUnknown { item } => Text::new(
                format!("Thủ tục này không có mục “{item}”."),
                format!("This procedure has no field or paper “{item}”."),
            ),
            Self::SupplementLimitReached { allowed } => Text::new(
                format!(
                    "Chỉ được yêu cầu bổ sung {allowed} lần. Hãy giải quyết hoặc từ chối hồ sơ."
                ),
                format!(
                    "A supplement may be asked {allowed} time(s). Decide the dossier, or refuse it."
                ),
            ),
            Self::NotAssigned => Text::new(
                "Hồ sơ chưa được phân công cho bạn. Đề nghị lãnh đạo phòng phân công.",
                "The dossier is not assigned to you. Ask the head of division to assign it.",
            ),
            Self::OfficerNotInUnit { officer, unit } => Text::new(
                format!("{officer} không phải chuyên viên của đơn vị {unit} vào ngày này."),
                format!("{officer} is not a case officer of {unit} on this day."),
            ),
            Self::ConditionUnknown { condition } => Text::new(
                format!("Thủ tục này không có điều kiện “{condition}”."),
                format!("This procedure has no condition “{condition}”."),
            ),
            Self::ConditionsOpen { conditions } => Text::new(
                format!("Chưa xác nhận đủ điều kiện: {}.", conditions.join(", ")),
                format!("Conditions not assessed yet: {}.", conditions.join(", ")),
            ),
            Self::ConditionNotMet { conditions } => Text::new(
                format!(
                    "Có điều kiện không đạt: {}. Không thể cấp; hãy dự thảo từ chối.",
                    conditions.join(", ")
                ),
                format!(
                    "Conditions not met: {}. It cannot be granted; draft a refusal.",
                    conditions.join(", ")
                ),
            ),
            Self::GroundsRequired => Text::new(
                "Từ chối phải nêu ít nhất một căn cứ của thủ tục.",
                "A refusal must name at least one ground of the procedure.",
            ),
            Self::GroundUnknown { ground } => Text::new(
                format!("Thủ tục này không có căn cứ từ chối “{ground}”."),
                format!("This procedure has no ground “{ground}”."),
            ),
            Self::NoDraft => {
                Text::new("Chưa có dự thảo kết quả.", "There is no draft of the result yet.")
            }
            Self::FeeUnpaid { missing } => Text::new(
                format!("Còn thiếu {missing} đồng phí. Ghi nhận nộp phí trước khi ký."),
                format!(
                    "{missing} đồng of the fee are missing. Record the payment before signing."
                ),
            ),
            Self::AmountInvalid => {
                Text::new("Số tiền phải lớn hơn 0.", "The amount must be more than zero.")
            }
            Self::AlreadyApologised => {
                Text::new("Chỉ được hẹn lại một lần.", "A new date may be given only once.")
            }
            Self::NewDueNotLater => Text::new(
                "Ngày hẹn mới phải sau ngày hẹn cũ.",
                "The new date must be after the promised one.",
            ),
            Self::NotConsulted { unit } => Text::new(
                format!("Không có yêu cầu lấy ý kiến nào đang chờ {unit} trả lời."),
                format!("No consultation waits for an answer of {unit}."),
            ),
            Self::UnitUnknown { unit } => Text::new(
                format!("Không có đơn vị “{unit}” vào ngày này."),
                format!("There is no unit “{unit}” on this day."),
            ),
            Self::TooEarly => Text::new(
                "Chưa hết thời hạn trả lời.",
                "The term for an answer has not run out yet.",
            ),
            Self::Required { what } => Text::new(
                format!("Thiếu thông tin bắt buộc: {what}."),
                format!("Required: {what}."),
            ),
        }
    }
}
