//! Duties, their points, and the parts into which a point is split so that each can be proved alone.
//!
//! The shape is that of `definitions/NN-name/duty.toml`. A [`Mandate`] is one edition: the duties as they stand
//! from a date on, checked as a whole.

use std::collections::BTreeSet;
use std::fmt;

use daumoi_kernel::Text;
use jiff::civil::Date;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// One edition of the duties of the department, in force from a date until the next edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mandate {
    in_force_from: Date,
    duties: Vec<Duty>,
}

/// A clause of the functions-and-duties decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    pub number: u32,
    pub title: Text,
    /// Id of the unit that answers for the duty.
    pub accountable: String,
    pub in_force: InForce,
    pub confidence: Confidence,
    pub points: Vec<Point>,
}

/// A lettered point, `4.b`; a clause without letters is one point that carries the clause's own number, `16`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    pub id: String,
    pub title: Text,
    /// What the software must do before the point counts as working.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub does: Option<Text>,
    /// The engines that carry the point.
    #[serde(default)]
    pub by: Vec<String>,
    #[serde(default)]
    pub parts: Vec<Part>,
}

/// A piece of a point that one scenario can prove; written `4.b/issue`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub id: String,
    pub title: Text,
}

/// The days on which a duty belongs to the department; `until` is the last of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InForce {
    #[serde(deserialize_with = "date")]
    pub from: Date,
    #[serde(default, deserialize_with = "date_or_none", skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl InForce {
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// How sure we are of what a definition says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    Verified,
    Known,
    Assumed,
}

/// Why a set of duties is not a mandate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MandateFault {
    #[error("duty {number} is defined twice")]
    DutyTwice { number: u32 },
    #[error("duty {number} has no point")]
    NoPoint { number: u32 },
    #[error("point {point} is defined twice")]
    PointTwice { point: String },
    #[error("point {point} stands under duty {number}")]
    PointElsewhere { point: String, number: u32 },
    #[error("part {part} is defined twice")]
    PartTwice { part: String },
}

impl Mandate {
    /// Takes the duties in force on `in_force_from`, ordered by number, or every fault found in them.
    pub fn new(in_force_from: Date, duties: Vec<Duty>) -> Result<Self, Vec<MandateFault>> {
        let mut duties: Vec<Duty> =
            duties.into_iter().filter(|duty| duty.in_force.holds_on(in_force_from)).collect();
        duties.sort_by_key(|duty| duty.number);
        let faults = faults(&duties);
        if faults.is_empty() { Ok(Self { in_force_from, duties }) } else { Err(faults) }
    }

    #[must_use]
    pub fn in_force_from(&self) -> Date {
        self.in_force_from
    }

    #[must_use]
    pub fn duties(&self) -> &[Duty] {
        &self.duties
    }

    pub fn points(&self) -> impl Iterator<Item = &Point> {
        self.duties.iter().flat_map(|duty| &duty.points)
    }

    #[must_use]
    pub fn point(&self, id: &str) -> Option<&Point> {
        self.points().find(|point| point.id == id)
    }
}

impl Point {
    /// The name by which a scenario says that it proves the part.
    #[must_use]
    pub fn part_path(&self, part: &Part) -> String {
        format!("{}/{}", self.id, part.id)
    }
}

fn faults(duties: &[Duty]) -> Vec<MandateFault> {
    let mut faults = Vec::new();
    let mut numbers = BTreeSet::new();
    let mut points = BTreeSet::new();
    for duty in duties {
        let number = duty.number;
        if !numbers.insert(number) {
            faults.push(MandateFault::DutyTwice { number });
        }
        if duty.points.is_empty() {
            faults.push(MandateFault::NoPoint { number });
        }
        for point in &duty.points {
            let clause = point.id.split('.').next().unwrap_or_default();
            if clause != number.to_string() {
                faults.push(MandateFault::PointElsewhere { point: point.id.clone(), number });
            }
            if !points.insert(point.id.as_str()) {
                faults.push(MandateFault::PointTwice { point: point.id.clone() });
            }
            let mut parts = BTreeSet::new();
            faults.extend(
                (point.parts.iter())
                    .filter(|part| !parts.insert(part.id.as_str()))
                    .map(|part| MandateFault::PartTwice { part: point.part_path(part) }),
            );
        }
    }
    faults
}

fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    deserializer.deserialize_any(DateVisitor)
}

fn date_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    date(deserializer).map(Some)
}

/// Reads a date from text and from a TOML date, which serde hands over as a map with one entry.
struct DateVisitor;

impl<'de> Visitor<'de> for DateVisitor {
    type Value = Date;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a date such as 2023-01-01")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Date, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Date, A::Error> {
        match map.next_entry::<String, String>()? {
            Some((_, text)) => text.parse().map_err(A::Error::custom),
            None => Err(A::Error::custom("an empty table is not a date")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Duty, Mandate, MandateFault};

    const PRESS: &str = r#"
number = 4
title = { vi = "Về báo chí", en = "Press" }
accountable = "press_publishing"
in_force = { from = 2023-01-01, until = 2025-02-28 }
confidence = "known"

[[points]]
id = "4.b"
title = { vi = "Giấy phép bản tin", en = "Bulletin licences" }
does = { vi = "Trọn vòng đời", en = "Full life cycle" }
by = ["dossier", "register"]
parts = [{ id = "issue", title = { vi = "Cấp", en = "Issue" } }]
"#;

    fn press() -> Duty {
        toml::from_str(PRESS).unwrap()
    }

    #[test]
    fn a_duty_is_read_from_its_file_with_its_dates() {
        let duty = press();
        assert_eq!(duty.in_force.from, "2023-01-01".parse().unwrap());
        assert!(duty.in_force.holds_on("2025-02-28".parse().unwrap()));
        assert!(!duty.in_force.holds_on("2025-03-01".parse().unwrap()));
        let again: Duty = serde_json::from_str(&serde_json::to_string(&duty).unwrap()).unwrap();
        assert_eq!(again, duty);
    }

    #[test]
    fn an_unknown_key_in_a_duty_is_an_error() {
        assert!(toml::from_str::<Duty>(&PRESS.replace("confidence =", "confidnce =")).is_err());
    }

    #[test]
    fn an_edition_holds_only_the_duties_in_force_on_its_day() {
        let after = Mandate::new("2025-03-01".parse().unwrap(), vec![press()]).unwrap();
        assert!(after.duties().is_empty());
        let before = Mandate::new("2024-01-01".parse().unwrap(), vec![press()]).unwrap();
        assert!(before.point("4.b").is_some());
    }

    #[test]
    fn every_fault_of_a_mandate_is_reported_at_once() {
        let mut odd = press();
        odd.points[0].id = "5.a".to_owned();
        let part = odd.points[0].parts[0].clone();
        odd.points[0].parts.push(part);
        let faults = Mandate::new("2024-01-01".parse().unwrap(), vec![press(), odd]).unwrap_err();
        assert_eq!(
            faults,
            [
                MandateFault::DutyTwice { number: 4 },
                MandateFault::PointElsewhere { point: "5.a".to_owned(), number: 4 },
                MandateFault::PartTwice { part: "5.a/issue".to_owned() },
            ]
        );
    }
}
