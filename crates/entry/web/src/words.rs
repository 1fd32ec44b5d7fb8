//! Every sentence of the entrance, in both languages. The office brings its own.

use axum::http::StatusCode;
use daumoi_kernel::Text;

/// The short name of an HTTP status, for the title of a problem.
pub(crate) fn title(status: StatusCode) -> Text {
    match status.as_u16() {
        400 => Text::new("Yêu cầu không đúng dạng", "Malformed request"),
        401 => Text::new("Chưa đăng nhập", "Not signed in"),
        403 => Text::new("Không được phép", "Not allowed"),
        404 => Text::new("Không tìm thấy", "Not found"),
        405 => Text::new("Phương thức không dùng được", "Method not allowed"),
        409 => Text::new("Xung đột", "Conflict"),
        413 => Text::new("Quá lớn", "Too large"),
        415 => Text::new("Loại nội dung không nhận", "Unsupported media type"),
        422 => Text::new("Chưa thực hiện được", "Refused"),
        429 => Text::new("Quá nhiều lần thử", "Too many tries"),
        500 => Text::new("Lỗi của hệ thống", "A fault of ours"),
        503 => Text::new("Tạm thời không phục vụ", "Not available now"),
        504 => Text::new("Quá thời gian", "Out of time"),
        _ => Text::new("Lỗi", "Error"),
    }
}

pub(crate) fn no_credentials() -> Text {
    Text::new(
        "Hãy đăng nhập, hoặc gửi mã truy cập trong tiêu đề Authorization: Bearer.",
        "Sign in, or send an access token in the header Authorization: Bearer.",
    )
}

pub(crate) fn invalid_credentials() -> Text {
    Text::new(
        "Mã truy cập không đúng, đã hết hạn hoặc đã bị thu hồi.",
        "The access token is wrong, has ended or was revoked.",
    )
}

pub(crate) fn administrators_only() -> Text {
    Text::new("Chỉ quản trị hệ thống được xem.", "Only administrators may see this.")
}

pub(crate) fn cross_site() -> Text {
    Text::new(
        "Yêu cầu đến từ một trang web khác nên bị từ chối. Hãy thao tác trên trang của Sở.",
        "The request came from another site and was refused. Use the department’s own page.",
    )
}

pub(crate) fn unknown_path() -> Text {
    Text::new(
        "Không có gì ở địa chỉ này. Hãy kiểm tra lại đường dẫn.",
        "There is nothing at this address. Check the link.",
    )
}

pub(crate) fn wrong_method() -> Text {
    Text::new(
        "Địa chỉ này không nhận phương thức đó; xem tiêu đề Allow.",
        "This address does not take that method; see the header Allow.",
    )
}

pub(crate) fn out_of_time() -> Text {
    Text::new(
        "Yêu cầu chạy quá lâu nên đã dừng. Hãy thử lại; nếu gửi kèm Idempotency-Key thì không bị làm hai lần.",
        "The request took too long and was given up. Try again; with an Idempotency-Key nothing is done twice.",
    )
}

pub(crate) fn fault(reference: &str) -> Text {
    Text::new(
        format!("Hệ thống gặp lỗi. Hãy thử lại; nếu vẫn lỗi, báo quản trị số {reference}."),
        format!(
            "Something broke. Try again; if it goes on, tell the administrator the number {reference}."
        ),
    )
}

pub(crate) fn closing() -> Text {
    Text::new(
        "Hệ thống đang khởi động lại. Hãy thử lại sau ít giây.",
        "The system is restarting. Try again in a few seconds.",
    )
}

pub(crate) fn unknown_parameter(name: &str, known: &[&str]) -> Text {
    if known.is_empty() {
        return Text::new(
            format!("Địa chỉ này không nhận tham số nào, cũng không có “{name}”."),
            format!("This address takes no parameters, so not “{name}” either."),
        );
    }
    let known = known.join(", ");
    Text::new(
        format!("Không có tham số “{name}”. Dùng: {known}."),
        format!("There is no parameter “{name}”. Known here: {known}."),
    )
}

pub(crate) fn parameter_twice(name: &str) -> Text {
    Text::new(
        format!("Tham số “{name}” được gửi hai lần."),
        format!("The parameter “{name}” was sent twice."),
    )
}

