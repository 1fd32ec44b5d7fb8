//! A question of a form as its definition asks it, and how what was typed is read back.
//!
//! In a template: `{{ question|safe }}`. The names of its inputs begin with `a.` and the id of the
//! field; its first input has the id [`Question::anchor`]. Not here: whether an answer is right.

use std::collections::BTreeMap;

use askama::Template;
use daumoi_definition::{
    Column, Department, Field, FieldKind, FieldProblem, LONGEST_LONG_TEXT, Severity,
};
use daumoi_kernel::{Lang, Text};
use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::kit::Typed;

/// More choices than these are a list to pull down.
const MOST_RADIOS: usize = 8;

/// What stands around the questions of a page.
#[derive(Clone, Copy)]
pub(crate) struct Asking<'a> {
    pub(crate) lang: Lang,
    pub(crate) department: &'a Department,
    pub(crate) today: Date,
    /// As typed, or as kept.
    pub(crate) answers: &'a Map<String, Value>,
    /// Only those that shall be shown.
    pub(crate) problems: &'a [FieldProblem],
    /// The questions are about whoever fills the form in: the browser may offer what it knows.
    pub(crate) is_about_oneself: bool,
}

#[derive(Template)]
#[template(path = "kit/question.html")]
pub(crate) struct Question {
    lang: Lang,
    pub(crate) field: String,
    label: String,
    hint: Option<String>,
    is_required: bool,
    pub(crate) errors: Vec<String>,
    /// What should be looked at again; nobody is stopped by it.
    notes: Vec<String>,
    input: Input,
}

enum Input {
    Line { value: String, kind: &'static str, extra: &'static str, width: &'static str },
    Words { value: String, longest: u32 },
    Day { parts: [String; 3] },
    Radios { choices: Vec<Picked> },
    Boxes { choices: Vec<Picked> },
    List { choices: Vec<Picked> },
    Place { lat: String, lon: String },
    Table { columns: Vec<Head>, rows: Vec<Vec<Cell>> },
}

struct Picked {
    value: String,
    label: String,
    is_picked: bool,
}

struct Head {
    label: String,
}

struct Cell {
    name: String,
    id: String,
    label: String,
    value: String,
    hint: &'static str,
}

impl Question {
    /// The id of its first input, where an error leads.
    pub(crate) fn anchor(&self) -> String {
        anchor(&self.field)
    }

    fn say<'a>(&self, vi: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }

    fn is_group(&self) -> bool {
        !matches!(self.input, Input::Line { .. } | Input::Words { .. } | Input::List { .. })
    }

    /// The ids of what explains the input, for who cannot see where it stands.
    fn described_by(&self) -> String {
        let anchor = self.anchor();
        let mut ids = Vec::new();
        if self.hint.is_some() || matches!(self.input, Input::Day { .. }) {
            ids.push(format!("{anchor}-hint"));
        }
        if !self.notes.is_empty() {
            ids.push(format!("{anchor}-note"));
        }
        if !self.errors.is_empty() {
            ids.push(format!("{anchor}-error"));
        }
        ids.join(" ")
    }
}

/// The id of the first input of a field.
pub(crate) fn anchor(field: &str) -> String {
    format!("q-{field}")
}

impl Asking<'_> {
    pub(crate) fn question(&self, field: &Field) -> Question {
        let said = |severity: Severity| -> Vec<String> {
            let about = self.problems.iter().filter(|it| {
                it.severity == severity && it.field.split('.').next() == Some(field.id.as_str())
            });
            about.map(|problem| self.told(field, problem)).collect()
        };
        Question {
            lang: self.lang,
            field: field.id.clone(),
            label: field.label.get(self.lang).to_owned(),
            hint: field.hint.as_ref().map(|hint| hint.get(self.lang).to_owned()),
            is_required: field.required,
            errors: said(Severity::Error),
            notes: said(Severity::Warning),
            input: self.input(field),
        }
    }

    /// A problem of a cell says which one.
    fn told(&self, field: &Field, problem: &FieldProblem) -> String {
        let message = problem.message.get(self.lang).to_owned();
        let mut parts = problem.field.split('.').skip(1);
        let row = parts.next().and_then(|row| row.parse::<usize>().ok());
        let column = parts.next().and_then(|id| field.columns.iter().find(|it| it.id == id));
        match (row, column, self.lang) {
            (Some(row), Some(column), Lang::Vi) => {
                format!("Dòng {}, {}: {message}", row + 1, column.label.vi)
            }
            (Some(row), Some(column), Lang::En) => {
                format!("Row {}, {}: {message}", row + 1, column.label.en)
            }
            _ => message,
        }
    }

