//! Mail over SMTP.
//!
//! What people typed is only ever text: names and subjects are encoded, a line break in them becomes
//! a space, and an address that is not one is refused before anything is sent.

use std::time::Duration;

use daumoi_kernel::{causes, vietnamese};
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::Delivery;

/// Longer names are cut in the address line; the letter itself holds them whole.
const LONGEST_NAME: usize = 100;
const LONGEST_SUBJECT: usize = 250;

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Plain first, then encrypted; without encryption nothing is sent.
    StartTls,
    /// Encrypted from the first byte.
    Tls,
    /// Never encrypted: a server on the same machine.
    Plain,
}

/// Where mail goes out.
#[derive(Clone, Debug)]
pub struct MailSettings {
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// User and password.
    pub credentials: Option<(String, String)>,
    pub from: String,
    pub reply_to: Option<String>,
    /// A certificate authority of one's own, PEM.
    pub authority: Option<Vec<u8>>,
    pub time_limit: Duration,
}

/// One letter to one recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letter<'a> {
    /// The same for every attempt.
    pub id: &'a str,
    pub address: &'a str,
    pub name: &'a str,
    pub subject: &'a str,
    pub text: &'a str,
}

/// Why mail cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("“{0}” is not a mail address")]
    From(String),
    #[error("the certificate or the encryption cannot be used")]
    Tls(#[source] lettre::transport::smtp::Error),
}

/// Sends letters to one server.
#[derive(Clone, Debug)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    reply_to: Option<Mailbox>,
}

impl Mailer {
    /// Does not speak to the server yet.
    ///
    /// # Errors
    /// When an address or a certificate is none.
    pub fn new(settings: MailSettings) -> Result<Self, MailError> {
        // An error means that the process has chosen its crypto library already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mailbox =
            |text: &str| text.parse::<Mailbox>().map_err(|_| MailError::From(text.to_owned()));
        let from = mailbox(&settings.from)?;
        let reply_to = settings.reply_to.as_deref().map(mailbox).transpose()?;
        let mut transport =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(settings.host.as_str())
                .port(settings.port)
                .timeout(Some(settings.time_limit))
                .tls(tls(&settings)?);
        if let Some((user, password)) = settings.credentials {
            transport = transport.credentials(Credentials::new(user, password));
        }
        Ok(Self { transport: transport.build(), from, reply_to })
    }

    /// One attempt.
    pub async fn send(&self, letter: Letter<'_>) -> Delivery {
        let message = match self.message(&letter) {
            Ok(message) => message,
            Err(why) => return Delivery::Refused(why),
        };
        match self.transport.send(message).await {
            Ok(answer) => {
                let words: Vec<&str> = answer.message().collect();
                Delivery::Sent(format!("{} {}", answer.code(), words.join(" ")))
            }
            Err(error) => failed(&error),
        }
    }

    fn message(&self, letter: &Letter<'_>) -> Result<Message, String> {
        let address: Address = letter
            .address
            .trim()
            .parse()
            .map_err(|error| format!("“{}” is not a mail address: {error}", letter.address))?;
        let name = vietnamese::short_line(letter.name, LONGEST_NAME);
        let to = Mailbox::new(Some(name).filter(|name| !name.is_empty()), address);
        let domain = self.from.email.domain();
        let mut builder: MessageBuilder = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(vietnamese::short_line(letter.subject, LONGEST_SUBJECT))
            .message_id(Some(format!("<{}@{domain}>", letter.id)))
            .date_now();
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(reply_to.clone());
        }
        let part = SinglePart::builder()
            .header(ContentType::TEXT_PLAIN)
            .header(ContentTransferEncoding::Base64)
            .body(letter.text.to_owned());
        let mut message = builder.singlepart(part).map_err(|error| error.to_string())?;
        // RFC 3834: holiday answers are not wanted.
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        message.headers_mut().insert_raw(HeaderValue::new(automatic, "auto-generated".to_owned()));
        Ok(message)
    }
}

fn tls(settings: &MailSettings) -> Result<Tls, MailError> {
    if settings.security == Security::Plain {
        return Ok(Tls::None);
    }
    let mut parameters = TlsParameters::builder(settings.host.clone());
    if let Some(pem) = &settings.authority {
        let authority = Certificate::from_pem(pem).map_err(MailError::Tls)?;
        parameters = parameters.add_root_certificate(authority);
    }
    let parameters = parameters.build_rustls().map_err(MailError::Tls)?;
    Ok(match settings.security {
        Security::Tls => Tls::Wrapper(parameters),
        _ => Tls::Required(parameters),
    })
}

/// Only an answer about the recipient or the letter is for good. A wrong password or a server that
/// is full is put right by people, and then the letter can go.
fn failed(error: &lettre::transport::smtp::Error) -> Delivery {
    let why = causes(error).join(": ");
    let code = error.status().map(u16::from);
    match code {
        Some(550..=553 | 555..=559) => Delivery::Refused(why),
        _ => Delivery::AgainLater(why),
    }
}
