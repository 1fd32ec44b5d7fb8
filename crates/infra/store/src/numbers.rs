//! Numbers that must have no gaps, taken inside the transaction that uses them, and the books in
//! which they are entered.
//!
//! Not here: how a number is written out.

use crate::error::StoreError;
use crate::sql::{Row, Statement, Tx, Value};

/// A number as it stands in its book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberRow {
    pub series: String,
    pub year: i64,
    pub seq: i64,
    /// As it is printed.
    pub number: String,
    pub signed_on: String,
    pub stream: String,
    pub is_void: bool,
}

/// The next number of a series in a year. The transaction that took it holds the series until its
/// end: when it fails, the number is free again and the next one gets it.
///
/// # Errors
/// When the database fails.
pub async fn next(tx: &mut Tx, series: &str, year: i64) -> Result<i64, StoreError> {
    let sql = "INSERT INTO book (series, year, last) VALUES (?1, ?2, 1) \
               ON CONFLICT (series, year) DO UPDATE SET last = book.last + 1 RETURNING last";
    taken(tx, sql, &[series.into(), year.into()]).await
}

/// The next running number of the codes that `body` gives to cases on `day`.
///
/// # Errors
/// When the database fails.
pub async fn next_code(tx: &mut Tx, body: &str, day: &str) -> Result<i64, StoreError> {
    let sql = "INSERT INTO code_series (body, day, last) VALUES (?1, ?2, 1) \
               ON CONFLICT (body, day) DO UPDATE SET last = code_series.last + 1 RETURNING last";
    taken(tx, sql, &[body.into(), day.into()]).await
}

async fn taken(tx: &mut Tx, sql: &str, values: &[Value]) -> Result<i64, StoreError> {
    let row = tx.query_first(sql, values).await?;
    row.ok_or_else(|| StoreError::corrupt("no number was given"))?.int(0)
}

/// The statement that moves a book behind numbers that were given elsewhere; it never moves it back.
#[must_use]
pub fn taken_up_to(series: &str, year: i64, last: i64) -> Statement {
    (
        "INSERT INTO book (series, year, last) VALUES (?1, ?2, ?3) \
         ON CONFLICT (series, year) DO UPDATE SET last = \
         CASE WHEN book.last < excluded.last THEN excluded.last ELSE book.last END"
            .into(),
        vec![series.into(), year.into(), last.into()],
    )
}

/// As [`taken_up_to`], for the running numbers of codes.
#[must_use]
pub fn codes_given_up_to(body: &str, day: &str, last: i64) -> Statement {
    (
        "INSERT INTO code_series (body, day, last) VALUES (?1, ?2, ?3) \
         ON CONFLICT (body, day) DO UPDATE SET last = \
         CASE WHEN code_series.last < excluded.last THEN excluded.last ELSE code_series.last END"
            .into(),
        vec![body.into(), day.into(), last.into()],
    )
}

/// The statement that enters a number in its book.
#[must_use]
pub fn entered(row: &NumberRow) -> Statement {
    (
        "INSERT INTO official_number (series, year, seq, number, signed_on, stream, is_void) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
            .into(),
        vec![
            Value::from(&row.series),
            row.year.into(),
            row.seq.into(),
            Value::from(&row.number),
            Value::from(&row.signed_on),
            Value::from(&row.stream),
            row.is_void.into(),
        ],
    )
}

/// The statement that marks a number as void. It stays in the book and is never given again.
#[must_use]
pub fn voided(series: &str, year: i64, seq: i64) -> Statement {
    (
        "UPDATE official_number SET is_void = 1 WHERE series = ?1 AND year = ?2 AND seq = ?3"
            .into(),
        vec![series.into(), year.into(), seq.into()],
    )
}

/// Up to `limit` numbers of a series in a year, after the number `after`.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx,
    series: &str,
    year: i64,
    after: i64,
    limit: usize,
) -> Result<Vec<NumberRow>, StoreError> {
    let sql = "SELECT series, year, seq, number, signed_on, stream, is_void FROM official_number \
               WHERE series = ?1 AND year = ?2 AND seq > ?3 ORDER BY seq LIMIT ?4";
    let values = [series.into(), year.into(), after.into(), crate::dossiers::limit(limit)];
    tx.query(sql, &values).await?.iter().map(number).collect()
}

fn number(row: &Row) -> Result<NumberRow, StoreError> {
    Ok(NumberRow {
        series: row.text(0)?,
        year: row.int(1)?,
        seq: row.int(2)?,
        number: row.text(3)?,
        signed_on: row.text(4)?,
        stream: row.text(5)?,
        is_void: row.truth(6)?,
    })
}
