//! Drafts, opinions on the service, guesses.

use daumoi_store::drafts::{self, DraftRow};
use daumoi_store::feedback::{self, FeedbackRow};
use daumoi_store::uploads::{self, UploadRow};
use daumoi_store::{StoreError, Tx, guesses};
use futures::FutureExt;

use crate::database::{TestDb, on_both_databases};

fn draft(code: &str, expires_at: i64) -> DraftRow {
    DraftRow {
        code: code.to_owned(),
        version: 1,
        procedure: "permit".to_owned(),
        dossier: None,
        begun_at: 1,
        changed_at: 1,
        expires_at,
        body: "{\"tên\":\"Bản tin\"}".to_owned(),
    }
}

fn upload(id: &str, actor: &str) -> UploadRow {
    UploadRow {
        id: id.to_owned(),
        sha256: "00ff".to_owned(),
        name: "a.pdf".to_owned(),
        kind: "application/pdf".to_owned(),
        size: 1,
        pages: None,
        actor: actor.to_owned(),
        at: 1,
    }
}

fn opinion(dossier: &str, stage: &str, score: i64) -> FeedbackRow {
    FeedbackRow {
        id: format!("{dossier}/{stage}"),
        dossier: Some(dossier.to_owned()),
        procedure: Some("permit".to_owned()),
        stage: stage.to_owned(),
        score,
        words: "Nhanh".to_owned(),
        at: score,
    }
}

async fn given(db: &TestDb, row: FeedbackRow) -> bool {
    db.write(move |tx: &mut Tx| async move { feedback::given(tx, &row).await }.boxed()).await
}

async fn changed(db: &TestDb, row: DraftRow) -> Result<(), StoreError> {
    db.store
        .write_once(move |tx: &mut Tx| async move { drafts::changed(tx, &row).await }.boxed())
        .await
}

on_both_databases! {
    async fn a_draft_is_kept_as_typed_and_whoever_is_slower_reads_it_again(db) {
        db.run(vec![drafts::begun(&draft("A", 10))]).await;
        let found = db.read(|tx| drafts::load(tx, "A", 9).boxed()).await.unwrap();
        assert_eq!(found, draft("A", 10));
        let next = DraftRow { body: "{}".to_owned(), expires_at: 20, dossier: Some("D".to_owned()), ..found.clone() };
        changed(&db, next.clone()).await.unwrap();
        let stale = changed(&db, found).await;
        assert!(matches!(stale, Err(StoreError::Conflict { expected: 1, .. })));
        let after = db.read(|tx| drafts::load(tx, "A", 19).boxed()).await;
        assert_eq!(after, Some(DraftRow { version: 2, ..next }));
        db.run(vec![drafts::handed_in("A", "D-2")]).await;
        let empty = db.read(|tx| drafts::load(tx, "A", 19).boxed()).await.unwrap();
        assert_eq!((empty.dossier.as_deref(), empty.body.as_str()), (Some("D-2"), "{}"));
        db.run(vec![drafts::removed("A")]).await;
        assert_eq!(db.read(|tx| drafts::load(tx, "A", 9).boxed()).await, None);
    }

    async fn an_expired_draft_is_gone_with_its_files_and_a_dossier_keeps_its_own(db) {
        let handed_in = DraftRow { dossier: Some("D".to_owned()), ..draft("B", 10) };
        db.run(vec![
            drafts::begun(&draft("A", 10)),
            drafts::begun(&handed_in),
            drafts::begun(&draft("C", 11)),
            uploads::noted(&upload("a", "draft:A")),
            uploads::noted(&upload("b", "draft:B")),
            uploads::noted(&upload("c", "draft:C")),
        ])
        .await;
        assert_eq!(db.read(|tx| drafts::load(tx, "A", 10).boxed()).await, None);
        db.run(drafts::forgotten(10)).await;
        for (id, is_kept) in [("a", false), ("b", true), ("c", true)] {
            let found = db.read(move |tx| uploads::load(tx, id).boxed()).await;
            assert_eq!(found.is_some(), is_kept, "{id}");
        }
        assert_eq!(db.read(|tx| drafts::load(tx, "B", 0).boxed()).await, None);
        assert!(db.read(|tx| drafts::load(tx, "C", 0).boxed()).await.is_some());
    }

    async fn an_opinion_is_given_once_for_a_stage(db) {
        assert!(given(&db, opinion("D-1", "handed_in", 5)).await);
        assert!(!given(&db, opinion("D-1", "handed_in", 1)).await);
        assert!(given(&db, opinion("D-1", "result", 4)).await);
        assert!(given(&db, opinion("D-12", "result", 3)).await);
        let stages = db.read(|tx| feedback::stages(tx, "D-1").boxed()).await;
        assert_eq!(stages, ["handed_in", "result"]);
        let newest = db.read(|tx| feedback::newest(tx, 1).boxed()).await;
        assert_eq!(newest, [opinion("D-1", "handed_in", 5)]);
        db.run(vec![feedback::forgotten(5)]).await;
        assert_eq!(db.read(|tx| feedback::newest(tx, 9).boxed()).await.len(), 1);
    }

    async fn tries_are_counted_by_the_hour(db) {
        db.run(vec![guesses::counted("x", 1), guesses::counted("x", 1), guesses::counted("x", 2)]).await;
        assert_eq!(db.read(|tx| guesses::count(tx, "x", 1).boxed()).await, 2);
        assert_eq!(db.read(|tx| guesses::count(tx, "y", 1).boxed()).await, 0);
        db.run(vec![guesses::forgotten(2)]).await;
        assert_eq!(db.read(|tx| guesses::count(tx, "x", 1).boxed()).await, 0);
        assert_eq!(db.read(|tx| guesses::count(tx, "x", 2).boxed()).await, 1);
    }
}
