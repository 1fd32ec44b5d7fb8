//! Durable steps through the HTTP API: clients that submit, accept, transfer and assign, one after the
//! other, as fast as they are answered.

use std::sync::Arc;
use std::time::Instant;

use daumoi_office::scenario;
use daumoi_web::{Settings, WebState, serve};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::house::House;

pub(crate) struct Figures {
    pub(crate) per_second: u128,
    pub(crate) steps: usize,
    pub(crate) refused: usize,
    /// Microseconds.
    pub(crate) median: u128,
    pub(crate) slowest: u128,
}

pub(crate) async fn measure(
    house: &House,
    clients: usize,
    cases: usize,
) -> anyhow::Result<Figures> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}/api/v1", listener.local_addr()?);
    let state = WebState::new(house.office.clone(), None, Settings::default());
    let server = tokio::spawn(serve(listener, state, std::future::pending()));
    let sample = Arc::new(sample(house).await?);
    let begun = Instant::now();
    let work = (0..clients).map(|client| {
        let (base, token, sample) = (base.clone(), house.token.clone(), Arc::clone(&sample));
        tokio::spawn(async move { one_client(client, cases, &base, &token, &sample).await })
    });
    let mut times = Vec::new();
    let mut refused = 0;
    for done in futures::future::join_all(work).await {
        let (taken, no) = done??;
        times.extend(taken);
        refused += no;
    }
    let elapsed = begun.elapsed().as_micros().max(1);
    server.abort();
    times.sort_unstable();
    let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or(0);
    let steps = times.len();
    let per_second = u128::try_from(steps)? * 1_000_000 / elapsed;
    Ok(Figures { per_second, steps, refused, median: at(50), slowest: at(99) })
}

/// A bulletin licence as the scenarios ask for it, with papers that are already uploaded.
async fn sample(house: &House) -> anyhow::Result<Value> {
    let department = house.office.department();
    let life = department
        .scenarios
        .iter()
        .find(|it| it.id.ends_with("tuy-hoa-ngay-nay-is-licensed-on-time"))
        .and_then(|it| it.steps.first().map(|step| (it, step)));
    let (life, step) =
        life.ok_or_else(|| anyhow::anyhow!("the scenario of the bulletin is missing"))?;
    let mut papers = serde_json::Map::new();
    for paper in step.with.get("papers").and_then(Value::as_array).into_iter().flatten() {
        let id = paper.as_str().unwrap_or_default();
        let pdf = scenario::sample_pdf(id).into();
        let upload = house.office.upload(&scenario::applicant(), "a.pdf", pdf).await?;
        papers.insert(id.to_owned(), json!(upload.id));
    }
    Ok(json!({
        "procedure": "press.bulletin_licence.issue",
        "channel": "direct",
        "applicant": life.party,
        "answers": step.with.get("answers"),
        "papers": papers,
    }))
}

/// Microseconds of each step, and how many were refused.
async fn one_client(
    client: usize,
    cases: usize,
    base: &str,
    token: &str,
    sample: &Value,
) -> anyhow::Result<(Vec<u128>, usize)> {
    let http = reqwest::Client::builder().no_proxy().build()?;
    let mut times = Vec::with_capacity(cases * 4);
    let mut refused = 0;
    for _ in 0..cases {
        let mut address = format!("{base}/dossiers");
        let mut body = sample.clone();
        for (action, with) in [
            ("accept", json!({})),
            ("transfer", json!({})),
            ("assign", json!({ "officer": "vo.thi.lan" })),
            ("", json!({})),
        ] {
            let begun = Instant::now();
            let request = http.post(&address).bearer_auth(token).body(body.to_string());
            let answer = request.header("content-type", "application/json").send().await?;
            let is_done = answer.status().is_success();
            let answer: Value = serde_json::from_str(&answer.text().await?)?;
            times.push(begun.elapsed().as_micros());
            if !is_done {
                refused += 1;
                anyhow::ensure!(refused < 10, "client {client}: {answer}");
            }
            if address.ends_with("/dossiers") {
                let code = answer.get("code").and_then(Value::as_str).unwrap_or_default();
                address = format!("{base}/dossiers/{code}/actions");
            }
            body = json!({ "action": action, "with": with });
        }
    }
    Ok((times, refused))
}
