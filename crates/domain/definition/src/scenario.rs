//! A scenario: an example that runs. Who does what when, and what must come out.

use std::collections::BTreeMap;

use daumoi_kernel::Text;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// The path below `definitions/` without extension.
    pub id: String,
    pub title: Text,
    pub procedure: String,
    pub kind: ScenarioKind,
    /// Parts of points it proves: `4.b/issue`.
    pub proves: Vec<String>,
    pub party: ScenarioParty,
    pub steps: Vec<ScenarioStep>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScenarioKind {
    Granted,
    SupplementedAndRefused,
    Edge,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioParty {
    pub kind: crate::procedure::PartyKind,
    pub name: String,
    pub id_no: String,
    pub phone: String,
    pub email: Option<String>,
    pub address: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScenarioStep {
    pub at: DateTime,
    /// An action id of the flow, or `submit`, or `wait`, `check`, `public_check`, `suspend_record`,
    /// `reinstate_record`.
    #[serde(rename = "do")]
    pub action: String,
    /// `applicant`, a person id, or `system`.
    pub by: String,
    /// Which of the scenario's cases; the first one is `main`.
    pub case: String,
    /// For `submit` of a further case: its procedure when it is another one.
    pub procedure: Option<String>,
    /// Everything else the action needs: answers, papers, reasons, officer.
    pub with: BTreeMap<String, Value>,
    /// What must come out; every key is checked.
    pub expect: BTreeMap<String, Value>,
    /// Line of the step in its file, for messages.
    pub line: usize,
}
