//! The store as the rest of the house sees it: write a command, read a page.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::executor::block_on;
use futures::future::BoxFuture;
use tokio::sync::oneshot;

use crate::error::StoreError;
use crate::migrations;
use crate::postgres::Postgres;
use crate::sql::{Dialect, Tx};
use crate::sqlite::{Job, Sqlite};

/// Where the database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A file, or `file:name?mode=memory&cache=shared` for a database that ends with the program.
    Sqlite {
        place: String,
        readers: usize,
    },
    Postgres {
        url: String,
        connections: usize,
    },
}

impl Address {
    /// Reads `sqlite:var/daumoi.db`, a bare path, or `postgres://…`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Self::Postgres { url: text.to_owned(), connections: 16 };
        }
        let place = text.strip_prefix("sqlite:").unwrap_or(text);
        Self::Sqlite { place: place.to_owned(), readers: 4 }
    }
}

/// What a command does inside its transaction. It may run again when a race was lost.
pub trait Work<T, E>:
    for<'tx> Fn(&'tx mut Tx) -> BoxFuture<'tx, Result<T, E>> + Send + Sync + 'static
{
}
impl<T, E, F> Work<T, E> for F where
    F: for<'tx> Fn(&'tx mut Tx) -> BoxFuture<'tx, Result<T, E>> + Send + Sync + 'static
{
}

/// What runs once inside a transaction.
pub trait WorkOnce<T, E>:
    for<'tx> FnOnce(&'tx mut Tx) -> BoxFuture<'tx, Result<T, E>> + Send + 'static
{
}
impl<T, E, F> WorkOnce<T, E> for F where
    F: for<'tx> FnOnce(&'tx mut Tx) -> BoxFuture<'tx, Result<T, E>> + Send + 'static
{
}

/// How often a command is tried when somebody else was faster, and the pause that grows between.
const TRIES: u32 = 8;
const PAUSE: Duration = Duration::from_millis(2);

/// The memory of the office.
#[derive(Clone, Debug)]
pub struct Store {
    arm: Arm,
}

#[derive(Clone, Debug)]
enum Arm {
    Sqlite(Arc<Sqlite>),
    Postgres(Arc<Postgres>),
}

impl Store {
    /// Opens the database and brings its schema up to date.
    ///
    /// # Errors
    /// When it cannot be opened, or was written by a newer program.
    pub async fn open(address: &Address) -> Result<Self, StoreError> {
        let arm = match address {
            Address::Sqlite { place, readers } => {
                Arm::Sqlite(Arc::new(Sqlite::open(place, *readers)?))
            }
            Address::Postgres { url, connections } => {
                Arm::Postgres(Arc::new(Postgres::open(url, *connections).await?))
            }
        };
        let store = Self { arm };
        store.write(|tx| migrations::run(tx).boxed()).await?;
        Ok(store)
    }

