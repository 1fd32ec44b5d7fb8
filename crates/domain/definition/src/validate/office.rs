//! The office: units, people, duties.

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
    for (index, sheet) in draft.duties.iter().enumerate() {
        check_duty(sheet, known);
        let earlier = draft.duties.iter().take(index).map(|sheet| &sheet.model);
        check_alone(sheet, earlier);
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

/// On a day there is one text of each duty.
fn check_alone<'a>(sheet: &Sheet<'_, Duty>, mut earlier: impl Iterator<Item = &'a Duty>) {
    let Sheet { page, model: duty } = sheet;
    let is_over = |first: &Duty, second: &Duty| {
        first.in_force.until.is_some_and(|until| until < second.in_force.from)
    };
    if earlier.any(|it| it.number == duty.number && !is_over(it, duty) && !is_over(duty, it)) {
        page.say(page.root.place("number"), format!("duty {} is defined twice", duty.number));
    }
}

fn check_duty(sheet: &Sheet<'_, Duty>, known: &Known<'_>) {
    let Sheet { page, model: duty } = sheet;
    let at = |path: &str| page.root.place(path);
    refer(page, at("accountable"), "unit", &duty.accountable, known.units.keys().copied());
    if duty.points.is_empty() {
        page.say(at("points"), format!("duty {} has no point", duty.number));
    }
    let points = duty.points.iter().enumerate();
    unique(
        page,
        "point",
        points.clone().map(|(i, point)| (at(&format!("points.{i}.id")), point.id.as_str())),
    );
    for (index, point) in points {
        let start = at(&format!("points.{index}.id"));
        let clause = point.id.split('.').next().unwrap_or_default();
        if !point.id.is_empty() && clause != duty.number.to_string() {
            page.say(start, format!("point \"{}\" stands under duty {}", point.id, duty.number));
        }
        for (place, engine) in point.by.iter().enumerate() {
            let start = at(&format!("points.{index}.by.{place}"));
            refer(page, start, "engine", engine, ENGINES.iter().copied());
        }
        let parts = point.parts.iter().enumerate();
        unique(
            page,
            "part",
            parts.map(|(i, part)| (at(&format!("points.{index}.parts.{i}.id")), part.id.as_str())),
        );
    }
}
