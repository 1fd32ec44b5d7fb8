//! The ways out of the office that are set up: a mail server, a gateway for text messages and chat.

use std::error::Error;

use daumoi_connect::{Delivery, Letter as MailLetter, Mailer, ShortMessage, Webhook};
use daumoi_kernel::Text;
use daumoi_office::notices::{Carried, Letter, Reach};

use crate::settings::Settings;
use crate::trouble::Trouble;

/// What stands between the two languages of a letter.
const BETWEEN: &str = "\n\n----------\n\n";

#[derive(Debug)]
pub(crate) struct Carriers {
    mailer: Option<Mailer>,
    webhook: Option<Webhook>,
    pub(crate) reach: Reach,
}

impl Carriers {
    pub(crate) fn of(settings: &Settings) -> Result<Self, Trouble> {
        let letters = settings.letters.clone();
        let mailer = letters.mail.map(Mailer::new).transpose();
        let mailer = mailer.map_err(|error| unfit("mail.*", &error))?;
        let webhook = letters.webhook.map(Webhook::new).transpose();
        let webhook = webhook.map_err(|error| unfit("webhook.*", &error))?;
        let reach = Reach {
            base_url: settings.base_url.clone(),
            mail: mailer.is_some(),
            sms: webhook.is_some() && letters.sms,
            chat: webhook.is_some() && letters.chat,
        };
        Ok(Self { mailer, webhook, reach })
    }

    /// One attempt.
    pub(crate) async fn carry(&self, letter: &Letter, now: i64) -> Carried {
        let id = letter.id.to_string();
        let delivery = match (letter.channel.as_str(), &self.mailer, &self.webhook) {
            ("mail", Some(mailer), _) => {
                let text = format!("{}{BETWEEN}{}", letter.text.vi, letter.text.en);
                let letter = MailLetter {
                    id: &id,
                    address: &letter.address,
                    name: &letter.name,
                    subject: &letter.subject.vi,
                    text: &text,
                };
                mailer.send(letter).await
            }
            ("mail", None, _) => return Carried::NoWay("no_mail_server"),
            (channel, _, Some(webhook)) if self.takes(channel) => {
                let message = ShortMessage {
                    id: &id,
                    channel,
                    event: &letter.event,
                    dossier: &letter.dossier,
                    name: &letter.name,
                    phone: &letter.address,
                    vi: &letter.short.vi,
                    en: &letter.short.en,
                    now,
                };
                webhook.send(message).await
            }
            _ => return Carried::NoWay("no_webhook"),
        };
        match delivery {
            Delivery::Sent(answer) => Carried::Sent(answer),
            Delivery::AgainLater(why) => Carried::AgainLater(why),
            Delivery::Refused(why) => Carried::Refused(why),
        }
    }

    fn takes(&self, channel: &str) -> bool {
        match channel {
            "sms" => self.reach.sms,
            "chat" => self.reach.chat,
            _ => false,
        }
    }
}

fn unfit(keys: &str, error: &(dyn Error + 'static)) -> Trouble {
    let text = Text::new(
        format!("Các mục cấu hình {keys} không hợp lệ. Xem: daumoi config --explain"),
        format!("The settings {keys} do not fit. See: daumoi config --explain"),
    );
    Trouble::input("bad_setting", text).because(error)
}
