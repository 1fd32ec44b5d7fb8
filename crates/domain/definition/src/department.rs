//! The department as defined, when nothing in its definitions is wrong.

use std::collections::BTreeMap;
use std::sync::Arc;

use daumoi_calendar::WorkingCalendar;
use daumoi_mandate::{Duty, Mandate, MandateFault};
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::draft::Draft;
use crate::findings::{Finding, Report};
use crate::flow::Flow;
use crate::notice::Notice;
use crate::office::{OfficeSettings, Person, Reason, Role, Section, Unit};
use crate::procedure::{Edition, Procedure};
use crate::register::Register;
use crate::rule::RuleBook;
use crate::scenario::Scenario;
use crate::source::{Page, SourceFile};
use crate::validate;

/// Everything the definitions say. It is made by [`load`] alone, so it is always sound.
#[derive(Debug)]
pub struct Department {
    pub procedures: BTreeMap<String, Arc<Procedure>>,
    pub flows: BTreeMap<String, Arc<Flow>>,
    pub registers: BTreeMap<String, Arc<Register>>,
    pub duties: Vec<Duty>,
    pub units: BTreeMap<String, Unit>,
    pub roles: BTreeMap<String, Role>,
    pub people: BTreeMap<String, Person>,
    pub reasons: BTreeMap<String, Reason>,
    /// The parts of forms.
    pub sections: BTreeMap<String, Section>,
    pub notices: BTreeMap<String, Arc<Notice>>,
    pub office: OfficeSettings,
    /// The working calendar of the state.
    pub calendar: Arc<WorkingCalendar>,
    /// Calendars of units with closed days of their own, by the id of the calendar.
    pub unit_calendars: BTreeMap<String, Arc<WorkingCalendar>>,
    pub scenarios: Vec<Scenario>,
    pub rules: RuleBook,
}

/// Reads and checks a whole set of definitions.
///
/// # Errors
/// Every finding of every file, sorted by place, when there is any.
pub fn load(files: &[SourceFile]) -> Result<Department, Vec<Finding>> {
    let report = Report::default();
    let pages: Vec<Page<'_>> = files.iter().map(|file| Page::read(file, &report)).collect();
    let draft = Draft::read(&pages, &report);
    let rules = validate::everything(&draft, &report);
    let department = Department::from_draft(draft, rules);
    drop(pages);
    let findings = report.into_sorted();
    match department {
        Some(department) if findings.is_empty() => Ok(department),
        _ => Err(findings),
    }
}

impl Department {
    /// `None` when there is no calendar or no office; both are findings already.
    fn from_draft(draft: Draft<'_>, rules: RuleBook) -> Option<Self> {
        let Draft { procedures, flows, registers, duties, units, .. } = draft;
        let mut duties: Vec<Duty> = duties.into_iter().map(|sheet| sheet.model).collect();
        duties.sort_by_key(|duty| (duty.number, duty.in_force.from));
        Some(Self {
            procedures: shared(procedures.into_iter().map(|sheet| sheet.model), |it| &it.id),
            flows: shared(flows.into_iter().map(|sheet| sheet.model), |it| &it.id),
            registers: shared(registers.into_iter().map(|sheet| sheet.model), |it| &it.id),
            duties,
            units: keyed(units.into_iter().flat_map(|sheet| sheet.model), |it| &it.id),
            roles: keyed(draft.roles.into_iter().flat_map(|sheet| sheet.model), |it| &it.id),
            people: keyed(draft.people.into_iter().flat_map(|sheet| sheet.model), |it| &it.id),
            reasons: keyed(draft.reasons.into_iter().flat_map(|sheet| sheet.model), |it| &it.id),
            sections: keyed(draft.sections.into_iter().flat_map(|it| it.model), |it| &it.id),
            notices: shared(draft.notices.into_iter().map(|sheet| sheet.model), |it| &it.id),
            office: draft.offices.into_iter().next()?.model,
            calendar: draft.calendar?,
            unit_calendars: draft.unit_calendars,
            scenarios: draft.scenarios.into_iter().map(|sheet| sheet.model).collect(),
            rules,
        })
    }

