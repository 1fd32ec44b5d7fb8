//! Everything that was read, with its places, before it is known to be sound.
//!
//! The path of a file says what it defines; the path is the only thing taken from it.

use std::collections::BTreeMap;
use std::sync::Arc;

use daumoi_calendar::WorkingCalendar;
use daumoi_mandate::Duty;

use crate::decode;
use crate::findings::{Finding, Report};
use crate::flow::Flow;
use crate::notice::Notice;
use crate::office::{OfficeSettings, Person, Reason, Role, Section, Unit};
use crate::procedure::Procedure;
use crate::register::Register;
use crate::scenario::Scenario;
use crate::source::{Node, Page};

/// A file and what was read from it.
pub(crate) struct Sheet<'a, T> {
    pub(crate) page: &'a Page<'a>,
    pub(crate) model: T,
}

pub(crate) struct ProcedureSheet<'a> {
    pub(crate) page: &'a Page<'a>,
    pub(crate) model: Procedure,
    /// The tables behind the editions, after inheritance, in the same order.
    pub(crate) editions: Vec<Node>,
}

#[derive(Default)]
pub(crate) struct Draft<'a> {
    pub(crate) procedures: Vec<ProcedureSheet<'a>>,
    pub(crate) flows: Vec<Sheet<'a, Flow>>,
    pub(crate) registers: Vec<Sheet<'a, Register>>,
    pub(crate) duties: Vec<Sheet<'a, Duty>>,
    pub(crate) units: Vec<Sheet<'a, Vec<Unit>>>,
    pub(crate) roles: Vec<Sheet<'a, Vec<Role>>>,
    pub(crate) people: Vec<Sheet<'a, Vec<Person>>>,
    pub(crate) reasons: Vec<Sheet<'a, Vec<Reason>>>,
    pub(crate) sections: Vec<Sheet<'a, Vec<Section>>>,
    pub(crate) notices: Vec<Sheet<'a, Notice>>,
    pub(crate) offices: Vec<Sheet<'a, OfficeSettings>>,
    pub(crate) scenarios: Vec<Sheet<'a, Scenario>>,
    pub(crate) calendar: Option<Arc<WorkingCalendar>>,
    pub(crate) unit_calendars: BTreeMap<String, Arc<WorkingCalendar>>,
}

impl<'a> Draft<'a> {
    pub(crate) fn read(pages: &'a [Page<'a>], report: &Report) -> Self {
        let mut draft = Self::default();
        let mut calendars = Vec::new();
        for page in pages {
            let path = below_definitions(page.path);
            match kind_of(path) {
                Some(Kind::Calendar) => calendars.push(page),
                Some(kind) => draft.take(kind, page, path),
                None => {
                    let hint =
                        "duty.toml, procedures/, registers/, scenarios/ and flows/ are known";
                    page.find(0, "a file here defines nothing", Some(hint.to_owned()));
                }
            }
        }
        draft.read_calendars(&calendars, report);
        draft
    }

    fn take(&mut self, kind: Kind, page: &'a Page<'a>, path: &str) {
        match kind {
            Kind::Procedure => {
                let editions = decode::resolved_editions(page);
                let model = decode::procedure(page, &editions);
                self.procedures.push(ProcedureSheet { page, model, editions });
            }
            Kind::Flow => self.flows.push(Sheet { page, model: decode::flow(page) }),
            Kind::Register => self.registers.push(Sheet { page, model: decode::register(page) }),
            Kind::Duty => self.duties.push(Sheet { page, model: decode::duty(page) }),
            Kind::Units => self.units.push(Sheet { page, model: decode::units(page) }),
            Kind::Roles => self.roles.push(Sheet { page, model: decode::roles(page) }),
            Kind::People => self.people.push(Sheet { page, model: decode::people(page) }),
            Kind::Reasons => self.reasons.push(Sheet { page, model: decode::reasons(page) }),
            Kind::Sections => self.sections.push(Sheet { page, model: decode::sections(page) }),
            Kind::Notice => self.notices.push(Sheet { page, model: decode::notice(page) }),
            Kind::Office => self.offices.push(Sheet { page, model: decode::office(page) }),
            Kind::Scenario => {
                let id = path.strip_suffix(".toml").unwrap_or(path);
                self.scenarios.push(Sheet { page, model: decode::scenario(page, id) });
            }
            Kind::Calendar => {}
        }
    }

    /// Files without `base` are the state's calendar; those with one add days for one unit.
    fn read_calendars(&mut self, pages: &[&Page<'_>], report: &Report) {
        if pages.iter().any(|page| page.is_broken()) {
            return;
        }
        let text_of = |page: &Page<'_>, key: &str| {
            page.root.get(key).and_then(Node::text).unwrap_or_default().to_owned()
        };
        let (state, own): (Vec<&Page<'_>>, Vec<&Page<'_>>) =
            pages.iter().copied().partition(|page| page.root.get("base").is_none());
        self.calendar = calendar(&state, report);
        let mut families: BTreeMap<String, Vec<&Page<'_>>> = BTreeMap::new();
        for page in own {
            families.entry(text_of(page, "id")).or_default().push(page);
        }
        if self.calendar.is_none() {
            return;
        }
        for (id, family) in families {
            let together: Vec<&Page<'_>> = state.iter().copied().chain(family).collect();
            if let Some(calendar) = calendar(&together, report) {
                self.unit_calendars.insert(id, calendar);
            }
        }
    }
}

fn calendar(pages: &[&Page<'_>], report: &Report) -> Option<Arc<WorkingCalendar>> {
    let files: Vec<(&str, &str)> = pages.iter().map(|page| (page.path, page.text())).collect();
    match WorkingCalendar::from_toml(&files) {
        Ok(calendar) => Some(Arc::new(calendar)),
        Err(error) => {
            for problem in error.problems {
                let hint = files.is_empty().then(|| "put one under common/calendars/".to_owned());
                report.add(Finding {
                    file: problem.file,
                    line: problem.line,
                    column: 1,
                    message: problem.message,
                    hint,
                });
            }
            None
        }
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Procedure,
    Register,
    Scenario,
    Duty,
    Flow,
    Units,
    Roles,
    People,
    Reasons,
    Sections,
    Notice,
    Office,
    Calendar,
}

fn below_definitions(path: &str) -> &str {
    path.rsplit_once("definitions/").map_or(path, |(_, below)| below)
}

fn kind_of(path: &str) -> Option<Kind> {
    if !path.ends_with(".toml") {
        return None;
    }
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["common", "calendars", _] => Some(Kind::Calendar),
        ["common", "notices", _] => Some(Kind::Notice),
        ["common", "flows", _] => Some(Kind::Flow),
        ["common", "roles.toml"] => Some(Kind::Roles),
        ["common", "people.toml"] => Some(Kind::People),
        ["common", "reasons.toml"] => Some(Kind::Reasons),
        ["common", "sections.toml"] => Some(Kind::Sections),
        ["common", "office.toml"] => Some(Kind::Office),
        ["common", name] if name.starts_with("units") => Some(Kind::Units),
        [_, "duty.toml"] => Some(Kind::Duty),
        [_, "procedures", _] => Some(Kind::Procedure),
        [_, "registers", _] => Some(Kind::Register),
        [_, "scenarios", _, _] | [_, "scenarios", _] => Some(Kind::Scenario),
        _ => None,
    }
}
