//! The result: its register, its number, its validity, what is printed and what is written.

use std::collections::BTreeMap;

use super::edition::EditionCheck;
use super::registers::ENGINE_FIELDS;
use crate::draft::ProcedureSheet;
use crate::procedure::{FieldKind, InForce, ResultEffect, ResultRule};
use crate::register::Register;
use crate::rule_facts::RECORD_SOURCES;

/// What any paper may print beside answers and fields of the record.
const PRINTED: [&str; 6] = ["number", "issued_on", "valid_from", "valid_until", "holder", "signer"];

impl EditionCheck<'_> {
    pub(super) fn check_result(&self) {
        let Some(result) = &self.edition.result else { return };
        let register_id = result.register.as_deref().unwrap_or_default();
        let registers = self.known.registers.keys().copied();
        self.refer("result.register", "register", register_id, registers);
        let register = self.known.registers.get(register_id).copied();
        self.check_effect(result);
        self.check_number_format(result);
        self.check_printed(result, register);
        self.check_record(result, register);
        self.check_validity(result);
    }

    fn check_effect(&self, result: &ResultRule) {
        let changes = !matches!(result.effect, ResultEffect::Issue | ResultEffect::Document);
        if result.register.is_none() {
            if result.effect != ResultEffect::Document {
                self.say("result.effect", "this effect needs a `register`");
            }
            if !result.record.is_empty() {
                self.say("result.record", "`record` needs a `register` to write to");
            }
        }
        match &result.target_field {
            Some(field) => {
                let records = [FieldKind::Record];
                self.refer_field("result.target_field", field, &records, "a record");
                let of = self.edition.field(field).and_then(|field| field.register.as_deref());
                if let (Some(of), Some(register)) = (of, result.register.as_deref())
                    && of != register
                {
                    let message = format!(
                        "the result changes \"{register}\", but \"{field}\" names \"{of}\""
                    );
                    self.say("result.target_field", message);
                }
            }
            None if changes => {
                let message = "`target_field` is missing: which record is changed?";
                self.say("result.effect", message);
            }
            None => {}
        }
    }

    fn check_number_format(&self, result: &ResultRule) {
        let format = &result.number_format;
        if format.is_empty() {
            return;
        }
        if !format.contains("{seq}") {
            let hint = Some("write it like \"{seq}/GP-STTTT\"".to_owned());
            let start = self.at("result.number_format");
            self.page.find(start, "`number_format` has no {seq}: all numbers would be equal", hint);
        }
        let rest = format.replace("{seq}", "").replace("{year}", "");
        if rest.contains(['{', '}']) {
            let message = "`number_format` knows {seq} and {year} and nothing else in braces";
            self.say("result.number_format", message);
        }
    }

    fn check_printed(&self, result: &ResultRule, register: Option<&Register>) {
        let of_record: Vec<&str> = register
            .map(|it| it.fields.iter().map(|field| field.field.id.as_str()).collect())
            .unwrap_or_default();
        for (index, id) in result.printed_fields.iter().enumerate() {
            let known = self.field_ids().chain(of_record.iter().copied()).chain(PRINTED);
            self.refer(&format!("result.printed_fields.{index}"), "field to print", id, known);
        }
    }

    fn check_record(&self, result: &ResultRule, register: Option<&Register>) {
        let Some(register) = register else { return };
        let fields = || register.fields.iter().map(|field| field.field.id.as_str());
        let as_they_were: Vec<String> = fields().map(|field| format!("record.{field}")).collect();
        for (field, source) in &result.record {
            let path = format!("result.record.{field}");
            let kept = ENGINE_FIELDS.contains(&field.as_str());
            if kept {
                self.say(&path, format!("`{field}` is kept by the register itself"));
            } else {
                let what = format!("field in register \"{}\" called", register.id);
                self.refer(&path, &what, field, fields());
            }
            if !source.starts_with('=') {
                let known = self.field_ids().chain(RECORD_SOURCES);
                let before = as_they_were.iter().map(String::as_str);
                let known = known.chain(before);
                self.refer_here(&path, "answer", source, known);
            }
        }
        if result.effect != ResultEffect::Issue {
            return;
        }
        for field in register.fields.iter().filter(|field| field.field.required) {
            if !result.record.contains_key(&field.field.id) {
                let message = format!(
                    "`record` does not fill \"{}\", which the register requires",
                    field.field.id
                );
                self.say("result.record", message);
            }
        }
    }

    fn check_validity(&self, result: &ResultRule) {
        let Some(validity) = &result.validity else { return };
        let ways = [
            validity.months.is_some(),
            // With `years_field`, `years` is only its ceiling.
            validity.years.is_some() && validity.years_field.is_none(),
            validity.years_field.is_some(),
            validity.date_field.is_some(),
        ];
        let given = ways.iter().filter(|is_given| **is_given).count();
        if given > 1 {
            let hint = Some("months, years, years_field (up to years), or date_field".to_owned());
            let start = self.at("result.validity");
            self.page.find(start, "the validity is given twice", hint);
        }
        if given == 0 && validity.text.is_none() {
            let hint = "leave [edition.result.validity] out when the result has no end";
            let start = self.at("result.validity");
            self.page.find(start, "the validity says no length", Some(hint.to_owned()));
        }
        let years = [FieldKind::Integer, FieldKind::Choice];
        let id = validity.years_field.as_deref().unwrap_or_default();
        self.refer_field("result.validity.years_field", id, &years, "a number of years");
        let dates = [FieldKind::Date, FieldKind::DateTime];
        let id = validity.date_field.as_deref().unwrap_or_default();
        self.refer_field("result.validity.date_field", id, &dates, "a date");
    }
}

/// Numbers of one book are one sequence: on a day they have one format.
pub(super) fn check_books(sheets: &[ProcedureSheet<'_>]) {
    let mut books: BTreeMap<&str, Vec<(&str, InForce)>> = BTreeMap::new();
    for sheet in sheets {
        for (edition, node) in sheet.model.editions.iter().zip(&sheet.editions) {
            let Some(result) = &edition.result else { continue };
            if result.book.is_empty() || result.number_format.is_empty() {
                continue;
            }
            let earlier = books.entry(&result.book).or_default();
            let other = earlier.iter().find(|(format, days)| {
                *format != result.number_format && overlap(*days, edition.in_force)
            });
            if let Some((format, _)) = other {
                let start = node.place("result.number_format");
                let message =
                    format!("book \"{}\" is numbered \"{format}\" elsewhere", result.book);
                let hint = Some("one book has one format; use another book".to_owned());
                sheet.page.find(start, message, hint);
            }
            earlier.push((&result.number_format, edition.in_force));
        }
    }
}

fn overlap(first: InForce, second: InForce) -> bool {
    first.until.is_none_or(|until| until >= second.from)
        && second.until.is_none_or(|until| until >= first.from)
}
