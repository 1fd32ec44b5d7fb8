//! Lists and counts of cases, narrowed by what a page asks.
//!
//! All cases stand in one order (`due_key`, `id`): open ones by what is left of their time, then the
//! finished ones, the newest first. A list walks that order in an index that holds everything it may
//! be narrowed by, and fetches only the cases of its page; a count reads the index alone, and of it
//! the stretch between the keys that it asks for.
//!
//! Not here: who may see what (a [`Scope`] says it), and what is late (the caller knows the time).

use crate::dossiers::{DossierSummary, SUMMARY, limit, summary};
use crate::error::StoreError;
use crate::scope::Scope;
use crate::sql::{Tx, Value, padded};

/// From one number up to and without another; what is absent is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub from: Option<i64>,
    pub before: Option<i64>,
}

impl Span {
    fn narrow(self, column: &str, sql: &mut String, values: &mut Vec<Value>) {
        for (end, operator) in [(self.from, ">="), (self.before, "<")] {
            if let Some(end) = end {
                values.push(end.into());
                sql.push_str(&format!(" AND {column} {operator} ?{}", values.len()));
            }
        }
    }
}

/// What cases are narrowed to. What is left out narrows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowed {
    pub is_open: Option<bool>,
    pub duty: Option<i64>,
    pub procedure: Option<String>,
    /// Worked in one of these units now, or last.
    pub units: Vec<String>,
    /// Empty: by nobody yet.
    pub officer: Option<String>,
    /// The official statuses of the one-stop desk.
    pub statuses: Vec<i64>,
    /// The state of the flow.
    pub state: Option<String>,
    /// Where in the order.
    pub key: Span,
    /// When it was handed in, in microseconds.
    pub received: Span,
    /// Only these, found by their words.
    pub ids: Option<Vec<i64>>,
}

impl Narrowed {
    /// Whether an index by sight alone answers: nothing is asked but open or finished.
    fn is_broad(&self) -> bool {
        let broad = Self { is_open: self.is_open, key: self.key, ..Self::default() };
        *self == broad
    }

    /// The conditions on a case `d`, each after ` AND `.
    pub(crate) fn conditions(&self, key_column: &str, values: &mut Vec<Value>) -> String {
        let mut sql = String::new();
        if let Some(is_open) = self.is_open {
            sql.push_str(&format!(" AND d.is_open = {}", i64::from(is_open)));
        }
        self.key.narrow(key_column, &mut sql, values);
        self.narrow(values, &mut sql);
        sql
    }

    fn narrow(&self, values: &mut Vec<Value>, sql: &mut String) {
        let mut equal = |column: &str, value: Option<Value>| {
            if let Some(value) = value {
                values.push(value);
                sql.push_str(&format!(" AND {column} = ?{}", values.len()));
            }
        };
        equal("d.duty", self.duty.map(Value::from));
        // Finished cases of one procedure have an index of their own; of open ones there are few, and
        // the index that is walked knows their procedure.
        let procedure =
            if self.is_open == Some(false) { "d.procedure" } else { "d.procedure || ''" };
        equal(procedure, self.procedure.as_ref().map(Value::from));
        equal("d.officer", self.officer.as_ref().map(Value::from));
        equal("d.state", self.state.as_ref().map(Value::from));
        among("d.unit", self.units.iter().map(Value::from).collect(), values, sql);
        among("d.status", self.statuses.iter().copied().map(Value::from).collect(), values, sql);
        self.received.narrow("d.submitted_at", sql, values);
        match &self.ids {
            Some(ids) if ids.is_empty() => sql.push_str(" AND 1 = 0"),
            Some(ids) => {
                among("d.id", padded(ids).into_iter().map(Value::from).collect(), values, sql)
            }
            None => {}
        }
    }
}

fn among(column: &str, wanted: Vec<Value>, values: &mut Vec<Value>, sql: &mut String) {
    if wanted.is_empty() {
        return;
    }
    let first = values.len() + 1;
    values.extend(wanted);
    let places: Vec<String> = (first..=values.len()).map(|place| format!("?{place}")).collect();
    sql.push_str(&format!(" AND {column} IN ({})", places.join(", ")));
}

/// A stretch of the order that is walked: open or finished, of one set of units or of all.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    is_open: bool,
    sight: Option<i64>,
}

/// How many stretches of an index one query merges; SQLite allows 500 parts.
const STRETCHES_IN_ONE_QUERY: usize = 64;

