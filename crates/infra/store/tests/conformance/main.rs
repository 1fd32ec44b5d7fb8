//! What both databases promise. Each test is written once and runs on SQLite and on PostgreSQL, in a
//! database of its own. PostgreSQL is asked when `DAUMOI_TEST_POSTGRES` names a server on which
//! databases may be created, with `--include-ignored`.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the lint sees helpers of tests as code that is shipped"
)]

mod cases;
mod concurrency;
mod database;
mod dumps;
mod integrity;
mod journal;
mod merkle;
mod notices;
mod numbers;
mod people;
mod portal;
mod queues;
mod reading;
mod readings;
mod samples;
mod scopes;
mod search;
