//! The settings of mail and of the message gateway. Nothing set means that nothing is sent.

use std::path::Path;
use std::time::Duration;

use daumoi_connect::{MailSettings, Security, WebhookSettings};
use daumoi_kernel::Text;

use crate::settings::Reading;
use crate::trouble::Trouble;

/// One attempt is given up after so long; a page of letters must end while it is still lent.
const TIME_LIMIT: Duration = Duration::from_secs(20);

#[derive(Clone, Debug)]
pub(crate) struct LetterSettings {
    pub(crate) mail: Option<MailSettings>,
    pub(crate) webhook: Option<WebhookSettings>,
    pub(crate) sms: bool,
    pub(crate) chat: bool,
}

pub(crate) fn read(read: &Reading<'_>) -> Result<LetterSettings, Trouble> {
    let channels = read.text("webhook.channels");
    let channels: Vec<&str> = channels.split(',').map(str::trim).collect();
    if channels.iter().any(|channel| !matches!(*channel, "sms" | "chat")) {
        return Err(read.unfit("webhook.channels", "sms; chat; sms,chat"));
    }
    Ok(LetterSettings {
        mail: mail(read)?,
        webhook: webhook(read)?,
        sms: channels.contains(&"sms"),
        chat: channels.contains(&"chat"),
    })
}

fn mail(read: &Reading<'_>) -> Result<Option<MailSettings>, Trouble> {
    let server = read.text("mail.server");
    let security = match read.word("mail.security", &["starttls", "tls", "none"])?.as_str() {
        "tls" => Security::Tls,
        "none" => Security::Plain,
        _ => Security::StartTls,
    };
    if server.is_empty() {
        return Ok(None);
    }
    let unfit = || read.unfit("mail.server", "HOST:PORT");
    let (host, port) = server.rsplit_once(':').ok_or_else(unfit)?;
    let port = port.parse().map_err(|_| unfit())?;
    let from = read.text("mail.from");
    if from.is_empty() {
        return Err(read.unfit("mail.from", "Name <address@domain>"));
    }
    let user = read.text("mail.user");
    let password = secret(read, "mail.password", "mail.password_file")?;
    let authority = match read.text("mail.ca_file") {
        path if path.is_empty() => None,
        path => Some(std::fs::read(&path).map_err(|error| unreadable(&path).because(&error))?),
    };
    Ok(Some(MailSettings {
        host: host.trim_matches(['[', ']']).to_owned(),
        port,
        security,
        credentials: (!user.is_empty()).then_some((user, password)),
        from,
        reply_to: Some(read.text("mail.reply_to")).filter(|address| !address.is_empty()),
        authority,
        time_limit: TIME_LIMIT,
    }))
}

fn webhook(read: &Reading<'_>) -> Result<Option<WebhookSettings>, Trouble> {
    let url = read.text("webhook.url");
    if url.is_empty() {
        return Ok(None);
    }
    let secret = secret(read, "webhook.secret", "webhook.secret_file")?;
    Ok(Some(WebhookSettings { url, secret, time_limit: TIME_LIMIT }))
}

/// The secret itself, or what stands in the file that is named instead.
fn secret(read: &Reading<'_>, key: &str, file_key: &str) -> Result<String, Trouble> {
    let path = read.text(file_key);
    if path.is_empty() {
        return Ok(read.text(key));
    }
    let text = std::fs::read_to_string(Path::new(&path))
        .map_err(|error| unreadable(&path).because(&error))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

fn unreadable(path: &str) -> Trouble {
    let text = Text::new(
        format!("Không đọc được tệp {path} mà cấu hình chỉ tới."),
        format!("The file {path}, which the settings name, cannot be read."),
    );
    Trouble::input("settings", text)
}
