//! Telling people: what happened to a case becomes notices to its applicant and its officers.
//!
//! A step only notes in its transaction *that* something is to be told. Afterwards one transaction
//! turns that into a row for each recipient and way, and into letters of the outbox; whoever carries
//! them (`daumoi serve`) says how each attempt ended. Who is told what stands in the definitions.
//!
//! Not here: speaking to a mail server.

mod carrying;
mod lists;
mod telling;
mod values;

use daumoi_definition::{Department, NoticeEvent, Outcome};
use daumoi_dossier::{Dossier, Event};
use daumoi_store::sql::Statement;
use daumoi_store::{StoreError, outbox};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use carrying::{Carried, Letter};
pub use lists::{AttemptView, NoticeList, NoticeLog, NoticeView};

use crate::project;

/// Messages of the outbox that say that something is to be told.
pub const TELL: &str = "notify";
/// Messages of the outbox that carry one notice to one recipient.
pub const LETTER: &str = "letter";
const REMINDER: &str = "remind:";

/// The ways that are open, and the address that people see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    pub base_url: String,
    pub mail: bool,
    pub sms: bool,
    pub chat: bool,
}

/// What is to be told: the entry of the case's stream that it happened in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    dossier: i64,
    version: i64,
    event: NoticeEvent,
    /// For a reminder: the one notice that is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    notice: Option<String>,
}

/// The name of the timer that reminds of something asked on a day.
pub(crate) fn reminder_name(notice: &str, since: Date) -> String {
    format!("{REMINDER}{notice}:{since}")
}

/// The statement that has an event told; nothing when no notice speaks of it.
pub(crate) fn noted(
    department: &Department,
    before: Option<&Dossier>,
    event: &Event,
    version: i64,
    now: Timestamp,
) -> Result<Option<Statement>, StoreError> {
    let Some((happened, notice)) = told_as(department, event) else { return Ok(None) };
    if !department.notices.values().any(|notice| notice.event == happened) {
        return Ok(None);
    }
    let dossier = match event {
        Event::Submitted(submitted) => submitted.id,
        _ => before.map(|dossier| dossier.id).unwrap_or_default(),
    };
    let body = project::json(&Told { dossier, version, event: happened, notice })?;
    Ok(Some(outbox::pushed(TELL, &body, now.as_microsecond())))
}

/// What an event is called in notices; for a reminder also which one it is.
fn told_as(department: &Department, event: &Event) -> Option<(NoticeEvent, Option<String>)> {
    let told = match event {
        Event::Submitted(_) => NoticeEvent::Received,
        Event::Accepted { .. } => NoticeEvent::Accepted,
        Event::Declined { .. } => NoticeEvent::Declined,
        Event::SupplementRequested { .. } => NoticeEvent::SupplementRequested,
        Event::Supplemented { .. } => NoticeEvent::Supplemented,
        Event::PaymentRequested { .. } => NoticeEvent::PaymentRequested,
        Event::Paid { .. } => NoticeEvent::Paid,
        Event::Assigned { .. } => NoticeEvent::Assigned,
        Event::Consulted { .. } => NoticeEvent::Consulted,
        Event::ConsultationAnswered { .. } => NoticeEvent::ConsultationAnswered,
        Event::SentBack { .. } => NoticeEvent::SentBack,
        Event::Signed { signed, .. } if signed.outcome == Outcome::Grant => {
            NoticeEvent::ResultReady
        }
        Event::Signed { .. } => NoticeEvent::Refused,
        Event::Withdrawn { .. } => NoticeEvent::Withdrawn,
        Event::Stopped { .. } => NoticeEvent::Stopped,
        Event::Extended { .. } => NoticeEvent::Extended,
        Event::Apologised { .. } => NoticeEvent::Apology,
        Event::Reopened { .. } => NoticeEvent::Reopened,
        Event::ClosedBySilence { .. } => NoticeEvent::Silence,
        Event::NewDueAccepted { .. } => NoticeEvent::NewDue,
        Event::AlarmRung { alarm } => return alarm_told_as(department, alarm),
        Event::Transferred { .. }
        | Event::ConditionAssessed { .. }
        | Event::Drafted { .. }
        | Event::SubmittedForApproval { .. }
        | Event::Approved { .. }
        | Event::HandedOver { .. }
        | Event::Noted { .. } => return None,
    };
    Some((told, None))
}

fn alarm_told_as(department: &Department, alarm: &str) -> Option<(NoticeEvent, Option<String>)> {
    if alarm == "silence" {
        return Some((NoticeEvent::AlarmSilence, None));
    }
    if alarm.starts_with("apology:") {
        return Some((NoticeEvent::AlarmApology, None));
    }
    let (id, _) = alarm.strip_prefix(REMINDER)?.rsplit_once(':')?;
    let notice = department.notices.get(id)?;
    Some((notice.event, Some(notice.id.clone())))
}
