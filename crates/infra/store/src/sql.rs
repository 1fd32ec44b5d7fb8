//! The one place that knows that there are two databases.
//!
//! Statements are written once, in the part of SQL that both speak, with `?1`, `?2` … for values;
//! the few words in which they differ are filled in from [`Dialect`]. Types are the ones that both
//! share: BIGINT, TEXT and bytes; instants are microseconds since 1970 in UTC, dates are
//! `YYYY-MM-DD`.
//!
//! A [`Tx`] on SQLite is a plain connection on the thread that owns it: its futures are always
//! ready. On PostgreSQL statements travel together where [`Tx::batch`] says so.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use futures::future::join_all;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::error::StoreError;

/// Which database a transaction speaks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// The first transaction number that a reader of the feed must not pass: on PostgreSQL the
    /// oldest transaction that still runs, on SQLite nothing.
    pub(crate) fn unsettled(self) -> &'static str {
        match self {
            Self::Sqlite => "9223372036854775807",
            Self::Postgres => "pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
        }
    }

    /// Rows that another worker holds are passed over; on SQLite there is one writer.
    pub(crate) fn skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => "FOR UPDATE SKIP LOCKED",
        }
    }

    /// The question that moves the numbering of a table behind the numbers that were given to it from
    /// outside. SQLite does so by itself.
    pub(crate) fn numbering_moved(self, table: &str) -> Option<String> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some(format!(
                "SELECT setval(pg_get_serial_sequence('{table}', 'id'), \
                 COALESCE(MAX(id), 0) + 1, false) FROM {table}"
            )),
        }
    }

    /// Empties a table that can be made again.
    pub(crate) fn emptied(self, table: &str) -> String {
        match self {
            Self::Sqlite => format!("DELETE FROM {table}"),
            Self::Postgres => format!("TRUNCATE {table}"),
        }
    }
}

/// One value on its way in or out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}
impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Int(i64::from(value))
    }
}
impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}
impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}
impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::Text(value.clone())
    }
}
impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}
impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(value.to_owned())
    }
}
impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// One row of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row(Vec<Value>);

impl From<Vec<Value>> for Row {
    fn from(values: Vec<Value>) -> Self {
        Self(values)
    }
}

impl Row {
    /// # Errors
    /// When the column is absent or not a number.
    pub fn int(&self, column: usize) -> Result<i64, StoreError> {
        match self.0.get(column) {
            Some(Value::Int(value)) => Ok(*value),
            other => Err(StoreError::corrupt(format!("column {column}: {other:?} for a number"))),
        }
    }

