//! What follows from the answers: which questions and papers are asked, which terms run, what is
//! proposed to the officer.
//!
//! Not here: whether the answers are right (`answers`), the fee (`fee`).

use crate::procedure::{Condition, Edition, Field, Paper, RefusalGround, TermPurpose, TermRule};
use crate::rule::{RuleBook, Verdict};
use crate::rule_facts::Facts;

/// The questions that are asked, in the order of the form.
#[must_use]
pub fn visible_fields<'a>(rules: &RuleBook, edition: &'a Edition, facts: &Facts) -> Vec<&'a Field> {
    let is_visible = |field: &&Field| rules.applies(field.visible_when.as_deref(), facts);
    edition.fields.iter().filter(is_visible).collect()
}

/// The papers that belong to the dossier, those that are not required included.
#[must_use]
pub fn papers_asked<'a>(rules: &RuleBook, edition: &'a Edition, facts: &Facts) -> Vec<&'a Paper> {
    let is_asked = |paper: &&Paper| rules.applies(paper.when.as_deref(), facts);
    edition.papers.iter().filter(is_asked).collect()
}

/// The terms that run. A result or promised term whose condition holds takes the place of those of
/// the same purpose without a condition.
#[must_use]
pub fn terms<'a>(rules: &RuleBook, edition: &'a Edition, facts: &Facts) -> Vec<&'a TermRule> {
    let running: Vec<&TermRule> =
        edition.terms.iter().filter(|term| rules.applies(term.when.as_deref(), facts)).collect();
    let single = [TermPurpose::Result, TermPurpose::Promised];
    let is_replaced = |term: &TermRule| {
        term.when.is_none()
            && single.contains(&term.purpose)
            && running.iter().any(|it| it.purpose == term.purpose && it.when.is_some())
    };
    running.iter().copied().filter(|term| !is_replaced(term)).collect()
}

/// Grounds of refusal that the answers suggest; the officer decides.
#[must_use]
pub fn proposed_grounds<'a>(
    rules: &RuleBook,
    edition: &'a Edition,
    facts: &Facts,
) -> Vec<&'a RefusalGround> {
    let is_proposed = |ground: &&RefusalGround| {
        ground.when.as_deref().is_some_and(|when| rules.holds(when, facts) == Verdict::Holds)
    };
    edition.refusals.iter().filter(is_proposed).collect()
}

/// What the answers say of each condition that has a rule; the officer decides.
#[must_use]
pub fn proposed_verdicts<'a>(
    rules: &RuleBook,
    edition: &'a Edition,
    facts: &Facts,
) -> Vec<(&'a Condition, Verdict)> {
    let verdict = |condition: &'a Condition| {
        condition.check.as_deref().map(|check| (condition, rules.holds(check, facts)))
    };
    edition.conditions.iter().filter_map(verdict).collect()
}
