//! Emptying what can be made again from the journal.

use crate::error::StoreError;
use crate::search;
use crate::sql::Tx;

/// The tables that hold nothing that is not in the journal.
const READ_MODELS: &[&str] =
    &["dossier", "task", "record", "record_unique", "counter", "timer", "sight", "reading"];

/// Empties all read models and the search. Books, outbox, answers, accounts and definitions stay.
///
/// # Errors
/// When the database fails.
pub async fn clear(tx: &mut Tx) -> Result<(), StoreError> {
    let dialect = tx.dialect();
    for table in READ_MODELS {
        tx.execute(&dialect.emptied(table), &[]).await?;
    }
    tx.batch(&search::emptied(dialect)).await
}
