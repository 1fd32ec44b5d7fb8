//! How the office's memory is kept: an append-only journal and everything pages read, committed
//! together, on SQLite or PostgreSQL, chosen by the address at run time.
//!
//! Not here: rules, permissions, and what an entry means. Rows are plain values.
//!
//! Invariants: the journal only grows; one command is one transaction; nothing is acknowledged
//! before it is durable; what differs between the two databases stands in [`sql`], except their
//! full-text engines in [`search`], and their schemas.

pub mod accounts;
pub mod cases;
pub mod checkpoint;
pub mod counters;
pub mod dossiers;
pub mod drafts;
pub mod dump;
mod error;
pub mod feedback;
pub mod guesses;
pub mod idempotency;
pub mod journal;
pub mod merkle;
pub mod migrations;
pub mod notices;
pub mod numbers;
pub mod outbox;
mod postgres;
pub mod readings;
pub mod rebuild;
pub mod records;
pub mod scope;
pub mod search;
pub mod sets;
pub mod sql;
mod sqlite;
mod store;
pub mod tasks;
pub mod timers;
pub mod uploads;
pub mod verify;

pub use error::StoreError;
pub use scope::{Scope, Sight};
pub use sql::{Dialect, Row, Statement, Tx, Value};
pub use store::{Address, MayRetry, Store, Work, WorkOnce};
