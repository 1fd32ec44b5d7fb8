//! A dossier comes in: online, at the counter for someone, or opened by the office itself.

use std::collections::BTreeMap;

use daumoi_access::{Organisation, Principal, has_role};
use daumoi_definition::{
    Applicant, Channel, ClockStart, Department, Edition, Facts, FieldProblem, Flow, HandledBy,
    PartyKind, ProblemCode, ResultEffect, check_answers, fee, normalise_answers, terms,
};
use daumoi_dossier::{HandedIn, Party, RecordRef, Submission, Units, submit};
use daumoi_kernel::{Text, vietnamese};
use daumoi_register::Record;
use daumoi_store::{StoreError, Tx, drafts, journal, numbers, uploads};
use futures::FutureExt;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::answer::DossierAnswer;
use crate::failure::{Failure, Refused};
use crate::office::{Office, Once};
use crate::orders::normalise;
use crate::{act, project, records};

/// A dossier as it is handed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewDossier {
    pub procedure: String,
    pub channel: Channel,
    pub applicant: Party,
    #[serde(default)]
    pub answers: Map<String, Value>,
    /// Paper id → id of an upload.
    #[serde(default)]
    pub papers: BTreeMap<String, String>,
}

impl Office {
    /// Takes a dossier in. The same key sent twice is one dossier.
    ///
    /// # Errors
    /// When the procedure is not in force, the answers or papers are not right, or the one who
    /// hands it in may not.
    pub async fn submit(
        &self,
        principal: &Principal,
        new: NewDossier,
        once: Option<Once>,
    ) -> Result<DossierAnswer, Failure> {
        self.take_in(principal, new, once, None).await
    }

    /// As [`Office::submit`], for a draft of the portal, which is emptied in the same transaction.
    pub(crate) async fn submit_draft(
        &self,
        principal: &Principal,
        new: NewDossier,
        once: Once,
        draft: String,
    ) -> Result<DossierAnswer, Failure> {
        self.take_in(principal, new, Some(once), Some(draft)).await
    }

    async fn take_in(
        &self,
        principal: &Principal,
        new: NewDossier,
        once: Option<Once>,
        draft: Option<String>,
    ) -> Result<DossierAnswer, Failure> {
        let (office, principal) = (self.clone(), principal.clone());
        self.inner
            .store
            .write(move |tx| {
                let desk = Desk {
                    office: office.clone(),
                    principal: principal.clone(),
                    once: once.clone(),
                    draft: draft.clone(),
                };
                let new = new.clone();
                async move { desk.take_in(tx, new).await }.boxed()
            })
            .await
    }
}

struct Desk {
    office: Office,
    principal: Principal,
    once: Option<Once>,
    /// The draft that becomes the dossier.
    draft: Option<String>,
}

/// What was found about a submission before the domain decides.
struct Gathered<'a> {
    edition: &'a Edition,
    flow: &'a Flow,
    units: Units,
    answers: Map<String, Value>,
    facts: Facts,
    target: Option<RecordRef>,
}

