//! Short messages to a gateway that answers as it is told.

use std::time::Duration;

use daumoi_connect::{Delivery, ShortMessage, Webhook, WebhookSettings, signature};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

const SECRET: &str = "một bí mật đủ dài";

const MESSAGE: ShortMessage<'_> = ShortMessage {
    id: "42",
    channel: "sms",
    event: "accepted",
    dossier: "H45-1",
    name: "Đoàn Thị Ừ",
    phone: "0900000001",
    vi: "Hồ sơ H45-1 đã được tiếp nhận.",
    en: "Dossier H45-1 was accepted.",
    now: 1_716_796_800,
};

/// Takes one request, gives this answer, and tells the request.
async fn gateway(answer: &'static str) -> (Webhook, JoinHandle<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/send?key=hidden", listener.local_addr().unwrap());
    let settings =
        WebhookSettings { url, secret: SECRET.to_owned(), time_limit: Duration::from_secs(20) };
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let request = request(&mut stream).await;
        stream.write_all(answer.as_bytes()).await.unwrap();
        request
    });
    (Webhook::new(settings).unwrap(), served)
}

async fn request(stream: &mut TcpStream) -> (String, String) {
    let mut taken = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&taken).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_lowercase();
            let (_, length) = head.split_once("content-length: ").unwrap();
            let length: usize = length.lines().next().unwrap().parse().unwrap();
            if body.len() >= length {
                return (head, body.to_owned());
            }
        }
        let mut piece = [0; 4096];
        let read = stream.read(&mut piece).await.unwrap();
        assert!(read > 0, "the request broke off");
        taken.extend_from_slice(&piece[..read]);
    }
}

#[tokio::test]
async fn a_gateway_can_tell_that_the_message_is_ours_and_unchanged() {
    let (webhook, served) = gateway("HTTP/1.1 202 Accepted\r\ncontent-length: 2\r\n\r\nok").await;
    assert_eq!(webhook.send(MESSAGE).await, Delivery::Sent("202 ok".to_owned()));
    let (head, body) = served.await.unwrap();
    assert!(head.contains("x-daumoi-delivery: 42"));
    let expected = signature(SECRET, MESSAGE.now, &body).unwrap();
    assert!(head.contains(&format!("x-daumoi-signature: {expected}")), "{head}");
    assert_ne!(signature(SECRET, MESSAGE.now, &body.replace("0900", "0911")), Some(expected));
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        body,
        json!({
            "id": "42", "channel": "sms", "event": "accepted", "dossier": "H45-1",
            "to": { "name": "Đoàn Thị Ừ", "phone": "0900000001" },
            "text": { "vi": MESSAGE.vi, "en": MESSAGE.en },
        })
    );
}

#[test]
fn the_signature_is_the_one_the_documentation_shows() {
    let made = signature("0123456789abcdef", 1_716_796_800, "{}").unwrap();
    assert_eq!(made, include_str!("signature.txt").trim());
}

#[tokio::test]
async fn a_gateway_that_is_away_or_busy_gets_the_message_later() {
    for answer in [
        "HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 429 Slow down\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 401 Who\r\ncontent-length: 0\r\n\r\n",
        // A redirect is not followed.
        "HTTP/1.1 307 There\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n",
        "",
    ] {
        let (webhook, _served) = gateway(answer).await;
        let sent = webhook.send(MESSAGE).await;
        assert!(matches!(&sent, Delivery::AgainLater(why) if !why.contains("hidden")), "{sent:?}");
    }
}

#[tokio::test]
async fn a_gateway_that_will_never_take_it_is_not_asked_again() {
    let (webhook, _served) =
        gateway("HTTP/1.1 422 No\r\ncontent-length: 11\r\n\r\nbad number ").await;
    assert_eq!(webhook.send(MESSAGE).await, Delivery::Refused("422 bad number".to_owned()));
}

#[test]
fn a_gateway_without_address_or_with_a_short_secret_cannot_be_set_up() {
    for (url, secret) in [("ftp://x", SECRET), ("", SECRET), ("http://x", "ngắn")] {
        let settings = WebhookSettings {
            url: url.to_owned(),
            secret: secret.to_owned(),
            time_limit: Duration::from_secs(1),
        };
        assert!(Webhook::new(settings).is_err(), "{url} {secret}");
    }
}
