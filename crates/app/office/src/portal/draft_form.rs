//! The form of a draft as it stands: which questions and papers are asked, what is still wrong,
//! what it will cost and how long it will take.

use std::collections::BTreeSet;
use std::sync::Arc;

use daumoi_calendar::Due;
use daumoi_definition::{
    Channel, Department, Edition, Facts, Fee, Field, FieldKind, FieldProblem, Paper, PartyKind,
    ProblemCode, Severity, TermPurpose, check_answers, fee, normalise_answers, papers_asked, terms,
    visible_fields,
};
use daumoi_dossier::Party;
use daumoi_kernel::{Text, vietnamese};
use daumoi_store::StoreError;
use futures::FutureExt;
use serde_json::{Map, Value};

use super::draft::{Content, Draft, TypedParty};
use crate::failure::{Failure, Refused};
use crate::office::Office;
use crate::{records, submit};

/// The form with what follows from the answers so far.
#[derive(Clone, Debug)]
pub struct DraftForm {
    pub department: Arc<Department>,
    pub edition: Edition,
    /// One page each, with the questions that are asked.
    pub sections: Vec<FormSection>,
    pub papers: Vec<Paper>,
    /// The answers of the questions that are asked, as they will be handed in.
    pub answers: Map<String, Value>,
    pub party: Option<Party>,
    /// Everything that is wrong, and what the applicant should look at again.
    pub problems: Vec<FieldProblem>,
    pub fee: Fee,
    /// When the result is due if the dossier is taken in today.
    pub due: Option<Due>,
}

/// A part of the form.
#[derive(Clone, Debug, PartialEq)]
pub struct FormSection {
    pub id: String,
    pub title: Text,
    pub fields: Vec<Field>,
}

impl DraftForm {
    /// What is wrong with these fields or papers and must be put right.
    pub fn errors_of<'a>(
        &'a self,
        belongs: impl Fn(&str) -> bool + 'a,
    ) -> impl Iterator<Item = &'a FieldProblem> {
        self.problems.iter().filter(move |problem| {
            let field = problem.field.split('.').next().unwrap_or_default();
            problem.severity == Severity::Error && belongs(field)
        })
    }
}

impl Office {
    /// The form of a draft as it stands today.
    ///
    /// # Errors
    /// When the procedure is no longer in force, or the store fails.
    pub async fn draft_form(&self, draft: &Draft) -> Result<DraftForm, Failure> {
        let department = self.department();
        let local = self.local_now();
        let day = local.date();
        let procedure = draft.procedure.clone();
        let edition = department
            .edition_on(&procedure, day)
            .ok_or(Refused::NotInForce { procedure, day })?
            .clone();
        let typed = known_answers(&edition, &draft.content);
        let typed_party = &draft.content.applicant;
        let kind: Option<PartyKind> =
            serde_json::from_value(Value::from(typed_party.kind.as_str())).ok();
        let party = party(typed_party, kind);
        let mut facts = Facts::new(typed, local).with_channel(Channel::Online);
        if kind.is_some() {
            facts = facts.with_applicant(&submit::rule_applicant(&party));
        }
        let record = self.named_record(&edition, &facts).await?;
        if let Named::Found(fields) = &record {
            facts = facts.with_record(fields.clone());
        }
        let fields = visible_fields(&department.rules, &edition, &facts);
        let answers = answers_of(&fields, &facts);
        let handed: BTreeSet<String> = draft.content.papers.keys().cloned().collect();
        let mut problems = party_problems(&edition, typed_party, kind, &party);
        problems.extend(check_answers(&department, &edition, &facts, &handed));
        if let Named::Missing(problem) = record {
            problems.push(problem);
        }
        let due = self.due_today(&department, &edition, &facts);
        Ok(DraftForm {
            sections: sections(&department, &fields),
            papers: papers_asked(&department.rules, &edition, &facts)
                .into_iter()
                .cloned()
                .collect(),
            fee: fee(&department.rules, &edition, &facts, day),
            answers,
            party: kind.map(|_| party),
            problems,
            due,
            edition,
            department,
        })
    }

