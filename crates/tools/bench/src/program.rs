//! The program that is measured: `daumoi serve`, in a process of its own.

use std::fs::File;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::Arguments;
use crate::place::Place;
use crate::wire::{Wire, get};

/// The kernel counts processor time in hundredths of a second.
const MICROSECONDS_IN_A_TICK: u64 = 10_000;

pub(crate) struct Program {
    child: Child,
    id: u32,
    pub(crate) address: SocketAddr,
    /// From its beginning until it said that it is ready.
    pub(crate) started_after: Duration,
}

impl Program {
    pub(crate) async fn start(arguments: &Arguments, place: &Place) -> anyhow::Result<Self> {
        let program = program(arguments)?;
        let log = File::create(place.data.join("serve.log"))?;
        let begun = Instant::now();
        let mut child = Command::new(program)
            .arg("serve")
            .arg("--empty")
            .env("DAUMOI_DATA", &place.data)
            .env("DAUMOI_DATABASE", place.database())
            .env("DAUMOI_DEFINITIONS", &place.definitions)
            .env("DAUMOI_LISTEN", "127.0.0.1:0")
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()?;
        let id = child.id().context("the server has ended")?;
        let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
        let address = loop {
            let line =
                lines.next_line().await?.context("the server did not start, see serve.log")?;
            if let Some((_, address)) = line.split_once("http://") {
                break address.trim().parse()?;
            }
        };
        let mut wire = Wire::connect(address).await?;
        while wire.send(&get("/readyz", "")).await?.status != 200 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok(Self { child, id, address, started_after: begun.elapsed() })
    }

    /// Microseconds of processor time so far.
    pub(crate) fn processor_micros(&self) -> u64 {
        processor_micros(&self.id.to_string())
    }

    pub(crate) fn resident_mib(&self) -> u64 {
        self.status("VmRSS:") / 1024
    }

    pub(crate) fn peak_mib(&self) -> u64 {
        self.status("VmHWM:") / 1024
    }

    fn status(&self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id));
        let status = status.unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
    }

    /// Asks it to end, and waits.
    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        let asked = Command::new("kill").arg(self.id.to_string()).status().await?;
        anyhow::ensure!(asked.success(), "the server could not be asked to end");
        self.child.wait().await?;
        Ok(())
    }
}

/// The program beside this one, unless another was named.
fn program(arguments: &Arguments) -> anyhow::Result<PathBuf> {
    let beside = std::env::current_exe()?.with_file_name("daumoi");
    let program = arguments.daumoi.clone().unwrap_or(beside);
    anyhow::ensure!(
        program.is_file(),
        "there is no {}: build it with the same profile, as cargo build -p daumoi",
        program.display()
    );
    Ok(program)
}

/// Processor time of a process by its number, or of this one as `self`.
pub(crate) fn processor_micros(process: &str) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name in parentheses may hold spaces; times are the 12th and 13th fields behind it.
    let behind = stat.rsplit_once(')').map_or("", |(_, behind)| behind);
    let ticks = behind.split_whitespace().skip(11).take(2);
    ticks.filter_map(|it| it.parse::<u64>().ok()).sum::<u64>() * MICROSECONDS_IN_A_TICK
}
