//! Records of registers as pages read them, and the values that must be unique in a register.
//!
//! All versions of a record are in its body; there is one row for each record.

use crate::dossiers::limit;
use crate::error::StoreError;
use crate::scope::Scope;
use crate::sql::{Row, Statement, Tx, Value, padded};

/// A record as it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRow {
    pub id: i64,
    pub version: i64,
    /// The hash of the last entry of the stream.
    pub head: Vec<u8>,
    pub register: String,
    pub number: String,
    pub status: String,
    pub standing: String,
    pub holder: String,
    pub holder_key: String,
    pub issued_on: String,
    pub valid_until: Option<String>,
    pub is_public: bool,
    pub sight: i64,
    /// JSON.
    pub body: String,
}

/// Which records of a register a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown<'a> {
    /// What everybody may see.
    Public,
    Within(&'a Scope),
    /// Of a public register: nobody sees less than everybody.
    PublicOrWithin(&'a Scope),
}

impl RecordRow {
    /// Whether a reader with this scope has work on it.
    #[must_use]
    pub fn is_within(&self, scope: &Scope) -> bool {
        match scope {
            Scope::All => true,
            Scope::Sights(sights) => sights.contains(&self.sight),
            Scope::Party(key) => self.holder_key == *key,
        }
    }
}

const UPSERT: &str = "INSERT INTO record (id, version, head, register, number, status, standing, \
     holder, holder_key, issued_on, valid_until, is_public, sight, body) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) \
     ON CONFLICT (id) DO UPDATE SET version = excluded.version, head = excluded.head, \
     register = excluded.register, number = excluded.number, status = excluded.status, \
     standing = excluded.standing, holder = excluded.holder, holder_key = excluded.holder_key, \
     issued_on = excluded.issued_on, valid_until = excluded.valid_until, \
     is_public = excluded.is_public, sight = excluded.sight, body = excluded.body";
const ROW: &str = "id, version, head, register, number, status, standing, holder, holder_key, \
     issued_on, valid_until, is_public, sight, body";
/// How many stretches of an index one query merges; SQLite allows 500 parts.
const ARMS_IN_ONE_QUERY: usize = 64;

/// Writes the row of a record, new or not.
#[must_use]
pub fn upsert(row: &RecordRow) -> Statement {
    (
        UPSERT.into(),
        vec![
            row.id.into(),
            row.version.into(),
            row.head.clone().into(),
            Value::from(&row.register),
            Value::from(&row.number),
            Value::from(&row.status),
            Value::from(&row.standing),
            Value::from(&row.holder),
            Value::from(&row.holder_key),
            Value::from(&row.issued_on),
            row.valid_until.as_ref().into(),
            row.is_public.into(),
            row.sight.into(),
            Value::from(&row.body),
        ],
    )
}

fn record(row: &Row) -> Result<RecordRow, StoreError> {
    Ok(RecordRow {
        id: row.int(0)?,
        version: row.int(1)?,
        head: row.bytes(2)?,
        register: row.text(3)?,
        number: row.text(4)?,
        status: row.text(5)?,
        standing: row.text(6)?,
        holder: row.text(7)?,
        holder_key: row.text(8)?,
        issued_on: row.text(9)?,
        valid_until: row.opt_text(10)?,
        is_public: row.truth(11)?,
        sight: row.int(12)?,
        body: row.text(13)?,
    })
}

async fn all(tx: &mut Tx, condition: &str, values: &[Value]) -> Result<Vec<RecordRow>, StoreError> {
    let sql = format!("SELECT {ROW} FROM record WHERE {condition}");
    tx.query(&sql, values).await?.iter().map(record).collect()
}

/// A record of a register by its number. When a number was given twice, the newest.
///
/// # Errors
/// When the database fails.
pub async fn load(
    tx: &mut Tx,
    register: &str,
    number: &str,
) -> Result<Option<RecordRow>, StoreError> {
    let condition = "register = ?1 AND number = ?2 ORDER BY id DESC LIMIT 1";
    Ok(all(tx, condition, &[register.into(), number.into()]).await?.pop())
}

/// # Errors
/// When the database fails.
pub async fn load_by_id(tx: &mut Tx, id: i64) -> Result<Option<RecordRow>, StoreError> {
    Ok(all(tx, "id = ?1", &[id.into()]).await?.pop())
}

/// A record by its number if the reader may see it.
///
/// # Errors
/// When the database fails.
pub async fn get_visible(
    tx: &mut Tx,
    shown: Shown<'_>,
    register: &str,
    number: &str,
) -> Result<Option<RecordRow>, StoreError> {
    let mut values = vec![register.into(), number.into()];
    let visible = match shown {
        Shown::Public => "is_public = 1".to_owned(),
        Shown::Within(scope) => scope.predicate("record", "holder_key", &mut values),
        Shown::PublicOrWithin(scope) => public_or_within(scope, &mut values),
    };
    let condition = format!("register = ?1 AND number = ?2 AND {visible} ORDER BY id DESC LIMIT 1");
    Ok(all(tx, &condition, &values).await?.pop())
}

/// The records of all registers that carry this number: for a person who holds a paper and does
/// not know which register it is from.
///
/// # Errors
/// When the database fails.
pub async fn find_by_number(tx: &mut Tx, number: &str) -> Result<Vec<RecordRow>, StoreError> {
    all(tx, "number = ?1 ORDER BY register, id LIMIT 50", &[number.into()]).await
}

/// One page of a register in the order of ids, after the record `after`.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx,
    register: &str,
    shown: Shown<'_>,
    after: i64,
    page: usize,
) -> Result<Vec<RecordRow>, StoreError> {
    let mut values = vec![register.into(), after.into(), limit(page)];
    let shown = match shown {
        Shown::Public => "is_public = 1".to_owned(),
        Shown::Within(Scope::Sights(sights)) => {
            return list_of_sights(tx, &padded(sights), &values, page).await;
        }
        Shown::Within(scope) => scope.predicate("record", "holder_key", &mut values),
        Shown::PublicOrWithin(scope) => public_or_within(scope, &mut values),
    };
    let condition = format!("register = ?1 AND id > ?2 AND {shown} ORDER BY id LIMIT ?3");
    all(tx, &condition, &values).await
}

