//! An office for a test: its own database, the department of this repository, a clock that is set.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use daumoi_access::Principal;
use daumoi_files::{FileStore, Limits};
use daumoi_office::{Ids, Office, SetClock, Settings, definitions};
use daumoi_store::{Address, Store};
use jiff::civil::DateTime;

pub(crate) struct House {
    pub(crate) office: Office,
    pub(crate) clock: Arc<SetClock>,
    _files: tempfile::TempDir,
}

static NEXT: AtomicU32 = AtomicU32::new(0);

impl House {
    /// On SQLite in memory.
    pub(crate) async fn on_sqlite() -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let place = format!("file:house{number}?mode=memory&cache=shared");
        Self::at(Address::Sqlite { place, readers: 2 }).await
    }

    /// In a new database of the PostgreSQL server of the tests.
    #[expect(clippy::disallowed_methods, reason = "tests are told their server by the environment")]
    pub(crate) async fn on_postgres() -> Self {
        let server = std::env::var("DAUMOI_TEST_POSTGRES").expect("DAUMOI_TEST_POSTGRES");
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("daumoi_office_{}_{number}", std::process::id());
        let (client, connection) =
            tokio_postgres::connect(&server, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
        client.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
        let url = match server.rsplit_once('/') {
            Some((host, _)) => format!("{host}/{name}"),
            None => server,
        };
        Self::at(Address::Postgres { url, connections: 12 }).await
    }

    async fn at(address: Address) -> Self {
        let clock = Arc::new(SetClock::at(jiff::Timestamp::UNIX_EPOCH));
        let files = tempfile::tempdir().unwrap();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../definitions");
        let sources = definitions::read_folder(&folder).unwrap();
        let store = Store::open(&address).await.unwrap();
        let taken =
            definitions::take_up(&store, sources, jiff::Timestamp::UNIX_EPOCH).await.unwrap();
        assert!(taken.refused.is_empty(), "{:?}", taken.refused);
        let office = Office::new(Settings {
            store,
            files: FileStore::on_disk(files.path()).unwrap(),
            department: taken.department,
            clock: Arc::<SetClock>::clone(&clock),
            ids: Ids::of_node(1),
            key: ed25519_dalek::SigningKey::from_bytes(&[7; 32]),
            limits: Limits::default(),
            scanner: None,
        });
        Self { office, clock, _files: files }
    }

    /// Puts the clock to a local moment such as `2024-05-27T09:00`.
    pub(crate) fn at_moment(&self, moment: &str) {
        let local: DateTime = moment.parse().unwrap();
        self.clock.set(self.office.instant(local));
    }

    pub(crate) fn person(&self, id: &str) -> Principal {
        self.office.person(id).unwrap()
    }
}

/// Writes each test once and runs it on both databases.
macro_rules! on_both_databases {
    ($(async fn $name:ident($house:ident: House) $body:block)+) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() { super::$name(crate::house::House::on_sqlite().await).await; })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            #[ignore = "needs DAUMOI_TEST_POSTGRES"]
            async fn $name() { super::$name(crate::house::House::on_postgres().await).await; })+
        }
        $(async fn $name($house: House) $body)+
    };
}
pub(crate) use on_both_databases;
