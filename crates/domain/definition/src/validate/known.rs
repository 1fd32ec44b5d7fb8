//! Everything that can be referred to, by id; and ids that are taken twice.

use std::collections::{BTreeMap, BTreeSet};

use crate::draft::Draft;
use crate::flow::Flow;
use crate::office::{Person, Reason, Role, Section, Unit};
use crate::procedure::Procedure;
use crate::register::Register;
use crate::source::Page;

#[derive(Default)]
pub(super) struct Known<'a> {
    pub(super) procedures: BTreeMap<&'a str, &'a Procedure>,
    pub(super) flows: BTreeMap<&'a str, &'a Flow>,
    pub(super) registers: BTreeMap<&'a str, &'a Register>,
    pub(super) units: BTreeMap<&'a str, &'a Unit>,
    pub(super) roles: BTreeMap<&'a str, &'a Role>,
    pub(super) people: BTreeMap<&'a str, &'a Person>,
    pub(super) reasons: BTreeMap<&'a str, &'a Reason>,
    pub(super) sections: BTreeMap<&'a str, &'a Section>,
    pub(super) duties: BTreeSet<u32>,
    pub(super) points: BTreeSet<&'a str>,
    /// Written `4.b/issue`.
    pub(super) parts: BTreeSet<String>,
}

impl<'a> Known<'a> {
    pub(super) fn of(draft: &'a Draft<'_>) -> Self {
        let mut known = Self::default();
        for sheet in &draft.procedures {
            let at = sheet.page.root.place("id");
            enter(
                &mut known.procedures,
                (sheet.page, at),
                "procedure",
                (&sheet.model.id, &sheet.model),
            );
        }
        for sheet in &draft.flows {
            let at = sheet.page.root.place("id");
            enter(&mut known.flows, (sheet.page, at), "flow", (&sheet.model.id, &sheet.model));
        }
        for sheet in &draft.registers {
            let at = sheet.page.root.place("id");
            enter(
                &mut known.registers,
                (sheet.page, at),
                "register",
                (&sheet.model.id, &sheet.model),
            );
        }
        known.enter_lists(draft);
        for duty in draft.duties.iter().map(|sheet| &sheet.model) {
            known.duties.insert(duty.number);
            for point in &duty.points {
                known.points.insert(&point.id);
                known.parts.extend(point.parts.iter().map(|part| point.part_path(part)));
            }
        }
        known
    }

    fn enter_lists(&mut self, draft: &'a Draft<'_>) {
        for sheet in &draft.units {
            for (index, unit) in sheet.model.iter().enumerate() {
                let at = sheet.page.root.place(&format!("units.{index}.id"));
                enter(&mut self.units, (sheet.page, at), "unit", (&unit.id, unit));
            }
        }
        for sheet in &draft.roles {
            for (index, role) in sheet.model.iter().enumerate() {
                let at = sheet.page.root.place(&format!("roles.{index}.id"));
                enter(&mut self.roles, (sheet.page, at), "role", (&role.id, role));
            }
        }
        for sheet in &draft.people {
            for (index, person) in sheet.model.iter().enumerate() {
                let at = sheet.page.root.place(&format!("people.{index}.id"));
                enter(&mut self.people, (sheet.page, at), "person", (&person.id, person));
            }
        }
        for sheet in &draft.sections {
            for (index, section) in sheet.model.iter().enumerate() {
                let at = sheet.page.root.place(&format!("sections.{index}.id"));
                enter(&mut self.sections, (sheet.page, at), "section", (&section.id, section));
            }
        }
        for sheet in &draft.reasons {
            for (index, reason) in sheet.model.iter().enumerate() {
                let at = sheet.page.root.place(&format!("reasons.{index}.id"));
                enter(&mut self.reasons, (sheet.page, at), "reason", (&reason.id, reason));
            }
        }
    }
}

fn enter<'a, T>(
    map: &mut BTreeMap<&'a str, &'a T>,
    (page, at): (&Page<'_>, usize),
    what: &str,
    (id, item): (&'a str, &'a T),
) {
    if id.is_empty() {
        return;
    }
    if map.insert(id, item).is_some() {
        page.say(at, format!("{what} \"{id}\" is defined twice"));
    }
}
