//! Counts that pages show, kept in the write path so that no page counts when it is read.
//!
//! A counter has a name, the sight of what it counts, and a slot: transactions that run at the same
//! time add to different rows and do not wait for each other.

use std::collections::BTreeMap;

use crate::error::StoreError;
use crate::scope::Scope;
use crate::sql::{Statement, Tx, Value};

/// The statements that add each change. They are in the order of their keys, so that two
/// transactions never wait for each other in a circle; changes that cancel out are left out.
#[must_use]
pub fn changes(slot: i64, changes: &[(String, i64, i64)]) -> Vec<Statement> {
    let mut sums: BTreeMap<(&str, i64), i64> = BTreeMap::new();
    for (name, sight, delta) in changes {
        *sums.entry((name, *sight)).or_default() += delta;
    }
    sums.into_iter()
        .filter(|(_, delta)| *delta != 0)
        .map(|((name, sight), delta)| {
            (
                "INSERT INTO counter (name, sight, slot, amount) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT (name, sight, slot) \
                 DO UPDATE SET amount = counter.amount + excluded.amount"
                    .into(),
                vec![name.into(), sight.into(), slot.into(), delta.into()],
            )
        })
        .collect()
}

/// The counters whose names begin with `prefix`, summed over what the reader may see, by name.
/// Counters that stand at zero are left out.
///
/// # Errors
/// When the database fails; [`StoreError::NotCounted`] for a single party, whose few rows are
/// counted by [`crate::dossiers::count_of_party`].
pub async fn totals(
    tx: &mut Tx,
    prefix: &str,
    scope: &Scope,
) -> Result<Vec<(String, i64)>, StoreError> {
    if matches!(scope, Scope::Party(_)) {
        return Err(StoreError::NotCounted);
    }
    // The highest character closes the range of names that begin with the prefix.
    let mut values = vec![prefix.into(), Value::Text(format!("{prefix}\u{10FFFF}"))];
    let visible = scope.predicate("counter", "name", &mut values);
    let sql = format!(
        "SELECT name, CAST(SUM(amount) AS BIGINT) FROM counter \
         WHERE name >= ?1 AND name <= ?2 AND {visible} \
         GROUP BY name HAVING SUM(amount) <> 0 ORDER BY name"
    );
    tx.query(&sql, &values).await?.iter().map(|row| Ok((row.text(0)?, row.int(1)?))).collect()
}
