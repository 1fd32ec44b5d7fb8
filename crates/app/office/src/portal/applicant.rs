//! A case as its applicant may follow it: where it stands, by when, why, what is asked of them.

use daumoi_access::Principal;
use daumoi_calendar::{Due, Proof, prove};
use daumoi_definition::{Action, Channel, Edition, Effect, Flow, TermPurpose};
use daumoi_dossier::{Dossier, Event, HandedIn, Happened, Party, Signed};
use daumoi_kernel::{Text, vietnamese};
use daumoi_store::{StoreError, journal};
use futures::FutureExt;
use jiff::civil::DateTime;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::feedback::Stage;
use super::told::told;
use crate::answer::{DossierAnswer, status_code};
use crate::dossiers::Tracked;
use crate::failure::{Failure, Refused};
use crate::office::{Office, Once};
use crate::orders::Order;
use crate::{act, project};

/// Whoever knows the code of a dossier and the secret on its receipt. Only the office makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    code: String,
    principal: Principal,
}

impl Holder {
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Acts on this one dossier as its applicant.
    #[must_use]
    pub fn principal(&self) -> &Principal {
        &self.principal
    }
}

/// A case as its applicant sees it.
#[derive(Clone, Debug)]
pub struct Followed {
    pub code: String,
    pub version: i64,
    pub procedure: String,
    pub title: Text,
    pub edition: Arc<Edition>,
    pub state: Text,
    /// The official status of the one-stop desk, 1–10.
    pub status: i64,
    pub is_final: bool,
    pub channel: Channel,
    pub applicant: Party,
    pub answers: BTreeMap<String, Value>,
    pub papers: Vec<HandedIn>,
    pub submitted_at: DateTime,
    pub accepted_at: Option<DateTime>,
    /// The date on the receipt; absent while the clock stands or has not begun.
    pub promised: Option<Due>,
    /// By when the desk says whether an online dossier is taken in.
    pub answer_by: Option<Due>,
    pub is_paused: bool,
    pub asked: Vec<Asked>,
    /// Why it was not taken in, or why the result is a refusal.
    pub reasons: Vec<Text>,
    pub fee: Option<i64>,
    pub paid: i64,
    pub signed: Option<Signed>,
    pub steps: Vec<PublicStep>,
    /// The day-by-day reasoning of the clocks that concern the applicant.
    pub proofs: Vec<(TermPurpose, Proof)>,
    /// The actions of the flow that are open to the applicant now.
    pub supplement: Option<String>,
    pub withdraw: Option<String>,
    /// SHA-256 of the journal entry of the submission: what was handed in, and when.
    pub sealed: String,
    pub to_rate: Vec<Stage>,
}

/// One thing that the applicant is asked to complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub paper: Option<String>,
    pub field: Option<String>,
    pub title: Text,
    pub reason: Text,
    pub basis: String,
    pub words: String,
}

/// A step of the history, in the words for the applicant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicStep {
    pub at: DateTime,
    pub what: Text,
}

impl Office {
    /// Who knows the secret on the receipt of a dossier. Sixty bits: nobody guesses it.
    #[must_use]
    pub fn holder(&self, code: &str, secret: &str) -> Option<Holder> {
        let code = vietnamese::clean_line(code).to_uppercase();
        self.is_tracking_secret(&code, secret).then(|| {
            let id = format!("{}{code}", act::HOLDER);
            Holder { principal: Principal { id, grants: Vec::new() }, code }
        })
    }

    /// The state of a dossier for whoever knows its code and the applicant's identity number.
    ///
    /// # Errors
    /// When the two do not belong together, or somebody guessed too often.
    pub async fn track_by_identity(&self, code: &str, id_no: &str) -> Result<Tracked, Failure> {
        let code = vietnamese::clean_line(code).to_uppercase();
        let what = format!("track/{code}");
        self.may_guess(&what).await?;
        let tracked = self.track(&code, id_no).await;
        if let Err(Failure::Refused(_)) = tracked {
            self.guessed(&what).await?;
        }
        tracked
    }

