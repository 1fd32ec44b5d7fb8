//! One licence from submission to hand-over, as a scenario of the definitions tells it.

use std::collections::BTreeSet;

use anyhow::Context;
use daumoi_access::Principal;
use daumoi_definition::{Scenario, ScenarioStep};
use daumoi_office::{Office, scenario};
use serde_json::{Map, Value, json};

use crate::drive::NUMBER;

const PROCEDURE: &str = "press.bulletin_licence.issue";
const SCENARIO: &str = "tuy-hoa-ngay-nay-is-licensed-on-time";
/// The register of the licences wants it unique.
const UNIQUE_ANSWER: &str = "bulletin_name";

/// The bodies of the requests, with [`NUMBER`] where each case differs.
#[derive(Clone, Debug)]
pub(crate) struct Life {
    pub(crate) submission: Request,
    pub(crate) orders: Vec<Request>,
}

/// Who sends what.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) by: String,
    pub(crate) body: String,
}

/// Registers what others hand in.
const COUNTER: &str = "le.thi.hoa";

impl Life {
    /// Uploads the papers and writes the requests.
    pub(crate) async fn of(office: &Office) -> anyhow::Result<Self> {
        let department = office.department();
        let told = department.scenarios.iter().find(|it| it.id.ends_with(SCENARIO));
        let told = told.context("the scenario of the bulletin is missing")?;
        let steps: Vec<&ScenarioStep> =
            told.steps.iter().filter(|step| step.case == "second").collect();
        let (first, later) = steps.split_first().context("the scenario has no second case")?;
        let orders = later
            .iter()
            .map(|step| Request {
                by: step.by.clone(),
                body: json!({ "action": step.action, "with": step.with }).to_string(),
            })
            .collect();
        let submission =
            Request { by: COUNTER.to_owned(), body: submission(office, told, first).await? };
        Ok(Self { submission, orders })
    }

    /// The steps of one life.
    pub(crate) fn steps(&self) -> usize {
        self.orders.len() + 1
    }

    /// Everybody who takes part.
    pub(crate) fn people(&self) -> BTreeSet<String> {
        let orders = self.orders.iter().map(|order| order.by.clone());
        orders.chain([self.submission.by.clone()]).collect()
    }
}

async fn submission(
    office: &Office,
    told: &Scenario,
    step: &ScenarioStep,
) -> anyhow::Result<String> {
    let mut papers = Map::new();
    for paper in step.with.get("papers").and_then(Value::as_array).into_iter().flatten() {
        let id = paper.as_str().unwrap_or_default();
        let pdf = scenario::sample_pdf(id).into();
        let upload = office.upload(&Principal::system(), "a.pdf", pdf).await?;
        papers.insert(id.to_owned(), json!(upload.id));
    }
    let mut answers = step.with.get("answers").cloned().unwrap_or_default();
    let answer = answers.get_mut(UNIQUE_ANSWER).context("no name that is unique")?;
    *answer = json!(format!("{} {NUMBER}", answer.as_str().unwrap_or_default()));
    Ok(json!({
        "procedure": PROCEDURE,
        "channel": "direct",
        "applicant": told.party,
        "answers": answers,
        "papers": papers,
    })
    .to_string())
}
