//! Words of the portal for what the definitions know as codes.

use daumoi_definition::{Channel, PaperKind, PartyKind, Standing};
use daumoi_kernel::Text;
use daumoi_office::portal::Stage;

pub(super) fn party(kind: PartyKind) -> Text {
    match kind {
        PartyKind::Citizen => Text::new("Cá nhân", "A person"),
        PartyKind::Household => Text::new("Hộ kinh doanh, hộ gia đình", "A household business"),
        PartyKind::Enterprise => Text::new("Doanh nghiệp", "A company"),
        PartyKind::Organisation => Text::new("Tổ chức", "An organisation"),
        PartyKind::StateBody => Text::new("Cơ quan nhà nước", "A state body"),
        PartyKind::ForeignOrganisation => Text::new("Tổ chức nước ngoài", "A foreign organisation"),
        PartyKind::ExOfficio => Text::new("Cơ quan tự thực hiện", "The office by itself"),
    }
}

/// As it is written in forms: `state_body`.
pub(super) fn party_code(kind: PartyKind) -> String {
    match serde_json::to_value(kind) {
        Ok(serde_json::Value::String(code)) => code,
        _ => String::new(),
    }
}

pub(super) fn channel(channel: Channel) -> Text {
    match channel {
        Channel::Online => Text::new("Trực tuyến, ngay trên trang này", "Online, on this site"),
        Channel::Direct => Text::new("Trực tiếp tại Bộ phận Một cửa", "At the one-stop desk"),
        Channel::PublicPost => Text::new("Qua dịch vụ bưu chính công ích", "By public post"),
    }
}

pub(super) fn paper_kind(kind: PaperKind) -> Text {
    match kind {
        PaperKind::Form => Text::new("Theo mẫu", "On the form"),
        PaperKind::Original => Text::new("Bản chính", "Original"),
        PaperKind::CertifiedCopy => Text::new("Bản sao có chứng thực", "Certified copy"),
        PaperKind::Copy => Text::new("Bản sao", "Copy"),
    }
}

pub(super) fn stage(stage: Stage) -> Text {
    match stage {
        Stage::HandIn => Text::new("Nộp hồ sơ", "Handing in"),
        Stage::Supplement => Text::new("Bổ sung hồ sơ", "Completing the dossier"),
        Stage::Result => Text::new("Nhận kết quả", "The result"),
    }
}

/// The class of the tag that says where a paper stands.
pub(super) fn standing_class(standing: Standing) -> &'static str {
    match standing {
        Standing::InForce => "dm-tag--done",
        Standing::Suspended => "dm-tag--soon",
        Standing::Revoked => "dm-tag--late",
        Standing::Expired | Standing::Ended => "dm-tag--quiet",
    }
}

/// What the standing means for whoever holds the paper in hand.
pub(super) fn standing(standing: Standing) -> Text {
    match standing {
        Standing::InForce => Text::new("Giấy này đang có hiệu lực.", "This paper is in force."),
        Standing::Suspended => Text::new(
            "Giấy này đang bị đình chỉ: tạm thời không được sử dụng.",
            "This paper is suspended: it may not be used for now.",
        ),
        Standing::Revoked => Text::new(
            "Giấy này đã bị thu hồi: không còn giá trị.",
            "This paper was revoked: it is no longer valid.",
        ),
        Standing::Expired => Text::new(
            "Giấy này đã hết hạn: không còn giá trị.",
            "This paper has expired: it is no longer valid.",
        ),
        Standing::Ended => Text::new(
            "Giấy này đã chấm dứt hiệu lực: đã trả lại, được thay thế hoặc hết giá trị.",
            "This paper has ended: it was given back, replaced or has lapsed.",
        ),
    }
}

/// What a status of the one-stop desk (1–10) means for the applicant, and what comes next.
pub(super) fn status(status: i64) -> Text {
    match status {
        1 => Text::new(
            "Hồ sơ đã đến Bộ phận Một cửa và đang chờ kiểm tra. Anh/chị chưa phải làm gì.",
            "The dossier has reached the one-stop desk and waits to be looked at. You need to do nothing now.",
        ),
        2 => Text::new(
            "Hồ sơ đầy đủ, đã được tiếp nhận. Thời hạn giải quyết đã bắt đầu tính.",
            "The dossier is complete and was taken in. The term has begun.",
        ),
        3 => Text::new(
            "Hồ sơ không được tiếp nhận, lý do ghi bên dưới. Anh/chị có thể sửa và nộp hồ sơ mới.",
            "The dossier was not taken in; the reasons are below. You may put it right and hand in a new one.",
        ),
        4 => Text::new(
            "Phòng chuyên môn đang xem xét hồ sơ. Anh/chị chưa phải làm gì.",
            "The division is working on the dossier. You need to do nothing now.",
        ),
        5 => Text::new(
            "Cần anh/chị bổ sung hồ sơ. Đồng hồ thời hạn dừng cho đến khi nhận được phần bổ sung.",
            "You are asked to complete the dossier. The clock stands until what you add has come in.",
        ),
        6 => Text::new(
            "Cần anh/chị nộp phí để hồ sơ được giải quyết tiếp.",
            "The fee must be paid before the case goes on.",
        ),
        7 => Text::new("Anh/chị đã rút hồ sơ.", "You withdrew the dossier."),
        8 => Text::new(
            "Hồ sơ đã dừng giải quyết, lý do ghi bên dưới.",
            "The case was stopped; the reason is below.",
        ),
        9 => Text::new(
            "Đã có kết quả, đang chờ trả cho anh/chị.",
            "The result is there and waits to be handed over.",
        ),
        _ => Text::new(
            "Đã trả kết quả. Hồ sơ đã xong.",
            "The result was handed over. The case is closed.",
        ),
    }
}

/// `1,2 MB`, `340 KB`
pub(super) fn size(bytes: u64) -> Text {
    const KILO: u64 = 1024;
    const MEGA: u64 = KILO * KILO;
    if bytes >= MEGA {
        let tenths = bytes.saturating_mul(10) / MEGA;
        let (whole, tenth) = (tenths / 10, tenths % 10);
        if tenth == 0 {
            return Text::new(format!("{whole} MB"), format!("{whole} MB"));
        }
        return Text::new(format!("{whole},{tenth} MB"), format!("{whole}.{tenth} MB"));
    }
    let kilo = bytes.div_ceil(KILO);
    Text::new(format!("{kilo} KB"), format!("{kilo} KB"))
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_rounded_so_that_nothing_has_no_size() {
        assert_eq!(size(1).vi, "1 KB");
        assert_eq!(size(1024 * 1024 + 300_000).vi, "1,2 MB");
        assert_eq!(size(26_214_400).en, "25 MB");
    }
}