    #[must_use]
    pub fn dialect(&self) -> Dialect {
        match &self.arm {
            Arm::Sqlite(_) => Dialect::Sqlite,
            Arm::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs a command in one transaction and answers when it is durable. An `Err` of the work
    /// leaves nothing behind; a lost race is tried again from the beginning.
    ///
    /// # Errors
    /// What the work says, or why the store could not keep it.
    pub async fn write<T, E>(&self, work: impl Work<T, E>) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + MayRetry + Send + 'static,
    {
        let work: Arc<dyn Work<T, E>> = Arc::new(work);
        let mut tried = 1;
        loop {
            let again = Arc::clone(&work);
            match self.write_once(move |tx: &mut Tx| again(tx)).await {
                Err(error) if error.may_retry() && tried < TRIES => {
                    tokio::time::sleep(PAUSE * tried).await;
                    tried += 1;
                }
                outcome => return outcome,
            }
        }
    }

    /// As [`Store::write`], for work that owns what it uses up (a file it reads, say) and so cannot
    /// run a second time.
    ///
    /// # Errors
    /// What the work says, or why the store could not keep it.
    pub async fn write_once<T, E>(&self, work: impl WorkOnce<T, E>) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match &self.arm {
            Arm::Sqlite(sqlite) => {
                let (answer, waiting) = oneshot::channel();
                let work: Option<Box<dyn WorkOnce<T, E>>> = Some(Box::new(work));
                sqlite.send(Box::new(Command { work, outcome: None, answer }))?;
                waiting.await.map_err(|_| StoreError::Closed)?
            }
            Arm::Postgres(postgres) => on_postgres(postgres, work, "BEGIN").await,
        }
    }

    /// Reads one consistent picture. The connection refuses to write.
    ///
    /// # Errors
    /// What the work says, or why the store could not be read.
    pub async fn read<T, E>(&self, work: impl WorkOnce<T, E>) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match &self.arm {
            Arm::Sqlite(sqlite) => {
                let read = move |tx: &mut Tx| {
                    block_on(async {
                        tx.script("BEGIN").await?;
                        let answer = work(tx).await;
                        tx.script("COMMIT").await?;
                        answer
                    })
                };
                Arc::clone(sqlite).with_reader(read).await?
            }
            Arm::Postgres(postgres) => {
                on_postgres(postgres, work, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await
            }
        }
    }

    /// Waits for what is under way and lets the database go.
    pub async fn close(self) {
        match self.arm {
            Arm::Sqlite(sqlite) => {
                if let Some(sqlite) = Arc::into_inner(sqlite)
                    && tokio::task::spawn_blocking(move || sqlite.close()).await.is_err()
                {
                    tracing::error!("the writer could not be closed");
                }
            }
            Arm::Postgres(postgres) => postgres.close(),
        }
    }
}

/// An error that knows whether the same command may be tried again.
pub trait MayRetry {
    fn may_retry(&self) -> bool;
}

impl MayRetry for StoreError {
    fn may_retry(&self) -> bool {
        self.is_conflict()
    }
}

struct Command<T, E> {
    work: Option<Box<dyn WorkOnce<T, E>>>,
    outcome: Option<Result<T, E>>,
    answer: oneshot::Sender<Result<T, E>>,
}

impl<T: Send, E: From<StoreError> + Send> Job for Command<T, E> {
    fn run(&mut self, tx: &mut Tx) -> bool {
        let Some(work) = self.work.take() else { return false };
        // One command that panics must not stop the writer for everybody.
        let outcome = catch_unwind(AssertUnwindSafe(|| block_on(work(tx))))
            .unwrap_or_else(|_| Err(StoreError::Panicked.into()));
        let keep = outcome.is_ok();
        self.outcome = Some(outcome);
        keep
    }

    fn finish(self: Box<Self>, durable: Result<(), StoreError>) {
        let Self { outcome, answer, .. } = *self;
        let outcome = match (durable, outcome) {
            (Err(error), _) => Err(error.into()),
            (Ok(()), Some(outcome)) => outcome,
            (Ok(()), None) => Err(StoreError::Closed.into()),
        };
        // Whoever asked may have gone away; what was written stays written.
        drop(answer.send(outcome));
    }
}

/// Runs `work` between `begin` and its end, on a task of its own: whoever asked may go away in the
/// middle, and the connection must not go back to the pool with a transaction open.
async fn on_postgres<T, E>(
    postgres: &Arc<Postgres>,
    work: impl WorkOnce<T, E>,
    begin: &'static str,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let postgres = Arc::clone(postgres);
    let task = tokio::spawn(async move {
        let mut tx = Tx::Postgres(Box::new(postgres.lend().await?));
        tx.script(begin).await?;
        let outcome = AssertUnwindSafe(async { work(&mut tx).await }).catch_unwind().await;
        match outcome.unwrap_or_else(|_| Err(StoreError::Panicked.into())) {
            Ok(answer) => {
                tx.commit().await?;
                Ok(answer)
            }
            Err(error) => {
                tx.script("ROLLBACK").await?;
                Err(error)
            }
        }
    });
    task.await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
}
