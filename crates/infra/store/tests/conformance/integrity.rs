//! Checkpoints, and that every way of touching the journal is told by name.

use daumoi_store::checkpoint::{self, Checkpoint};
use daumoi_store::journal::{self, Position};
use daumoi_store::verify::{self, Problem, ProblemCode, Witnesses};
use daumoi_store::{StoreError, Tx};
use ed25519_dalek::SigningKey;
use futures::FutureExt;

use crate::database::{TestDb, on_both_databases};
use crate::samples::{NAMING, step, three_cases};

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

async fn checkpointed(db: &TestDb) -> Option<Checkpoint> {
    db.settled().await;
    db.write(|tx: &mut Tx| async move { checkpoint::make(tx, &key(), 99).await }.boxed()).await
}

async fn problems(db: &TestDb, kept: Vec<String>) -> Vec<Problem> {
    db.settled().await;
    db.read(move |tx: &mut Tx| {
        async move {
            let key = key().verifying_key();
            verify::journal(tx, &Witnesses { key: &key, naming: NAMING, kept: &kept }).await
        }
        .boxed()
    })
    .await
}

/// What is wrong, where: code, stream, version.
async fn told(db: &TestDb) -> Vec<(ProblemCode, String, i64)> {
    let problems = problems(db, Vec::new()).await;
    problems.into_iter().map(|problem| (problem.code, problem.stream, problem.version)).collect()
}

fn in_case_two(code: ProblemCode, version: i64) -> (ProblemCode, String, i64) {
    (code, "dossier/H01.2".to_owned(), version)
}

fn at_checkpoint(code: ProblemCode, number: i64) -> (ProblemCode, String, i64) {
    (code, String::new(), number)
}

async fn three_cases_and_a_checkpoint(db: &TestDb) -> Checkpoint {
    three_cases(db).await;
    let made = checkpointed(db).await.unwrap();
    assert_eq!(made.entries, 12);
    made
}

