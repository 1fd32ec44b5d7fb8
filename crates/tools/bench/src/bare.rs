//! The bare engine: the rows that a step writes, by hand, with as many steps in a transaction as there
//! are clients. No reading, deciding, hashing or HTTP.

use std::time::Instant;

use rusqlite::{Connection, params};

/// About what the body of an entry and of a dossier weigh in a bulletin licence.
const ENTRY_BYTES: usize = 500;
const DOSSIER_BYTES: usize = 3_500;

pub(crate) fn steps_per_second(group: usize, steps: usize) -> anyhow::Result<u128> {
    let folder = tempfile::tempdir_in(".")?;
    let mut connection = Connection::open(folder.path().join("bare.db"))?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;
         PRAGMA cache_size = -65536;
         CREATE TABLE journal (id INTEGER PRIMARY KEY AUTOINCREMENT, txid INTEGER, stream TEXT, version INTEGER,
           kind TEXT, at INTEGER, actor TEXT, body TEXT, hash BLOB, UNIQUE (stream, version));
         CREATE INDEX journal_feed ON journal (txid, id);
         CREATE TABLE dossier (id INTEGER PRIMARY KEY, code TEXT UNIQUE, version INTEGER, state TEXT, sight INTEGER,
           is_open INTEGER, due_key INTEGER, body TEXT);
         CREATE INDEX dossier_by_due ON dossier (is_open, due_key, id);
         CREATE INDEX dossier_by_sight ON dossier (sight, is_open, due_key, id);
         CREATE TABLE task (dossier INTEGER, slot INTEGER, unit TEXT, role TEXT, due_key INTEGER, PRIMARY KEY (dossier, slot));
         CREATE INDEX task_by_unit ON task (unit, role, due_key, dossier);
         CREATE TABLE counter (name TEXT, sight INTEGER, amount INTEGER, PRIMARY KEY (name, sight));
         CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT, body TEXT, due_at INTEGER);
         CREATE INDEX outbox_by_time ON outbox (due_at, id);",
    )?;
    let (entry, dossier) = ("e".repeat(ENTRY_BYTES), "d".repeat(DOSSIER_BYTES));
    let begun = Instant::now();
    let mut done = 0;
    while done < steps {
        let transaction = connection.transaction()?;
        for step in done..(done + group).min(steps) {
            let (case, version) = (i64::try_from(step / 4)?, i64::try_from(step % 4)?);
            one_step(&transaction, (case, version), &entry, &dossier)?;
        }
        transaction.commit()?;
        done += group;
    }
    Ok(u128::try_from(steps)? * 1_000_000 / begun.elapsed().as_micros().max(1))
}

fn one_step(
    connection: &Connection,
    (case, version): (i64, i64),
    entry: &str,
    dossier: &str,
) -> rusqlite::Result<()> {
    let run = |sql: &str, values: &[&dyn rusqlite::ToSql]| {
        connection.prepare_cached(sql)?.execute(values).map(drop)
    };
    let hash = [0_u8; 32];
    run(
        "INSERT INTO journal (txid, stream, version, kind, at, actor, body, hash) VALUES (0, ?1, ?2, 'dossier.accepted', ?3, 'person', ?4, ?5)",
        params![format!("dossier/{case}"), version, case, entry, hash],
    )?;
    run(
        "INSERT INTO dossier VALUES (?1, ?2, ?3, 'appraising', 7, 1, ?4, ?5) ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state, due_key = excluded.due_key, body = excluded.body",
        params![case, format!("000.00.13.H45-240527-{case:04}"), version, case + version, dossier],
    )?;
    run(
        "INSERT INTO task VALUES (?1, 0, 'press_publishing', ?2, ?3) ON CONFLICT (dossier, slot) DO UPDATE SET role = excluded.role, due_key = excluded.due_key",
        params![
            case,
            if version % 2 == 0 { "case_officer" } else { "division_head" },
            case + version
        ],
    )?;
    for name in [version, version + 1] {
        run(
            "INSERT INTO counter VALUES (?1, 7, 1) ON CONFLICT (name, sight) DO UPDATE SET amount = amount + excluded.amount",
            params![format!("dossier/4.b/press.bulletin_licence.issue/{name:02}")],
        )?;
    }
    run(
        "INSERT INTO outbox (kind, body, due_at) VALUES ('notify', '{\"code\":\"x\"}', ?1)",
        params![case],
    )
}
