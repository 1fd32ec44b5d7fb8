//! A bulletin licence from the counter to its handing over, as its people work it through the API.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use crate::desk::{Desk, definitions};
use crate::wire::Request;

const PASSWORD: &str = "một mật khẩu dài";
const CLERK: &str = "le.thi.hoa";
const HEAD: &str = "pham.van.duc";
const OFFICER: &str = "vo.thi.lan";
const SIGNER: &str = "tran.thi.binh";
const DIRECTOR: &str = "nguyen.van.an";
const EXAMPLE: &str =
    "04-press/scenarios/bulletin-licence-issue/tuy-hoa-ngay-nay-is-licensed-on-time.toml";
const CONDITIONS: [&str; 5] = [
    "responsible_person",
    "apparatus_and_office",
    "particulars_stated",
    "bulletin_content",
    "name_and_masthead",
];

/// What somebody does with a case.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) by: &'static str,
    pub(crate) action: &'static str,
    with: Value,
}

fn step(by: &'static str, action: &'static str, with: Value) -> Step {
    Step { by, action, with }
}

/// From the submission to the leader's desk.
pub(crate) fn steps_to_the_leader() -> Vec<Step> {
    let mut steps = vec![
        step(CLERK, "accept", json!({})),
        step(CLERK, "transfer", json!({})),
        step(HEAD, "assign", json!({ "officer": OFFICER })),
    ];
    steps.extend(CONDITIONS.map(|condition| {
        let with = json!({ "condition": condition, "met": true, "evidence": "Đã đối chiếu" });
        step(OFFICER, "assess", with)
    }));
    steps.push(step(OFFICER, "draft", json!({ "outcome": "grant" })));
    steps.push(step(OFFICER, "submit_for_approval", json!({})));
    steps.push(step(HEAD, "approve", json!({})));
    steps
}

pub(crate) fn signature() -> Step {
    step(SIGNER, "sign", json!({}))
}

pub(crate) fn steps_to_the_end() -> Vec<Step> {
    let handed = json!({ "to": "Ủy ban nhân dân", "method": "counter" });
    let mut steps = steps_to_the_leader();
    steps.extend([signature(), step(CLERK, "hand_over", handed)]);
    steps
}

/// The people of a bulletin licence, signed in, and the papers that every applicant brings.
#[derive(Debug)]
pub(crate) struct Staff {
    tokens: BTreeMap<&'static str, String>,
    application: Value,
}

impl Staff {
    pub(crate) fn signed_in(desk: &Desk, address: &str) -> Self {
        let mut tokens = BTreeMap::new();
        for person in [CLERK, HEAD, OFFICER, SIGNER, DIRECTOR] {
            desk.run_typing(&["password", person], PASSWORD).well();
            let given = json!({ "person": person, "password": PASSWORD });
            let session = Request::post("/api/v1/sessions", "", &given).send(address).unwrap();
            tokens.insert(person, session.well()["token"].as_str().unwrap().to_owned());
        }
        let mut staff = Self { tokens, application: application() };
        for paper in staff.application["papers"].as_object_mut().unwrap().iter_mut() {
            let path = format!("/api/v1/files?name={}.pdf", paper.0);
            let pdf = daumoi_office::scenario::sample_pdf(paper.0);
            let kept = Request::file(&path, &staff.tokens[CLERK], pdf).send(address).unwrap();
            *paper.1 = kept.well()["id"].clone();
        }
        staff
    }

    /// A case for a bulletin of this name, handed in at the counter.
    pub(crate) fn submission(&self, bulletin: &str) -> Request {
        let mut application = self.application.clone();
        application["answers"]["bulletin_name"] = bulletin.into();
        Request::post("/api/v1/dossiers", &self.tokens[CLERK], &application)
    }

    pub(crate) fn order(&self, code: &str, step: &Step) -> Request {
        let order = json!({ "action": step.action, "with": step.with });
        let path = format!("/api/v1/dossiers/{code}/actions");
        Request::post(&path, &self.tokens[step.by], &order)
    }

    /// What the director sees there, who sees everything.
    #[track_caller]
    pub(crate) fn look(&self, address: &str, path: &str) -> Value {
        Request::get(&format!("/api/v1/{path}"), &self.tokens[DIRECTOR])
            .send(address)
            .unwrap()
            .well()
    }
}

/// As the first step of the example says it, with an address of today and papers yet to be sent.
fn application() -> Value {
    let example = fs::read_to_string(definitions().join(EXAMPLE)).unwrap();
    let example: toml::Value = toml::from_str(&example).unwrap();
    let first = serde_json::to_value(&example["steps"][0]["with"]).unwrap();
    let mut answers = first["answers"].clone();
    answers["org_address"] = "Số 2 đường Mẫu, phường Tuy Hòa, tỉnh Đắk Lắk".into();
    let papers = first["papers"].as_array().unwrap().iter();
    let papers: serde_json::Map<String, Value> =
        papers.map(|paper| (paper.as_str().unwrap().to_owned(), Value::Null)).collect();
    json!({
        "procedure": example["procedure"].as_str(),
        "channel": "direct",
        "applicant": serde_json::to_value(&example["party"]).unwrap(),
        "answers": answers,
        "papers": papers,
    })
}
