//! `daumoi-bench`: figures of the office with the bare engine's beside them, in one run.
//!
//! Not here: tests. Nothing fails when a figure is low; docs/performance.md says what was measured.
//! Everything that goes over HTTP is asked of the real `daumoi serve`, in a process of its own; the
//! load comes from a third process.

mod bare;
mod clocks;
mod drive;
mod fill;
mod life;
mod place;
mod program;
mod reads;
mod report;
mod rows;
mod run;
mod steps;
mod wire;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// Measures the office.
#[derive(Debug, Parser)]
pub(crate) struct Arguments {
    /// What to measure: all of it when left out.
    #[arg(long, value_enum, value_delimiter = ',')]
    parts: Vec<Part>,
    /// Where the office keeps its database: SQLite when left out, else a PostgreSQL server on which
    /// databases may be made, as postgres://…/postgres.
    #[arg(long)]
    postgres: Option<String>,
    /// Folder of the definitions.
    #[arg(long, default_value = "definitions")]
    definitions: PathBuf,
    /// Where data is kept between runs. A filled office is used again.
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
    /// The program to measure: the one beside this when left out.
    #[arg(long)]
    daumoi: Option<PathBuf>,
    /// How many cases the office has that is read: a small and a large number.
    #[arg(long, value_delimiter = ',', default_values_t = [100_000, 1_000_000])]
    cases: Vec<usize>,
    /// Clients that send steps at once.
    #[arg(long, default_value_t = 32)]
    clients: usize,
    /// Lives of a licence, from submission to hand-over, that each client brings about.
    #[arg(long, default_value_t = 40)]
    lives: usize,
    /// How often each page is read by each reader.
    #[arg(long, default_value_t = 500)]
    requests: usize,
    /// How many due dates are worked out.
    #[arg(long, default_value_t = 2_000_000)]
    due_dates: u32,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Due dates a second.
    Clocks,
    /// Durable steps, beside the bare engine.
    Steps,
    /// Filling, starting, reading, memory.
    Reads,
    /// Rebuilding all read models.
    Rebuild,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Sends the steps that a plan names: the load, in a process of its own.
    #[command(hide = true)]
    Drive { plan: PathBuf },
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    if let Some(Command::Drive { plan }) = &arguments.command {
        return drive::run(plan);
    }
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(run::all(&arguments))
}
