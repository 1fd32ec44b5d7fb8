//! Fields of forms and registers, each by itself.

use super::known::Known;
use super::{refer, refer_here, unique};
use crate::procedure::{Field, FieldKind};
use crate::source::{Node, Page};

/// Where the `fields` of a form or a register stand.
pub(super) struct FieldPlaces<'a> {
    pub(super) page: &'a Page<'a>,
    pub(super) node: &'a Node,
    pub(super) known: &'a Known<'a>,
}

pub(super) fn check_fields(places: &FieldPlaces<'_>, fields: &[&Field]) {
    let ids = fields.iter().enumerate();
    unique(
        places.page,
        "field",
        ids.map(|(i, field)| (places.node.place(&format!("fields.{i}.id")), field.id.as_str())),
    );
    for (index, field) in fields.iter().enumerate() {
        let one = FieldPlace { places, field, index };
        one.check_id();
        one.check_choices();
        one.check_kind();
        one.check_bounds();
    }
}

struct FieldPlace<'a> {
    places: &'a FieldPlaces<'a>,
    field: &'a Field,
    index: usize,
}

impl FieldPlace<'_> {
    fn at(&self, key: &str) -> usize {
        self.places.node.place(&format!("fields.{}.{key}", self.index))
    }

    fn say(&self, key: &str, message: String) {
        self.places.page.say(self.at(key), message);
    }

    /// Rules read fields as `answers.<id>`.
    fn check_id(&self) {
        let id = &self.field.id;
        let first_is_letter = id.starts_with(|first: char| first.is_ascii_lowercase());
        let rest = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
        let can_be_read = first_is_letter && id.chars().all(rest);
        if !can_be_read && !id.is_empty() {
            let hint = Some("small letters, digits and underscores, a letter first".to_owned());
            self.places.page.find(self.at("id"), format!("\"{id}\" cannot be a field id"), hint);
        }
    }

    fn check_choices(&self) {
        let Field { id, kind, choices, default, .. } = self.field;
        let chooses = matches!(kind, FieldKind::Choice | FieldKind::Multi);
        match (chooses, choices.is_empty()) {
            (true, true) => self.say("type", format!("field \"{id}\" offers no choices")),
            (false, false) => {
                self.say("choices", format!("field \"{id}\" has choices but is not a choice"));
            }
            _ => {}
        }
        let place = |i: usize| self.at(&format!("choices.{i}.value"));
        let values = choices.iter().map(|choice| choice.value.as_str());
        unique(
            self.places.page,
            "choice",
            values.clone().enumerate().map(|(i, it)| (place(i), it)),
        );
        if let (true, Some(default)) = (chooses, default) {
            refer_here(self.places.page, self.at("default"), "choice", default, values);
        }
    }

    fn check_kind(&self) {
        let Field { id, kind, columns, level, register, .. } = self.field;
        let page = self.places.page;
        let needs = [
            (FieldKind::Table, !columns.is_empty(), "columns"),
            (FieldKind::Unit, level.is_some(), "level"),
            (FieldKind::Record, register.is_some(), "register"),
        ];
        for (needing, is_given, key) in needs {
            if *kind == needing && !is_given {
                self.say("type", format!("field \"{id}\" needs `{key}`"));
            } else if *kind != needing && is_given {
                self.say(key, format!("`{key}` means nothing for field \"{id}\""));
            }
        }
        let registers = self.places.known.registers.keys().copied();
        let named = register.as_deref().unwrap_or_default();
        refer(page, self.at("register"), "register", named, registers);
        let place = |i: usize| self.at(&format!("columns.{i}.id"));
        let names = columns.iter().map(|column| column.id.as_str()).enumerate();
        unique(page, "column", names.map(|(i, it)| (place(i), it)));
        for (index, column) in columns.iter().enumerate() {
            let nested = [FieldKind::Table, FieldKind::File, FieldKind::Multi, FieldKind::Choice];
            if nested.contains(&column.kind) {
                let message = format!("column \"{}\" cannot be of this type", column.id);
                self.say(&format!("columns.{index}.type"), message);
            }
        }
    }

    fn check_bounds(&self) {
        let Field { id, kind, minimum, maximum, max_length, .. } = self.field;
        let is_number = matches!(kind, FieldKind::Integer | FieldKind::Money);
        for (key, is_given) in [("minimum", minimum.is_some()), ("maximum", maximum.is_some())] {
            if is_given && !is_number {
                self.say(key, format!("`{key}` means nothing for field \"{id}\""));
            }
        }
        if let (Some(minimum), Some(maximum)) = (minimum, maximum)
            && minimum > maximum
        {
            self.say("minimum", format!("no number is from {minimum} to {maximum}"));
        }
        let is_text = matches!(kind, FieldKind::Text | FieldKind::LongText | FieldKind::Address);
        if max_length.is_some() && !is_text {
            self.say("max_length", format!("`max_length` means nothing for field \"{id}\""));
        }
    }
}
