//! Cases as pages read them: one row a case.
//!
//! Rows carry no rules. Lists of them are in [`crate::cases`].

use crate::error::StoreError;
use crate::scope::Scope;
use crate::sql::{Row, Statement, Tx, Value};

/// A case. `due_key` orders cases: it is given by the caller, who puts open cases without a due date
/// behind the others, and finished cases behind those.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DossierRow {
    pub id: i64,
    pub code: String,
    pub version: i64,
    /// The hash of the last entry of the stream.
    pub head: Vec<u8>,
    pub point: String,
    pub procedure: String,
    pub edition: String,
    pub state: String,
    pub status: i64,
    pub sight: i64,
    pub applicant: String,
    pub applicant_key: String,
    pub submitted_at: i64,
    pub due: Option<String>,
    pub due_key: i64,
    pub is_open: bool,
    pub timeliness: Option<String>,
    /// The clause of the mandate: 4 of the point `4.b`.
    pub duty: i64,
    /// Where it is worked now, or was last.
    pub unit: String,
    /// Who works it; empty while nobody was named.
    pub officer: String,
    /// How it was handed in.
    pub channel: String,
    /// JSON.
    pub body: String,
}

/// The columns of a case that a list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DossierSummary {
    pub id: i64,
    pub code: String,
    pub version: i64,
    pub point: String,
    pub procedure: String,
    pub state: String,
    pub status: i64,
    pub sight: i64,
    pub applicant: String,
    pub submitted_at: i64,
    pub due: Option<String>,
    pub due_key: i64,
    pub is_open: bool,
    pub timeliness: Option<String>,
    pub unit: String,
    /// Empty while nobody was named.
    pub officer: String,
}

impl DossierSummary {
    /// Where the next page of a list begins.
    #[must_use]
    pub fn cursor(&self) -> (i64, i64) {
        (self.due_key, self.id)
    }
}

const INSERT: &str = "INSERT INTO dossier (id, code, version, head, point, procedure, edition, \
     state, status, sight, applicant, applicant_key, submitted_at, due, due_key, is_open, \
     timeliness, body, duty, unit, officer, channel) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, \
     ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)";
const UPDATE: &str = "UPDATE dossier SET code = ?2, version = ?3, head = ?4, point = ?5, \
     procedure = ?6, edition = ?7, state = ?8, status = ?9, sight = ?10, applicant = ?11, \
     applicant_key = ?12, submitted_at = ?13, due = ?14, due_key = ?15, is_open = ?16, \
     timeliness = ?17, body = ?18, duty = ?19, unit = ?20, officer = ?21, channel = ?22 \
     WHERE id = ?1";
/// The columns of [`DossierSummary`], of a table called `d`.
pub(crate) const SUMMARY: &str = "d.id, d.code, d.version, d.point, d.procedure, d.state, d.status, \
     d.sight, d.applicant, d.submitted_at, d.due, d.due_key, d.is_open, d.timeliness, d.unit, \
     d.officer";
const ROW: &str = "d.id, d.code, d.version, d.head, d.point, d.procedure, d.edition, d.state, \
     d.status, d.sight, d.applicant, d.applicant_key, d.submitted_at, d.due, d.due_key, \
     d.is_open, d.timeliness, d.body, d.duty, d.unit, d.officer, d.channel";

/// Writes the row of a case: a new one, or over the one that stands there.
#[must_use]
pub fn upsert(row: &DossierRow, is_new: bool) -> Statement {
    let values = vec![
        row.id.into(),
        Value::from(&row.code),
        row.version.into(),
        row.head.clone().into(),
        Value::from(&row.point),
        Value::from(&row.procedure),
        Value::from(&row.edition),
        Value::from(&row.state),
        row.status.into(),
        row.sight.into(),
        Value::from(&row.applicant),
        Value::from(&row.applicant_key),
        row.submitted_at.into(),
        row.due.as_ref().into(),
        row.due_key.into(),
        row.is_open.into(),
        row.timeliness.as_ref().into(),
        Value::from(&row.body),
        row.duty.into(),
        Value::from(&row.unit),
        Value::from(&row.officer),
        Value::from(&row.channel),
    ];
    (if is_new { INSERT } else { UPDATE }.into(), values)
}