impl Desk {
    async fn take_in(&self, tx: &mut Tx, new: NewDossier) -> Result<DossierAnswer, Failure> {
        if let Some(answer) = act::answered_before(tx, &self.principal, self.once.as_ref()).await? {
            return Ok(answer);
        }
        let now = self.office.now();
        let local = self.office.local(now);
        let department = self.office.department();
        let point = procedure_point(&department, &new.procedure)?;
        let new = NewDossier { applicant: clean_party(new.applicant), ..new };
        must_be_named(&new.applicant)?;
        let gathered = self.gather(tx, &department, &new, now).await?;
        self.may_submit(&department, &gathered, project::duty_of(&point), local.date())?;
        must_be_an_applicant(gathered.edition, &new.applicant)?;
        let papers = papers_handed_in(tx, &new.papers).await?;
        refuse_problems(problems(&department, &gathered, &papers))?;
        let day = local.date();
        let code = self.next_code(tx, &department, day).await?;
        let emptied = self.draft.as_ref().map(|draft| drafts::handed_in(draft, &code));
        let fee = fee(&department.rules, gathered.edition, &gathered.facts, day).amount;
        let opened_by_office = gathered.flow.clock_starts == ClockStart::Submit
            && gathered.edition.applicants.contains(&PartyKind::ExOfficio)
            && has_role(&self.principal, "case_officer", day);
        let event = submit(Submission {
            id: self.office.inner.ids.next(now),
            code,
            procedure: &new.procedure,
            point: &point,
            edition: gathered.edition,
            flow: gathered.flow,
            calendar: &department.calendar,
            terms: terms(&department.rules, gathered.edition, &gathered.facts),
            online_answer: &department.office.online_answer,
            channel: new.channel,
            applicant: new.applicant,
            submitter: self.principal.id.clone(),
            officer: opened_by_office.then(|| self.principal.id.clone()),
            answers: gathered.answers.into_iter().collect(),
            papers,
            units: gathered.units,
            fee: fee.map(|money| money.0),
            target: gathered.target,
            at: local,
        })?;
        let written = act::Written {
            office: &self.office,
            department: &department,
            principal: &self.principal,
            once: self.once.as_ref(),
            now,
        };
        written.commit(tx, None, vec![event], emptied.into_iter().collect()).await
    }

    async fn gather<'a>(
        &self,
        tx: &mut Tx,
        department: &'a Department,
        new: &NewDossier,
        now: Timestamp,
    ) -> Result<Gathered<'a>, Failure> {
        let local = self.office.local(now);
        let day = local.date();
        let edition = department
            .edition_on(&new.procedure, day)
            .ok_or_else(|| Refused::NotInForce { procedure: new.procedure.clone(), day })?;
        let flow = department
            .flow(&edition.flow)
            .ok_or_else(|| StoreError::corrupt(format!("flow {}", edition.flow)))?;
        let answers = normalise_answers(edition, new.answers.clone());
        let mut facts = Facts::new(answers.clone(), local)
            .with_channel(new.channel)
            .with_applicant(&rule_applicant(&new.applicant));
        let target = target_record(tx, edition, &answers).await?;
        if let Some((record, _)) = &target
            && let Some(version) = record.now()
        {
            facts = facts.with_record(records::rule_fields(version));
        }
        let units = handling_units(department, edition, &answers, day)?;
        let target = target.map(|(_, reference)| reference);
        Ok(Gathered { edition, flow, units, answers, facts, target })
    }

    /// The counter registers for anyone; an application hands in for the applicant it stands for;
    /// the office opens its own cases.
    fn may_submit(
        &self,
        department: &Department,
        gathered: &Gathered<'_>,
        duty: i64,
        day: Date,
    ) -> Result<(), Failure> {
        let organisation = Organisation { units: &department.units, roles: &department.roles };
        let holds = |role: &str, unit: Option<&str>| {
            organisation.holds(&self.principal, &[role.to_owned()], unit, (duty, day))
        };
        let ex_officio = gathered.edition.applicants.contains(&PartyKind::ExOfficio);
        let may = holds("one_stop_officer", Some(&gathered.units.desk))
            || (ex_officio && holds("case_officer", Some(&gathered.units.handling)))
            || holds("applicant", None);
        if may { Ok(()) } else { Err(Refused::NotAllowed { action: "submit".to_owned() }.into()) }
    }

    async fn next_code(
        &self,
        tx: &mut Tx,
        department: &Department,
        day: Date,
    ) -> Result<String, Failure> {
        let body = &department.office.org_id;
        let day = day.strftime("%y%m%d").to_string();
        let seq = numbers::next_code(tx, body, &day).await?;
        Ok(format!("{body}-{day}-{seq:04}"))
    }
}

