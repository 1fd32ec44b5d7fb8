//! Whole histories from elsewhere: cases and records that ran their course in another system, or
//! that a measurement needs by the million.
//!
//! Their entries go into the journal as they are; the rows that pages read are made by the code of a
//! rebuild, so the two cannot differ. The books and the series of codes move behind the numbers that
//! came along. Not here: judging. What happened has happened.

use std::collections::BTreeMap;

use daumoi_dossier::Dossier;
use daumoi_store::journal::{self, Entry, Head};
use daumoi_store::numbers::{self, NumberRow};
use daumoi_store::sql::Statement;
use daumoi_store::{StoreError, Tx};
use futures::FutureExt;

use crate::failure::Failure;
use crate::maintenance::{Folding, Rebuilt};
use crate::office::Office;

/// Everything that happened to one case or record, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// `dossier/<id>` or `record/<id>`.
    pub stream: String,
    pub entries: Vec<Entry>,
}

impl Office {
    /// Takes in histories of streams that are not here yet, all in one transaction.
    ///
    /// # Errors
    /// When one of them is here already, cannot be read, or the store fails; then none is taken.
    pub async fn adopt(&self, histories: Vec<History>) -> Result<Rebuilt, Failure> {
        let office = self.clone();
        let taken = self
            .inner
            .store
            .write_once(move |tx| async move { adopt(tx, &office, &histories).await }.boxed());
        Ok(taken.await?)
    }
}

async fn adopt(tx: &mut Tx, office: &Office, histories: &[History]) -> Result<Rebuilt, StoreError> {
    let department = office.department();
    let mut folding = Folding::new(&department, office);
    let mut books = Books::default();
    for history in histories {
        let (appended, head) =
            journal::appended(&history.stream, &Head::default(), &history.entries);
        folding.statements.extend(appended);
        let bodies = history.entries.iter().map(|entry| entry.body.as_str());
        if let Some(dossier) = folding.stream(tx.dialect(), &history.stream, &head, bodies)? {
            books.note(&dossier, &history.stream, &mut folding.statements);
        }
    }
    folding.statements.extend(books.moved());
    folding.write(tx).await?;
    folding.write_counters(tx).await?;
    Ok(folding.done)
}

/// The highest number of each book and of each series of codes.
#[derive(Default)]
struct Books {
    numbers: BTreeMap<(String, i64), i64>,
    codes: BTreeMap<(String, String), i64>,
}

impl Books {
    fn note(&mut self, dossier: &Dossier, stream: &str, statements: &mut Vec<Statement>) {
        if let Some(signed) = &dossier.signed {
            statements.push(numbers::entered(&NumberRow {
                series: signed.series.clone(),
                year: signed.year,
                seq: signed.seq,
                number: signed.number.clone(),
                signed_on: signed.on.to_string(),
                stream: stream.to_owned(),
                is_void: false,
            }));
            let last = self.numbers.entry((signed.series.clone(), signed.year)).or_default();
            *last = signed.seq.max(*last);
        }
        let mut parts = dossier.code.rsplitn(3, '-');
        if let (Some(seq), Some(day), Some(body)) = (parts.next(), parts.next(), parts.next())
            && let Ok(seq) = seq.parse()
        {
            let last = self.codes.entry((body.to_owned(), day.to_owned())).or_default();
            *last = (*last).max(seq);
        }
    }

    fn moved(&self) -> Vec<Statement> {
        let books = self.numbers.iter();
        let mut statements: Vec<Statement> = books
            .map(|((series, year), last)| numbers::taken_up_to(series, *year, *last))
            .collect();
        let codes = self.codes.iter();
        statements
            .extend(codes.map(|((body, day), last)| numbers::codes_given_up_to(body, day, *last)));
        statements
    }
}