    /// # Errors
    /// When the column is absent or neither a number nor empty.
    pub fn opt_int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        match self.0.get(column) {
            Some(Value::Null) => Ok(None),
            _ => self.int(column).map(Some),
        }
    }

    /// # Errors
    /// When the column is absent or not text.
    pub fn text(&self, column: usize) -> Result<String, StoreError> {
        match self.0.get(column) {
            Some(Value::Text(value)) => Ok(value.clone()),
            other => Err(StoreError::corrupt(format!("column {column}: {other:?} for a text"))),
        }
    }

    /// # Errors
    /// When the column is absent or neither text nor empty.
    pub fn opt_text(&self, column: usize) -> Result<Option<String>, StoreError> {
        match self.0.get(column) {
            Some(Value::Null) => Ok(None),
            _ => self.text(column).map(Some),
        }
    }

    /// # Errors
    /// When the column is absent or not bytes.
    pub fn bytes(&self, column: usize) -> Result<Vec<u8>, StoreError> {
        match self.0.get(column) {
            Some(Value::Bytes(value)) => Ok(value.clone()),
            other => Err(StoreError::corrupt(format!("column {column}: {other:?} for bytes"))),
        }
    }

    /// # Errors
    /// When the column is absent or not 0 or 1.
    pub fn truth(&self, column: usize) -> Result<bool, StoreError> {
        match self.int(column)? {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(StoreError::corrupt(format!("column {column}: {other} for yes or no"))),
        }
    }

    #[must_use]
    pub fn values(&self) -> &[Value] {
        &self.0
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut bytes::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(value) => value.to_sql(ty, out),
            Self::Text(value) => value.to_sql(ty, out),
            Self::Bytes(value) => value.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A statement with its values. Most texts are constants; few have to be put together.
pub type Statement = (Cow<'static, str>, Vec<Value>);

/// A number that no row has.
const NO_ROW: i64 = -1;

/// The numbers, each once, filled up to a power of two with one that nothing has: so there are few
/// different statements, which databases keep prepared.
pub(crate) fn padded(numbers: &[i64]) -> Vec<i64> {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    numbers.dedup();
    if !numbers.is_empty() {
        numbers.resize(numbers.len().next_power_of_two(), NO_ROW);
    }
    numbers
}

/// The places of some numbers behind `IN`, with the numbers added to the values.
pub(crate) fn listed(numbers: &[i64], values: &mut Vec<Value>) -> String {
    let mut places = Vec::new();
    for number in padded(numbers) {
        values.push(number.into());
        places.push(format!("?{}", values.len()));
    }
    format!("({})", places.join(", "))
}

/// An open transaction, or a connection that only reads.
#[derive(Debug)]
pub enum Tx {
    Sqlite(Box<rusqlite::Connection>),
    Postgres(Box<PostgresTx>),
}

/// A pooled connection inside a transaction, with the number that keeps its counters apart.
#[derive(Debug)]
pub struct PostgresTx {
    pub(crate) client: deadpool_postgres::Object,
    /// Counters are kept in one row per connection so that commits do not queue for one row.
    pub(crate) slot: Slot,
    pub(crate) rewritten: Rewritten,
    /// After one refused statement PostgreSQL answers COMMIT with a rollback, without an error.
    pub(crate) is_broken: AtomicBool,
}

/// A number that one transaction of this process holds at a time.
#[derive(Debug)]
pub(crate) struct Slot {
    number: i64,
    free: Arc<Mutex<Vec<i64>>>,
}

impl Slot {
    pub(crate) fn take(free: &Arc<Mutex<Vec<i64>>>) -> Self {
        // There are as many slots as connections, so one is free whenever a connection is.
        let number = free.lock().ok().and_then(|mut free| free.pop()).unwrap_or(-1);
        Self { number, free: Arc::clone(free) }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let Ok(mut free) = self.free.lock()
            && self.number >= 0
        {
            free.push(self.number);
        }
    }
}

/// Statements with `$1` for `?1`, made once for each text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rewritten(Arc<Mutex<BTreeMap<String, Arc<str>>>>);

impl Rewritten {
    fn get(&self, sql: &str) -> Arc<str> {
        let Ok(mut known) = self.0.lock() else { return sql.replace('?', "$").into() };
        if let Some(text) = known.get(sql) {
            return Arc::clone(text);
        }
        let text: Arc<str> = sql.replace('?', "$").into();
        known.insert(sql.to_owned(), Arc::clone(&text));
        text
    }
}

impl Tx {
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// The row of the counters that belongs to this connection.
    #[must_use]
    pub fn counter_slot(&self) -> i64 {
        match self {
            Self::Sqlite(_) => 0,
            Self::Postgres(tx) => tx.slot.number,
        }
    }

    /// Runs one statement and says how many rows it touched.
    ///
    /// # Errors
    /// When the database refuses it.
    pub async fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        match self {
            Self::Sqlite(connection) => execute_sqlite(connection, sql, values),
            Self::Postgres(tx) => tx.execute(sql, values).await,
        }
    }

    /// Runs several statements in order; on PostgreSQL they travel together.
    ///
    /// # Errors
    /// When the database refuses one of them.
    pub async fn batch(&mut self, statements: &[Statement]) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => {
                for (sql, values) in statements {
                    execute_sqlite(connection, sql, values)?;
                }
                Ok(())
            }
            Self::Postgres(tx) => tx.batch(statements).await,
        }
    }

    /// # Errors
    /// When the database refuses the question or an answer cannot be read.
    pub async fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        match self {
            Self::Sqlite(connection) => query_sqlite(connection, sql, values),
            Self::Postgres(tx) => tx.query(sql, values).await,
        }
    }

    /// The first row of the answer, if there is one.
    ///
    /// # Errors
    /// As [`Tx::query`].
    pub async fn query_first(
        &mut self,
        sql: &str,
        values: &[Value],
    ) -> Result<Option<Row>, StoreError> {
        Ok(self.query(sql, values).await?.into_iter().next())
    }

    /// Runs a script of several statements without values: migrations, `BEGIN`, `COMMIT`.
    ///
    /// # Errors
    /// When the database refuses one of them.
    pub async fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => Ok(connection.execute_batch(sql)?),
            Self::Postgres(tx) => tx.noting(tx.client.batch_execute(sql).await),
        }
    }
}

