//! Reading dossiers: who sees what is one scope for list, get, search, count, export and feed.

use std::sync::Arc;

use daumoi_access::{Organisation, Principal, desks, has_role};
use daumoi_calendar::{Proof, prove};
use daumoi_definition::Effect;
use daumoi_dossier::{Dossier, Happened};
use daumoi_kernel::{Text, vietnamese};
use daumoi_store::journal::{Position, Stored};
use daumoi_store::search::SearchWord;
use daumoi_store::tasks::{InboxCursor, InboxItem, Whose};
use daumoi_store::{
    Scope, StoreError, counters, dossiers, journal, scope as sights, search, tasks,
};
use futures::FutureExt;
use serde::Serialize;

use crate::failure::{Failure, Refused};
use crate::office::Office;
use crate::{act, project};

/// A dossier with everything the case file shows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DossierView {
    pub version: i64,
    pub dossier: Dossier,
    pub timeline: Vec<TimelineEntry>,
    /// What the reader may do next, in the order of the flow.
    pub next_actions: Vec<NextAction>,
    /// The day-by-day reasoning of each clock.
    pub proofs: Vec<(String, Proof)>,
}

/// One entry of the case's history.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TimelineEntry {
    pub version: i64,
    pub kind: String,
    #[serde(flatten)]
    pub happened: Happened,
}

/// An action that is open now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NextAction {
    pub action: String,
    pub title: Text,
    pub does: Effect,
    pub roles: Vec<String>,
}

/// What anyone with the code and the second secret may know of a dossier.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tracked {
    pub code: String,
    pub procedure: Text,
    pub state: Text,
    pub status: i64,
    pub due: Option<String>,
    pub asked: Vec<daumoi_dossier::ItemAsked>,
    pub number: Option<String>,
}

/// What `principal` may see, for the store. The one place that makes a scope.
///
/// # Errors
/// When the store fails.
pub async fn scope(office: &Office, principal: &Principal) -> Result<Scope, Failure> {
    let known = office.inner.store.read(|tx| sights::all(tx).boxed()).await?;
    Ok(scope_among(office, principal, &known))
}

fn scope_among(
    office: &Office,
    principal: &Principal,
    known: &[(i64, daumoi_store::Sight)],
) -> Scope {
    let department = office.department();
    let day = office.local_now().date();
    if principal.is_system() {
        return Scope::All;
    }
    let organisation = Organisation { units: &department.units, roles: &department.roles };
    let seen: Vec<i64> = known
        .iter()
        .filter(|(_, sight)| organisation.sees(principal, &sight.units, sight.duty, day))
        .map(|(id, _)| *id)
        .collect();
    // Who sees every set there is reads the index of all cases, like the office itself.
    if seen.len() == known.len() && !known.is_empty() { Scope::All } else { Scope::Sights(seen) }
}

