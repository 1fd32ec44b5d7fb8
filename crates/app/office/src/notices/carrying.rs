//! Letters on their way: what is to be carried, how an attempt ended, and sending again.

use daumoi_access::Principal;
use daumoi_kernel::Text;
use daumoi_store::notices::{self, Attempt, NoticeRow, State};
use daumoi_store::outbox::{self, Message};
use daumoi_store::sql::Statement;
use daumoi_store::{StoreError, Tx};
use futures::FutureExt;
use serde::Deserialize;

use super::LETTER;
use super::telling::{letter_body, pushed};
use super::values::Words;
use crate::failure::{Failure, Refused};
use crate::office::Office;

/// How often a letter is tried before it is given up.
const MOST_ATTEMPTS: i64 = 8;
/// How many notices one order sends again.
const AT_ONCE: usize = 500;
const MINUTE: i64 = 60_000_000;

/// One notice as it is carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The same for every attempt: whoever receives it can tell a second copy.
    pub id: i64,
    pub dossier: String,
    pub event: String,
    /// `mail`, `sms` or `chat`.
    pub channel: String,
    pub name: String,
    pub address: String,
    pub subject: Text,
    pub text: Text,
    pub short: Text,
    /// Microseconds since 1970.
    pub at: i64,
}

/// How an attempt ended, with the answer of the other side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Carried {
    Sent(String),
    /// Not now; it is tried again later, each time after a longer pause.
    AgainLater(String),
    /// Never: the address does not exist, say.
    Refused(String),
    /// There is no way: the code of the reason. It waits for an administrator.
    NoWay(&'static str),
}

#[derive(Deserialize)]
struct LetterBody {
    notice: i64,
}

impl Office {
    /// The letter that a message of the kind [`super::LETTER`] carries; nothing when it was carried
    /// already or the message means nothing.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn letter(&self, message: &Message) -> Result<Option<Letter>, Failure> {
        let Ok(LetterBody { notice }) = serde_json::from_str(&message.body) else {
            return Ok(None);
        };
        let row = self
            .inner
            .store
            .read(move |tx| async move { notices::load(tx, notice).await }.boxed())
            .await?;
        let Some(row) = row.filter(|row| row.state != State::Sent) else { return Ok(None) };
        letter(row).map(Some).map_err(Failure::from)
    }

    /// Notes how carrying a message ended: outbox, notice and attempt change together.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn carried(&self, message: &Message, carried: Carried) -> Result<(), Failure> {
        let now = self.now().as_microsecond();
        let message = message.clone();
        let noted = self.inner.store.write(move |tx| {
            let (message, carried) = (message.clone(), carried.clone());
            async move { note(tx, &message, &carried, now).await }.boxed()
        });
        Ok(noted.await?)
    }

    /// Takes a message out that has nothing left to carry.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn settled(&self, message: &Message) -> Result<(), Failure> {
        let done = outbox::done(message.id);
        let taken = self.inner.store.write(move |tx| {
            let done = done.clone();
            async move { tx.batch(&[done]).await }.boxed()
        });
        Ok(taken.await?)
    }

    /// Sends a notice again that was given up or could not be sent.
    ///
    /// # Errors
    /// When the one who asks is no administrator, or there is nothing to send again.
    pub async fn send_again(&self, principal: &Principal, id: i64) -> Result<(), Failure> {
        self.must_administer(principal)?;
        let now = self.now();
        let sent = self.inner.store.write(move |tx| {
            async move {
                let row = notices::load(tx, id).await?;
                let row = row.filter(may_go_again).ok_or_else(|| Refused::NotFound {
                    what: format!("thông báo cần gửi lại / notice to send again {id}"),
                })?;
                tx.batch(&again(row.id, now)?).await?;
                Ok::<_, Failure>(())
            }
            .boxed()
        });
        sent.await
    }

    /// Sends everything again that was given up or could not be sent and has an address, up to 500
    /// at a time, and says how many that were.
    ///
    /// # Errors
    /// When the one who asks is no administrator, or the store fails.
    pub async fn send_all_again(&self, principal: &Principal) -> Result<usize, Failure> {
        self.must_administer(principal)?;
        let now = self.now();
        let sent = self.inner.store.write(move |tx| {
            async move {
                let mut rows = notices::in_state(tx, State::Failed, None, AT_ONCE).await?;
                rows.extend(notices::in_state(tx, State::NotSent, None, AT_ONCE).await?);
                let mut statements = Vec::new();
                let mut count = 0;
                for row in rows.iter().filter(|row| may_go_again(row)).take(AT_ONCE) {
                    statements.extend(again(row.id, now)?);
                    count += 1;
                }
                tx.batch(&statements).await?;
                Ok::<_, StoreError>(count)
            }
            .boxed()
        });
        Ok(sent.await?)
    }

    pub(super) fn must_administer(&self, principal: &Principal) -> Result<(), Failure> {
        if self.is_administrator(principal) {
            return Ok(());
        }
        Err(Refused::NotAllowed { action: "notices".to_owned() }.into())
    }
}

