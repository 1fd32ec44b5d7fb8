//! Reading notices: an officer's own list, the log of a case, what could not be sent.

use daumoi_access::{Principal, desks};
use daumoi_kernel::Text;
use daumoi_store::notices::{self, Attempt, NoticeRow, State};
use daumoi_store::{StoreError, Tx};
use futures::FutureExt;
use jiff::civil::DateTime;
use serde::Serialize;

use super::values::Words;
use crate::failure::Failure;
use crate::office::Office;

/// How much of the log of one case is shown.
const LONGEST_LOG: usize = 500;

/// A notice as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NoticeView {
    pub id: i64,
    /// The code of the case.
    pub dossier: String,
    pub event: String,
    /// What the notice is called, `Yêu cầu bổ sung`.
    pub title: Text,
    /// `in_app`, `mail`, `sms`, `chat`.
    pub channel: String,
    pub recipient: String,
    pub name: String,
    pub address: String,
    pub subject: Text,
    pub text: Text,
    pub short: Text,
    /// `waiting`, `sent`, `failed`, `not_sent`, `shown`.
    pub state: String,
    pub state_title: Text,
    /// Why it was not sent; empty when there is nothing to say.
    pub reason: Text,
    pub attempts: i64,
    /// The office's local time at which it happened.
    pub at: DateTime,
    pub is_read: bool,
}

/// What an officer was told inside the program, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NoticeList {
    pub notices: Vec<NoticeView>,
    pub unread: usize,
    /// There may be older ones than those listed.
    pub is_cut: bool,
}

/// A notice with every attempt to send it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NoticeLog {
    pub notice: NoticeView,
    pub attempts: Vec<AttemptView>,
}

/// One attempt to send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AttemptView {
    pub number: i64,
    pub at: DateTime,
    pub outcome: Text,
    /// The answer of the other side, as it came.
    pub detail: String,
}

impl Office {
    /// What `principal` was told inside the program, by name or at a desk of theirs.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn my_notices(&self, principal: &Principal) -> Result<NoticeList, Failure> {
        let (person, desks) = self.told_at(principal);
        let listed = self
            .inner
            .store
            .read(move |tx| async move { notices::shown_to(tx, &person, &desks).await }.boxed())
            .await?;
        let unread = listed.iter().filter(|it| !it.is_read).count();
        let is_cut = listed.len() >= notices::LONGEST_LIST;
        let notices = listed.into_iter().map(|it| self.notice_view(it.notice, it.is_read));
        Ok(NoticeList { notices: notices.collect::<Result<_, _>>()?, unread, is_cut })
    }

    /// Notes that `principal` has read these notices; `None` means all that are listed. Only what is
    /// listed for them can be marked.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn mark_notices_read(
        &self,
        principal: &Principal,
        ids: Option<Vec<i64>>,
    ) -> Result<(), Failure> {
        let (person, desks) = self.told_at(principal);
        let now = self.now().as_microsecond();
        let marked = self.inner.store.write(move |tx| {
            let (person, desks, ids) = (person.clone(), desks.clone(), ids.clone());
            async move {
                let listed = notices::shown_to(tx, &person, &desks).await?;
                let wanted = |id: i64| ids.as_ref().is_none_or(|ids| ids.contains(&id));
                let statements: Vec<_> = listed
                    .iter()
                    .filter(|it| !it.is_read && wanted(it.notice.id))
                    .map(|it| notices::read_by(&person, it.notice.id, now))
                    .collect();
                tx.batch(&statements).await
            }
            .boxed()
        });
        Ok(marked.await?)
    }

    /// What was told about a case and how every attempt ended, the newest first.
    ///
    /// # Errors
    /// When there is no such case for the one who asks, or the store fails.
    pub async fn notices_of(
        &self,
        principal: &Principal,
        code: &str,
    ) -> Result<Vec<NoticeLog>, Failure> {
        let (_, dossier) = self.visible_dossier(principal, code).await?;
        let found = self.inner.store.read(move |tx| {
            async move {
                let rows = notices::of_dossier(tx, &dossier.code, LONGEST_LOG).await?;
                with_attempts(tx, rows).await
            }
            .boxed()
        });
        let found: Vec<(NoticeRow, Vec<Attempt>)> = found.await?;
        found.into_iter().map(|(row, attempts)| self.log(row, attempts)).collect()
    }

    /// What was given up (`failed`) or never had a way (`not_sent`), the newest first.
    ///
    /// # Errors
    /// When the one who asks is no administrator, or the store fails.
    pub async fn unsent_notices(
        &self,
        principal: &Principal,
        state: State,
        before: Option<i64>,
        page: usize,
    ) -> Result<Vec<NoticeLog>, Failure> {
        self.must_administer(principal)?;
        let found = self.inner.store.read(move |tx| {
            async move {
                let rows = notices::in_state(tx, state, before, page).await?;
                with_attempts(tx, rows).await
            }
            .boxed()
        });
        let found: Vec<(NoticeRow, Vec<Attempt>)> = found.await?;
        found.into_iter().map(|(row, attempts)| self.log(row, attempts)).collect()
    }

    /// Under which names the list inside the program knows `principal`.
    fn told_at(&self, principal: &Principal) -> (String, Vec<String>) {
        let desks = desks(principal, self.local_now().date());
        let names = desks.into_iter().map(|(unit, role)| format!("{role}@{unit}")).collect();
        (principal.id.clone(), names)
    }

    fn log(&self, row: NoticeRow, attempts: Vec<Attempt>) -> Result<NoticeLog, Failure> {
        let attempts = attempts.into_iter().map(|attempt| AttemptView {
            number: attempt.number,
            at: self.local_of(attempt.at),
            outcome: outcome_title(&attempt.outcome),
            detail: attempt.detail,
        });
        Ok(NoticeLog { attempts: attempts.collect(), notice: self.notice_view(row, false)? })
    }

    fn notice_view(&self, row: NoticeRow, is_read: bool) -> Result<NoticeView, Failure> {
        let words: Words = serde_json::from_str(&row.words)
            .map_err(|error| StoreError::corrupt(format!("notice {}: {error}", row.id)))?;
        let department = self.department();
        let title = department.notices.get(&row.template).map(|notice| notice.title.clone());
        Ok(NoticeView {
            id: row.id,
            dossier: row.dossier,
            event: row.event,
            title: title.unwrap_or_else(|| words.subject.clone()),
            channel: row.channel,
            recipient: row.recipient,
            name: row.name,
            address: row.address,
            subject: words.subject,
            text: words.text,
            short: words.short,
            state: row.state.word().to_owned(),
            state_title: state_title(row.state),
            reason: reason_text(&row.reason),
            attempts: row.attempts,
            at: self.local_of(row.at),
            is_read,
        })
    }
}

