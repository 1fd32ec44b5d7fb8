//! The procedures that people may ask for today, finding one by one's own words, and reading it.

use std::sync::Arc;

use daumoi_calendar::{Clock, Direction, Proof, prove};
use daumoi_definition::{Department, Edition, PartyKind, Procedure, TermPurpose, TermRule};
use jiff::civil::Date;

use crate::failure::{Failure, Refused};
use crate::office::Office;

/// A procedure as in force today, for whoever may want it.
#[derive(Clone, Debug)]
pub struct Described {
    pub department: Arc<Department>,
    pub procedure: Arc<Procedure>,
    pub edition: Edition,
    /// Whether somebody outside may ask for it.
    pub is_offered: bool,
    /// How long the result takes and what is promised, by law and by the office.
    pub terms: Vec<TermToday>,
}

/// A term, worked out as if the dossier were complete now.
#[derive(Clone, Debug)]
pub struct TermToday {
    pub rule: TermRule,
    /// Absent where the term is unknown or hangs on an event that only the answers name.
    pub proof: Option<Proof>,
}

impl Office {
    /// The procedure with its edition of today.
    ///
    /// # Errors
    /// When there is none, or it is not in force today.
    pub fn described(&self, id: &str) -> Result<Described, Failure> {
        let (department, now) = (self.department(), self.local_now());
        let day = now.date();
        let unknown = || Refused::ProcedureUnknown { procedure: id.to_owned() };
        let procedure = department.procedure(id).cloned().ok_or_else(unknown)?;
        let none = || Refused::NotInForce { procedure: id.to_owned(), day };
        let edition = procedure.edition_on(day).cloned().ok_or_else(none)?;
        let awaited = [TermPurpose::Promised, TermPurpose::Result];
        let rules = edition.terms.iter().filter(|rule| awaited.contains(&rule.purpose));
        let terms = rules.map(|rule| {
            let runs_from_now = |term: &daumoi_calendar::Term| {
                rule.event_field.is_none() && term.direction == Direction::After
            };
            let term = rule.term.filter(runs_from_now);
            let proof = term.map(|term| prove(&Clock::new(now, term), &department.calendar));
            TermToday { rule: rule.clone(), proof }
        });
        let terms = terms.collect();
        let is_offered = is_offered(&department, id, day);
        Ok(Described { department, procedure, edition, is_offered, terms })
    }

    /// The procedures that somebody outside may ask for today, by their ids.
    #[must_use]
    pub fn offered(&self) -> Vec<Arc<Procedure>> {
        let (department, day) = (self.department(), self.local_now().date());
        let offered = department.procedures.values();
        offered.filter(|it| is_offered(&department, &it.id, day)).cloned().collect()
    }

    /// All procedures that answer to these words, the office's own included, the best first.
    #[must_use]
    pub fn procedures_called(&self, words: &str) -> Vec<Arc<Procedure>> {
        self.inner.live.called(words, |_, _| true)
    }

    /// The offered procedures that answer to these words, the best first.
    #[must_use]
    pub fn find_procedures(&self, words: &str) -> Vec<Arc<Procedure>> {
        let day = self.local_now().date();
        self.inner.live.called(words, |department, id| is_offered(department, id, day))
    }
}

/// Whether there is an edition on that day for people outside.
fn is_offered(department: &Department, id: &str, day: Date) -> bool {
    department
        .edition_on(id, day)
        .is_some_and(|edition| edition.applicants.iter().any(|it| *it != PartyKind::ExOfficio))
}
