//! The office: units, people, duties.

use std::collections::BTreeMap;

use daumoi_mandate::Duty;

use super::known::Known;
use super::{refer, unique};
use crate::draft::{Draft, Sheet};

/// The nine engines that carry points of the mandate.
const ENGINES: [&str; 9] = [
    "dossier",
    "register",
    "document",
    "inspection",
    "plan",
    "notice",
    "exchange",
    "security",
    "resource",
];

pub(super) fn check(draft: &Draft<'_>, known: &Known<'_>) {
    check_units(draft, known);
    check_people(draft, known);
    let mut points = BTreeMap::new();
    for sheet in &draft.duties {
        check_duty(sheet, known, &mut points);
    }
}

fn check_units(draft: &Draft<'_>, known: &Known<'_>) {
    let units = || known.units.keys().copied();
    for sheet in &draft.units {
        let page = sheet.page;
        for (index, unit) in sheet.model.iter().enumerate() {
            let at = |key: &str| page.root.place(&format!("units.{index}.{key}"));
            let parent = unit.parent.as_deref().unwrap_or_default();
            refer(page, at("parent"), "unit", parent, units());
            if !parent.is_empty() && parent == unit.id {
                page.say(at("parent"), format!("unit \"{}\" is its own parent", unit.id));
            }
            for (position, successor) in unit.successor.iter().enumerate() {
                refer(page, at(&format!("successor.{position}")), "unit", successor, units());
            }
        }
    }
}

fn check_people(draft: &Draft<'_>, known: &Known<'_>) {
    for sheet in &draft.people {
        let page = sheet.page;
        for (index, person) in sheet.model.iter().enumerate() {
            for (position, grant) in person.grants.iter().enumerate() {
                let at =
                    |key: &str| page.root.place(&format!("people.{index}.grants.{position}.{key}"));
                refer(page, at("role"), "role", &grant.role, known.roles.keys().copied());
                refer(page, at("unit"), "unit", &grant.unit, known.units.keys().copied());
                for (place, number) in grant.duties.iter().enumerate() {
                    if !known.duties.contains(number) {
                        let start = at(&format!("duties.{place}"));
                        page.miss(start, format!("there is no duty {number}"), None);
                    }
                }
                if grant.until.is_some_and(|until| until < grant.from) {
                    page.say(at("until"), "`until` is the last day: it cannot be before `from`");
                }
            }
        }
    }
}

fn check_duty<'a>(
    sheet: &'a Sheet<'_, Duty>,
    known: &Known<'_>,
    points: &mut BTreeMap<&'a str, u32>,
) {
    let Sheet { page, model: duty } = sheet;
    let at = |path: &str| page.root.place(path);
    refer(page, at("accountable"), "unit", &duty.accountable, known.units.keys().copied());
    if duty.points.is_empty() {
        page.say(at("points"), format!("duty {} has no point", duty.number));
    }
    for (index, point) in duty.points.iter().enumerate() {
        let start = at(&format!("points.{index}.id"));
        let clause = point.id.split('.').next().unwrap_or_default();
        if !point.id.is_empty() && clause != duty.number.to_string() {
            page.say(start, format!("point \"{}\" stands under duty {}", point.id, duty.number));
        }
        if points.insert(&point.id, duty.number).is_some() && !point.id.is_empty() {
            page.say(start, format!("point \"{}\" is defined twice", point.id));
        }
        for (place, engine) in point.by.iter().enumerate() {
            let start = at(&format!("points.{index}.by.{place}"));
            refer(page, start, "engine", engine, ENGINES.iter().copied());
        }
        let part_place = |(place, part): (usize, &'a daumoi_mandate::Part)| {
            (at(&format!("points.{index}.parts.{place}.id")), part.id.as_str())
        };
        unique(page, "part", point.parts.iter().enumerate().map(part_place));
    }
}
