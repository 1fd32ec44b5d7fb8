//! The fee of a case on the day it is paid, with how it was reckoned.

use daumoi_kernel::{Money, Text};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::procedure::{Edition, FeeCase, FeeRate, FeeRule, Reduction};
use crate::rule::RuleBook;
use crate::rule_facts::Facts;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fee {
    /// Absent when it is not known: the law's amount is missing, or an answer is.
    pub amount: Option<Money>,
    pub explanation: Text,
}

/// What is owed when it is paid on that day.
#[must_use]
pub fn fee(rules: &RuleBook, edition: &Edition, facts: &Facts, paid_on: Date) -> Fee {
    match &edition.fee {
        FeeRule::None => {
            Fee { amount: Some(Money(0)), explanation: Text::new("Không thu phí.", "No fee.") }
        }
        FeeRule::Unknown { note } => Fee { amount: None, explanation: note.clone() },
        FeeRule::Cases { cases, reductions, .. } => {
            let holds = |case: &&FeeCase| rules.applies(case.when.as_deref(), facts);
            match cases.iter().find(holds) {
                Some(case) => Reckoning::of_case(case).reduced(reductions, paid_on),
                None => undecided(),
            }
        }
        FeeRule::Rate { rates, reductions, .. } => {
            let holds = |rate: &&FeeRate| rules.applies(rate.when.as_deref(), facts);
            let due: Vec<&FeeRate> = rates.iter().filter(holds).collect();
            let mut sum: Option<Reckoning> = None;
            for rate in due {
                let volume = facts.answer(&rate.volume_field).and_then(serde_json::Value::as_i64);
                let Some(part) = volume.and_then(|volume| Reckoning::of_rate(rate, volume)) else {
                    return undecided();
                };
                sum = match sum {
                    Some(before) => before.plus(&part),
                    None => Some(part),
                };
            }
            sum.map_or_else(undecided, |sum| sum.reduced(reductions, paid_on))
        }
    }
}

fn undecided() -> Fee {
    let explanation = Text::new(
        "Chưa đủ thông tin để tính phí.",
        "The answers are not enough to reckon the fee.",
    );
    Fee { amount: None, explanation }
}

struct Reckoning {
    amount: i64,
    words: Text,
}

impl Reckoning {
    fn of_case(case: &FeeCase) -> Self {
        let words = Text::new(
            format!("{}: {}", case.title.vi, case.amount),
            format!("{}: {}", case.title.en, case.amount),
        );
        Self { amount: case.amount.0, words }
    }

    /// `None` when the volume is no volume or the product is no amount.
    fn of_rate(rate: &FeeRate, volume: i64) -> Option<Self> {
        let amount = rate.amount.0.checked_mul(volume).filter(|amount| *amount >= 0)?;
        let words = Text::new(
            format!("{}: {} × {volume}", rate.title.vi, rate.amount),
            format!("{}: {} × {volume}", rate.title.en, rate.amount),
        );
        Some(Self { amount, words })
    }

    fn plus(self, part: &Self) -> Option<Self> {
        let words = Text::new(
            format!("{} + {}", self.words.vi, part.words.vi),
            format!("{} + {}", self.words.en, part.words.en),
        );
        Some(Self { amount: self.amount.checked_add(part.amount)?, words })
    }

    /// A reduction holds for what is paid inside its days, both ends included.
    fn reduced(mut self, reductions: &[Reduction], paid_on: Date) -> Fee {
        for reduction in reductions.iter().filter(|it| it.in_force.covers(paid_on)) {
            let percent = reduction.percent;
            // Half a đồng and more is rounded up; there is no smaller unit.
            self.amount = self.amount.saturating_mul(percent).saturating_add(50) / 100;
            let doc = reduction.basis.as_ref().map_or("", |basis| basis.doc.as_str());
            let by = if doc.is_empty() { String::new() } else { format!(" ({doc})") };
            self.words.vi.push_str(&format!(" × {percent} %{by}"));
            self.words.en.push_str(&format!(" × {percent}%{by}"));
        }
        let amount = Money(self.amount);
        let explanation = Text::new(
            format!("{} = {amount}.", self.words.vi),
            format!("{} = {amount}.", self.words.en),
        );
        Fee { amount: Some(amount), explanation }
    }
}