    fn input(&self, field: &Field) -> Input {
        let kept = self.answers.get(&field.id);
        let text = || written(kept);
        match field.kind {
            FieldKind::LongText => {
                let longest = field.max_length.unwrap_or(LONGEST_LONG_TEXT);
                Input::Words { value: text(), longest }
            }
            FieldKind::Date => Input::Day { parts: day_parts(&text()) },
            FieldKind::Boolean => Input::Radios { choices: self.yes_and_no(&text()) },
            FieldKind::Choice if field.choices.len() <= MOST_RADIOS => {
                Input::Radios { choices: self.choices(field, kept) }
            }
            FieldKind::Choice => Input::List { choices: self.choices(field, kept) },
            FieldKind::Multi => Input::Boxes { choices: self.choices(field, kept) },
            FieldKind::Unit => Input::List { choices: self.units(field, &text()) },
            FieldKind::Point => {
                let part = |key: &str| written(kept.and_then(|value| value.get(key)));
                Input::Place { lat: part("lat"), lon: part("lon") }
            }
            FieldKind::Table => self.table(field, kept),
            kind => self.line(kind, text()),
        }
    }

    fn line(&self, kind: FieldKind, value: String) -> Input {
        let own = self.is_about_oneself;
        let (kind, extra, width) = match kind {
            FieldKind::Integer => ("text", "inputmode=numeric spellcheck=false", "10"),
            FieldKind::Money => ("text", "inputmode=numeric spellcheck=false", "10"),
            FieldKind::Phone if own => ("tel", "autocomplete=tel", "20"),
            FieldKind::Phone => ("tel", "", "20"),
            FieldKind::Email if own => {
                ("email", "autocomplete=email spellcheck=false autocapitalize=none", "30")
            }
            FieldKind::Email => ("email", "spellcheck=false autocapitalize=none", "30"),
            FieldKind::Address if own => ("text", "autocomplete=street-address", ""),
            FieldKind::DateTime => ("datetime-local", "", "20"),
            FieldKind::Record => {
                ("text", "spellcheck=false autocapitalize=characters autocomplete=off", "20")
            }
            _ => ("text", "", ""),
        };
        Input::Line { value, kind, extra, width }
    }

    fn yes_and_no(&self, kept: &str) -> Vec<Picked> {
        let words = [
            ("true", Text::new("Có", "Yes"), ["true", "on", "yes", "1"]),
            ("false", Text::new("Không", "No"), ["false", "off", "no", "0"]),
        ];
        let picked = words.into_iter().map(|(value, label, same)| Picked {
            value: value.to_owned(),
            label: label.get(self.lang).to_owned(),
            is_picked: same.contains(&kept),
        });
        picked.collect()
    }

    fn choices(&self, field: &Field, kept: Option<&Value>) -> Vec<Picked> {
        let is_kept = |value: &str| match kept {
            Some(Value::Array(items)) => items.iter().any(|item| item.as_str() == Some(value)),
            Some(Value::String(text)) => text == value,
            _ => false,
        };
        let picked = field.choices.iter().map(|choice| Picked {
            value: choice.value.clone(),
            label: choice.label.get(self.lang).to_owned(),
            is_picked: is_kept(&choice.value),
        });
        picked.collect()
    }

    /// The units of that level that exist today, in the order of the alphabet.
    fn units(&self, field: &Field, kept: &str) -> Vec<Picked> {
        let fits = self.department.units.values().filter(|unit| {
            field.level.is_none_or(|level| unit.level == level) && unit.in_force.covers(self.today)
        });
        let mut units: Vec<Picked> = fits
            .map(|unit| Picked {
                value: unit.id.clone(),
                label: unit.title.get(self.lang).to_owned(),
                is_picked: unit.id == kept,
            })
            .collect();
        units.sort_by_cached_key(|unit| daumoi_kernel::vietnamese::sort_key(&unit.label));
        units
    }

