//! What is to happen to a stream by the clock.

use crate::dossiers::limit;
use crate::error::StoreError;
use crate::sql::{Statement, Tx};

/// A timer that rings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timer {
    pub stream: String,
    pub name: String,
    pub at: i64,
}

/// The statements that lead from the timers (name, instant) that stood to the ones that stand now.
#[must_use]
pub fn replaced(stream: &str, before: &[(String, i64)], after: &[(String, i64)]) -> Vec<Statement> {
    let mut statements = Vec::new();
    for (name, _) in before {
        if !after.iter().any(|(kept, _)| kept == name) {
            statements.push((
                "DELETE FROM timer WHERE stream = ?1 AND name = ?2".into(),
                vec![stream.into(), name.into()],
            ));
        }
    }
    for timer in after.iter().filter(|timer| !before.contains(timer)) {
        statements.push((
            "INSERT INTO timer (stream, name, at) VALUES (?1, ?2, ?3) \
             ON CONFLICT (stream, name) DO UPDATE SET at = excluded.at"
                .into(),
            vec![stream.into(), (&timer.0).into(), timer.1.into()],
        ));
    }
    statements
}

/// Up to `page` timers that have rung, the oldest first. Whoever handles one removes it in the same
/// transaction, by [`replaced`].
///
/// # Errors
/// When the database fails.
pub async fn due(tx: &mut Tx, now: i64, page: usize) -> Result<Vec<Timer>, StoreError> {
    let sql =
        "SELECT stream, name, at FROM timer WHERE at <= ?1 ORDER BY at, stream, name LIMIT ?2";
    tx.query(sql, &[now.into(), limit(page)])
        .await?
        .iter()
        .map(|row| Ok(Timer { stream: row.text(0)?, name: row.text(1)?, at: row.int(2)? }))
        .collect()
}
