//! Who may come in: password hashes, sessions, tokens of programs.
//!
//! Only hashes are kept. Not here: hashing, and what a person may do.

use crate::error::StoreError;
use crate::sql::{Row, Statement, Tx};

/// A session that was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The hash of the token.
    pub token: Vec<u8>,
    pub person: String,
    pub created_at: i64,
    pub expires_at: i64,
}

/// The token of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// The hash of the token.
    pub token: Vec<u8>,
    pub name: String,
    /// JSON.
    pub grants: String,
    pub created_at: i64,
    pub revoked_at: Option<i64>,
}

/// The statement that sets the password hash of a person.
#[must_use]
pub fn password_set(person: &str, hash: &str, at: i64) -> Statement {
    (
        "INSERT INTO account (person, password, at) VALUES (?1, ?2, ?3) \
         ON CONFLICT (person) DO UPDATE SET password = excluded.password, at = excluded.at"
            .into(),
        vec![person.into(), hash.into(), at.into()],
    )
}

/// The password hash of a person.
///
/// # Errors
/// When the database fails.
pub async fn password_of(tx: &mut Tx, person: &str) -> Result<Option<String>, StoreError> {
    let sql = "SELECT password FROM account WHERE person = ?1";
    tx.query_first(sql, &[person.into()]).await?.map(|row| row.text(0)).transpose()
}

/// Up to `page` people who have an account, after the person `after`, in bytewise order.
///
/// # Errors
/// When the database fails.
pub async fn list(tx: &mut Tx, after: &str, page: usize) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT person FROM account WHERE person > ?1 ORDER BY person LIMIT ?2";
    let values = [after.into(), crate::dossiers::limit(page)];
    tx.query(sql, &values).await?.iter().map(|row| row.text(0)).collect()
}

/// The statement that removes the password of a person, who then cannot come in with one.
#[must_use]
pub fn closed(person: &str) -> Statement {
    ("DELETE FROM account WHERE person = ?1".into(), vec![person.into()])
}

/// The statement that begins a session.
#[must_use]
pub fn session_begun(session: &Session) -> Statement {
    (
        "INSERT INTO session (token, person, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)"
            .into(),
        vec![
            session.token.clone().into(),
            (&session.person).into(),
            session.created_at.into(),
            session.expires_at.into(),
        ],
    )
}

/// The session of a token, unless it has expired.
///
/// # Errors
/// When the database fails.
pub async fn session(tx: &mut Tx, token: &[u8], now: i64) -> Result<Option<Session>, StoreError> {
    let sql = "SELECT token, person, created_at, expires_at FROM session \
               WHERE token = ?1 AND expires_at > ?2";
    let row = tx.query_first(sql, &[token.into(), now.into()]).await?;
    row.as_ref().map(read_session).transpose()
}

/// The sessions of a person that have not expired, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn sessions_of(tx: &mut Tx, person: &str, now: i64) -> Result<Vec<Session>, StoreError> {
    let sql = "SELECT token, person, created_at, expires_at FROM session \
               WHERE person = ?1 AND expires_at > ?2 ORDER BY created_at DESC, token";
    tx.query(sql, &[person.into(), now.into()]).await?.iter().map(read_session).collect()
}

fn read_session(row: &Row) -> Result<Session, StoreError> {
    Ok(Session {
        token: row.bytes(0)?,
        person: row.text(1)?,
        created_at: row.int(2)?,
        expires_at: row.int(3)?,
    })
}

/// The statement that ends a session.
#[must_use]
pub fn session_ended(token: &[u8]) -> Statement {
    ("DELETE FROM session WHERE token = ?1".into(), vec![token.into()])
}

/// The statement that ends all sessions of a person.
#[must_use]
pub fn sessions_ended(person: &str) -> Statement {
    ("DELETE FROM session WHERE person = ?1".into(), vec![person.into()])
}

/// The statement that forgets sessions that have expired.
#[must_use]
pub fn sessions_forgotten(now: i64) -> Statement {
    ("DELETE FROM session WHERE expires_at <= ?1".into(), vec![now.into()])
}

/// The statement that makes the token of a program known.
#[must_use]
pub fn token_issued(token: &ApiToken) -> Statement {
    (
        "INSERT INTO api_token (token, name, grants, created_at, revoked_at) \
         VALUES (?1, ?2, ?3, ?4, ?5)"
            .into(),
        vec![
            token.token.clone().into(),
            (&token.name).into(),
            (&token.grants).into(),
            token.created_at.into(),
            token.revoked_at.into(),
        ],
    )
}

/// The token of a program, unless it was revoked.
///
/// # Errors
/// When the database fails.
pub async fn token(tx: &mut Tx, token: &[u8]) -> Result<Option<ApiToken>, StoreError> {
    let sql = "SELECT token, name, grants, created_at, revoked_at FROM api_token \
               WHERE token = ?1 AND revoked_at IS NULL";
    tx.query_first(sql, &[token.into()]).await?.as_ref().map(read_token).transpose()
}

/// All tokens of programs, revoked ones too, by name.
///
/// # Errors
/// When the database fails.
pub async fn tokens(tx: &mut Tx) -> Result<Vec<ApiToken>, StoreError> {
    let sql = "SELECT token, name, grants, created_at, revoked_at FROM api_token \
               ORDER BY name, created_at, token";
    tx.query(sql, &[]).await?.iter().map(read_token).collect()
}

fn read_token(row: &Row) -> Result<ApiToken, StoreError> {
    Ok(ApiToken {
        token: row.bytes(0)?,
        name: row.text(1)?,
        grants: row.text(2)?,
        created_at: row.int(3)?,
        revoked_at: row.opt_int(4)?,
    })
}

/// The statement that revokes a token; the first revocation stands.
#[must_use]
pub fn token_revoked(token: &[u8], at: i64) -> Statement {
    (
        "UPDATE api_token SET revoked_at = ?2 WHERE token = ?1 AND revoked_at IS NULL".into(),
        vec![token.into(), at.into()],
    )
}
