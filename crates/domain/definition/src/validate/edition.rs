//! One edition: what it refers to, and that its parts fit together.

use super::expressions::{Expected, Expressions, Place, Scope};
use super::fields::{FieldPlaces, check_fields};
use super::known::Known;
use super::{refer, refer_here, terms, unique};
use crate::flow::Effect;
use crate::procedure::{Edition, FeeRule, Field, FieldKind, HandledBy, PartyKind};
use crate::source::{Node, Page};

pub(super) struct EditionCheck<'a> {
    pub(super) page: &'a Page<'a>,
    /// The table of the edition after inheritance.
    pub(super) node: &'a Node,
    pub(super) edition: &'a Edition,
    pub(super) known: &'a Known<'a>,
}

impl<'a> EditionCheck<'a> {
    pub(super) fn all(&self, rules: &mut Expressions) {
        self.check_references();
        self.check_flow();
        self.check_ids();
        let fields: Vec<&Field> = self.edition.fields.iter().collect();
        check_fields(&FieldPlaces { page: self.page, node: self.node, known: self.known }, &fields);
        self.check_fee();
        terms::check(self);
        self.check_result();
        self.check_rules(rules);
    }

    pub(super) fn at(&self, path: &str) -> usize {
        self.node.place(path)
    }

    pub(super) fn say(&self, path: &str, message: impl Into<String>) {
        self.page.say(self.at(path), message);
    }

