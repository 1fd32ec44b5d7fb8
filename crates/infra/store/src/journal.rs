//! The append-only journal: what happened, in streams, each a chain of hashes.
//!
//! A position is the pair (transaction, entry). On SQLite there is one writer and the first is
//! always 0. On PostgreSQL entries of several transactions are numbered before they are committed,
//! so a reader orders by transaction first and stops before the oldest one that still runs: then
//! nothing can appear behind it. No row is shared by all commits. A server counts the transactions of
//! all its databases together: a long one next door delays the feed, and loses nothing.

use sha2::{Digest, Sha256};

use crate::error::StoreError;
use crate::sql::{Row, Statement, Tx, Value};

/// The hash before the first entry of a stream.
pub const GENESIS: [u8; 32] = [0; 32];

/// Something that happened, not yet written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub kind: String,
    /// Microseconds since 1970, UTC.
    pub at: i64,
    pub actor: String,
    /// JSON.
    pub body: String,
}

/// Where a stream ends: its version and the hash of its last entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub version: i64,
    pub hash: Vec<u8>,
}

impl Default for Head {
    fn default() -> Self {
        Self { version: 0, hash: GENESIS.to_vec() }
    }
}

/// A place in the feed. Readers get it as an opaque cursor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub txid: i64,
    pub id: i64,
}

impl Position {
    /// Behind everything.
    pub const END: Self = Self { txid: i64::MAX, id: i64::MAX };
}

/// An entry as it stands in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub position: Position,
    pub stream: String,
    pub version: i64,
    pub entry: Entry,
    pub hash: Vec<u8>,
}

/// The hash of an entry: SHA-256 over the hash before it and every column, each with its length.
#[must_use]
pub fn chain(previous: &[u8], stream: &str, version: i64, entry: &Entry) -> Vec<u8> {
    let mut hasher = Sha256::new();
    hasher.update(previous);
    hasher.update(version.to_be_bytes());
    hasher.update(entry.at.to_be_bytes());
    for part in [stream, &entry.kind, &entry.actor, &entry.body] {
        hasher.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_vec()
}

/// The statements that put `entries` after `head`, and the new head. The unique key
/// (stream, version) refuses them when somebody else was faster.
#[must_use]
pub fn appended(stream: &str, head: &Head, entries: &[Entry]) -> (Vec<Statement>, Head) {
    let mut head = head.clone();
    let mut statements = Vec::with_capacity(entries.len());
    for entry in entries {
        head.version += 1;
        head.hash = chain(&head.hash, stream, head.version, entry);
        statements.push((
            "INSERT INTO journal (stream, version, kind, at, actor, body, hash) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
                .into(),
            vec![
                stream.into(),
                head.version.into(),
                Value::from(&entry.kind),
                entry.at.into(),
                Value::from(&entry.actor),
                Value::from(&entry.body),
                head.hash.clone().into(),
            ],
        ));
    }
    (statements, head)
}

/// Puts `entries` after `head` and gives the new one.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else was faster, or when the database fails.
pub async fn append(
    tx: &mut Tx,
    stream: &str,
    head: &Head,
    entries: &[Entry],
) -> Result<Head, StoreError> {
    let (statements, new_head) = appended(stream, head, entries);
    match tx.batch(&statements).await {
        Ok(()) => Ok(new_head),
        Err(error) if error.is_conflict() => {
            Err(StoreError::Conflict { stream: stream.to_owned(), expected: head.version })
        }
        Err(error) => Err(error),
    }
}

/// Where `stream` ends now, read from the journal itself.
///
/// # Errors
/// When the database fails.
pub async fn head(tx: &mut Tx, stream: &str) -> Result<Head, StoreError> {
    let row = tx
        .query_first(
            "SELECT version, hash FROM journal WHERE stream = ?1 ORDER BY version DESC LIMIT 1",
            &[stream.into()],
        )
        .await?;
    row.map_or_else(
        || Ok(Head::default()),
        |row| Ok(Head { version: row.int(0)?, hash: row.bytes(1)? }),
    )
}

pub(crate) const COLUMNS: &str = "txid, id, stream, version, kind, at, actor, body, hash";

pub(crate) fn stored(row: &Row) -> Result<Stored, StoreError> {
    Ok(Stored {
        position: Position { txid: row.int(0)?, id: row.int(1)? },
        stream: row.text(2)?,
        version: row.int(3)?,
        entry: Entry {
            kind: row.text(4)?,
            at: row.int(5)?,
            actor: row.text(6)?,
            body: row.text(7)?,
        },
        hash: row.bytes(8)?,
    })
}

/// All entries of one stream, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of_stream(tx: &mut Tx, stream: &str) -> Result<Vec<Stored>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM journal WHERE stream = ?1 ORDER BY version");
    tx.query(&sql, &[stream.into()]).await?.iter().map(stored).collect()
}

/// Up to `limit` entries after a place in (stream, version) order: for rebuild and verify.
///
/// # Errors
/// When the database fails.
pub async fn in_stream_order(
    tx: &mut Tx,
    after: (&str, i64),
    limit: i64,
) -> Result<Vec<Stored>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM journal WHERE (stream, version) > (?1, ?2) \
         ORDER BY stream, version LIMIT ?3"
    );
    tx.query(&sql, &[after.0.into(), after.1.into(), limit.into()])
        .await?
        .iter()
        .map(stored)
        .collect()
}

/// The hashes of up to `limit` entries after `after` and not behind `last`, in the order of the feed.
///
/// # Errors
/// When the database fails.
pub async fn hashes(
    tx: &mut Tx,
    after: Position,
    last: Position,
    limit: i64,
) -> Result<Vec<(Position, Vec<u8>)>, StoreError> {
    let unsettled = tx.dialect().unsettled();
    let sql = format!(
        "SELECT txid, id, hash FROM journal WHERE (txid, id) > (?1, ?2) \
         AND (txid, id) <= (?3, ?4) AND txid < {unsettled} ORDER BY txid, id LIMIT ?5"
    );
    let values =
        [after.txid.into(), after.id.into(), last.txid.into(), last.id.into(), limit.into()];
    tx.query(&sql, &values)
        .await?
        .iter()
        .map(|row| Ok((Position { txid: row.int(0)?, id: row.int(1)? }, row.bytes(2)?)))
        .collect()
}

/// The place of the newest entry of the feed: who reads on from here sees everything that comes.
///
/// # Errors
/// When the database fails.
pub async fn newest(tx: &mut Tx) -> Result<Position, StoreError> {
    let unsettled = tx.dialect().unsettled();
    let sql = format!(
        "SELECT txid, id FROM journal WHERE txid < {unsettled} ORDER BY txid DESC, id DESC LIMIT 1"
    );
    match tx.query_first(&sql, &[]).await? {
        Some(row) => Ok(Position { txid: row.int(0)?, id: row.int(1)? }),
        None => Ok(Position::default()),
    }
}

/// Up to `limit` entries after `after`, in an order in which nothing ever appears behind a reader.
///
/// # Errors
/// When the database fails.
pub async fn feed(tx: &mut Tx, after: Position, limit: i64) -> Result<Vec<Stored>, StoreError> {
    let unsettled = tx.dialect().unsettled();
    let sql = format!(
        "SELECT {COLUMNS} FROM journal WHERE (txid, id) > (?1, ?2) AND txid < {unsettled} \
         ORDER BY txid, id LIMIT ?3"
    );
    tx.query(&sql, &[after.txid.into(), after.id.into(), limit.into()])
        .await?
        .iter()
        .map(stored)
        .collect()
}
