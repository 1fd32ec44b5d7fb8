//! A backup of everything that cannot be made again, loaded into the same and the other database.

use daumoi_store::journal::{self, Position};
use daumoi_store::verify::{self, Witnesses};
use daumoi_store::{StoreError, Tx, accounts, checkpoint, dump, idempotency, numbers, outbox};
use ed25519_dalek::SigningKey;
use futures::FutureExt;

use crate::database::{TestDb, on_both_databases, with_sqlite};
use crate::samples::{NAMING, step, three_cases};

async fn written(db: &TestDb) -> Vec<u8> {
    db.read(|tx: &mut Tx| {
        async move {
            let mut out = Vec::new();
            dump::write(tx, &mut out).await?;
            Ok(out)
        }
        .boxed()
    })
    .await
}

async fn loaded(db: &TestDb, dump: Vec<u8>) -> Result<i64, StoreError> {
    db.store
        .write_once(move |tx: &mut Tx| {
            async move { dump::load(tx, &mut dump.as_slice()).await }.boxed()
        })
        .await
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

async fn fill(db: &TestDb) {
    three_cases(db).await;
    db.write(|tx: &mut Tx| async move { checkpoint::make(tx, &key(), 9).await }.boxed()).await;
    db.write(|tx| step(tx, 1, "sau dấu mốc — “trích dẫn” \\\\ \\n").boxed()).await;
    db.write(|tx| numbers::next(tx, "decisions", 2024).boxed()).await;
    db.run(vec![
        outbox::pushed("mail", "{}", 10),
        outbox::pushed("mail", "{}", 11),
        accounts::password_set("an", "hash", 1),
        idempotency::noted("an", "key", "print", "answer", 5),
    ])
    .await;
}

/// The journal without the places of its entries, which are given anew.
async fn entries(db: &TestDb) -> Vec<(String, i64, journal::Entry, Vec<u8>)> {
    db.settled().await;
    db.read(|tx| journal::feed(tx, Position::default(), 1000).boxed())
        .await
        .into_iter()
        .map(|stored| (stored.stream, stored.version, stored.entry, stored.hash))
        .collect()
}

async fn is_the_same_office(db: &TestDb, dump: &[u8], expected: &TestDb) {
    assert_eq!(written(db).await, dump);
    assert_eq!(entries(db).await, entries(expected).await);
    let problems = db
        .read(|tx: &mut Tx| {
            async move {
                let key = key().verifying_key();
                verify::journal(tx, &Witnesses { key: &key, naming: NAMING, kept: &[] }).await
            }
            .boxed()
        })
        .await;
    assert_eq!(problems, []);
    life_goes_on(db).await;
}

/// New entries come after, new messages get new ids, numbers are not repeated.
async fn life_goes_on(db: &TestDb) {
    db.write(|tx: &mut Tx| {
        async move {
            let head = journal::head(tx, "dossier/H01.1").await?;
            journal::append(tx, "dossier/H01.1", &head, &[crate::samples::entry("after")]).await
        }
        .boxed()
    })
    .await;
    db.run(vec![outbox::pushed("mail", "{}", 12)]).await;
    assert_eq!(db.write(|tx| numbers::next(tx, "decisions", 2024).boxed()).await, 2);
    let last = entries(db).await.pop().unwrap();
    assert_eq!((last.0.as_str(), last.1), ("dossier/H01.1", 6));
    db.settled().await;
    let more =
        db.write(|tx: &mut Tx| async move { checkpoint::make(tx, &key(), 10).await }.boxed()).await;
    assert_eq!(more.unwrap().entries, 2);
}

on_both_databases! {
    async fn a_dump_goes_to_the_other_database_and_back(db) {
        fill(&db).await;
        let dump = written(&db).await;
        let origin = db.clone();
        let on_the_way = dump.clone();
        // On PostgreSQL this is the other database; on SQLite a second one.
        with_sqlite(async move |between| {
            loaded(&between, on_the_way.clone()).await.unwrap();
            let again = written(&between).await;
            is_the_same_office(&between, &on_the_way, &origin).await;
            origin
                .with_another(async |back| {
                    loaded(&back, again.clone()).await.unwrap();
                    is_the_same_office(&back, &again, &origin).await;
                })
                .await;
        })
        .await;
    }

    async fn a_dump_is_not_loaded_over_anything(db) {
        fill(&db).await;
        let dump = written(&db).await;
        assert!(matches!(loaded(&db, dump).await, Err(StoreError::NotEmpty)));
    }

    async fn a_dump_that_broke_off_leaves_nothing(db) {
        fill(&db).await;
        let dump = written(&db).await;
        db.with_another(async |empty| {
            for broken in [dump.len() / 2, dump.len() - 30, 10, 0] {
                let outcome = loaded(&empty, dump[..broken].to_vec()).await;
                assert!(matches!(outcome, Err(StoreError::Corrupt { .. })), "{outcome:?}");
            }
            let text = String::from_utf8(dump.clone()).unwrap();
            let shortened: Vec<&str> =
                text.lines().filter(|line| !line.contains("round 3")).collect();
            let outcome = loaded(&empty, shortened.join("\n").into_bytes()).await;
            assert!(matches!(outcome, Err(StoreError::Corrupt { .. })), "{outcome:?}");
            assert!(entries(&empty).await.is_empty());
            loaded(&empty, dump.clone()).await.unwrap();
        })
        .await;
    }
}
