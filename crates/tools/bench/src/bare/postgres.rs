//! Bare PostgreSQL.

use std::time::{Duration, Instant};

use daumoi_store::{Address, Value};
use futures::future::{join_all, try_join_all};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Statement};

use super::Replay;

/// One step: texts by their place, with values.
type Step = Vec<(usize, Vec<Value>)>;

pub(super) async fn replay(
    url: &str,
    replay: &Replay<'_>,
    clients: usize,
    lives: usize,
) -> anyhow::Result<Duration> {
    let connections = match Address::parse(url) {
        Address::Postgres { connections, .. } => connections,
        Address::Sqlite { .. } => 1,
    };
    let mut workers = Vec::new();
    for slot in 0..connections {
        let mut steps: Vec<Step> = Vec::new();
        for client in (slot..clients).step_by(connections) {
            for life in 0..lives {
                let case = i64::try_from(10 + client * lives + life)?;
                for step in &replay.steps {
                    let values = |(text, change): &(usize, &crate::rows::Change)| {
                        (*text, replay.values(change, case, i64::try_from(slot).unwrap_or(0)))
                    };
                    steps.push(step.iter().map(values).collect());
                }
            }
        }
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        let mut statements = Vec::with_capacity(replay.texts.len());
        for text in &replay.texts {
            statements.push(client.prepare(&text.replace('?', "$")).await?);
        }
        workers.push((client, statements, steps));
    }
    let begun = Instant::now();
    let running = workers.into_iter().map(|(client, statements, steps)| {
        tokio::spawn(async move { work(&client, &statements, &steps).await })
    });
    for done in try_join_all(running).await? {
        done?;
    }
    Ok(begun.elapsed())
}

async fn work(
    client: &Client,
    statements: &[Statement],
    steps: &[Step],
) -> Result<(), tokio_postgres::Error> {
    for step in steps {
        client.batch_execute("BEGIN").await?;
        let running = step.iter().filter_map(|(text, values)| {
            let values: Vec<&(dyn ToSql + Sync)> =
                values.iter().map(|value| -> &(dyn ToSql + Sync) { value }).collect();
            let statement = statements.get(*text)?;
            Some(async move { client.execute(statement, &values).await })
        });
        for done in join_all(running).await {
            done?;
        }
        client.batch_execute("COMMIT").await?;
    }
    Ok(())
}
