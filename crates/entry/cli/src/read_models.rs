//! `daumoi rebuild --compare`: the read models that pages read, held row by row against ones made
//! again from the journal, in a scratch database. The live one is only read.
//!
//! The full-text index is not compared: the two databases keep it in forms of their own.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::sync::Arc;

use daumoi_kernel::Text;
use daumoi_office::MachineClock;
use daumoi_store::{Address, Row, Store, StoreError, Tx, Value, dump};
use futures::FutureExt;
use sha2::{Digest, Sha256};

use crate::machine::{self, Machine};
use crate::trouble::Trouble;

/// How many rows are read at a time.
const CHUNK: usize = 1000;
/// After so many differences the rest is not told.
const MOST_TOLD: usize = 100;

struct Table {
    name: &'static str,
    key: &'static str,
    key_size: usize,
    columns: &'static str,
    /// Rows that are summed before they are compared: where they came from does not matter.
    source: &'static str,
}

const TABLES: &[Table] = &[
    Table {
        name: "dossier",
        key: "id",
        key_size: 1,
        columns: "code, version, head, point, procedure, edition, state, status, sight, applicant, \
                  applicant_key, submitted_at, due, due_key, is_open, timeliness, duty, unit, \
                  officer, channel, body",
        source: "dossier",
    },
    Table {
        name: "task",
        key: "dossier, slot",
        key_size: 2,
        columns: "unit, role, officer, due_key",
        source: "task",
    },
    Table {
        name: "record",
        key: "id",
        key_size: 1,
        columns: "version, head, register, number, status, standing, holder, holder_key, \
                  issued_on, valid_until, is_public, sight, body",
        source: "record",
    },
    Table {
        name: "record_unique",
        key: "register, value",
        key_size: 2,
        columns: "record",
        source: "record_unique",
    },
    Table {
        name: "counter",
        key: "name, sight",
        key_size: 2,
        columns: "amount",
        source: "(SELECT name, sight, CAST(SUM(amount) AS BIGINT) AS amount FROM counter \
                 GROUP BY name, sight HAVING SUM(amount) <> 0) AS summed",
    },
    Table { name: "timer", key: "stream, name", key_size: 2, columns: "at", source: "timer" },
    Table {
        name: "reading",
        key: "stream, version, place",
        key_size: 3,
        columns: "subject, person, what, at",
        source: "reading",
    },
    Table { name: "sight", key: "id", key_size: 1, columns: "duty, units", source: "sight" },
];

#[derive(Debug, Default)]
pub(crate) struct Compared {
    pub(crate) rows: usize,
    pub(crate) differences: Vec<Text>,
}

pub(crate) async fn compare(machine: &Machine) -> Result<Compared, Trouble> {
    let folder = tempfile::tempdir_in(&machine.settings.data).map_err(|error| {
        let text = Text::new("Không tạo được thư mục tạm.", "No temporary folder could be made.");
        Trouble::wrong("temporary_folder", text).because(&error)
    })?;
    let scratch = folder.path().join("scratch.db").display().to_string();
    let scratch = Store::open(&Address::Sqlite { place: scratch, readers: 1 }).await?;
    let live = copy(machine, &scratch, &folder.path().join("dump")).await?;
    let department = match machine::in_force(&scratch).await? {
        Some(department) => department,
        None => return Ok(Compared::default()),
    };
    let rebuilt = Machine {
        settings: machine.settings.clone(),
        store: scratch.clone(),
        files: machine.files.clone(),
        places: machine.places.clone(),
        carriers: Arc::clone(&machine.carriers),
    };
    rebuilt.office_of(department, Arc::new(MachineClock))?.rebuild().await?;
    let made = scratch.read(|tx: &mut Tx| digests(tx).boxed()).await?;
    Ok(held_against(&live, &made))
}

type Digests = BTreeMap<(&'static str, String), Vec<u8>>;

/// Copies what cannot be made again, and digests the live read models of the same picture.
async fn copy(
    machine: &Machine,
    scratch: &Store,
    path: &std::path::Path,
) -> Result<Digests, Trouble> {
    let unwritten =
        |cause: std::io::Error| StoreError::File { what: path.display().to_string(), cause };
    let mut out = BufWriter::new(File::create(path).map_err(unwritten)?);
    let live = machine.store.read(move |tx: &mut Tx| {
        async move {
            dump::write(tx, &mut out).await?;
            digests(tx).await
        }
        .boxed()
    });
    let live: Digests = live.await.map_err(|error: StoreError| Trouble::from(error))?;
    let mut input = BufReader::new(File::open(path).map_err(unwritten)?);
    let loaded = scratch
        .write_once(move |tx: &mut Tx| async move { dump::load(tx, &mut input).await }.boxed());
    loaded.await.map_err(|error: StoreError| Trouble::from(error))?;
    Ok(live)
}

async fn digests(tx: &mut Tx) -> Result<Digests, StoreError> {
    let mut digests = Digests::new();
    for table in TABLES {
        let Table { key, key_size, columns, source, .. } = table;
        let places: Vec<String> = (1..=*key_size).map(|place| format!("?{place}")).collect();
        let first = format!("SELECT {key}, {columns} FROM {source} ORDER BY {key} LIMIT {CHUNK}");
        let next = format!(
            "SELECT {key}, {columns} FROM {source} WHERE ({key}) > ({}) ORDER BY {key} LIMIT {CHUNK}",
            places.join(", ")
        );
        let mut chunk = tx.query(&first, &[]).await?;
        while let Some(last) = chunk.last() {
            let after: Vec<Value> = last.values().iter().take(*key_size).cloned().collect();
            for row in &chunk {
                digests.insert((table.name, key_of(row, *key_size)), digest(row));
            }
            chunk = tx.query(&next, &after).await?;
        }
    }
    Ok(digests)
}

fn key_of(row: &Row, size: usize) -> String {
    let parts: Vec<String> = row
        .values()
        .iter()
        .take(size)
        .map(|value| match value {
            Value::Int(number) => number.to_string(),
            Value::Text(text) => text.clone(),
            Value::Null | Value::Bytes(_) => String::new(),
        })
        .collect();
    parts.join("/")
}

fn digest(row: &Row) -> Vec<u8> {
    let mut hasher = Sha256::new();
    for value in row.values() {
        // The kind and the length keep neighbours apart.
        let (kind, bytes): (u8, Vec<u8>) = match value {
            Value::Null => (0, Vec::new()),
            Value::Int(number) => (1, number.to_be_bytes().to_vec()),
            Value::Text(text) => (2, text.clone().into_bytes()),
            Value::Bytes(bytes) => (3, bytes.clone()),
        };
        hasher.update([kind]);
        hasher.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        hasher.update(&bytes);
    }
    hasher.finalize().to_vec()
}

fn held_against(live: &Digests, made: &Digests) -> Compared {
    let mut differences = Vec::new();
    let mut note = |table: &str, key: &str, vi: &str, en: &str| {
        if differences.len() < MOST_TOLD {
            differences
                .push(Text::new(format!("{table} {key}: {vi}"), format!("{table} {key}: {en}")));
        }
    };
    for ((table, key), digest) in live {
        match made.get(&(*table, key.clone())) {
            None => note(table, key, "không có trong nhật ký", "it is not in the journal"),
            Some(other) if other != digest => {
                note(table, key, "khác với nhật ký", "it differs from the journal");
            }
            Some(_) => {}
        }
    }
    for (table, key) in made.keys() {
        if !live.contains_key(&(*table, key.clone())) {
            note(table, key, "thiếu, nhật ký có", "it is missing, the journal has it");
        }
    }
    Compared { rows: live.len(), differences }
}