fn may_go_again(row: &NoticeRow) -> bool {
    matches!(row.state, State::Failed | State::NotSent) && !row.address.is_empty()
}

fn again(id: i64, now: jiff::Timestamp) -> Result<Vec<Statement>, StoreError> {
    let body = letter_body(id)?;
    Ok(vec![outbox::forgotten(LETTER, &body), notices::waits_again(id), pushed(id, now)?])
}

fn letter(row: NoticeRow) -> Result<Letter, StoreError> {
    let words: Words = serde_json::from_str(&row.words)
        .map_err(|error| StoreError::corrupt(format!("notice {}: {error}", row.id)))?;
    Ok(Letter {
        id: row.id,
        dossier: row.dossier,
        event: row.event,
        channel: row.channel,
        name: row.name,
        address: row.address,
        subject: words.subject,
        text: words.text,
        short: words.short,
        at: row.at,
    })
}

async fn note(
    tx: &mut Tx,
    message: &Message,
    carried: &Carried,
    now: i64,
) -> Result<(), StoreError> {
    let next = now.saturating_add(wait_after(message.attempts));
    let is_last = message.attempts >= MOST_ATTEMPTS;
    let (outbox, state, outcome, detail, reason) = match carried {
        Carried::Sent(answer) => {
            (outbox::done(message.id), State::Sent, "sent", answer.as_str(), "")
        }
        Carried::AgainLater(why) => {
            let statement = outbox::failed(message.id, why, next, MOST_ATTEMPTS);
            let state = if is_last { State::Failed } else { State::Waiting };
            let (outcome, reason) =
                if is_last { ("failed", "gave_up") } else { ("again_later", "") };
            (statement, state, outcome, why.as_str(), reason)
        }
        Carried::Refused(why) => (
            outbox::failed(message.id, why, now, 0),
            State::Failed,
            "failed",
            why.as_str(),
            "refused",
        ),
        Carried::NoWay(reason) => {
            (outbox::done(message.id), State::NotSent, "not_sent", *reason, *reason)
        }
    };
    let mut statements = vec![outbox];
    if let Ok(LetterBody { notice }) = serde_json::from_str(&message.body)
        && let Some(row) = notices::load(tx, notice).await?
    {
        let attempt = Attempt {
            notice,
            number: row.attempts + 1,
            at: now,
            outcome: outcome.to_owned(),
            detail: detail.chars().take(500).collect(),
        };
        statements.extend(notices::attempted(&attempt, state, reason));
    }
    tx.batch(&statements).await
}

/// One minute, then five times as long each time, a day at most: 1, 5, 25, 125, 625 minutes…
fn wait_after(attempts: i64) -> i64 {
    let power = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0);
    MINUTE.saturating_mul(5_i64.saturating_pow(power)).min(24 * 60 * MINUTE)
}

#[cfg(test)]
mod tests {
    use super::{MINUTE, wait_after};

    #[test]
    fn the_pause_between_attempts_grows_fivefold_up_to_a_day() {
        let minutes: Vec<i64> = (1..=7).map(|attempt| wait_after(attempt) / MINUTE).collect();
        assert_eq!(minutes, [1, 5, 25, 125, 625, 1440, 1440]);
    }
}
