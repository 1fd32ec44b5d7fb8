//! From trees to the model: one decoder per type, in one file per kind of definition.
//!
//! A decoder never gives up: what it cannot read is told and replaced by a stand-in, so that lists
//! keep their positions and later checks can find every place again.

mod duty;
mod edition;
mod fields;
mod flow;
mod inherit;
mod notice;
mod office;
mod procedure;
mod register;
mod result;
mod scenario;
mod terms;
mod words;

pub(crate) use duty::duty;
pub(crate) use flow::flow;
pub(crate) use notice::notice;
pub(crate) use office::{office, people, reasons, roles, sections, units};
pub(crate) use procedure::{procedure, resolved_editions};
pub(crate) use register::register;
pub(crate) use scenario::scenario;
