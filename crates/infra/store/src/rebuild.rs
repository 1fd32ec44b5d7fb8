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
    tx.execute(&dialect.emptied("read_models_behind"), &[]).await?;
    for table in READ_MODELS {
        tx.execute(&dialect.emptied(table), &[]).await?;
    }
    tx.batch(&search::emptied(dialect)).await
}

/// Whether a step of the schema left read models that must be made again before they are read.
///
/// # Errors
/// When the database fails.
pub async fn is_wanted(tx: &mut Tx) -> Result<bool, StoreError> {
    Ok(tx.query_first("SELECT step FROM read_models_behind LIMIT 1", &[]).await?.is_some())
}
