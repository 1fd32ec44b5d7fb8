//! The words every other room shares: text in two languages, Vietnamese text, money.
//!
//! Not here: anything that belongs to one duty, and anything that does I/O.

mod money;
mod text;
pub mod vietnamese;

pub use money::Money;
pub use text::{Lang, Text};
