//! What was told to whom: one row a recipient and way, every attempt beside it, and what officers
//! have read. A row is written in the transaction that changes the outbox, so the two never differ.
//!
//! Not here: words, and who is told (`office`); carrying them (`connect`).

use crate::dossiers::limit;
use crate::error::StoreError;
use crate::sql::{Row, Statement, Tx, Value, listed};

/// An officer's list shows no more than this; older ones stay in the log of their case.
pub const LONGEST_LIST: usize = 200;

/// Where a notice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// In the outbox.
    Waiting,
    Sent,
    /// Given up after so many attempts, or refused for good.
    Failed,
    /// There was no way to send it; it waits for an administrator.
    NotSent,
    /// In the list inside the program.
    Shown,
}

impl State {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::NotSent => "not_sent",
            Self::Shown => "shown",
        }
    }

    fn read(word: &str) -> Result<Self, StoreError> {
        [Self::Waiting, Self::Sent, Self::Failed, Self::NotSent, Self::Shown]
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or_else(|| StoreError::corrupt(format!("notice state {word}")))
    }
}

/// A notice to one recipient by one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRow {
    pub id: i64,
    /// The code of the case.
    pub dossier: String,
    pub template: String,
    pub event: String,
    pub channel: String,
    /// `applicant`, the id of a person, or `role@unit`.
    pub recipient: String,
    pub name: String,
    /// Mail address or telephone number; empty inside the program.
    pub address: String,
    /// JSON: subject, text and short text in both languages.
    pub words: String,
    pub state: State,
    /// A code that says why it was not sent; empty when there is nothing to say.
    pub reason: String,
    pub attempts: i64,
    pub at: i64,
    pub settled_at: Option<i64>,
}

/// One attempt to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub notice: i64,
    pub number: i64,
    pub at: i64,
    /// `sent`, `again_later`, `failed` or `not_sent`.
    pub outcome: String,
    /// The answer of the other side, or what went wrong.
    pub detail: String,
}

/// A notice in the list of an officer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub notice: NoticeRow,
    pub is_read: bool,
}

const COLUMNS: &str = "n.id, n.dossier, n.template, n.event, n.channel, n.recipient, n.name, \
     n.address, n.words, n.state, n.reason, n.attempts, n.at, n.settled_at";

/// The statement that writes a new notice.
#[must_use]
pub fn written(row: &NoticeRow) -> Statement {
    (
        "INSERT INTO notice (id, dossier, template, event, channel, recipient, name, address, \
         words, state, reason, attempts, at, settled_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
            .into(),
        vec![
            row.id.into(),
            Value::from(&row.dossier),
            Value::from(&row.template),
            Value::from(&row.event),
            Value::from(&row.channel),
            Value::from(&row.recipient),
            Value::from(&row.name),
            Value::from(&row.address),
            Value::from(&row.words),
            row.state.word().into(),
            Value::from(&row.reason),
            row.attempts.into(),
            row.at.into(),
            row.settled_at.into(),
        ],
    )
}

fn notice(row: &Row) -> Result<NoticeRow, StoreError> {
    Ok(NoticeRow {
        id: row.int(0)?,
        dossier: row.text(1)?,
        template: row.text(2)?,
        event: row.text(3)?,
        channel: row.text(4)?,
        recipient: row.text(5)?,
        name: row.text(6)?,
        address: row.text(7)?,
        words: row.text(8)?,
        state: State::read(&row.text(9)?)?,
        reason: row.text(10)?,
        attempts: row.int(11)?,
        at: row.int(12)?,
        settled_at: row.opt_int(13)?,
    })
}

/// The statements that note an attempt and where the notice stands after it. The number of the
/// attempt is counted by the notice itself.
#[must_use]
pub fn attempted(attempt: &Attempt, state: State, reason: &str) -> Vec<Statement> {
    let settled = (state != State::Waiting).then_some(attempt.at);
    vec![
        (
            "UPDATE notice SET attempts = ?2, state = ?3, reason = ?4, settled_at = ?5 \
             WHERE id = ?1"
                .into(),
            vec![
                attempt.notice.into(),
                attempt.number.into(),
                state.word().into(),
                reason.into(),
                settled.into(),
            ],
        ),
        (
            "INSERT INTO notice_attempt (notice, number, at, outcome, detail) \
             VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (notice, number) DO NOTHING"
                .into(),
            vec![
                attempt.notice.into(),
                attempt.number.into(),
                attempt.at.into(),
                Value::from(&attempt.outcome),
                Value::from(&attempt.detail),
            ],
        ),
    ]
}

