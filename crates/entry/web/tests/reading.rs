//! What is read: the feed, the export, the figures, the department itself.

use std::collections::BTreeSet;

use serde_json::json;

use crate::desk::Desk;

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