impl Tx {
    /// Ends a transaction on PostgreSQL and keeps what it wrote.
    pub(crate) async fn commit(&mut self) -> Result<(), StoreError> {
        if let Self::Postgres(tx) = self
            && tx.is_broken.load(Ordering::Relaxed)
        {
            self.script("ROLLBACK").await?;
            let cause = "a statement was refused and the command went on".to_owned();
            return Err(StoreError::NotWritten { cause });
        }
        self.script("COMMIT").await
    }
}

/// How many statements travel together: few enough that `join_all` polls them in their order.
const STATEMENTS_IN_ONE_GO: usize = 24;

impl PostgresTx {
    /// Everything is prepared before anything is sent, so that the server sees the given order. All
    /// answers are awaited: the first refusal in order is the cause, the others only follow from it.
    async fn batch(&self, statements: &[Statement]) -> Result<(), StoreError> {
        let mut prepared = Vec::with_capacity(statements.len());
        for (sql, _) in statements {
            prepared.push(self.prepare(sql).await?);
        }
        let ready: Vec<_> = prepared.iter().zip(statements).collect();
        for group in ready.chunks(STATEMENTS_IN_ONE_GO) {
            let answers =
                join_all(group.iter().map(|(statement, (_, values))| self.run(statement, values)));
            answers.await.into_iter().collect::<Result<Vec<u64>, _>>()?;
        }
        Ok(())
    }

    async fn run(
        &self,
        statement: &tokio_postgres::Statement,
        values: &[Value],
    ) -> Result<u64, StoreError> {
        self.noting(self.client.execute(statement, &parameters(values)).await)
    }

    async fn prepare(&self, sql: &str) -> Result<tokio_postgres::Statement, StoreError> {
        self.noting(self.client.prepare_cached(&self.rewritten.get(sql)).await)
    }

    fn noting<T>(&self, answer: Result<T, tokio_postgres::Error>) -> Result<T, StoreError> {
        if answer.is_err() {
            self.is_broken.store(true, Ordering::Relaxed);
        }
        Ok(answer?)
    }

    async fn execute(&self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let statement = self.prepare(sql).await?;
        self.run(&statement, values).await
    }

    async fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let statement = self.prepare(sql).await?;
        let rows = self.noting(self.client.query(&statement, &parameters(values)).await)?;
        rows.iter().map(from_postgres).collect()
    }
}

fn parameters(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| -> &(dyn ToSql + Sync) { value }).collect()
}

fn from_postgres(row: &tokio_postgres::Row) -> Result<Row, StoreError> {
    let mut values = Vec::with_capacity(row.len());
    for (index, column) in row.columns().iter().enumerate() {
        let value = match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(index)?.into(),
            Type::INT4 => row.try_get::<_, Option<i32>>(index)?.map(i64::from).into(),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(index)?.into(),
            _ => row.try_get::<_, Option<String>>(index)?.into(),
        };
        values.push(value);
    }
    Ok(Row(values))
}

fn execute_sqlite(
    connection: &rusqlite::Connection,
    sql: &str,
    values: &[Value],
) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let changed = statement.execute(rusqlite::params_from_iter(values))?;
    Ok(u64::try_from(changed).unwrap_or(u64::MAX))
}

fn query_sqlite(
    connection: &rusqlite::Connection,
    sql: &str,
    values: &[Value],
) -> Result<Vec<Row>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let columns = statement.column_count();
    let mut found = statement.query(rusqlite::params_from_iter(values))?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let mut read = Vec::with_capacity(columns);
        for column in 0..columns {
            read.push(from_sqlite(row.get_ref(column)?)?);
        }
        rows.push(Row(read));
    }
    Ok(rows)
}

fn from_sqlite(value: rusqlite::types::ValueRef<'_>) -> Result<Value, StoreError> {
    use rusqlite::types::ValueRef;
    match value {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(value) => Ok(Value::Int(value)),
        ValueRef::Text(value) => std::str::from_utf8(value)
            .map(Value::from)
            .map_err(|_| StoreError::corrupt("text that is not UTF-8")),
        ValueRef::Blob(value) => Ok(Value::from(value)),
        ValueRef::Real(_) => Err(StoreError::corrupt("a number with a fraction")),
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
            Self::Bytes(value) => ValueRef::Blob(value),
        }))
    }
}
