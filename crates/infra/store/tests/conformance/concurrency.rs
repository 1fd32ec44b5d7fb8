//! Many at once: nothing is lost, nothing is seen twice, and nobody can block the others.

use std::collections::BTreeSet;
use std::time::Duration;

use daumoi_store::journal::{self, Head, Position};
use daumoi_store::{Store, StoreError, Tx};
use futures::FutureExt;
use futures::future::join_all;

use crate::database::on_both_databases;
use crate::samples::{entry, step};

async fn append_one(store: &Store, stream: String) -> Result<Head, StoreError> {
    store
        .write(move |tx: &mut Tx| {
            let stream = stream.clone();
            async move {
                let head = journal::head(tx, &stream).await?;
                journal::append(tx, &stream, &head, &[entry("x")]).await
            }
            .boxed()
        })
        .await
}

async fn slow_command(tx: &mut Tx, number: usize) -> Result<Head, StoreError> {
    let entries = [entry("x")];
    let head = journal::append(tx, &format!("slow/{number}"), &Head::default(), &entries).await?;
    std::thread::sleep(Duration::from_millis(2));
    journal::head(tx, "slow/0").await?;
    Ok(head)
}

async fn slow_page(tx: &mut Tx) -> Result<Head, StoreError> {
    journal::head(tx, "slow/0").await?;
    std::thread::sleep(Duration::from_millis(2));
    journal::head(tx, "slow/1").await
}

on_both_databases! {
    async fn a_reader_sees_every_entry_once_while_eight_write(db) {
        const WRITERS: usize = 8;
        const EACH: usize = 40;
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let store = db.store.clone();
                tokio::spawn(async move {
                    for _ in 0..EACH {
                        append_one(&store, format!("stream/{writer}")).await.unwrap();
                    }
                })
            })
            .collect();
        let mut seen: Vec<(String, i64)> = Vec::new();
        let mut place = Position::default();
        while seen.len() < WRITERS * EACH {
            let news = db.read(move |tx| journal::feed(tx, place, 7).boxed()).await;
            for stored in news {
                assert!(stored.position > place);
                place = stored.position;
                seen.push((stored.stream, stored.version));
            }
            tokio::task::yield_now().await;
        }
        for writer in writers {
            writer.await.unwrap();
        }
        assert!(db.read(move |tx| journal::feed(tx, place, 7).boxed()).await.is_empty());
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), WRITERS * EACH);
    }

    async fn what_was_acknowledged_is_there_after_opening_again(db) {
        let commands = (0..200).map(|number| append_one(&db.store, format!("stream/{number}")));
        for outcome in join_all(commands).await {
            outcome.unwrap();
        }
        db.store.close().await;
        let db = crate::database::TestDb::open(db.address).await;
        db.settled().await;
        let kept: Result<_, StoreError> =
            db.store.read(|tx| journal::feed(tx, Position::default(), 1000).boxed()).await;
        assert_eq!(kept.unwrap().len(), 200);
    }

    async fn whoever_loses_a_race_is_tried_again(db) {
        let commands = (0..5).map(|_| {
            let store = db.store.clone();
            async move {
                for _ in 0..6 {
                    store.write(|tx| step(tx, 1, "x").boxed()).await.unwrap();
                }
            }
        });
        join_all(commands).await;
        let head = db.read(|tx| journal::head(tx, "dossier/H01.1").boxed()).await;
        assert_eq!(head.version, 30);
    }

    async fn a_command_that_panics_keeps_nothing_and_the_store_goes_on(db) {
        for _ in 0..20 {
            let outcome: Result<(), StoreError> = db
                .store
                .write(|tx| {
                    async move {
                        journal::append(tx, "stream/a", &Head::default(), &[entry("x")]).await?;
                        panic!("on purpose")
                    }
                    .boxed()
                })
                .await;
            assert!(matches!(outcome, Err(StoreError::Panicked)));
            let outcome: Result<(), StoreError> =
                db.store.read(|_| async move { panic!("on purpose") }.boxed()).await;
            assert!(matches!(outcome, Err(StoreError::Panicked)));
        }
        assert_eq!(append_one(&db.store, "stream/a".to_owned()).await.unwrap().version, 1);
    }

    async fn a_caller_who_goes_away_leaves_the_pool_usable(db) {
        let waiting: Vec<_> = (0..40)
            .map(|number| {
                let store = db.store.clone();
                tokio::spawn(async move {
                    if number % 2 == 0 {
                        store.write(move |tx| slow_command(tx, number).boxed()).await
                    } else {
                        store.read(|tx| slow_page(tx).boxed()).await
                    }
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(15)).await;
        for task in &waiting {
            task.abort();
        }
        let commands = (0..40).map(|number| append_one(&db.store, format!("after/{number}")));
        for outcome in join_all(commands).await {
            outcome.unwrap();
        }
        let reads = (0..40).map(|number| {
            let stream = format!("after/{number}");
            db.read(move |tx| async move { journal::head(tx, &stream).await }.boxed())
        });
        for head in join_all(reads).await {
            assert_eq!(head.version, 1);
        }
    }

    async fn a_command_that_goes_on_after_a_refused_statement_is_not_half_kept(db) {
        let outcome: Result<(), StoreError> = db
            .store
            .write(|tx| {
                async move {
                    journal::append(tx, "stream/a", &Head::default(), &[entry("x")]).await?;
                    drop(journal::append(tx, "stream/a", &Head::default(), &[entry("y")]).await);
                    Ok(())
                }
                .boxed()
            })
            .await;
        // SQLite undoes only the refused statement; PostgreSQL nothing but the whole.
        let kept = db.read(|tx| journal::of_stream(tx, "stream/a").boxed()).await.len();
        assert_eq!(kept, usize::from(outcome.is_ok()));
    }
}
