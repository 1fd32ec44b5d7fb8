//! Looking after the memory of the office: verify, checkpoint, rebuild, back up, restore.

use std::collections::BTreeMap;

use daumoi_definition::Department;
use daumoi_dossier::{Dossier, Happened};
use daumoi_register::{Happened as RecordHappened, Record};
use daumoi_store::checkpoint::{self, Checkpoint};
use daumoi_store::journal::{self, Head, Stored};
use daumoi_store::sql::Statement;
use daumoi_store::verify::{self, Naming, Problem, Witnesses};
use daumoi_store::{Dialect, StoreError, Tx, readings, rebuild};
use futures::FutureExt;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::failure::Failure;
use crate::office::Office;
use crate::project::{self, CounterChange, Lens};
use crate::readings::Batch;

/// How many entries are folded before their rows are written.
const CHUNK: i64 = 2_000;

/// What a rebuild did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Rebuilt {
    pub entries: u64,
    pub streams: u64,
}

impl Office {
    /// Signs a checkpoint over what was added since the last one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn checkpoint(&self) -> Result<Option<Checkpoint>, Failure> {
        let (key, at) = (self.inner.key.clone(), self.now().as_microsecond());
        let made = self.inner.store.write(move |tx| {
            let key = key.clone();
            async move { checkpoint::make(tx, &key, at).await }.boxed()
        });
        Ok(made.await?)
    }

    /// Names everything that is wrong with the journal. `kept` are checkpoints kept elsewhere.
    ///
    /// # Errors
    /// When the store fails; what is wrong with the journal is the answer.
    pub async fn verify(&self, kept: Vec<String>) -> Result<Vec<Problem>, Failure> {
        let key = self.inner.key.verifying_key();
        let found = self.inner.store.read(move |tx| {
            async move {
                let naming = Naming {
                    dossier: |id, _| project::dossier_stream(id),
                    record: |id, _, _| project::record_stream(id),
                };
                verify::journal(tx, &Witnesses { key: &key, naming, kept: &kept }).await
            }
            .boxed()
        });
        Ok(found.await?)
    }

    /// Makes everything pages read again when a new version of the program wants it made anew.
    ///
    /// # Errors
    /// As [`Office::rebuild`].
    pub async fn catch_up(&self) -> Result<Option<Rebuilt>, Failure> {
        let is_wanted = self.inner.store.read(|tx| rebuild::is_wanted(tx).boxed());
        let is_wanted: Result<bool, StoreError> = is_wanted.await;
        if is_wanted? { self.rebuild().await.map(Some) } else { Ok(None) }
    }

    /// Makes everything pages read again from the journal, in one transaction.
    ///
    /// # Errors
    /// When the store fails or an entry cannot be read.
    pub async fn rebuild(&self) -> Result<Rebuilt, Failure> {
        let office = self.clone();
        let done = self.inner.store.write(move |tx| {
            let office = office.clone();
            async move { rebuild_all(tx, &office).await }.boxed()
        });
        Ok(done.await?)
    }
}

/// Streams folded into the rows that pages read, each once.
pub(crate) struct Folding<'a> {
    department: &'a Department,
    zone: &'a TimeZone,
    counters: BTreeMap<(String, i64), i64>,
    pub(crate) statements: Vec<Statement>,
    pub(crate) done: Rebuilt,
}

async fn rebuild_all(tx: &mut Tx, office: &Office) -> Result<Rebuilt, StoreError> {
    rebuild::clear(tx).await?;
    let department = office.department();
    let mut walk = Folding::new(&department, office);
    let mut place = (String::new(), 0_i64);
    let mut stream: Vec<Stored> = Vec::new();
    loop {
        let page = journal::in_stream_order(tx, (&place.0, place.1), CHUNK).await?;
        let is_last = i64::try_from(page.len()).unwrap_or(0) < CHUNK;
        for entry in page {
            if stream.last().is_some_and(|last| last.stream != entry.stream) {
                walk.fold(tx, &stream)?;
                stream.clear();
            }
            place = (entry.stream.clone(), entry.version);
            stream.push(entry);
        }
        walk.write(tx).await?;
        if is_last {
            break;
        }
    }
    walk.fold(tx, &stream)?;
    walk.write(tx).await?;
    walk.write_counters(tx).await?;
    Ok(walk.done)
}

