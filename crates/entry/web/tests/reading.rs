//! List, get, search, count, export and feed show one person the same cases.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::desk::Desk;

async fn codes_by_pages(desk: &Desk, who: &str, list: &str) -> Vec<String> {
    let mut codes = Vec::new();
    let mut next: Option<String> = None;
    loop {
        let cursor = next.map(|next| format!("&cursor={next}")).unwrap_or_default();
        let page = desk.get(&format!("{list}{cursor}"), Some(who)).await.json();
        let items = page["items"].as_array().unwrap();
        codes.extend(items.iter().map(|it| it["code"].as_str().unwrap().to_owned()));
        next = page["next"].as_str().map(str::to_owned);
        if next.is_none() {
            return codes;
        }
    }
}

#[tokio::test]
async fn every_way_of_reading_agrees_for_every_officer() {
    let desk = Desk::open().await;
    desk.get("/api/v1/openapi.json", None).await;
    let mut all = BTreeSet::new();
    for number in 0..5 {
        desk.at(&format!("2024-01-2{}T08:00", number + 2));
        all.insert(desk.submitted(&format!("Bản tin số {number}")).await);
    }
    for (person, sees_all) in [
        ("le.thi.hoa", true),
        ("vo.thi.lan", true),
        ("nguyen.van.an", true),
        ("bui.thanh.tung", false),
        ("quan.tri", false),
    ] {
        let who = desk.person(person).await;
        let expected = if sees_all { all.clone() } else { BTreeSet::new() };
        let listed = codes_by_pages(&desk, &who, "/api/v1/dossiers?limit=2").await;
        assert_eq!(listed.iter().cloned().collect::<BTreeSet<_>>(), expected, "{person} lists");
        assert_eq!(listed.len(), expected.len(), "{person} sees each once");
        for code in &all {
            let got = desk.get(&format!("/api/v1/dossiers/{code}"), Some(&who)).await.status;
            assert_eq!(got == 200, sees_all, "{person} gets {code}");
        }
        let counts = desk.get("/api/v1/dossiers/counts", Some(&who)).await.json();
        let counted: i64 = counts["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["count"].as_i64().unwrap())
            .sum();
        assert_eq!(counted, i64::try_from(expected.len()).unwrap(), "{person} counts");
        let found = desk.get("/api/v1/search?q=ban+tin+so&limit=100", Some(&who)).await.json();
        let found: BTreeSet<String> = keys(&found["items"], "key");
        assert_eq!(found, expected, "{person} searches");
        let csv = desk.get("/api/v1/dossiers/export.csv", Some(&who)).await.text();
        let rows = csv.lines().skip(1).map(|row| row.split('"').nth(1).unwrap().to_owned());
        assert_eq!(rows.collect::<BTreeSet<_>>(), expected, "{person} exports");
        let changes = desk.get("/api/v1/changes?limit=200&body=true", Some(&who)).await.json();
        let submitted = changes["items"].as_array().unwrap().iter();
        let told: BTreeSet<String> =
            submitted.map(|it| it["body"]["code"].as_str().unwrap().to_owned()).collect();
        assert_eq!(told, expected, "{person} follows");
    }
}

fn keys(items: &Value, key: &str) -> BTreeSet<String> {
    let items = items.as_array().unwrap().iter();
    items.map(|it| it[key].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_feed_goes_on_where_it_stopped_and_tells_each_entry_once() {
    let desk = Desk::open().await;
    desk.get("/api/v1/openapi.json", None).await;
    let hoa = desk.person("le.thi.hoa").await;
    for number in 0..4 {
        let code = desk.submitted(&format!("Dòng {number}")).await;
        desk.step(&hoa, &code, "accept", json!({})).await;
    }
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/changes?limit=3{after}");
        let page = desk.get(&path, Some(&hoa)).await.json();
        let items = page["items"].as_array().unwrap();
        if items.is_empty() {
            break;
        }
        seen.extend(items.iter().map(|it| format!("{} {}", it["stream"], it["version"])));
        after = format!("&after={}", page["next"].as_str().unwrap());
    }
    assert_eq!(seen.len(), 8);
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 8);
}

#[tokio::test]
async fn an_applicant_with_a_formula_for_a_name_is_text_in_the_export() {
    let desk = Desk::open().await;
    desk.get("/api/v1/openapi.json", None).await;
    let mut dossier = desk.new_dossier("Công thức").await;
    dossier["applicant"]["name"] = json!("=HYPERLINK(\"http://x\")");
    assert_eq!(desk.post("/api/v1/dossiers", &desk.portal, &dossier).await.status, 201);
    let hoa = desk.person("le.thi.hoa").await;
    let csv = desk.get("/api/v1/dossiers/export.csv?open=true", Some(&hoa)).await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert!(csv.text().starts_with("\u{FEFF}\"code\""));
    assert!(csv.text().contains("\"'=HYPERLINK(\"\"http://x\"\")\""));
}

#[tokio::test]
async fn steps_and_requests_are_measured_with_labels_from_closed_lists() {
    let mut desk = Desk::open().await;
    let settings = daumoi_web::Settings::default();
    let handle = daumoi_web::collect_metrics().unwrap();
    let state = daumoi_web::WebState::new(desk.office.clone(), Some(handle), settings);
    desk.router = daumoi_web::router(state);
    let hoa = desk.person("le.thi.hoa").await;
    let code = desk.submitted("Đo đếm").await;
    desk.step(&hoa, &code, "accept", json!({})).await;
    desk.act(&hoa, &code, "nonsense", json!({})).await;
    desk.get("/somewhere/else", None).await;
    let text = desk.get("/metrics", None).await.text();
    assert!(text.contains("daumoi_steps_total{action=\"accept\"}"));
    assert!(text.contains("daumoi_refused_total{code=\"unknown_action\"}"));
    assert!(text.contains("route=\"/api/v1/dossiers/{code}/actions\""));
    assert!(text.contains("daumoi_http_request_seconds_bucket"));
    assert!(text.contains("daumoi_outbox_waiting"));
    assert!(!text.contains("nonsense") && !text.contains("/somewhere") && !text.contains(&code));
}

#[tokio::test]
async fn the_department_describes_itself() {
    let desk = Desk::open().await;
    desk.get("/api/v1/openapi.json", None).await;
    let found = desk.get("/api/v1/procedures?q=cap+giay+phep+ban+tin&point=4", None).await.json();
    let line = &found["items"][0];
    assert_eq!(line["id"], "press.bulletin_licence.issue");
    assert_eq!(
        (&line["term"]["vi"], &line["fee"]["vi"]),
        (&json!("20 ngày"), &json!("Không thu phí"))
    );
    let base = "/api/v1/procedures/press.bulletin_licence.issue";
    let edition = desk.get(&format!("{base}?on=2025-03-01"), None).await.json();
    assert_eq!(edition["edition"]["id"], "2025-03-01");
    assert_eq!(desk.get(&format!("{base}?on=1999-01-01"), None).await.status, 404);
    let editions = desk.get(&format!("{base}/editions"), None).await.json();
    assert_eq!(editions["items"][0]["until"], "2025-02-28");
    let duties = desk.get("/api/v1/mandate", None).await.json();
    assert_eq!(duties["items"].as_array().unwrap().len(), 34);
    let year = desk.get("/api/v1/calendar?year=2024", None).await.json();
    assert!(year["special_days"].as_array().unwrap().iter().any(|it| it["date"] == "2024-02-08"));
    let due =
        desk.get("/api/v1/deadline?from=2024-01-22&term=20+days&explain=true", None).await.json();
    assert_eq!(due["due"], "2024-02-15");
    assert!(due["proof"]["days"].is_array());
    let office = desk.get("/api/v1/office", Some(&desk.portal)).await.json();
    assert_eq!(office["whoami"]["id"], "app:portal");
    let admin = desk.person("quan.tri").await;
    let assumed = desk.get("/api/v1/assumptions", Some(&admin)).await.json();
    let issue = assumed["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["id"] == "press.bulletin_licence.issue");
    let items = issue.unwrap()["items"].as_array().unwrap();
    assert!(items.iter().any(|it| it["confidence"] == "unknown"));
    assert!(items.iter().any(|it| it["confidence"] == "assumed"));
    assert_eq!(desk.get("/readyz", None).await.status, 200);
    assert_eq!(desk.get("/healthz", None).await.status, 200);
}
