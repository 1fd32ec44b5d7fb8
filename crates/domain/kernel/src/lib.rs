//! The words every other room shares: text in two languages, Vietnamese text, money, what an
//! error says.
//!
//! Not here: anything that belongs to one duty, and anything that does I/O.

mod causes;
mod money;
mod text;
pub mod vietnamese;

pub use causes::causes;
pub use money::Money;
pub use text::{Lang, Text};