    /// The case of a holder.
    ///
    /// # Errors
    /// When there is none, or the store fails.
    pub async fn follow(&self, holder: &Holder) -> Result<Followed, Failure> {
        let (version, dossier) = self.visible_dossier(holder.principal(), holder.code()).await?;
        let stream = project::dossier_stream(dossier.id);
        let (office, pinned) = (self.clone(), dossier.clone());
        let (entries, edition) = self
            .inner
            .store
            .read(move |tx| {
                async move {
                    let entries = journal::of_stream(tx, &stream).await?;
                    let live = &office.inner.live;
                    let edition = live.edition(tx, &pinned.procedure, &pinned.edition).await?;
                    Ok::<_, StoreError>((entries, edition))
                }
                .boxed()
            })
            .await?;
        let sealed = entries.first().map(|entry| hex::encode(&entry.hash)).unwrap_or_default();
        let history: Vec<Happened> = entries
            .iter()
            .map(|stored| {
                serde_json::from_str(&stored.entry.body)
                    .map_err(|error| StoreError::corrupt(format!("{}: {error}", stored.stream)))
            })
            .collect::<Result<_, _>>()?;
        let rated = self.rated(&dossier.code).await?;
        let case = Case { office: self, dossier, edition, history };
        Ok(case.followed(version, sealed, &rated))
    }

    /// Withdraws a dossier.
    ///
    /// # Errors
    /// When it can no longer be withdrawn.
    pub async fn withdraw(&self, holder: &Holder, reason: &str) -> Result<DossierAnswer, Failure> {
        let followed = self.follow(holder).await?;
        let closed = || Refused::NotAllowed { action: "withdraw".to_owned() };
        let action = followed.withdraw.ok_or_else(closed)?;
        let mut with = serde_json::Map::new();
        with.insert("reason".to_owned(), Value::from(vietnamese::clean_line(reason)));
        let order = Order { action, with, version: Some(followed.version) };
        let once = Once { key: format!("withdraw {}", holder.code()), fingerprint: String::new() };
        self.act(holder.principal(), holder.code(), order, Some(once)).await
    }
}

struct Case<'a> {
    office: &'a Office,
    dossier: Dossier,
    edition: Arc<Edition>,
    history: Vec<Happened>,
}

