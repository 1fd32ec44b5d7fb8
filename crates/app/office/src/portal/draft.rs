//! A dossier that is being filled in: begun, saved as it was typed, taken up on another device.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use daumoi_access::Principal;
use daumoi_definition::{Channel, Grant};
use daumoi_kernel::vietnamese;
use daumoi_store::drafts::{self, DraftRow};
use daumoi_store::{StoreError, Tx, guesses};
use futures::FutureExt;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::secret::{grouped, random_code, tidied};
use crate::failure::{Failure, Refused};
use crate::office::Office;
use crate::project;
use crate::uploads::Upload;

/// A draft goes away so many days after it was last saved.
pub const DRAFT_DAYS: i64 = 30;

const DAY: i64 = 24 * 3600 * 1_000_000;
/// Enough for every paper of every procedure, sent twice.
const MOST_FILES: usize = 60;
const MOST_FILE_BYTES: u64 = 200 * 1024 * 1024;
/// As JSON: the longest form filled in to the brim is a fifth of it.
const MOST_TYPED_BYTES: usize = 1024 * 1024;
/// All applicants together; a whole province begins some dozens.
const MOST_BEGUN_AN_HOUR: i64 = 2_000;
/// Wrong guesses at one code, after which nobody may guess at it until the hour is over.
pub(super) const MOST_GUESSES_AN_HOUR: i64 = 10;

/// What opens a draft: its code and its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftKey {
    pub code: String,
    pub secret: String,
}

/// A draft as its applicant left it.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub code: String,
    pub procedure: String,
    /// The dossier that it became.
    pub dossier: Option<String>,
    pub changed_at: DateTime,
    /// The last day on which it can be taken up.
    pub kept_until: Date,
    pub content: Content,
}

/// Everything as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Content {
    #[serde(default)]
    pub applicant: TypedParty,
    #[serde(default)]
    pub answers: Map<String, Value>,
    /// Paper id → the file.
    #[serde(default)]
    pub papers: BTreeMap<String, Upload>,
    /// The steps that were saved.
    #[serde(default)]
    pub saved: BTreeSet<String>,
    /// Files that were ever attached.
    #[serde(default)]
    pub files: usize,
    #[serde(default)]
    pub file_bytes: u64,
}

/// The applicant as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedParty {
    pub kind: String,
    pub name: String,
    pub id_no: String,
    pub phone: String,
    pub email: String,
    pub address: String,
}

impl Content {
    /// Whether there is room for one more file of so many bytes.
    fn must_hold(&self, bytes: u64) -> Result<(), Refused> {
        if self.files >= MOST_FILES || self.file_bytes.saturating_add(bytes) > MOST_FILE_BYTES {
            return Err(Refused::DraftFull);
        }
        Ok(())
    }
}

impl Draft {
    /// The code as it is shown and read out.
    #[must_use]
    pub fn shown_code(&self) -> String {
        grouped(&self.code)
    }
}

/// The applicant of one draft: a principal of its own, with a grant nowhere.
pub(super) fn principal(code: &str) -> Principal {
    let grant = Grant {
        role: "applicant".to_owned(),
        unit: String::new(),
        duties: Vec::new(),
        from: Date::constant(2000, 1, 1),
        until: None,
    };
    Principal { id: format!("draft:{code}"), grants: vec![grant] }
}

impl Office {
    /// Begins a draft of a procedure that can be asked for online today.
    ///
    /// # Errors
    /// When it cannot, or too many drafts were begun within the hour.
    pub async fn begin_draft(&self, procedure: &str) -> Result<DraftKey, Failure> {
        let department = self.department();
        let day = self.local_now().date();
        let unknown = || Refused::ProcedureUnknown { procedure: procedure.to_owned() };
        department.procedure(procedure).ok_or_else(unknown)?;
        let edition = department
            .edition_on(procedure, day)
            .ok_or_else(|| Refused::NotInForce { procedure: procedure.to_owned(), day })?;
        if !edition.channels.contains(&Channel::Online) {
            return Err(Refused::NotOnline { procedure: procedure.to_owned() }.into());
        }
        let code = random_code()?;
        let row = self.new_row(&code, procedure)?;
        let hour = guesses::hour_of(row.begun_at);
        self.inner
            .store
            .write(move |tx| {
                let row = row.clone();
                async move {
                    if guesses::count(tx, "draft_begun", hour).await? >= MOST_BEGUN_AN_HOUR {
                        return Err(Failure::Refused(Refused::TooManyTries));
                    }
                    let statements = [guesses::counted("draft_begun", hour), drafts::begun(&row)];
                    Ok(tx.batch(&statements).await?)
                }
                .boxed()
            })
            .await?;
        let secret = self.draft_secret(&code);
        Ok(DraftKey { code, secret })
    }