/// One page of the cases a reader may see, after a place (`due_key`, `id`).
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx,
    scope: &Scope,
    narrowed: &Narrowed,
    after: Option<(i64, i64)>,
    page: usize,
) -> Result<Vec<DossierSummary>, StoreError> {
    let mut found = Vec::new();
    for stretches in stretches(scope, narrowed).chunks(STRETCHES_IN_ONE_QUERY) {
        let (sql, values) = one_page(scope, narrowed, stretches, (after, page));
        for row in tx.query(&sql, &values).await? {
            found.push(summary(&row, 0)?);
        }
    }
    found.sort_by_key(DossierSummary::cursor);
    found.truncate(page);
    Ok(found)
}

fn stretches(scope: &Scope, narrowed: &Narrowed) -> Vec<Stretch> {
    let sights: Vec<Option<i64>> = match scope {
        Scope::Sights(sights) if narrowed.is_broad() => {
            padded(sights).into_iter().map(Some).collect()
        }
        _ => vec![None],
    };
    let opens = narrowed.is_open.map_or(vec![true, false], |is_open| vec![is_open]);
    sights
        .iter()
        .flat_map(|sight| {
            opens.iter().map(move |is_open| Stretch { is_open: *is_open, sight: *sight })
        })
        .collect()
}

fn one_page(
    scope: &Scope,
    narrowed: &Narrowed,
    stretches: &[Stretch],
    (after, page): (Option<(i64, i64)>, usize),
) -> (String, Vec<Value>) {
    let (due_key, id) = after.unwrap_or((i64::MIN, i64::MIN));
    let mut values = vec![due_key.into(), id.into(), limit(page)];
    let mut parts = Vec::with_capacity(stretches.len());
    for stretch in stretches {
        let within = match stretch.sight {
            Some(sight) => {
                values.push(sight.into());
                format!("d.sight = ?{}", values.len())
            }
            None => visible(scope, &mut values),
        };
        let of_stretch = Narrowed { is_open: Some(stretch.is_open), ..narrowed.clone() };
        let conditions = of_stretch.conditions("d.due_key", &mut values);
        parts.push(format!(
            "SELECT d.due_key, d.id FROM dossier d WHERE {within}{conditions} \
             AND (d.due_key, d.id) > (?1, ?2)"
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

/// What the reader sees, as a condition that leads no database away from the index of the order.
fn visible(scope: &Scope, values: &mut Vec<Value>) -> String {
    let table = if matches!(scope, Scope::Sights(_)) { "+d" } else { "d" };
    scope.predicate(table, "applicant_key", values)
}

/// How many cases: for a stretch of the order, such as what is late. What stands where is in the
/// counters.
///
/// # Errors
/// When the database fails.
pub async fn count(tx: &mut Tx, scope: &Scope, narrowed: &Narrowed) -> Result<i64, StoreError> {
    let mut values = Vec::new();
    let within = visible(scope, &mut values);
    let conditions = narrowed.conditions("d.due_key", &mut values);
    let sql = format!("SELECT COUNT(*) FROM dossier d WHERE {within}{conditions}");
    tx.query_first(&sql, &values).await?.map_or(Ok(0), |row| row.int(0))
}

/// What cases are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    Duty,
    Procedure,
    Unit,
    Officer,
    Status,
    /// `early`, `on_time`, `late`; empty where nothing was due.
    Timeliness,
    /// How it was handed in.
    Channel,
}

impl Dimension {
    fn column(self) -> &'static str {
        match self {
            Self::Duty => "CAST(d.duty AS TEXT)",
            Self::Procedure => "d.procedure",
            Self::Unit => "d.unit",
            Self::Officer => "d.officer",
            Self::Status => "CAST(d.status AS TEXT)",
            Self::Timeliness => "COALESCE(d.timeliness, '')",
            Self::Channel => "d.channel",
        }
    }
}

/// As [`count`], by what a dimension or several say, in the order of their words.
///
/// # Errors
/// When the database fails.
pub async fn count_by(
    tx: &mut Tx,
    scope: &Scope,
    narrowed: &Narrowed,
    dimensions: &[Dimension],
) -> Result<Vec<(Vec<String>, i64)>, StoreError> {
    let mut values = Vec::new();
    let within = visible(scope, &mut values);
    let conditions = narrowed.conditions("d.due_key", &mut values);
    let columns: Vec<&str> = dimensions.iter().map(|dimension| dimension.column()).collect();
    let columns = columns.join(", ");
    let sql = format!(
        "SELECT {columns}, COUNT(*) FROM dossier d WHERE {within}{conditions} \
         GROUP BY {columns} ORDER BY {columns}"
    );
    let rows = tx.query(&sql, &values).await?;
    rows.iter()
        .map(|row| {
            let words =
                (0..dimensions.len()).map(|place| row.text(place)).collect::<Result<_, _>>()?;
            Ok((words, row.int(dimensions.len())?))
        })
        .collect()
}
