//! Finding by words, with and without marks.

use daumoi_kernel::vietnamese;
use daumoi_store::search::{self, Document, SearchWord};
use daumoi_store::{Scope, Tx};
use futures::FutureExt;

use crate::database::{TestDb, on_both_databases};

async fn index(db: &TestDb, id: i64, sight: i64, text: &str) {
    let exact = vietnamese::words(text).join(" ");
    let folded = vietnamese::fold(&exact);
    let document = Document { id, kind: "dossier", sight, exact: &exact, folded: &folded };
    db.run(search::indexed(db.dialect(), &document)).await;
}

async fn find(db: &TestDb, scope: Scope, question: &str, page: usize) -> Vec<i64> {
    let words: Vec<SearchWord> = vietnamese::words(question)
        .into_iter()
        .map(|exact| SearchWord {
            folded: vietnamese::fold(&exact),
            has_marks: vietnamese::has_marks(&exact),
            exact,
        })
        .collect();
    let found = db
        .read(move |tx: &mut Tx| {
            async move { search::find(tx, &scope, &words, page).await }.boxed()
        })
        .await;
    found.into_iter().map(|(id, _)| id).collect()
}

on_both_databases! {
    async fn marks_that_were_typed_count_and_marks_left_out_do_not(db) {
        index(&db, 1, 7, "Đề nghị họp báo ngày 27/05").await;
        index(&db, 2, 7, "Hợp đồng báo cáo").await;
        index(&db, 3, 7, "hop bao").await;
        index(&db, 4, 8, "Thông báo họp").await;
        for (question, expected) in [
            ("họp báo", vec![4, 1]),
            ("hop bao", vec![3, 4, 2, 1]),
            ("HỌP bao", vec![4, 1]),
            ("hợp báo", vec![2]),
            ("hop", vec![3, 4, 2, 1]),
            ("báo họ", vec![4, 1]),
            ("họ báo", vec![]),
            ("de nghi", vec![1]),
            ("27 05", vec![1]),
            ("không có", vec![]),
            ("", vec![]),
            ("\" OR ' & * : ) -- !", vec![]),
        ] {
            assert_eq!(find(&db, Scope::All, question, 10).await, expected, "{question}");
        }
    }

    async fn only_what_the_reader_may_see_is_found(db) {
        for id in 1..=20 {
            index(&db, id, id % 4, "giấy phép bưu chính").await;
        }
        let seen = find(&db, Scope::Sights(vec![1, 3, 1]), "giay phep", 100).await;
        assert_eq!(seen, (1..=20).rev().filter(|id| id % 2 == 1).collect::<Vec<_>>());
        let seen = find(&db, Scope::Sights(vec![0, 2, 3]), "giay phep", 100).await;
        assert_eq!(seen, (1..=20).rev().filter(|id| id % 4 != 1).collect::<Vec<_>>());
        assert!(find(&db, Scope::Sights(vec![]), "giay phep", 100).await.is_empty());
        assert!(find(&db, Scope::Sights(vec![11]), "giay phep", 100).await.is_empty());
        assert!(find(&db, Scope::All, "1", 100).await.is_empty());
        assert_eq!(find(&db, Scope::Sights(vec![1]), "phep", 2).await, [17, 13]);
    }

    async fn a_document_is_found_by_its_new_text_only(db) {
        index(&db, 1, 7, "xuất bản").await;
        index(&db, 1, 9, "viễn thông").await;
        assert!(find(&db, Scope::All, "xuất", 10).await.is_empty());
        assert_eq!(find(&db, Scope::Sights(vec![9]), "viễn", 10).await, [1]);
        assert!(find(&db, Scope::Sights(vec![7]), "viễn", 10).await.is_empty());
        db.run(search::removed(db.dialect(), 1)).await;
        assert!(find(&db, Scope::All, "viễn", 10).await.is_empty());
    }

    async fn exact_hits_come_first_even_when_the_page_is_short(db) {
        for id in 1..=5 {
            index(&db, id, 1, "bao").await;
        }
        for id in 6..=12 {
            index(&db, id, 1, "báo").await;
        }
        assert_eq!(find(&db, Scope::All, "bao", 3).await, [5, 4, 3]);
        assert_eq!(find(&db, Scope::All, "bao", 7).await, [5, 4, 3, 2, 1, 12, 11]);
    }
}
