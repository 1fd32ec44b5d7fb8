//! Rows that pages read: cases, tasks, records, and their pages.

use daumoi_store::cases::{self, Narrowed};
use daumoi_store::dossiers;
use daumoi_store::records::{self, RecordRow, Shown};
use daumoi_store::tasks::{self, TaskRow, Whose};
use daumoi_store::{Scope, Store, StoreError, Tx, counters, journal, rebuild};
use futures::FutureExt;

use crate::database::{TestDb, on_both_databases};
use crate::samples::{dossier, record, three_cases};

async fn page(
    db: &TestDb,
    scope: &Scope,
    narrowed: &Narrowed,
    (after, page): (Option<(i64, i64)>, usize),
) -> Vec<(i64, i64)> {
    let (scope, narrowed) = (scope.clone(), narrowed.clone());
    let rows = db
        .read(move |tx: &mut Tx| {
            async move { cases::list(tx, &scope, &narrowed, after, page).await }.boxed()
        })
        .await;
    rows.iter().map(dossiers::DossierSummary::cursor).collect()
}

fn task(dossier: i64, slot: i64, unit: &str, officer: Option<&str>) -> TaskRow {
    TaskRow {
        dossier,
        slot,
        unit: unit.to_owned(),
        role: "handler".to_owned(),
        officer: officer.map(str::to_owned),
        due_key: 100 - dossier,
    }
}

