//! Who read what.

use daumoi_store::readings::{self, Reading};
use futures::FutureExt;

use crate::database::on_both_databases;

fn read(subject: &str, person: &str, at: i64) -> Reading {
    Reading { subject: subject.to_owned(), person: person.to_owned(), what: "file".to_owned(), at }
}

on_both_databases! {
    async fn readings_are_told_by_what_was_read_and_by_whom_newest_first(db) {
        let first = [read("dossier/7", "an", 10), read("dossier/8", "an", 10)];
        let second = [read("dossier/7", "bình", 20)];
        db.run(readings::shown("reading/2024-05-27", 1, &first)).await;
        db.run(readings::shown("reading/2024-05-27", 2, &second)).await;
        let of_case = db.read(|tx| readings::of_subject(tx, "dossier/7", 10).boxed()).await;
        assert_eq!(of_case, [second[0].clone(), first[0].clone()]);
        let one = db.read(|tx| readings::of_subject(tx, "dossier/7", 1).boxed()).await;
        assert_eq!(one, second);
        let of_person = db.read(|tx| readings::of_person(tx, "an", 10).boxed()).await;
        assert_eq!(of_person, [first[1].clone(), first[0].clone()]);
    }
}
