//! What follows from an order. Everything that is not allowed is refused.

use daumoi_calendar::{Term, WorkingCalendar, timeliness};
use daumoi_definition::{Action, Edition, Flow, Place, Reason, TermRule};
use jiff::civil::DateTime;
use std::collections::BTreeMap;

use crate::act::{Act, ItemAsked, ReasonGiven};
use crate::clocks::{self, Clocks, Due};
use crate::event::{Event, Moved};
use crate::refusal::Refusal;
use crate::sign;
use crate::state::{Assessed, Consultation, Dossier, Draft, Payment, Signed, Units};
use crate::submit::{consultation_due, started};

/// Everything an order is judged by: who, when, under which law.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub at: DateTime,
    pub actor: &'a str,
    pub edition: &'a Edition,
    pub flow: &'a Flow,
    pub calendar: &'a WorkingCalendar,
    /// The terms whose condition holds for the answers.
    pub terms: &'a [&'a TermRule],
    pub reasons: &'a BTreeMap<String, Reason>,
}

/// Judges the order `act`, given under the flow's action `action`.
///
/// # Errors
/// A refusal that says which rule said no; then nothing happened.
pub fn decide(
    dossier: &Dossier,
    action: &str,
    act: Act,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let action = open_action(dossier, action, &act, context)?;
    if !is_in_the_hands_of(dossier, action, context.actor) {
        return Err(Refusal::NotAssigned);
    }
    let step = Step { dossier, action, context };
    let event = match act {
        Act::Accept => step.accept()?,
        Act::Decline { reasons } => step.decline(reasons)?,
        Act::RequestSupplement { items } => step.request_supplement(items)?,
        Act::Supplement { answers, papers, fee } => step.supplement(answers, papers, fee)?,
        Act::RequestPayment => Event::PaymentRequested {
            moved: step.moved()?,
            clocks: clocks::stopped(&dossier.clocks, context.at, "payment_requested"),
        },
        Act::Pay { amount, receipt } => step.pay(amount, receipt)?,
        Act::Assign { officer } => Event::Assigned { moved: step.moved()?, officer },
        Act::Transfer { unit } => step.transfer(unit)?,
        Act::Consult { unit, question, term } => step.consult(unit, question, term)?,
        Act::AnswerConsultation { unit, answer } => step.answer_consultation(&unit, answer)?,
        Act::AssessCondition { condition, met, evidence } => {
            step.assess(condition, met, evidence)?
        }
        Act::Draft { outcome, grounds, text } => {
            let draft = Draft { outcome, grounds, text, by: context.actor.to_owned() };
            sign::may_draft(dossier, &draft, context.edition)?;
            Event::Drafted { draft }
        }
        Act::SubmitForApproval => {
            dossier.draft.as_ref().ok_or(Refusal::NoDraft)?;
            Event::SubmittedForApproval { moved: step.moved()? }
        }
        Act::SendBack { reason } => {
            Event::SentBack { moved: step.moved()?, reason: required(reason, "reason")? }
        }
        Act::Approve => Event::Approved { moved: step.moved()? },
        Act::Sign(signed) => step.sign(*signed)?,
        other => step.close_or_annotate(other)?,
    };
    Ok(vec![event])
}

fn open_action<'a>(
    dossier: &Dossier,
    action: &str,
    act: &Act,
    context: &Context<'a>,
) -> Result<&'a Action, Refusal> {
    let unknown = || Refusal::UnknownAction { action: action.to_owned() };
    let found = context.flow.actions.iter().find(|known| known.id == action).ok_or_else(unknown)?;
    if found.does != act.effect() {
        return Err(unknown());
    }
    if !found.from.iter().any(|state| state == dossier.state()) {
        let state = context.flow.states.iter().find(|state| state.id == dossier.state());
        return Err(Refusal::NotWhile {
            action: found.title.vi.clone(),
            state: state.map_or_else(|| dossier.state().to_owned(), |state| state.title.vi.clone()),
        });
    }
    Ok(found)
}

/// Only the officer who was assigned works the case (rule.separation: separate hands).
#[must_use]
pub fn is_in_the_hands_of(dossier: &Dossier, action: &Action, actor: &str) -> bool {
    let is_officers_work = action.roles.iter().all(|role| role == "case_officer");
    !is_officers_work || dossier.officer.as_deref() == Some(actor)
}

/// Where a dossier stands in `state`, read from the flow.
pub(crate) fn moved_to(flow: &Flow, state: &str, units: &Units) -> Result<Moved, Refusal> {
    let found = flow
        .states
        .iter()
        .find(|known| known.id == state)
        .ok_or_else(|| Refusal::UnknownAction { action: state.to_owned() })?;
    let unit = found.at.map(|place| {
        match place {
            Place::Desk => &units.desk,
            Place::Handling => &units.handling,
            Place::Leader => &units.leader,
        }
        .clone()
    });
    Ok(Moved {
        state: found.id.clone(),
        status: found.status,
        role: found.role.clone(),
        unit,
        is_final: found.is_final,
    })
}

