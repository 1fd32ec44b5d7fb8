//! A demo province: a plausible year of work, the same every time, made through the use cases.
//!
//! The lives of the cases are those of the scenarios, shifted by whole weeks so that weekdays stay
//! weekdays; some stop half way, some take longer than they may.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use daumoi_access::Principal;
use daumoi_definition::{Department, Scenario, ScenarioKind, ScenarioStep};
use daumoi_dossier::Party;
use jiff::civil::{Date, DateTime};
use jiff::{Span, ToSpan};
use serde_json::{Map, Value};

use crate::clock::SetClock;
use crate::failure::Failure;
use crate::office::Office;
use crate::orders::Order;
use crate::scenario::{applicant, sample_pdf};
use crate::submit::NewDossier;

/// What was filled in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    pub cases: usize,
    pub steps: usize,
    /// Steps that a rule refused on the way, such as a second licence for the same name.
    pub refused: usize,
}

/// Fills `office`, whose time is `clock`, with `cases` cases that begin within the year before
/// `until`.
///
/// # Errors
/// When the store fails. Steps that a rule refuses are counted and left.
pub async fn fill(
    office: &Office,
    clock: &Arc<SetClock>,
    until: Date,
    cases: usize,
) -> Result<Filled, Failure> {
    let department = office.department();
    let lives: Vec<&Scenario> =
        department.scenarios.iter().filter(|it| is_a_life(&department, it)).collect();
    let mut plan: BTreeMap<(DateTime, usize, usize), Planned> = BTreeMap::new();
    for number in 0..cases {
        if let Some(life) = lives.get(number % lives.len().max(1)) {
            plan_case(&department, life, number, until, &mut plan);
        }
    }
    let mut demo = Demo {
        office,
        codes: BTreeMap::new(),
        uploads: BTreeMap::new(),
        filled: Filled::default(),
    };
    for ((at, number, _), planned) in plan {
        clock.set(office.instant(at));
        demo.step(number, planned).await?;
    }
    clock.set(office.instant(until.to_datetime(jiff::civil::Time::midnight())));
    office.run_due().await?;
    Ok(demo.filled)
}

/// One step of one case.
struct Planned {
    by: String,
    action: String,
    with: Map<String, Value>,
    procedure: String,
    party: Party,
}

/// A scenario that begins with a case of its own and needs no record from before.
fn is_a_life(department: &Department, scenario: &Scenario) -> bool {
    let needs_record = department.procedure(&scenario.procedure).is_some_and(|procedure| {
        procedure.editions.iter().any(|edition| {
            edition.result.as_ref().is_some_and(|result| result.target_field.is_some())
        })
    });
    let first = scenario.steps.first();
    scenario.kind != ScenarioKind::Edge
        && !needs_record
        && first.is_some_and(|step| {
            step.action == "submit" && step.case == "main" && step.procedure.is_none()
        })
}

fn plan_case(
    department: &Department,
    life: &Scenario,
    number: usize,
    until: Date,
    plan: &mut BTreeMap<(DateTime, usize, usize), Planned>,
) {
    let Some(first) = life.steps.first() else { return };
    // Spread over the year: each case begins some weeks before the end.
    let weeks_back = i64::try_from(number % 52).unwrap_or(0) + 1;
    let Ok(begin) = until.checked_sub(weeks_back.weeks()) else { return };
    let days = (begin - first.at.date()).get_days();
    let weeks = i64::from(days) / 7;
    let minutes = i64::try_from(number % 45).unwrap_or(0);
    let steps: Vec<&ScenarioStep> = life
        .steps
        .iter()
        .filter(|step| step.case == "main" && !step.expect.contains_key("refused"))
        .filter(|step| !matches!(step.action.as_str(), "wait" | "check" | "public_check"))
        .collect();
    // Every third case is still on its way; every seventh takes three weeks longer than it should.
    let kept =
        if number.is_multiple_of(3) { 2 + (number / 3) % steps.len().max(1) } else { steps.len() };
    for (index, step) in steps.into_iter().take(kept).enumerate() {
        let delay = if number.is_multiple_of(7) && index > 3 { 3 } else { 0 };
        let span: Span = (weeks + delay).weeks().minutes(minutes);
        let Ok(at) = step.at.checked_add(span) else { continue };
        if at.date() >= until {
            continue;
        }
        let with = shifted(step.with.clone().into_iter().collect(), weeks);
        let planned = Planned {
            by: step.by.clone(),
            action: step.action.clone(),
            with: distinct(department, life, with, number),
            procedure: life.procedure.clone(),
            party: party(life, number),
        };
        plan.insert((at, number, index), planned);
    }
}

