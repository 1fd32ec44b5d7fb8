//! Messages to the world, written with what caused them and sent after it is durable.
//!
//! A message that was claimed is lent for a while: when the worker dies, it comes back. So it is sent
//! at least once, and whoever receives it must bear a second copy.

use crate::dossiers::limit;
use crate::error::StoreError;
use crate::sql::{Row, Statement, Tx, Value};

/// How long a claimed message is lent, in microseconds: five minutes.
pub const LENT_FOR: i64 = 300_000_000;

/// A message. `attempts` counts this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub id: i64,
    pub kind: String,
    /// JSON.
    pub body: String,
    pub due_at: i64,
    pub attempts: i64,
    pub last_error: Option<String>,
}

/// How many messages wait, how many of them are due, and how many were given up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub waiting: i64,
    pub due: i64,
    pub dead: i64,
}

/// The statement that puts a message into the outbox.
#[must_use]
pub fn pushed(kind: &str, body: &str, due_at: i64) -> Statement {
    (
        "INSERT INTO outbox (kind, body, due_at, attempts, is_dead) VALUES (?1, ?2, ?3, 0, 0)"
            .into(),
        vec![kind.into(), body.into(), due_at.into()],
    )
}

fn message(row: &Row) -> Result<Message, StoreError> {
    Ok(Message {
        id: row.int(0)?,
        kind: row.text(1)?,
        body: row.text(2)?,
        due_at: row.int(3)?,
        attempts: row.int(4)?,
        last_error: row.opt_text(5)?,
    })
}

/// Takes up to `page` due messages; nobody else gets them before [`LENT_FOR`] has passed.
///
/// # Errors
/// When the database fails.
pub async fn claim(tx: &mut Tx, now: i64, page: usize) -> Result<Vec<Message>, StoreError> {
    let skip_locked = tx.dialect().skip_locked();
    let sql = format!(
        "UPDATE outbox SET due_at = ?2, attempts = attempts + 1 WHERE id IN (\
         SELECT id FROM outbox WHERE is_dead = 0 AND due_at <= ?1 ORDER BY due_at, id LIMIT ?3 \
         {skip_locked}) RETURNING id, kind, body, due_at, attempts, last_error"
    );
    let values = [now.into(), now.saturating_add(LENT_FOR).into(), limit(page)];
    let rows = tx.query(&sql, &values).await?;
    let mut messages: Vec<Message> = rows.iter().map(message).collect::<Result<_, _>>()?;
    messages.sort_by_key(|message| message.id);
    Ok(messages)
}

/// The statement for a message that was sent.
#[must_use]
pub fn done(id: i64) -> Statement {
    ("DELETE FROM outbox WHERE id = ?1".into(), vec![id.into()])
}

/// The statement for a message that could not be sent: it waits until `next_at`, or is given up
/// when it was tried `max_attempts` times.
#[must_use]
pub fn failed(id: i64, error: &str, next_at: i64, max_attempts: i64) -> Statement {
    (
        "UPDATE outbox SET last_error = ?2, due_at = ?3, \
         is_dead = CASE WHEN attempts >= ?4 THEN 1 ELSE 0 END WHERE id = ?1"
            .into(),
        vec![id.into(), error.into(), next_at.into(), max_attempts.into()],
    )
}

/// Messages that were given up, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn dead(tx: &mut Tx) -> Result<Vec<Message>, StoreError> {
    let sql = "SELECT id, kind, body, due_at, attempts, last_error FROM outbox WHERE is_dead = 1 \
               ORDER BY due_at, id LIMIT 500";
    tx.query(sql, &[]).await?.iter().map(message).collect()
}

/// The statement that tries a message again that was given up.
#[must_use]
pub fn revived(id: i64, now: i64) -> Statement {
    (
        "UPDATE outbox SET is_dead = 0, attempts = 0, due_at = ?2 WHERE id = ?1 AND is_dead = 1"
            .into(),
        vec![id.into(), now.into()],
    )
}

/// # Errors
/// When the database fails.
pub async fn counts(tx: &mut Tx, now: i64) -> Result<Counts, StoreError> {
    let sql = "SELECT (SELECT COUNT(*) FROM outbox WHERE is_dead = 0), \
               (SELECT COUNT(*) FROM outbox WHERE is_dead = 0 AND due_at <= ?1), \
               (SELECT COUNT(*) FROM outbox WHERE is_dead = 1)";
    let row = tx.query_first(sql, &[Value::from(now)]).await?;
    row.map_or_else(
        || Ok(Counts::default()),
        |row| Ok(Counts { waiting: row.int(0)?, due: row.int(1)?, dead: row.int(2)? }),
    )
}

/// The statement that takes away what was given up with this body, before it is sent anew.
#[must_use]
pub fn forgotten(kind: &str, body: &str) -> Statement {
    (
        "DELETE FROM outbox WHERE is_dead = 1 AND kind = ?1 AND body = ?2".into(),
        vec![kind.into(), body.into()],
    )
}

/// The statement that keeps a message that was taken out and cannot be used, among those given up.
#[must_use]
pub fn kept_dead(message: &Message, error: &str) -> Statement {
    (
        "INSERT INTO outbox (kind, body, due_at, attempts, is_dead, last_error) \
         VALUES (?1, ?2, ?3, ?4, 1, ?5)"
            .into(),
        vec![
            Value::from(&message.kind),
            Value::from(&message.body),
            message.due_at.into(),
            message.attempts.into(),
            error.into(),
        ],
    )
}