fn public_or_within(scope: &Scope, values: &mut Vec<Value>) -> String {
    format!("(is_public = 1 OR {})", scope.predicate("record", "holder_key", values))
}

async fn list_of_sights(
    tx: &mut Tx,
    sights: &[i64],
    common: &[Value],
    page: usize,
) -> Result<Vec<RecordRow>, StoreError> {
    let mut found = Vec::new();
    for sights in sights.chunks(ARMS_IN_ONE_QUERY) {
        let mut values = common.to_vec();
        let mut arms = Vec::with_capacity(sights.len());
        for (number, sight) in sights.iter().enumerate() {
            values.push((*sight).into());
            arms.push(format!(
                "SELECT * FROM (SELECT {ROW} FROM record WHERE register = ?1 AND id > ?2 \
                 AND sight = ?{} ORDER BY id LIMIT ?3) AS arm{number}",
                values.len()
            ));
        }
        let sql = format!("{} ORDER BY id LIMIT ?3", arms.join(" UNION ALL "));
        for row in tx.query(&sql, &values).await? {
            found.push(record(&row)?);
        }
    }
    found.sort_by_key(|row| row.id);
    found.truncate(page);
    Ok(found)
}

/// The statement that takes a value that must be unique in its register. It is refused, as a
/// conflict, when another record holds it: ask [`claimed_by`] first for a better answer.
#[must_use]
pub fn claimed(register: &str, value: &str, record: i64) -> Statement {
    (
        "INSERT INTO record_unique (register, value, record) VALUES (?1, ?2, ?3)".into(),
        vec![register.into(), value.into(), record.into()],
    )
}

/// The statement that sets a value free.
#[must_use]
pub fn released(register: &str, value: &str, record: i64) -> Statement {
    (
        "DELETE FROM record_unique WHERE register = ?1 AND value = ?2 AND record = ?3".into(),
        vec![register.into(), value.into(), record.into()],
    )
}

/// The record that holds a unique value.
///
/// # Errors
/// When the database fails.
pub async fn claimed_by(
    tx: &mut Tx,
    register: &str,
    value: &str,
) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT record FROM record_unique WHERE register = ?1 AND value = ?2";
    tx.query_first(sql, &[register.into(), value.into()]).await?.map(|row| row.int(0)).transpose()
}
