//! `daumoi mandate coverage`: which points of the mandate are working software. Every scenario runs
//! in an office of its own, in memory, with a clock that it sets.

use std::path::Path;
use std::sync::Arc;

use daumoi_definition::{Department, Scenario, SourceFile, load};
use daumoi_files::{FileStore, Limits};
use daumoi_kernel::Text;
use daumoi_mandate::{Carried, Coverage, Mandate, Proof, coverage, unknown_proofs};
use daumoi_office::scenario::{self, Difference};
use daumoi_office::{Clock, Ids, MachineClock, Office, SetClock};
use daumoi_store::{Address, Store};
use ed25519_dalek::SigningKey;
use futures::{StreamExt, TryStreamExt};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::machine;
use crate::say::Say;
use crate::trouble::Trouble;

/// Scenarios are short and wait for the disk now and then.
const AT_ONCE: usize = 4;

#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    coverage: Coverage,
    working: usize,
    failures: &'a [Difference],
    /// Parts that scenarios claim to prove and the mandate does not have.
    unknown: Vec<String>,
}

pub(crate) async fn run(
    say: Say,
    folder: &Path,
    pattern: Option<&str>,
    as_json: bool,
) -> Result<(), Trouble> {
    let sources = machine::sources(folder)?;
    let department = load(&sources).map_err(|found| machine::refused(folder, &found))?;
    let mandate = mandate_today(&department)?;
    let (proofs, failures) = proofs(&department, &sources, pattern).await?;
    let coverage = coverage(&mandate, &carried(&department, &mandate), &proofs);
    let working = coverage.points.iter().filter(|point| point.working).count();
    let unknown = unknown_proofs(&mandate, &proofs);
    for difference in &failures {
        let file = folder.join(format!("{}.toml", difference.scenario));
        say.aside(&format!("{}:{}: {}", file.display(), difference.line, difference.what));
    }
    let is_sound = failures.is_empty();
    if as_json {
        say.json(&Report { coverage, working, failures: &failures, unknown });
    } else {
        table(say, &mandate, &coverage);
        for part in &unknown {
            say.both(
                format!("Không có phần {part} trong nhiệm vụ."),
                format!("There is no part {part} in the mandate."),
            );
        }
        let (all, passed) = (coverage.points.len(), proofs.iter().filter(|it| it.passed).count());
        let run = proofs.len();
        say.both(
            format!("{working}/{all} điểm đã chạy được; {passed}/{run} kịch bản đúng."),
            format!("{working} of {all} points work; {passed} of {run} scenarios come out right."),
        );
    }
    if is_sound { Ok(()) } else { Err(Trouble::told()) }
}

fn mandate_today(department: &Department) -> Result<Mandate, Trouble> {
    let zone = TimeZone::get(&department.office.time_zone).unwrap_or(TimeZone::UTC);
    let today = zone.to_datetime(MachineClock.now()).date();
    department.mandate_on(today).map_err(|faults| {
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        let text = Text::new("Nhiệm vụ của Sở không đọc được.", "The mandate cannot be read.");
        Trouble::wrong(
            "mandate",
            Text::new(
                format!("{} {}", text.vi, told.join("; ")),
                format!("{} {}", text.en, told.join("; ")),
            ),
        )
    })
}

async fn proofs(
    department: &Department,
    sources: &[SourceFile],
    pattern: Option<&str>,
) -> Result<(Vec<Proof>, Vec<Difference>), Trouble> {
    let folder = tempfile::tempdir().map_err(|error| {
        let text = Text::new("Không tạo được thư mục tạm.", "No temporary folder could be made.");
        Trouble::wrong("temporary_folder", text).because(&error)
    })?;
    let wanted: Vec<&Scenario> = department
        .scenarios
        .iter()
        .filter(|scenario| pattern.is_none_or(|pattern| matches(pattern, &scenario.id)))
        .collect();
    if let Some(pattern) = pattern.filter(|_| wanted.is_empty()) {
        return Err(Trouble::input(
            "no_scenario",
            Text::new(
                format!("Không có kịch bản nào khớp “{pattern}”. Ví dụ: --scenario '04-press/*'"),
                format!("No scenario matches “{pattern}”. For example: --scenario '04-press/*'"),
            ),
        ));
    }
    let outcomes: Vec<Result<(), Vec<Difference>>> =
        futures::stream::iter(wanted.iter().enumerate())
            .map(|(number, scenario)| outcome(number, scenario, sources, folder.path()))
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
    let mut failures = Vec::new();
    let mut proofs = Vec::new();
    for (scenario, outcome) in wanted.into_iter().zip(outcomes) {
        let proof = Proof {
            scenario: scenario.id.clone(),
            proves: scenario.proves.clone(),
            passed: outcome.is_ok(),
        };
        proofs.push(proof);
        failures.extend(outcome.err().into_iter().flatten());
    }
    Ok((proofs, failures))
}

async fn outcome(
    number: usize,
    scenario: &Scenario,
    sources: &[SourceFile],
    files: &Path,
) -> Result<Result<(), Vec<Difference>>, Trouble> {
    let place = format!("file:coverage-{}-{number}?mode=memory&cache=shared", std::process::id());
    let store = Store::open(&Address::Sqlite { place, readers: 2 }).await?;
    let clock = Arc::new(SetClock::at(Timestamp::UNIX_EPOCH));
    let department = load(sources).map_err(|found| machine::refused(files, &found))?;
    let office = Office::new(daumoi_office::Settings {
        store,
        files: FileStore::on_disk(files)?,
        department,
        clock: Arc::<SetClock>::clone(&clock),
        ids: Ids::of_node(1),
        key: SigningKey::from_bytes(&[1; 32]),
        limits: Limits::default(),
        scanner: None,
    });
    let outcome = scenario::run(&office, &clock, scenario).await;
    office.close().await;
    Ok(outcome)
}

fn carried(department: &Department, mandate: &Mandate) -> Vec<Carried> {
    mandate
        .points()
        .map(|point| Carried {
            point: point.id.clone(),
            procedures: department
                .procedures
                .values()
                .filter(|procedure| procedure.point == point.id)
                .map(|procedure| procedure.id.clone())
                .collect(),
            registers: department
                .registers
                .values()
                .filter(|register| register.points.contains(&point.id))
                .map(|register| register.id.clone())
                .collect(),
        })
        .collect()
}

fn table(say: Say, mandate: &Mandate, coverage: &Coverage) {
    for point in &coverage.points {
        let mark = if point.working { '✓' } else { '–' };
        let title = mandate.point(&point.id).map_or("", |found| found.title.get(say.lang));
        let title: String = title.chars().take(60).collect();
        let (procedures, registers) = (point.procedures.len(), point.registers.len());
        let scenarios = point.scenarios.len();
        say.line(&format!(
            "{mark} {:<6} {title:<60} {procedures:>3} {registers:>3} {scenarios:>3}",
            point.id
        ));
        let is_carried = !point.procedures.is_empty() || !point.registers.is_empty();
        if is_carried && !point.working {
            let missing = point.missing.join(", ");
            say.both(
                format!("         còn thiếu: {missing}"),
                format!("         missing: {missing}"),
            );
        }
    }
}

/// `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(left) = text.strip_prefix(first) else { return false };
    (0..=left.len()).filter_map(|at| left.get(at..)).any(|left| matches(rest, left))
}
