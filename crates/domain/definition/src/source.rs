//! Source files as trees of values that remember where they stand.
//!
//! Not here: what the values mean (`decode`). Reading the disk is the caller's work.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime, Time};
use serde_json::Value;
use toml::de::{DeTable, DeValue};

use crate::findings::{Finding, Report};

/// A definition file as read from disk; the path is shown in findings and says what the file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    pub path: String,
    pub text: String,
}

/// A value and the byte at which it begins.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) start: usize,
    pub(crate) content: Content,
}

#[derive(Clone, Debug)]
pub(crate) enum Content {
    Text(String),
    Integer(i64),
    /// As written, so that nothing is rounded.
    Decimal(String),
    Boolean(bool),
    Date(Date),
    DateTime(DateTime),
    List(Vec<Node>),
    Table(Table),
    /// What no definition uses: a time alone, a moment with an offset, a number out of range.
    Other(&'static str),
}

pub(crate) type Table = BTreeMap<String, Entry>;

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key_start: usize,
    pub(crate) node: Node,
}

impl Node {
    pub(crate) fn kind(&self) -> &'static str {
        match &self.content {
            Content::Text(_) => "text",
            Content::Integer(_) => "a whole number",
            Content::Decimal(_) => "a decimal number",
            Content::Boolean(_) => "true or false",
            Content::Date(_) => "a date",
            Content::DateTime(_) => "a date with a time",
            Content::List(_) => "a list",
            Content::Table(_) => "a table",
            Content::Other(kind) => kind,
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        match &self.content {
            Content::Table(table) => table.get(key).map(|entry| &entry.node),
            Content::List(items) => key.parse::<usize>().ok().and_then(|index| items.get(index)),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn items(&self) -> &[Self] {
        match &self.content {
            Content::List(items) => items,
            _ => &[],
        }
    }

    /// Where the value at a path such as `fields.3.label` begins, or the nearest thing around it.
    pub(crate) fn place(&self, path: &str) -> usize {
        let mut node = self;
        for key in path.split('.') {
            match node.get(key) {
                Some(inner) => node = inner,
                None => break,
            }
        }
        node.start
    }

    pub(crate) fn to_json(&self) -> Value {
        match &self.content {
            Content::Text(text) => Value::from(text.as_str()),
            Content::Integer(number) => Value::from(*number),
            Content::Decimal(number) => number.parse::<f64>().map_or(Value::Null, Value::from),
            Content::Boolean(truth) => Value::from(*truth),
            Content::Date(date) => Value::from(date.to_string()),
            Content::DateTime(moment) => Value::from(minute(*moment)),
            Content::List(items) => items.iter().map(Self::to_json).collect(),
            Content::Table(table) => Value::Object(
                table.iter().map(|(key, entry)| (key.clone(), entry.node.to_json())).collect(),
            ),
            Content::Other(_) => Value::Null,
        }
    }
}

/// A moment as rules compare it: `2024-05-27T09:00`, with seconds only when there are some.
pub(crate) fn minute(moment: DateTime) -> String {
    let written = moment.to_string();
    written.strip_suffix(":00").filter(|short| short.len() == 16).unwrap_or(&written).to_owned()
}

/// One file with its tree and the means to say where in it something is wrong.
pub(crate) struct Page<'a> {
    pub(crate) path: &'a str,
    pub(crate) root: Node,
    text: &'a str,
    line_starts: Vec<usize>,
    report: &'a Report,
    /// A file that is not TOML is told once; what could be read of it stays known to the others.
    is_broken: bool,
}

impl<'a> Page<'a> {
    pub(crate) fn read(file: &'a SourceFile, report: &'a Report) -> Self {
        let text = file.text.as_str();
        let line_starts =
            std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let root = Node { start: 0, content: Content::Table(Table::new()) };
        let mut page = Self { path: &file.path, root, text, line_starts, report, is_broken: false };
        let (mut table, mut errors) = tree_of(text);
        let dates: Vec<ImpossibleDate> =
            errors.iter().filter_map(|(at, _)| page.impossible_date(*at)).collect();
        if !dates.is_empty() {
            let mut repaired = text.to_owned();
            for date in dates {
                let end = date.start + date.instead.len();
                repaired.replace_range(date.start..end, &date.instead);
                page.find(date.start, date.message, Some(date.hint));
            }
            // With a real day in their place the rest of the file can be read.
            (table, errors) = tree_of(&repaired);
        }
        for (start, message) in &errors {
            page.find(*start, format!("not TOML: {message}"), None);
        }
        page.root.content = Content::Table(table);
        if !errors.is_empty() {
            page.is_broken = true;
            report.note_incomplete();
        }
        page
    }

    pub(crate) fn text(&self) -> &str {
        self.text
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.is_broken
    }

