//! Definitions on their way into force: read from a folder, checked as a whole, kept with every
//! edition a case may pin; and what a changed set would touch before it is published.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use daumoi_calendar::{Due, diff};
use daumoi_definition::{Changes, Department, Finding, ObjectKind, SourceFile, compare, load};
use daumoi_dossier::Dossier;
use daumoi_store::cases::Narrowed;
use daumoi_store::sets::{EditionRow, SetRow};
use daumoi_store::{Scope, Store, StoreError, Tx, cases, counters, dossiers, journal, sets};
use futures::FutureExt;
use jiff::Timestamp;
use serde::Serialize;

use crate::failure::Failure;
use crate::office::Office;
use crate::project;
use crate::submit::entry;

/// Reads every `.toml` below `folder`, in the order of their paths.
///
/// # Errors
/// When the folder or a file in it cannot be read.
pub fn read_folder(folder: &Path) -> Result<Vec<SourceFile>, StoreError> {
    let mut files = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(current) = waiting.pop() {
        let failed = |cause| StoreError::File { what: current.display().to_string(), cause };
        for found in std::fs::read_dir(&current).map_err(failed)? {
            let path = found.map_err(failed)?.path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                let text = std::fs::read_to_string(&path).map_err(|cause| StoreError::File {
                    what: path.display().to_string(),
                    cause,
                })?;
                let name = path.strip_prefix(folder).unwrap_or(&path);
                files.push(SourceFile { path: name.display().to_string(), text });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// Which definitions an office starts with.
#[derive(Debug)]
pub struct TakenUp {
    pub department: Department,
    /// Why the folder was not taken: the set that was in force before stays.
    pub refused: Vec<Finding>,
}

/// Takes the folder's definitions into force when they are sound; else the ones that were in force
/// before. A bad definition never replaces a good one.
///
/// # Errors
/// When the store fails, or there is no sound set at all.
pub async fn take_up(
    store: &Store,
    files: Vec<SourceFile>,
    now: Timestamp,
) -> Result<TakenUp, TakeUpError> {
    match load(&files) {
        Ok(department) => {
            publish(store, &department, &files, now).await?;
            Ok(TakenUp { department, refused: Vec::new() })
        }
        Err(refused) => {
            let newest = store.read(|tx| sets::newest(tx).boxed()).await?;
            let Some(kept) = newest else { return Err(TakeUpError::Findings(refused)) };
            let files: Vec<(String, String)> = serde_json::from_str(&kept.body)
                .map_err(|error| StoreError::corrupt(format!("kept definitions: {error}")))?;
            let files: Vec<SourceFile> =
                files.into_iter().map(|(path, text)| SourceFile { path, text }).collect();
            let department = load(&files).map_err(TakeUpError::Findings)?;
            Ok(TakenUp { department, refused })
        }
    }
}

/// What became of a set that was to be published.
#[derive(Debug)]
pub struct Published {
    /// Empty when it is in force now.
    pub refused: Vec<Finding>,
}

/// Why no definitions could be taken into force.
#[derive(Debug, thiserror::Error)]
pub enum TakeUpError {
    #[error("the definitions have {} mistake(s), and no earlier set is kept", .0.len())]
    Findings(Vec<Finding>),
    #[error(transparent)]
    Store(#[from] StoreError),
}

async fn publish(
    store: &Store,
    department: &Department,
    files: &[SourceFile],
    now: Timestamp,
) -> Result<(), StoreError> {
    let fingerprint = department.fingerprint();
    let newest = store.read(|tx| sets::newest(tx).boxed()).await?;
    if newest.as_ref().is_some_and(|newest| newest.fingerprint == fingerprint) {
        return Ok(());
    }
    let number = newest.map_or(1, |newest| newest.number + 1);
    let texts: Vec<(&str, &str)> =
        files.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
    let mut statements = vec![sets::published(&SetRow {
        fingerprint: fingerprint.clone(),
        published_at: now.as_microsecond(),
        number,
        body: project::json(&texts)?,
    })];
    for procedure in department.procedures.values() {
        for edition in &procedure.editions {
            statements.push(sets::edition_kept(&EditionRow {
                fingerprint: edition.fingerprint.clone(),
                procedure: procedure.id.clone(),
                edition: edition.id.clone(),
                body: project::json(edition)?,
            }));
        }
    }
    let body = serde_json::json!({ "fingerprint": fingerprint, "number": number });
    let entry = entry("definitions.published", now, "system", &body)?;
    store
        .write(move |tx| {
            let (mut statements, entry) = (statements.clone(), entry.clone());
            async move {
                let head = journal::head(tx, "definitions").await?;
                let (appended, _) = journal::appended("definitions", &head, &[entry]);
                statements.extend(appended);
                tx.batch(&statements).await
            }
            .boxed()
        })
        .await
}

/// What a changed set touches.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Impact {
    pub changes: Changes,
    /// Open cases of the procedures that change; they finish under the edition they began under.
    pub open_cases: Vec<TouchedCase>,
    /// Records in the registers that change, by register.
    pub records: BTreeMap<String, i64>,
    /// Papers and registers whose printed or listed content changes.
    pub papers: Vec<String>,
    /// Reports that are computed from what changes.
    pub reports: Vec<String>,
    /// Open clocks whose end another calendar would move.
    pub moved_due_dates: Vec<MovedDue>,
}

#[derive(Clone, Debug, Serialize)]
pub struct TouchedCase {
    pub code: String,
    pub procedure: String,
    pub began_under: String,
    pub state: String,
    pub due: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct MovedDue {
    pub code: String,
    pub term: String,
    pub promised: Due,
    pub would_be: Due,
}

impl Office {
    /// Puts a new set of definitions into force, when it is sound; else the one in force stays and
    /// the answer says what is wrong.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn publish(&self, files: Vec<SourceFile>) -> Result<Published, Failure> {
        match load(&files) {
            Ok(department) => {
                publish(&self.inner.store, &department, &files, self.now()).await?;
                self.inner.live.replace(department);
                Ok(Published { refused: Vec::new() })
            }
            Err(refused) => Ok(Published { refused }),
        }
    }

    /// Lists what `new` would touch, before it is published.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn impact(&self, new: &Department) -> Result<Impact, Failure> {
        let old = self.department();
        let changes = compare(&old, new);
        let touched: BTreeSet<String> = changes
            .objects
            .iter()
            .filter(|change| matches!(change.kind, ObjectKind::Procedure | ObjectKind::Edition))
            .map(|change| change.id.clone())
            .collect();
        let flows: BTreeSet<&str> = of_kind(&changes, ObjectKind::Flow);
        let registers: BTreeSet<&str> = of_kind(&changes, ObjectKind::Register);
        let mut impact =
            Impact { papers: papers_of(new, &touched, &registers), ..Impact::default() };
        for dossier in self.open_dossiers().await? {
            if touched.contains(&dossier.procedure) || flows.contains(dossier.flow.as_str()) {
                impact.open_cases.push(touched_case(&dossier));
            }
            impact.moved_due_dates.extend(moved(&dossier, &old, new));
        }
        impact.records = self.records_of(&registers).await?;
        impact.reports = new
            .duties
            .iter()
            .filter(|duty| touches_duty(new, &touched, duty.number.into()))
            .map(|duty| format!("{} {}", duty.number, duty.title.vi))
            .collect();
        impact.changes = changes;
        Ok(impact)
    }

    /// Every case that is open now.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn open_dossiers(&self) -> Result<Vec<Dossier>, Failure> {
        let found = self.inner.store.read(|tx| open_dossiers(tx).boxed()).await?;
        Ok(found)
    }

    async fn records_of(
        &self,
        registers: &BTreeSet<&str>,
    ) -> Result<BTreeMap<String, i64>, Failure> {
        let totals = self
            .inner
            .store
            .read(|tx| async move { counters::totals(tx, "record/", &Scope::All).await }.boxed());
        let mut records = BTreeMap::new();
        for (name, count) in totals.await? {
            let register = name.split('/').nth(1).unwrap_or_default();
            if registers.contains(register) {
                *records.entry(register.to_owned()).or_insert(0) += count;
            }
        }
        Ok(records)
    }
}

const ROWS_AT_ONCE: usize = 500;

async fn open_dossiers(tx: &mut Tx) -> Result<Vec<Dossier>, StoreError> {
    let mut found = Vec::new();
    let open = Narrowed { is_open: Some(true), ..Narrowed::default() };
    let mut after = None;
    loop {
        let page = cases::list(tx, &Scope::All, &open, after, ROWS_AT_ONCE).await?;
        for summary in &page {
            if let Some(row) = dossiers::load_by_id(tx, summary.id).await? {
                found.push(
                    serde_json::from_str(&row.body)
                        .map_err(|error| StoreError::corrupt(format!("{}: {error}", row.code)))?,
                );
            }
        }
        match page.last() {
            Some(last) if page.len() == ROWS_AT_ONCE => after = Some(last.cursor()),
            _ => return Ok(found),
        }
    }
}

fn of_kind(changes: &Changes, kind: ObjectKind) -> BTreeSet<&str> {
    changes
        .objects
        .iter()
        .filter(|change| change.kind == kind)
        .map(|change| change.id.as_str())
        .collect()
}

fn touched_case(dossier: &Dossier) -> TouchedCase {
    TouchedCase {
        code: dossier.code.clone(),
        procedure: dossier.procedure.clone(),
        began_under: dossier.edition.id.clone(),
        state: dossier.state().to_owned(),
        due: dossier.promised.map(|due| due.to_string()),
    }
}

fn moved<'a>(
    dossier: &'a Dossier,
    old: &'a Department,
    new: &'a Department,
) -> impl Iterator<Item = MovedDue> + 'a {
    dossier.clocks.iter().filter_map(|(term, named)| {
        let (promised, would_be) = diff(&old.calendar, &new.calendar, &named.clock)?;
        Some(MovedDue { code: dossier.code.clone(), term: term.clone(), promised, would_be })
    })
}

/// The papers whose content changes: results of the procedures, extracts of the registers.
fn papers_of(
    new: &Department,
    procedures: &BTreeSet<String>,
    registers: &BTreeSet<&str>,
) -> Vec<String> {
    let results = procedures.iter().filter_map(|id| {
        let edition = new.procedure(id)?.editions.last()?;
        edition.result.as_ref().map(|result| result.title.vi.clone())
    });
    let lists = registers
        .iter()
        .filter_map(|id| new.register(id).map(|register| register.title.vi.clone()));
    let mut papers: Vec<String> = results.chain(lists).collect();
    papers.sort();
    papers.dedup();
    papers
}

fn touches_duty(new: &Department, procedures: &BTreeSet<String>, duty: i64) -> bool {
    procedures.iter().any(|id| {
        new.procedure(id).is_some_and(|procedure| project::duty_of(&procedure.point) == duty)
    })
}
