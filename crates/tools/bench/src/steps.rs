//! Durable steps through the HTTP API: whole lives of a licence, many at once, while the rest of the
//! program does its work beside them.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::Duration;

use anyhow::Context;
use daumoi_office::Office;
use tokio::process::Command;

use crate::Arguments;
use crate::bare::LEARNED_NUMBER;
use crate::drive::{Driven, NUMBER, Plan, Sent};
use crate::life::{Life, Request};
use crate::place::Place;
use crate::program::Program;
use crate::rows::{self, Learned};
use crate::run::{per_second, percentile};

pub(crate) struct Figures {
    pub(crate) per_second: u128,
    pub(crate) steps: usize,
    pub(crate) refused: usize,
    /// Microseconds.
    pub(crate) median: u32,
    pub(crate) slow: u32,
    /// Processor time for one step.
    pub(crate) server_micros: u64,
    pub(crate) load_micros: u64,
    pub(crate) resident_mib: u64,
}

/// Of people who are made for the measurement.
const PASSWORD: &str = "bench-bench";

/// A life, who may bring it about, and the rows that each of its steps changes.
pub(crate) struct Prepared {
    pub(crate) life: Life,
    /// The sessions of those who take part.
    sessions: BTreeMap<String, String>,
    pub(crate) learned: Learned,
}

impl Prepared {
    fn sent(&self, request: &Request) -> Sent {
        let session = self.sessions.get(&request.by).cloned().unwrap_or_default();
        Sent { session, body: request.body.clone() }
    }
}

/// Brings two lives about in this process. Their rows tell what the bare engine has to write; the
/// first makes what all later ones share.
pub(crate) async fn prepare(place: &Place, office: &Office) -> anyhow::Result<Prepared> {
    let life = Life::of(office).await?;
    let mut sessions = BTreeMap::new();
    for person in life.people() {
        office.set_password(&person, PASSWORD).await?;
        sessions.insert(person.clone(), office.sign_in(&person, PASSWORD).await?);
    }
    one_life(office, &life, "1", &mut None).await?;
    let mut learning = Some(rows::Learning::begin(place, office.store()).await?);
    one_life(office, &life, LEARNED_NUMBER, &mut learning).await?;
    let learned = learning.context("nothing was learned")?.end();
    Ok(Prepared { life, sessions, learned })
}

async fn one_life(
    office: &Office,
    life: &Life,
    number: &str,
    learning: &mut Option<rows::Learning<'_>>,
) -> anyhow::Result<()> {
    let person = |id: &str| office.person(id).context("somebody is missing");
    let new = serde_json::from_str(&life.submission.body.replace(NUMBER, number))?;
    let code = office.submit(&person(&life.submission.by)?, new, None).await?.code;
    if let Some(learning) = learning {
        learning.step().await?;
    }
    for request in &life.orders {
        let order = serde_json::from_str(&request.body)?;
        office.act(&person(&request.by)?, &code, order, None).await?;
        if let Some(learning) = learning {
            learning.step().await?;
        }
    }
    Ok(())
}

pub(crate) async fn measure(
    arguments: &Arguments,
    place: &Place,
    prepared: &Prepared,
) -> anyhow::Result<Figures> {
    let program = Program::start(arguments, place).await?;
    let mut plan = Plan {
        address: program.address,
        clients: arguments.clients,
        lives: 1,
        first: 1_000,
        submission: prepared.sent(&prepared.life.submission),
        orders: prepared.life.orders.iter().map(|order| prepared.sent(order)).collect(),
    };
    // Once without looking, so that statements are prepared and memory is warm.
    driven(place, &plan).await?;
    plan.lives = arguments.lives;
    plan.first = 10_000;
    let before = program.processor_micros();
    let driven = driven(place, &plan).await?;
    let spent = program.processor_micros() - before;
    let resident_mib = program.resident_mib();
    program.stop().await?;
    let mut times = driven.times;
    let steps = u64::try_from(times.len())?;
    Ok(Figures {
        per_second: per_second(steps, Duration::from_micros(driven.elapsed)),
        steps: times.len(),
        refused: driven.refused,
        median: percentile(&mut times, 50),
        slow: percentile(&mut times, 99),
        server_micros: spent / steps.max(1),
        load_micros: driven.processor / steps.max(1),
        resident_mib,
    })
}

async fn driven(place: &Place, plan: &Plan) -> anyhow::Result<Driven> {
    let file = place.data.join("plan.json");
    std::fs::write(&file, serde_json::to_vec(plan)?)?;
    let output = Command::new(std::env::current_exe()?)
        .arg("drive")
        .arg(&file)
        .stderr(Stdio::inherit())
        .output()
        .await?;
    serde_json::from_slice(&output.stdout).context("the load gave up")
}
