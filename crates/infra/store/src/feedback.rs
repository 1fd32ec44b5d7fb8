//! What people say of the service: a mark and words, once for each stage of a case.

use crate::error::StoreError;
use crate::sql::{Row, Statement, Tx, Value};

/// One opinion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedbackRow {
    /// Unique: for a case its code with the stage.
    pub id: String,
    pub dossier: Option<String>,
    pub procedure: Option<String>,
    pub stage: String,
    /// 1–5.
    pub score: i64,
    pub words: String,
    pub at: i64,
}

/// Keeps an opinion, unless there is one with this id: then nothing changes and it says `false`.
///
/// # Errors
/// When the database fails.
pub async fn given(tx: &mut Tx, row: &FeedbackRow) -> Result<bool, StoreError> {
    let sql = "INSERT INTO feedback (id, dossier, procedure, stage, score, words, at) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO NOTHING";
    let values = [
        Value::from(&row.id),
        row.dossier.as_ref().into(),
        row.procedure.as_ref().into(),
        Value::from(&row.stage),
        row.score.into(),
        Value::from(&row.words),
        row.at.into(),
    ];
    Ok(tx.execute(sql, &values).await? == 1)
}

/// The stages of a case on which an opinion was given.
///
/// # Errors
/// When the database fails.
pub async fn stages(tx: &mut Tx, dossier: &str) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT stage FROM feedback WHERE id >= ?1 AND id < ?2 ORDER BY id";
    // Ids begin with the code: `0` follows `/`.
    let values = [Value::Text(format!("{dossier}/")), Value::Text(format!("{dossier}0"))];
    tx.query(sql, &values).await?.iter().map(|row| row.text(0)).collect()
}

/// The newest opinions.
///
/// # Errors
/// When the database fails.
pub async fn newest(tx: &mut Tx, limit: usize) -> Result<Vec<FeedbackRow>, StoreError> {
    let sql = "SELECT id, dossier, procedure, stage, score, words, at FROM feedback \
               ORDER BY at DESC, id LIMIT ?1";
    tx.query(sql, &[crate::dossiers::limit(limit)]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<FeedbackRow, StoreError> {
    Ok(FeedbackRow {
        id: row.text(0)?,
        dossier: row.opt_text(1)?,
        procedure: row.opt_text(2)?,
        stage: row.text(3)?,
        score: row.int(4)?,
        words: row.text(5)?,
        at: row.int(6)?,
    })
}

/// The statement that forgets opinions older than `before`, when the office no longer keeps them.
#[must_use]
pub fn forgotten(before: i64) -> Statement {
    ("DELETE FROM feedback WHERE at < ?1".into(), vec![before.into()])
}
