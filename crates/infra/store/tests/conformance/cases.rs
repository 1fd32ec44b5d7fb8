//! Lists of cases narrowed in every way, held against the same rows sorted and sifted in memory.

use std::collections::BTreeMap;

use daumoi_store::cases::{self, Dimension, Narrowed, Span};
use daumoi_store::dossiers::{self, DossierRow};
use daumoi_store::{Scope, Store, Tx, rebuild};
use futures::FutureExt;

use crate::database::{TestDb, on_both_databases};
use crate::samples::{dossier, step};

fn pick<'a>(words: &[&'a str], number: i64) -> &'a str {
    words[usize::try_from(number).unwrap() % words.len()]
}

/// Cases of three units and four procedures; every third is finished.
fn varied(id: i64) -> DossierRow {
    let is_open = id % 3 != 0;
    DossierRow {
        procedure: pick(&["permit", "renewal", "notice", "revocation"], id / 2).to_owned(),
        duty: 4 + id % 2,
        unit: pick(&["press", "post", "it"], id / 3).to_owned(),
        officer: pick(&["", "an", "bình"], id / 5).to_owned(),
        channel: pick(&["online", "direct"], id / 7).to_owned(),
        status: if is_open { 4 } else { 10 },
        state: pick(&["checking", "signing"], id / 4).to_owned(),
        submitted_at: 1000 + id,
        due_key: if is_open { 50 + id % 17 } else { 9000 - id % 23 },
        is_open,
        timeliness: (!is_open).then(|| pick(&["early", "late"], id / 6).to_owned()),
        ..dossier(id, id % 6)
    }
}

fn is_among(row: &DossierRow, narrowed: &Narrowed) -> bool {
    let within = |span: Span, number: i64| {
        span.from.is_none_or(|from| from <= number) && span.before.is_none_or(|end| number < end)
    };
    narrowed.is_open.is_none_or(|it| it == row.is_open)
        && narrowed.duty.is_none_or(|it| it == row.duty)
        && narrowed.procedure.as_ref().is_none_or(|it| *it == row.procedure)
        && (narrowed.units.is_empty() || narrowed.units.contains(&row.unit))
        && narrowed.officer.as_ref().is_none_or(|it| *it == row.officer)
        && (narrowed.statuses.is_empty() || narrowed.statuses.contains(&row.status))
        && narrowed.state.as_ref().is_none_or(|it| *it == row.state)
        && within(narrowed.key, row.due_key)
        && within(narrowed.received, row.submitted_at)
        && narrowed.ids.as_ref().is_none_or(|ids| ids.contains(&row.id))
}

fn questions() -> Vec<Narrowed> {
    let some = |text: &str| Some(text.to_owned());
    let span = |from: i64, before: i64| Span { from: Some(from), before: Some(before) };
    let open = Narrowed { is_open: Some(true), ..Narrowed::default() };
    let finished = Narrowed { is_open: Some(false), ..Narrowed::default() };
    vec![
        Narrowed::default(),
        open.clone(),
        finished.clone(),
        Narrowed { duty: Some(5), ..open.clone() },
        Narrowed { procedure: some("permit"), ..open.clone() },
        Narrowed { procedure: some("permit"), ..finished.clone() },
        Narrowed { procedure: some("notice"), ..Narrowed::default() },
        Narrowed { units: vec!["press".to_owned(), "it".to_owned()], ..open.clone() },
        Narrowed { officer: some(""), ..open.clone() },
        Narrowed { officer: some("bình"), statuses: vec![4, 10], ..Narrowed::default() },
        Narrowed { state: some("signing"), ..open.clone() },
        Narrowed { key: span(55, 60), ..open.clone() },
        Narrowed { key: span(55, 60), units: vec!["post".to_owned()], ..open },
        Narrowed { key: span(8985, 8999), ..finished },
        Narrowed { received: span(1040, 1100), ..Narrowed::default() },
        Narrowed { ids: Some(vec![3, 5, 8, 13, 500]), ..Narrowed::default() },
        Narrowed { ids: Some(Vec::new()), ..Narrowed::default() },
    ]
}

