//! Folding what happened into what is. Never fails, and reads every event ever written.

use std::collections::{BTreeMap, BTreeSet};

use crate::event::{Event, Happened, Moved, Submitted};
use crate::state::Dossier;

impl Dossier {
    /// The dossier that an entry leads to: the first one must be a submission.
    #[must_use]
    pub fn evolve(before: Option<Self>, happened: &Happened) -> Option<Self> {
        match (before, &happened.event) {
            (_, Event::Submitted(submitted)) => Some(Self::begun(submitted, happened)),
            (None, _) => None,
            (Some(mut dossier), event) => {
                dossier.apply(event, happened);
                Some(dossier)
            }
        }
    }

    /// The dossier after all of `entries`.
    #[must_use]
    pub fn folded<'a>(entries: impl IntoIterator<Item = &'a Happened>) -> Option<Self> {
        entries.into_iter().fold(None, Self::evolve)
    }

    fn begun(submitted: &Submitted, happened: &Happened) -> Self {
        let submitted = submitted.clone();
        let seen_by = [&submitted.units.desk, &submitted.units.handling, &submitted.units.leader];
        Self {
            seen_by: seen_by.into_iter().cloned().collect(),
            id: submitted.id,
            code: submitted.code,
            point: submitted.point,
            procedure: submitted.procedure,
            edition: submitted.edition,
            flow: submitted.flow,
            channel: submitted.channel,
            applicant: submitted.applicant,
            submitter: submitted.submitter,
            answers: submitted.answers,
            papers: submitted.papers,
            units: submitted.units,
            position: submitted.moved,
            officer: submitted.officer,
            submitted_at: happened.at,
            accepted_at: None,
            clocks: submitted.clocks,
            silence: submitted.silence,
            promised: submitted.promised,
            apology_by: submitted.apology_by,
            supplement_requests: 0,
            asked: Vec::new(),
            asked_at: None,
            conditions: BTreeMap::new(),
            consultations: Vec::new(),
            draft: None,
            fee: submitted.fee,
            payments: Vec::new(),
            target: submitted.target,
            signed: None,
            apologised_new_due: None,
            rung: BTreeSet::new(),
            closed_at: None,
            timeliness: None,
        }
    }

    fn apply(&mut self, event: &Event, happened: &Happened) {
        match event.clone() {
            Event::Submitted(_) | Event::Noted { .. } => {}
            Event::Accepted { moved, clocks, promised, apology_by } => {
                self.accepted_at = Some(happened.at);
                self.clocks = clocks;
                self.promise(promised, apology_by);
                self.go(moved, happened);
            }
            Event::SupplementRequested { moved, items, clocks } => {
                if self.accepted_at.is_some() {
                    self.supplement_requests += 1;
                }
                self.asked = items;
                self.asked_at = Some(happened.at);
                self.clocks = clocks;
                self.go(moved, happened);
            }
            Event::Supplemented { moved, answers, papers, fee, clocks, promised, apology_by } => {
                self.answers = answers;
                self.papers = papers;
                self.fee = fee;
                self.asked.clear();
                self.asked_at = None;
                self.clocks = clocks;
                self.promise(promised, apology_by);
                self.go(moved, happened);
            }
            Event::PaymentRequested { moved, clocks } => {
                self.clocks = clocks;
                self.go(moved, happened);
            }
            Event::Paid { moved, payment, clocks, promised, apology_by } => {
                self.payments.push(payment);
                self.clocks = clocks;
                self.promise(promised, apology_by);
                if let Some(moved) = moved {
                    self.go(moved, happened);
                }
            }
            other => self.apply_work(other, happened),
        }
    }

    fn apply_work(&mut self, event: Event, happened: &Happened) {
        match event {
            Event::Assigned { moved, officer } => {
                self.officer = Some(officer);
                self.go(moved, happened);
            }
            Event::Transferred { moved, unit } => {
                if self.units.handling != unit {
                    self.officer = None;
                }
                self.seen_by.insert(unit.clone());
                self.units.handling = unit;
                self.go(moved, happened);
            }
            Event::Consulted { consultation } => {
                self.seen_by.insert(consultation.unit.clone());
                self.consultations.push(consultation);
            }
            Event::ConsultationAnswered { number, answer } => {
                let asked = self.consultations.iter_mut().find(|asked| asked.number == number);
                if let Some(asked) = asked {
                    asked.answer = Some(answer);
                    asked.answered_at = Some(happened.at);
                }
            }
            Event::ConditionAssessed { condition, assessed } => {
                self.conditions.insert(condition, assessed);
            }
            Event::Drafted { draft } => self.draft = Some(draft),
            Event::SubmittedForApproval { moved }
            | Event::SentBack { moved, .. }
            | Event::Approved { moved } => self.go(moved, happened),
            other => self.apply_end(other, happened),
        }
    }

    fn apply_end(&mut self, event: Event, happened: &Happened) {
        match event {
            Event::Signed { moved, signed, timeliness } => {
                self.signed = Some(signed);
                self.timeliness = timeliness;
                self.closed_at = Some(happened.at);
                self.go(moved, happened);
            }
            Event::HandedOver { moved, .. }
            | Event::Declined { moved, .. }
            | Event::Withdrawn { moved, .. }
            | Event::Stopped { moved, .. }
            | Event::ClosedBySilence { moved, .. } => self.go(moved, happened),
            Event::Extended { clocks, promised, apology_by, .. } => {
                self.clocks = clocks;
                self.promise(promised, apology_by);
            }
            Event::Apologised { new_due, .. } => self.apologised_new_due = Some(new_due),
            Event::Reopened { moved, .. } => {
                self.closed_at = None;
                self.timeliness = None;
                self.signed = None;
                self.draft = None;
                self.go(moved, happened);
            }
            Event::AlarmRung { alarm } => {
                self.rung.insert(alarm);
            }
            Event::NewDueAccepted { due, apology_by, .. } => {
                self.promise(Some(due), apology_by);
            }
            _ => {}
        }
    }

    fn promise(
        &mut self,
        promised: Option<crate::clocks::Due>,
        apology_by: Option<jiff::civil::Date>,
    ) {
        self.promised = promised;
        self.apology_by = apology_by;
    }

    fn go(&mut self, moved: Moved, happened: &Happened) {
        if moved.is_final && self.closed_at.is_none() {
            self.closed_at = Some(happened.at);
        }
        self.position = moved;
    }
}
