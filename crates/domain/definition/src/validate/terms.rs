//! Terms and what is counted against them: steps, refusals, silence.

use std::collections::BTreeMap;

use daumoi_calendar::{Amount, Direction, Unit};

use super::edition::EditionCheck;
use crate::procedure::{FieldKind, TermPurpose};

/// Consultations run beside the other steps and are not added to them.
const BESIDE: &str = "consulted_unit";

pub(super) fn check(check: &EditionCheck<'_>) {
    check_events(check);
    check_sum(check);
    let terms = || check.edition.terms.iter().map(|term| term.id.as_str());
    for (index, refusal) in check.edition.refusals.iter().enumerate() {
        let id = refusal.term.as_deref().unwrap_or_default();
        check.refer_here(&format!("refusals.{index}.term"), "term", id, terms());
    }
    check_silence(check);
}

fn check_events(check: &EditionCheck<'_>) {
    let moments = [FieldKind::Date, FieldKind::DateTime];
    for (index, rule) in check.edition.terms.iter().enumerate() {
        let path = format!("terms.{index}.event_field");
        let is_before = rule.term.is_some_and(|term| term.direction == Direction::Before);
        match &rule.event_field {
            Some(field) => {
                check.refer_field(&path, field, &moments, "a date or a moment");
                if rule.term.is_some() && !is_before {
                    check.say(&path, "an event is only for a term with direction = \"before\"");
                }
            }
            None if is_before && rule.purpose == TermPurpose::Result => {
                let message = "a result term counted backward needs `event_field`";
                check.say(&format!("terms.{index}.direction"), message);
            }
            None => {}
        }
    }
}

/// Steps may take less than the term; the rest is slack. More is impossible.
fn check_sum(check: &EditionCheck<'_>) {
    let mut longest: BTreeMap<Unit, Amount> = BTreeMap::new();
    for rule in check.edition.terms.iter().filter(|rule| rule.purpose == TermPurpose::Result) {
        // A term counted back from an event is a moment, not a length that steps could fill.
        if let Some(term) = rule.term.filter(|term| term.direction == Direction::After) {
            let known = longest.entry(term.unit).or_default();
            *known = (*known).max(term.value);
        }
    }
    for (unit, allowed) in longest {
        let taken = check
            .edition
            .steps
            .iter()
            .filter(|step| step.role != BESIDE)
            .filter_map(|step| step.duration)
            .filter(|duration| duration.unit == unit)
            .fold(Amount::default(), |sum, duration| sum.plus(duration.value));
        if taken > allowed {
            let unit = daumoi_calendar::Term::new(taken, unit).describe().en;
            let message = format!("the steps take {unit}, the result term allows {allowed}");
            check.say("steps", message);
        }
    }
}

fn check_silence(check: &EditionCheck<'_>) {
    let Some(silence) = &check.edition.silence else { return };
    let terms = check.edition.terms.iter().map(|term| term.id.as_str());
    check.refer_here("silence.term", "term", &silence.term, terms);
    let Some(rule) = check.edition.term(&silence.term) else { return };
    let Some(term) = rule.term else {
        let message = format!("silence needs a number, but term \"{}\" is unknown", rule.id);
        check.say("silence.term", message);
        return;
    };
    if rule.purpose != TermPurpose::Result && term.direction != Direction::Before {
        let message = "silence follows a result term, or one counted back from an event";
        check.say("silence.term", message);
    }
}
