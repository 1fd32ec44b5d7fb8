//! The order in which figures are made, and what is told of each.

use anyhow::Context;

use crate::place::{Engine, Place};
use crate::program::Program;
use crate::report::Report;
use crate::{Arguments, Part, bare, clocks, fill, reads, steps};

pub(crate) async fn all(arguments: &Arguments) -> anyhow::Result<()> {
    std::fs::create_dir_all(&arguments.folder)?;
    let engine = match &arguments.postgres {
        Some(server) => Engine::Postgres { server: server.clone() },
        None => Engine::Sqlite,
    };
    let mut report = Report::of(&engine);
    if wanted(arguments, Part::Clocks) {
        let department = crate::place::department(&arguments.definitions)?;
        let rate = clocks::per_second(&department, arguments.due_dates);
        report.at_least("due dates a second, one core", rate, 1_000_000);
    }
    if wanted(arguments, Part::Steps) {
        durable_steps(arguments, &engine, &mut report).await?;
    }
    if wanted(arguments, Part::Reads) || wanted(arguments, Part::Rebuild) {
        large_office(arguments, &engine, &mut report).await?;
    }
    report.end();
    Ok(())
}

async fn durable_steps(
    arguments: &Arguments,
    engine: &Engine,
    report: &mut Report,
) -> anyhow::Result<()> {
    let place = Place::new(arguments, engine, "steps");
    place.clear().await?;
    let office = place.open().await?;
    let prepared = steps::prepare(&place, &office).await.context("preparing the steps")?;
    office.close().await;
    let bare = bare::steps_per_second(arguments, &place, &prepared).await.context("bare engine")?;
    report.figure("bare engine, same rows and grouping, steps a second", bare);
    let measured = steps::measure(arguments, &place, &prepared).await.context("durable steps")?;
    report.at_least("durable steps a second through the API", measured.per_second, 3_000);
    report.at_least_share("  as a share of the bare engine", measured.per_second, bare, 50);
    report.note(&format!(
        "{} steps, {} clients, {} refused; one step took {} µs (median), {} µs (99 %)",
        measured.steps, arguments.clients, measured.refused, measured.median, measured.slow
    ));
    report.note(&format!(
        "processor time for one step: {} µs in the server, {} µs in the load; the server's memory: {} MiB",
        measured.server_micros, measured.load_micros, measured.resident_mib
    ));
    place.clear().await
}

async fn large_office(
    arguments: &Arguments,
    engine: &Engine,
    report: &mut Report,
) -> anyhow::Result<()> {
    let mut taken = Vec::new();
    for cases in &arguments.cases {
        let place = Place::new(arguments, engine, &format!("{cases}"));
        let filled = fill::ensure(arguments, &place, *cases).await.context("filling")?;
        report.note(&format!("an office with {cases} cases{filled}"));
        if wanted(arguments, Part::Reads) {
            taken.push(readings(arguments, &place, report).await?);
        }
        if wanted(arguments, Part::Rebuild) && Some(cases) == arguments.cases.last() {
            let office = place.open().await?;
            let begun = std::time::Instant::now();
            let done = office.rebuild().await?;
            let rate = per_second(done.entries, begun.elapsed());
            report.note(&format!("{} entries, {} streams", done.entries, done.streams));
            report.at_least("rebuild, entries a second", rate, 50_000);
            office.close().await;
        }
    }
    if let [small, .., large] = taken.as_slice() {
        report.growth(small, large);
    }
    Ok(())
}

fn wanted(arguments: &Arguments, part: Part) -> bool {
    arguments.parts.is_empty() || arguments.parts.contains(&part)
}

async fn readings(
    arguments: &Arguments,
    place: &Place,
    report: &mut Report,
) -> anyhow::Result<Vec<reads::Reading>> {
    let readers = reads::readers(place).await?;
    let program = Program::start(arguments, place).await?;
    report.at_most("start on this database, ms", program.started_after.as_millis(), 1_000);
    report.at_most("resident when idle, MiB", u128::from(program.resident_mib()), 150);
    let readings = reads::measure(&program, &readers, arguments.requests).await?;
    report.readings(&readings);
    report.note(&format!("the officer sees {} sets of units of {}", readers.seen, readers.all));
    report.at_most("resident after reading, peak, MiB", u128::from(program.peak_mib()), 500);
    program.stop().await?;
    Ok(readings)
}

/// How many a second.
pub(crate) fn per_second(count: u64, took: std::time::Duration) -> u128 {
    u128::from(count) * 1_000_000 / took.as_micros().max(1)
}

/// The value under which so many of a hundred lie.
pub(crate) fn percentile<T: Copy + Default + Ord>(values: &mut [T], percent: usize) -> T {
    values.sort_unstable();
    values.get(values.len() * percent / 100).copied().unwrap_or_default()
}
