//! Walks the tables in `examples/`: each line must come out of the fast count and of the proof.

use daumoi_calendar::{AfterStop, Blame, Clock, Extension, Term, apology_by, due, prove};
use serde::Deserialize;

use crate::{clock, day, state, stop};

const TABLES: [&str; 2] = [
    include_str!("../../examples/deadline-general.toml"),
    include_str!("../../examples/deadline-onestop.toml"),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    example: Vec<Example>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    start: String,
    term: String,
    #[serde(default)]
    stops: Vec<(String, String)>,
    #[serde(default)]
    after_stop: AfterStop,
    #[serde(default)]
    extensions: Vec<Term>,
    raw_end: Option<String>,
    end: String,
    apology_by: Option<String>,
    #[serde(default)]
    why: String,
}

impl Example {
    fn clock(&self) -> Clock {
        let stops = self.stops.iter().map(|(from, to)| stop(from, Some(to), Blame::Applicant));
        let extensions = self.extensions.iter().map(|term| Extension {
            term: *term,
            article: "Điều 9".to_owned(),
            granted_on: day("2024-06-14"),
        });
        Clock {
            after_stop: self.after_stop,
            stops: stops.collect(),
            extensions: extensions.collect(),
            ..clock(&self.start, &self.term)
        }
    }
}

fn examples() -> Vec<Example> {
    TABLES.iter().flat_map(|text| toml::from_str::<Table>(text).unwrap().example).collect()
}

#[test]
fn every_worked_example_comes_out() {
    let calendar = state();
    for example in examples() {
        let name = format!("{} + {} ({})", example.start, example.term, example.why);
        let due = due(&example.clock(), &calendar).expect(&name);
        assert_eq!(due.to_string(), example.end, "{name}");
        if let Some(apology) = &example.apology_by {
            assert_eq!(apology_by(due.date, &calendar), day(apology), "{name}");
        }
    }
}

#[test]
fn every_worked_example_is_proved() {
    let calendar = state();
    for example in examples() {
        let name = format!("{} + {} ({})", example.start, example.term, example.why);
        let proof = prove(&example.clock(), &calendar);
        assert_eq!(proof.due.unwrap().to_string(), example.end, "{name}");
        if let Some(raw_end) = &example.raw_end {
            let mut counted = proof.days.iter().filter(|line| line.counted);
            let edge =
                if example.term.contains("before") { counted.next() } else { counted.next_back() };
            assert_eq!(edge.unwrap().date, day(raw_end), "{name}");
        }
    }
}

#[test]
fn the_proof_counts_as_many_days_as_the_term_has() {
    let proof = prove(&clock("2024-04-22", "15 working days"), &state());
    assert_eq!(proof.counted, 15);
    let json = serde_json::to_value(&proof).unwrap();
    assert_eq!(json["due"], "2024-05-15");
    assert_eq!(json["days"][0]["date"], "2024-04-22");
    assert_eq!(json["days"][0]["counted"], false);
    assert_eq!(json["days"][1]["why"]["vi"], "Ngày làm việc thứ 1");
    let swapped = proof.days.iter().find(|line| line.date == day("2024-05-04")).unwrap();
    assert_eq!(
        swapped.why.vi,
        "Ngày làm việc thứ 7: ngày làm bù (Công văn 2450/VPCP-KGVX năm 2024)"
    );
    assert_eq!(json["basis"][0]["doc"], "91/2015/QH13");
    assert_eq!(json["basis"][0]["provision"], "Điều 147 khoản 2");
}

#[test]
fn a_moved_end_names_its_article() {
    let proof = prove(&clock("2024-05-02", "30 days"), &state());
    assert!(proof.basis.iter().any(|basis| basis.provision == "Điều 148 khoản 5"));
    let unmoved = prove(&clock("2024-05-06", "10 days"), &state());
    assert!(!unmoved.basis.iter().any(|basis| basis.provision == "Điều 148 khoản 5"));
}
