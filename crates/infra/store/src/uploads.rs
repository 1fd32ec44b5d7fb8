//! Files that were received and checked; their bytes are kept elsewhere, under their hash.

use crate::error::StoreError;
use crate::sql::{Statement, Tx, Value};

/// A file that was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadRow {
    pub id: String,
    pub sha256: String,
    pub name: String,
    pub kind: String,
    pub size: i64,
    pub pages: Option<i64>,
    pub actor: String,
    pub at: i64,
}

/// The statement that notes a file.
#[must_use]
pub fn noted(row: &UploadRow) -> Statement {
    (
        "INSERT INTO upload (id, sha256, name, kind, size, pages, actor, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
            .into(),
        vec![
            Value::from(&row.id),
            Value::from(&row.sha256),
            Value::from(&row.name),
            Value::from(&row.kind),
            row.size.into(),
            row.pages.into(),
            Value::from(&row.actor),
            row.at.into(),
        ],
    )
}

/// # Errors
/// When the database fails.
pub async fn load(tx: &mut Tx, id: &str) -> Result<Option<UploadRow>, StoreError> {
    let sql = "SELECT id, sha256, name, kind, size, pages, actor, at FROM upload WHERE id = ?1";
    let row = tx.query_first(sql, &[id.into()]).await?;
    row.map(|row| {
        Ok(UploadRow {
            id: row.text(0)?,
            sha256: row.text(1)?,
            name: row.text(2)?,
            kind: row.text(3)?,
            size: row.int(4)?,
            pages: row.opt_int(5)?,
            actor: row.text(6)?,
            at: row.int(7)?,
        })
    })
    .transpose()
}
