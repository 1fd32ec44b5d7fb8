//! Bad input of every kind: a clear error in both languages, nothing lost, nothing half done.

use daumoi_office::scenario::sample_pdf;
use daumoi_store::journal::{self, Position};
use daumoi_store::{StoreError, Tx};
use futures::FutureExt;
use serde_json::{Value, json};

use crate::desk::{Desk, Said};

const SCRIPT: &str = "<script>alert('Sở')</script>";

/// Everything that is kept: entries of the journal and files.
async fn kept(desk: &Desk) -> (usize, Vec<String>) {
    let entries = desk.office.store().read(|tx: &mut Tx| {
        async move { journal::feed(tx, Position::default(), 10_000).await }.boxed()
    });
    let entries: Result<_, StoreError> = entries.await;
    (entries.unwrap().len(), desk.office.files().list().await.unwrap())
}

/// A problem with this status and code, told in both languages, and short enough to be read.
#[track_caller]
fn is_clear(said: &Said, expected: (u16, &str)) {
    assert_eq!(said.problem(), (expected.0, expected.1.to_owned()), "{}", said.text());
    assert_eq!(said.header("content-type"), "application/problem+json");
    let problem = said.json();
    assert_eq!(problem["detail"], problem["message"]["vi"]);
    let fields = problem["problems"].as_array().unwrap();
    for told in std::iter::once(&problem).chain(fields) {
        let (vi, en) = (told["message"]["vi"].as_str(), told["message"]["en"].as_str());
        let (vi, en) = (vi.unwrap(), en.unwrap());
        assert!(!vi.is_empty() && !en.is_empty() && vi != en, "{told}");
        assert!(vi.chars().count() < 600, "{told}");
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_taken_is_told_why_and_not_kept() {
    let desk = Desk::open().await;
    desk.get("/api/v1/openapi.json", None).await;
    let before = kept(&desk).await;
    let (broken, huge) = (sample_pdf("hỏng"), vec![b'x'; 30 * 1024 * 1024]);
    let broken = broken.get(..broken.len() / 2).unwrap().to_vec();
    for (name, bytes, expected) in [
        ("rong.pdf", Vec::new(), (422, "empty")),
        ("chu.pdf", "Đây chỉ là chữ".as_bytes().to_vec(), (422, "disguised")),
        ("hong.pdf", broken, (422, "broken")),
        ("lon.pdf", huge, (413, "too_large")),
    ] {
        is_clear(&desk.upload(&desk.portal, name, bytes).await, expected);
        assert_eq!(kept(&desk).await, before, "{name}");
    }
    let long = format!("{}.pdf", "tên ".repeat(2_500));
    let named = desk.upload(&desk.portal, &long, sample_pdf("dài")).await;
    assert_eq!(named.status, 201, "{}", named.text());
    assert!(named.json()["name"].as_str().unwrap().chars().count() <= 255);
}

#[tokio::test]
async fn a_dossier_that_cannot_be_is_told_where_and_not_begun() {
    let desk = Desk::open().await;
    desk.get("/api/v1/openapi.json", None).await;
    let good = desk.new_dossier("Bản tin mẫu").await;
    let before = kept(&desk).await;
    let long = "Ă".repeat(10_000);
    for (pointer, value, expected) in [
        ("/answers/org_legal_doc_date", json!("2019-02-31"), (422, "invalid_answers")),
        ("/answers/org_legal_doc_date", json!("31/02/2019"), (422, "invalid_answers")),
        ("/applicant/name", json!(long), (422, "invalid_answers")),
        ("/answers/bulletin_name", json!(long), (422, "invalid_answers")),
        ("/answers/bulletin_name", json!("\u{0}"), (422, "invalid_answers")),
        ("/answers/bulletin_name", json!({ "a": [1] }), (422, "invalid_answers")),
        ("/answers/pages", json!(-1), (422, "invalid_answers")),
        ("/answers/pages", json!(1e300), (422, "invalid_answers")),
        ("/papers/masthead", json!("u0"), (404, "not_found")),
        ("/papers/masthead", json!(long), (404, "not_found")),
        ("/procedure", json!(long), (422, "unknown_procedure")),
        ("/procedure", json!(SCRIPT), (422, "unknown_procedure")),
        ("/channel", json!("pigeon"), (400, "malformed")),
    ] {
        let mut dossier = good.clone();
        dossier.pointer_mut(pointer).unwrap().clone_from(&value);
        let said = desk.post_once("/api/v1/dossiers", &desk.portal, &dossier, Some("once")).await;
        assert_ne!(said.status, 201, "{pointer} {value}");
        is_clear(&said, expected);
        assert_eq!(kept(&desk).await, before, "{pointer}");
    }
    // The key of what was refused is free for what is right.
    let said = desk.post_once("/api/v1/dossiers", &desk.portal, &good, Some("once")).await;
    assert_eq!(said.status, 201, "{}", said.text());
}

#[tokio::test]
async fn script_in_every_field_is_text_where_text_may_stand_and_refused_elsewhere() {
    let desk = Desk::open().await;
    desk.get("/api/v1/openapi.json", None).await;
    let good = desk.new_dossier("Bản tin mẫu").await;
    let before = kept(&desk).await;
    let mut dossier = good.clone();
    for part in ["applicant", "answers"] {
        for (_, value) in dossier[part].as_object_mut().unwrap() {
            if value.is_string() {
                *value = json!(SCRIPT);
            }
        }
    }
    dossier["applicant"]["kind"] = good["applicant"]["kind"].clone();
    let said = desk.post("/api/v1/dossiers", &desk.portal, &dossier).await;
    is_clear(&said, (422, "invalid_answers"));
    assert_eq!(kept(&desk).await, before);
    for problem in said.json()["problems"].as_array().unwrap() {
        let field = problem["field"].as_str().unwrap();
        let (part, field) = match field.strip_prefix("applicant.") {
            Some(field) => ("applicant", field),
            None => ("answers", field),
        };
        dossier[part][field] = good[part][field].clone();
    }
    let said = desk.post("/api/v1/dossiers", &desk.portal, &dossier).await;
    assert_eq!(said.status, 201, "{}", said.text());
    let path = format!("/api/v1/dossiers/{}", said.json()["code"].as_str().unwrap());
    let file = desk.get(&path, Some(&desk.portal)).await.json()["dossier"].clone();
    for (field, value) in dossier["answers"].as_object().unwrap() {
        assert_eq!(&file["answers"][field], value, "{field}");
    }
    assert_eq!(file["answers"]["purpose"], SCRIPT);
    assert_eq!(file["applicant"]["name"], SCRIPT);
}

#[tokio::test]
async fn decomposed_letters_are_kept_and_found_as_composed_ones() {
    let desk = Desk::open().await;
    desk.get("/api/v1/openapi.json", None).await;
    let mut dossier = desk.new_dossier("Ba\u{309}n tin Phu\u{301} Ye\u{302}n").await;
    dossier["applicant"]["name"] = json!("Phu\u{300}ng A\u{301}nh Du\u{31b}o\u{31b}\u{301}i");
    let said = desk.post("/api/v1/dossiers", &desk.portal, &dossier).await;
    let code = said.json()["code"].as_str().unwrap().to_owned();
    let file = desk.get(&format!("/api/v1/dossiers/{code}"), Some(&desk.portal)).await.json();
    assert_eq!(file["dossier"]["answers"]["bulletin_name"], "Bản tin Phú Yên");
    assert_eq!(file["dossier"]["applicant"]["name"], "Phùng Ánh Dưới");
    let clerk = desk.person("le.thi.hoa").await;
    for words in ["Ph%C3%B9ng%20%C3%81nh", "Phu%CC%80ng%20A%CC%81nh", "phung+anh"] {
        let found = desk.get(&format!("/api/v1/search?q={words}"), Some(&clerk)).await.json();
        assert_eq!(found["items"][0]["key"], code.as_str(), "{words}");
    }
}

#[tokio::test]
async fn a_step_that_cannot_be_is_told_why_and_leaves_the_case_as_it_was() {
    let desk = Desk::open().await;
    desk.get("/api/v1/openapi.json", None).await;
    let code = desk.submitted("Bước sai").await;
    let clerk = desk.person("le.thi.hoa").await;
    let before = kept(&desk).await;
    let path = format!("/api/v1/dossiers/{code}/actions");
    let long = "a".repeat(10_000);
    let items = json!({ "items": [{ "paper": "masthead", "reason": "", "text": "thiếu" }] });
    for (order, expected) in [
        (json!({ "action": "explode" }), (422, "unknown_action")),
        (json!({ "action": long }), (422, "unknown_action")),
        (json!({ "action": "accept", "version": 7 }), (409, "stale_version")),
        (json!({ "action": "transfer" }), (422, "not_while")),
        (json!({ "action": "accept", "with": { "odd": 1 } }), (400, "malformed")),
        (json!({ "action": "return_for_completion", "with": items }), (422, "reasons_required")),
        (json!({ "act": "accept" }), (400, "malformed")),
    ] {
        is_clear(&desk.post(&path, &clerk, &order).await, expected);
        assert_eq!(kept(&desk).await, before, "{order}");
    }
    let elsewhere = format!("/api/v1/dossiers/{long}/actions");
    is_clear(
        &desk.post(&elsewhere, &clerk, &json!({ "action": "accept" })).await,
        (404, "not_found"),
    );
    let accepted = desk.step(&clerk, &code, "accept", json!({})).await;
    assert_eq!(accepted["version"], 2);
    // Sent again without a key it is another step, which is not open any more.
    let again: Value = json!({ "action": "accept" });
    is_clear(&desk.post(&path, &clerk, &again).await, (422, "not_while"));
}
