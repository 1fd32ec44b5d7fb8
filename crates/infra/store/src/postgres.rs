//! PostgreSQL: a pool of connections; each command is a transaction of its own, and the server
//! groups their commits.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};

use crate::error::StoreError;
use crate::sql::{PostgresTx, Rewritten, Slot};

#[derive(Debug)]
pub(crate) struct Postgres {
    pool: Pool,
    slots: Arc<std::sync::Mutex<Vec<i64>>>,
    rewritten: Rewritten,
}

impl Postgres {
    pub(crate) async fn open(url: &str, connections: usize) -> Result<Self, StoreError> {
        let failed = |cause: Box<dyn std::error::Error + Send + Sync>| StoreError::Open {
            place: without_password(url),
            cause,
        };
        let config: tokio_postgres::Config =
            url.parse().map_err(|cause: tokio_postgres::Error| failed(Box::new(cause)))?;
        let manager = Manager::from_config(
            config,
            tokio_postgres::NoTls,
            ManagerConfig { recycling_method: RecyclingMethod::Fast },
        );
        let pool = Pool::builder(manager)
            .max_size(connections)
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|cause| failed(Box::new(cause)))?;
        // The first connection is made here so that a wrong address is told at once.
        drop(pool.get().await.map_err(|cause| failed(Box::new(cause)))?);
        Ok(Self {
            pool,
            slots: Arc::new(std::sync::Mutex::new(
                (0..i64::try_from(connections).unwrap_or(0)).collect(),
            )),
            rewritten: Rewritten::default(),
        })
    }

    /// A connection, with a counter slot that no other transaction of this process uses now.
    pub(crate) async fn lend(&self) -> Result<PostgresTx, StoreError> {
        let client = self.pool.get().await?;
        let slot = Slot::take(&self.slots);
        Ok(PostgresTx {
            client,
            slot,
            rewritten: self.rewritten.clone(),
            is_broken: AtomicBool::new(false),
        })
    }

    pub(crate) fn close(&self) {
        self.pool.close();
    }
}

fn without_password(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => {
            let (head, tail) = (url.get(..scheme + 3), url.get(at..));
            format!("{}…{}", head.unwrap_or_default(), tail.unwrap_or_default())
        }
        _ => url.to_owned(),
    }
}
