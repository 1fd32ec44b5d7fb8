//! Emptying what can be made again from the journal.

use crate::error::StoreError;
use crate::sql::{Dialect, Tx};

/// The tables that hold nothing that is not in the journal.
const READ_MODELS: &[&str] = &[
    "dossier",
    "task",
    "record",
    "record_unique",
    "counter",
    "timer",
    "sight",
    "search_document",
];

/// Empties all read models. Books, outbox, answers, accounts and definitions stay.
///
/// # Errors
/// When the database fails.
pub async fn clear(tx: &mut Tx) -> Result<(), StoreError> {
    for table in READ_MODELS {
        let sql = tx.dialect().emptied(table);
        tx.script(&sql).await?;
    }
    if tx.dialect() == Dialect::Sqlite {
        tx.script("INSERT INTO search (search) VALUES ('delete-all')").await?;
    }
    Ok(())
}
