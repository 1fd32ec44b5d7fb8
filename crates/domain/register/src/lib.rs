//! An authoritative record, from its issue to its end, and what it said on any day.
//!
//! A record is known in two times: the day on which something takes effect, and the moment at which
//! we came to know it. [`Record::as_of`] answers both questions: what was true, and what we knew.
//!
//! Not here: which register asks for which fields (`daumoi-definition`), who may see it.

mod decide;
mod event;
mod refusal;
mod state;

pub use decide::{Change, FirstVersion, issue};
pub use event::{Event, Happened};
pub use refusal::Refusal;
pub use state::{Holder, Record, Seen, Version};
