//! Bare SQLite, with the same settings as the office's own.

use std::path::Path;
use std::time::{Duration, Instant};

use daumoi_store::Value;
use rusqlite::{Connection, params_from_iter};

use super::Replay;

pub(super) fn replay(
    file: &Path,
    replay: &Replay<'_>,
    clients: usize,
    lives: usize,
) -> anyhow::Result<Duration> {
    let mut connection = Connection::open(file)?;
    connection.set_prepared_statement_cache_capacity(256);
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
         PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -65536;",
    )?;
    let mut took = Duration::ZERO;
    for life in 0..lives {
        for step in &replay.steps {
            let mut group: Vec<(&str, Vec<Value>)> = Vec::new();
            for client in 0..clients {
                let case = i64::try_from(10 + client * lives + life)?;
                for (text, change) in step {
                    let text = replay.texts.get(*text).map_or("", String::as_str);
                    group.push((text, replay.values(change, case, 0)));
                }
            }
            let begun = Instant::now();
            let transaction = connection.transaction()?;
            for (text, values) in &group {
                transaction.prepare_cached(text)?.execute(params_from_iter(values))?;
            }
            transaction.commit()?;
            took += begun.elapsed();
        }
    }
    Ok(took)
}