fn row(row: &Row) -> Result<DossierRow, StoreError> {
    Ok(DossierRow {
        id: row.int(0)?,
        code: row.text(1)?,
        version: row.int(2)?,
        head: row.bytes(3)?,
        point: row.text(4)?,
        procedure: row.text(5)?,
        edition: row.text(6)?,
        state: row.text(7)?,
        status: row.int(8)?,
        sight: row.int(9)?,
        applicant: row.text(10)?,
        applicant_key: row.text(11)?,
        submitted_at: row.int(12)?,
        due: row.opt_text(13)?,
        due_key: row.int(14)?,
        is_open: row.truth(15)?,
        timeliness: row.opt_text(16)?,
        body: row.text(17)?,
        duty: row.int(18)?,
        unit: row.text(19)?,
        officer: row.text(20)?,
        channel: row.text(21)?,
    })
}

pub(crate) fn summary(row: &Row, first: usize) -> Result<DossierSummary, StoreError> {
    Ok(DossierSummary {
        id: row.int(first)?,
        code: row.text(first + 1)?,
        version: row.int(first + 2)?,
        point: row.text(first + 3)?,
        procedure: row.text(first + 4)?,
        state: row.text(first + 5)?,
        status: row.int(first + 6)?,
        sight: row.int(first + 7)?,
        applicant: row.text(first + 8)?,
        submitted_at: row.int(first + 9)?,
        due: row.opt_text(first + 10)?,
        due_key: row.int(first + 11)?,
        is_open: row.truth(first + 12)?,
        timeliness: row.opt_text(first + 13)?,
        unit: row.text(first + 14)?,
        officer: row.text(first + 15)?,
    })
}

/// A case by its code, for a command. A page asks [`get_visible`].
///
/// # Errors
/// When the database fails.
pub async fn load(tx: &mut Tx, code: &str) -> Result<Option<DossierRow>, StoreError> {
    let sql = format!("SELECT {ROW} FROM dossier d WHERE d.code = ?1");
    tx.query_first(&sql, &[code.into()]).await?.as_ref().map(row).transpose()
}

/// A case by its number, for a command.
///
/// # Errors
/// When the database fails.
pub async fn load_by_id(tx: &mut Tx, id: i64) -> Result<Option<DossierRow>, StoreError> {
    let sql = format!("SELECT {ROW} FROM dossier d WHERE d.id = ?1");
    tx.query_first(&sql, &[id.into()]).await?.as_ref().map(row).transpose()
}

/// A case by its code if the reader may see it.
///
/// # Errors
/// When the database fails.
pub async fn get_visible(
    tx: &mut Tx,
    scope: &Scope,
    code: &str,
) -> Result<Option<DossierRow>, StoreError> {
    let mut values = vec![code.into()];
    let visible = scope.predicate("d", "applicant_key", &mut values);
    let sql = format!("SELECT {ROW} FROM dossier d WHERE d.code = ?1 AND {visible}");
    tx.query_first(&sql, &values).await?.as_ref().map(row).transpose()
}

/// The other cases of a party, by its identifier and the case that is left out, the open ones first.
///
/// # Errors
/// When the database fails.
pub async fn of_party(
    tx: &mut Tx,
    scope: &Scope,
    (applicant_key, but): (&str, i64),
    most: usize,
) -> Result<Vec<DossierSummary>, StoreError> {
    let mut values = vec![applicant_key.into(), but.into(), limit(most)];
    let visible = scope.predicate("d", "applicant_key", &mut values);
    let sql = format!(
        "SELECT {SUMMARY} FROM dossier d WHERE d.applicant_key = ?1 AND d.id <> ?2 AND {visible} \
         ORDER BY d.is_open DESC, d.due_key, d.id LIMIT ?3"
    );
    tx.query(&sql, &values).await?.iter().map(|row| summary(row, 0)).collect()
}

pub(crate) fn limit(limit: usize) -> Value {
    Value::Int(i64::try_from(limit).unwrap_or(i64::MAX))
}

/// How many open and closed cases one party has, counted in the party's own stretch of an index.
///
/// # Errors
/// When the database fails.
pub async fn count_of_party(tx: &mut Tx, applicant_key: &str) -> Result<(i64, i64), StoreError> {
    let sql = "SELECT CAST(COALESCE(SUM(is_open), 0) AS BIGINT), COUNT(*) FROM dossier \
               WHERE applicant_key = ?1";
    match tx.query_first(sql, &[applicant_key.into()]).await? {
        Some(row) => Ok((row.int(0)?, row.int(1)? - row.int(0)?)),
        None => Ok((0, 0)),
    }
}
