//! Letters to a real mail server. `DAUMOI_TEST_MAIL` names a Python that has aiosmtpd and trustme.

use std::process::Stdio;
use std::time::Duration;

use daumoi_connect::{Delivery, Letter, MailSettings, Mailer, Security};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

struct Peer {
    port: u16,
    authority: Option<Vec<u8>>,
    lines: Lines<BufReader<ChildStdout>>,
    _child: Child,
}

impl Peer {
    #[expect(clippy::disallowed_methods, reason = "the peer of the tests is named outside")]
    async fn start(moods: &[&str]) -> Self {
        let python = std::env::var("DAUMOI_TEST_MAIL").expect("DAUMOI_TEST_MAIL is set");
        let mut child = Command::new(python)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mail_peer.py"))
            .args(moods)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let start: Value =
            serde_json::from_str(&lines.next_line().await.unwrap().unwrap()).unwrap();
        Self {
            port: start["port"].as_u64().unwrap().try_into().unwrap(),
            authority: start["authority"].as_str().map(|pem| pem.as_bytes().to_vec()),
            lines,
            _child: child,
        }
    }

    async fn taken(&mut self) -> Value {
        serde_json::from_str(&self.lines.next_line().await.unwrap().unwrap()).unwrap()
    }

    fn settings(&self) -> MailSettings {
        MailSettings {
            host: "localhost".to_owned(),
            port: self.port,
            security: Security::Plain,
            credentials: None,
            from: "Sở Thông tin và Truyền thông <mot-cua@example.gov.vn>".to_owned(),
            reply_to: None,
            authority: None,
            time_limit: Duration::from_secs(20),
        }
    }

    fn mailer(&self) -> Mailer {
        Mailer::new(self.settings()).unwrap()
    }
}

const LETTER: Letter<'_> = Letter {
    id: "42",
    address: "to-chuc@example.vn",
    name: "Hợp tác xã Đồng Tháp Mười",
    subject: "Hồ sơ 000.00.13.H45-240527-0001 đã được tiếp nhận, hẹn trả 17/06/2024",
    text: "Kính gửi Hợp tác xã Đồng Tháp Mười,\n\n.Một dòng bắt đầu bằng dấu chấm.\nHết.",
};

#[tokio::test]
#[ignore = "needs DAUMOI_TEST_MAIL"]
async fn a_mail_server_gets_vietnamese_as_it_was_written() {
    let mut peer = Peer::start(&[]).await;
    let sent = peer.mailer().send(LETTER).await;
    assert!(matches!(&sent, Delivery::Sent(answer) if answer.starts_with("250 2.0.0")), "{sent:?}");
    let taken = peer.taken().await;
    assert_eq!(taken["subject"], LETTER.subject);
    assert_eq!(taken["to_header"], "Hợp tác xã Đồng Tháp Mười <to-chuc@example.vn>");
    assert_eq!(taken["text"].as_str().unwrap().replace("\r\n", "\n").trim_end(), LETTER.text);
    assert_eq!(taken["message_id"], "<42@example.gov.vn>");
    assert_eq!(taken["auto"], "auto-generated");
    assert_eq!(taken["is_ascii"], true);
    assert!(taken["longest_line"].as_u64().unwrap() <= 998);
}

