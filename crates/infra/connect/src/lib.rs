//! Letters carried to the world: mail over SMTP, text messages and chat by a signed webhook.
//!
//! Not here: who is told what, and when a letter is tried again (`daumoi-office`). One call is one
//! attempt, bounded in time; a second copy of a letter carries the same id as the first.

mod mail;
mod webhook;

pub use mail::{Letter, MailError, MailSettings, Mailer, Security};
pub use webhook::{ShortMessage, Webhook, WebhookError, WebhookSettings, signature};

/// How one attempt ended, with the answer of the other side or what went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    Sent(String),
    /// Not now: the other side is away, busy, or not set up rightly.
    AgainLater(String),
    /// Never: it does not accept this recipient or this letter.
    Refused(String),
}
