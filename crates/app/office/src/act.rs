//! A step of a dossier: authorise, load, decide, commit, answer; all in one transaction.

use std::sync::Arc;

use daumoi_access::{Organisation, Principal};
use daumoi_definition::{Action, Department, Edition, Effect, Facts, Flow, Place, TermRule, terms};
use daumoi_dossier::{Act, Context, Dossier, Event, Happened, Refusal, decide};
use daumoi_store::journal::Head;
use daumoi_store::sql::Statement;
use daumoi_store::{StoreError, Tx, counters, dossiers, idempotency, journal};
use futures::FutureExt;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::answer::DossierAnswer;
use crate::failure::{Failure, Refused};
use crate::office::{Office, Once};
use crate::orders::{Order, Supplemented};
use crate::project::{self, Lens};
use crate::{notices, sign, submit};

impl Office {
    /// Does one step of the dossier `code`.
    ///
    /// # Errors
    /// When there is no such dossier for the one who asks, the step is not open, not allowed, or a
    /// rule says no; then nothing happened.
    pub async fn act(
        &self,
        principal: &Principal,
        code: &str,
        order: Order,
        once: Option<Once>,
    ) -> Result<DossierAnswer, Failure> {
        let step = Arc::new(Step {
            office: self.clone(),
            principal: principal.clone(),
            code: code.to_owned(),
            order,
            once,
        });
        self.inner
            .store
            .write(move |tx| {
                let step = Arc::clone(&step);
                async move { step.take(tx).await }.boxed()
            })
            .await
    }
}

pub(crate) struct Step {
    pub(crate) office: Office,
    pub(crate) principal: Principal,
    pub(crate) code: String,
    pub(crate) order: Order,
    pub(crate) once: Option<Once>,
}

/// A dossier with the law it is judged by.
pub(crate) struct Loaded {
    pub(crate) dossier: Dossier,
    pub(crate) head: Head,
    pub(crate) edition: Arc<Edition>,
    pub(crate) flow: Arc<Flow>,
}

impl Step {
    async fn take(&self, tx: &mut Tx) -> Result<DossierAnswer, Failure> {
        if let Some(answer) = answered_before(tx, &self.principal, self.once.as_ref()).await? {
            return Ok(answer);
        }
        let now = self.office.now();
        let local = self.office.local(now);
        let department = self.office.department();
        let loaded = load(tx, &self.office, &self.code).await?;
        self.may_see(&department, &loaded.dossier, local.date())?;
        if let Some(seen) = self.order.version
            && seen != loaded.head.version
        {
            return Err(Refused::StaleVersion { seen, current: loaded.head.version }.into());
        }
        let action = known_action(&loaded, &self.order.action)?;
        self.may_act(&department, &loaded.dossier, action, local.date())?;
        let facts = rule_facts(&loaded.dossier, local);
        let terms = terms(&department.rules, &loaded.edition, &facts);
        let (act, extra) = self.prepared(tx, &loaded, action, now).await?;
        self.check_named_units(&department, &act, &loaded.dossier, local.date())?;
        let context = self.context(&department, &loaded, &terms, now);
        let events = decide(&loaded.dossier, &action.id, act, &context)?;
        let written = Written {
            office: &self.office,
            department: &department,
            principal: &self.principal,
            once: self.once.as_ref(),
            now,
        };
        written.commit(tx, Some((&loaded.dossier, &loaded.head)), events, extra).await
    }

