//! `daumoi-bench`: figures of the office with the bare engine's beside them, in one run.
//!
//! Not here: tests. Nothing fails when a figure is low; docs/performance.md says what was measured.

mod bare;
mod clocks;
mod house;
mod steps;

use clap::Parser;

/// Measures the office.
#[derive(Debug, Parser)]
struct Arguments {
    /// Where the office keeps its database: a new SQLite file when absent, else postgres://…
    #[arg(long)]
    database: Option<String>,
    /// Folder of the definitions.
    #[arg(long, default_value = "definitions")]
    definitions: std::path::PathBuf,
    /// Clients that send steps at once.
    #[arg(long, default_value_t = 32)]
    clients: usize,
    /// Cases that each client works.
    #[arg(long, default_value_t = 150)]
    cases: usize,
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "the figures are what this program is for")]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let house = house::House::open(arguments.database.as_deref(), &arguments.definitions).await?;
    println!("due dates per second, one core        {:>12}", clocks::per_second(&house.office));
    let bare = bare::steps_per_second(arguments.clients, arguments.clients * arguments.cases * 4)?;
    println!("bare SQLite, same rows and grouping   {bare:>12} steps/s");
    let figures = steps::measure(&house, arguments.clients, arguments.cases).await?;
    println!("durable steps through the HTTP API    {:>12} steps/s", figures.per_second);
    println!(
        "  {} steps, {} clients, {} refused",
        figures.steps, arguments.clients, figures.refused
    );
    println!(
        "  time of one step, median / 99 %     {:>6} / {} µs",
        figures.median, figures.slowest
    );
    let (entries, rate) = house.rebuild().await?;
    println!("rebuild of {entries} entries              {rate:>12} entries/s");
    println!("resident memory                       {:>12} KiB", house::resident_kib());
    Ok(())
}