fn required(text: String, what: &'static str) -> Result<String, Refusal> {
    if text.trim().is_empty() { Err(Refusal::Required { what }) } else { Ok(text) }
}

/// One order on its way to one event.
struct Step<'a> {
    dossier: &'a Dossier,
    action: &'a Action,
    context: &'a Context<'a>,
}

impl Step<'_> {
    fn moved(&self) -> Result<Moved, Refusal> {
        let state = self.action.to.as_deref().unwrap_or(self.dossier.state());
        moved_to(self.context.flow, state, &self.dossier.units)
    }

    fn apology_by(&self, due: Option<Due>) -> Option<jiff::civil::Date> {
        clocks::apology_by(due, self.context.calendar)
    }

    fn accept(&self) -> Result<Event, Refusal> {
        let Context { at, calendar, terms, .. } = *self.context;
        let mut clocks = self.dossier.clocks.clone();
        if self.context.flow.clock_starts == daumoi_definition::ClockStart::Accept {
            clocks.extend(started(terms, &self.dossier.answers, at, calendar)?);
        }
        let promised = clocks::promised(&clocks);
        let apology_by = self.apology_by(promised);
        Ok(Event::Accepted { moved: self.moved()?, clocks, promised, apology_by })
    }

    fn decline(&self, reasons: Vec<ReasonGiven>) -> Result<Event, Refusal> {
        if reasons.is_empty() {
            return Err(Refusal::ReasonsRequired);
        }
        for given in &reasons {
            self.known_reason(&given.reason)?;
        }
        Ok(Event::Declined { moved: self.moved()?, reasons })
    }

    fn known_reason(&self, reason: &str) -> Result<(), Refusal> {
        if reason.is_empty() {
            return Err(Refusal::ReasonsRequired);
        }
        if self.context.reasons.contains_key(reason) {
            return Ok(());
        }
        Err(Refusal::ReasonUnknown { reason: reason.to_owned() })
    }

    /// Asked in writing, with a reason for each item (Thông tư 01/2018/TT-VPCP, Mẫu số 02).
    fn request_supplement(&self, items: Vec<ItemAsked>) -> Result<Event, Refusal> {
        if items.is_empty() {
            return Err(Refusal::ReasonsRequired);
        }
        for item in &items {
            self.known_reason(&item.reason)?;
            self.known_item(item)?;
        }
        // What the counter asks before it takes the dossier in is not a supplement request.
        let in_process = self.dossier.accepted_at.is_some();
        if let Some(allowed) = self.context.edition.supplement.allowed
            && in_process
            && self.dossier.supplement_requests >= allowed
        {
            return Err(Refusal::SupplementLimitReached { allowed });
        }
        let clocks = clocks::stopped(&self.dossier.clocks, self.context.at, "supplement_requested");
        Ok(Event::SupplementRequested { moved: self.moved()?, items, clocks })
    }

    fn known_item(&self, item: &ItemAsked) -> Result<(), Refusal> {
        let edition = self.context.edition;
        let paper = |id: &String| edition.papers.iter().any(|paper| paper.id == *id);
        let field = |id: &String| edition.fields.iter().any(|field| field.id == *id);
        let (named, known) = match (&item.paper, &item.field) {
            (Some(id), None) => (id.clone(), paper(id)),
            (None, Some(id)) => (id.clone(), field(id)),
            _ => return Err(Refusal::Required { what: "a paper or a field" }),
        };
        if known { Ok(()) } else { Err(Refusal::ItemUnknown { item: named }) }
    }

    fn supplement(
        &self,
        answers: BTreeMap<String, serde_json::Value>,
        papers: Vec<crate::state::HandedIn>,
        fee: Option<i64>,
    ) -> Result<Event, Refusal> {
        let (clocks, promised) = self.resumed();
        let apology_by = self.apology_by(promised);
        Ok(Event::Supplemented {
            moved: self.moved()?,
            answers,
            papers,
            fee,
            clocks,
            promised,
            apology_by,
        })
    }

    fn resumed(&self) -> (Clocks, Option<Due>) {
        let Context { at, calendar, .. } = *self.context;
        let clocks = clocks::resumed(&self.dossier.clocks, at, calendar);
        let promised = clocks::promised(&clocks);
        (clocks, promised)
    }

    fn pay(&self, amount: i64, receipt: String) -> Result<Event, Refusal> {
        if amount <= 0 {
            return Err(Refusal::AmountInvalid);
        }
        let payment =
            Payment { amount, receipt: required(receipt, "receipt")?, at: self.context.at };
        let (clocks, promised) = if self.dossier.is_paused() {
            self.resumed()
        } else {
            (self.dossier.clocks.clone(), self.dossier.promised)
        };
        let moved = self.action.to.is_some().then(|| self.moved()).transpose()?;
        let apology_by = self.apology_by(promised);
        Ok(Event::Paid { moved, payment, clocks, promised, apology_by })
    }

    fn transfer(&self, unit: Option<String>) -> Result<Event, Refusal> {
        let unit = unit.unwrap_or_else(|| self.dossier.units.handling.clone());
        let units = Units { handling: unit.clone(), ..self.dossier.units.clone() };
        let state = self.action.to.as_deref().unwrap_or(self.dossier.state());
        Ok(Event::Transferred { moved: moved_to(self.context.flow, state, &units)?, unit })
    }

    fn consult(&self, unit: String, question: String, term: Term) -> Result<Event, Refusal> {
        let number =
            u32::try_from(self.dossier.consultations.len()).unwrap_or(u32::MAX).saturating_add(1);
        let clock = consultation_due(term, self.context.at, self.context.calendar);
        let question = required(question, "question")?;
        let consultation = Consultation {
            number,
            unit,
            question,
            term,
            due: clock.due,
            asked_at: self.context.at,
            answer: None,
            answered_at: None,
        };
        Ok(Event::Consulted { consultation })
    }

    fn answer_consultation(&self, unit: &str, answer: String) -> Result<Event, Refusal> {
        let waiting = self
            .dossier
            .consultations
            .iter()
            .find(|asked| asked.unit == unit && asked.answer.is_none());
        let number = waiting
            .map(|asked| asked.number)
            .ok_or_else(|| Refusal::NotConsulted { unit: unit.to_owned() })?;
        Ok(Event::ConsultationAnswered { number, answer: required(answer, "answer")? })
    }

    fn assess(&self, condition: String, met: bool, evidence: String) -> Result<Event, Refusal> {
        if !self.context.edition.conditions.iter().any(|known| known.id == condition) {
            return Err(Refusal::ConditionUnknown { condition });
        }
        let assessed = Assessed {
            met,
            evidence: required(evidence, "evidence")?,
            by: self.context.actor.to_owned(),
            at: self.context.at,
        };
        Ok(Event::ConditionAssessed { condition, assessed })
    }

    fn sign(&self, signed: Signed) -> Result<Event, Refusal> {
        let due = sign::due_of_result(self.dossier, self.context.edition);
        let timeliness = due.map(|due| timeliness(self.context.at, due));
        Ok(Event::Signed { moved: self.moved()?, signed, timeliness })
    }

    fn close_or_annotate(&self, act: Act) -> Result<Event, Refusal> {
        match act {
            Act::HandOver { to, method } => Ok(Event::HandedOver {
                moved: self.moved()?,
                to: required(to, "to")?,
                method: required(method, "method")?,
            }),
            Act::Withdraw { reason } => {
                Ok(Event::Withdrawn { moved: self.moved()?, reason: required(reason, "reason")? })
            }
            Act::Stop { reason } => {
                Ok(Event::Stopped { moved: self.moved()?, reason: required(reason, "reason")? })
            }
            Act::Extend { term, article, reason } => self.extend(term, article, reason),
            Act::Apologise { reason, blame, new_due } => self.apologise(reason, blame, new_due),
            Act::Reopen { order, reason } => Ok(Event::Reopened {
                moved: self.moved()?,
                order: required(order, "order")?,
                reason: required(reason, "reason")?,
            }),
            Act::CloseBySilence => self.close_by_silence(),
            Act::AcceptNewDue { due, calendar } => {
                Ok(Event::NewDueAccepted { due, calendar, apology_by: self.apology_by(Some(due)) })
            }
            Act::Note { text } => Ok(Event::Noted { text: required(text, "text")? }),
            other => Err(Refusal::UnknownAction { action: format!("{:?}", other.effect()) }),
        }
    }

    fn extend(&self, term: Term, article: String, reason: String) -> Result<Event, Refusal> {
        let article = required(article, "article")?;
        let Context { at, calendar, .. } = *self.context;
        let clocks = clocks::extended(&self.dossier.clocks, term, &article, at.date(), calendar);
        let promised = clocks::promised(&clocks);
        let apology_by = self.apology_by(promised);
        let reason = required(reason, "reason")?;
        Ok(Event::Extended { term, article, reason, clocks, promised, apology_by })
    }

    /// One new date per dossier, and it still counts as late (Nghị định 61/2018/NĐ-CP, Điều 19).
    fn apologise(
        &self,
        reason: String,
        blame: daumoi_calendar::Blame,
        new_due: Due,
    ) -> Result<Event, Refusal> {
        if self.dossier.apologised_new_due.is_some() {
            return Err(Refusal::AlreadyApologised);
        }
        if self.dossier.promised.is_none_or(|promised| new_due <= promised) {
            return Err(Refusal::NewDueNotLater);
        }
        Ok(Event::Apologised { reason: required(reason, "reason")?, blame, new_due })
    }

    fn close_by_silence(&self) -> Result<Event, Refusal> {
        let silence = self.dossier.silence.as_ref().ok_or(Refusal::TooEarly)?;
        if self.context.at < silence.at {
            return Err(Refusal::TooEarly);
        }
        Ok(Event::ClosedBySilence { moved: self.moved()?, means: silence.means })
    }
}