    fn context<'a>(
        &'a self,
        department: &'a Department,
        loaded: &'a Loaded,
        terms: &'a [&'a TermRule],
        now: Timestamp,
    ) -> Context<'a> {
        Context {
            at: self.office.local(now),
            actor: &self.principal.id,
            edition: &loaded.edition,
            flow: &loaded.flow,
            calendar: &department.calendar,
            terms,
            reasons: &department.reasons,
        }
    }

    fn may_see(
        &self,
        department: &Department,
        dossier: &Dossier,
        day: Date,
    ) -> Result<(), Failure> {
        let organisation = Organisation { units: &department.units, roles: &department.roles };
        let duty = project::duty_of(&dossier.point);
        let is_own = is_own(dossier, &self.principal);
        if is_own || organisation.sees(&self.principal, &dossier.seen_by, duty, day) {
            return Ok(());
        }
        Err(Refused::NotFound { what: format!("dossier {}", self.code) }.into())
    }

    fn may_act(
        &self,
        department: &Department,
        dossier: &Dossier,
        action: &Action,
        day: Date,
    ) -> Result<(), Failure> {
        if may_act(department, &self.principal, dossier, action, day) {
            return Ok(());
        }
        Err(Refused::NotAllowed { action: action.title.vi.clone() }.into())
    }

    /// The act with everything it needs, and further statements of the same transaction.
    async fn prepared(
        &self,
        tx: &mut Tx,
        loaded: &Loaded,
        action: &Action,
        now: Timestamp,
    ) -> Result<(Act, Vec<Statement>), Failure> {
        let department = self.office.department();
        match action.does {
            Effect::Sign => sign::prepare(self, tx, &department, loaded, now).await,
            Effect::Supplement => {
                let act = self.supplemented(tx, &department, loaded, now).await?;
                Ok((act, Vec::new()))
            }
            effect => Ok((self.order.act(effect)?, Vec::new())),
        }
    }

    /// The dossier as it becomes: asked again from the beginning, so that nothing slips through.
    async fn supplemented(
        &self,
        tx: &mut Tx,
        department: &Department,
        loaded: &Loaded,
        now: Timestamp,
    ) -> Result<Act, Failure> {
        let given: Supplemented = self.order.read()?;
        let dossier = &loaded.dossier;
        let local = self.office.local(now);
        let mut answers: serde_json::Map<_, _> = dossier.answers.clone().into_iter().collect();
        answers.extend(submit::normalised_map(given.answers));
        let answers = daumoi_definition::normalise_answers(&loaded.edition, answers);
        let mut papers = dossier.papers.clone();
        for paper in submit::papers_handed_in(tx, &given.papers).await? {
            papers.retain(|known| known.paper != paper.paper);
            papers.push(paper);
        }
        let handed = papers.iter().map(|paper| paper.paper.clone()).collect();
        let mut changed = dossier.clone();
        changed.answers = answers.clone().into_iter().collect();
        let facts = rule_facts(&changed, local);
        submit::refuse_problems(daumoi_definition::check_answers(
            department,
            &loaded.edition,
            &facts,
            &handed,
        ))?;
        let fee = daumoi_definition::fee(&department.rules, &loaded.edition, &facts, local.date());
        let fee = fee.amount.map(|money| money.0);
        Ok(Act::Supplement { answers: answers.into_iter().collect(), papers, fee })
    }

    fn check_named_units(
        &self,
        department: &Department,
        act: &Act,
        dossier: &Dossier,
        day: Date,
    ) -> Result<(), Failure> {
        let exists = |unit: &str| {
            department
                .unit_on(unit, day)
                .map(drop)
                .ok_or_else(|| Refusal::UnitUnknown { unit: unit.to_owned() })
        };
        match act {
            Act::Consult { unit, .. } | Act::Transfer { unit: Some(unit) } => Ok(exists(unit)?),
            Act::Assign { officer } => {
                let unit = &dossier.units.handling;
                let person = department.people.get(officer);
                let principal = person.map(|person| Principal {
                    id: person.id.clone(),
                    grants: person.grants.clone(),
                });
                let organisation =
                    Organisation { units: &department.units, roles: &department.roles };
                let place = (project::duty_of(&dossier.point), day);
                let roles = ["case_officer".to_owned()];
                if principal.is_some_and(|it| organisation.holds(&it, &roles, Some(unit), place)) {
                    return Ok(());
                }
                let (officer, unit) = (officer.clone(), unit.clone());
                Err(Refusal::OfficerNotInUnit { officer, unit }.into())
            }
            _ => Ok(()),
        }
    }
}

/// Whether the role is held at the unit where the work waits; the applicant acts on their own case.
pub(crate) fn may_act(
    department: &Department,
    principal: &Principal,
    dossier: &Dossier,
    action: &Action,
    day: Date,
) -> bool {
    let organisation = Organisation { units: &department.units, roles: &department.roles };
    let place = (project::duty_of(&dossier.point), day);
    let roles = &action.roles;
    let is_for = |role: &str| roles.iter().any(|known| known == role);
    let holds = |unit: &str| organisation.holds(principal, roles, Some(unit), place);
    let units = &dossier.units;
    let allowed = match action.at {
        _ if is_for("system") => principal.is_system(),
        Some(Place::Desk) => holds(&units.desk),
        Some(Place::Handling) => holds(&units.handling),
        Some(Place::Leader) => holds(&units.leader),
        None if action.does == Effect::AnswerConsultation => {
            dossier.consultations.iter().any(|asked| holds(&asked.unit))
        }
        None => {
            let accountant = ["accountant".to_owned()];
            holds(&units.desk)
                || holds(&units.handling)
                || holds(&units.leader)
                || is_for("accountant") && organisation.holds(principal, &accountant, None, place)
        }
    };
    allowed || is_for("applicant") && is_own(dossier, principal)
}

/// Whether the case is the reader's own: they handed it in, or hold the secret of its receipt.
pub(crate) fn is_own(dossier: &Dossier, principal: &Principal) -> bool {
    dossier.submitter == principal.id
        || principal.id.strip_prefix(HOLDER) == Some(dossier.code.as_str())
}

/// The principal of whoever holds the secret of a receipt is called so, with the code behind it.
pub(crate) const HOLDER: &str = "applicant:";