    pub(super) fn new_row(&self, code: &str, procedure: &str) -> Result<DraftRow, StoreError> {
        let now = self.now().as_microsecond();
        Ok(DraftRow {
            code: code.to_owned(),
            version: 1,
            procedure: procedure.to_owned(),
            dossier: None,
            begun_at: now,
            changed_at: now,
            expires_at: now + DRAFT_DAYS * DAY,
            body: project::json(&Content::default())?,
        })
    }

    /// The draft that the key opens.
    ///
    /// # Errors
    /// When there is none, it has expired, or the secret is wrong: the same words.
    pub async fn draft(&self, key: &DraftKey) -> Result<Draft, Failure> {
        self.must_open(key)?;
        self.known_draft(&key.code).await
    }

    pub(super) fn must_open(&self, key: &DraftKey) -> Result<(), Failure> {
        if self.is_draft_secret(&key.code, &key.secret) {
            return Ok(());
        }
        Err(Refused::DraftUnknown.into())
    }

    pub(super) async fn known_draft(&self, code: &str) -> Result<Draft, Failure> {
        let (code, now) = (code.to_owned(), self.now().as_microsecond());
        let row = self
            .inner
            .store
            .read(move |tx| async move { drafts::load(tx, &code, now).await }.boxed())
            .await?;
        self.read_draft(row.ok_or(Refused::DraftUnknown)?)
    }

    fn read_draft(&self, row: DraftRow) -> Result<Draft, Failure> {
        let content = serde_json::from_str(&row.body)
            .map_err(|error| StoreError::corrupt(format!("draft {}: {error}", row.code)))?;
        let last = self.local_of(row.expires_at).date();
        Ok(Draft {
            code: row.code,
            procedure: row.procedure,
            dossier: row.dossier,
            changed_at: self.local_of(row.changed_at),
            kept_until: last.yesterday().unwrap_or(last),
            content,
        })
    }

    /// Takes a draft up again: its code, and the telephone number or mail address typed in it.
    ///
    /// # Errors
    /// When they do not belong together, or somebody guessed too often.
    pub async fn resume_draft(&self, code: &str, contact: &str) -> Result<DraftKey, Failure> {
        let code = tidied(code);
        let what = format!("draft/{code}");
        self.may_guess(&what).await?;
        let draft = match self.known_draft(&code).await {
            Ok(draft) => draft,
            Err(Failure::Refused(refused)) => {
                self.guessed(&what).await?;
                return Err(refused.into());
            }
            Err(fault) => return Err(fault),
        };
        let party = &draft.content.applicant;
        if !is_contact(&party.phone, contact) && !is_contact(&party.email, contact) {
            self.guessed(&what).await?;
            return Err(Refused::DraftUnknown.into());
        }
        Ok(DraftKey { secret: self.draft_secret(&code), code })
    }

    /// Whether somebody may still guess at this within the hour.
    pub(super) async fn may_guess(&self, what: &str) -> Result<(), Failure> {
        let (what, hour) = (what.to_owned(), guesses::hour_of(self.now().as_microsecond()));
        let counted = self
            .inner
            .store
            .read(move |tx| async move { guesses::count(tx, &what, hour).await }.boxed())
            .await?;
        if counted >= MOST_GUESSES_AN_HOUR { Err(Refused::TooManyTries.into()) } else { Ok(()) }
    }

    pub(super) async fn guessed(&self, what: &str) -> Result<(), Failure> {
        let statement = guesses::counted(what, guesses::hour_of(self.now().as_microsecond()));
        self.inner
            .store
            .write(move |tx| {
                let statement = statement.clone();
                async move { tx.batch(&[statement]).await }.boxed()
            })
            .await?;
        Ok(())
    }

    /// Keeps what was typed about the applicant.
    ///
    /// # Errors
    /// When the draft is not to be had, or too much was typed.
    pub async fn save_applicant(
        &self,
        key: &DraftKey,
        party: TypedParty,
    ) -> Result<Draft, Failure> {
        self.must_open(key)?;
        self.change_draft(&key.code, move |content| {
            content.applicant = party.clone();
            content.saved.insert("applicant".to_owned());
            Ok(())
        })
        .await
    }

