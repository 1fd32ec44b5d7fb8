//! The journal: chains, conflicts, and that it only grows.

use daumoi_store::journal::{self, Head, Position, chain};
use daumoi_store::{StoreError, Tx};
use futures::FutureExt;

use crate::database::on_both_databases;
use crate::samples::{entry, three_cases};

on_both_databases! {
    async fn a_stream_is_read_back_as_a_chain(db) {
        let head = db
            .write(|tx| {
                async move {
                    let entries = [entry("một"), entry("hai"), entry("ba")];
                    journal::append(tx, "dossier/A", &Head::default(), &entries).await
                }
                .boxed()
            })
            .await;
        let stored = db.read(|tx| journal::of_stream(tx, "dossier/A").boxed()).await;
        assert_eq!(stored.iter().map(|stored| stored.version).collect::<Vec<_>>(), [1, 2, 3]);
        let mut previous = journal::GENESIS.to_vec();
        for stored in &stored {
            previous = chain(&previous, "dossier/A", stored.version, &stored.entry);
            assert_eq!(stored.hash, previous);
        }
        assert_eq!(head, Head { version: 3, hash: previous });
        assert_eq!(db.read(|tx| journal::head(tx, "dossier/A").boxed()).await, head);
        assert_eq!(db.read(|tx| journal::head(tx, "dossier/B").boxed()).await, Head::default());
    }

    async fn an_append_behind_the_end_of_a_stream_is_a_conflict(db) {
        three_cases(&db).await;
        let outcome = db
            .store
            .write(|tx| {
                async move {
                    journal::append(tx, "dossier/H01.1", &Head::default(), &[entry("late")]).await
                }
                .boxed()
            })
            .await;
        let error = outcome.unwrap_err();
        assert!(error.is_conflict());
        assert!(matches!(error, StoreError::Conflict { expected: 0, .. }), "{error:?}");
    }

    async fn the_journal_refuses_changes(db) {
        three_cases(&db).await;
        let mut refused = vec![
            "UPDATE journal SET body = 'other' WHERE version = 1",
            "DELETE FROM journal WHERE version = 4",
            "DELETE FROM journal",
        ];
        if db.dialect() == daumoi_store::Dialect::Postgres {
            refused.push("TRUNCATE journal");
        }
        for sql in refused {
            let outcome: Result<(), StoreError> =
                db.store.write(move |tx: &mut Tx| tx.script(sql).boxed()).await;
            let error = outcome.unwrap_err();
            assert!(!error.is_conflict(), "{sql}: {error:?}");
        }
        let kept = db.read(|tx| journal::feed(tx, Position::default(), 100).boxed()).await;
        assert_eq!(kept.len(), 12);
    }

    async fn a_page_cannot_write(db) {
        let outcome: Result<(), StoreError> = db
            .store
            .read(|tx| tx.script("INSERT INTO book (series, year, last) VALUES ('a', 1, 1)").boxed())
            .await;
        assert!(outcome.is_err());
    }

    async fn the_feed_can_be_read_in_pieces(db) {
        three_cases(&db).await;
        let whole = db.read(|tx| journal::feed(tx, Position::default(), 100).boxed()).await;
        let mut pieces = Vec::new();
        loop {
            let after = pieces.last().map_or_else(Position::default, |last: &journal::Stored| last.position);
            let piece = db.read(move |tx| journal::feed(tx, after, 5).boxed()).await;
            if piece.is_empty() {
                break;
            }
            pieces.extend(piece);
        }
        assert_eq!(pieces, whole);
    }

    async fn a_refused_command_leaves_nothing(db) {
        let outcome: Result<(), StoreError> = db
            .store
            .write(|tx| {
                async move {
                    journal::append(tx, "dossier/A", &Head::default(), &[entry("lost")]).await?;
                    Err(StoreError::Closed)
                }
                .boxed()
            })
            .await;
        assert!(matches!(outcome, Err(StoreError::Closed)));
        assert!(db.read(|tx| journal::of_stream(tx, "dossier/A").boxed()).await.is_empty());
    }

    async fn the_streams_can_be_walked_in_order(db) {
        three_cases(&db).await;
        let first = db.read(|tx| journal::in_stream_order(tx, ("", 0), 5).boxed()).await;
        let end = first.last().map(|last| (last.stream.clone(), last.version)).unwrap();
        assert_eq!(end, ("dossier/H01.2".to_owned(), 1));
        let rest = db
            .read(move |tx| {
                async move { journal::in_stream_order(tx, (&end.0, end.1), 100).await }.boxed()
            })
            .await;
        assert_eq!(rest.len(), 7);
    }
}
