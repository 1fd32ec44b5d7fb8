//! Who read a protected case stands in the journal.

use serde_json::json;

use crate::acceptance::{act, bulletin};
use crate::house::{House, on_both_databases};

on_both_databases! {
    async fn whoever_opens_a_case_with_personal_data_is_noted_once_a_batch(house: House) {
        house.at_moment("2024-05-27T08:00");
        let new = bulletin(&house, "Ai đã đọc").await;
        let clerk = house.person("le.thi.hoa");
        let code = house.office.submit(&clerk, new, None).await.unwrap().code;
        act(&house, "le.thi.hoa", &code, "accept", json!({})).await;
        act(&house, "le.thi.hoa", &code, "transfer", json!({})).await;
        let head = house.person("pham.van.duc");
        house.office.dossier(&head, &code).await.unwrap();
        house.office.dossier(&head, &code).await.unwrap();
        let paper = house.office.dossier(&clerk, &code).await.unwrap().dossier.papers[0].paper.clone();
        house.at_moment("2024-05-27T09:30");
        house.office.paper(&head, &code, &paper).await.unwrap();
        let read = house.office.who_read(&head, &code, 50).await.unwrap();
        let told: Vec<(String, String, String)> =
            read.iter().map(|it| (it.at.to_string(), it.person.clone(), it.what.clone())).collect();
        assert_eq!(told, [
            ("2024-05-27T09:30:00".to_owned(), "pham.van.duc".to_owned(), format!("paper/{paper}")),
            ("2024-05-27T08:00:00".to_owned(), "pham.van.duc".to_owned(), "file".to_owned()),
            ("2024-05-27T08:00:00".to_owned(), "le.thi.hoa".to_owned(), "file".to_owned()),
        ]);
        house.office.rebuild().await.unwrap();
        assert_eq!(house.office.who_read(&head, &code, 50).await.unwrap(), read);
        assert_eq!(house.office.verify(Vec::new()).await.unwrap(), Vec::new());
    }

    async fn only_an_administrator_asks_what_a_person_read(house: House) {
        house.at_moment("2024-05-27T08:00");
        let head = house.person("pham.van.duc");
        assert!(house.office.readings_of(&head, "vo.thi.lan", 10).await.is_err());
    }
}
