//! Who read what is protected, as pages show it. The truth is the journal: a batch of readings is
//! one entry of the stream of its day, and each line of it is a row here.

use serde::{Deserialize, Serialize};

use crate::dossiers::limit;
use crate::error::StoreError;
use crate::sql::{Row, Statement, Tx, Value};

/// One reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The stream of what was read, `dossier/7`.
    pub subject: String,
    pub person: String,
    /// What of it: `file`, `paper/declaration`.
    pub what: String,
    /// Microseconds.
    pub at: i64,
}

/// The statements that show the readings of one entry of the journal.
#[must_use]
pub fn shown(stream: &str, version: i64, readings: &[Reading]) -> Vec<Statement> {
    let rows = (0_i64..).zip(readings).map(|(place, reading)| {
        (
            "INSERT INTO reading (stream, version, place, subject, person, what, at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
                .into(),
            vec![
                stream.into(),
                version.into(),
                place.into(),
                Value::from(&reading.subject),
                Value::from(&reading.person),
                Value::from(&reading.what),
                reading.at.into(),
            ],
        )
    });
    rows.collect()
}

fn reading(row: &Row) -> Result<Reading, StoreError> {
    Ok(Reading { subject: row.text(0)?, person: row.text(1)?, what: row.text(2)?, at: row.int(3)? })
}

/// The last `page` readings of a dossier or record, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_subject(
    tx: &mut Tx,
    subject: &str,
    page: usize,
) -> Result<Vec<Reading>, StoreError> {
    let sql = "SELECT subject, person, what, at FROM reading WHERE subject = ?1 \
               ORDER BY at DESC, stream DESC, version DESC, place DESC LIMIT ?2";
    tx.query(sql, &[subject.into(), limit(page)]).await?.iter().map(reading).collect()
}

/// The last `page` things that a person read, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_person(tx: &mut Tx, person: &str, page: usize) -> Result<Vec<Reading>, StoreError> {
    let sql = "SELECT subject, person, what, at FROM reading WHERE person = ?1 \
               ORDER BY at DESC, stream DESC, version DESC, place DESC LIMIT ?2";
    tx.query(sql, &[person.into(), limit(page)]).await?.iter().map(reading).collect()
}