pub(crate) fn parameter_missing(name: &str) -> Text {
    Text::new(format!("Thiếu tham số “{name}”."), format!("The parameter “{name}” is missing."))
}

pub(crate) fn parameter_wrong(name: &str, value: &str, wanted: &Text) -> Text {
    let shown: String = value.chars().take(60).collect();
    Text::new(
        format!("Tham số “{name}” phải là {}; nhận được “{shown}”.", wanted.vi),
        format!("The parameter “{name}” must be {}; it was “{shown}”.", wanted.en),
    )
}

pub(crate) fn a_date() -> Text {
    Text::new("ngày có thật, dạng 2024-05-27", "a date that exists, such as 2024-05-27")
}

pub(crate) fn a_moment() -> Text {
    Text::new("thời điểm, dạng 2024-05-27T09:00", "a moment such as 2024-05-27T09:00")
}

pub(crate) fn true_or_false() -> Text {
    Text::new("true hoặc false", "true or false")
}

pub(crate) fn one_of(words: &[&str]) -> Text {
    Text::new(
        format!("một trong các từ {}", words.join(", ")),
        format!("one of {}", words.join(", ")),
    )
}

pub(crate) fn a_number_between(least: i64, most: i64) -> Text {
    Text::new(
        format!("số nguyên từ {least} đến {most}"),
        format!("a whole number from {least} to {most}"),
    )
}

pub(crate) fn a_cursor() -> Text {
    Text::new(
        "con trỏ “next” của trang trước, giữ nguyên",
        "the “next” cursor of the page before, unchanged",
    )
}

pub(crate) fn malformed_query() -> Text {
    Text::new(
        "Phần sau dấu hỏi của địa chỉ không đọc được.",
        "What stands behind the question mark cannot be read.",
    )
}

pub(crate) fn malformed_json(line: usize, column: usize, why: &str) -> Text {
    Text::new(
        format!("JSON không đọc được, dòng {line}, cột {column}: {why}."),
        format!("The JSON cannot be read, line {line}, column {column}: {why}."),
    )
}

pub(crate) fn not_json() -> Text {
    Text::new(
        "Gửi nội dung dạng JSON với Content-Type: application/json.",
        "Send JSON with Content-Type: application/json.",
    )
}

pub(crate) fn body_too_large(limit: u64) -> Text {
    let megabytes = limit / (1024 * 1024);
    Text::new(
        format!("Nội dung gửi lên vượt quá {megabytes} MB."),
        format!("The body is larger than {megabytes} MB."),
    )
}

pub(crate) fn body_broken() -> Text {
    Text::new(
        "Nội dung gửi lên bị đứt giữa chừng. Hãy gửi lại.",
        "The body broke off on its way. Send it again.",
    )
}

pub(crate) fn wrong_key() -> Text {
    Text::new(
        "Idempotency-Key phải có từ 1 đến 200 ký tự ASCII nhìn thấy được.",
        "Idempotency-Key must have 1 to 200 visible ASCII characters.",
    )
}

pub(crate) fn no_file() -> Text {
    Text::new(
        "Không thấy tệp. Gửi trường “file” dạng multipart/form-data, hoặc gửi thẳng nội dung tệp kèm ?name=.",
        "There is no file. Send a multipart/form-data field “file”, or the bytes themselves with ?name=.",
    )
}

pub(crate) fn no_metrics() -> Text {
    Text::new("Chưa bật thu thập số đo.", "Metrics are not collected here.")
}

pub(crate) fn no_procedure(id: &str) -> Text {
    Text::new(format!("Không có thủ tục “{id}”."), format!("There is no procedure “{id}”."))
}

pub(crate) fn not_in_force(id: &str, day: jiff::civil::Date) -> Text {
    Text::new(
        format!("Thủ tục “{id}” không có hiệu lực vào ngày {}.", day.strftime("%d/%m/%Y")),
        format!("The procedure “{id}” is not in force on {day}."),
    )
}

pub(crate) fn year_not_covered(year: i64) -> Text {
    Text::new(
        format!("Chưa có lịch làm việc của năm {year}."),
        format!("There is no working calendar for {year} yet."),
    )
}

pub(crate) fn unknown_term() -> Text {
    Text::new("Chưa xác định, Sở phải xác nhận", "Unknown: the department must confirm it")
}

pub(crate) fn no_fee() -> Text {
    Text::new("Không thu phí", "No fee")
}
