//! Time as the office counts it: working calendars, terms, clocks that stop, and due dates with
//! their proof.
//!
//! The rules are those of the Civil Code (Bộ luật Dân sự 91/2015/QH13, Điều 144-148). A due date is
//! found in two ways that must agree: [`due`] is arithmetic over arrays, [`prove`] walks day by day
//! and says of each day whether it counts and why.
//!
//! Not here: the list of holidays, which is data in `definitions/common/calendars`; which term a
//! procedure has (`daumoi-definition`); reading files; knowing what time it is now.
//!
//! Invariant: for every clock, `prove(clock, calendar).due == due(clock, calendar)`. Guarded by the
//! property test `the_proof_ends_where_the_fast_count_ends`.

mod amount;
mod attribution;
mod calendar;
mod calendar_file;
mod clock;
mod day_number;
mod due;
mod due_value;
mod load;
mod named_day;
mod proof;
mod proof_basis;
mod proof_walk;
mod proof_words;
mod term;
mod term_parse;
mod timeliness;

pub use amount::Amount;
pub use attribution::{Attribution, DaysByBlame, attribute_lateness};
pub use calendar::{DayKind, OfficeHours, WorkingCalendar};
pub use calendar_file::{Confidence, PendingDay};
pub use clock::{AfterStop, Blame, Clock, Extension, Stop};
pub use due::{diff, due};
pub use due_value::{Due, DueError};
pub use load::{CalendarError, Problem};
pub use named_day::NamedDay;
pub use proof::{Basis, ExtensionLine, Proof, ProofDay, StopLine, prove};
pub use term::{Direction, Shift, Term, TermError, Unit};
pub use timeliness::{
    Left, Timeliness, apology_by, counter_closes, end_of_day, time_left, timeliness,
};
