//! Running the examples of the definitions through the office, step by step, and comparing what
//! comes out with what they expect. A point of the mandate works only while its scenarios pass.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use daumoi_access::Principal;
use daumoi_definition::{Grant, Scenario, ScenarioStep};
use daumoi_dossier::{Dossier, Party};
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::clock::SetClock;
use crate::failure::{Failure, Refused};
use crate::office::Office;
use crate::orders::Order;
use crate::project::word;
use crate::submit::NewDossier;

/// What a scenario came to: nothing, or where it went another way than expected.
pub type Outcome = Result<(), Vec<Difference>>;

/// A step that came out otherwise.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    pub scenario: String,
    /// The line of the step in its file.
    pub line: usize,
    pub what: String,
}

/// Runs one scenario in an office of its own, whose clock it sets.
///
/// # Errors
/// Every difference between what came out and what was expected.
pub async fn run(office: &Office, clock: &Arc<SetClock>, scenario: &Scenario) -> Outcome {
    let mut run = Run { office, clock, scenario, cases: BTreeMap::new(), differences: Vec::new() };
    for step in &scenario.steps {
        run.step(step).await;
    }
    if run.differences.is_empty() { Ok(()) } else { Err(run.differences) }
}

struct Run<'a> {
    office: &'a Office,
    clock: &'a Arc<SetClock>,
    scenario: &'a Scenario,
    /// The scenario's name of a case → its dossier code.
    cases: BTreeMap<String, String>,
    differences: Vec<Difference>,
}

/// What a step brought about, beside the state of its case.
#[derive(Default)]
struct Brought {
    refused: Option<String>,
    public: Value,
}

