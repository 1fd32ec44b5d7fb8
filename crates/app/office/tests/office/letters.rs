//! Who is told what by which way, how attempts are kept, and what happens when nothing is set up.

use daumoi_office::notices::{Carried, Reach, TELL};
use daumoi_office::{Failure, NewDossier};
use daumoi_store::notices::State;
use daumoi_store::outbox::{self, Message};
use daumoi_store::{StoreError, Tx};
use futures::FutureExt;
use serde_json::json;

use crate::acceptance::{act, bulletin};
use crate::house::{House, on_both_databases};

async fn claimed(house: &House) -> Vec<Message> {
    let now = house.office.now().as_microsecond();
    let claimed: Result<_, StoreError> =
        house.office.store().write(move |tx: &mut Tx| outbox::claim(tx, now, 100).boxed()).await;
    claimed.unwrap()
}

/// Tells what is to be told and answers the letters that wait.
async fn told(house: &House, reach: &Reach) -> Vec<Message> {
    let messages = claimed(house).await;
    assert!(messages.iter().all(|message| message.kind == TELL), "{messages:?}");
    house.office.tell(messages.clone(), reach).await.unwrap();
    // The same page a second time tells nobody anything.
    house.office.tell(messages, reach).await.unwrap();
    claimed(house).await
}

fn by_mail() -> Reach {
    Reach { base_url: "https://mot-cua.example.vn".to_owned(), mail: true, ..Reach::default() }
}

async fn handed_in(house: &House, email: Option<&str>) -> String {
    house.at_moment("2024-05-27T09:00");
    let mut new: NewDossier = bulletin(house, "Tuy Hòa ngày nay").await;
    new.applicant.email = email.map(str::to_owned);
    let code = house.office.submit(&house.person("le.thi.hoa"), new, None).await.unwrap().code;
    act(house, "le.thi.hoa", &code, "accept", json!({})).await;
    code
}

on_both_databases! {
    async fn the_applicant_gets_a_letter_with_the_promised_date(house: House) {
        let code = handed_in(&house, Some("ubnd@example.vn")).await;
        let letters = told(&house, &by_mail()).await;
        assert_eq!(letters.len(), 2);
        let letter = house.office.letter(&letters[1]).await.unwrap().unwrap();
        assert_eq!((letter.channel.as_str(), letter.address.as_str()), ("mail", "ubnd@example.vn"));
        assert!(letter.subject.vi.starts_with(&format!("Hồ sơ {code} đã được tiếp nhận, hẹn trả ")));
        assert!(letter.text.vi.contains("Kính gửi Ủy ban nhân dân thành phố Tuy Hòa"));
        assert!(letter.text.en.contains("https://mot-cua.example.vn"));
        assert!(!letter.text.vi.contains('{') && !letter.text.en.contains('{'));
        for message in &letters {
            house.office.carried(message, Carried::Sent("250 ok".to_owned())).await.unwrap();
        }
        let log = house.office.notices_of(&house.person("le.thi.hoa"), &code).await.unwrap();
        let mail: Vec<_> = log.iter().filter(|it| it.notice.channel == "mail").collect();
        assert!(mail.iter().all(|it| it.notice.state == "sent" && it.attempts.len() == 1));
        assert!(house.office.letter(&letters[1]).await.unwrap().is_none());
    }

    async fn without_a_mail_server_the_log_says_so_and_an_administrator_sends_again(house: House) {
        let code = handed_in(&house, Some("ubnd@example.vn")).await;
        assert!(told(&house, &Reach::default()).await.is_empty());
        let log = house.office.notices_of(&house.person("le.thi.hoa"), &code).await.unwrap();
        let unsent = log.iter().find(|it| it.notice.channel == "mail").unwrap();
        assert_eq!(unsent.notice.state, "not_sent");
        assert!(unsent.notice.reason.en.contains("no mail server configured"));
        let officer = house.person("le.thi.hoa");
        let refused = house.office.send_all_again(&officer).await;
        assert!(matches!(refused, Err(Failure::Refused(_))));
        let department = house.office.department();
        let administers = |role: &str| role == "administrator";
        let person = department.people.values().find(|person| {
            person.grants.iter().any(|grant| administers(&grant.role))
        });
        let administrator = house.person(&person.unwrap().id);
        let waiting =
            house.office.unsent_notices(&administrator, State::NotSent, None, 10).await.unwrap();
        assert_eq!(waiting.len(), 2);
        assert_eq!(house.office.send_all_again(&administrator).await.unwrap(), 2);
        assert_eq!(claimed(&house).await.len(), 2);
    }

    async fn an_applicant_without_an_address_stands_in_the_log_to_be_telephoned(house: House) {
        let code = handed_in(&house, None).await;
        assert!(told(&house, &by_mail()).await.is_empty());
        let log = house.office.notices_of(&house.person("le.thi.hoa"), &code).await.unwrap();
        assert!(log.iter().any(|it| it.notice.reason.en.contains("telephone")));
    }

    async fn a_letter_that_is_refused_is_given_up_and_goes_again_on_order(house: House) {
        handed_in(&house, Some("ubnd@example.vn")).await;
        let letters = told(&house, &by_mail()).await;
        for message in &letters {
            let refused = Carried::Refused("550 no such mailbox".to_owned());
            house.office.carried(message, refused).await.unwrap();
        }
        let dead = house.office.store().read(|tx: &mut Tx| outbox::dead(tx).boxed()).await;
        let dead: Vec<Message> = dead.map_err(|error: StoreError| error).unwrap();
        assert_eq!(dead.len(), 2);
        let letter = house.office.letter(&letters[0]).await.unwrap().unwrap();
        assert_eq!(letter.address, "ubnd@example.vn");
    }

    async fn an_officer_finds_what_was_assigned_and_marks_it_read(house: House) {
        let code = handed_in(&house, None).await;
        act(&house, "le.thi.hoa", &code, "transfer", json!({})).await;
        act(&house, "pham.van.duc", &code, "assign", json!({"officer": "vo.thi.lan"})).await;
        told(&house, &Reach::default()).await;
        let officer = house.person("vo.thi.lan");
        let list = house.office.my_notices(&officer).await.unwrap();
        assert_eq!((list.notices.len(), list.unread), (1, 1));
        assert!(list.notices[0].subject.vi.contains(&code));
        house.office.mark_notices_read(&officer, None).await.unwrap();
        assert_eq!(house.office.my_notices(&officer).await.unwrap().unread, 0);
    }
}