/// The answer of the same request, when it was done before.
pub(crate) async fn answered_before(
    tx: &mut Tx,
    principal: &Principal,
    once: Option<&Once>,
) -> Result<Option<DossierAnswer>, Failure> {
    let Some(once) = once else { return Ok(None) };
    let Some((fingerprint, answer)) = idempotency::find(tx, &principal.id, &once.key).await? else {
        return Ok(None);
    };
    if fingerprint != once.fingerprint {
        return Err(Refused::KeyReused.into());
    }
    let answer: DossierAnswer = serde_json::from_str(&answer)
        .map_err(|error| StoreError::corrupt(format!("a kept answer: {error}")))?;
    Ok(Some(DossierAnswer { repeated: true, ..answer }))
}

/// The dossier with its pinned edition and the flow of that edition.
pub(crate) async fn load(tx: &mut Tx, office: &Office, code: &str) -> Result<Loaded, Failure> {
    let row = dossiers::load(tx, code)
        .await?
        .ok_or_else(|| Refused::NotFound { what: format!("dossier {code}") })?;
    let dossier: Dossier = serde_json::from_str(&row.body)
        .map_err(|error| StoreError::corrupt(format!("dossier {code}: {error}")))?;
    let edition = office.inner.live.edition(tx, &dossier.procedure, &dossier.edition).await?;
    let flow = office.department().flow(&dossier.flow).cloned();
    let flow = flow.ok_or_else(|| StoreError::corrupt(format!("flow {}", dossier.flow)))?;
    Ok(Loaded { dossier, head: Head { version: row.version, hash: row.head }, edition, flow })
}

pub(crate) fn known_action<'a>(loaded: &'a Loaded, id: &str) -> Result<&'a Action, Failure> {
    let found = loaded.flow.actions.iter().find(|action| action.id == id);
    Ok(found.ok_or_else(|| Refusal::UnknownAction { action: id.to_owned() })?)
}

/// What rules may read of a dossier.
pub(crate) fn rule_facts(dossier: &Dossier, local: jiff::civil::DateTime) -> Facts {
    let applicant = daumoi_definition::Applicant {
        kind: dossier.applicant.kind,
        name: dossier.applicant.name.clone(),
        id_no: dossier.applicant.id_no.clone(),
        address: dossier.applicant.address.clone(),
    };
    Facts::new(dossier.answers.clone().into_iter().collect(), local)
        .with_applicant(&applicant)
        .with_channel(dossier.channel)
}

/// The end of a command: events into the journal, rows for the pages, the answer kept.
pub(crate) struct Written<'a> {
    pub(crate) office: &'a Office,
    pub(crate) department: &'a Department,
    pub(crate) principal: &'a Principal,
    pub(crate) once: Option<&'a Once>,
    pub(crate) now: Timestamp,
}

impl Written<'_> {
    pub(crate) async fn commit(
        &self,
        tx: &mut Tx,
        before: Option<(&Dossier, &Head)>,
        events: Vec<Event>,
        extra: Vec<Statement>,
    ) -> Result<DossierAnswer, Failure> {
        let at = self.office.local(self.now);
        let mut after = before.map(|(dossier, _)| dossier.clone());
        let start = before.map(|(_, head)| head.clone()).unwrap_or_default();
        let mut entries = Vec::with_capacity(events.len());
        let mut told = Vec::new();
        for (event, version) in events.into_iter().zip(start.version + 1..) {
            told.extend(notices::noted(
                self.department,
                after.as_ref(),
                &event,
                version,
                self.now,
            )?);
            let kind = event.kind();
            let happened = Happened { at, by: self.principal.id.clone(), event };
            entries.push(submit::entry(kind, self.now, &self.principal.id, &happened)?);
            after = Dossier::evolve(after, &happened);
        }
        let after = after.ok_or_else(|| StoreError::corrupt("a dossier without a beginning"))?;
        let stream = project::dossier_stream(after.id);
        let (mut statements, head) = journal::appended(&stream, &start, &entries);
        let lens = Lens {
            department: self.department,
            zone: &self.office.inner.zone,
            dialect: tx.dialect(),
        };
        let before = before.map(|(dossier, _)| dossier);
        statements.extend(lens.dossier_changed(before, &after, &head)?);
        let counted = project::dossier_counted(before, &after);
        statements.extend(counters::changes(tx.counter_slot(), &counted));
        statements.extend(extra);
        statements.extend(told);
        let answer = DossierAnswer::of(&after, head.version);
        if let Some(once) = self.once {
            statements.push(idempotency::noted(
                &self.principal.id,
                &once.key,
                &once.fingerprint,
                &project::json(&answer)?,
                self.now.as_microsecond(),
            ));
        }
        tx.batch(&statements).await?;
        Ok(answer)
    }
}