impl Run<'_> {
    async fn step(&mut self, step: &ScenarioStep) {
        self.clock.set(self.office.instant(step.at));
        let brought = match self.perform(step).await {
            Ok(brought) => brought,
            Err(Failure::Refused(refused)) => {
                if !step.expect.contains_key("refused") {
                    self.differs(
                        step,
                        format!("{} was refused: {}", step.action, explained(&refused)),
                    );
                    return;
                }
                Brought { refused: Some(refused.code().to_owned()), public: Value::Null }
            }
            Err(fault) => return self.differs(step, format!("{}: {fault:?}", step.action)),
        };
        let dossier = match self.cases.get(&step.case) {
            Some(code) => match self.office.visible_dossier(&Principal::system(), code).await {
                Ok((_, dossier)) => Some(dossier),
                Err(fault) => return self.differs(step, format!("{fault:?}")),
            },
            None => None,
        };
        for (key, expected) in &step.expect {
            let found = self.found(key, expected, dossier.as_ref(), &brought).await;
            if !agrees(&found, expected) {
                self.differs(step, format!("{key}: expected {expected}, found {found}"));
            }
        }
    }

    fn differs(&mut self, step: &ScenarioStep, what: String) {
        let scenario = self.scenario.id.clone();
        self.differences.push(Difference { scenario, line: step.line, what });
    }

    async fn perform(&mut self, step: &ScenarioStep) -> Result<Brought, Failure> {
        let with: Map<String, Value> = step.with.clone().into_iter().collect();
        let text = |key: &str| with.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        match step.action.as_str() {
            "submit" => self.submit(step, &with).await?,
            "wait" => {
                self.wait(step).await?;
            }
            "check" => {}
            "public_check" => {
                let found = self.office.public_check(&text("number")).await?;
                let register = text("register");
                let checked =
                    found.iter().rev().find(|it| register.is_empty() || it.register == register);
                let public = checked.map_or(Value::Null, |it| {
                    json!({ "status": word(it.standing), "since": it.since, "valid_until": it.valid_until,
                        "number": it.number, "fields": it.fields })
                });
                return Ok(Brought { refused: None, public });
            }
            "suspend_record" | "reinstate_record" => self.change_record(step, &with).await?,
            action => {
                let principal = self.principal(step);
                let code = self.cases.get(&step.case).cloned().unwrap_or_default();
                let with = self.with_uploads(with).await?;
                let order = Order { action: action.to_owned(), with, version: None };
                self.office.act(&principal, &code, order, None).await?;
            }
        }
        Ok(Brought::default())
    }

    /// Lets the time pass to the step's moment, stopping at everything that is due on the way.
    async fn wait(&self, step: &ScenarioStep) -> Result<(), Failure> {
        let until = self.office.instant(step.at);
        while let Some(at) = self.office.next_timer(until).await? {
            self.clock.set(at);
            if self.office.run_due().await? == 0 {
                break;
            }
        }
        self.clock.set(until);
        Ok(())
    }

    async fn submit(
        &mut self,
        step: &ScenarioStep,
        with: &Map<String, Value>,
    ) -> Result<(), Failure> {
        let party = &self.scenario.party;
        let mut new = NewDossier {
            procedure: step.procedure.clone().unwrap_or_else(|| self.scenario.procedure.clone()),
            channel: read(with.get("channel"))?,
            applicant: Party {
                kind: party.kind,
                name: party.name.clone(),
                id_no: party.id_no.clone(),
                phone: party.phone.clone(),
                email: party.email.clone(),
                address: party.address.clone(),
            },
            answers: with.get("answers").and_then(Value::as_object).cloned().unwrap_or_default(),
            papers: BTreeMap::new(),
        };
        new.papers = self.uploads(with.get("papers")).await?;
        let answer = self.office.submit(&self.principal(step), new, None).await?;
        self.cases.insert(step.case.clone(), answer.code);
        Ok(())
    }

    async fn with_uploads(
        &self,
        mut with: Map<String, Value>,
    ) -> Result<Map<String, Value>, Failure> {
        if let Some(papers) = with.get("papers").filter(|papers| papers.is_array()) {
            let uploads = self.uploads(Some(papers)).await?;
            with.insert("papers".to_owned(), json!(uploads));
        }
        Ok(with)
    }

    /// A paper of an example is a small PDF that says what it stands for.
    async fn uploads(&self, papers: Option<&Value>) -> Result<BTreeMap<String, String>, Failure> {
        let mut uploads = BTreeMap::new();
        for paper in papers.and_then(Value::as_array).into_iter().flatten() {
            let id = paper.as_str().unwrap_or_default();
            let pdf = Bytes::from(sample_pdf(id));
            let upload =
                self.office.upload(&Principal::system(), &format!("{id}.pdf"), pdf).await?;
            uploads.insert(id.to_owned(), upload.id);
        }
        Ok(uploads)
    }

    async fn change_record(
        &self,
        step: &ScenarioStep,
        with: &Map<String, Value>,
    ) -> Result<(), Failure> {
        let text = |key: &str| with.get(key).and_then(Value::as_str).unwrap_or_default();
        let principal = self.principal(step);
        let department = self.office.department();
        let edition = department.edition_on(&self.scenario.procedure, step.at.date());
        let own = edition.and_then(|it| it.result.as_ref()?.register.clone()).unwrap_or_default();
        let register = if text("register").is_empty() { own.as_str() } else { text("register") };
        let place = (register, text("number"));
        if step.action == "suspend_record" {
            let until: Option<Date> = text("until").parse().ok();
            self.office.suspend_record(&principal, place, until, text("reason")).await?;
        } else {
            self.office.reinstate_record(&principal, place, text("reason")).await?;
        }
        Ok(())
    }

    fn principal(&self, step: &ScenarioStep) -> Principal {
        match step.by.as_str() {
            "applicant" => applicant(),
            "system" => Principal::system(),
            person => self.office.person(person).unwrap_or_else(applicant),
        }
    }

    async fn found(
        &self,
        key: &str,
        expected: &Value,
        dossier: Option<&Dossier>,
        brought: &Brought,
    ) -> Value {
        match key {
            "refused" => json!(brought.refused),
            "public" => brought.public.clone(),
            "record" => self.record(expected, dossier).await,
            _ => dossier.map_or(Value::Null, |dossier| of_dossier(key, dossier)),
        }
    }

    /// The record that the expectation names by its number, else the one of the case.
    async fn record(&self, expected: &Value, dossier: Option<&Dossier>) -> Value {
        let own = dossier.and_then(|it| it.signed.as_ref()?.record.clone());
        let target = own.or_else(|| dossier.and_then(|it| it.target.clone()));
        let number = expected.get("number").and_then(Value::as_str).map(str::to_owned);
        let Some(register) =
            target.as_ref().map(|it| it.register.clone()).or_else(|| self.register())
        else {
            return Value::Null;
        };
        let Some(number) = number.or_else(|| target.map(|it| it.number)) else {
            return Value::Null;
        };
        let system = Principal::system();
        match self.office.record(Some(&system), (&register, &number), None, None).await {
            Ok(view) => {
                let mut found = view.fields.clone();
                found.insert("number".to_owned(), json!(view.number));
                found.insert("status".to_owned(), json!(view.status));
                found.insert("standing".to_owned(), json!(view.standing));
                found.insert("issued_on".to_owned(), json!(view.issued_on));
                found.insert("valid_until".to_owned(), json!(view.valid_until));
                Value::Object(found)
            }
            Err(_) => Value::Null,
        }
    }

    fn register(&self) -> Option<String> {
        let department = self.office.department();
        let procedure = department.procedure(&self.scenario.procedure)?;
        procedure.editions.last()?.result.as_ref()?.register.clone()
    }
}

