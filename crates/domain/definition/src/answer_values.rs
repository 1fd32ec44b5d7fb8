//! What one answer must look like, by the type of its field.
//!
//! Shapes of phones and addresses of mail are looked at leniently: a wrong refusal at the counter
//! costs more than a number that rings nowhere.

use daumoi_kernel::Text;
use jiff::civil::{Date, DateTime};
use serde_json::Value;

use crate::answers::{FieldProblem, LONGEST_LONG_TEXT, LONGEST_TEXT, ProblemCode};
use crate::department::Department;
use crate::procedure::{Field, FieldKind};

pub(crate) fn problems_of(
    department: &Department,
    field: &Field,
    value: &Value,
    today: Option<Date>,
) -> Vec<FieldProblem> {
    match field.kind {
        FieldKind::Table => rows(field, value),
        FieldKind::Multi => many(field, value),
        FieldKind::Unit => unit(department, field, value, today).into_iter().collect(),
        FieldKind::Choice => choice(field, value).into_iter().collect(),
        FieldKind::Integer | FieldKind::Money => number(field, value).into_iter().collect(),
        kind => plain(&field.id, kind, value, field.max_length).into_iter().collect(),
    }
}

/// Types that say everything themselves, for fields and for columns.
fn plain(at: &str, kind: FieldKind, value: &Value, longest: Option<u32>) -> Option<FieldProblem> {
    match kind {
        FieldKind::Boolean => {
            (!value.is_boolean()).then(|| wrong(at, "đúng hoặc sai", "true or false"))
        }
        FieldKind::Integer | FieldKind::Money => {
            (!value.is_i64()).then(|| wrong(at, "số nguyên", "a whole number"))
        }
        FieldKind::Point => point(at, value),
        // A party may be one name or a small table with the name in it; a file one id or several.
        FieldKind::Party if value.is_object() => None,
        FieldKind::File if value.as_array().is_some_and(|ids| ids.iter().all(Value::is_string)) => {
            None
        }
        _ => match value.as_str() {
            Some(text) => text_problem(at, kind, text, longest),
            None => Some(wrong(at, "chữ", "text")),
        },
    }
}

/// What is wrong with the look of a telephone number or a mail address, for people.
#[must_use]
pub fn shape_problem(kind: FieldKind, text: &str) -> Option<Text> {
    text_problem("", kind, text, None).map(|problem| problem.message)
}

fn wrong(at: &str, vi: &str, en: &str) -> FieldProblem {
    let message = Text::new(format!("Cần nhập {vi}."), format!("This must be {en}."));
    FieldProblem::error(at, ProblemCode::WrongType, message)
}

fn text_problem(
    at: &str,
    kind: FieldKind,
    text: &str,
    longest: Option<u32>,
) -> Option<FieldProblem> {
    let (code, vi, en) = match kind {
        FieldKind::Date if !is_date(text) => (
            ProblemCode::NotADate,
            format!("“{text}” không phải là một ngày có thật."),
            format!("“{text}” is not a day of the calendar."),
        ),
        FieldKind::DateTime if !is_moment(text) => (
            ProblemCode::NotAMoment,
            format!("“{text}” không phải là ngày và giờ có thật."),
            format!("“{text}” is not a real date and time."),
        ),
        FieldKind::Phone if !is_phone(text) => (
            ProblemCode::NotAPhone,
            "Số điện thoại có từ 8 đến 15 chữ số.".to_owned(),
            "A phone number has 8 to 15 digits.".to_owned(),
        ),
        FieldKind::Email if !is_email(text) => (
            ProblemCode::NotAnEmail,
            "Địa chỉ thư điện tử có dạng ten@donvi.vn.".to_owned(),
            "An e-mail address looks like name@office.vn.".to_owned(),
        ),
        _ => return too_long(at, kind, text, longest),
    };
    Some(FieldProblem::error(at, code, Text::new(vi, en)))
}

fn too_long(at: &str, kind: FieldKind, text: &str, longest: Option<u32>) -> Option<FieldProblem> {
    let usual = if kind == FieldKind::LongText { LONGEST_LONG_TEXT } else { LONGEST_TEXT };
    let longest = longest.unwrap_or(usual);
    let length = text.chars().count();
    if u32::try_from(length).is_ok_and(|length| length <= longest) {
        return None;
    }
    let message = Text::new(
        format!("Tối đa {longest} ký tự, hiện có {length}."),
        format!("At most {longest} characters; this has {length}."),
    );
    Some(FieldProblem::error(at, ProblemCode::TooLong, message))
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<Date>().is_ok()
}

