//! From "something is to be told" to a row for each recipient and way.

use std::sync::Arc;

use daumoi_definition::{Department, Notice, NoticeChannel, NoticeReader};
use daumoi_dossier::{Dossier, Event, Happened};
use daumoi_store::notices::{self, NoticeRow, State};
use daumoi_store::outbox::{self, Message};
use daumoi_store::sql::Statement;
use daumoi_store::{StoreError, Tx, journal};
use futures::FutureExt;
use jiff::Timestamp;

use super::values::{Subject, Words};
use super::{LETTER, Reach, Told};
use crate::failure::Failure;
use crate::office::Office;
use crate::project;

/// What happened longer ago than this is no news: it is kept and not sent by itself (seven days).
const STALE_AFTER: i64 = 7 * 24 * 3600 * 1_000_000;

impl Office {
    /// Turns messages of the kind [`super::TELL`] into notices and letters, in one transaction that
    /// also takes the messages out of the outbox. Doing it twice tells nobody twice.
    ///
    /// # Errors
    /// When the store fails. A message that cannot be understood is given up and stays to be seen.
    pub async fn tell(&self, messages: Vec<Message>, reach: &Reach) -> Result<(), Failure> {
        if messages.is_empty() {
            return Ok(());
        }
        let (messages, teller) =
            (Arc::new(messages), Arc::new((self.clone(), reach.clone(), self.now())));
        let told = self.inner.store.write(move |tx| {
            let (messages, teller) = (Arc::clone(&messages), Arc::clone(&teller));
            async move {
                let (office, reach, now) = &*teller;
                let teller = Teller { office, reach, now: *now };
                for message in messages.iter() {
                    teller.tell(tx, message).await?;
                }
                Ok::<_, StoreError>(())
            }
            .boxed()
        });
        Ok(told.await?)
    }
}

struct Teller<'a> {
    office: &'a Office,
    reach: &'a Reach,
    now: Timestamp,
}

/// A recipient: the key under which the log and the list know them, and how to reach them.
struct Recipient {
    key: String,
    name: String,
    mail: Option<String>,
    phone: Option<String>,
}

/// A message that nobody can read.
struct Unreadable(String);

impl Teller<'_> {
    async fn tell(&self, tx: &mut Tx, message: &Message) -> Result<(), StoreError> {
        let (sql, values) = outbox::done(message.id);
        if tx.execute(&sql, &values).await? == 0 {
            // Another process was faster.
            return Ok(());
        }
        match self.told(tx, message).await? {
            Ok(statements) => tx.batch(&statements).await,
            Err(Unreadable(why)) => {
                tracing::error!(id = message.id, why, "a message cannot be understood");
                let (sql, values) = outbox::kept_dead(message, &why);
                tx.execute(&sql, &values).await.map(drop)
            }
        }
    }

    async fn told(
        &self,
        tx: &mut Tx,
        message: &Message,
    ) -> Result<Result<Vec<Statement>, Unreadable>, StoreError> {
        let told: Told = match serde_json::from_str(&message.body) {
            Ok(told) => told,
            Err(error) => return Ok(Err(Unreadable(error.to_string()))),
        };
        let stream = journal::of_stream(tx, &project::dossier_stream(told.dossier)).await?;
        let mut history: Vec<Happened> = Vec::with_capacity(stream.len());
        for stored in stream.iter().filter(|stored| stored.version <= told.version) {
            match serde_json::from_str(&stored.entry.body) {
                Ok(happened) => history.push(happened),
                Err(error) => return Ok(Err(Unreadable(error.to_string()))),
            }
        }
        let (Some(dossier), Some(happened)) = (Dossier::folded(&history), history.last()) else {
            return Ok(Err(Unreadable("no such entry".to_owned())));
        };
        let department = self.office.department();
        let edition =
            self.office.inner.live.edition(tx, &dossier.procedure, &dossier.edition).await?;
        let base_url = self.reach.base_url.trim_end_matches('/');
        let subject = Subject {
            department: &department,
            edition: &edition,
            dossier: &dossier,
            happened,
            base_url,
        };
        let mut statements = Vec::new();
        for notice in department.notices.values() {
            let is_meant = notice.event == told.event
                && told.notice.as_ref().is_none_or(|id| *id == notice.id);
            if is_meant {
                statements.extend(self.notice(notice, &subject)?);
            }
        }
        Ok(Ok(statements))
    }

    fn notice(&self, notice: &Notice, subject: &Subject<'_>) -> Result<Vec<Statement>, StoreError> {
        let Some(edition) = notice.edition_on(subject.happened.at.date()) else {
            return Ok(Vec::new());
        };
        let Some(recipient) = recipient(notice.to, subject) else { return Ok(Vec::new()) };
        let words = project::json(&Words::of(edition, &subject.values()))?;
        let mut statements = Vec::new();
        for (channel, address, why_not) in self.ways(notice, &recipient, subject.happened) {
            let id = self.office.inner.ids.next(self.now);
            let state = match (channel, why_not) {
                ("in_app", _) => State::Shown,
                (_, Some(_)) => State::NotSent,
                (_, None) => State::Waiting,
            };
            statements.push(notices::written(&NoticeRow {
                id,
                dossier: subject.dossier.code.clone(),
                template: notice.id.clone(),
                event: project::word(notice.event),
                channel: channel.to_owned(),
                recipient: recipient.key.clone(),
                name: recipient.name.clone(),
                address,
                words: words.clone(),
                state,
                reason: why_not.unwrap_or_default().to_owned(),
                attempts: 0,
                at: self.office.instant(subject.happened.at).as_microsecond(),
                settled_at: (state != State::Waiting).then(|| self.now.as_microsecond()),
            }));
            if state == State::Waiting {
                statements.push(pushed(id, self.now)?);
            }
        }
        Ok(statements)
    }

    /// The ways to take, each with its address and, when it cannot be taken, why. An applicant whom
    /// nothing reaches stands in the log all the same, so that somebody picks up the telephone.
    fn ways(
        &self,
        notice: &Notice,
        recipient: &Recipient,
        happened: &Happened,
    ) -> Vec<(&'static str, String, Option<&'static str>)> {
        let age = self.now.as_microsecond() - self.office.instant(happened.at).as_microsecond();
        let stale = (age > STALE_AFTER).then_some("too_late");
        let mut ways = Vec::new();
        for channel in &notice.channels {
            match channel {
                NoticeChannel::InApp => ways.push(("in_app", String::new(), None)),
                NoticeChannel::Mail => {
                    let missing = (!self.reach.mail).then_some("no_mail_server");
                    let address = recipient.mail.clone();
                    ways.extend(address.map(|it| ("mail", it, missing.or(stale))));
                }
                NoticeChannel::Sms if self.reach.sms => {
                    ways.extend(recipient.phone.clone().map(|it| ("sms", it, stale)));
                }
                NoticeChannel::Chat if self.reach.chat => {
                    ways.extend(recipient.phone.clone().map(|it| ("chat", it, stale)));
                }
                NoticeChannel::Sms | NoticeChannel::Chat => {}
            }
        }
        if ways.is_empty() && notice.to == NoticeReader::Applicant {
            ways.push(("mail", String::new(), Some("no_way")));
        }
        ways
    }
}

