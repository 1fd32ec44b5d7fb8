//! One predicate: list, get, search and counters agree on what a reader may see.

use std::collections::BTreeSet;

use daumoi_store::cases::{self, Narrowed};
use daumoi_store::dossiers;
use daumoi_store::search::{self, Document, SearchWord};
use daumoi_store::{Scope, Sight, StoreError, Tx, counters, scope};
use futures::FutureExt;
use futures::future::join_all;

use crate::database::{TestDb, on_both_databases};
use crate::samples::dossier;

/// A small generator, so that a failure comes again.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

fn sights() -> Vec<Sight> {
    let units = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    vec![
        Sight { duty: 4, units: units(&["press"]) },
        Sight { duty: 4, units: units(&["press", "desk"]) },
        Sight { duty: 10, units: units(&["post"]) },
        Sight { duty: 10, units: units(&["post", "desk"]) },
        Sight { duty: 11, units: units(&["post", "inspection"]) },
        Sight { duty: 34, units: units(&["office"]) },
    ]
}

async fn fill(db: &TestDb, chance: &mut Chance) -> Vec<(i64, i64)> {
    let sights = sights();
    db.run(sights.iter().map(Sight::noted).collect()).await;
    let mut written = Vec::new();
    for id in 1..=80 {
        let pick = usize::try_from(chance.below(6)).unwrap();
        let sight = sights[pick].id();
        let mut statements = vec![dossiers::upsert(&dossier(id, sight), true)];
        let document =
            Document { id, kind: "dossier", sight, exact: "giấy phép", folded: "giay phep" };
        statements.extend(search::indexed(db.dialect(), &document));
        statements.extend(counters::changes(
            i64::from(id % 2 == 0),
            &[("case.open".to_owned(), sight, 1), ("other".to_owned(), sight, 1)],
        ));
        db.run(statements).await;
        written.push((id, sight));
    }
    written
}

/// What each way of reading shows to `scope`: listed, found, got, counted.
async fn seen(tx: &mut Tx, scope: &Scope) -> Result<[Vec<i64>; 3], StoreError> {
    let all = Narrowed::default();
    let mut listed: Vec<i64> =
        cases::list(tx, scope, &all, None, 1000).await?.iter().map(|row| row.id).collect();
    let counted = cases::count(tx, scope, &all).await?;
    assert_eq!(usize::try_from(counted).unwrap(), listed.len());
    listed.sort_unstable();
    let words =
        [SearchWord { exact: "giấy".to_owned(), folded: "giay".to_owned(), has_marks: true }];
    let mut found: Vec<i64> =
        search::find(tx, scope, &words, 1000).await?.iter().map(|(id, _)| *id).collect();
    found.sort_unstable();
    let mut got = Vec::new();
    for id in 1..=80 {
        if dossiers::get_visible(tx, scope, &format!("H01.{id}")).await?.is_some() {
            got.push(id);
        }
    }
    Ok([listed, found, got])
}

on_both_databases! {
    async fn list_get_search_and_counters_agree(db) {
        let mut chance = Chance(20_240_527);
        let written = fill(&db, &mut chance).await;
        let numbers: Vec<i64> = sights().iter().map(Sight::id).collect();
        let mut scopes = vec![Scope::All, Scope::Sights(vec![]), Scope::Party("party/2".to_owned())];
        for _ in 0..12 {
            scopes.push(Scope::Sights(
                numbers.iter().copied().filter(|_| chance.below(2) == 0).collect(),
            ));
        }
        for scope in scopes {
            let expected: Vec<i64> = written
                .iter()
                .filter(|(id, sight)| match &scope {
                    Scope::All => true,
                    Scope::Sights(sights) => sights.contains(sight),
                    Scope::Party(_) => id % 3 == 2,
                })
                .map(|(id, _)| *id)
                .collect();
            let asked = scope.clone();
            let answers = db.read(move |tx: &mut Tx| async move { seen(tx, &asked).await }.boxed()).await;
            for seen in answers {
                assert_eq!(seen, expected, "{scope:?}");
            }
            let asked = scope.clone();
            let totals: Result<_, StoreError> = db
                .store
                .read(move |tx: &mut Tx| async move { counters::totals(tx, "case.", &asked).await }.boxed())
                .await;
            match (scope, totals) {
                (Scope::Party(_), totals) => assert!(matches!(totals, Err(StoreError::NotCounted))),
                (_, totals) if expected.is_empty() => assert!(totals.unwrap().is_empty()),
                (_, totals) => {
                    let count = i64::try_from(expected.len()).unwrap();
                    assert_eq!(totals.unwrap(), [("case.open".to_owned(), count)]);
                }
            }
        }
    }

    async fn sights_in_use_are_known_by_their_numbers(db) {
        db.run(sights().iter().chain(&sights()).map(Sight::noted).collect()).await;
        let known: BTreeSet<Sight> =
            db.read(|tx| scope::all(tx).boxed()).await.into_iter().map(|(_, sight)| sight).collect();
        assert_eq!(known, sights().into_iter().collect());
    }

    async fn counters_of_many_at_once_add_up(db) {
        let commands = (0..60_i64).map(|turn| {
            let store = db.store.clone();
            async move {
                let outcome: Result<(), StoreError> = store
                    .write(move |tx: &mut Tx| {
                        async move {
                            let (gone, come) = (turn % 3, (turn + 1) % 3);
                            let changes = counters::changes(
                                tx.counter_slot(),
                                &[
                                    (format!("state.{come}"), 1, 1),
                                    (format!("state.{gone}"), 1, -1),
                                    ("moves".to_owned(), 1, 1),
                                    ("nothing".to_owned(), 1, 1),
                                    ("nothing".to_owned(), 1, -1),
                                ],
                            );
                            tx.batch(&changes).await
                        }
                        .boxed()
                    })
                    .await;
                outcome.unwrap();
            }
        });
        join_all(commands).await;
        let totals = db.read(|tx| counters::totals(tx, "", &Scope::All).boxed()).await;
        assert_eq!(totals, [("moves".to_owned(), 60)]);
    }
}