on_both_databases! {
    async fn a_case_is_written_and_written_over(db) {
        let mut row = dossier(1, 5);
        db.run(vec![dossiers::upsert(&row, true)]).await;
        row.state = "done".to_owned();
        row.due = None;
        row.is_open = false;
        row.timeliness = Some("early".to_owned());
        db.run(vec![dossiers::upsert(&row, false)]).await;
        assert_eq!(db.read(|tx| dossiers::load(tx, "H01.1").boxed()).await, Some(row.clone()));
        assert_eq!(db.read(|tx| dossiers::load_by_id(tx, 1).boxed()).await, Some(row));
        assert_eq!(db.read(|tx| dossiers::load(tx, "H01.2").boxed()).await, None);
    }

    async fn pages_join_without_gap_or_repetition(db) {
        let mut rows: Vec<_> = (1..=200).map(|id| dossier(id, id % 90)).collect();
        for row in &mut rows {
            row.is_open = row.id % 5 != 0;
        }
        db.run(rows.iter().map(|row| dossiers::upsert(row, true)).collect()).await;
        let scopes = [Scope::All, Scope::Sights((0..80).collect()), Scope::Party("party/1".to_owned())];
        for scope in scopes {
            for is_open in [None, Some(true), Some(false)] {
                let narrowed = Narrowed { is_open, ..Narrowed::default() };
                let whole = page(&db, &scope, &narrowed, (None, 1000)).await;
                assert!(whole.is_sorted());
                let mut joined = Vec::new();
                loop {
                    let after = joined.last().copied();
                    let piece = page(&db, &scope, &narrowed, (after, 7)).await;
                    if piece.is_empty() {
                        break;
                    }
                    joined.extend(piece);
                }
                assert_eq!(joined, whole, "{scope:?} {is_open:?}");
            }
        }
        assert_eq!(db.read(|tx| dossiers::count_of_party(tx, "party/1").boxed()).await, (54, 13));
    }

    async fn an_inbox_shows_the_tasks_of_a_role_or_of_an_officer(db) {
        db.run((1..=6).map(|id| dossiers::upsert(&dossier(id, 1), true)).collect()).await;
        let mut before = Vec::new();
        for id in 1..=6 {
            let unit = if id % 2 == 0 { "press" } else { "post" };
            let tasks = vec![task(id, 0, unit, None), task(id, 1, "desk", Some("an"))];
            db.run(tasks::tasks_replaced(id, &[], &tasks)).await;
            before.push(tasks);
        }
        let roles = ["press", "desk"].map(|unit| Whose::Role {
            unit: unit.to_owned(),
            role: "handler".to_owned(),
        });
        let mut seen = Vec::new();
        loop {
            let (after, roles) = (seen.last().copied(), roles.clone());
            let piece = db
                .read(move |tx| async move { tasks::inbox(tx, &roles, None, after, 4).await }.boxed())
                .await;
            if piece.is_empty() {
                break;
            }
            seen.extend(piece.iter().map(tasks::InboxItem::cursor));
        }
        assert_eq!(seen.len(), 9);
        assert!(seen.is_sorted());
        let after = vec![task(6, 1, "desk", Some("bình"))];
        let written = tasks::tasks_replaced(6, &before[5], &after);
        assert_eq!(written.len(), 2);
        assert!(tasks::tasks_replaced(6, &after, &after).is_empty());
        db.run(written).await;
        let of_binh = [Whose::Officer("bình".to_owned())];
        let mine = db
            .read(move |tx| async move { tasks::inbox(tx, &of_binh, None, None, 10).await }.boxed())
            .await;
        assert_eq!(mine.len(), 1);
        assert_eq!((&mine[0].task, mine[0].dossier.code.as_str()), (&after[0], "H01.6"));
        assert_eq!(db.read(|tx| tasks::of_dossier(tx, 6).boxed()).await, after);
    }

    async fn a_register_is_read_by_everybody_or_by_those_who_may(db) {
        let rows: Vec<RecordRow> = (1..=30).map(|id| record(id, id % 5)).collect();
        db.run(rows.iter().map(records::upsert).collect()).await;
        let changed = RecordRow { status: "revoked".to_owned(), ..record(3, 3) };
        db.run(vec![records::upsert(&changed)]).await;
        let loaded = db.read(|tx| records::load(tx, "licences", "3/GP-STTTT").boxed()).await;
        assert_eq!(loaded, Some(changed.clone()));
        assert_eq!(db.read(|tx| records::load_by_id(tx, 3).boxed()).await, Some(changed.clone()));
        let found = db.read(|tx| records::find_by_number(tx, "3/GP-STTTT").boxed()).await;
        assert_eq!(found, [changed]);
        let ids = async |scope: Option<Scope>, after: i64| -> Vec<i64> {
            let rows = db
                .read(move |tx| {
                    async move {
                        let shown = scope.as_ref().map_or(Shown::Public, Shown::Within);
                        records::list(tx, "licences", shown, after, 4).await
                    }
                    .boxed()
                })
                .await;
            rows.iter().map(|row| row.id).collect()
        };
        assert_eq!(ids(None, 6).await, [8, 10, 12, 14]);
        assert_eq!(ids(Some(Scope::All), 6).await, [7, 8, 9, 10]);
        assert_eq!(ids(Some(Scope::Sights(vec![1, 2])), 6).await, [7, 11, 12, 16]);
        assert_eq!(ids(Some(Scope::Sights(vec![])), 6).await, [0; 0]);
        assert_eq!(ids(Some(Scope::Party("party/2".to_owned())), 6).await, [8, 11, 14, 17]);
        let hidden = db
            .read(|tx| records::get_visible(tx, Shown::Public, "licences", "3/GP-STTTT").boxed())
            .await;
        assert_eq!(hidden, None);
    }

    async fn nobody_sees_less_of_a_public_register_than_everybody(db) {
        let rows: Vec<RecordRow> = (1..=30).map(|id| record(id, id % 5)).collect();
        db.run(rows.iter().map(records::upsert).collect()).await;
        for (scope, expected) in [
            (Scope::Sights(vec![1, 2]), [7, 8, 10, 11]),
            (Scope::Sights(vec![]), [8, 10, 12, 14]),
            (Scope::Party("party/2".to_owned()), [8, 10, 11, 12]),
            (Scope::All, [7, 8, 9, 10]),
        ] {
            let reader = scope.clone();
            let seen = db
                .read(move |tx| {
                    async move {
                        let shown = Shown::PublicOrWithin(&reader);
                        records::list(tx, "licences", shown, 6, 4).await
                    }
                    .boxed()
                })
                .await;
            assert_eq!(seen.iter().map(|row| row.id).collect::<Vec<_>>(), expected, "{scope:?}");
            for row in &rows {
                let (reader, number) = (scope.clone(), row.number.clone());
                let got = db
                    .read(move |tx| {
                        async move {
                            let shown = Shown::PublicOrWithin(&reader);
                            records::get_visible(tx, shown, "licences", &number).await
                        }
                        .boxed()
                    })
                    .await;
                assert_eq!(got.is_some(), row.is_public || row.is_within(&scope), "{scope:?} {row:?}");
            }
        }
    }

    async fn a_unique_value_is_held_by_one_record(db) {
        db.run(vec![records::claimed("licences", "0101", 1)]).await;
        let outcome = db
            .store
            .write(|tx: &mut Tx| {
                async move {
                    let (sql, values) = records::claimed("licences", "0101", 2);
                    tx.execute(&sql, &values).await
                }
                .boxed()
            })
            .await;
        assert!(outcome.unwrap_err().is_conflict());
        db.run(vec![records::released("licences", "0101", 2)]).await;
        assert_eq!(db.read(|tx| records::claimed_by(tx, "licences", "0101").boxed()).await, Some(1));
        db.run(vec![records::released("licences", "0101", 1), records::claimed("licences", "0101", 2)]).await;
        assert_eq!(db.read(|tx| records::claimed_by(tx, "licences", "0101").boxed()).await, Some(2));
    }

    async fn clearing_leaves_the_journal(db) {
        three_cases(&db).await;
        db.run(counters::changes(0, &[("open".to_owned(), 1, 3)])).await;
        db.write(|tx| rebuild::clear(tx).boxed()).await;
        assert_eq!(db.read(|tx| dossiers::load_by_id(tx, 1).boxed()).await, None);
        assert!(db.read(|tx| counters::totals(tx, "", &Scope::All).boxed()).await.is_empty());
        assert_eq!(db.read(|tx| journal::of_stream(tx, "dossier/H01.1").boxed()).await.len(), 4);
    }

    async fn a_database_of_a_newer_program_is_refused(db) {
        db.write(|tx| tx.script("INSERT INTO schema_step (number) VALUES (99)").boxed()).await;
        let outcome = Store::open(&db.address).await;
        assert!(matches!(outcome, Err(StoreError::Newer { found: 99, .. })), "{outcome:?}");
    }
}
