//! The whole memory as lines of JSON: for backups, and to move from one database to the other.
//!
//! Only what cannot be made again is written; after loading, the read models are rebuilt from the
//! journal. Sessions are left out: people sign in again. Entries are numbered anew in the order of
//! the feed, as entries of one finished transaction, so a reader's old cursor does not fit.

use std::io::{BufRead, Write};

use serde_json::{Value as Json, json};

use crate::error::StoreError;
use crate::sql::{Row, Statement, Tx, Value};

/// How many rows are held at a time.
const CHUNK: usize = 1000;
/// The form of the lines.
const FORM: i64 = 1;

#[derive(Debug)]
struct Table {
    name: &'static str,
    /// Unique together; rows are written in their order.
    key: &'static [&'static str],
    columns: &'static [&'static str],
}

const TABLES: &[Table] = &[
    Table {
        name: "journal",
        key: &["txid", "id"],
        columns: &["stream", "version", "kind", "at", "actor", "body", "hash"],
    },
    Table {
        name: "checkpoint",
        key: &["number"],
        columns: &["number", "entries", "root", "previous", "at", "signature"],
    },
    Table { name: "book", key: &["series", "year"], columns: &["series", "year", "last"] },
    Table {
        name: "official_number",
        key: &["series", "year", "seq"],
        columns: &["series", "year", "seq", "number", "signed_on", "stream", "is_void"],
    },
    Table { name: "code_series", key: &["body", "day"], columns: &["body", "day", "last"] },
    Table {
        name: "outbox",
        key: &["id"],
        columns: &["id", "kind", "body", "due_at", "attempts", "is_dead", "last_error"],
    },
    Table {
        name: "notice",
        key: &["id"],
        columns: &[
            "id",
            "dossier",
            "template",
            "event",
            "channel",
            "recipient",
            "name",
            "address",
            "words",
            "state",
            "reason",
            "attempts",
            "at",
            "settled_at",
        ],
    },
    Table {
        name: "notice_attempt",
        key: &["notice", "number"],
        columns: &["notice", "number", "at", "outcome", "detail"],
    },
    Table { name: "notice_read", key: &["person", "notice"], columns: &["person", "notice", "at"] },
    Table {
        name: "idempotency",
        key: &["actor", "key"],
        columns: &["actor", "key", "fingerprint", "answer", "at"],
    },
    Table {
        name: "upload",
        key: &["id"],
        columns: &["id", "sha256", "name", "kind", "size", "pages", "actor", "at"],
    },
    Table {
        name: "draft",
        key: &["code"],
        columns: &[
            "code",
            "version",
            "procedure",
            "dossier",
            "begun_at",
            "changed_at",
            "expires_at",
            "body",
        ],
    },
    Table {
        name: "feedback",
        key: &["id"],
        columns: &["id", "dossier", "procedure", "stage", "score", "words", "at"],
    },
    Table { name: "account", key: &["person"], columns: &["person", "password", "at"] },
    Table {
        name: "api_token",
        key: &["token"],
        columns: &["token", "name", "grants", "created_at", "revoked_at"],
    },
    Table {
        name: "definition_set",
        key: &["fingerprint"],
        columns: &["fingerprint", "published_at", "number", "body"],
    },
    Table {
        name: "edition",
        key: &["fingerprint"],
        columns: &["fingerprint", "procedure", "edition", "body"],
    },
];

/// Writes everything that cannot be made again, from one consistent picture, and says how many rows
/// that were.
///
/// # Errors
/// When the database or the output fails.
pub async fn write(tx: &mut Tx, out: &mut (dyn Write + Send)) -> Result<i64, StoreError> {
    line(out, &json!({ "daumoi": "dump", "form": FORM }))?;
    let mut rows = 0;
    for table in TABLES {
        line(out, &json!({ "table": table.name, "columns": table.columns }))?;
        rows += write_table(tx, table, out).await?;
    }
    // Whoever reads it can tell a whole dump from one that broke off.
    line(out, &json!({ "end": true, "rows": rows }))?;
    out.flush().map_err(not_written)?;
    Ok(rows)
}

async fn write_table(
    tx: &mut Tx,
    table: &Table,
    out: &mut (dyn Write + Send),
) -> Result<i64, StoreError> {
    let key = table.key.join(", ");
    let columns = table.columns.join(", ");
    let places: Vec<String> = (1..=table.key.len()).map(|place| format!("?{place}")).collect();
    let first = format!("SELECT {key}, {columns} FROM {} ORDER BY {key} LIMIT {CHUNK}", table.name);
    let next = format!(
        "SELECT {key}, {columns} FROM {} WHERE ({key}) > ({}) ORDER BY {key} LIMIT {CHUNK}",
        table.name,
        places.join(", ")
    );
    let mut rows = 0;
    let mut chunk = tx.query(&first, &[]).await?;
    while let Some(last) = chunk.last() {
        let after: Vec<Value> = last.values().iter().take(table.key.len()).cloned().collect();
        for row in &chunk {
            let cells = row.values().iter().skip(table.key.len()).map(to_json).collect();
            line(out, &Json::Array(cells))?;
            rows += 1;
        }
        chunk = tx.query(&next, &after).await?;
    }
    Ok(rows)
}

