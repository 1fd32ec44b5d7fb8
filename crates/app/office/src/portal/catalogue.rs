//! The procedures that people may ask for today, and finding one by one's own words.

use std::sync::Arc;

use daumoi_definition::{Department, Edition, PartyKind, Procedure};
use jiff::civil::Date;

use crate::office::Office;

impl Office {
    /// The procedures that somebody outside may ask for today, by their ids.
    #[must_use]
    pub fn offered(&self) -> Vec<Arc<Procedure>> {
        let (department, day) = (self.department(), self.local_now().date());
        let offered = department.procedures.values();
        offered.filter(|it| offered_on(&department, &it.id, day).is_some()).cloned().collect()
    }

    /// All procedures that answer to these words, the office's own included, the best first.
    #[must_use]
    pub fn procedures_called(&self, words: &str) -> Vec<Arc<Procedure>> {
        let department = self.department();
        let found = self.inner.live.finder().find(words, |_| true);
        found.iter().filter_map(|found| department.procedure(&found.procedure).cloned()).collect()
    }

    /// The offered procedures that answer to these words, the best first.
    #[must_use]
    pub fn find_procedures(&self, words: &str) -> Vec<Arc<Procedure>> {
        let (department, day) = (self.department(), self.local_now().date());
        let finder = self.inner.live.finder();
        let found = finder.find(words, |id| offered_on(&department, id, day).is_some());
        found.iter().filter_map(|found| department.procedure(&found.procedure).cloned()).collect()
    }
}

/// The edition of the day, when it is there for people outside.
fn offered_on<'a>(department: &'a Department, id: &str, day: Date) -> Option<&'a Edition> {
    department
        .edition_on(id, day)
        .filter(|edition| edition.applicants.iter().any(|kind| *kind != PartyKind::ExOfficio))
}