fn of_dossier(key: &str, dossier: &Dossier) -> Value {
    match key {
        "state" => json!(dossier.state()),
        "status" => json!(crate::answer::status_code(dossier.status())),
        "due" => json!(dossier.next_due().or(dossier.promised)),
        "promised" => json!(dossier.promised),
        "terms" => dossier
            .clocks
            .iter()
            .map(|(id, clock)| (id.clone(), json!(clock.due)))
            .collect::<Map<_, _>>()
            .into(),
        "fee" => json!(dossier.fee),
        "number" => json!(dossier.signed.as_ref().map(|signed| signed.number.clone())),
        "code" => json!(dossier.code),
        "edition" => json!(dossier.edition.id),
        "timeliness" => json!(dossier.timeliness),
        "apology_by" => json!(dossier.apology_by),
        "outcome" => json!(dossier.draft.as_ref().map(|draft| draft.outcome)),
        "alarms" => json!(dossier.rung.len()),
        "officer" => json!(dossier.officer),
        _ => Value::from(format!("there is no expectation “{key}”")),
    }
}

/// Every key that is expected of an object must agree; what is not named may be anything.
fn agrees(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => expected
            .iter()
            .all(|(key, value)| agrees(found.get(key).unwrap_or(&Value::Null), value)),
        // "none" says that nothing is there.
        (Value::Null, Value::String(word)) => word == "none",
        _ => found == expected,
    }
}

fn explained(refused: &Refused) -> String {
    match refused {
        Refused::Answers(problems) => problems
            .iter()
            .map(|problem| format!("{}: {}", problem.field, problem.message.en))
            .collect::<Vec<_>>()
            .join("; "),
        other => format!("{} ({})", other.code(), other.message().en),
    }
}

fn read<T: for<'de> serde::Deserialize<'de>>(value: Option<&Value>) -> Result<T, Failure> {
    serde_json::from_value(value.cloned().unwrap_or_default())
        .map_err(|error| crate::orders::malformed(&error.to_string()))
}

/// The portal, handing in for the applicant.
#[must_use]
pub fn applicant() -> Principal {
    let grant = Grant {
        role: "applicant".to_owned(),
        unit: "one_stop".to_owned(),
        duties: Vec::new(),
        from: Date::constant(2000, 1, 1),
        until: None,
    };
    Principal { id: "app:portal".to_owned(), grants: vec![grant] }
}

/// A PDF of one empty page with a title.
#[must_use]
pub fn sample_pdf(title: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>".to_owned(),
        format!("<< /Title ({}) >>", title.replace(['(', ')', '\\'], "")),
    ];
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(pdf.len());
        pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let start = pdf.len();
    pdf.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for offset in offsets {
        pdf.push_str(&format!("{offset:010} 00000 n \n"));
    }
    pdf.push_str(&format!(
        "trailer\n<< /Size {} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    ));
    pdf.into_bytes()
}
