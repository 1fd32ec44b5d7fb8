//! A PostgreSQL database of one test, on the server that `DAUMOI_TEST_POSTGRES` names.

use std::sync::atomic::{AtomicU32, Ordering};

/// A database of its own that is gone afterwards.
pub(crate) struct FreshPostgres {
    server: String,
    name: String,
    pub(crate) url: String,
}

impl FreshPostgres {
    #[expect(clippy::disallowed_methods, reason = "the server of the tests is named outside")]
    pub(crate) fn new() -> Self {
        Self::like(&std::env::var("DAUMOI_TEST_POSTGRES").unwrap(), "template1")
    }

    /// Another one with the same content. Nobody may be connected to this one.
    pub(crate) fn copied(&self) -> Self {
        Self::like(&self.server, &self.name)
    }

    fn like(server: &str, template: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let moment = std::time::UNIX_EPOCH.elapsed().unwrap().as_nanos();
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("cli_{}_{moment}_{count}", std::process::id());
        let (front, _) = server.rsplit_once('/').unwrap();
        let url = format!("{front}/{name}");
        run_on(server, &format!("CREATE DATABASE {name} TEMPLATE {template}"));
        Self { server: server.to_owned(), name, url }
    }

    /// Runs a script behind the program's back.
    pub(crate) fn run(&self, script: &str) {
        run_on(&self.url, script);
    }
}

impl Drop for FreshPostgres {
    fn drop(&mut self) {
        run_on(&self.server, &format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

fn run_on(database: &str, script: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, connection) =
            tokio_postgres::connect(database, tokio_postgres::NoTls).await.unwrap();
        let connection = tokio::spawn(connection);
        client.batch_execute(script).await.unwrap();
        drop(client);
        connection.await.unwrap().unwrap();
    });
}