#[tokio::test]
#[ignore = "needs DAUMOI_TEST_MAIL"]
async fn a_mail_server_is_told_no_header_that_somebody_typed() {
    let mut peer = Peer::start(&[]).await;
    let letter = Letter {
        name: "Ông\r\nBcc: thief@example.org\r\n",
        subject: "Hồ sơ\r\nBcc: thief@example.org\r\n\r\nthân thư giả",
        ..LETTER
    };
    assert!(matches!(peer.mailer().send(letter).await, Delivery::Sent(_)));
    let taken = peer.taken().await;
    assert_eq!(taken["to"], serde_json::json!(["to-chuc@example.vn"]));
    let headers: Vec<&str> =
        taken["headers"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    assert!(!headers.contains(&"bcc"), "{headers:?}");
    assert_eq!(taken["subject"], "Hồ sơ  Bcc: thief@example.org    thân thư giả");
    assert_eq!(taken["text"].as_str().unwrap().replace("\r\n", "\n").trim_end(), LETTER.text);
}

#[tokio::test]
#[ignore = "needs DAUMOI_TEST_MAIL"]
async fn a_mail_server_takes_a_name_and_a_subject_of_ten_thousand_letters() {
    let mut peer = Peer::start(&[]).await;
    let long = "Đ".repeat(10_000);
    let letter = Letter { name: &long, subject: &long, text: &long, ..LETTER };
    assert!(matches!(peer.mailer().send(letter).await, Delivery::Sent(_)));
    let taken = peer.taken().await;
    assert_eq!(taken["subject"].as_str().unwrap().chars().count(), 250);
    assert_eq!(taken["text"].as_str().unwrap().trim_end(), long);
    assert!(taken["longest_line"].as_u64().unwrap() <= 998);
}

#[tokio::test]
#[ignore = "needs DAUMOI_TEST_MAIL"]
async fn a_mail_server_that_knows_no_such_mailbox_has_the_last_word() {
    let peer = Peer::start(&[]).await;
    let sent = peer.mailer().send(Letter { address: "unknown@example.vn", ..LETTER }).await;
    assert!(matches!(&sent, Delivery::Refused(why) if why.contains("no such mailbox")), "{sent:?}");
}

#[tokio::test]
#[ignore = "needs DAUMOI_TEST_MAIL"]
async fn a_mail_server_that_is_busy_gets_the_letter_later() {
    let mut peer = Peer::start(&["busy_once"]).await;
    let mailer = peer.mailer();
    let first = mailer.send(LETTER).await;
    assert!(matches!(&first, Delivery::AgainLater(why) if why.contains("greylisted")), "{first:?}");
    assert!(matches!(mailer.send(LETTER).await, Delivery::Sent(_)));
    assert_eq!(peer.taken().await["message_id"], "<42@example.gov.vn>");
}

#[tokio::test]
#[ignore = "needs DAUMOI_TEST_MAIL"]
async fn a_mail_server_is_spoken_to_encrypted_and_by_name() {
    let mut peer = Peer::start(&["tls", "auth"]).await;
    let settings = MailSettings {
        security: Security::StartTls,
        authority: peer.authority.clone(),
        credentials: Some(("letters".to_owned(), "mật khẩu".to_owned())),
        ..peer.settings()
    };
    let sent = Mailer::new(settings.clone()).unwrap().send(LETTER).await;
    assert!(matches!(sent, Delivery::Sent(_)), "{sent:?}");
    let taken = peer.taken().await;
    assert_eq!((&taken["tls"], &taken["authenticated"]), (&true.into(), &true.into()));
    // A wrong password is put right by people: the letter waits.
    let wrong = MailSettings {
        credentials: Some(("letters".to_owned(), "sai".to_owned())),
        ..settings.clone()
    };
    let refused = Mailer::new(wrong).unwrap().send(LETTER).await;
    assert!(matches!(refused, Delivery::AgainLater(_)), "{refused:?}");
    // A certificate that nobody vouches for is not trusted.
    let stranger = MailSettings { authority: None, ..settings };
    let refused = Mailer::new(stranger).unwrap().send(LETTER).await;
    assert!(matches!(refused, Delivery::AgainLater(_)), "{refused:?}");
}

#[tokio::test]
#[ignore = "needs DAUMOI_TEST_MAIL"]
async fn a_mail_server_without_encryption_gets_nothing_when_encryption_is_asked_for() {
    let peer = Peer::start(&[]).await;
    let settings = MailSettings { security: Security::StartTls, ..peer.settings() };
    let sent = Mailer::new(settings).unwrap().send(LETTER).await;
    assert!(matches!(sent, Delivery::AgainLater(_)), "{sent:?}");
}

#[tokio::test]
async fn what_is_no_address_is_refused_before_anything_is_sent() {
    let settings = MailSettings {
        host: "127.0.0.1".to_owned(),
        port: 1,
        security: Security::Plain,
        credentials: None,
        from: "mot-cua@example.gov.vn".to_owned(),
        reply_to: None,
        authority: None,
        time_limit: Duration::from_secs(5),
    };
    let mailer = Mailer::new(settings.clone()).unwrap();
    for address in ["", "không phải", "a@b\r\nRCPT TO:<thief@example.org>", "a@@b", "<a@b>, <c@d>"]
    {
        let sent = mailer.send(Letter { address, ..LETTER }).await;
        assert!(matches!(sent, Delivery::Refused(_)), "{address}: {sent:?}");
    }
    // A server that is not there is one to try again.
    assert!(matches!(mailer.send(LETTER).await, Delivery::AgainLater(_)));
    assert!(Mailer::new(MailSettings { from: "không phải".to_owned(), ..settings }).is_err());
}