impl Office {
    /// The work that waits for `principal`: taken by them, or open for a role they hold.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn inbox(
        &self,
        principal: &Principal,
        only_mine: bool,
        mut after: Option<InboxCursor>,
        limit: usize,
    ) -> Result<Vec<InboxItem>, Failure> {
        let (department, day) = (self.department(), self.local_now().date());
        let organisation = Organisation { units: &department.units, roles: &department.roles };
        let whose: Arc<[Whose]> = if only_mine {
            [Whose::Officer(principal.id.clone())].into()
        } else {
            let desks = desks(principal, day).into_iter();
            desks.map(|(unit, role)| Whose::Role { unit, role }).collect()
        };
        let mut kept = Vec::new();
        loop {
            let whose = Arc::clone(&whose);
            let page = self.inner.store.read(move |tx| {
                async move { tasks::inbox(tx, &whose, None, after, limit).await }.boxed()
            });
            let found: Vec<InboxItem> = page.await?;
            let is_last = found.len() < limit;
            after = found.last().map(InboxItem::cursor);
            // A grant may be for some duties alone, and what was taken under it outlives it.
            kept.extend(found.into_iter().filter(|item| {
                let place = (project::duty_of(&item.dossier.point), day);
                let role = std::slice::from_ref(&item.task.role);
                organisation.holds(principal, role, Some(&item.task.unit), place)
            }));
            if is_last || kept.len() >= limit {
                kept.truncate(limit);
                return Ok(kept);
            }
        }
    }

    /// The case file.
    ///
    /// # Errors
    /// When there is no such dossier for the one who asks.
    pub async fn dossier(&self, principal: &Principal, code: &str) -> Result<DossierView, Failure> {
        let loaded = self.visible_dossier(principal, code).await?;
        let (version, dossier) = loaded;
        self.note_dossier_read(principal, &dossier, "file");
        let stream = project::dossier_stream(dossier.id);
        let entries = self
            .inner
            .store
            .read(move |tx| {
                let stream = stream.clone();
                async move { journal::of_stream(tx, &stream).await }.boxed()
            })
            .await?;
        let department = self.department();
        let timeline = entries.iter().map(timeline_entry).collect::<Result<_, _>>()?;
        let proofs = dossier
            .clocks
            .iter()
            .map(|(id, clock)| (id.clone(), prove(&clock.clock, &department.calendar)))
            .collect();
        let next_actions = department
            .flow(&dossier.flow)
            .map(|flow| {
                let open = flow
                    .actions
                    .iter()
                    .filter(|action| action.from.iter().any(|state| state == dossier.state()));
                open.map(|action| NextAction {
                    action: action.id.clone(),
                    title: action.title.clone(),
                    does: action.does,
                    roles: action.roles.clone(),
                })
                .collect()
            })
            .unwrap_or_default();
        Ok(DossierView { version, dossier, timeline, next_actions, proofs })
    }

    pub(crate) async fn visible_dossier(
        &self,
        principal: &Principal,
        code: &str,
    ) -> Result<(i64, Dossier), Failure> {
        let (office, reader, wanted) = (self.clone(), principal.clone(), code.to_owned());
        let found = self
            .inner
            .store
            .read(move |tx| {
                let (office, reader) = (office.clone(), reader.clone());
                let wanted = wanted.clone();
                async move {
                    let known = sights::all(tx).await?;
                    let scope = scope_among(&office, &reader, &known);
                    if let Some(row) = dossiers::get_visible(tx, &scope, &wanted).await? {
                        return Ok(Some((row, true)));
                    }
                    let unseen = dossiers::load(tx, &wanted).await?;
                    Ok::<_, StoreError>(unseen.map(|row| (row, false)))
                }
                .boxed()
            })
            .await?;
        let missing = || Refused::NotFound { what: format!("dossier {code}") };
        let (row, is_seen) = found.ok_or_else(missing)?;
        let dossier = serde_json::from_str(&row.body)
            .map_err(|error| StoreError::corrupt(format!("dossier {code}: {error}")))?;
        // Whoever handed it in may follow it, without a grant at any unit.
        if !is_seen && !act::is_own(&dossier, principal) {
            return Err(missing().into());
        }
        Ok((row.version, dossier))
    }

    /// How many cases stand where, among those that `principal` may see: by procedure and status.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn counts(&self, principal: &Principal) -> Result<Vec<(String, i64)>, Failure> {
        let scope = scope(self, principal).await?;
        let totals = self.inner.store.read(move |tx| {
            let scope = scope.clone();
            async move { counters::totals(tx, "dossier/", &scope).await }.boxed()
        });
        Ok(totals.await?)
    }

    /// Dossiers and records with these words, among those that `principal` may see.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn search(
        &self,
        principal: &Principal,
        text: &str,
        limit: usize,
    ) -> Result<Vec<Hit>, Failure> {
        let scope = scope(self, principal).await?;
        let words = search_words(text);
        let found = self.inner.store.read(move |tx| {
            let (scope, words) = (scope.clone(), words.clone());
            async move {
                let mut hits = Vec::new();
                for (id, kind) in search::find(tx, &scope, &words, limit).await? {
                    hits.extend(hit(tx, id, &kind).await?);
                }
                Ok::<_, StoreError>(hits)
            }
            .boxed()
        });
        Ok(found.await?)
    }

    /// Where the journal stands: [`Office::changes`] from here on tells what comes.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn newest_change(&self) -> Result<Position, Failure> {
        Ok(self.inner.store.read(|tx| journal::newest(tx).boxed()).await?)
    }

    /// Entries of the journal after a position, of what `principal` may see, and where to go on.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn changes(
        &self,
        principal: &Principal,
        after: Position,
        limit: i64,
    ) -> Result<(Vec<Stored>, Position), Failure> {
        let (office, reader) = (self.clone(), principal.clone());
        let page = self.inner.store.read(move |tx| {
            async move {
                // In one picture: an entry of a set of units that became known a moment later would
                // be passed over for good.
                let known = sights::all(tx).await?;
                let scope = scope_among(&office, &reader, &known);
                let entries = journal::feed(tx, after, limit).await?;
                let next = entries.last().map_or(after, |entry| entry.position);
                let visible = sights::visible(tx, &scope, entries).await?;
                Ok::<_, StoreError>((visible, next))
            }
            .boxed()
        });
        Ok(page.await?)
    }

    /// The state of a dossier for whoever knows its code and the applicant's identity number.
    ///
    /// # Errors
    /// When the two do not belong together: then nothing is told.
    pub async fn track(&self, code: &str, id_no: &str) -> Result<Tracked, Failure> {
        let wanted = code.to_owned();
        let row = self
            .inner
            .store
            .read(move |tx| {
                let wanted = wanted.clone();
                async move { dossiers::load(tx, &wanted).await }.boxed()
            })
            .await?;
        let row = row.filter(|row| row.applicant_key == id_no.trim());
        let row = row.ok_or_else(|| Refused::NotFound { what: format!("dossier {code}") })?;
        let dossier: Dossier = serde_json::from_str(&row.body)
            .map_err(|error| StoreError::corrupt(format!("dossier {code}: {error}")))?;
        let department = self.department();
        let procedure = department.procedure(&dossier.procedure);
        let state = department.flow(&dossier.flow).and_then(|flow| flow.state(dossier.state()));
        Ok(Tracked {
            code: dossier.code.clone(),
            procedure: procedure.map(|it| it.title.clone()).unwrap_or_default(),
            state: state.map(|state| state.title.clone()).unwrap_or_default(),
            status: row.status,
            due: row.due,
            asked: dossier.asked,
            number: dossier.signed.map(|signed| signed.number),
        })
    }

    /// Whether `principal` may look at the inside of the machine: journal, definitions, jobs.
    #[must_use]
    pub fn is_administrator(&self, principal: &Principal) -> bool {
        has_role(principal, "administrator", self.local_now().date())
    }
}