fn line(out: &mut (dyn Write + Send), value: &Json) -> Result<(), StoreError> {
    writeln!(out, "{value}").map_err(not_written)
}

fn not_written(cause: std::io::Error) -> StoreError {
    StoreError::File { what: "the dump".to_owned(), cause }
}

fn to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Int(value) => json!(value),
        Value::Text(value) => json!(value),
        Value::Bytes(value) => json!({ "hex": hex::encode(value) }),
    }
}

fn from_json(value: &Json) -> Result<Value, StoreError> {
    let odd = || StoreError::corrupt(format!("a cell of the dump: {value}"));
    match value {
        Json::Null => Ok(Value::Null),
        Json::Number(number) => number.as_i64().map(Value::Int).ok_or_else(odd),
        Json::String(text) => Ok(Value::from(text)),
        Json::Object(cell) => {
            let text = cell.get("hex").and_then(Json::as_str).ok_or_else(odd)?;
            hex::decode(text).map(Value::Bytes).map_err(|_| odd())
        }
        Json::Bool(_) | Json::Array(_) => Err(odd()),
    }
}

/// Loads a dump into a database that holds nothing yet, and says how many rows that were. The read
/// models stay empty: they are rebuilt afterwards.
///
/// # Errors
/// When the database is not empty, the dump is not whole, or the database or the input fails.
pub async fn load(tx: &mut Tx, input: &mut (dyn BufRead + Send)) -> Result<i64, StoreError> {
    for table in TABLES {
        let sql = format!("SELECT 1 FROM {} LIMIT 1", table.name);
        if tx.query_first(&sql, &[]).await?.is_some() {
            return Err(StoreError::NotEmpty);
        }
    }
    let mut loading = Loading::default();
    let mut text = String::new();
    while !loading.is_whole {
        text.clear();
        if input.read_line(&mut text).map_err(not_written)? == 0 {
            return Err(StoreError::corrupt("the dump breaks off"));
        }
        let value: Json = serde_json::from_str(&text)
            .map_err(|cause| StoreError::corrupt(format!("a line of the dump: {cause}")))?;
        loading.take(&value)?;
        if loading.waiting.len() >= CHUNK {
            tx.batch(&loading.waiting).await?;
            loading.waiting.clear();
        }
    }
    tx.batch(&loading.waiting).await?;
    for table in ["journal", "outbox"] {
        if let Some(sql) = tx.dialect().numbering_moved(table) {
            tx.query(&sql, &[]).await?;
        }
    }
    Ok(loading.rows)
}

/// How far a dump was read.
#[derive(Debug, Default)]
struct Loading {
    has_begun: bool,
    is_whole: bool,
    table: Option<&'static Table>,
    insert: String,
    rows: i64,
    entries: i64,
    /// How many entries the checkpoints so far cover.
    covered: i64,
    waiting: Vec<Statement>,
}

impl Loading {
    fn take(&mut self, line: &Json) -> Result<(), StoreError> {
        let odd = || StoreError::corrupt(format!("a line of the dump: {line}"));
        if let Json::Array(cells) = line {
            return self.take_row(cells);
        }
        if !self.has_begun {
            self.has_begun = line.get("form").and_then(Json::as_i64) == Some(FORM);
            return if self.has_begun { Ok(()) } else { Err(odd()) };
        }
        if line.get("end").is_some() {
            self.is_whole = line.get("rows").and_then(Json::as_i64) == Some(self.rows);
            return if self.is_whole { Ok(()) } else { Err(odd()) };
        }
        let name = line.get("table").and_then(Json::as_str);
        let table = TABLES.iter().find(|table| Some(table.name) == name).ok_or_else(odd)?;
        if line.get("columns") != Some(&json!(table.columns)) {
            return Err(odd());
        }
        self.insert = insert(table);
        self.table = Some(table);
        Ok(())
    }

    fn take_row(&mut self, cells: &[Json]) -> Result<(), StoreError> {
        let table = self.table.ok_or_else(|| StoreError::corrupt("a row without its table"))?;
        if cells.len() != table.columns.len() {
            return Err(StoreError::corrupt(format!("a row of {} in the dump", table.name)));
        }
        let mut values = cells.iter().map(from_json).collect::<Result<Vec<_>, _>>()?;
        match table.name {
            "journal" => {
                self.entries += 1;
                values.extend([Value::Int(0), Value::Int(self.entries)]);
            }
            "checkpoint" => {
                self.covered += entries_of(&values)?;
                values.extend([Value::Int(0), Value::Int(self.covered)]);
            }
            _ => {}
        }
        self.waiting.push((self.insert.clone().into(), values));
        self.rows += 1;
        Ok(())
    }
}

fn entries_of(checkpoint: &[Value]) -> Result<i64, StoreError> {
    Row::from(checkpoint.to_vec()).int(1)
}

/// Entries and checkpoints get their new places, which are not in the dump.
fn insert(table: &Table) -> String {
    let mut columns = table.columns.to_vec();
    match table.name {
        "journal" => columns.extend(["txid", "id"]),
        "checkpoint" => columns.extend(["to_txid", "to_id"]),
        _ => {}
    }
    let places: Vec<String> = (1..=columns.len()).map(|place| format!("?{place}")).collect();
    format!("INSERT INTO {} ({}) VALUES ({})", table.name, columns.join(", "), places.join(", "))
}
