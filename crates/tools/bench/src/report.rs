//! What is told: each figure with its aim, and whether it was reached.

use crate::place::Engine;
use crate::reads::Reading;

pub(crate) struct Report {
    missed: usize,
}

impl Report {
    pub(crate) fn of(engine: &Engine) -> Self {
        let report = Self { missed: 0 };
        report.line(&format!("{} {}", "database:", engine.name()));
        report
    }

    #[expect(clippy::print_stdout, reason = "the figures are what this program is for")]
    fn line(&self, text: &str) {
        println!("{text}");
    }

    pub(crate) fn note(&self, text: &str) {
        self.line(&format!("    {text}"));
    }

    pub(crate) fn figure(&self, what: &str, figure: u128) {
        self.line(&format!("{what:<58}{figure:>12}"));
    }

    pub(crate) fn at_least(&mut self, what: &str, figure: u128, aim: u128) {
        let told = self.told(figure >= aim);
        self.line(&format!("{what:<58}{figure:>12}   aim ≥ {aim}{told}"));
    }

    pub(crate) fn at_most(&mut self, what: &str, figure: u128, aim: u128) {
        let told = self.told(figure <= aim);
        self.line(&format!("{what:<58}{figure:>12}   aim ≤ {aim}{told}"));
    }

    pub(crate) fn at_least_share(&mut self, what: &str, figure: u128, whole: u128, aim: u128) {
        let share = figure * 100 / whole.max(1);
        let told = self.told(share >= aim);
        self.line(&format!("{what:<58}{share:>10} %   aim ≥ {aim} %{told}"));
    }

    /// Each page as two readers got it, and how much more the officer waited.
    pub(crate) fn readings(&mut self, readings: &[Reading]) {
        for it in readings {
            let share = it.officer.median * 100 / it.overseer.median.max(1);
            let told = self.told(it.officer.slow.max(it.overseer.slow) <= 20_000 && share <= 110);
            self.line(&format!(
                "{:<28} officer {:>6} / {:>6} µs   sees all {:>6} / {:>6} µs   {share:>4} %   aim 99 % ≤ 20000 µs, ≤ 110 %{told}",
                it.page, it.officer.median, it.officer.slow, it.overseer.median, it.overseer.slow
            ));
        }
    }

    /// The same pages in an office with ten times the cases.
    pub(crate) fn growth(&mut self, small: &[Reading], large: &[Reading]) {
        for (small, large) in small.iter().zip(large) {
            let share = large.officer.median * 100 / small.officer.median.max(1);
            let told = self.told(share <= 120);
            let what = format!("{}, more cases, the officer's median", small.page);
            self.line(&format!("{what:<58}{share:>10} %   aim ≤ 120 %{told}"));
        }
    }

    fn told(&mut self, is_reached: bool) -> &'static str {
        self.missed += usize::from(!is_reached);
        if is_reached { "" } else { "   NOT REACHED" }
    }

    pub(crate) fn end(&self) {
        self.line(&format!("aims not reached: {}", self.missed));
    }
}
