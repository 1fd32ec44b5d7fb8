//! Scenarios: what they prove, who acts, and in which order. What a step hands over is looked at by
//! `scenario_steps`.

use std::collections::BTreeMap;

use super::known::Known;
use super::refer;
use super::scenario_steps::{StepCheck, check_step};
use crate::draft::{Draft, Sheet};
use crate::procedure::{Edition, Procedure};
use crate::scenario::{Scenario, ScenarioKind, ScenarioStep};

/// What a scenario may do beside the actions of its flow.
pub(super) const BESIDE_THE_FLOW: [&str; 6] =
    ["submit", "wait", "check", "public_check", "suspend_record", "reinstate_record"];

pub(super) fn check(draft: &Draft<'_>, known: &Known<'_>) {
    for sheet in &draft.scenarios {
        check_head(sheet, known);
        check_steps(sheet, known);
    }
}

fn check_head(sheet: &Sheet<'_, Scenario>, known: &Known<'_>) {
    let Sheet { page, model: scenario } = sheet;
    let at = |path: &str| page.root.place(path);
    let procedures = known.procedures.keys().copied();
    refer(page, at("procedure"), "procedure", &scenario.procedure, procedures);
    for (index, part) in scenario.proves.iter().enumerate() {
        let parts = known.parts.iter().map(String::as_str);
        refer(page, at(&format!("proves.{index}")), "part", part, parts);
    }
    // An edge shows how a rule behaves at its limit; it need not prove a part.
    if scenario.proves.is_empty() && scenario.kind != ScenarioKind::Edge {
        page.say(at("proves"), "a scenario proves at least one part of a point");
    }
    if scenario.steps.is_empty() {
        page.say(at("steps"), "a scenario without steps shows nothing");
    }
}

fn check_steps(sheet: &Sheet<'_, Scenario>, known: &Known<'_>) {
    let Sheet { page, model: scenario } = sheet;
    // What each case runs under: pinned when it is submitted.
    let mut cases: BTreeMap<&str, Option<&Edition>> = BTreeMap::new();
    let mut latest = None;
    for (index, step) in scenario.steps.iter().enumerate() {
        let at = |key: &str| page.root.place(&format!("steps.{index}.{key}"));
        if latest.is_some_and(|latest| step.at < latest) {
            page.say(at("at"), "this step lies before the one above it");
        }
        latest = Some(step.at);
        check_actor(sheet, known, index);
        if let Some(procedure) = &step.procedure {
            refer(page, at("procedure"), "procedure", procedure, known.procedures.keys().copied());
        }
        if step.action == "submit" {
            cases.insert(&step.case, pinned(sheet, known, step, at("at")));
        } else if !cases.contains_key(step.case.as_str()) && needs_a_case(&step.action) {
            page.say(at("do"), format!("case \"{}\" was not submitted before", step.case));
        }
        let edition = cases.get(step.case.as_str()).copied().flatten();
        check_step(&StepCheck { page, index, step, edition, known });
    }
}

fn needs_a_case(action: &str) -> bool {
    action == "submit" || !BESIDE_THE_FLOW.contains(&action)
}

fn check_actor(sheet: &Sheet<'_, Scenario>, known: &Known<'_>, index: usize) {
    let Some(step) = sheet.model.steps.get(index) else { return };
    let start = sheet.page.root.place(&format!("steps.{index}.by"));
    let actors = ["applicant", "system"].into_iter().chain(known.people.keys().copied());
    refer(sheet.page, start, "person", &step.by, actors);
}

/// The edition in force when the case begins.
fn pinned<'a>(
    sheet: &Sheet<'_, Scenario>,
    known: &Known<'a>,
    step: &ScenarioStep,
    start: usize,
) -> Option<&'a Edition> {
    let id = step.procedure.as_ref().unwrap_or(&sheet.model.procedure);
    let procedure: &'a Procedure = known.procedures.get(id.as_str()).copied()?;
    let edition = procedure.edition_on(step.at.date());
    let is_refused = step.expect.contains_key("refused");
    if edition.is_none() && !is_refused {
        let message = format!("no edition of \"{id}\" is in force on {}", step.at.date());
        sheet.page.miss(start, message, None);
    }
    edition
}
