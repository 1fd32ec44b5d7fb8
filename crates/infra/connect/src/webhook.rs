//! Text messages and chat, handed to a gateway by a signed JSON POST (`docs/webhook.md`).

use std::time::Duration;

use daumoi_kernel::causes;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode, Url};
use serde_json::json;
use sha2::Sha256;

use crate::Delivery;

/// Carries `t=<seconds>,v1=<hexadecimal HMAC-SHA256 of "<seconds>.<body>">`.
const SIGNATURE: &str = "x-daumoi-signature";
/// The id of the notice, the same for every attempt.
const DELIVERY: &str = "x-daumoi-delivery";
/// How much of the gateway's answer is kept.
const LONGEST_ANSWER: usize = 200;

/// Where the gateway is, and the secret both sides know.
#[derive(Clone, Debug)]
pub struct WebhookSettings {
    pub url: String,
    pub secret: String,
    pub time_limit: Duration,
}

/// One short message to one recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortMessage<'a> {
    /// The same for every attempt.
    pub id: &'a str,
    /// `sms` or `chat`.
    pub channel: &'a str,
    pub event: &'a str,
    pub dossier: &'a str,
    pub name: &'a str,
    pub phone: &'a str,
    pub vi: &'a str,
    pub en: &'a str,
    /// Seconds since 1970 at which it is sent.
    pub now: i64,
}

/// Why the gateway cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    #[error("“{0}” is not an address that begins with http:// or https://")]
    Url(String),
    #[error("a webhook needs a secret of at least 16 characters")]
    Secret,
    #[error("the client cannot be made")]
    Client(#[from] reqwest::Error),
}

/// Hands messages to one gateway.
#[derive(Clone, Debug)]
pub struct Webhook {
    client: Client,
    url: Url,
    secret: String,
}

impl Webhook {
    /// Does not speak to the gateway yet.
    ///
    /// # Errors
    /// When the address is none, or the secret is too short to protect anything.
    pub fn new(settings: WebhookSettings) -> Result<Self, WebhookError> {
        // An error means that the process has chosen its crypto library already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let url = Url::parse(&settings.url).ok();
        let url = url
            .filter(|url| matches!(url.scheme(), "http" | "https"))
            .ok_or(WebhookError::Url(settings.url))?;
        if settings.secret.len() < 16 {
            return Err(WebhookError::Secret);
        }
        // A redirect would carry names and telephone numbers to somebody who was not configured.
        let client =
            Client::builder().redirect(Policy::none()).timeout(settings.time_limit).build()?;
        Ok(Self { client, url, secret: settings.secret })
    }

    /// One attempt. 2xx means that the gateway has it; 400, 410 and 422 that it never will.
    pub async fn send(&self, message: ShortMessage<'_>) -> Delivery {
        let body = json!({
            "id": message.id,
            "channel": message.channel,
            "event": message.event,
            "dossier": message.dossier,
            "to": { "name": message.name, "phone": message.phone },
            "text": { "vi": message.vi, "en": message.en },
        })
        .to_string();
        let Some(signature) = signature(&self.secret, message.now, &body) else {
            return Delivery::AgainLater("the message could not be signed".to_owned());
        };
        let sent = self
            .client
            .post(self.url.clone())
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .header(SIGNATURE, signature)
            .header(DELIVERY, message.id)
            .body(body)
            .send()
            .await;
        match sent {
            Ok(answer) => {
                let status = answer.status();
                let words = answer.text().await.unwrap_or_default();
                let words: String = words.trim().chars().take(LONGEST_ANSWER).collect();
                judged(status, format!("{} {words}", status.as_u16()).trim().to_owned())
            }
            // The address may hold a key of the gateway: it is not told.
            Err(error) => Delivery::AgainLater(causes(&error.without_url()).join(": ")),
        }
    }
}

fn judged(status: StatusCode, told: String) -> Delivery {
    match status.as_u16() {
        200..=299 => Delivery::Sent(told),
        400 | 410 | 422 => Delivery::Refused(told),
        _ => Delivery::AgainLater(told),
    }
}

/// The signature of a body at a moment, as it stands in the header.
#[must_use]
pub fn signature(secret: &str, seconds: i64, body: &str) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(format!("{seconds}.{body}").as_bytes());
    Some(format!("t={seconds},v1={}", hex::encode(mac.finalize().into_bytes())))
}
