//! Numbers without gaps, and the books they stand in.

use daumoi_store::numbers::{self, NumberRow};
use daumoi_store::{StoreError, Tx};
use futures::FutureExt;
use futures::future::join_all;

use crate::database::on_both_databases;

fn row(seq: i64) -> NumberRow {
    NumberRow {
        series: "decisions".to_owned(),
        year: 2024,
        seq,
        number: format!("{seq}/QĐ-STTTT"),
        signed_on: "2024-05-27".to_owned(),
        stream: format!("document/{seq}"),
        is_void: false,
    }
}

on_both_databases! {
    async fn fifty_at_once_get_one_to_fifty(db) {
        let commands = (0..50).map(|turn| {
            let store = db.store.clone();
            async move {
                // Every third one fails the first time, after it has its number.
                if turn % 3 == 0 {
                    let failed: Result<i64, StoreError> = store
                        .write(|tx: &mut Tx| {
                            async move {
                                numbers::next(tx, "decisions", 2024).await?;
                                Err(StoreError::Closed)
                            }
                            .boxed()
                        })
                        .await;
                    assert!(failed.is_err());
                }
                let taken: Result<i64, StoreError> = store
                    .write(|tx: &mut Tx| {
                        async move {
                            let seq = numbers::next(tx, "decisions", 2024).await?;
                            let (sql, values) = numbers::entered(&row(seq));
                            tx.execute(&sql, &values).await?;
                            Ok(seq)
                        }
                        .boxed()
                    })
                    .await;
                taken.unwrap()
            }
        });
        let mut taken = join_all(commands).await;
        taken.sort_unstable();
        assert_eq!(taken, (1..=50).collect::<Vec<_>>());
        let book = db.read(|tx| numbers::list(tx, "decisions", 2024, 0, 100).boxed()).await;
        assert_eq!(book.iter().map(|row| row.seq).collect::<Vec<_>>(), taken);
    }

    async fn each_series_and_year_counts_for_itself(db) {
        for (series, year, expected) in
            [("a", 2024, 1), ("a", 2024, 2), ("b", 2024, 1), ("a", 2025, 1), ("a", 2024, 3)]
        {
            let taken = db.write(move |tx| numbers::next(tx, series, year).boxed()).await;
            assert_eq!(taken, expected);
        }
        assert_eq!(db.write(|tx| numbers::next_code(tx, "H01", "240527").boxed()).await, 1);
        assert_eq!(db.write(|tx| numbers::next_code(tx, "H01", "240527").boxed()).await, 2);
        assert_eq!(db.write(|tx| numbers::next_code(tx, "H01", "240528").boxed()).await, 1);
    }

    async fn a_void_number_stays_in_its_book(db) {
        db.run(vec![
            numbers::entered(&row(1)),
            numbers::entered(&row(2)),
            numbers::voided("decisions", 2024, 1),
        ])
        .await;
        let book = db.read(|tx| numbers::list(tx, "decisions", 2024, 0, 10).boxed()).await;
        assert_eq!(book, [NumberRow { is_void: true, ..row(1) }, row(2)]);
    }
}
