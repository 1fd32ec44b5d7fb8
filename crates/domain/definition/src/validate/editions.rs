//! A procedure and the order of its editions.

use super::edition::EditionCheck;
use super::expressions::Expressions;
use super::known::Known;
use super::refer;
use crate::draft::ProcedureSheet;

pub(super) fn check(sheet: &ProcedureSheet<'_>, known: &Known<'_>, rules: &mut Expressions) {
    let ProcedureSheet { page, model: procedure, editions } = sheet;
    refer(page, page.root.place("point"), "point", &procedure.point, known.points.iter().copied());
    check_order(sheet);
    for (edition, node) in procedure.editions.iter().zip(editions) {
        EditionCheck { page, node, edition, known }.all(rules);
    }
}

/// Oldest first, none overlapping: on any day at most one edition is in force.
fn check_order(sheet: &ProcedureSheet<'_>) {
    let ProcedureSheet { page, model: procedure, editions: nodes } = sheet;
    let pairs = procedure.editions.iter().zip(procedure.editions.iter().skip(1));
    for ((earlier, later), node) in pairs.zip(nodes.iter().skip(1)) {
        let start = node.place("in_force.from");
        let (first, second) = (earlier.in_force, later.in_force);
        if second.from <= first.from {
            let message =
                format!("the edition from {} comes after the one from {}", second.from, first.from);
            page.find(start, message, Some("editions stand oldest first".to_owned()));
        } else if first.until.is_some_and(|until| until >= second.from) {
            let until = first.until.unwrap_or(first.from);
            let message = format!("this edition overlaps the one before, in force until {until}");
            let hint =
                Some("leave `until` out of the earlier edition, or make it earlier".to_owned());
            page.find(start, message, hint);
        }
    }
}
