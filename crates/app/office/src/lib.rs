//! What people do: one function per use case. Authorise, load, decide, commit, answer.
//!
//! Not here: HTML, HTTP, SQL text. Facts are gathered before the domain decides; everything a
//! command changes is written in one transaction; nothing goes out to the world before the commit.

pub mod accounts;
mod act;
mod answer;
pub mod backup;
pub mod case_file;
pub mod cases;
mod clock;
pub mod deadline;
pub mod definitions;
pub mod demo;
pub mod dossiers;
mod failure;
pub mod histories;
mod live;
pub mod maintenance;
pub mod notices;
mod office;
mod orders;
pub mod portal;
mod project;
pub mod readings;
pub mod records;
pub mod scenario;
mod sign;
mod submit;
pub mod timers;
pub mod uploads;

pub use answer::{DossierAnswer, status_code};
pub use clock::{Clock, Ids, MachineClock, SetClock};
pub use failure::{Failure, Refused};
pub use live::Live;
pub use office::{Office, Once, Settings};
pub use orders::Order;
pub use submit::NewDossier;
