//! What a command answers: where the dossier stands now.

use daumoi_dossier::Dossier;
use serde::{Deserialize, Serialize};

/// Where a dossier stands after a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DossierAnswer {
    pub code: String,
    pub version: i64,
    pub procedure: String,
    pub edition: String,
    pub state: String,
    /// The official status of the one-stop desk, 1–10.
    pub status: i64,
    /// The date on the receipt, `2024-05-15` or with the minute.
    pub due: Option<String>,
    pub fee: Option<i64>,
    pub number: Option<String>,
    /// The same request had been done before; this is its first answer.
    #[serde(default)]
    pub repeated: bool,
}

impl DossierAnswer {
    #[must_use]
    pub fn of(dossier: &Dossier, version: i64) -> Self {
        Self {
            code: dossier.code.clone(),
            version,
            procedure: dossier.procedure.clone(),
            edition: dossier.edition.id.clone(),
            state: dossier.state().to_owned(),
            status: status_code(dossier.status()),
            due: dossier.promised.map(|due| due.to_string()),
            fee: dossier.fee,
            number: dossier.signed.as_ref().map(|signed| signed.number.clone()),
            repeated: false,
        }
    }
}

/// The code of the official status (Thông tư 01/2018/TT-VPCP).
#[must_use]
#[expect(clippy::as_conversions, reason = "the discriminants are the official codes")]
pub fn status_code(status: daumoi_definition::Status) -> i64 {
    status as i64
}