async fn listed(db: &TestDb, scope: &Scope, narrowed: &Narrowed, piece: usize) -> Vec<i64> {
    let mut found: Vec<(i64, i64)> = Vec::new();
    loop {
        let (scope, narrowed, after) = (scope.clone(), narrowed.clone(), found.last().copied());
        let page = db
            .read(move |tx: &mut Tx| {
                async move { cases::list(tx, &scope, &narrowed, after, piece).await }.boxed()
            })
            .await;
        found.extend(page.iter().map(dossiers::DossierSummary::cursor));
        if page.len() < piece {
            return found.into_iter().map(|(_, id)| id).collect();
        }
    }
}

on_both_databases! {
    async fn a_narrowed_list_is_the_whole_list_sifted(db) {
        let mut rows: Vec<DossierRow> = (1..=180).map(varied).collect();
        db.run(rows.iter().map(|row| dossiers::upsert(row, true)).collect()).await;
        rows.sort_by_key(|row| (row.due_key, row.id));
        for scope in [Scope::All, Scope::Sights(vec![0, 2, 3]), Scope::Sights(Vec::new())] {
            for narrowed in questions() {
                let is_seen = |row: &&DossierRow| match &scope {
                    Scope::Sights(sights) => sights.contains(&row.sight),
                    _ => true,
                };
                let expected: Vec<&DossierRow> =
                    rows.iter().filter(is_seen).filter(|row| is_among(row, &narrowed)).collect();
                let ids: Vec<i64> = expected.iter().map(|row| row.id).collect();
                assert_eq!(listed(&db, &scope, &narrowed, 7).await, ids, "{scope:?} {narrowed:?}");
                let (asked, by_scope) = (narrowed.clone(), scope.clone());
                let (count, by) = db
                    .read(move |tx: &mut Tx| {
                        async move {
                            let by = [Dimension::Unit, Dimension::Timeliness, Dimension::Duty];
                            let count = cases::count(tx, &by_scope, &asked).await?;
                            Ok((count, cases::count_by(tx, &by_scope, &asked, &by).await?))
                        }
                        .boxed()
                    })
                    .await;
                assert_eq!(usize::try_from(count).unwrap(), ids.len());
                let mut groups: BTreeMap<Vec<String>, i64> = BTreeMap::new();
                for row in &expected {
                    let timeliness = row.timeliness.clone().unwrap_or_default();
                    let words = vec![row.unit.clone(), timeliness, row.duty.to_string()];
                    *groups.entry(words).or_default() += 1;
                }
                assert_eq!(by, groups.into_iter().collect::<Vec<_>>(), "{scope:?} {narrowed:?}");
            }
        }
    }

    async fn an_office_from_before_is_told_to_make_its_read_models_again(db) {
        assert!(!db.read(|tx| rebuild::is_wanted(tx).boxed()).await);
        db.write(|tx: &mut Tx| async move { step(tx, 1, "handed in").await }.boxed()).await;
        let before = "DROP INDEX dossier_by_due; DROP INDEX dossier_by_reception; \
             ALTER TABLE dossier DROP COLUMN duty; ALTER TABLE dossier DROP COLUMN unit; \
             ALTER TABLE dossier DROP COLUMN officer; ALTER TABLE dossier DROP COLUMN channel; \
             DROP TABLE read_models_behind; DELETE FROM schema_step WHERE number = 9; \
             CREATE INDEX dossier_by_due ON dossier (is_open, due_key, id)";
        db.write(move |tx| tx.script(before).boxed()).await;
        let store = Store::open(&db.address).await.unwrap();
        let wanted = store.read(|tx: &mut Tx| rebuild::is_wanted(tx).boxed()).await;
        assert!(wanted.unwrap());
        db.write(|tx| rebuild::clear(tx).boxed()).await;
        assert!(!db.read(|tx| rebuild::is_wanted(tx).boxed()).await);
        store.close().await;
    }
}