    /// The record that the answers name, which rules may read and the office will change.
    async fn named_record(&self, edition: &Edition, facts: &Facts) -> Result<Named, Failure> {
        let Some(result) = &edition.result else { return Ok(Named::Nothing) };
        let (Some(field), Some(register)) = (&result.target_field, &result.register) else {
            return Ok(Named::Nothing);
        };
        let Some(number) = facts.answer(field).and_then(Value::as_str) else {
            return Ok(Named::Nothing);
        };
        let (register, number) = (register.clone(), vietnamese::clean_line(number));
        let found = self
            .inner
            .store
            .read(move |tx| async move { records::by_number(tx, &register, &number).await }.boxed())
            .await
            .map_err(|error: StoreError| Failure::from(error))?;
        let now = found.as_ref().and_then(|(record, _)| record.now());
        Ok(match now {
            Some(version) => Named::Found(records::rule_fields(version)),
            None => Named::Missing(FieldProblem {
                field: field.clone(),
                code: ProblemCode::RuleFails,
                message: Text::new(
                    "Không tìm thấy số này trong sổ của cơ quan. Xem lại số ghi trên giấy đã cấp.",
                    "This number is not in the register. Look at the number on the paper you hold.",
                ),
                severity: Severity::Error,
            }),
        })
    }

    /// Only a promise to read: the clock starts when the desk takes the dossier in.
    fn due_today(&self, department: &Department, edition: &Edition, facts: &Facts) -> Option<Due> {
        let running = terms(&department.rules, edition, facts);
        let of = |purpose: TermPurpose| running.iter().find(move |term| term.purpose == purpose);
        let rule = of(TermPurpose::Promised).or_else(|| of(TermPurpose::Result))?;
        if rule.event_field.is_some() {
            return None;
        }
        let clock = daumoi_calendar::Clock::new(self.local_now(), rule.term?);
        daumoi_calendar::due(&clock, &department.calendar)
    }
}

enum Named {
    Nothing,
    Found(Map<String, Value>),
    Missing(FieldProblem),
}

/// Typed answers of fields that the edition still has.
pub(super) fn known_answers(edition: &Edition, content: &Content) -> Map<String, Value> {
    let known = content.answers.iter().filter(|(id, _)| edition.field(id).is_some());
    normalise_answers(edition, known.map(|(id, value)| (id.clone(), value.clone())).collect())
}

fn answers_of(fields: &[&Field], facts: &Facts) -> Map<String, Value> {
    fields
        .iter()
        .filter_map(|field| Some((field.id.clone(), facts.answer(&field.id)?.clone())))
        .collect()
}

/// Fields by their section, in the order in which the form names them first.
fn sections(department: &Department, fields: &[&Field]) -> Vec<FormSection> {
    let mut sections: Vec<FormSection> = Vec::new();
    for field in fields {
        let id = field.section.clone().unwrap_or_else(|| "request".to_owned());
        match sections.iter_mut().find(|section| section.id == id) {
            Some(section) => section.fields.push((*field).clone()),
            None => {
                let title = department.sections.get(&id).map(|section| section.title.clone());
                let title = title.unwrap_or_else(|| Text::new("Nội dung đề nghị", "Your request"));
                sections.push(FormSection { id, title, fields: vec![(*field).clone()] });
            }
        }
    }
    sections
}

/// The applicant as the office will know them; whoever has chosen no kind is a citizen so far.
fn party(typed: &TypedParty, kind: Option<PartyKind>) -> Party {
    submit::clean_party(Party {
        kind: kind.unwrap_or(PartyKind::Citizen),
        name: typed.name.clone(),
        id_no: typed.id_no.clone(),
        phone: typed.phone.clone(),
        email: Some(typed.email.clone()),
        address: typed.address.clone(),
    })
}

fn party_problems(
    edition: &Edition,
    typed: &TypedParty,
    kind: Option<PartyKind>,
    party: &Party,
) -> Vec<FieldProblem> {
    let problem = |field: &str, code, vi: &str, en: &str| FieldProblem {
        field: format!("applicant.{field}"),
        code,
        message: Text::new(vi, en),
        severity: Severity::Error,
    };
    let mut problems = Vec::new();
    if kind.is_none_or(|kind| !edition.applicants.contains(&kind)) {
        let (vi, en) = ("Chọn anh/chị nộp với tư cách nào.", "Choose whom you apply for.");
        problems.push(problem("kind", ProblemCode::Required, vi, en));
    }
    problems.extend(submit::party_problems(party));
    let shapes =
        [(FieldKind::Phone, "phone", &typed.phone), (FieldKind::Email, "email", &typed.email)];
    for (kind, field, typed) in shapes {
        let typed = typed.trim();
        if !typed.is_empty()
            && let Some(message) = daumoi_definition::shape_problem(kind, typed)
        {
            let code = ProblemCode::WrongType;
            problems.push(problem(field, code, &message.vi, &message.en));
        }
    }
    problems
}