/// The statement that lets a notice wait for the outbox again.
#[must_use]
pub fn waits_again(id: i64) -> Statement {
    (
        "UPDATE notice SET state = 'waiting', reason = '', settled_at = NULL WHERE id = ?1".into(),
        vec![id.into()],
    )
}

/// # Errors
/// When the database fails.
pub async fn load(tx: &mut Tx, id: i64) -> Result<Option<NoticeRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM notice n WHERE n.id = ?1");
    tx.query_first(&sql, &[id.into()]).await?.as_ref().map(notice).transpose()
}

/// What was told about a case, the newest first, at most `page` of them.
///
/// # Errors
/// When the database fails.
pub async fn of_dossier(
    tx: &mut Tx,
    dossier: &str,
    page: usize,
) -> Result<Vec<NoticeRow>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM notice n WHERE n.dossier = ?1 ORDER BY n.id DESC LIMIT ?2");
    tx.query(&sql, &[dossier.into(), limit(page)]).await?.iter().map(notice).collect()
}

/// The attempts of these notices, each with its number.
///
/// # Errors
/// When the database fails.
pub async fn attempts(tx: &mut Tx, notices: &[i64]) -> Result<Vec<Attempt>, StoreError> {
    if notices.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = Vec::new();
    let sql = format!(
        "SELECT notice, number, at, outcome, detail FROM notice_attempt \
         WHERE notice IN {} ORDER BY notice, number",
        listed(notices, &mut values)
    );
    let attempt = |row: &Row| {
        Ok(Attempt {
            notice: row.int(0)?,
            number: row.int(1)?,
            at: row.int(2)?,
            outcome: row.text(3)?,
            detail: row.text(4)?,
        })
    };
    tx.query(&sql, &values).await?.iter().map(attempt).collect()
}

/// The notices in one state, the newest first, before the notice `before`.
///
/// # Errors
/// When the database fails.
pub async fn in_state(
    tx: &mut Tx,
    state: State,
    before: Option<i64>,
    page: usize,
) -> Result<Vec<NoticeRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM notice n WHERE n.state = ?1 AND n.id < ?2 \
         ORDER BY n.id DESC LIMIT ?3"
    );
    let values = [state.word().into(), before.unwrap_or(i64::MAX).into(), limit(page)];
    tx.query(&sql, &values).await?.iter().map(notice).collect()
}

/// What `person` was told inside the program, by name or at one of the `desks` (`role@unit`), the
/// newest first, at most [`LONGEST_LIST`] of them.
///
/// # Errors
/// When the database fails.
pub async fn shown_to(
    tx: &mut Tx,
    person: &str,
    desks: &[String],
) -> Result<Vec<Listed>, StoreError> {
    let mut values = vec![Value::from(person), limit(LONGEST_LIST)];
    let mut parts = Vec::with_capacity(desks.len() + 1);
    for (number, recipient) in
        std::iter::once(person).chain(desks.iter().map(String::as_str)).enumerate()
    {
        values.push(recipient.into());
        parts.push(format!(
            "SELECT * FROM (SELECT * FROM notice WHERE recipient = ?{} AND channel = 'in_app' \
             ORDER BY id DESC LIMIT ?2) AS arm{number}",
            values.len()
        ));
    }
    let sql = format!(
        "SELECT {COLUMNS}, CASE WHEN r.notice IS NULL THEN 0 ELSE 1 END FROM ({}) AS n \
         LEFT JOIN notice_read r ON r.person = ?1 AND r.notice = n.id \
         ORDER BY n.id DESC LIMIT ?2",
        parts.join(" UNION ALL ")
    );
    let listed = |row: &Row| Ok(Listed { notice: notice(row)?, is_read: row.truth(14)? });
    tx.query(&sql, &values).await?.iter().map(listed).collect()
}

/// The statement that notes that `person` has read a notice; the first time stands.
#[must_use]
pub fn read_by(person: &str, notice: i64, at: i64) -> Statement {
    (
        "INSERT INTO notice_read (person, notice, at) VALUES (?1, ?2, ?3) \
         ON CONFLICT (person, notice) DO NOTHING"
            .into(),
        vec![person.into(), notice.into(), at.into()],
    )
}