/// Dates within the answers move with the case.
fn shifted(with: Map<String, Value>, weeks: i64) -> Map<String, Value> {
    with.into_iter().map(|(key, value)| (key, shifted_value(value, weeks))).collect()
}

fn shifted_value(value: Value, weeks: i64) -> Value {
    match value {
        Value::String(text) => {
            let moved = if let Ok(day) = text.parse::<Date>() {
                day.checked_add(weeks.weeks()).map(|day| day.to_string()).ok()
            } else if text.contains('T') {
                text.parse::<DateTime>().ok().and_then(|at| {
                    at.checked_add(weeks.weeks())
                        .map(|at| at.strftime("%Y-%m-%dT%H:%M").to_string())
                        .ok()
                })
            } else {
                None
            };
            Value::String(moved.unwrap_or(text))
        }
        Value::Array(items) => {
            Value::Array(items.into_iter().map(|item| shifted_value(item, weeks)).collect())
        }
        Value::Object(map) => Value::Object(shifted(map, weeks)),
        other => other,
    }
}

/// What a register wants unique gets the number of the case.
fn distinct(
    department: &Department,
    life: &Scenario,
    mut with: Map<String, Value>,
    number: usize,
) -> Map<String, Value> {
    let Some(Value::Object(answers)) = with.get_mut("answers") else { return with };
    let editions = department.procedure(&life.procedure).map(|it| it.editions.as_slice());
    for result in editions.unwrap_or_default().iter().filter_map(|it| it.result.as_ref()) {
        let register = result.register.as_deref().and_then(|id| department.register(id));
        for field in register.iter().flat_map(|it| it.unique.iter().flatten()) {
            let source = result.record.get(field).cloned().unwrap_or_default();
            if let Some(Value::String(text)) = answers.get_mut(&source)
                && !text.ends_with(&format!(" {number}"))
            {
                text.push_str(&format!(" {number}"));
            }
        }
    }
    with
}

fn party(life: &Scenario, number: usize) -> Party {
    let party = &life.party;
    Party {
        kind: party.kind,
        name: format!("{} – {}", party.name, 1 + number / 40),
        id_no: party.id_no.clone(),
        phone: party.phone.clone(),
        email: party.email.clone(),
        address: party.address.clone(),
    }
}

struct Demo<'a> {
    office: &'a Office,
    codes: BTreeMap<usize, String>,
    uploads: BTreeMap<String, String>,
    filled: Filled,
}

impl Demo<'_> {
    async fn step(&mut self, number: usize, mut planned: Planned) -> Result<(), Failure> {
        let principal = match planned.by.as_str() {
            "applicant" => applicant(),
            "system" => Principal::system(),
            person => self.office.person(person).unwrap_or_else(applicant),
        };
        let papers = planned.with.remove("papers");
        let papers = self.papers(papers.as_ref()).await?;
        let done = if planned.action == "submit" {
            let channel = planned.with.remove("channel").unwrap_or_default();
            let new = NewDossier {
                procedure: planned.procedure,
                channel: serde_json::from_value(channel)
                    .map_err(|error| crate::orders::malformed(&error.to_string()))?,
                applicant: planned.party,
                answers: planned
                    .with
                    .get("answers")
                    .and_then(Value::as_object)
                    .cloned()
                    .unwrap_or_default(),
                papers,
            };
            self.office.submit(&principal, new, None).await
        } else {
            let Some(code) = self.codes.get(&number).cloned() else { return Ok(()) };
            if !papers.is_empty() {
                planned.with.insert("papers".to_owned(), serde_json::json!(papers));
            }
            let order = Order { action: planned.action, with: planned.with, version: None };
            self.office.act(&principal, &code, order, None).await
        };
        match done {
            Ok(answer) => {
                if self.codes.insert(number, answer.code).is_none() {
                    self.filled.cases += 1;
                }
                self.filled.steps += 1;
                Ok(())
            }
            Err(Failure::Refused(_)) => {
                self.filled.refused += 1;
                Ok(())
            }
            Err(fault) => Err(fault),
        }
    }

    async fn papers(
        &mut self,
        papers: Option<&Value>,
    ) -> Result<BTreeMap<String, String>, Failure> {
        let mut handed = BTreeMap::new();
        for paper in
            papers.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
        {
            let known = self.uploads.get(paper).cloned();
            let upload = match known {
                Some(upload) => upload,
                None => {
                    let pdf = Bytes::from(sample_pdf(paper));
                    let name = format!("{paper}.pdf");
                    let upload = self.office.upload(&Principal::system(), &name, pdf).await?.id;
                    self.uploads.insert(paper.to_owned(), upload.clone());
                    upload
                }
            };
            handed.insert(paper.to_owned(), upload);
        }
        Ok(handed)
    }
}