fn procedure_point(department: &Department, procedure: &str) -> Result<String, Failure> {
    let unknown = || Refused::ProcedureUnknown { procedure: procedure.to_owned() };
    Ok(department.procedure(procedure).ok_or_else(unknown)?.point.clone())
}

pub(crate) fn clean_party(party: Party) -> Party {
    let clean = |text: String| vietnamese::clean_line(&text);
    Party {
        kind: party.kind,
        name: clean(party.name),
        id_no: clean(party.id_no),
        phone: clean(party.phone),
        email: party.email.map(clean).filter(|email| !email.is_empty()),
        address: clean(party.address),
    }
}

pub(crate) fn rule_applicant(party: &Party) -> Applicant {
    Applicant {
        kind: party.kind,
        name: party.name.clone(),
        id_no: party.id_no.clone(),
        address: party.address.clone(),
    }
}

/// Everything wrong with what was handed in, the party included.
fn problems(
    department: &Department,
    gathered: &Gathered<'_>,
    papers: &[HandedIn],
) -> Vec<FieldProblem> {
    let handed = papers.iter().map(|paper| paper.paper.clone()).collect();
    check_answers(department, gathered.edition, &gathered.facts, &handed)
}

/// Whether this kind of party may ask for the procedure at all.
fn must_be_an_applicant(edition: &Edition, party: &Party) -> Result<(), Failure> {
    if edition.applicants.contains(&party.kind)
        || edition.applicants.contains(&PartyKind::ExOfficio)
    {
        return Ok(());
    }
    let note = edition.not_for.clone().unwrap_or_default();
    Err(Refused::Answers(vec![FieldProblem {
        field: "applicant.kind".to_owned(),
        code: ProblemCode::NotAChoice,
        message: Text::new(
            format!("Loại chủ hồ sơ này không thuộc đối tượng của thủ tục. {}", note.vi),
            format!("This kind of applicant cannot use the procedure. {}", note.en),
        ),
        severity: daumoi_definition::Severity::Error,
    }])
    .into())
}

fn must_be_named(party: &Party) -> Result<(), Failure> {
    refuse_problems(party_problems(party))
}

/// What every applicant must say of themselves.
pub(crate) fn party_problems(party: &Party) -> Vec<FieldProblem> {
    let problem = |field: &str, message: Text| FieldProblem {
        field: format!("applicant.{field}"),
        code: ProblemCode::Required,
        message,
        severity: daumoi_definition::Severity::Error,
    };
    let mut problems = Vec::new();
    for (field, value, vi, en) in [
        ("name", &party.name, "tên chủ hồ sơ", "name of the applicant"),
        ("id_no", &party.id_no, "số định danh hoặc mã số thuế", "identity number or tax code"),
        ("phone", &party.phone, "số điện thoại", "telephone number"),
        ("address", &party.address, "địa chỉ", "address"),
    ] {
        if value.is_empty() {
            let text = Text::new(format!("Nhập {vi}."), format!("Enter the {en}."));
            problems.push(problem(field, text));
        } else if value.chars().count() > LONGEST_PARTY_TEXT {
            let text = Text::new(
                format!("Rút gọn {vi}: tối đa {LONGEST_PARTY_TEXT} ký tự."),
                format!("Shorten the {en}: {LONGEST_PARTY_TEXT} characters at most."),
            );
            problems.push(FieldProblem { code: ProblemCode::TooLong, ..problem(field, text) });
        }
    }
    problems
}

/// Longer names and addresses do not fit on any paper of the office.
const LONGEST_PARTY_TEXT: usize = 500;

pub(crate) fn refuse_problems(problems: Vec<FieldProblem>) -> Result<(), Failure> {
    let errors: Vec<FieldProblem> = problems
        .into_iter()
        .filter(|problem| problem.severity == daumoi_definition::Severity::Error)
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(Refused::Answers(errors).into()) }
}

