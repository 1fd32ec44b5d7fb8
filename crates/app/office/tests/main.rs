//! The office through its use cases, on both databases.

mod scenarios;
