//! What applicants do from outside: fill a form in and leave it, hand it in, follow it, answer.
//!
//! Nobody needs an account. Whoever began a draft holds its secret; whoever handed a dossier in
//! holds the secret on its receipt, and acts on that one dossier as its applicant.

mod applicant;
mod catalogue;
mod draft;
mod draft_form;
mod feedback;
mod hand_in;
mod secret;
mod supplement;
mod told;

pub use applicant::{Asked, Followed, Holder, PublicStep};
pub use catalogue::{Described, TermToday};
pub use draft::{Content, DRAFT_DAYS, Draft, DraftKey, TypedParty};
pub use draft_form::{DraftForm, FormSection};
pub use feedback::Stage;
