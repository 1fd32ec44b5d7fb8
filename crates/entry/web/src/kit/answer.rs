//! An answer in the words of its form: the label of a choice instead of its code, a day as it is
//! written, a unit by its name.

use daumoi_definition::{Column, Department, Field, FieldKind};
use daumoi_kernel::Lang;
use jiff::civil::{Date, DateTime};
use serde_json::Value;

use crate::kit::written;

/// The lines of an answer; none when there is no answer.
pub(crate) fn told(
    lang: Lang,
    department: &Department,
    field: &Field,
    value: Option<&Value>,
) -> Vec<String> {
    let Some(value) = value else { return Vec::new() };
    match (field.kind, value) {
        (FieldKind::Table, Value::Array(rows)) => {
            rows.iter().map(|row| row_told(lang, &field.columns, row)).collect()
        }
        (FieldKind::Multi, Value::Array(items)) => {
            items.iter().map(|item| chosen(lang, field, item)).collect()
        }
        (FieldKind::Choice | FieldKind::Multi, item) => vec![chosen(lang, field, item)],
        (FieldKind::Unit, Value::String(id)) => {
            let unit = department.units.get(id).map(|unit| unit.title.get(lang).to_owned());
            vec![unit.unwrap_or_else(|| id.clone())]
        }
        (FieldKind::LongText, Value::String(text)) => text.lines().map(str::to_owned).collect(),
        (kind, value) => {
            vec![plain(lang, kind, value)].into_iter().filter(|it| !it.is_empty()).collect()
        }
    }
}

fn chosen(lang: Lang, field: &Field, item: &Value) -> String {
    let code = item.as_str().unwrap_or_default();
    let choice = field.choices.iter().find(|choice| choice.value == code);
    choice.map_or_else(|| code.to_owned(), |choice| choice.label.get(lang).to_owned())
}

fn row_told(lang: Lang, columns: &[Column], row: &Value) -> String {
    let cells = columns.iter().filter_map(|column| {
        let cell = plain(lang, column.kind, row.get(&column.id)?);
        (!cell.is_empty()).then(|| format!("{}: {cell}", column.label.get(lang)))
    });
    cells.collect::<Vec<_>>().join("; ")
}

fn plain(lang: Lang, kind: FieldKind, value: &Value) -> String {
    match (kind, value) {
        (FieldKind::Money, Value::Number(number)) => {
            number.as_i64().map_or_else(|| number.to_string(), |it| written::money(lang, it))
        }
        (_, Value::Number(number)) => {
            number.as_i64().map_or_else(|| number.to_string(), |it| written::number(lang, it))
        }
        (_, Value::Bool(truth)) => match (truth, lang) {
            (true, Lang::Vi) => "Có".to_owned(),
            (false, Lang::Vi) => "Không".to_owned(),
            (true, Lang::En) => "Yes".to_owned(),
            (false, Lang::En) => "No".to_owned(),
        },
        (FieldKind::Date, Value::String(text)) => {
            text.parse::<Date>().map_or_else(|_| text.clone(), |day| written::day(lang, day))
        }
        (FieldKind::DateTime, Value::String(text)) => {
            text.parse::<DateTime>().map_or_else(|_| text.clone(), |at| written::moment(lang, at))
        }
        (_, Value::String(text)) => text.clone(),
        (_, Value::Object(map)) => {
            map.values().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
        }
        (_, Value::Array(items)) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
        }
        (_, Value::Null) => String::new(),
    }
}