    pub(crate) fn say(&self, start: usize, message: impl Into<String>) {
        self.find(start, message, None);
    }

    pub(crate) fn find(&self, start: usize, message: impl Into<String>, hint: Option<String>) {
        if !self.is_broken {
            self.report.add(self.finding(start, message.into(), hint));
        }
    }

    /// Tells that something which is referred to was not found.
    pub(crate) fn miss(&self, start: usize, message: impl Into<String>, hint: Option<String>) {
        if !self.is_broken {
            self.report.add_dangling(self.finding(start, message.into(), hint));
        }
    }

    fn finding(&self, start: usize, message: String, hint: Option<String>) -> Finding {
        let (line, column) = self.position(start);
        Finding { file: self.path.to_owned(), line, column, message, hint }
    }

    pub(crate) fn position(&self, start: usize) -> (usize, usize) {
        let line = self.line_starts.partition_point(|line_start| *line_start <= start);
        let line_start = line.checked_sub(1).and_then(|index| self.line_starts.get(index));
        let before = line_start.and_then(|from| self.text.get(*from..start)).unwrap_or_default();
        (line, before.chars().count() + 1)
    }

    /// TOML itself refuses 31 February; the reader deserves to hear that it is about the date.
    fn impossible_date(&self, error_at: usize) -> Option<ImpossibleDate> {
        let is_date_byte = |byte: &u8| byte.is_ascii_digit() || *byte == b'-';
        let bytes = self.text.as_bytes();
        let before = bytes.get(..error_at)?.iter().rev().take_while(|byte| is_date_byte(byte));
        let start = error_at - before.count();
        let length = bytes.get(start..)?.iter().take_while(|byte| is_date_byte(byte)).count();
        let written = self.text.get(start..start + length)?;
        let mut parts = written.splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if (year.len(), month.len(), day.len()) != (4, 2, 2) || written.parse::<Date>().is_ok() {
            return None;
        }
        let first = Date::new(year.parse().ok()?, month.parse().ok()?, 1);
        let (hint, instead) = match first {
            Ok(first) => {
                (format!("{year}-{month} has {} days", first.days_in_month()), first.to_string())
            }
            Err(_) => {
                let hint = "a date is written year-month-day, 2024-05-27".to_owned();
                (hint, format!("{year}-01-01"))
            }
        };
        let message = format!("{written} is not a day of the calendar");
        Some(ImpossibleDate { start, message, hint, instead })
    }
}

struct ImpossibleDate {
    start: usize,
    message: String,
    hint: String,
    /// A real day of the same length.
    instead: String,
}

/// The tree, as far as it can be read, and where it cannot be and why.
fn tree_of(text: &str) -> (Table, Vec<(usize, String)>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let start = |error: &toml::de::Error| error.span().map_or(0, |span| span.start);
    let errors = errors.iter().map(|it| (start(it), it.message().to_owned())).collect();
    (table_of(table.get_ref()), errors)
}

fn table_of(table: &DeTable<'_>) -> Table {
    table
        .iter()
        .map(|(key, value)| {
            let node = node_of(value.get_ref(), value.span().start);
            (key.get_ref().clone().into_owned(), Entry { key_start: key.span().start, node })
        })
        .collect()
}

fn node_of(value: &DeValue<'_>, start: usize) -> Node {
    let content = match value {
        DeValue::String(text) => Content::Text(text.clone().into_owned()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Content::Other("a number out of range"), Content::Integer),
        DeValue::Float(number) => Content::Decimal(number.as_str().to_owned()),
        DeValue::Boolean(truth) => Content::Boolean(*truth),
        DeValue::Datetime(moment) => moment_of(moment),
        DeValue::Array(items) => Content::List(
            items.iter().map(|item| node_of(item.get_ref(), item.span().start)).collect(),
        ),
        DeValue::Table(table) => Content::Table(table_of(table)),
    };
    Node { start, content }
}

fn moment_of(moment: &toml::value::Datetime) -> Content {
    let date = moment.date.and_then(|date| {
        let year = i16::try_from(date.year).ok()?;
        Date::new(year, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
    });
    let time = moment.time.and_then(|time| {
        let (hour, minute) = (i8::try_from(time.hour).ok()?, i8::try_from(time.minute).ok()?);
        let second = i8::try_from(time.second.unwrap_or(0)).ok()?;
        Time::new(hour, minute, second, 0).ok()
    });
    match (date, time, moment.offset) {
        (Some(date), None, None) => Content::Date(date),
        (Some(date), Some(time), None) => Content::DateTime(date.to_datetime(time)),
        (_, _, Some(_)) => Content::Other("a moment with an offset"),
        _ => Content::Other("a time without a date"),
    }
}
