//! Registers: keepers, points, unique groups, statuses for everything that can happen to a record.

use std::collections::BTreeSet;

use super::fields::{FieldPlaces, check_fields};
use super::known::Known;
use super::{refer, refer_here, unique};
use crate::draft::{Draft, Sheet};
use crate::procedure::{Field, ResultEffect, ResultRule};
use crate::register::{Register, Standing};

/// What the engine keeps for every record; a register does not declare it.
pub(super) const ENGINE_FIELDS: [&str; 6] =
    ["number", "status", "issued_on", "valid_from", "valid_until", "holder"];

pub(super) fn check(draft: &Draft<'_>, known: &Known<'_>) {
    let results: Vec<&ResultRule> = draft
        .procedures
        .iter()
        .flat_map(|sheet| &sheet.model.editions)
        .filter_map(|edition| edition.result.as_ref())
        .collect();
    for sheet in &draft.registers {
        check_register(sheet, known);
        check_unique(sheet);
        check_statuses(sheet, &results);
    }
}

fn check_register(sheet: &Sheet<'_, Register>, known: &Known<'_>) {
    let Sheet { page, model: register } = sheet;
    let at = |path: &str| page.root.place(path);
    refer(page, at("keeper"), "unit", &register.keeper, known.units.keys().copied());
    for (index, point) in register.points.iter().enumerate() {
        refer(page, at(&format!("points.{index}")), "point", point, known.points.iter().copied());
    }
    let fields: Vec<&Field> = register.fields.iter().map(|field| &field.field).collect();
    check_fields(&FieldPlaces { page, node: &page.root, known }, &fields);
    for (index, field) in fields.iter().enumerate() {
        let start = at(&format!("fields.{index}.id"));
        if ENGINE_FIELDS.contains(&field.id.as_str()) {
            let message = format!("`{}` is kept for every record and is not declared", field.id);
            page.say(start, message);
        }
        for key in ["visible_when", "checks"] {
            let fields = page.root.get("fields").map(crate::source::Node::items);
            let written = fields.and_then(|items| items.get(index)).and_then(|it| it.get(key));
            if written.is_some() {
                page.say(start, format!("`{key}` belongs to the form of a procedure"));
            }
        }
    }
    if register.is_public
        && let Some(index) = register.fields.iter().position(|it| it.is_public && it.field.secret)
    {
        let message = "a field cannot be secret and public";
        page.say(at(&format!("fields.{index}.is_public")), message);
    }
}

fn check_unique(sheet: &Sheet<'_, Register>) {
    let Sheet { page, model: register } = sheet;
    let fields = || {
        let declared = register.fields.iter().map(|field| field.field.id.as_str());
        declared.chain(ENGINE_FIELDS)
    };
    for (index, group) in register.unique.iter().enumerate() {
        for (position, id) in group.iter().enumerate() {
            let start = page.root.place(&format!("unique.{index}.{position}"));
            refer_here(page, start, "field", id, fields());
        }
    }
}

fn check_statuses(sheet: &Sheet<'_, Register>, results: &[&ResultRule]) {
    let Sheet { page, model: register } = sheet;
    let ids = register.statuses.iter().enumerate();
    unique(
        page,
        "status",
        ids.map(|(i, it)| (page.root.place(&format!("statuses.{i}.id")), it.id.as_str())),
    );
    let mut needed = BTreeSet::from([(Standing::InForce, "in_force")]);
    for result in results.iter().filter(|it| it.register.as_deref() == Some(&register.id)) {
        match result.effect {
            ResultEffect::Suspend | ResultEffect::Reinstate => {
                needed.insert((Standing::Suspended, "suspended"));
            }
            ResultEffect::Revoke => {
                needed.insert((Standing::Revoked, "revoked"));
            }
            _ => {}
        }
        if result.validity.is_some() {
            needed.insert((Standing::Expired, "expired"));
        }
    }
    for (standing, word) in needed {
        if register.status_meaning(standing).is_none() {
            let hint = Some(format!("add [[statuses]] with means = \"{word}\""));
            let message = format!("no status means {word}, but a record can come to that");
            page.find(page.root.place("statuses"), message, hint);
        }
    }
}
