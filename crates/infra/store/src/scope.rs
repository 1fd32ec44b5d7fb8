//! What a reader may see, as one predicate for list, get, search, count, export and feed alike.
//!
//! Every case and record carries a *sight*: the number of the set of units that see it, within one
//! duty. There are few such sets, so a scope is a short list of numbers, a counter can be kept for
//! each, and an ordinary officer's list is read from an index like an administrator's.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use crate::error::StoreError;
use crate::journal::Stored;
use crate::sql::{Statement, Tx, Value, listed};

/// A set of units that see something, within one clause of the mandate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sight {
    pub duty: i64,
    pub units: BTreeSet<String>,
}

impl Sight {
    /// The number of the set: made from its content, so that a rebuild gives the same one.
    #[must_use]
    pub fn id(&self) -> i64 {
        let digest = Sha256::digest(format!("{}|{}", self.duty, self.joined()).as_bytes());
        let mut number: i64 = 0;
        for byte in digest.iter().take(6) {
            number = number * 256 + i64::from(*byte);
        }
        number
    }

    fn joined(&self) -> String {
        self.units.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// The statement that makes the set known; it changes nothing when it already is.
    #[must_use]
    pub fn noted(&self) -> Statement {
        (
            "INSERT INTO sight (id, duty, units) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO NOTHING"
                .into(),
            vec![self.id().into(), self.duty.into(), self.joined().into()],
        )
    }
}

/// All sets in use.
///
/// # Errors
/// When the database fails.
pub async fn all(tx: &mut Tx) -> Result<Vec<(i64, Sight)>, StoreError> {
    let rows = tx.query("SELECT id, duty, units FROM sight ORDER BY id", &[]).await?;
    rows.iter()
        .map(|row| {
            let units = row.text(2)?.split(' ').map(str::to_owned).collect();
            Ok((row.int(0)?, Sight { duty: row.int(1)?, units }))
        })
        .collect()
}

/// What a reader may see. Only `access` decides; this is its form for the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    All,
    /// The sets of units the reader belongs to.
    Sights(Vec<i64>),
    /// The cases and records of one party, by its identifier.
    Party(String),
}

impl Scope {
    /// The predicate, to be put after `WHERE` or `AND`, on the columns of `table`.
    #[must_use]
    pub fn predicate(&self, table: &str, party_column: &str, values: &mut Vec<Value>) -> String {
        match self {
            Self::All => "1 = 1".to_owned(),
            Self::Sights(sights) if sights.is_empty() => "1 = 0".to_owned(),
            Self::Sights(sights) => {
                format!("{table}.sight IN {}", listed(sights, values))
            }
            Self::Party(key) => {
                values.push(Value::from(key));
                format!("{table}.{party_column} = ?{}", values.len())
            }
        }
    }
}

/// Those of `entries` that tell of cases and records within `scope`.
///
/// # Errors
/// When the database fails.
pub async fn visible(
    tx: &mut Tx,
    scope: &Scope,
    entries: Vec<Stored>,
) -> Result<Vec<Stored>, StoreError> {
    if *scope == Scope::All {
        let tells = |entry: &Stored| {
            ["dossier", "record"].iter().any(|table| id_in(&entry.stream, table).is_some())
        };
        return Ok(entries.into_iter().filter(tells).collect());
    }
    let mut seen = BTreeSet::new();
    for (table, party) in [("dossier", "applicant_key"), ("record", "holder_key")] {
        let ids: Vec<i64> =
            entries.iter().filter_map(|entry| id_in(&entry.stream, table)).collect();
        if ids.is_empty() {
            continue;
        }
        let mut values = Vec::new();
        let predicate = scope.predicate(table, party, &mut values);
        let ids = listed(&ids, &mut values);
        let sql = format!("SELECT id FROM {table} WHERE {predicate} AND id IN {ids}");
        for row in tx.query(&sql, &values).await? {
            seen.insert(format!("{table}/{}", row.int(0)?));
        }
    }
    Ok(entries.into_iter().filter(|entry| seen.contains(&entry.stream)).collect())
}

fn id_in(stream: &str, table: &str) -> Option<i64> {
    stream.strip_prefix(table)?.strip_prefix('/')?.parse().ok()
}
