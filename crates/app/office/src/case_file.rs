//! The case file as an officer works with it: the case, the law it began under, what this officer may
//! do now, what happened and why the time is what it is.

use std::sync::Arc;

use daumoi_access::Principal;
use daumoi_calendar::{Left, Proof, prove, time_left};
use daumoi_definition::{Action, Edition, Effect, Flow, TermPurpose};
use daumoi_dossier::{Dossier, Happened, is_in_the_hands_of};
use daumoi_store::dossiers::DossierSummary;
use daumoi_store::{StoreError, dossiers as rows, journal};
use futures::FutureExt;

use crate::failure::Failure;
use crate::office::Office;
use crate::{act, dossiers, project};

/// How many other cases of the same applicant a file names.
const OTHERS: usize = 20;

/// A case with everything its page needs.
#[derive(Clone, Debug)]
pub struct CaseFile {
    pub version: i64,
    pub dossier: Dossier,
    pub edition: Arc<Edition>,
    pub flow: Arc<Flow>,
    /// The oldest first.
    pub history: Vec<Step>,
    /// What the one who looks may do now, in the order of the flow.
    pub actions: Vec<Action>,
    /// What is left of the time that somebody waits for; nothing while no clock runs.
    pub left: Option<Left>,
    /// The day-by-day reasoning of each clock.
    pub proofs: Vec<(TermPurpose, Proof)>,
    /// Other cases of the same applicant that the one who looks may see.
    pub others: Vec<DossierSummary>,
}

/// One entry of the history.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The version of the case after it.
    pub version: i64,
    pub happened: Happened,
}

impl CaseFile {
    #[must_use]
    pub fn action(&self, id: &str) -> Option<&Action> {
        self.actions.iter().find(|action| action.id == id)
    }

    /// What happened after a version that somebody looked at.
    #[must_use]
    pub fn since(&self, version: i64) -> &[Step] {
        let from = self.history.partition_point(|step| step.version <= version);
        self.history.get(from..).unwrap_or_default()
    }
}

impl Office {
    /// The case file for an officer.
    ///
    /// # Errors
    /// When there is no such case for the one who asks.
    pub async fn case_file(&self, principal: &Principal, code: &str) -> Result<CaseFile, Failure> {
        let (version, dossier) = self.visible_dossier(principal, code).await?;
        self.note_dossier_read(principal, &dossier, "file");
        let scope = dossiers::scope(self, principal).await?;
        let (office, of) = (self.clone(), dossier.clone());
        let (entries, edition, others) = self
            .inner
            .store
            .read(move |tx| {
                async move {
                    let entries = journal::of_stream(tx, &project::dossier_stream(of.id)).await?;
                    let live = &office.inner.live;
                    let edition = live.edition(tx, &of.procedure, &of.edition).await?;
                    let party = (of.applicant.id_no.as_str(), of.id);
                    let others = rows::of_party(tx, &scope, party, OTHERS).await?;
                    Ok::<_, StoreError>((entries, edition, others))
                }
                .boxed()
            })
            .await?;
        let history: Vec<Step> = entries
            .iter()
            .map(|stored| {
                let happened = serde_json::from_str(&stored.entry.body)
                    .map_err(|error| StoreError::corrupt(format!("{}: {error}", stored.stream)))?;
                Ok(Step { version: stored.version, happened })
            })
            .collect::<Result<_, StoreError>>()?;
        let department = self.department();
        let flow = department.flow(&dossier.flow).cloned();
        let flow = flow.ok_or_else(|| StoreError::corrupt(format!("flow {}", dossier.flow)))?;
        let due = dossier.next_due().filter(|_| dossier.is_open());
        let left = due.map(|due| time_left(self.local_now(), due, &department.calendar));
        let clocks = dossier.clocks.values();
        let proofs =
            clocks.map(|it| (it.purpose, prove(&it.clock, &department.calendar))).collect();
        let actions = self.actions_for(principal, &dossier, &flow);
        Ok(CaseFile { version, dossier, edition, flow, history, actions, left, proofs, others })
    }

    /// What the principal may do with a case now. The same questions are asked again when it is done.
    fn actions_for(&self, principal: &Principal, dossier: &Dossier, flow: &Flow) -> Vec<Action> {
        let department = self.department();
        let day = self.local_now().date();
        flow.actions_from(dossier.state())
            .filter(|action| act::may_act(&department, principal, dossier, action, day))
            .filter(|action| is_in_the_hands_of(dossier, action, &principal.id))
            .filter(|action| is_of_use(dossier, action))
            .cloned()
            .collect()
    }
}

/// What the flow opens and this case gives no occasion for.
fn is_of_use(dossier: &Dossier, action: &Action) -> bool {
    let outcome = dossier.draft.as_ref().map(|draft| draft.outcome);
    if action.outcome.is_some() && action.outcome != outcome {
        return false;
    }
    match action.does {
        Effect::AnswerConsultation => {
            dossier.consultations.iter().any(|asked| asked.answer.is_none())
        }
        Effect::Apologise => dossier.promised.is_some() && dossier.apologised_new_due.is_none(),
        Effect::RequestPayment | Effect::Pay => dossier.fee.unwrap_or(0) > dossier.paid(),
        Effect::SubmitForApproval => dossier.draft.is_some(),
        _ => true,
    }
}
