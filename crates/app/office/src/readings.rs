//! Who read what is protected. Readings are gathered in memory, off the way of the request, and
//! written to the journal every second: one entry a batch, in the stream of the day.
//!
//! Protected is a case that holds personal or secret answers, or whose applicant is a person or a
//! household; and a record of a register with such fields, read from inside. Not noted: the office's
//! own clock, and an applicant who looks at their own case.
//!
//! Reading never waits for this: a program that is killed loses the readings of the last second.

use std::collections::BTreeMap;
use std::sync::Mutex;

use daumoi_access::Principal;
use daumoi_definition::{Department, PartyKind, Register};
use daumoi_dossier::Dossier;
use daumoi_register::Record;
use daumoi_store::readings::{self as rows, Reading};
use daumoi_store::{StoreError, journal};
use futures::FutureExt;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::office::Office;
use crate::{act, project, submit};

/// The body of an entry of the journal.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Batch {
    pub(crate) read: Vec<Reading>,
}

/// What was read and by whom, and when first since the last batch.
type Key = (String, String, String);

/// Readings that wait to be written: each person and thing once.
#[derive(Debug, Default)]
pub(crate) struct Waiting(Mutex<BTreeMap<Key, i64>>);

impl Waiting {
    fn add(&self, key: Key, at: i64) {
        if let Ok(mut waiting) = self.0.lock() {
            waiting.entry(key).or_insert(at);
        }
    }

    fn take(&self) -> BTreeMap<Key, i64> {
        self.0.lock().map(|mut waiting| std::mem::take(&mut *waiting)).unwrap_or_default()
    }
}

/// A reading as the case file shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReadingLine {
    pub at: DateTime,
    pub person: String,
    /// `file`, `record`, `paper/<id>`.
    pub what: String,
    /// The stream of what was read.
    pub subject: String,
}

impl Office {
    /// Who read this case, the newest first; for whoever sees the case.
    ///
    /// # Errors
    /// When there is no such dossier for the one who asks.
    pub async fn who_read(
        &self,
        principal: &Principal,
        code: &str,
        limit: usize,
    ) -> Result<Vec<ReadingLine>, Failure> {
        let (_, dossier) = self.visible_dossier(principal, code).await?;
        self.write_readings().await?;
        let subject = project::dossier_stream(dossier.id);
        let read = self.inner.store.read(move |tx| {
            let subject = subject.clone();
            async move { rows::of_subject(tx, &subject, limit).await }.boxed()
        });
        let read: Result<Vec<Reading>, StoreError> = read.await;
        Ok(read?.into_iter().map(|reading| self.line(reading)).collect())
    }

    /// What a person read, the newest first: for an administrator who looks into a complaint.
    ///
    /// # Errors
    /// When the one who asks is not an administrator.
    pub async fn readings_of(
        &self,
        principal: &Principal,
        person: &str,
        limit: usize,
    ) -> Result<Vec<ReadingLine>, Failure> {
        if !self.is_administrator(principal) && !principal.is_system() {
            let action = "readings".to_owned();
            return Err(crate::failure::Refused::NotAllowed { action }.into());
        }
        self.write_readings().await?;
        let person = person.to_owned();
        let read = self.inner.store.read(move |tx| {
            let person = person.clone();
            async move { rows::of_person(tx, &person, limit).await }.boxed()
        });
        let read: Result<Vec<Reading>, StoreError> = read.await;
        Ok(read?.into_iter().map(|reading| self.line(reading)).collect())
    }

    fn line(&self, reading: Reading) -> ReadingLine {
        let Reading { person, what, subject, at } = reading;
        ReadingLine { at: self.local_of(at), person, what, subject }
    }

    /// Writes what was read since the last time. Called every second, and at the end.
    ///
    /// # Errors
    /// When the store fails; the readings wait for the next time.
    pub async fn write_readings(&self) -> Result<(), StoreError> {
        let taken = self.inner.readings.take();
        if taken.is_empty() {
            return Ok(());
        }
        let mut read: Vec<Reading> = Vec::with_capacity(taken.len());
        for ((subject, person, what), at) in taken {
            read.push(Reading { subject, person, what, at });
        }
        read.sort_by_key(|reading| reading.at);
        let batch = Batch { read };
        let written = self.written_batch(&batch).await;
        if written.is_err() {
            for Reading { subject, person, what, at } in batch.read {
                self.inner.readings.add((subject, person, what), at);
            }
        }
        written
    }

    async fn written_batch(&self, batch: &Batch) -> Result<(), StoreError> {
        let now = self.now();
        let stream = format!("reading/{}", self.local(now).date());
        let entry = submit::entry("reading.noted", now, "system", batch)?;
        let read = batch.read.clone();
        self.inner
            .store
            .write(move |tx| {
                let (stream, entry, read) = (stream.clone(), entry.clone(), read.clone());
                async move {
                    let head = journal::head(tx, &stream).await?;
                    let (mut statements, head) = journal::appended(&stream, &head, &[entry]);
                    statements.extend(rows::shown(&stream, head.version, &read));
                    tx.batch(&statements).await
                }
                .boxed()
            })
            .await
    }

    pub(crate) fn note_dossier_read(&self, principal: &Principal, dossier: &Dossier, what: &str) {
        let department = self.department();
        let is_officer = department.people.contains_key(&principal.id);
        let is_own = act::is_own(dossier, principal) && !is_officer;
        if is_own || !is_protected(&department, dossier) {
            return;
        }
        self.note_read(principal, project::dossier_stream(dossier.id), what);
    }

    pub(crate) fn note_record_read(
        &self,
        principal: &Principal,
        record: &Record,
        register: &Register,
    ) {
        if register.fields.iter().any(|field| field.field.personal || field.field.secret) {
            self.note_read(principal, project::record_stream(record.id), "record");
        }
    }

    fn note_read(&self, principal: &Principal, subject: String, what: &str) {
        if !principal.is_system() {
            let key = (subject, principal.id.clone(), what.to_owned());
            self.inner.readings.add(key, self.now().as_microsecond());
        }
    }
}

/// An edition that is not known here protects: better one line too many.
fn is_protected(department: &Department, dossier: &Dossier) -> bool {
    matches!(dossier.applicant.kind, PartyKind::Citizen | PartyKind::Household)
        || department
            .edition(&dossier.procedure, &dossier.edition.id)
            .is_none_or(|edition| edition.fields.iter().any(|it| it.personal || it.secret))
}