fn is_moment(text: &str) -> bool {
    text.as_bytes().get(10) == Some(&b'T') && text.parse::<DateTime>().is_ok()
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (8..=15).contains(&digits)
        && text.chars().all(|it| it.is_ascii_digit() || " +-.()".contains(it))
}

fn is_email(text: &str) -> bool {
    let Some((name, office)) = text.split_once('@') else { return false };
    let has_dot = office.split('.').count() > 1 && office.split('.').all(|part| !part.is_empty());
    !name.is_empty() && has_dot && !text.contains(char::is_whitespace) && !office.contains('@')
}

fn point(at: &str, value: &Value) -> Option<FieldProblem> {
    let within = |key: &str, most: f64| {
        let degrees = value.get(key).and_then(Value::as_str).and_then(|it| it.parse::<f64>().ok());
        degrees.is_some_and(|degrees| degrees.abs() <= most)
    };
    if within("lat", 90.0) && within("lon", 180.0) {
        return None;
    }
    let message = Text::new(
        "Cần vĩ độ và kinh độ bằng độ thập phân, ví dụ 13.088 và 109.314.",
        "Latitude and longitude in decimal degrees are needed, such as 13.088 and 109.314.",
    );
    Some(FieldProblem::error(at, ProblemCode::NotAPoint, message))
}

fn number(field: &Field, value: &Value) -> Option<FieldProblem> {
    let Some(number) = value.as_i64() else {
        return plain(&field.id, field.kind, value, None);
    };
    let (code, vi, en) = match (field.minimum, field.maximum) {
        (Some(minimum), _) if number < minimum => (
            ProblemCode::TooSmall,
            format!("Không nhỏ hơn {minimum}."),
            format!("Not less than {minimum}."),
        ),
        (_, Some(maximum)) if number > maximum => (
            ProblemCode::TooLarge,
            format!("Không lớn hơn {maximum}."),
            format!("Not more than {maximum}."),
        ),
        _ => return None,
    };
    Some(FieldProblem::error(&field.id, code, Text::new(vi, en)))
}

fn choice(field: &Field, value: &Value) -> Option<FieldProblem> {
    let chosen = value.as_str().unwrap_or_default();
    if field.choices.iter().any(|choice| choice.value == chosen) {
        return None;
    }
    let message = Text::new("Hãy chọn một mục trong danh sách.", "Choose one of the list.");
    Some(FieldProblem::error(&field.id, ProblemCode::NotAChoice, message))
}

fn many(field: &Field, value: &Value) -> Vec<FieldProblem> {
    match value.as_array() {
        Some(items) => items.iter().filter_map(|item| choice(field, item)).take(1).collect(),
        None => vec![wrong(&field.id, "một danh sách", "a list")],
    }
}

fn unit(
    department: &Department,
    field: &Field,
    value: &Value,
    today: Option<Date>,
) -> Option<FieldProblem> {
    let unit = value.as_str().and_then(|id| department.units.get(id));
    let fits = unit.is_some_and(|unit| {
        field.level.is_none_or(|level| unit.level == level)
            && today.is_none_or(|today| unit.in_force.covers(today))
    });
    if fits {
        return None;
    }
    let message = Text::new(
        "Hãy chọn một đơn vị đang hoạt động trong danh sách.",
        "Choose a unit of the list that exists today.",
    );
    Some(FieldProblem::error(&field.id, ProblemCode::NotAUnit, message))
}

fn rows(field: &Field, value: &Value) -> Vec<FieldProblem> {
    let Some(rows) = value.as_array() else {
        return vec![wrong(&field.id, "một bảng", "a table")];
    };
    let mut problems = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let Some(cells) = row.as_object() else {
            problems.push(wrong(&format!("{}.{index}", field.id), "một dòng", "a row"));
            continue;
        };
        for (id, cell) in cells {
            let at = format!("{}.{index}.{id}", field.id);
            match field.columns.iter().find(|column| column.id == *id) {
                Some(_) if crate::rule_facts::is_unanswered(cell) => {}
                Some(column) => problems.extend(plain(&at, column.kind, cell, None)),
                None => {
                    let message = Text::new(
                        format!("Bảng không có cột “{id}”."),
                        format!("The table has no column “{id}”."),
                    );
                    problems.push(FieldProblem::error(at, ProblemCode::UnknownColumn, message));
                }
            }
        }
    }
    problems
}
