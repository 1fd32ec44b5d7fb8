//! The office: units, roles, people, reasons, settings.

use super::procedure::{basis, confidence, in_force};
use super::terms::{no_term, term_rule};
use crate::office::{Grant, OfficeSettings, Person, Reason, Role, Section, Unit};
use crate::read::{TableReader, read_table};
use crate::source::Page;

pub(crate) fn units(page: &Page<'_>) -> Vec<Unit> {
    read_table(page, &page.root, |reader| reader.list("units", unit))
}

fn unit(reader: &TableReader<'_>) -> Unit {
    Unit {
        id: reader.text("id"),
        title: reader.both("title"),
        kind: reader.text("kind"),
        level: reader.word("level"),
        parent: reader.text_or_none("parent"),
        in_force: in_force(reader),
        successor: reader.texts("successor"),
        code: reader.text_or_none("code"),
        confidence: confidence(reader),
    }
}

pub(crate) fn roles(page: &Page<'_>) -> Vec<Role> {
    let role = |reader: &TableReader<'_>| Role {
        id: reader.text("id"),
        title: reader.both("title"),
        sees_below: reader.truth("sees_below").unwrap_or(false),
        signs_as: reader.text_or_none("signs_as"),
    };
    read_table(page, &page.root, |reader| reader.list("roles", role))
}

pub(crate) fn people(page: &Page<'_>) -> Vec<Person> {
    read_table(page, &page.root, |reader| reader.list("people", person))
}

fn person(reader: &TableReader<'_>) -> Person {
    Person {
        id: reader.text("id"),
        name: reader.text("name"),
        title: reader.both("title"),
        email: reader.text_or_none("email"),
        phone: reader.text_or_none("phone"),
        grants: reader.list("grants", |reader| Grant {
            role: reader.text("role"),
            unit: reader.text("unit"),
            duties: duties(reader),
            from: reader.date("from"),
            until: reader.date_or_none("until"),
        }),
    }
}

fn duties(reader: &TableReader<'_>) -> Vec<u32> {
    let Some(node) = reader.look("duties") else { return Vec::new() };
    let number = |node: &crate::source::Node| {
        let number = node.to_json().as_u64().and_then(|number| u32::try_from(number).ok());
        if number.is_none() {
            reader.page.say(node.start, "`duties` lists the numbers of duties, such as [4, 5]");
        }
        number
    };
    node.items().iter().filter_map(number).collect()
}

pub(crate) fn reasons(page: &Page<'_>) -> Vec<Reason> {
    let reason = |reader: &TableReader<'_>| Reason {
        id: reader.text("id"),
        text: reader.both("text"),
        basis: reader.needed_table("basis", basis).unwrap_or_default(),
        confidence: confidence(reader),
    };
    read_table(page, &page.root, |reader| reader.list("reasons", reason))
}

pub(crate) fn sections(page: &Page<'_>) -> Vec<Section> {
    let section =
        |reader: &TableReader<'_>| Section { id: reader.text("id"), title: reader.both("title") };
    read_table(page, &page.root, |reader| reader.list("sections", section))
}

pub(crate) fn office(page: &Page<'_>) -> OfficeSettings {
    read_table(page, &page.root, |reader| OfficeSettings {
        title: reader.both("title"),
        province: reader.both("province"),
        org_id: reader.text("org_id"),
        org_id_confidence: reader.word("org_id_confidence"),
        time_zone: reader.text("time_zone"),
        online_answer: reader.needed_table("online_answer", term_rule).unwrap_or_else(no_term),
    })
}
