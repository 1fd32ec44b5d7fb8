//! Terms, steps, fees, refusals and silence: what the law counts.

use daumoi_calendar::{Amount, Direction, Term, Unit};
use daumoi_kernel::{Money, Text};
use serde::Deserialize;

use super::procedure::{basis, confidence, in_force};
use crate::procedure::{
    FeeCase, FeeRate, FeeRule, Reduction, RefusalGround, SilenceRule, Step, TermRule,
};
use crate::read::{TableReader, Word};
use crate::source::{Content, Node};

pub(super) fn term_rules(reader: &TableReader<'_>) -> Vec<TermRule> {
    reader.list("terms", term_rule)
}

pub(super) fn term_rule(reader: &TableReader<'_>) -> TermRule {
    let is_unknown = reader.truth("unknown").unwrap_or(false);
    let term = optional_term(reader);
    match (&term, is_unknown) {
        (Some(_), true) => {
            let message = "a term with a value is not unknown";
            reader.page.say(reader.place("unknown"), message);
        }
        // A value that could not be read was told already.
        (None, false) if reader.look("value").is_none() => {
            let hint = "state `value` and `unit`, or `unknown = true` where no source knows";
            reader.page.find(reader.start, "a term without a number", Some(hint.to_owned()));
        }
        _ => {}
    }
    TermRule {
        id: reader.text("id"),
        purpose: reader.word("purpose"),
        term,
        event_field: reader.text_or_none("event_field"),
        after_supplement: reader.word_or_none("after_supplement").unwrap_or_default(),
        when: reader.text_or_none("when"),
        confidence: confidence(reader),
        text: reader.both_or_none("text"),
    }
}

/// `value`, `unit`, `direction` and `shift` of the table itself.
fn optional_term(reader: &TableReader<'_>) -> Option<Term> {
    let value = reader.look("value");
    let unit = reader.word_or_none::<Unit>("unit");
    let direction = reader.word_or_none::<Direction>("direction").unwrap_or_default();
    let shift = reader.word_or_none("shift");
    match (value, unit) {
        (Some(value), Some(unit)) => {
            let value = amount(reader, value, unit)?;
            Some(Term { value, unit, direction, shift })
        }
        (Some(value), None) => {
            let allowed: Vec<&str> = Unit::WORDS.iter().map(|(word, _)| *word).collect();
            let hint = Some(format!("allowed: {}", allowed.join(", ")));
            reader.page.find(value.start, "a number without a `unit`", hint);
            None
        }
        (None, _) => None,
    }
}

fn needed_term(reader: &TableReader<'_>) -> Term {
    optional_term(reader).unwrap_or_else(|| {
        if reader.look("value").is_none() {
            reader.page.say(reader.start, "a term without a number");
        }
        Term::new(0, Unit::Hour)
    })
}

fn amount(reader: &TableReader<'_>, node: &Node, unit: Unit) -> Option<Amount> {
    let written = match &node.content {
        Content::Integer(number) => number.to_string(),
        Content::Decimal(number) => number.clone(),
        _ => {
            let message = format!("`value` must be a number, not {}", node.kind());
            reader.page.say(node.start, message);
            return None;
        }
    };
    // The calendar knows which fractions mean something in which unit.
    let whole = serde_json::json!({ "value": written, "unit": unit });
    let why = match (written.parse::<Amount>(), Term::deserialize(whole)) {
        (Ok(amount), Ok(_)) => return Some(amount),
        (Err(why), _) => why,
        (_, Err(why)) => why.to_string(),
    };
    reader.page.say(node.start, why);
    None
}

pub(super) fn steps(reader: &TableReader<'_>) -> Vec<Step> {
    reader.list("steps", |reader| Step {
        role: reader.text("role"),
        action: reader.both("action"),
        duration: optional_term(reader),
        confidence: confidence(reader),
    })
}

pub(super) fn refusals(reader: &TableReader<'_>) -> Vec<RefusalGround> {
    reader.list("refusals", |reader| RefusalGround {
        id: reader.text("id"),
        text: reader.both("text"),
        basis: reader.table("basis", basis),
        term: reader.text_or_none("term"),
        when: reader.text_or_none("when"),
        confidence: confidence(reader),
    })
}

pub(super) fn silence(reader: &TableReader<'_>) -> Option<SilenceRule> {
    reader.table("silence", |reader| SilenceRule {
        term: reader.text("term"),
        means: reader.word("means"),
        text: reader.both("text"),
        alarm_before: reader
            .needed_table("alarm_before", needed_term)
            .unwrap_or_else(|| Term::new(0, Unit::Hour)),
        confidence: confidence(reader),
    })
}

pub(super) fn fee(reader: &TableReader<'_>) -> FeeRule {
    reader.needed_table("fee", fee_rule).unwrap_or(FeeRule::None)
}

fn fee_rule(reader: &TableReader<'_>) -> FeeRule {
    match reader.word::<FeeKind>("kind") {
        FeeKind::None => FeeRule::None,
        FeeKind::Unknown => FeeRule::Unknown { note: reader.both("note") },
        FeeKind::Cases => FeeRule::Cases {
            cases: reader.list("cases", |reader| FeeCase {
                title: reader.both("title"),
                amount: Money(reader.number("amount")),
                when: reader.text_or_none("when"),
                confidence: confidence(reader),
            }),
            reductions: reductions(reader),
            basis: reader.table("basis", basis),
        },
        FeeKind::Rate => FeeRule::Rate {
            rates: reader.list("rates", |reader| FeeRate {
                title: reader.both("title"),
                amount: Money(reader.number("amount")),
                volume_field: reader.text("volume_field"),
                when: reader.text_or_none("when"),
                confidence: confidence(reader),
            }),
            reductions: reductions(reader),
            basis: reader.table("basis", basis),
        },
    }
}

#[derive(Clone, Copy)]
enum FeeKind {
    None,
    Unknown,
    Cases,
    Rate,
}

impl Word for FeeKind {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("none", Self::None),
        ("unknown", Self::Unknown),
        ("cases", Self::Cases),
        ("rate", Self::Rate),
    ];
    const STAND_IN: Self = Self::None;
}

fn reductions(reader: &TableReader<'_>) -> Vec<Reduction> {
    reader.list("reductions", |reader| {
        let percent = reader.number("percent");
        if !(0..=100).contains(&percent) {
            let message = format!("`percent` is what remains of the fee, 0 to 100, not {percent}");
            reader.page.say(reader.place("percent"), message);
        }
        Reduction { in_force: in_force(reader), percent, basis: reader.table("basis", basis) }
    })
}

/// A stand-in for a term rule that is missing as a whole.
pub(super) fn no_term() -> TermRule {
    TermRule {
        id: String::new(),
        purpose: Word::STAND_IN,
        term: None,
        event_field: None,
        after_supplement: Word::STAND_IN,
        when: None,
        confidence: Word::STAND_IN,
        text: None::<Text>,
    }
}
