//! One run of a procedure: a dossier from its submission to its result.
//!
//! [`decide`] says what follows from an order, or refuses it; [`Dossier::evolve`] folds what
//! happened into what is. Time, ids and the definitions in force arrive in [`Context`].
//!
//! Not here: who may act (`daumoi-access`), what a record of a register is (`daumoi-register`),
//! evaluating the rules of a definition: the office gathers their answers before it asks.

mod act;
mod clocks;
mod decide;
mod event;
mod evolve;
mod refusal;
mod sign;
mod state;
mod submit;

pub use act::{Act, GroundGiven, ItemAsked, ReasonGiven};
pub use clocks::{Due, NamedClock, SilenceClock};
pub use decide::{Context, decide, is_in_the_hands_of};
pub use event::{Event, Happened, Moved};
pub use refusal::Refusal;
pub use sign::{Signature, signature};
pub use state::{
    Assessed, Consultation, Dossier, Draft, HandedIn, Party, Payment, PinnedEdition, RecordRef,
    Signed, Task, Units,
};
pub use submit::{Submission, submit};
