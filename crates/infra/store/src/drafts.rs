//! What applicants have begun and not handed in. A draft is kept as it was typed and goes away by
//! itself; it is no record of the office and stands in no journal.

use crate::error::StoreError;
use crate::sql::{Row, Statement, Tx, Value};

/// A dossier that is being filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRow {
    pub code: String,
    pub version: i64,
    pub procedure: String,
    /// The dossier that it became.
    pub dossier: Option<String>,
    pub begun_at: i64,
    pub changed_at: i64,
    pub expires_at: i64,
    pub body: String,
}

/// The statement that begins a draft.
#[must_use]
pub fn begun(row: &DraftRow) -> Statement {
    (
        "INSERT INTO draft (code, version, procedure, dossier, begun_at, changed_at, expires_at, \
         body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
            .into(),
        vec![
            Value::from(&row.code),
            row.version.into(),
            Value::from(&row.procedure),
            row.dossier.as_ref().into(),
            row.begun_at.into(),
            row.changed_at.into(),
            row.expires_at.into(),
            Value::from(&row.body),
        ],
    )
}

/// The draft of a code, unless it has expired.
///
/// # Errors
/// When the database fails.
pub async fn load(tx: &mut Tx, code: &str, now: i64) -> Result<Option<DraftRow>, StoreError> {
    let sql = "SELECT code, version, procedure, dossier, begun_at, changed_at, expires_at, body \
               FROM draft WHERE code = ?1 AND expires_at > ?2";
    tx.query_first(sql, &[code.into(), now.into()]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<DraftRow, StoreError> {
    Ok(DraftRow {
        code: row.text(0)?,
        version: row.int(1)?,
        procedure: row.text(2)?,
        dossier: row.opt_text(3)?,
        begun_at: row.int(4)?,
        changed_at: row.int(5)?,
        expires_at: row.int(6)?,
        body: row.text(7)?,
    })
}

/// Writes a draft over the version it was read at.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody was faster: read it again.
pub async fn changed(tx: &mut Tx, row: &DraftRow) -> Result<(), StoreError> {
    let sql = "UPDATE draft SET version = version + 1, dossier = ?3, changed_at = ?4, \
               expires_at = ?5, body = ?6 WHERE code = ?1 AND version = ?2";
    let values = [
        Value::from(&row.code),
        row.version.into(),
        row.dossier.as_ref().into(),
        row.changed_at.into(),
        row.expires_at.into(),
        Value::from(&row.body),
    ];
    if tx.execute(sql, &values).await? == 1 {
        return Ok(());
    }
    Err(StoreError::Conflict { stream: format!("draft/{}", row.code), expected: row.version })
}

/// The statement that notes what a draft became and empties it: from then on the dossier holds
/// what it said.
#[must_use]
pub fn handed_in(code: &str, dossier: &str) -> Statement {
    (
        "UPDATE draft SET version = version + 1, dossier = ?2, body = '{}' WHERE code = ?1".into(),
        vec![code.into(), dossier.into()],
    )
}

/// The statement that removes a draft.
#[must_use]
pub fn removed(code: &str) -> Statement {
    ("DELETE FROM draft WHERE code = ?1".into(), vec![code.into()])
}

/// The statements that forget drafts that have expired, with the files that only they named: a
/// file of a draft belongs to `draft:<code>`, and a dossier keeps its own list.
#[must_use]
pub fn forgotten(now: i64) -> Vec<Statement> {
    vec![
        (
            "DELETE FROM upload WHERE actor IN (SELECT 'draft:' || code FROM draft \
             WHERE expires_at <= ?1 AND dossier IS NULL)"
                .into(),
            vec![now.into()],
        ),
        ("DELETE FROM draft WHERE expires_at <= ?1".into(), vec![now.into()]),
    ]
}