    /// Changes with anything a page or a decision could depend on; scenarios are only examples.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let calendars: Vec<&str> = std::iter::once(&self.calendar)
            .chain(self.unit_calendars.values())
            .map(|calendar| calendar.edition())
            .collect();
        let content = (
            (&self.procedures, &self.flows, &self.registers, &self.duties),
            (&self.units, &self.roles, &self.people, &self.reasons, &self.sections, &self.office),
            &self.notices,
            calendars,
        );
        hex::encode(Sha256::digest(serde_json::to_vec(&content).unwrap_or_default()))
    }

    #[must_use]
    pub fn procedure(&self, id: &str) -> Option<&Arc<Procedure>> {
        self.procedures.get(id)
    }

    /// The edition in force on a day: what a case that begins on it pins.
    #[must_use]
    pub fn edition_on(&self, procedure: &str, day: Date) -> Option<&Edition> {
        self.procedures.get(procedure)?.edition_on(day)
    }

    /// The edition that a case has pinned.
    #[must_use]
    pub fn edition(&self, procedure: &str, edition: &str) -> Option<&Edition> {
        self.procedures.get(procedure)?.edition(edition)
    }

    #[must_use]
    pub fn flow(&self, id: &str) -> Option<&Arc<Flow>> {
        self.flows.get(id)
    }

    #[must_use]
    pub fn register(&self, id: &str) -> Option<&Arc<Register>> {
        self.registers.get(id)
    }

    /// The unit when it exists on that day.
    #[must_use]
    pub fn unit_on(&self, id: &str, day: Date) -> Option<&Unit> {
        self.units.get(id).filter(|unit| unit.in_force.covers(day))
    }

    #[must_use]
    pub fn reason(&self, id: &str) -> Option<&Reason> {
        self.reasons.get(id)
    }

    /// The duties as they stand on a day.
    ///
    /// # Errors
    /// Never for a department that loaded: the same faults are findings.
    pub fn mandate_on(&self, day: Date) -> Result<Mandate, Vec<MandateFault>> {
        Mandate::new(day, self.duties.clone())
    }
}

impl Procedure {
    #[must_use]
    pub fn edition_on(&self, day: Date) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.in_force.covers(day))
    }

    #[must_use]
    pub fn edition(&self, id: &str) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.id == id)
    }
}

impl Flow {
    #[must_use]
    pub fn state(&self, id: &str) -> Option<&crate::flow::State> {
        self.states.iter().find(|state| state.id == id)
    }

    #[must_use]
    pub fn action(&self, id: &str) -> Option<&crate::flow::Action> {
        self.actions.iter().find(|action| action.id == id)
    }

    /// The actions that the flow opens in a state, in the order of the flow.
    pub fn actions_from<'a>(
        &'a self,
        state: &'a str,
    ) -> impl Iterator<Item = &'a crate::flow::Action> {
        self.actions.iter().filter(move |action| action.from.iter().any(|from| from == state))
    }
}

impl Edition {
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&crate::procedure::Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    #[must_use]
    pub fn paper(&self, id: &str) -> Option<&crate::procedure::Paper> {
        self.papers.iter().find(|paper| paper.id == id)
    }

    #[must_use]
    pub fn term(&self, id: &str) -> Option<&crate::procedure::TermRule> {
        self.terms.iter().find(|term| term.id == id)
    }
}

impl Register {
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&crate::register::RegisterField> {
        self.fields.iter().find(|field| field.field.id == id)
    }

    #[must_use]
    pub fn status(&self, id: &str) -> Option<&crate::register::RecordStatus> {
        self.statuses.iter().find(|status| status.id == id)
    }

    /// The status that the register's keepers use for a standing: the first one that means it.
    #[must_use]
    pub fn status_meaning(
        &self,
        standing: crate::register::Standing,
    ) -> Option<&crate::register::RecordStatus> {
        self.statuses.iter().find(|status| status.means == standing)
    }
}

fn keyed<T>(items: impl Iterator<Item = T>, id: impl Fn(&T) -> &String) -> BTreeMap<String, T> {
    items.map(|item| (id(&item).clone(), item)).collect()
}

fn shared<T>(
    items: impl Iterator<Item = T>,
    id: impl Fn(&T) -> &String,
) -> BTreeMap<String, Arc<T>> {
    items.map(|item| (id(&item).clone(), Arc::new(item))).collect()
}
