//! Timers, the outbox, and commands sent twice.

use daumoi_store::outbox::{self, Counts, LENT_FOR};
use daumoi_store::timers::{self, Timer};
use daumoi_store::{Store, StoreError, Tx, idempotency};
use futures::FutureExt;
use futures::future::join_all;

use crate::database::on_both_databases;

async fn claimed(store: &Store, now: i64, page: usize) -> Vec<outbox::Message> {
    let taken: Result<_, StoreError> =
        store.write(move |tx: &mut Tx| outbox::claim(tx, now, page).boxed()).await;
    taken.unwrap()
}

on_both_databases! {
    async fn timers_ring_in_order_and_only_differences_are_written(db) {
        let before = vec![("due".to_owned(), 50), ("silence".to_owned(), 90)];
        db.run(timers::replaced("dossier/A", &[], &before)).await;
        let after = vec![("due".to_owned(), 70), ("reminder".to_owned(), 60)];
        let written = timers::replaced("dossier/A", &before, &after);
        assert_eq!(written.len(), 3);
        assert!(timers::replaced("dossier/A", &after, &after).is_empty());
        db.run(written).await;
        let due = db.read(|tx| timers::due(tx, 70, 10).boxed()).await;
        let timer = |name: &str, at| Timer { stream: "dossier/A".to_owned(), name: name.to_owned(), at };
        assert_eq!(due, [timer("reminder", 60), timer("due", 70)]);
        assert!(db.read(|tx| timers::due(tx, 59, 10).boxed()).await.is_empty());
    }

    async fn a_message_is_tried_again_and_given_up_at_last(db) {
        db.run(vec![outbox::pushed("mail", "{}", 10), outbox::pushed("mail", "{}", 99)]).await;
        let mut now = 10;
        for attempt in 1..=3 {
            let taken = claimed(&db.store, now, 10).await;
            assert_eq!(taken.len(), 1);
            assert_eq!(taken[0].attempts, attempt);
            now += 20;
            db.run(vec![outbox::failed(taken[0].id, "no answer", now, 3)]).await;
        }
        let dead = db.read(|tx| outbox::dead(tx).boxed()).await;
        assert_eq!(dead.len(), 1);
        assert_eq!(dead[0].last_error.as_deref(), Some("no answer"));
        let counts = db.read(|tx| outbox::counts(tx, 98).boxed()).await;
        assert_eq!(counts, Counts { waiting: 1, due: 0, dead: 1 });
        db.run(vec![outbox::revived(dead[0].id, 20)]).await;
        let again = claimed(&db.store, 30, 10).await;
        assert_eq!((again.len(), again[0].attempts), (1, 1));
        db.run(vec![outbox::done(again[0].id)]).await;
        let counts = db.read(|tx| outbox::counts(tx, 100).boxed()).await;
        assert_eq!(counts, Counts { waiting: 1, due: 1, dead: 0 });
    }

    async fn a_message_is_lent_to_one_worker_and_comes_back_when_it_dies(db) {
        db.run((0..40).map(|_| outbox::pushed("mail", "{}", 1)).collect()).await;
        let workers = (0..8).map(|_| claimed(&db.store, 5, 5));
        let mut taken: Vec<i64> =
            join_all(workers).await.into_iter().flatten().map(|message| message.id).collect();
        while taken.len() < 40 {
            let more = claimed(&db.store, 5, 5).await;
            assert!(!more.is_empty());
            taken.extend(more.iter().map(|message| message.id));
        }
        taken.sort_unstable();
        taken.dedup();
        assert_eq!(taken.len(), 40);
        assert!(claimed(&db.store, 4 + LENT_FOR, 50).await.is_empty());
        assert_eq!(claimed(&db.store, 5 + LENT_FOR, 50).await.len(), 40);
    }

    async fn a_command_sent_many_times_at_once_is_done_once(db) {
        let commands = (0..10).map(|turn| {
            let store = db.store.clone();
            async move {
                let answer: Result<String, StoreError> = store
                    .write(move |tx: &mut Tx| {
                        async move {
                            if let Some((_, answer)) = idempotency::find(tx, "an", "key-1").await? {
                                return Ok(answer);
                            }
                            let answer = format!("answer {turn}");
                            let (sql, values) =
                                idempotency::noted("an", "key-1", "print", &answer, 5);
                            tx.execute(&sql, &values).await?;
                            Ok(answer)
                        }
                        .boxed()
                    })
                    .await;
                answer.unwrap()
            }
        });
        let answers = join_all(commands).await;
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        assert_eq!(db.read(|tx| idempotency::find(tx, "bình", "key-1").boxed()).await, None);
        db.run(vec![idempotency::forgotten(6)]).await;
        assert_eq!(db.read(|tx| idempotency::find(tx, "an", "key-1").boxed()).await, None);
    }
}