on_both_databases! {
    async fn an_untouched_journal_has_no_problems(db) {
        let first = three_cases_and_a_checkpoint(&db).await;
        assert_eq!(checkpointed(&db).await, None);
        db.write(|tx| step(tx, 2, "more").boxed()).await;
        let second = checkpointed(&db).await.unwrap();
        assert_eq!((second.number, second.entries, &second.previous), (2, 1, &first.root));
        assert_eq!(Checkpoint::from_line(&second.line()).unwrap().line(), second.line());
        db.write(|tx| step(tx, 2, "not yet under a checkpoint").boxed()).await;
        assert_eq!(problems(&db, vec![first.line(), second.line()]).await, []);
    }

    async fn every_entry_can_be_proved_to_be_under_its_checkpoint(db) {
        three_cases_and_a_checkpoint(&db).await;
        db.write(|tx| step(tx, 2, "more").boxed()).await;
        checkpointed(&db).await.unwrap();
        db.write(|tx| step(tx, 2, "later").boxed()).await;
        db.settled().await;
        let feed = db.read(|tx| journal::feed(tx, Position::default(), 100).boxed()).await;
        let public = key().verifying_key();
        for (index, stored) in feed.iter().enumerate() {
            let position = stored.position;
            let proof = db.read(move |tx| checkpoint::prove(tx, position).boxed()).await;
            match proof {
                Some(proof) => {
                    assert!(proof.proves(&stored.hash, &public));
                    assert!(!proof.proves(&feed[(index + 1) % 12].hash, &public));
                }
                None => assert_eq!(index, 13),
            }
        }
    }

    async fn an_altered_byte_is_named(db) {
        three_cases_and_a_checkpoint(&db).await;
        db.tamper(
            "UPDATE journal SET body = '{\"text\":\"round 4\"}' \
             WHERE stream = 'dossier/H01.2' AND version = 3",
        )
        .await;
        assert_eq!(told(&db).await, [in_case_two(ProblemCode::Altered, 3)]);
        let problem = &problems(&db, Vec::new()).await[0];
        assert!(problem.id.is_some());
        assert!(problem.message.vi.contains("mục 3 của dossier/H01.2"));
        assert!(problem.message.en.contains("entry 3 of dossier/H01.2"));
    }

    async fn a_removed_entry_is_named(db) {
        three_cases_and_a_checkpoint(&db).await;
        db.tamper("DELETE FROM journal WHERE stream = 'dossier/H01.2' AND version = 2").await;
        assert_eq!(
            told(&db).await,
            [
                in_case_two(ProblemCode::Missing, 2),
                at_checkpoint(ProblemCode::CheckpointShort, 1),
            ]
        );
    }

    async fn an_inserted_entry_is_named(db) {
        three_cases_and_a_checkpoint(&db).await;
        db.write(|tx: &mut Tx| {
            async move {
                // A forger who knows how hashes are made, but has neither the row nor the key.
                let head = journal::head(tx, "dossier/H01.2").await?;
                let entry = crate::samples::entry("forged");
                journal::append(tx, "dossier/H01.2", &head, &[entry]).await
            }
            .boxed()
        })
        .await;
        assert_eq!(told(&db).await, [in_case_two(ProblemCode::Inserted, 5)]);
    }

    async fn an_entry_that_claims_a_taken_version_is_named(db) {
        three_cases_and_a_checkpoint(&db).await;
        let unguarded = match db.dialect() {
            // On SQLite the key is part of the table, so the forger takes a version below the first.
            daumoi_store::Dialect::Sqlite => {
                "INSERT INTO journal (stream, version, kind, at, actor, body, hash) \
                 SELECT stream, 0, kind, at, actor, body, hash FROM journal \
                 WHERE stream = 'dossier/H01.2' AND version = 2"
            }
            daumoi_store::Dialect::Postgres => {
                "ALTER TABLE journal DROP CONSTRAINT journal_stream_version_key; \
                 INSERT INTO journal (stream, version, kind, at, actor, body, hash) \
                 SELECT stream, version, kind, at, actor, body, hash FROM journal \
                 WHERE stream = 'dossier/H01.2' AND version = 2"
            }
        };
        db.tamper(unguarded).await;
        let told = told(&db).await;
        assert!(
            told.iter().any(|(code, stream, version)| *code == ProblemCode::Inserted
                && stream == "dossier/H01.2"
                && [0, 2].contains(version)),
            "{told:?}"
        );
    }

    async fn a_cut_tail_is_named(db) {
        three_cases_and_a_checkpoint(&db).await;
        db.tamper("DELETE FROM journal WHERE stream = 'dossier/H01.2' AND version >= 3").await;
        assert_eq!(
            told(&db).await,
            [
                in_case_two(ProblemCode::CutOff, 4),
                at_checkpoint(ProblemCode::CheckpointShort, 1),
            ]
        );
    }

    async fn a_history_written_anew_is_told_by_the_checkpoint(db) {
        three_cases_and_a_checkpoint(&db).await;
        db.tamper("DELETE FROM journal WHERE stream = 'dossier/H01.2'; DELETE FROM dossier WHERE id = 2").await;
        for _ in 0..4 {
            db.write(|tx| step(tx, 2, "another story").boxed()).await;
        }
        assert_eq!(told(&db).await, [at_checkpoint(ProblemCode::CheckpointShort, 1)]);
    }

    async fn a_checkpoint_that_was_touched_or_removed_is_named(db) {
        let kept = three_cases_and_a_checkpoint(&db).await.line();
        db.write(|tx| step(tx, 2, "more").boxed()).await;
        checkpointed(&db).await.unwrap();
        db.write(|tx| tx.script("UPDATE checkpoint SET entries = 11 WHERE number = 1").boxed()).await;
        let found = problems(&db, vec![kept.clone()]).await;
        let codes: Vec<_> = found.iter().map(|problem| (problem.code, problem.version)).collect();
        assert_eq!(
            codes,
            [(ProblemCode::CheckpointSignature, 1), (ProblemCode::CheckpointMissing, 1)]
        );
        db.write(|tx| tx.script("DELETE FROM checkpoint").boxed()).await;
        let found = problems(&db, vec![kept, "1 2 zz".to_owned()]).await;
        let codes: Vec<_> = found.iter().map(|problem| (problem.code, problem.version)).collect();
        assert_eq!(
            codes,
            [(ProblemCode::CheckpointSignature, 0), (ProblemCode::CheckpointMissing, 1)]
        );
    }

    async fn two_processes_do_not_make_the_same_checkpoint(db) {
        three_cases(&db).await;
        let make = || {
            db.store.write(|tx: &mut Tx| {
                async move { checkpoint::make(tx, &key(), 99).await }.boxed()
            })
        };
        let (one, other): (Result<_, StoreError>, _) = futures::join!(make(), make());
        let made: Vec<_> = [one.unwrap(), other.unwrap()].into_iter().flatten().collect();
        let covered: i64 = made.iter().map(|checkpoint| checkpoint.entries).sum();
        assert_eq!(covered, 12);
        assert_eq!(problems(&db, Vec::new()).await, []);
    }
}
