//! The load: clients that bring licences about, step after step, as fast as they are answered. In a
//! process of its own with one thread, so that its share of the processor can be told.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::program::processor_micros;
use crate::wire::{Wire, post, text_of};

/// Stands for the number of the case in the submission.
pub(crate) const NUMBER: &str = "{{number}}";

/// What is to be sent.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Plan {
    pub(crate) address: SocketAddr,
    pub(crate) clients: usize,
    pub(crate) lives: usize,
    /// The number of the first case.
    pub(crate) first: usize,
    pub(crate) submission: Sent,
    /// In their order.
    pub(crate) orders: Vec<Sent>,
}

/// A body, and the session it is sent in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Sent {
    pub(crate) session: String,
    pub(crate) body: String,
}

/// What came of it. Times are microseconds.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Driven {
    pub(crate) times: Vec<u32>,
    pub(crate) refused: usize,
    pub(crate) elapsed: u64,
    pub(crate) processor: u64,
}

#[expect(clippy::print_stdout, reason = "the answer to the process that asked")]
pub(crate) fn run(plan: &Path) -> anyhow::Result<()> {
    let plan: Plan = serde_json::from_slice(&std::fs::read(plan)?)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let driven = runtime.block_on(drive(&plan))?;
    println!("{}", serde_json::to_string(&driven)?);
    Ok(())
}

async fn drive(plan: &Plan) -> anyhow::Result<Driven> {
    let mut wires = Vec::with_capacity(plan.clients);
    for _ in 0..plan.clients {
        wires.push(Wire::connect(plan.address).await?);
    }
    let spent = processor_micros("self");
    let begun = Instant::now();
    let clients =
        wires.into_iter().enumerate().map(|(client, wire)| one_client(plan, client, wire));
    let done = futures::future::try_join_all(clients).await?;
    let elapsed = u64::try_from(begun.elapsed().as_micros())?;
    let processor = processor_micros("self") - spent;
    let refused = done.iter().map(|(_, refused)| refused).sum();
    let times = done.into_iter().flat_map(|(times, _)| times).collect();
    Ok(Driven { times, refused, elapsed, processor })
}

async fn one_client(
    plan: &Plan,
    client: usize,
    mut wire: Wire,
) -> anyhow::Result<(Vec<u32>, usize)> {
    let mut times = Vec::with_capacity(plan.lives * (plan.orders.len() + 1));
    let mut refused = 0;
    for life in 0..plan.lives {
        let number = plan.first + client * plan.lives + life;
        let submission = plan.submission.body.replace(NUMBER, &number.to_string());
        let mut request = post("/api/v1/dossiers", &plan.submission.session, &submission);
        let mut orders = plan.orders.iter();
        let mut path = String::new();
        loop {
            let begun = Instant::now();
            let answer = wire.send(&request).await?;
            times.push(u32::try_from(begun.elapsed().as_micros())?);
            if !(200..300).contains(&answer.status) {
                refused += 1;
                let said = String::from_utf8_lossy(answer.body);
                anyhow::ensure!(refused < 10, "{} {said}", answer.status);
            }
            if path.is_empty() {
                let code = text_of(answer.body, "code").unwrap_or_default();
                path = format!("/api/v1/dossiers/{code}/actions");
            }
            match orders.next() {
                Some(order) => request = post(&path, &order.session, &order.body),
                None => break,
            }
        }
    }
    Ok((times, refused))
}
