//! A fresh database for one test, on either of the two, gone afterwards.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::atomic::{AtomicU32, Ordering};

use daumoi_store::{Address, Dialect, Statement, Store, StoreError, Tx, WorkOnce};
use futures::FutureExt;
use futures::future::BoxFuture;

/// Declares tests that run on both databases.
macro_rules! on_both_databases {
    ($($(#[doc = $doc:literal])* async fn $name:ident($db:ident) $body:block)*) => {$(
        $(#[doc = $doc])*
        mod $name {
            use super::*;

            async fn body($db: crate::database::TestDb) $body

            #[test]
            fn on_sqlite() {
                crate::database::on_sqlite(body);
            }

            #[test]
            #[ignore = "needs DAUMOI_TEST_POSTGRES"]
            fn on_postgres() {
                crate::database::on_postgres(body);
            }
        }
    )*};
}
pub(crate) use on_both_databases;

/// An open store in a database of its own.
#[derive(Clone, Debug)]
pub(crate) struct TestDb {
    pub(crate) store: Store,
    pub(crate) address: Address,
}

impl TestDb {
    pub(crate) async fn open(address: Address) -> Self {
        let store = Store::open(&address).await.unwrap();
        Self { store, address }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.store.dialect()
    }

    pub(crate) async fn read<T: Send + 'static>(&self, work: impl WorkOnce<T, StoreError>) -> T {
        self.store.read(work).await.unwrap()
    }

    pub(crate) async fn write<T: Send + 'static>(&self, work: impl WorkOnce<T, StoreError>) -> T {
        self.store.write_once(work).await.unwrap()
    }

    pub(crate) async fn run(&self, statements: Vec<Statement>) {
        self.write(move |tx: &mut Tx| async move { tx.batch(&statements).await }.boxed()).await;
    }

    /// Waits until everything that was committed stands in the feed. PostgreSQL counts transactions
    /// of all its databases in one series, so the tests next door can hold the feed back a little.
    pub(crate) async fn settled(&self) {
        if self.dialect() == Dialect::Sqlite {
            return;
        }
        let sql = "SELECT COUNT(*) FROM journal \
                   WHERE txid >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint";
        for _ in 0..2000 {
            let row = self.read(move |tx: &mut Tx| tx.query_first(sql, &[]).boxed()).await;
            if row.unwrap().int(0).unwrap() == 0 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        panic!("the feed does not settle");
    }

    /// Does what nobody may: runs a script with the guards of the journal taken away.
    pub(crate) async fn tamper(&self, script: &'static str) {
        let guards = match self.dialect() {
            Dialect::Sqlite => {
                "DROP TRIGGER journal_is_never_changed; DROP TRIGGER journal_is_never_shortened"
            }
            Dialect::Postgres => "DROP TRIGGER journal_is_never_changed ON journal",
        };
        self.write(move |tx: &mut Tx| {
            async move {
                tx.script(guards).await?;
                tx.script(script).await
            }
            .boxed()
        })
        .await;
    }

    /// Runs `work` with another fresh database of the same kind.
    pub(crate) async fn with_another<F>(&self, work: F)
    where
        F: AsyncFnOnce(Self),
    {
        match &self.address {
            Address::Sqlite { .. } => with_sqlite(work).await,
            Address::Postgres { .. } => with_postgres(work).await,
        }
    }
}

pub(crate) async fn with_sqlite<F: AsyncFnOnce(TestDb)>(work: F) {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("office.db").display().to_string();
    work(TestDb::open(Address::Sqlite { place, readers: 4 }).await).await;
}

async fn with_postgres<F: AsyncFnOnce(TestDb)>(work: F) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    #[expect(clippy::disallowed_methods, reason = "the server of the tests is named outside")]
    let server = std::env::var("DAUMOI_TEST_POSTGRES").expect("DAUMOI_TEST_POSTGRES is set");
    let moment = std::time::UNIX_EPOCH.elapsed().unwrap().as_nanos();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("t_{}_{moment}_{count}", std::process::id());
    on_server(&server, &format!("CREATE DATABASE {name}")).await;
    let (front, _) = server.rsplit_once('/').expect("an address that ends with a database");
    let address = Address::Postgres { url: format!("{front}/{name}"), connections: 10 };
    let outcome =
        AssertUnwindSafe(async { work(TestDb::open(address).await).await }).catch_unwind().await;
    on_server(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

async fn on_server(server: &str, sql: &str) {
    let (client, connection) =
        tokio_postgres::connect(server, tokio_postgres::NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    client.batch_execute(sql).await.unwrap();
    drop(client);
    connection.await.unwrap().unwrap();
}

fn block_on(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .unwrap()
        .block_on(test);
}

pub(crate) fn on_sqlite<F: Future<Output = ()>>(body: fn(TestDb) -> F) {
    block_on(with_sqlite(async move |db| body(db).await));
}

pub(crate) fn on_postgres<F: Future<Output = ()>>(body: fn(TestDb) -> F) {
    block_on(with_postgres(async move |db| body(db).await));
}

/// Names the kind of a boxed piece of work, for closures that must be told.
pub(crate) type Boxed<'tx, T> = BoxFuture<'tx, Result<T, StoreError>>;
