//! Files that applicants and officers hand in: checked on the way in, kept by their content.
//!
//! The way of a file: `check` (pure; from a blocking thread), then `Scanner::scan` where one is
//! configured, then `FileStore::put`. Not here: who may send or read a file, which paper of a dossier
//! it is, and how long it is kept.

mod check;
mod kind;
mod name;
mod package;
mod pdf;
mod picture;
mod rejection;
mod scanner;
mod store;

pub use check::{Checked, Limits, check};
pub use kind::{Found, Kind};
pub use rejection::Rejection;
pub use scanner::Scanner;
pub use store::{FileError, FileStore, Problem, S3Settings};