async fn with_attempts(
    tx: &mut Tx,
    rows: Vec<NoticeRow>,
) -> Result<Vec<(NoticeRow, Vec<Attempt>)>, StoreError> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let attempts = notices::attempts(tx, &ids).await?;
    let of = |row: &NoticeRow| {
        attempts.iter().filter(|attempt| attempt.notice == row.id).cloned().collect()
    };
    Ok(rows.into_iter().map(|row| (of(&row), row)).map(|(found, row)| (row, found)).collect())
}

fn state_title(state: State) -> Text {
    match state {
        State::Waiting => Text::new("Đang chờ gửi", "Waiting to be sent"),
        State::Sent => Text::new("Đã gửi", "Sent"),
        State::Failed => Text::new("Không gửi được", "Could not be sent"),
        State::NotSent => Text::new("Chưa gửi", "Not sent"),
        State::Shown => Text::new("Đã hiện trong chương trình", "Shown in the program"),
    }
}

fn outcome_title(outcome: &str) -> Text {
    match outcome {
        "sent" => Text::new("Đã gửi", "Sent"),
        "again_later" => Text::new("Sẽ gửi lại", "To be tried again"),
        "failed" => Text::new("Không gửi được", "Could not be sent"),
        _ => Text::new("Chưa gửi", "Not sent"),
    }
}

/// Why a notice was not sent, and what to do.
fn reason_text(reason: &str) -> Text {
    match reason {
        "no_mail_server" => Text::new(
            "Chưa gửi: chưa cấu hình máy chủ thư. Đặt các mục mail.*, rồi gửi lại.",
            "Not sent: no mail server configured. Set mail.*, then send again.",
        ),
        "no_webhook" => Text::new(
            "Chưa gửi: chưa cấu hình cổng tin nhắn. Đặt các mục webhook.*, rồi gửi lại.",
            "Not sent: no message gateway configured. Set webhook.*, then send again.",
        ),
        "no_way" => Text::new(
            "Chưa gửi: người nộp không để lại địa chỉ thư và chưa có cổng tin nhắn. Hãy gọi điện.",
            "Not sent: the applicant left no mail address and there is no message gateway. Please telephone.",
        ),
        "too_late" => Text::new(
            "Chưa gửi: việc đã xảy ra hơn 7 ngày trước. Xem lại rồi gửi nếu còn cần.",
            "Not sent: it happened more than 7 days ago. Look at it and send it if it is still needed.",
        ),
        "refused" => Text::new(
            "Bên nhận từ chối. Kiểm tra địa chỉ với người nhận.",
            "The other side refused it. Check the address with the recipient.",
        ),
        "gave_up" => Text::new(
            "Đã thử 8 lần không được. Kiểm tra máy chủ, rồi gửi lại.",
            "Tried 8 times without success. Check the server, then send again.",
        ),
        other => Text::new(other, other),
    }
}
