//! Commands that were sent twice and must be done once.

use crate::error::StoreError;
use crate::sql::{Statement, Tx};

/// What was answered to a command with this key: the fingerprint of the command, and the answer.
///
/// # Errors
/// When the database fails.
pub async fn find(
    tx: &mut Tx,
    actor: &str,
    key: &str,
) -> Result<Option<(String, String)>, StoreError> {
    let sql = "SELECT fingerprint, answer FROM idempotency WHERE actor = ?1 AND key = ?2";
    let row = tx.query_first(sql, &[actor.into(), key.into()]).await?;
    row.map(|row| Ok((row.text(0)?, row.text(1)?))).transpose()
}

/// The statement that keeps the answer. The same key at the same moment is a conflict: the command
/// is tried again and then finds the answer.
#[must_use]
pub fn noted(actor: &str, key: &str, fingerprint: &str, answer: &str, at: i64) -> Statement {
    (
        "INSERT INTO idempotency (actor, key, fingerprint, answer, at) VALUES (?1, ?2, ?3, ?4, ?5)"
            .into(),
        vec![actor.into(), key.into(), fingerprint.into(), answer.into(), at.into()],
    )
}

/// The statement that forgets answers older than `before`.
#[must_use]
pub fn forgotten(before: i64) -> Statement {
    ("DELETE FROM idempotency WHERE at < ?1".into(), vec![before.into()])
}
