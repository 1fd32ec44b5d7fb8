//! Where a measured office keeps its things: a data folder, and a database in it or on a server.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use daumoi_definition::{Department, SourceFile, load};
use daumoi_files::{FileStore, Limits};
use daumoi_office::{Clock, Ids, MachineClock, Office, Settings, definitions};
use daumoi_store::{Address, Store};

use crate::Arguments;

#[derive(Clone, Debug)]
pub(crate) enum Engine {
    Sqlite,
    Postgres {
        /// Any database on the server, from which others can be made.
        server: String,
    },
}

impl Engine {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres { .. } => "PostgreSQL",
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) engine: Engine,
    pub(crate) data: PathBuf,
    pub(crate) definitions: PathBuf,
    name: String,
}

impl Place {
    pub(crate) fn new(arguments: &Arguments, engine: &Engine, name: &str) -> Self {
        let folder = format!("{}-{name}", engine.name().to_lowercase());
        Self {
            engine: engine.clone(),
            data: arguments.folder.join(folder),
            definitions: arguments.definitions.clone(),
            name: format!("daumoi_bench_{name}"),
        }
    }

    /// Another place on the same engine, beside this one.
    pub(crate) fn beside(&self, name: &str) -> Self {
        let folder = self.data.file_name().map(|it| it.to_string_lossy().into_owned());
        Self {
            engine: self.engine.clone(),
            data: self.data.with_file_name(format!("{}-{name}", folder.unwrap_or_default())),
            definitions: self.definitions.clone(),
            name: format!("{}_{name}", self.name),
        }
    }

    /// As the setting `database` names it.
    pub(crate) fn database(&self) -> String {
        match &self.engine {
            Engine::Sqlite => format!("sqlite:{}", self.file().display()),
            Engine::Postgres { server } => {
                let front = server.rsplit_once('/').map_or(server.as_str(), |(front, _)| front);
                format!("{front}/{}", self.name)
            }
        }
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.data.join("daumoi.db")
    }

    /// Leaves nothing of an earlier run.
    pub(crate) async fn clear(&self) -> anyhow::Result<()> {
        if self.data.exists() {
            std::fs::remove_dir_all(&self.data)?;
        }
        std::fs::create_dir_all(&self.data)?;
        if let Engine::Postgres { server } = &self.engine {
            on_server(server, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name))
                .await?;
        }
        Ok(())
    }

    /// Makes the database when there is none.
    async fn make(&self) -> anyhow::Result<()> {
        std::fs::create_dir_all(&self.data)?;
        if let Engine::Postgres { server } = &self.engine {
            let made = on_server(server, &format!("CREATE DATABASE {}", self.name)).await;
            if let Err(error) = made
                && error.code() != Some(&tokio_postgres::error::SqlState::DUPLICATE_DATABASE)
            {
                return Err(error.into());
            }
        }
        Ok(())
    }

    /// Makes this a copy of `other`, whose database nobody may have open.
    pub(crate) async fn copy_from(&self, other: &Self) -> anyhow::Result<()> {
        self.clear().await?;
        match &self.engine {
            Engine::Sqlite => {
                std::fs::copy(other.file(), self.file())?;
            }
            Engine::Postgres { server } => {
                let sql = format!("CREATE DATABASE {} TEMPLATE {}", self.name, other.name);
                on_server(server, &sql).await?;
            }
        }
        Ok(())
    }

    /// The office at this place, in this process, with the machine's clock.
    pub(crate) async fn open(&self) -> anyhow::Result<Office> {
        self.open_with(Arc::new(MachineClock)).await
    }

    pub(crate) async fn open_with(&self, clock: Arc<dyn Clock>) -> anyhow::Result<Office> {
        self.make().await?;
        let store = Store::open(&Address::parse(&self.database())).await?;
        let taken = definitions::take_up(&store, sources(&self.definitions)?, MachineClock.now());
        Ok(Office::new(Settings {
            store: store.clone(),
            files: FileStore::on_disk(self.data.join("files"))?,
            department: taken.await?.department,
            clock,
            ids: Ids::of_node(900),
            key: ed25519_dalek::SigningKey::from_bytes(&[7; 32]),
            limits: Limits::default(),
            scanner: None,
        }))
    }
}

fn sources(folder: &Path) -> anyhow::Result<Vec<SourceFile>> {
    Ok(definitions::read_folder(folder)?)
}

pub(crate) fn department(folder: &Path) -> anyhow::Result<Department> {
    load(&sources(folder)?).map_err(|found| anyhow::anyhow!("{} mistakes", found.len()))
}

async fn on_server(server: &str, sql: &str) -> Result<(), tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls).await?;
    let connection = tokio::spawn(connection);
    let done = client.batch_execute(sql).await;
    drop(client);
    drop(connection.await);
    done
}