/// The uploads behind the papers of a submission.
pub(crate) async fn papers_handed_in(
    tx: &mut Tx,
    papers: &BTreeMap<String, String>,
) -> Result<Vec<HandedIn>, Failure> {
    let mut handed = Vec::with_capacity(papers.len());
    for (paper, upload) in papers {
        let found = uploads::load(tx, upload).await?;
        let found = found.ok_or_else(|| Refused::NotFound { what: format!("upload {upload}") })?;
        handed.push(HandedIn {
            paper: paper.clone(),
            sha256: found.sha256,
            name: found.name,
            media_type: found.kind,
            bytes: u64::try_from(found.size).unwrap_or(0),
        });
    }
    Ok(handed)
}

/// The record that a later procedure names by its number.
async fn target_record(
    tx: &mut Tx,
    edition: &Edition,
    answers: &Map<String, Value>,
) -> Result<Option<(Record, RecordRef)>, Failure> {
    let Some((result, field)) =
        edition.result.as_ref().and_then(|result| Some((result, result.target_field.as_ref()?)))
    else {
        return Ok(None);
    };
    let (Some(register), Some(number)) =
        (&result.register, answers.get(field).and_then(Value::as_str))
    else {
        return Ok(None);
    };
    let number = vietnamese::clean_line(number);
    let (record, _) = records::by_number(tx, register, &number)
        .await?
        .ok_or_else(|| daumoi_register::Refusal::NotFound { number: number.clone() })?;
    if result.effect != ResultEffect::Reissue {
        must_be_changeable(&record, result.effect)?;
    }
    let reference = RecordRef { id: record.id, register: register.clone(), number };
    Ok(Some((record, reference)))
}

fn must_be_changeable(record: &Record, effect: ResultEffect) -> Result<(), Failure> {
    use daumoi_definition::Standing;
    let Some(now) = record.now() else { return Ok(()) };
    let changeable = match effect {
        ResultEffect::Revoke => now.standing != Standing::Revoked,
        ResultEffect::Reinstate => now.standing == Standing::Suspended,
        ResultEffect::Document => true,
        _ => now.standing == Standing::InForce,
    };
    if changeable {
        return Ok(());
    }
    let (number, standing) = (now.number.clone(), now.standing);
    Err(daumoi_register::Refusal::NotInForce { number, standing }.into())
}

fn handling_units(
    department: &Department,
    edition: &Edition,
    answers: &Map<String, Value>,
    day: Date,
) -> Result<Units, Failure> {
    match &edition.handled_by {
        HandledBy::Units { desk, handling, leader } => {
            Ok(Units { desk: desk.clone(), handling: handling.clone(), leader: leader.clone() })
        }
        HandledBy::Field { field } => {
            let unit = answers.get(field).and_then(Value::as_str).unwrap_or_default();
            if department.unit_on(unit, day).is_none() {
                return Err(Refused::Answers(vec![FieldProblem {
                    field: field.clone(),
                    code: ProblemCode::NotAUnit,
                    message: Text::new(
                        format!("Chọn đơn vị hành chính đang có hiệu lực; “{unit}” không có vào ngày này."),
                        format!("Choose a unit that exists on this day; there is no “{unit}”."),
                    ),
                    severity: daumoi_definition::Severity::Error,
                }])
                .into());
            }
            let unit = unit.to_owned();
            Ok(Units { desk: unit.clone(), handling: unit.clone(), leader: unit })
        }
    }
}

/// Answers with every string in NFC, before anything else looks at them.
pub(crate) fn normalised_map(map: Map<String, Value>) -> Map<String, Value> {
    match normalise(Value::Object(map)) {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// An entry of the journal for an event that happened now.
pub(crate) fn entry<T: Serialize>(
    kind: &str,
    now: Timestamp,
    actor: &str,
    body: &T,
) -> Result<journal::Entry, StoreError> {
    Ok(journal::Entry {
        kind: kind.to_owned(),
        at: now.as_microsecond(),
        actor: actor.to_owned(),
        body: project::json(body)?,
    })
}
