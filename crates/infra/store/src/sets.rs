//! Definitions as they were published: whole sets, and the editions that cases are pinned to.
//!
//! What was published never changes: the same fingerprint is the same text.

use crate::error::StoreError;
use crate::sql::{Row, Statement, Tx, Value};

/// A published set of definitions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetRow {
    pub fingerprint: String,
    pub published_at: i64,
    pub number: i64,
    pub body: String,
}

/// One edition of one procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionRow {
    pub fingerprint: String,
    pub procedure: String,
    pub edition: String,
    pub body: String,
}

/// The statement that publishes a set; publishing the same set again changes nothing.
#[must_use]
pub fn published(row: &SetRow) -> Statement {
    (
        "INSERT INTO definition_set (fingerprint, published_at, number, body) \
         VALUES (?1, ?2, ?3, ?4) ON CONFLICT (fingerprint) DO NOTHING"
            .into(),
        vec![
            Value::from(&row.fingerprint),
            row.published_at.into(),
            row.number.into(),
            Value::from(&row.body),
        ],
    )
}

fn set(row: &Row) -> Result<SetRow, StoreError> {
    Ok(SetRow {
        fingerprint: row.text(0)?,
        published_at: row.int(1)?,
        number: row.int(2)?,
        body: row.text(3)?,
    })
}

/// The set published last.
///
/// # Errors
/// When the database fails.
pub async fn newest(tx: &mut Tx) -> Result<Option<SetRow>, StoreError> {
    let sql = "SELECT fingerprint, published_at, number, body FROM definition_set \
               ORDER BY number DESC LIMIT 1";
    tx.query_first(sql, &[]).await?.as_ref().map(set).transpose()
}

/// # Errors
/// When the database fails.
pub async fn load(tx: &mut Tx, fingerprint: &str) -> Result<Option<SetRow>, StoreError> {
    let sql = "SELECT fingerprint, published_at, number, body FROM definition_set \
               WHERE fingerprint = ?1";
    tx.query_first(sql, &[fingerprint.into()]).await?.as_ref().map(set).transpose()
}

/// The statement that keeps an edition; keeping it again changes nothing.
#[must_use]
pub fn edition_kept(row: &EditionRow) -> Statement {
    (
        "INSERT INTO edition (fingerprint, procedure, edition, body) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (fingerprint) DO NOTHING"
            .into(),
        vec![
            Value::from(&row.fingerprint),
            Value::from(&row.procedure),
            Value::from(&row.edition),
            Value::from(&row.body),
        ],
    )
}

/// # Errors
/// When the database fails.
pub async fn edition(tx: &mut Tx, fingerprint: &str) -> Result<Option<EditionRow>, StoreError> {
    let sql = "SELECT fingerprint, procedure, edition, body FROM edition WHERE fingerprint = ?1";
    let row = tx.query_first(sql, &[fingerprint.into()]).await?;
    row.map(|row| {
        Ok(EditionRow {
            fingerprint: row.text(0)?,
            procedure: row.text(1)?,
            edition: row.text(2)?,
            body: row.text(3)?,
        })
    })
    .transpose()
}