    fn table(&self, field: &Field, kept: Option<&Value>) -> Input {
        let empty = vec![Value::Null];
        let rows = kept.and_then(Value::as_array).filter(|rows| !rows.is_empty());
        let rows = rows.unwrap_or(&empty).iter().enumerate().map(|(index, row)| {
            let cells = field.columns.iter().enumerate().map(|(place, column)| {
                let id = if index == 0 && place == 0 {
                    anchor(&field.id)
                } else {
                    format!("{}-{index}-{}", anchor(&field.id), column.id)
                };
                Cell {
                    name: format!("a.{}.{index}.{}", field.id, column.id),
                    id,
                    label: column.label.get(self.lang).to_owned(),
                    value: cell_written(column, row.get(&column.id)),
                    hint: if column.kind == FieldKind::Date { "27/05/2024" } else { "" },
                }
            });
            cells.collect()
        });
        let head = |column: &Column| Head { label: column.label.get(self.lang).to_owned() };
        Input::Table { rows: rows.collect(), columns: field.columns.iter().map(head).collect() }
    }
}

/// A kept value as it stands in an input.
fn written(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(truth)) => truth.to_string(),
        _ => String::new(),
    }
}

fn cell_written(column: &Column, value: Option<&Value>) -> String {
    let text = written(value);
    match text.parse::<Date>() {
        Ok(day) if column.kind == FieldKind::Date => day.strftime("%d/%m/%Y").to_string(),
        _ => text,
    }
}

/// `27/05/2024` or `2024-05-27` as day, month, year; what is neither stays in its first part.
fn day_parts(text: &str) -> [String; 3] {
    if let Ok(day) = text.parse::<Date>() {
        return [day.day().to_string(), day.month().to_string(), day.year().to_string()];
    }
    let mut parts = text.splitn(3, '/').map(str::to_owned);
    [(); 3].map(|()| parts.next().unwrap_or_default())
}

/// The answers to these fields, as typed; an empty box is an empty text, so that it replaces what
/// stood there before.
pub(crate) fn answers_typed<'a>(
    fields: impl IntoIterator<Item = &'a Field>,
    typed: &Typed,
) -> Map<String, Value> {
    fields.into_iter().map(|field| (field.id.clone(), answer_typed(field, typed))).collect()
}

fn answer_typed(field: &Field, typed: &Typed) -> Value {
    let name = format!("a.{}", field.id);
    let part = |part: &str| typed.one(&format!("{name}.{part}")).trim().to_owned();
    match field.kind {
        FieldKind::Multi => typed.all(&name).iter().map(|it| Value::from(it.as_str())).collect(),
        FieldKind::Date => {
            let parts = [part("d"), part("m"), part("y")];
            let is_empty = parts.iter().all(String::is_empty);
            Value::from(if is_empty { String::new() } else { parts.join("/") })
        }
        FieldKind::Point => {
            let degrees = |key: &str| part(key).replace(',', ".");
            let (lat, lon) = (degrees("lat"), degrees("lon"));
            if lat.is_empty() && lon.is_empty() {
                return Value::from("");
            }
            serde_json::json!({ "lat": lat, "lon": lon })
        }
        FieldKind::Integer | FieldKind::Money => {
            let digits = typed.one(&name).chars().filter(|letter| !letter.is_whitespace());
            Value::from(digits.collect::<String>())
        }
        FieldKind::Table => rows_typed(&format!("{name}."), typed),
        _ => Value::from(typed.one(&name)),
    }
}

fn rows_typed(beginning: &str, typed: &Typed) -> Value {
    let mut rows: BTreeMap<usize, Map<String, Value>> = BTreeMap::new();
    for (rest, value) in typed.below(beginning) {
        let Some((row, column)) = rest.split_once('.') else { continue };
        if let Ok(row) = row.parse() {
            rows.entry(row).or_default().insert(column.to_owned(), Value::from(value));
        }
    }
    rows.into_values().map(Value::Object).collect()
}

#[cfg(test)]
mod tests {
    use super::{day_parts, rows_typed};
    use crate::kit::Typed;
    use serde_json::json;

    #[test]
    fn a_day_is_shown_in_its_three_boxes_however_it_was_kept() {
        assert_eq!(day_parts("2024-05-07"), ["7", "5", "2024"]);
        assert_eq!(day_parts("31/2/2024"), ["31", "2", "2024"]);
        assert_eq!(day_parts(""), ["", "", ""]);
        assert_eq!(day_parts("hôm qua"), ["hôm qua", "", ""]);
    }

    #[test]
    fn the_rows_of_a_table_come_back_in_their_order() {
        let sent = [("a.t.10.x", "c"), ("a.t.2.x", "b"), ("a.t.2.y", ""), ("a.t.odd", "?")];
        let typed = Typed::of(sent.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(rows_typed("a.t.", &typed), json!([{ "x": "b", "y": "" }, { "x": "c" }]));
    }
}
