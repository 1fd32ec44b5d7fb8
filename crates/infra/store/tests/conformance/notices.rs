//! What was told to whom, every attempt, and what was read.

use daumoi_store::notices::{self, Attempt, LONGEST_LIST, NoticeRow, State};
use daumoi_store::outbox;
use futures::FutureExt;

use crate::database::{TestDb, on_both_databases};

fn notice(id: i64, channel: &str, recipient: &str) -> NoticeRow {
    NoticeRow {
        id,
        dossier: "H45-1".to_owned(),
        template: "accepted".to_owned(),
        event: "accepted".to_owned(),
        channel: channel.to_owned(),
        recipient: recipient.to_owned(),
        name: "Đoàn Thị Ừ".to_owned(),
        address: String::new(),
        words: "{}".to_owned(),
        state: if channel == "in_app" { State::Shown } else { State::Waiting },
        reason: String::new(),
        attempts: 0,
        at: id,
        settled_at: None,
    }
}

async fn ids_shown_to(db: &TestDb, person: &'static str, desks: &[&str]) -> Vec<(i64, bool)> {
    let desks: Vec<String> = desks.iter().map(|desk| (*desk).to_owned()).collect();
    let listed =
        db.read(move |tx| async move { notices::shown_to(tx, person, &desks).await }.boxed()).await;
    listed.iter().map(|it| (it.notice.id, it.is_read)).collect()
}

on_both_databases! {
    async fn an_officer_sees_what_is_meant_for_them_and_for_their_desks_newest_first(db) {
        db.run(vec![
            notices::written(&notice(1, "in_app", "an")),
            notices::written(&notice(2, "in_app", "leader@dic")),
            notices::written(&notice(3, "in_app", "bình")),
            notices::written(&notice(4, "mail", "an")),
            notices::written(&notice(5, "in_app", "an")),
        ])
        .await;
        let desks = ["leader@dic", "clerk@dic"];
        assert_eq!(ids_shown_to(&db, "an", &desks).await, [(5, false), (2, false), (1, false)]);
        db.run(vec![notices::read_by("an", 2, 9), notices::read_by("an", 2, 10)]).await;
        assert_eq!(ids_shown_to(&db, "an", &desks).await, [(5, false), (2, true), (1, false)]);
        assert_eq!(ids_shown_to(&db, "bình", &["leader@dic"]).await, [(3, false), (2, false)]);
    }

    async fn a_list_is_never_longer_than_its_limit(db) {
        let more = i64::try_from(LONGEST_LIST).unwrap() + 20;
        db.run((1..=more).map(|id| notices::written(&notice(id, "in_app", "an"))).collect()).await;
        let shown = ids_shown_to(&db, "an", &[]).await;
        assert_eq!((shown.len(), shown[0].0), (LONGEST_LIST, more));
    }

    async fn every_attempt_stays_beside_the_notice(db) {
        db.run(vec![notices::written(&notice(1, "mail", "applicant"))]).await;
        let attempt = |number: i64, outcome: &str| Attempt {
            notice: 1,
            number,
            at: 10 * number,
            outcome: outcome.to_owned(),
            detail: "451 thử lại sau".to_owned(),
        };
        db.run(notices::attempted(&attempt(1, "again_later"), State::Waiting, "")).await;
        db.run(notices::attempted(&attempt(2, "failed"), State::Failed, "refused")).await;
        let found = db.read(|tx| notices::load(tx, 1).boxed()).await.unwrap();
        assert_eq!((found.attempts, found.state, found.settled_at), (2, State::Failed, Some(20)));
        let failed = db.read(|tx| notices::in_state(tx, State::Failed, None, 10).boxed()).await;
        assert_eq!(failed, [found]);
        db.run(vec![notices::waits_again(1)]).await;
        db.run(notices::attempted(&attempt(3, "sent"), State::Sent, "")).await;
        let told = db.read(|tx| notices::of_dossier(tx, "H45-1", 10).boxed()).await;
        assert_eq!((told.len(), told[0].state), (1, State::Sent));
        let attempts = db.read(|tx| notices::attempts(tx, &[1]).boxed()).await;
        let outcomes: Vec<&str> = attempts.iter().map(|it| it.outcome.as_str()).collect();
        assert_eq!(outcomes, ["again_later", "failed", "sent"]);
    }

    async fn what_was_given_up_is_taken_away_before_it_is_sent_anew(db) {
        let body = "{\"notice\":1}";
        db.run(vec![outbox::pushed("letter", body, 1), outbox::pushed("letter", "{}", 1)]).await;
        let claimed = db.write(|tx| outbox::claim(tx, 1, 10).boxed()).await;
        db.run(claimed.iter().map(|it| outbox::failed(it.id, "550", 1, 0)).collect()).await;
        db.run(vec![outbox::forgotten("letter", body)]).await;
        let dead = db.read(|tx| outbox::dead(tx).boxed()).await;
        assert_eq!((dead.len(), dead[0].body.as_str()), (1, "{}"));
    }
}