impl Case<'_> {
    fn followed(self, version: i64, sealed: String, rated: &[Stage]) -> Followed {
        let department = self.office.department();
        let flow = department.flow(&self.dossier.flow).cloned();
        let open = |effect| flow.as_deref().and_then(|flow| self.open(flow, effect));
        let procedure = department.procedure(&self.dossier.procedure);
        let state = flow.as_deref().and_then(|flow| flow.state(self.dossier.state()));
        let steps = self.history.iter().filter_map(|happened| {
            let what = told(&department, &happened.event)?;
            Some(PublicStep { at: happened.at, what })
        });
        let answer_by = self.dossier.clocks.get("online_answer").and_then(|clock| clock.due);
        Followed {
            version,
            title: procedure.map(|it| it.title.clone()).unwrap_or_default(),
            state: state.map(|state| state.title.clone()).unwrap_or_default(),
            status: status_code(self.dossier.status()),
            is_final: self.dossier.position.is_final,
            promised: self.dossier.promised.filter(|_| !self.dossier.is_paused()),
            answer_by: answer_by.filter(|_| self.dossier.accepted_at.is_none()),
            is_paused: self.dossier.is_paused(),
            asked: self.asked(),
            reasons: self.reasons(),
            paid: self.dossier.paid(),
            steps: steps.collect(),
            proofs: self.proofs(),
            supplement: open(Effect::Supplement),
            withdraw: open(Effect::Withdraw),
            sealed,
            to_rate: self.to_rate(rated),
            code: self.dossier.code,
            procedure: self.dossier.procedure,
            channel: self.dossier.channel,
            applicant: self.dossier.applicant,
            answers: self.dossier.answers,
            papers: self.dossier.papers,
            submitted_at: self.dossier.submitted_at,
            accepted_at: self.dossier.accepted_at,
            fee: self.dossier.fee,
            signed: self.dossier.signed,
            edition: self.edition,
        }
    }

    /// The action with this effect that the applicant may take now.
    fn open(&self, flow: &Flow, effect: Effect) -> Option<String> {
        let is_theirs = |action: &&Action| {
            action.does == effect && action.roles.iter().any(|role| role == "applicant")
        };
        flow.actions_from(self.dossier.state()).find(is_theirs).map(|action| action.id.clone())
    }

    fn asked(&self) -> Vec<Asked> {
        let department = self.office.department();
        let asked = self.dossier.asked.iter().map(|item| {
            let paper = item.paper.as_deref().and_then(|id| self.edition.paper(id));
            let field = item.field.as_deref().and_then(|id| self.edition.field(id));
            let title = paper.map(|paper| &paper.title).or(field.map(|field| &field.label));
            let reason = department.reason(&item.reason);
            let basis = reason.map(|reason| &reason.basis);
            Asked {
                paper: item.paper.clone(),
                field: item.field.clone(),
                title: title.cloned().unwrap_or_default(),
                reason: reason.map(|reason| reason.text.clone()).unwrap_or_default(),
                basis: basis.map(cited).unwrap_or_default(),
                words: item.text.clone(),
            }
        });
        asked.collect()
    }

    /// The words of the last refusal, whichever it was.
    fn reasons(&self) -> Vec<Text> {
        let department = self.office.department();
        let declined = self.history.iter().rev().find_map(|happened| match &happened.event {
            Event::Declined { reasons, .. } => Some(reasons),
            _ => None,
        });
        let with = |text: Option<Text>, words: &str| {
            let text = text.unwrap_or_default();
            let said = |text: String| match (text.is_empty(), words.is_empty()) {
                (_, true) => text,
                (true, false) => words.to_owned(),
                (false, false) => format!("{text}: {words}"),
            };
            Text::new(said(text.vi), said(text.en))
        };
        if let Some(reasons) = declined.filter(|_| self.dossier.signed.is_none()) {
            let known = |id: &str| department.reason(id).map(|reason| reason.text.clone());
            return reasons.iter().map(|given| with(known(&given.reason), &given.text)).collect();
        }
        let is_refusal = self
            .dossier
            .signed
            .as_ref()
            .is_some_and(|signed| signed.outcome == daumoi_definition::Outcome::Refuse);
        let Some(draft) = self.dossier.draft.as_ref().filter(|_| is_refusal) else {
            return Vec::new();
        };
        let ground = |id: &str| {
            self.edition.refusals.iter().find(|ground| ground.id == id).map(|it| it.text.clone())
        };
        draft.grounds.iter().map(|given| with(ground(&given.ground), &given.text)).collect()
    }

    fn proofs(&self) -> Vec<(TermPurpose, Proof)> {
        let department = self.office.department();
        let concerns = [TermPurpose::Answer, TermPurpose::Result, TermPurpose::Promised];
        let clocks = self.dossier.clocks.values();
        clocks
            .filter(|clock| concerns.contains(&clock.purpose))
            .map(|clock| (clock.purpose, prove(&clock.clock, &department.calendar)))
            .collect()
    }

    fn to_rate(&self, rated: &[Stage]) -> Vec<Stage> {
        let was_supplemented = self
            .history
            .iter()
            .any(|happened| matches!(happened.event, Event::Supplemented { .. }));
        let is_over = self.dossier.position.is_final || self.dossier.signed.is_some();
        Stage::ALL
            .into_iter()
            .filter(|stage| match stage {
                Stage::HandIn => self.dossier.channel == Channel::Online,
                Stage::Supplement => was_supplemented,
                Stage::Result => is_over,
            })
            .filter(|stage| !rated.contains(stage))
            .collect()
    }
}

fn cited(basis: &daumoi_definition::LegalBasis) -> String {
    match &basis.provision {
        Some(provision) => format!("{provision}, {}", basis.doc),
        None => basis.doc.clone(),
    }
}
