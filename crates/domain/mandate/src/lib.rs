//! The mandate: the duties of the department clause by clause, and the proof that each of their points works.
//!
//! Three things live here: the values ([`Mandate`], [`Duty`], [`Point`], [`Part`]), the reader of a
//! functions-and-duties text as found on a web page or in a decision ([`import()`]), and the
//! reckoning of which points are working software ([`coverage()`]). All of it is text in, values out.
//!
//! Not here: finding and reading `duty.toml` files, and running scenarios.

mod coverage;
mod duty;
mod import;

pub use coverage::{Carried, Coverage, PointCoverage, Proof, coverage, unknown_proofs};
pub use duty::{Confidence, Duty, InForce, Mandate, MandateFault, Part, Point};
pub use import::{Import, ImportedClause, ImportedPoint, Warning, import};