    pub(super) fn refer<'k>(
        &self,
        path: &str,
        what: &str,
        id: &str,
        known: impl Iterator<Item = &'k str> + Clone,
    ) {
        refer(self.page, self.at(path), what, id, known);
    }

    /// Like `refer`, for what stands in the edition itself.
    pub(super) fn refer_here<'k>(
        &self,
        path: &str,
        what: &str,
        id: &str,
        known: impl Iterator<Item = &'k str> + Clone,
    ) {
        refer_here(self.page, self.at(path), what, id, known);
    }

    /// Tells when the form has no such field, or one of a type that cannot serve.
    pub(super) fn refer_field(&self, path: &str, id: &str, allowed: &[FieldKind], is_what: &str) {
        self.refer_here(path, "field", id, self.field_ids());
        if let Some(field) = self.edition.field(id)
            && !allowed.contains(&field.kind)
        {
            self.say(path, format!("field \"{id}\" is not {is_what}"));
        }
    }

    pub(super) fn field_ids(&self) -> impl Iterator<Item = &'a str> + Clone {
        self.edition.fields.iter().map(|field| field.id.as_str())
    }

    fn check_references(&self) {
        let edition = self.edition;
        let known = self.known;
        for (index, field) in edition.fields.iter().enumerate() {
            let section = field.section.as_deref().unwrap_or_default();
            let path = format!("fields.{index}.section");
            self.refer(&path, "section", section, known.sections.keys().copied());
        }
        self.refer("flow", "flow", &edition.flow, known.flows.keys().copied());
        match &edition.handled_by {
            HandledBy::Units { desk, handling, leader } => {
                for (key, id) in [("desk", desk), ("handling", handling), ("leader", leader)] {
                    let units = known.units.keys().copied();
                    self.refer(&format!("handled_by.{key}"), "unit", id, units);
                }
            }
            HandledBy::Field { field } => {
                self.refer_field("handled_by.field", field, &[FieldKind::Unit], "a unit");
            }
        }
        for (index, step) in edition.steps.iter().enumerate() {
            let roles = known.roles.keys().copied();
            self.refer(&format!("steps.{index}.role"), "role", &step.role, roles);
        }
        for (index, later) in edition.later_life.iter().enumerate() {
            let id = later.procedure.as_deref().unwrap_or_default();
            let procedures = known.procedures.keys().copied();
            self.refer(&format!("later_life.{index}.procedure"), "procedure", id, procedures);
        }
        let is_stated = |key: &str| self.node.get(key).is_some();
        if edition.applicants.is_empty() && is_stated("applicants") {
            self.say("applicants", "nobody may apply: `applicants` is empty");
        }
        let is_own_act = edition.applicants == [PartyKind::ExOfficio];
        if edition.channels.is_empty() && is_stated("channels") && !is_own_act {
            self.say("channels", "nobody can hand in: `channels` is empty");
        }
    }

    /// What the edition relies on, its flow must be able to do; else it would silently never happen.
    fn check_flow(&self) {
        let edition = self.edition;
        let Some(flow) = self.known.flows.get(edition.flow.as_str()) else { return };
        let is_paid = matches!(edition.fee, FeeRule::Cases { .. } | FeeRule::Rate { .. });
        let needed = [
            ("silence", edition.silence.is_some(), Effect::CloseBySilence, "closes by silence"),
            ("fee", is_paid, Effect::Pay, "takes a payment"),
            ("result", edition.result.is_some(), Effect::Sign, "signs a result"),
            (
                "conditions",
                !edition.conditions.is_empty(),
                Effect::AssessCondition,
                "assesses a condition",
            ),
        ];
        for (key, is_needed, effect, words) in needed {
            if is_needed && !flow.actions.iter().any(|action| action.does == effect) {
                let message = format!("no action of flow \"{}\" {words}", flow.id);
                self.page.miss(self.at(key), message, None);
            }
        }
    }

    fn check_ids(&self) {
        let edition = self.edition;
        let lists: [(&str, &str, Vec<&str>); 4] = [
            ("papers", "paper", edition.papers.iter().map(|it| it.id.as_str()).collect()),
            (
                "conditions",
                "condition",
                edition.conditions.iter().map(|it| it.id.as_str()).collect(),
            ),
            ("terms", "term", edition.terms.iter().map(|it| it.id.as_str()).collect()),
            ("refusals", "refusal", edition.refusals.iter().map(|it| it.id.as_str()).collect()),
        ];
        for (list, what, ids) in lists {
            let places = ids.into_iter().enumerate();
            let place = |(i, id)| (self.at(&format!("{list}.{i}.id")), id);
            unique(self.page, what, places.map(place));
        }
    }

    fn check_fee(&self) {
        match &self.edition.fee {
            FeeRule::None | FeeRule::Unknown { .. } => {}
            FeeRule::Cases { cases, .. } => {
                if cases.is_empty() {
                    self.say("fee", "a fee by cases needs [[edition.fee.cases]]");
                }
                let always = cases.iter().position(|case| case.when.is_none());
                if let Some(always) = always
                    && always + 1 < cases.len()
                {
                    let path = format!("fee.cases.{}", always + 1);
                    self.say(&path, "this case is never asked: the one before always holds");
                }
            }
            FeeRule::Rate { rates, .. } => {
                if rates.is_empty() {
                    self.say("fee", "a fee by rate needs [[edition.fee.rates]]");
                }
                for (index, rate) in rates.iter().enumerate() {
                    let path = format!("fee.rates.{index}.volume_field");
                    let kinds = [FieldKind::Integer];
                    self.refer_field(&path, &rate.volume_field, &kinds, "a whole number");
                }
            }
        }
    }

    fn check_rules(&self, rules: &mut Expressions) {
        let edition = self.edition;
        let scope = Scope::of(edition, self.known);
        let mut check = |path: String, rule: Option<&str>, expected: Expected| {
            if let Some(rule) = rule {
                let place = Place { page: self.page, start: self.at(&path) };
                rules.check(&place, rule, &scope, expected);
            }
        };
        let truth = Expected::Truth;
        for (index, field) in edition.fields.iter().enumerate() {
            check(format!("fields.{index}.visible_when"), field.visible_when.as_deref(), truth);
            for (position, it) in field.checks.iter().enumerate() {
                check(format!("fields.{index}.checks.{position}.rule"), Some(&it.rule), truth);
            }
        }
        for (index, paper) in edition.papers.iter().enumerate() {
            check(format!("papers.{index}.when"), paper.when.as_deref(), truth);
        }
        for (index, condition) in edition.conditions.iter().enumerate() {
            check(format!("conditions.{index}.check"), condition.check.as_deref(), truth);
        }
        for (index, term) in edition.terms.iter().enumerate() {
            check(format!("terms.{index}.when"), term.when.as_deref(), truth);
        }
        for (index, refusal) in edition.refusals.iter().enumerate() {
            check(format!("refusals.{index}.when"), refusal.when.as_deref(), truth);
        }
        let (list, conditions): (&str, Vec<Option<&str>>) = match &edition.fee {
            FeeRule::Cases { cases, .. } => {
                ("cases", cases.iter().map(|case| case.when.as_deref()).collect())
            }
            FeeRule::Rate { rates, .. } => {
                ("rates", rates.iter().map(|rate| rate.when.as_deref()).collect())
            }
            FeeRule::None | FeeRule::Unknown { .. } => ("", Vec::new()),
        };
        for (index, when) in conditions.into_iter().enumerate() {
            check(format!("fee.{list}.{index}.when"), when, truth);
        }
        let signing = scope.while_signing();
        for (field, source) in edition.result.iter().flat_map(|result| &result.record) {
            if let Some(rule) = source.strip_prefix('=') {
                let start = self.at(&format!("result.record.{field}"));
                let place = Place { page: self.page, start };
                rules.check(&place, rule.trim(), &signing, Expected::Anything);
            }
        }
    }
}
