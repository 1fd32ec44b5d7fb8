//! Which points of the mandate are working software, and what is missing for the others.
//!
//! A point works only when it has at least one part and every part is proved by a scenario that passes. That a
//! procedure or register exists proves nothing; it is listed so that a reader can follow the point to it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::duty::{Mandate, Point};

/// What the definitions say carries a point.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    pub point: String,
    pub procedures: Vec<String>,
    pub registers: Vec<String>,
}

/// The outcome of one scenario and the parts it sets out to prove, each written `4.b/issue`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    pub scenario: String,
    pub proves: Vec<String>,
    pub passed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Coverage {
    pub points: Vec<PointCoverage>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PointCoverage {
    pub id: String,
    pub working: bool,
    pub procedures: Vec<String>,
    pub registers: Vec<String>,
    /// Scenarios that pass and prove a part of the point.
    pub scenarios: Vec<String>,
    /// Parts without a passing scenario, as `4.b/issue`; the point's own id when it has no part yet.
    pub missing: Vec<String>,
}

/// One entry for every point of the mandate, in its order.
#[must_use]
pub fn coverage(mandate: &Mandate, carried: &[Carried], proofs: &[Proof]) -> Coverage {
    let proved = scenarios_by_part(proofs);
    Coverage { points: mandate.points().map(|point| of_point(point, carried, &proved)).collect() }
}

/// What scenarios claim to prove although the mandate has no such part: a misspelling, or a part that was renamed.
#[must_use]
pub fn unknown_proofs(mandate: &Mandate, proofs: &[Proof]) -> Vec<String> {
    let known: BTreeSet<String> = mandate.points().flat_map(part_paths).collect();
    let claimed: BTreeSet<&String> = proofs.iter().flat_map(|proof| &proof.proves).collect();
    claimed.into_iter().filter(|path| !known.contains(*path)).cloned().collect()
}

type ScenariosByPart<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

fn scenarios_by_part(proofs: &[Proof]) -> ScenariosByPart<'_> {
    let mut proved = ScenariosByPart::new();
    for proof in proofs.iter().filter(|proof| proof.passed) {
        for path in &proof.proves {
            proved.entry(path).or_default().insert(&proof.scenario);
        }
    }
    proved
}

fn part_paths(point: &Point) -> impl Iterator<Item = String> {
    point.parts.iter().map(|part| point.part_path(part))
}

fn of_point(point: &Point, carried: &[Carried], proved: &ScenariosByPart<'_>) -> PointCoverage {
    let mut missing = Vec::new();
    let mut scenarios = BTreeSet::new();
    for path in part_paths(point) {
        match proved.get(path.as_str()) {
            Some(names) => scenarios.extend(names.iter().map(|name| (*name).to_owned())),
            None => missing.push(path),
        }
    }
    if point.parts.is_empty() {
        missing.push(point.id.clone());
    }
    let carriers = || carried.iter().filter(|carrier| carrier.point == point.id);
    PointCoverage {
        id: point.id.clone(),
        working: missing.is_empty(),
        procedures: sorted(carriers().flat_map(|carrier| &carrier.procedures)),
        registers: sorted(carriers().flat_map(|carrier| &carrier.registers)),
        scenarios: scenarios.into_iter().collect(),
        missing,
    }
}

fn sorted<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    names.collect::<BTreeSet<_>>().into_iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use daumoi_kernel::Text;
    use jiff::civil::date;

    use super::{Carried, Proof, coverage, unknown_proofs};
    use crate::duty::{Confidence, Duty, InForce, Mandate, Part, Point};

    fn point(id: &str, parts: &[&str]) -> Point {
        let title = Text::new("Điểm", "Point");
        let parts = parts.iter().map(|id| Part { id: (*id).to_owned(), title: title.clone() });
        Point {
            id: id.to_owned(),
            parts: parts.collect(),
            title: title.clone(),
            does: None,
            by: vec![],
        }
    }

    fn mandate() -> Mandate {
        let duty = Duty {
            number: 4,
            title: Text::new("Về báo chí", "Press"),
            accountable: "press_publishing".to_owned(),
            in_force: InForce { from: date(2023, 1, 1), until: None },
            confidence: Confidence::Known,
            points: vec![point("4.a", &[]), point("4.b", &["issue", "revoke"])],
        };
        Mandate::new(date(2023, 1, 1), vec![duty]).unwrap()
    }

    fn proof(scenario: &str, proves: &[&str], passed: bool) -> Proof {
        let proves = proves.iter().map(|path| (*path).to_owned()).collect();
        Proof { scenario: scenario.to_owned(), proves, passed }
    }

    #[test]
    fn a_point_works_when_every_part_is_proved() {
        let proofs = [
            proof("second", &["4.b/revoke"], true),
            proof("first", &["4.b/issue", "4.b/revoke"], true),
        ];
        let point = coverage(&mandate(), &[], &proofs).points.remove(1);
        assert!(point.working);
        assert_eq!(point.scenarios, ["first", "second"]);
    }

    #[test]
    fn one_unproved_part_keeps_a_point_from_working() {
        let point =
            coverage(&mandate(), &[], &[proof("first", &["4.b/issue"], true)]).points.remove(1);
        assert!(!point.working);
        assert_eq!(point.missing, ["4.b/revoke"]);
    }

    #[test]
    fn a_failing_scenario_proves_nothing() {
        let proofs = [proof("first", &["4.b/issue", "4.b/revoke"], false)];
        let point = coverage(&mandate(), &[], &proofs).points.remove(1);
        assert_eq!(point.missing, ["4.b/issue", "4.b/revoke"]);
        assert!(point.scenarios.is_empty());
    }

    #[test]
    fn a_point_without_parts_does_not_work_even_when_a_procedure_carries_it() {
        let carried = Carried {
            point: "4.a".to_owned(),
            procedures: vec!["press.read".to_owned()],
            ..Carried::default()
        };
        let point =
            coverage(&mandate(), &[carried], &[proof("first", &["4.a"], true)]).points.remove(0);
        assert!(!point.working);
        assert_eq!(point.missing, ["4.a"]);
        assert_eq!(point.procedures, ["press.read"]);
    }

    #[test]
    fn a_proof_of_an_unknown_part_is_reported() {
        let proofs = [proof("first", &["4.b/isue", "4.b/issue"], true)];
        assert_eq!(unknown_proofs(&mandate(), &proofs), ["4.b/isue"]);
    }

    #[test]
    fn coverage_is_written_as_a_list_of_points() {
        let carried = Carried {
            point: "4.b".to_owned(),
            procedures: vec!["press.bulletin.issue".to_owned()],
            registers: vec!["press.bulletins".to_owned()],
        };
        let proofs = [proof("first", &["4.b/issue"], true)];
        let written = serde_json::to_value(coverage(&mandate(), &[carried], &proofs)).unwrap();
        assert_eq!(
            written["points"][1],
            serde_json::json!({
                "id": "4.b", "working": false, "procedures": ["press.bulletin.issue"],
                "registers": ["press.bulletins"], "scenarios": ["first"], "missing": ["4.b/revoke"]
            })
        );
    }
}