/// The letter of a notice, to be carried at once.
pub(super) fn pushed(id: i64, now: Timestamp) -> Result<Statement, StoreError> {
    Ok(outbox::pushed(LETTER, &letter_body(id)?, now.as_microsecond()))
}

pub(super) fn letter_body(id: i64) -> Result<String, StoreError> {
    project::json(&serde_json::json!({ "notice": id }))
}

/// Who is told. Nobody is told of what they did themselves.
fn recipient(reader: NoticeReader, subject: &Subject<'_>) -> Option<Recipient> {
    let Subject { department, dossier, happened, .. } = subject;
    let units = &dossier.units;
    let desk = |role: &str, unit: &str| desk(department, role, unit, &happened.by);
    match reader {
        NoticeReader::Applicant => Some(Recipient {
            key: "applicant".to_owned(),
            name: dossier.applicant.name.clone(),
            mail: dossier.applicant.email.clone(),
            phone: Some(dossier.applicant.phone.clone()).filter(|phone| !phone.is_empty()),
        }),
        NoticeReader::Officer => match &dossier.officer {
            Some(officer) if *officer == happened.by => None,
            Some(officer) => Some(person(department, officer)),
            None => desk("division_head", &units.handling),
        },
        NoticeReader::Desk => desk("one_stop_officer", &units.desk),
        NoticeReader::Head => desk("division_head", &units.handling),
        NoticeReader::Leader => desk("leader", &units.leader),
        NoticeReader::ConsultedUnit => match &happened.event {
            Event::Consulted { consultation } => desk("consulted_unit", &consultation.unit),
            _ => None,
        },
    }
}

fn person(department: &Department, id: &str) -> Recipient {
    let known = department.people.get(id);
    Recipient {
        key: id.to_owned(),
        name: known.map_or_else(|| id.to_owned(), |person| person.name.clone()),
        mail: known.and_then(|person| person.email.clone()),
        phone: known.and_then(|person| person.phone.clone()),
    }
}

/// A role at a unit, told once for all who hold it: never copied to people.
fn desk(department: &Department, role: &str, unit: &str, by: &str) -> Option<Recipient> {
    let sits_there = department.people.get(by).is_some_and(|person| {
        person.grants.iter().any(|grant| grant.role == role && grant.unit == unit)
    });
    if sits_there {
        return None;
    }
    let title = department.units.get(unit).map(|unit| unit.title.vi.clone());
    let role_title = department.roles.get(role).map(|role| role.title.vi.clone());
    Some(Recipient {
        key: format!("{role}@{unit}"),
        name: format!("{}, {}", role_title.unwrap_or_default(), title.unwrap_or_default()),
        mail: None,
        phone: None,
    })
}
