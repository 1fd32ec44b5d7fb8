//! A register: an authoritative list, what its rows hold, and which of it is public.

use daumoi_kernel::Text;
use serde::{Deserialize, Serialize};

use crate::procedure::{Confidence, Field, InForce};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Register {
    pub id: String,
    pub points: Vec<String>,
    pub title: Text,
    pub in_force: InForce,
    /// The unit that keeps it; whoever sees that unit's work sees its non-public fields.
    pub keeper: String,
    pub fields: Vec<RegisterField>,
    pub statuses: Vec<RecordStatus>,
    /// Each group of fields must be unique among records in force.
    pub unique: Vec<Vec<String>>,
    pub geolocated: bool,
    /// A register that the law makes public: anyone may list its public fields.
    pub is_public: bool,
    pub retention: Option<Text>,
    pub notes: Vec<Text>,
    pub confidence: Confidence,
    pub sources: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegisterField {
    #[serde(flatten)]
    pub field: Field,
    pub is_public: bool,
}

/// A status as the register's keepers call it, and what it means to the engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordStatus {
    pub id: String,
    pub title: Text,
    pub means: Standing,
}

/// Where a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    InForce,
    Suspended,
    Revoked,
    Expired,
    /// Given back, lapsed or replaced: no longer in force by no fault.
    Ended,
}
