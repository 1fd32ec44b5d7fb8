//! How often something was tried within an hour: wrong secrets, drafts begun.

use crate::error::StoreError;
use crate::sql::{Statement, Tx};

/// The hour of a moment in microseconds.
#[must_use]
pub fn hour_of(at: i64) -> i64 {
    at / (3600 * 1_000_000)
}

/// How often `what` was tried within the hour.
///
/// # Errors
/// When the database fails.
pub async fn count(tx: &mut Tx, what: &str, hour: i64) -> Result<i64, StoreError> {
    let sql = "SELECT amount FROM guess WHERE what = ?1 AND hour = ?2";
    let row = tx.query_first(sql, &[what.into(), hour.into()]).await?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// The statement that counts one more try.
#[must_use]
pub fn counted(what: &str, hour: i64) -> Statement {
    (
        "INSERT INTO guess (what, hour, amount) VALUES (?1, ?2, 1) \
         ON CONFLICT (what, hour) DO UPDATE SET amount = guess.amount + 1"
            .into(),
        vec![what.into(), hour.into()],
    )
}

/// The statement that forgets the hours before this one.
#[must_use]
pub fn forgotten(before: i64) -> Statement {
    ("DELETE FROM guess WHERE hour < ?1".into(), vec![before.into()])
}