/// The words of a question, in the forms in which they are compared.
pub(crate) fn search_words(text: &str) -> Vec<SearchWord> {
    vietnamese::words(text)
        .into_iter()
        .map(|exact| SearchWord {
            folded: vietnamese::fold(&exact),
            has_marks: vietnamese::has_marks(&exact),
            exact,
        })
        .collect()
}

/// Something found by its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hit {
    pub kind: String,
    /// The code of a dossier, or the number of a record.
    pub key: String,
    pub title: String,
    pub what: String,
}

async fn hit(tx: &mut daumoi_store::Tx, id: i64, kind: &str) -> Result<Option<Hit>, StoreError> {
    let kind = kind.to_owned();
    if kind == "dossier" {
        let row = dossiers::load_by_id(tx, id).await?;
        return Ok(row.map(|row| Hit {
            kind,
            key: row.code,
            title: row.applicant,
            what: row.procedure,
        }));
    }
    let row = daumoi_store::records::load_by_id(tx, id).await?;
    Ok(row.map(|row| Hit { kind, key: row.number, title: row.holder, what: row.register }))
}

fn timeline_entry(stored: &Stored) -> Result<TimelineEntry, StoreError> {
    let happened = serde_json::from_str(&stored.entry.body)
        .map_err(|error| StoreError::corrupt(format!("{}: {error}", stored.stream)))?;
    Ok(TimelineEntry { version: stored.version, kind: stored.entry.kind.clone(), happened })
}
