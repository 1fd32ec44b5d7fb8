//! What happened to a record. Stored for ever.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::state::{Holder, Version};

/// An event with its local moment and its actor: the body of a journal entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Happened {
    pub at: DateTime,
    pub by: String,
    #[serde(flatten)]
    pub event: Event,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    Issued {
        id: i64,
        register: String,
        holder: Holder,
        seen_by: Vec<String>,
        duty: i64,
        version: Version,
    },
    Amended {
        version: Version,
    },
    Extended {
        version: Version,
    },
    Reissued {
        version: Version,
    },
    Suspended {
        version: Version,
        until: Option<Date>,
        reason: String,
    },
    Reinstated {
        version: Version,
        reason: String,
    },
    Revoked {
        version: Version,
    },
    Expired {
        version: Version,
    },
}

impl Event {
    #[must_use]
    pub fn version(&self) -> Option<&Version> {
        match self {
            Self::Issued { version, .. }
            | Self::Amended { version }
            | Self::Extended { version }
            | Self::Reissued { version }
            | Self::Suspended { version, .. }
            | Self::Reinstated { version, .. }
            | Self::Revoked { version }
            | Self::Expired { version } => Some(version),
        }
    }

    /// The name under which it stands in the journal.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Issued { .. } => "record.issued",
            Self::Amended { .. } => "record.amended",
            Self::Extended { .. } => "record.extended",
            Self::Reissued { .. } => "record.reissued",
            Self::Suspended { .. } => "record.suspended",
            Self::Reinstated { .. } => "record.reinstated",
            Self::Revoked { .. } => "record.revoked",
            Self::Expired { .. } => "record.expired",
        }
    }
}
