//! A draft becomes a dossier, at most one.

use daumoi_definition::Channel;

use super::draft::{DraftKey, principal};
use crate::answer::DossierAnswer;
use crate::failure::{Failure, Refused};
use crate::office::{Office, Once};
use crate::submit::NewDossier;

impl Office {
    /// Hands a draft in. Sent twice it is one dossier, with the same answer.
    ///
    /// # Errors
    /// When something is still missing or wrong, or the draft is not to be had.
    pub async fn hand_in(&self, key: &DraftKey) -> Result<DossierAnswer, Failure> {
        self.must_open(key)?;
        let draft = self.known_draft(&key.code).await?;
        let form = self.draft_form(&draft).await?;
        let once = Once { key: draft.code.clone(), fingerprint: "hand_in".to_owned() };
        let asked = |paper: &str| form.papers.iter().any(|asked| asked.id == paper);
        let papers = draft.content.papers.iter().filter(|(paper, _)| asked(paper));
        let new = NewDossier {
            procedure: draft.procedure.clone(),
            channel: Channel::Online,
            applicant: match form.party {
                Some(party) => party,
                None if draft.dossier.is_some() => Self::nobody(),
                None => return Err(Refused::Answers(form.problems).into()),
            },
            answers: form.answers,
            papers: papers.map(|(paper, upload)| (paper.clone(), upload.id.clone())).collect(),
        };
        self.submit_draft(&principal(&draft.code), new, once, draft.code).await
    }

    /// A draft that was handed in is empty; the answer of the first time is given again.
    fn nobody() -> daumoi_dossier::Party {
        let nothing = String::new();
        daumoi_dossier::Party {
            kind: daumoi_definition::PartyKind::Citizen,
            name: nothing.clone(),
            id_no: nothing.clone(),
            phone: nothing.clone(),
            email: None,
            address: nothing,
        }
    }
}