impl<'a> Folding<'a> {
    pub(crate) fn new(department: &'a Department, office: &'a Office) -> Self {
        Self {
            department,
            zone: &office.inner.zone,
            counters: BTreeMap::new(),
            statements: Vec::new(),
            done: Rebuilt::default(),
        }
    }

    fn fold(&mut self, tx: &Tx, stream: &[Stored]) -> Result<(), StoreError> {
        let Some(last) = stream.last() else { return Ok(()) };
        let head = Head { version: last.version, hash: last.hash.clone() };
        let bodies = stream.iter().map(|stored| stored.entry.body.as_str());
        self.stream(tx.dialect(), &last.stream, &head, bodies)?;
        Ok(())
    }

    /// The rows of one whole stream; the dossier, when it is one's.
    pub(crate) fn stream<'b>(
        &mut self,
        dialect: Dialect,
        stream: &str,
        head: &Head,
        bodies: impl Iterator<Item = &'b str>,
    ) -> Result<Option<Dossier>, StoreError> {
        self.done.streams += 1;
        self.done.entries += u64::try_from(head.version).unwrap_or(0);
        let lens = Lens { department: self.department, zone: self.zone, dialect };
        let broken = || StoreError::corrupt(format!("{stream} has no beginning"));
        match stream.split('/').next() {
            Some("dossier") => {
                let happened: Vec<Happened> = read_all(stream, bodies)?;
                let dossier = Dossier::folded(&happened).ok_or_else(broken)?;
                self.count(project::dossier_counted(None, &dossier));
                self.statements.extend(lens.dossier_changed(None, &dossier, head)?);
                Ok(Some(dossier))
            }
            Some("record") => {
                let happened: Vec<RecordHappened> = read_all(stream, bodies)?;
                let record = Record::folded(&happened).ok_or_else(broken)?;
                self.count(project::record_counted(None, &record));
                self.statements.extend(lens.record_changed(None, &record, head)?);
                Ok(None)
            }
            Some("reading") => {
                self.statements.extend(shown(stream, bodies)?);
                Ok(None)
            }
            _ => Ok(None),
        }
    }

    fn count(&mut self, changes: Vec<CounterChange>) {
        for (name, sight, amount) in changes {
            *self.counters.entry((name, sight)).or_insert(0) += amount;
        }
    }

    pub(crate) async fn write(&mut self, tx: &mut Tx) -> Result<(), StoreError> {
        let statements = std::mem::take(&mut self.statements);
        tx.batch(&statements).await
    }

    pub(crate) async fn write_counters(&mut self, tx: &mut Tx) -> Result<(), StoreError> {
        let changes: Vec<CounterChange> = std::mem::take(&mut self.counters)
            .into_iter()
            .map(|((name, sight), amount)| (name, sight, amount))
            .collect();
        tx.batch(&daumoi_store::counters::changes(0, &changes)).await
    }
}

/// Streams have no gaps: the first entry is version 1.
fn shown<'b>(
    stream: &str,
    bodies: impl Iterator<Item = &'b str>,
) -> Result<Vec<Statement>, StoreError> {
    let batches: Vec<Batch> = read_all(stream, bodies)?;
    let numbered = (1_i64..).zip(&batches);
    Ok(numbered
        .flat_map(|(version, batch)| readings::shown(stream, version, &batch.read))
        .collect())
}

fn read_all<'b, T: for<'de> serde::Deserialize<'de>>(
    stream: &str,
    bodies: impl Iterator<Item = &'b str>,
) -> Result<Vec<T>, StoreError> {
    bodies
        .enumerate()
        .map(|(index, body)| {
            serde_json::from_str(body)
                .map_err(|error| StoreError::corrupt(format!("{stream} {}: {error}", index + 1)))
        })
        .collect()
}
