//! The office itself: units, roles, people with grants, reason codes, settings of the province.

use daumoi_kernel::Text;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::procedure::{Confidence, InForce, LegalBasis, Level};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    pub id: String,
    pub title: Text,
    pub kind: String,
    pub level: Level,
    pub parent: Option<String>,
    pub in_force: InForce,
    pub successor: Vec<String>,
    /// The code of the General Statistics Office list, for administrative units.
    pub code: Option<String>,
    pub confidence: Confidence,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    pub id: String,
    pub title: Text,
    /// Whoever holds it sees every case of the unit it is held at and of the units below.
    pub sees_below: bool,
    /// The formula before the signature: `GIÁM ĐỐC`, `KT. GIÁM ĐỐC`.
    pub signs_as: Option<String>,
}

/// A sample person of the demo province.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: String,
    pub name: String,
    pub title: Text,
    /// Where letters reach the person; absent when only the list inside the program does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// For text messages and chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    pub grants: Vec<Grant>,
}

/// Who may do what, where, from when to when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub role: String,
    pub unit: String,
    /// Clauses of the mandate it is limited to; empty means all.
    pub duties: Vec<u32>,
    pub from: Date,
    pub until: Option<Date>,
}

/// A coded reason for a supplement request, with its legal basis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub id: String,
    pub text: Text,
    pub basis: LegalBasis,
    pub confidence: Confidence,
}

/// A part of a form, one page of it on the portal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    pub id: String,
    pub title: Text,
}

/// Settings of the province: letters, codes, what the counter promises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeSettings {
    pub title: Text,
    pub province: Text,
    /// The identifier of the receiving body in dossier codes, `000.00.13.H45`.
    pub org_id: String,
    pub org_id_confidence: Confidence,
    pub time_zone: String,
    /// Online submissions are answered within it (Nghị định 45/2020/NĐ-CP).
    pub online_answer: crate::procedure::TermRule,
}
