//! The procedures that people may ask for today, and finding one by one's own words.

use std::sync::Arc;

use daumoi_definition::{Department, PartyKind, Procedure};
use jiff::civil::Date;

use crate::office::Office;

impl Office {
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
