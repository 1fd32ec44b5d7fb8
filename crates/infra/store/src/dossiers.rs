//! Cases as pages read them: one row a case, and the tasks that wait for somebody.
//!
//! Rows carry no rules. A list costs what one page of it costs, however many cases there are: each
//! set of units, open and closed, is read from its own stretch of an index, and the stretches are
//! merged.

use crate::error::StoreError;
use crate::scope::{Scope, padded};
use crate::sql::{Row, Statement, Tx, Value};

/// A case. `due_key` orders cases: it is given by the caller, who puts cases without a due date last.
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
    /// JSON.
    pub body: String,
}

/// The columns of a case that a list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DossierSummary {
    pub id: i64,
    pub code: String,
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
}

impl DossierSummary {
    /// Where the next page of a list begins.
    #[must_use]
    pub fn cursor(&self) -> (i64, i64) {
        (self.due_key, self.id)
    }
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub procedure: Option<String>,
    pub is_open: Option<bool>,
    pub status: Option<i64>,
    /// (`due_key`, `id`) of the last row of the page before.
    pub after: Option<(i64, i64)>,
    pub limit: usize,
}

const INSERT: &str = "INSERT INTO dossier (id, code, version, head, point, procedure, edition, \
     state, status, sight, applicant, applicant_key, submitted_at, due, due_key, is_open, \
     timeliness, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, \
     ?16, ?17, ?18)";
const UPDATE: &str = "UPDATE dossier SET code = ?2, version = ?3, head = ?4, point = ?5, \
     procedure = ?6, edition = ?7, state = ?8, status = ?9, sight = ?10, applicant = ?11, \
     applicant_key = ?12, submitted_at = ?13, due = ?14, due_key = ?15, is_open = ?16, \
     timeliness = ?17, body = ?18 WHERE id = ?1";
/// The columns of [`DossierSummary`], of a table called `d`.
pub(crate) const SUMMARY: &str = "d.id, d.code, d.point, d.procedure, d.state, d.status, d.sight, \
     d.applicant, d.submitted_at, d.due, d.due_key, d.is_open, d.timeliness";
const ROW: &str = "d.id, d.code, d.version, d.head, d.point, d.procedure, d.edition, d.state, \
     d.status, d.sight, d.applicant, d.applicant_key, d.submitted_at, d.due, d.due_key, \
     d.is_open, d.timeliness, d.body";

/// How many stretches of an index one query merges; SQLite allows 500 parts.
const ARMS_IN_ONE_QUERY: usize = 64;

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
    })
}

pub(crate) fn summary(row: &Row, first: usize) -> Result<DossierSummary, StoreError> {
    Ok(DossierSummary {
        id: row.int(first)?,
        code: row.text(first + 1)?,
        point: row.text(first + 2)?,
        procedure: row.text(first + 3)?,
        state: row.text(first + 4)?,
        status: row.int(first + 5)?,
        sight: row.int(first + 6)?,
        applicant: row.text(first + 7)?,
        submitted_at: row.int(first + 8)?,
        due: row.opt_text(first + 9)?,
        due_key: row.int(first + 10)?,
        is_open: row.truth(first + 11)?,
        timeliness: row.opt_text(first + 12)?,
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

/// One page of the cases a reader may see, the most urgent first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx,
    scope: &Scope,
    filter: &Filter,
) -> Result<Vec<DossierSummary>, StoreError> {
    let sights: Vec<Option<i64>> = match scope {
        Scope::All | Scope::Party(_) => vec![None],
        Scope::Sights(sights) => padded(sights).into_iter().map(Some).collect(),
    };
    let mut found = Vec::new();
    let opens = filter.is_open.map_or(vec![true, false], |is_open| vec![is_open]);
    let arms: Vec<(Option<i64>, bool)> = sights
        .iter()
        .flat_map(|sight| opens.iter().map(move |is_open| (*sight, *is_open)))
        .collect();
    for arms in arms.chunks(ARMS_IN_ONE_QUERY) {
        let (sql, values) = page(scope, filter, arms);
        for row in tx.query(&sql, &values).await? {
            found.push(summary(&row, 0)?);
        }
    }
    found.sort_by_key(DossierSummary::cursor);
    found.truncate(filter.limit);
    Ok(found)
}

fn page(scope: &Scope, filter: &Filter, arms: &[(Option<i64>, bool)]) -> (String, Vec<Value>) {
    let (due_key, id) = filter.after.unwrap_or((i64::MIN, i64::MIN));
    let mut values = vec![due_key.into(), id.into(), limit(filter.limit)];
    let mut narrowed = String::new();
    let mut narrow = |column: &str, value: Value, values: &mut Vec<Value>| {
        values.push(value);
        narrowed.push_str(&format!(" AND d.{column} = ?{}", values.len()));
    };
    if let Scope::Party(key) = scope {
        narrow("applicant_key", key.into(), &mut values);
    }
    if let Some(procedure) = &filter.procedure {
        narrow("procedure", procedure.into(), &mut values);
    }
    if let Some(status) = filter.status {
        narrow("status", status.into(), &mut values);
    }
    let mut parts = Vec::with_capacity(arms.len());
    for (sight, is_open) in arms {
        let within = sight.map_or_else(String::new, |sight| {
            values.push(sight.into());
            format!(" AND d.sight = ?{}", values.len())
        });
        parts.push(format!(
            "SELECT d.due_key, d.id FROM dossier d WHERE d.is_open = {}{within}{narrowed} \
             AND (d.due_key, d.id) > (?1, ?2)",
            i64::from(*is_open)
        ));
    }
    // The stretches are merged as bare places of an index; only the cases of the page are fetched.
    let sql = format!(
        "SELECT {SUMMARY} FROM (SELECT due_key, id FROM ({}) AS arms ORDER BY due_key, id \
         LIMIT ?3) AS page JOIN dossier d ON d.id = page.id",
        parts.join(" UNION ALL ")
    );
    (sql, values)
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
