//! SQLite: one thread that writes, a few connections that read.
//!
//! Commands that wait are grouped into one transaction, each in a savepoint of its own, and become
//! durable with one fsync (WAL, synchronous = FULL). Only after that are they acknowledged.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc;
use std::thread;

use futures::executor::block_on;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::Semaphore;

use crate::error::StoreError;
use crate::sql::Tx;

/// How many commands one fsync may carry.
const GROUP_LIMIT: usize = 256;

/// A command on its way to the writer: run it inside a savepoint, then say how it ended.
pub(crate) trait Job: Send {
    /// True when the command's writes are to be kept.
    fn run(&mut self, tx: &mut Tx) -> bool;
    /// Called after the group became durable, or with the reason why it did not.
    fn finish(self: Box<Self>, durable: Result<(), StoreError>);
}

/// The single writer and its readers.
#[derive(Debug)]
pub(crate) struct Sqlite {
    jobs: mpsc::Sender<Box<dyn Job>>,
    readers: std::sync::Mutex<Vec<Tx>>,
    free: Semaphore,
    writer: std::sync::Mutex<Option<thread::JoinHandle<()>>>,
}

impl Sqlite {
    /// Opens the database file, or one in memory that all connections of this store share.
    pub(crate) fn open(place: &str, readers: usize) -> Result<Self, StoreError> {
        let failed = |cause: rusqlite::Error| StoreError::Open {
            place: place.to_owned(),
            cause: Box::new(cause),
        };
        if !place.starts_with("file:")
            && let Some(folder) = Path::new(place).parent()
        {
            std::fs::create_dir_all(folder)
                .map_err(|cause| StoreError::File { what: folder.display().to_string(), cause })?;
        }
        let writer = connect(place, true).map_err(failed)?;
        let mut pool = Vec::with_capacity(readers);
        for _ in 0..readers {
            pool.push(Tx::Sqlite(Box::new(connect(place, false).map_err(failed)?)));
        }
        let (jobs, waiting) = mpsc::channel();
        let handle = thread::Builder::new()
            .name("daumoi-writer".to_owned())
            .spawn(move || write_all(Tx::Sqlite(Box::new(writer)), &waiting))
            .map_err(|cause| StoreError::File { what: "the writer thread".to_owned(), cause })?;
        Ok(Self {
            jobs,
            readers: std::sync::Mutex::new(pool),
            free: Semaphore::new(readers),
            writer: std::sync::Mutex::new(Some(handle)),
        })
    }

    pub(crate) fn send(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        self.jobs.send(job).map_err(|_| StoreError::Closed)
    }

    /// Lends a reading connection to `read` on a thread that may block.
    pub(crate) async fn with_reader<T: Send + 'static>(
        self: std::sync::Arc<Self>,
        read: impl FnOnce(&mut Tx) -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = self.free.acquire().await.map_err(|_| StoreError::Closed)?;
        permit.forget();
        let answer = tokio::task::spawn_blocking(move || {
            let lent = self.readers.lock().ok().and_then(|mut pool| pool.pop());
            let answer = lent.map(|mut tx| {
                // A reader that panics must not take the connection with it.
                let answer = catch_unwind(AssertUnwindSafe(|| read(&mut tx)));
                if answer.is_err() {
                    drop(script(&mut tx, "ROLLBACK"));
                }
                if let Ok(mut pool) = self.readers.lock() {
                    pool.push(tx);
                }
                answer.map_err(|_| StoreError::Panicked)
            });
            self.free.add_permits(1);
            answer.unwrap_or(Err(StoreError::Closed))
        })
        .await;
        answer.unwrap_or(Err(StoreError::Closed))
    }

    /// Waits until the writer has finished what it was sent.
    pub(crate) fn close(self) {
        let Self { jobs, writer, .. } = self;
        drop(jobs);
        if let Ok(mut handle) = writer.lock()
            && let Some(handle) = handle.take()
            && handle.join().is_err()
        {
            tracing::error!("the writer thread ended with a panic");
        }
    }
}

fn connect(place: &str, writes: bool) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(place, flags)?;
    connection.set_prepared_statement_cache_capacity(256);
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    // Auto-checkpointing at 16 MB keeps the log small without stalling a group for long.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000;",
    )?;
    // Negative cache sizes are kibibytes: one large cache for the writer, small ones to read.
    if writes {
        connection.execute_batch("PRAGMA cache_size = -65536;")?;
    } else {
        connection.execute_batch("PRAGMA cache_size = -8192; PRAGMA query_only = ON;")?;
    }
    Ok(connection)
}

fn write_all(mut tx: Tx, waiting: &mpsc::Receiver<Box<dyn Job>>) {
    while let Ok(first) = waiting.recv() {
        let mut group = vec![first];
        while group.len() < GROUP_LIMIT
            && let Ok(next) = waiting.try_recv()
        {
            group.push(next);
        }
        let outcome = write_group(&mut tx, &mut group);
        if let Err(error) = &outcome {
            tracing::error!(%error, "a group of commands was not written");
            // The transaction may already be gone with the error; a failed ROLLBACK changes nothing.
            drop(script(&mut tx, "ROLLBACK"));
        }
        for job in group {
            job.finish(match &outcome {
                Ok(()) => Ok(()),
                Err(error) => Err(StoreError::NotWritten { cause: error.to_string() }),
            });
        }
    }
}

fn write_group(tx: &mut Tx, group: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    script(tx, "BEGIN IMMEDIATE")?;
    for job in group {
        script(tx, "SAVEPOINT command")?;
        if job.run(tx) {
            script(tx, "RELEASE command")?;
        } else {
            script(tx, "ROLLBACK TO command; RELEASE command")?;
        }
    }
    script(tx, "COMMIT")
}

fn script(tx: &mut Tx, sql: &str) -> Result<(), StoreError> {
    match tx {
        // Single words are cached like other statements: they run for every command.
        Tx::Sqlite(connection) if !sql.contains(';') => {
            connection.prepare_cached(sql)?.execute([])?;
            Ok(())
        }
        _ => block_on(tx.script(sql)),
    }
}
