//! Why something is due when it is due, as a table of days that opens on demand.

use askama::Template;
use daumoi_calendar::Proof;

use crate::kit::Shell;

/// `{{ proof|safe }}` in a template.
#[derive(Template)]
#[template(path = "pages/portal/proof.html")]
pub(super) struct ProofPart {
    shell: Shell,
    title: String,
    proof: Proof,
}

impl ProofPart {
    pub(super) fn new(shell: &Shell, title: &str, proof: Proof) -> Self {
        Self { shell: shell.clone(), title: title.to_owned(), proof }
    }
}
