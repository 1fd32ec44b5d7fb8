//! The answer to a request for a supplement: only what was asked is filled in again; what was typed
//! and uploaded is kept until it is handed in.

use bytes::Bytes;
use daumoi_definition::{Field, FieldProblem};
use daumoi_store::drafts;
use futures::FutureExt;
use serde_json::{Map, Value};

use super::applicant::{Followed, Holder};
use super::draft::{Content, Draft};
use super::draft_form::known_answers;
use crate::answer::DossierAnswer;
use crate::failure::{Failure, Refused};
use crate::office::{Office, Once};
use crate::orders::Order;

/// The draft of a supplement stands under the code of its dossier: no draft of a form has a blank.
fn name(code: &str) -> String {
    format!("supplement {code}")
}

impl Followed {
    /// The questions that were asked again.
    pub fn asked_fields(&self) -> impl Iterator<Item = &Field> {
        self.asked.iter().filter_map(|asked| self.edition.field(asked.field.as_deref()?))
    }

    /// The papers that were asked again, by their ids.
    pub fn asked_papers(&self) -> impl Iterator<Item = &str> {
        self.asked.iter().filter_map(|asked| asked.paper.as_deref())
    }
}

impl Office {
    /// What the applicant has typed and uploaded so far.
    ///
    /// # Errors
    /// When nothing is asked, or the store fails.
    pub async fn supplement_draft(&self, followed: &Followed) -> Result<Draft, Failure> {
        must_be_asked(followed)?;
        let name = name(&followed.code);
        match self.known_draft(&name).await {
            Ok(draft) => Ok(draft),
            Err(Failure::Refused(Refused::DraftUnknown)) => {
                let row = self.new_row(&name, &followed.procedure)?;
                self.inner
                    .store
                    .write(move |tx| {
                        let begun = [drafts::removed(&row.code), drafts::begun(&row)];
                        async move { tx.batch(&begun).await }.boxed()
                    })
                    .await?;
                self.known_draft(&name).await
            }
            Err(fault) => Err(fault),
        }
    }

    /// As [`Office::supplement_draft`] for who only looks: nothing is begun.
    ///
    /// # Errors
    /// When nothing is asked, or the store fails.
    pub async fn supplement_so_far(&self, followed: &Followed) -> Result<Content, Failure> {
        must_be_asked(followed)?;
        match self.known_draft(&name(&followed.code)).await {
            Ok(draft) => Ok(draft.content),
            Err(Failure::Refused(Refused::DraftUnknown)) => Ok(Content::default()),
            Err(fault) => Err(fault),
        }
    }

    /// Keeps the answers to the questions that were asked again.
    ///
    /// # Errors
    /// When too much was typed, or the store fails.
    pub async fn keep_supplement(
        &self,
        followed: &Followed,
        answers: Map<String, Value>,
    ) -> Result<Draft, Failure> {
        self.supplement_draft(followed).await?;
        let asked: Vec<String> = followed.asked_fields().map(|field| field.id.clone()).collect();
        self.change_draft(&name(&followed.code), move |content| {
            let answers = answers.clone().into_iter().filter(|(id, _)| asked.contains(id));
            content.answers.extend(answers);
            Ok(())
        })
        .await
    }

    /// Checks and keeps a file for a paper that was asked.
    ///
    /// # Errors
    /// When the paper was not asked, the file is refused, or the draft is full.
    pub async fn attach_supplement(
        &self,
        followed: &Followed,
        paper: &str,
        name_of_file: &str,
        bytes: Bytes,
    ) -> Result<Draft, Failure> {
        self.supplement_draft(followed).await?;
        if !followed.asked_papers().any(|asked| asked == paper) {
            return Err(Refused::NotFound { what: format!("paper {paper}") }.into());
        }
        self.attach_to(&name(&followed.code), paper, name_of_file, bytes).await
    }

    /// Hands the supplement in.
    ///
    /// # Errors
    /// When something that was asked is still missing, or the answers are not right.
    pub async fn hand_in_supplement(
        &self,
        holder: &Holder,
        followed: &Followed,
    ) -> Result<DossierAnswer, Failure> {
        must_be_asked(followed)?;
        let draft = self.supplement_draft(followed).await?;
        let missing = missing(followed, &draft.content);
        if !missing.is_empty() {
            return Err(Refused::Answers(missing).into());
        }
        let closed = || Refused::NotAllowed { action: "supplement".to_owned() };
        let action = followed.supplement.clone().ok_or_else(closed)?;
        let papers = draft.content.papers.iter();
        let papers: Map<String, Value> = papers
            .map(|(paper, upload)| (paper.clone(), Value::from(upload.id.as_str())))
            .collect();
        let mut with = Map::new();
        let answers = known_answers(&followed.edition, &draft.content);
        with.insert("answers".to_owned(), Value::Object(answers));
        with.insert("papers".to_owned(), Value::Object(papers));
        let order = Order { action, with, version: None };
        let once = Once {
            key: format!("supplement {} {}", followed.code, followed.version),
            fingerprint: String::new(),
        };
        let answer = self.act(holder.principal(), holder.code(), order, Some(once)).await?;
        let removed = drafts::removed(&name(&followed.code));
        self.inner
            .store
            .write(move |tx| {
                let removed = removed.clone();
                async move { tx.batch(&[removed]).await }.boxed()
            })
            .await?;
        Ok(answer)
    }
}

fn must_be_asked(followed: &Followed) -> Result<(), Failure> {
    if followed.supplement.is_some() {
        return Ok(());
    }
    Err(Refused::NotAllowed { action: "supplement".to_owned() }.into())
}

/// What was asked and is not there yet: each paper anew, each question answered.
fn missing(followed: &Followed, content: &Content) -> Vec<FieldProblem> {
    use daumoi_definition::{ProblemCode, Severity};
    use daumoi_kernel::Text;
    let asked = followed.asked.iter().filter(|asked| {
        let has_paper =
            asked.paper.as_ref().is_some_and(|paper| content.papers.contains_key(paper));
        let has_answer = asked.field.as_ref().is_some_and(|field| {
            content.answers.get(field).is_some_and(|value| value.as_str() != Some(""))
        });
        !has_paper && !has_answer
    });
    asked
        .map(|asked| FieldProblem {
            field: asked.paper.clone().or_else(|| asked.field.clone()).unwrap_or_default(),
            code: if asked.paper.is_some() {
                ProblemCode::MissingPaper
            } else {
                ProblemCode::Required
            },
            message: Text::new(
                format!("Chưa bổ sung: {}.", asked.title.vi),
                format!("Still missing: {}.", asked.title.en),
            ),
            severity: Severity::Error,
        })
        .collect()
}
