//! One step of a scenario: the action, what is handed over, what is expected.
//!
//! A step that expects a refusal may be wrong on purpose; only its expectation is looked at.

use super::known::Known;
use super::refer;
use super::scenarios::BESIDE_THE_FLOW;
use crate::procedure::Edition;
use crate::scenario::ScenarioStep;
use crate::source::{Content, Node, Page};

const EXPECTED: [&str; 15] = [
    "state",
    "status",
    "due",
    "terms",
    "fee",
    "number",
    "code",
    "edition",
    "timeliness",
    "apology_by",
    "outcome",
    "alarms",
    "record",
    "public",
    "refused",
];

/// What a step may hand over.
const HANDED_OVER: [&str; 29] = [
    "channel",
    "answers",
    "papers",
    "reasons",
    "items",
    "officer",
    "unit",
    "question",
    "term",
    "answer",
    "condition",
    "met",
    "evidence",
    "outcome",
    "grounds",
    "reason",
    "to",
    "method",
    "article",
    "blame",
    "new_due",
    "order",
    "amount",
    "receipt",
    "number",
    "register",
    "until",
    "text",
    "version",
];

const REFUSALS: [&str; 22] = [
    "unknown_action",
    "not_while",
    "not_allowed",
    "invalid_answers",
    "missing_paper",
    "reasons_required",
    "reason_unknown",
    "supplement_limit_reached",
    "conditions_open",
    "condition_not_met",
    "grounds_required",
    "no_draft",
    "fee_unpaid",
    "already_apologised",
    "record_not_found",
    "record_not_in_force",
    "not_unique",
    "extension_limit_reached",
    "stale_version",
    "not_assigned",
    "officer_not_in_unit",
    "too_late",
];

pub(super) struct StepCheck<'a> {
    pub(super) page: &'a Page<'a>,
    pub(super) index: usize,
    pub(super) step: &'a ScenarioStep,
    /// What the case runs under, when that is known.
    pub(super) edition: Option<&'a Edition>,
    pub(super) known: &'a Known<'a>,
}

pub(super) fn check_step(check: &StepCheck<'_>) {
    check.expectation();
    if check.step.expect.contains_key("refused") {
        return;
    }
    check.action();
    check.keys();
    check.form();
    check.reasons();
    check.people_and_units();
}

impl StepCheck<'_> {
    fn node(&self, key: &str) -> Option<&Node> {
        self.page.root.get("steps")?.items().get(self.index)?.get(key)
    }

    fn with(&self, key: &str) -> Option<&Node> {
        self.node("with")?.get(key)
    }

    fn refer<'k>(&self, node: &Node, what: &str, known: impl Iterator<Item = &'k str> + Clone) {
        refer(self.page, node.start, what, node.text().unwrap_or_default(), known);
    }

    fn action(&self) {
        let Some(node) = self.node("do") else { return };
        let flow = self.edition.and_then(|it| self.known.flows.get(it.flow.as_str()));
        let Some(flow) = flow else { return };
        let actions = flow.actions.iter().map(|action| action.id.as_str());
        self.refer(node, "action", actions.chain(BESIDE_THE_FLOW));
    }

    fn keys(&self) {
        let Some(Node { content: Content::Table(with), .. }) = self.node("with") else { return };
        for (key, entry) in with {
            let known = HANDED_OVER.iter().copied();
            refer(self.page, entry.key_start, "key of `with`", key, known);
        }
    }

    fn form(&self) {
        let Some(edition) = self.edition else { return };
        let fields = || edition.fields.iter().map(|field| field.id.as_str());
        let papers = || edition.papers.iter().map(|paper| paper.id.as_str());
        let conditions = || edition.conditions.iter().map(|it| it.id.as_str());
        let grounds = || edition.refusals.iter().map(|it| it.id.as_str());
        if let Some(Node { content: Content::Table(answers), .. }) = self.with("answers") {
            for (id, entry) in answers {
                refer(self.page, entry.key_start, "field", id, fields());
            }
        }
        for paper in self.with("papers").map(Node::items).unwrap_or_default() {
            self.refer(paper, "paper", papers());
        }
        if let Some(condition) = self.with("condition") {
            self.refer(condition, "condition", conditions());
        }
        for ground in self.with("grounds").map(Node::items).unwrap_or_default() {
            if let Some(ground) = ground.get("ground") {
                self.refer(ground, "ground of refusal", grounds());
            }
        }
        for item in self.with("items").map(Node::items).unwrap_or_default() {
            if let Some(paper) = item.get("paper") {
                self.refer(paper, "paper", papers());
            }
            if let Some(field) = item.get("field") {
                self.refer(field, "field", fields());
            }
        }
    }

    fn reasons(&self) {
        for list in ["items", "reasons"] {
            for item in self.with(list).map(Node::items).unwrap_or_default() {
                if let Some(reason) = item.get("reason") {
                    self.refer(reason, "reason", self.known.reasons.keys().copied());
                }
            }
        }
    }

    fn people_and_units(&self) {
        if let Some(officer) = self.with("officer") {
            self.refer(officer, "person", self.known.people.keys().copied());
        }
        if let Some(unit) = self.with("unit") {
            self.refer(unit, "unit", self.known.units.keys().copied());
        }
    }

    fn expectation(&self) {
        let Some(Node { content: Content::Table(expected), .. }) = self.node("expect") else {
            return;
        };
        for (key, entry) in expected {
            refer(self.page, entry.key_start, "expectation", key, EXPECTED.iter().copied());
        }
        if let Some(code) = expected.get("refused") {
            self.refer(&code.node, "refusal", REFUSALS.iter().copied());
        }
        let Some(edition) = self.edition else { return };
        if let Some(state) = expected.get("state")
            && let Some(flow) = self.known.flows.get(edition.flow.as_str())
        {
            let states = flow.states.iter().map(|state| state.id.as_str());
            self.refer(&state.node, "state", states);
        }
        if let Some(Content::Table(terms)) = expected.get("terms").map(|it| &it.node.content) {
            for (id, entry) in terms {
                let known = edition.terms.iter().map(|term| term.id.as_str());
                refer(self.page, entry.key_start, "term", id, known);
            }
        }
    }
}
