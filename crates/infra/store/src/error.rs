//! What can go wrong with the memory of the office.

/// A technical fault of the store. The text says what was being done; the cause is the source.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database could not be opened at {place}")]
    Open {
        place: String,
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("a statement failed on SQLite")]
    Sqlite(#[from] rusqlite::Error),
    #[error("a statement failed on PostgreSQL")]
    Postgres(#[from] tokio_postgres::Error),
    #[error("no connection to PostgreSQL could be had")]
    Pool(#[from] deadpool_postgres::PoolError),
    #[error("{stream}: somebody else was faster than version {expected}")]
    Conflict { stream: String, expected: i64 },
    #[error("the store is shutting down")]
    Closed,
    #[error("a command ended with a panic; nothing of it was kept")]
    Panicked,
    #[error("the group of commands could not be made durable: {cause}")]
    NotWritten { cause: String },
    #[error("a backup can only be loaded into an empty database")]
    NotEmpty,
    #[error("there are no counters for a single party")]
    NotCounted,
    #[error("a stored value could not be read: {what}")]
    Corrupt { what: String },
    #[error("the database has schema {found}, this program knows up to {known}: use a newer one")]
    Newer { found: i64, known: i64 },
    #[error("a file could not be read or written: {what}")]
    File {
        what: String,
        #[source]
        cause: std::io::Error,
    },
}

impl StoreError {
    #[must_use]
    pub fn corrupt(what: impl Into<String>) -> Self {
        Self::Corrupt { what: what.into() }
    }

    /// A write lost a race and may be tried again from its beginning: the same row was written
    /// by another transaction, or PostgreSQL broke a deadlock.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        match self {
            Self::Conflict { .. } => true,
            Self::Postgres(error) => error.code().is_some_and(|code| {
                use tokio_postgres::error::SqlState;
                *code == SqlState::UNIQUE_VIOLATION
                    || *code == SqlState::T_R_DEADLOCK_DETECTED
                    || *code == SqlState::T_R_SERIALIZATION_FAILURE
            }),
            Self::Sqlite(rusqlite::Error::SqliteFailure(error, _)) => {
                matches!(
                    error.extended_code,
                    rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE
                        | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                )
            }
            _ => false,
        }
    }
}