    /// Keeps what was typed in one step of the form: the answers of the fields that it showed.
    ///
    /// # Errors
    /// When the draft is not to be had, or too much was typed.
    pub async fn save_answers(
        &self,
        key: &DraftKey,
        step: &str,
        answers: Map<String, Value>,
    ) -> Result<Draft, Failure> {
        self.must_open(key)?;
        let step = step.to_owned();
        self.change_draft(&key.code, move |content| {
            content.answers.extend(answers.clone());
            content.saved.insert(step.clone());
            Ok(())
        })
        .await
    }

    /// Checks and keeps a file for a paper; it takes the place of the one that was there.
    ///
    /// # Errors
    /// When the file is refused, or the draft is full or not to be had.
    pub async fn attach(
        &self,
        key: &DraftKey,
        paper: &str,
        name: &str,
        bytes: Bytes,
    ) -> Result<Draft, Failure> {
        self.must_open(key)?;
        self.attach_to(&key.code, paper, name, bytes).await
    }

    pub(super) async fn attach_to(
        &self,
        code: &str,
        paper: &str,
        name: &str,
        bytes: Bytes,
    ) -> Result<Draft, Failure> {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        // Asked before the file is kept, and again where it is counted: others may be on their way.
        self.known_draft(code).await?.content.must_hold(size)?;
        let upload = self.upload(&principal(code), name, bytes).await?;
        let paper = paper.to_owned();
        self.change_draft(code, move |content| {
            content.must_hold(upload.bytes)?;
            content.files += 1;
            content.file_bytes = content.file_bytes.saturating_add(upload.bytes);
            content.papers.insert(paper.clone(), upload.clone());
            Ok(())
        })
        .await
    }

    /// Takes a file out again.
    ///
    /// # Errors
    /// When the draft is not to be had.
    pub async fn detach(&self, key: &DraftKey, paper: &str) -> Result<Draft, Failure> {
        self.must_open(key)?;
        let paper = paper.to_owned();
        self.change_draft(&key.code, move |content| {
            content.papers.remove(&paper);
            Ok(())
        })
        .await
    }

    pub(super) async fn change_draft(
        &self,
        code: &str,
        change: impl Fn(&mut Content) -> Result<(), Refused> + Clone + Send + Sync + 'static,
    ) -> Result<Draft, Failure> {
        let (office, code) = (self.clone(), code.to_owned());
        self.inner
            .store
            .write(move |tx| {
                let (office, code, change) = (office.clone(), code.clone(), change.clone());
                async move { office.changed_draft(tx, &code, &change).await }.boxed()
            })
            .await
    }

    async fn changed_draft(
        &self,
        tx: &mut Tx,
        code: &str,
        change: &(impl Fn(&mut Content) -> Result<(), Refused> + Sync),
    ) -> Result<Draft, Failure> {
        let now = self.now().as_microsecond();
        let row = drafts::load(tx, code, now).await?.ok_or(Refused::DraftUnknown)?;
        if let Some(dossier) = row.dossier {
            return Err(Refused::DraftHandedIn { dossier }.into());
        }
        let mut draft = self.read_draft(row.clone())?;
        change(&mut draft.content)?;
        let body = project::json(&draft.content)?;
        if body.len() > MOST_TYPED_BYTES {
            return Err(Refused::DraftFull.into());
        }
        let row = DraftRow { body, changed_at: now, expires_at: now + DRAFT_DAYS * DAY, ..row };
        drafts::changed(tx, &row).await?;
        self.read_draft(row)
    }
}

/// The digits of a telephone number, however it is written; a mail address without its capitals.
fn is_contact(known: &str, typed: &str) -> bool {
    let digits = |text: &str| -> String {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let national = digits.strip_prefix("84").unwrap_or(&digits);
        national.trim_start_matches('0').to_owned()
    };
    if typed.contains('@') {
        return !known.trim().is_empty()
            && vietnamese::lower(known.trim()) == vietnamese::lower(typed.trim());
    }
    let (known, typed) = (digits(known), digits(typed));
    const SHORTEST_NUMBER: usize = 7;
    typed.len() >= SHORTEST_NUMBER && known == typed
}

#[cfg(test)]
mod tests {
    use super::is_contact;

    #[test]
    fn a_telephone_number_is_known_however_it_is_written() {
        assert!(is_contact("0257 300 0011", "+84 257.300.0011"));
        assert!(is_contact("0257 300 0011", "02573000011"));
        assert!(!is_contact("0257 300 0011", "0257 300 0012"));
        assert!(!is_contact("", ""));
        assert!(!is_contact("0", "0"));
        assert!(is_contact("Minh@Truong.example", " minh@truong.example"));
        assert!(!is_contact("", "@"));
    }
}
