//! Flows: every state can be reached and left, and somebody may act.

use std::collections::BTreeSet;

use super::known::Known;
use super::{refer, refer_here, unique};
use crate::draft::{Draft, Sheet};
use crate::flow::Flow;

/// Roles that nobody is granted: whoever applies, and the clock.
const UNGRANTED: [&str; 2] = ["applicant", "system"];

pub(super) fn check(draft: &Draft<'_>, known: &Known<'_>) {
    let in_use: BTreeSet<&str> = draft
        .procedures
        .iter()
        .flat_map(|sheet| &sheet.model.editions)
        .map(|edition| edition.flow.as_str())
        .collect();
    for sheet in &draft.flows {
        check_names(sheet);
        check_roles(sheet, known, in_use.contains(sheet.model.id.as_str()));
        check_ways(sheet);
    }
}

fn check_names(sheet: &Sheet<'_, Flow>) {
    let Sheet { page, model: flow } = sheet;
    let at = |path: &str| page.root.place(path);
    let states = || flow.states.iter().map(|state| state.id.as_str());
    unique(page, "state", states().enumerate().map(|(i, id)| (at(&format!("states.{i}.id")), id)));
    let actions = flow.actions.iter().enumerate();
    unique(
        page,
        "action",
        actions.clone().map(|(i, action)| (at(&format!("actions.{i}.id")), action.id.as_str())),
    );
    refer_here(page, at("initial"), "state", &flow.initial, states());
    for (index, action) in actions {
        for (position, from) in action.from.iter().enumerate() {
            let start = at(&format!("actions.{index}.from.{position}"));
            refer_here(page, start, "state", from, states());
        }
        if let Some(to) = &action.to {
            refer_here(page, at(&format!("actions.{index}.to")), "state", to, states());
        }
        if action.from.is_empty() {
            let message = format!("action \"{}\" is open in no state", action.id);
            page.say(at(&format!("actions.{index}")), message);
        }
    }
}

fn check_roles(sheet: &Sheet<'_, Flow>, known: &Known<'_>, is_used: bool) {
    let Sheet { page, model: flow } = sheet;
    let roles = || known.roles.keys().copied();
    let held: BTreeSet<&str> = known
        .people
        .values()
        .flat_map(|person| &person.grants)
        .map(|grant| grant.role.as_str())
        .collect();
    for (index, state) in flow.states.iter().enumerate() {
        let start = page.root.place(&format!("states.{index}.role"));
        refer(page, start, "role", state.role.as_deref().unwrap_or_default(), roles());
    }
    for (index, action) in flow.actions.iter().enumerate() {
        if action.roles.is_empty() {
            let message = format!("nobody may do \"{}\": it names no role", action.id);
            page.say(page.root.place(&format!("actions.{index}")), message);
        }
        for (position, role) in action.roles.iter().enumerate() {
            let start = page.root.place(&format!("actions.{index}.roles.{position}"));
            refer(page, start, "role", role, roles());
            let is_known = known.roles.contains_key(role.as_str());
            if is_used
                && is_known
                && !UNGRANTED.contains(&role.as_str())
                && !held.contains(role.as_str())
            {
                let hint = Some("grant it to a person, or take it out of the action".to_owned());
                page.miss(start, format!("nobody holds the role \"{role}\""), hint);
            }
        }
    }
}

fn check_ways(sheet: &Sheet<'_, Flow>) {
    let Sheet { page, model: flow } = sheet;
    let mut reached = BTreeSet::from([flow.initial.as_str()]);
    loop {
        let before = reached.len();
        for action in &flow.actions {
            if action.from.iter().any(|from| reached.contains(from.as_str())) {
                reached.extend(action.to.as_deref());
            }
        }
        if reached.len() == before {
            break;
        }
    }
    for (index, state) in flow.states.iter().enumerate() {
        let start = page.root.place(&format!("states.{index}.id"));
        let id = state.id.as_str();
        if !reached.contains(id) && !id.is_empty() {
            let kind = if state.is_final { "the final state" } else { "the state" };
            let hint = Some("no chain of actions leads there from the initial state".to_owned());
            page.find(start, format!("{kind} \"{id}\" cannot be reached"), hint);
        }
        let leaves = |action: &&crate::flow::Action| {
            action.from.iter().any(|from| from == id)
                && action.to.as_deref().is_some_and(|to| to != id)
        };
        if !state.is_final && !flow.actions.iter().any(|action| leaves(&action)) {
            let hint = Some("give it an action that leads on, or `final = true`".to_owned());
            page.find(start, format!("nobody can leave the state \"{id}\""), hint);
        }
    }
}
