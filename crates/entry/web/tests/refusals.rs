//! Everything that is sent wrong is refused clearly, and nothing of it stays.

use axum::body::Body;
use axum::http::Request;
use daumoi_office::scenario::sample_pdf;
use serde_json::{Value, json};

use crate::desk::Desk;

#[tokio::test]
async fn a_problem_names_itself_in_both_languages_and_speaks_the_one_that_was_asked_for() {
    let desk = Desk::open().await;
    desk.get("/api/v1/openapi.json", None).await;
    let request = Request::get("/api/v1/dossiers?colour=red")
        .header("authorization", format!("Bearer {}", desk.portal))
        .header("accept-language", "en")
        .header("x-request-id", "abc-1");
    let said = desk.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(said.header("content-type"), "application/problem+json");
    assert_eq!(said.header("x-request-id"), "abc-1");
    insta::assert_json_snapshot!(said.json());
    let vietnamese = desk.get("/api/v1/dossiers?limit=1&limit=2", Some(&desk.portal)).await.json();
    assert_eq!(vietnamese["detail"], "Tham số “limit” được gửi hai lần.");
}

#[tokio::test]
async fn who_is_nobody_gets_nowhere() {
    let desk = Desk::open().await;
    desk.get("/api/v1/openapi.json", None).await;
    assert_eq!(desk.get("/api/v1/dossiers", None).await.problem(), (401, "no_credentials".into()));
    let wrong = desk.get("/api/v1/office", Some("wrong")).await;
    assert_eq!(wrong.problem(), (401, "invalid_credentials".into()));
    assert!(wrong.header("www-authenticate").starts_with("Bearer"));
    assert_eq!(desk.get("/api/v1/assumptions", Some(&desk.portal)).await.status, 403);
    let body = json!({ "person": "le.thi.hoa", "password": "sai" });
    let request = Request::post("/api/v1/sessions").header("content-type", "application/json");
    let said = desk.send(request.body(Body::from(body.to_string())).unwrap()).await;
    assert_eq!(said.problem(), (401, "sign_in_failed".into()));
    assert_eq!(desk.get("/api/v1/procedures/%FF", None).await.problem(), (400, "malformed".into()));
    assert_eq!(desk.get("/api/v1/none", None).await.problem(), (404, "not_found".into()));
    assert_eq!(desk.post("/api/v1/mandate", "x", &json!({})).await.status, 405);
    let code = desk.submitted("Không phải của bạn").await;
    let mai = desk.person("ho.thi.mai").await;
    assert_eq!(desk.get(&format!("/api/v1/dossiers/{code}"), Some(&mai)).await.status, 404);
    assert_eq!(desk.act(&mai, &code, "accept", json!({})).await.status, 404);
}

#[tokio::test]
async fn wrong_parameters_and_broken_cursors_are_told_by_name() {
    let desk = Desk::open().await;
    desk.get("/api/v1/openapi.json", None).await;
    for query in [
        "dossiers?limit=0",
        "dossiers?limit=201",
        "dossiers?status=11",
        "dossiers?open=maybe",
        "dossiers?cursor=AAAA",
        "inbox?cursor=không",
        "changes?after=AWQ",
        "procedures?on=2024-02-31",
        "calendar?year=x",
        "deadline?from=2024-02-31&term=5+days",
        "deadline?from=2024-02-01",
        "search",
        "dossiers?late=maybe",
    ] {
        let said = desk
            .get(&format!("/api/v1/{}", query.replace('ô', "%C3%B4")), Some(&desk.portal))
            .await;
        assert_eq!(said.status, 400, "{query}: {}", said.text());
    }
}

#[tokio::test]
async fn json_that_is_broken_is_told_with_its_line() {
    let desk = Desk::open().await;
    desk.get("/api/v1/openapi.json", None).await;
    let send = |kind: &'static str, body: Vec<u8>| {
        let request = Request::post("/api/v1/dossiers")
            .header("authorization", format!("Bearer {}", desk.portal))
            .header("content-type", kind);
        desk.send(request.body(Body::from(body)).unwrap())
    };
    let broken = send("application/json", b"{\n  \"procedure\": ,\n}".to_vec()).await;
    assert_eq!(broken.problem(), (400, "malformed".into()));
    assert!(broken.json()["message"]["en"].as_str().unwrap().contains("line 2, column 16"));
    assert_eq!(send("text/plain", b"{}".to_vec()).await.status, 415);
    assert_eq!(send("application/json", vec![b' '; 2 * 1024 * 1024]).await.status, 413);
    assert_eq!(send("application/json", b"{\"odd\": 1}".to_vec()).await.status, 400);
}

#[tokio::test]
async fn files_that_are_not_what_they_seem_stay_outside() {
    let desk = Desk::open().await;
    desk.get("/api/v1/openapi.json", None).await;
    let portal = &desk.portal;
    assert_eq!(desk.upload(portal, "rong.pdf", Vec::new()).await.problem(), (422, "empty".into()));
    let text = desk.upload(portal, "chu.pdf", b"chi la chu".to_vec()).await;
    assert_eq!(text.problem(), (422, "disguised".into()));
    let huge = desk.upload(portal, "lon.pdf", vec![b'x'; 30 * 1024 * 1024]).await;
    assert_eq!(huge.problem(), (413, "too_large".into()));
    let raw = Request::post("/api/v1/files?name=to.pdf")
        .header("authorization", format!("Bearer {portal}"))
        .body(Body::from(sample_pdf("to")));
    let raw = desk.send(raw.unwrap()).await.json();
    assert_eq!((&raw["name"], &raw["pages"]), (&json!("to.pdf"), &json!(1)));
    let nameless =
        Request::post("/api/v1/files").header("authorization", format!("Bearer {portal}"));
    let nameless = desk.send(nameless.body(Body::from(sample_pdf("to"))).unwrap()).await;
    assert_eq!(nameless.problem(), (400, "no_file".into()));
}

#[tokio::test]
async fn answers_that_cannot_be_are_refused_with_their_fields() {
    let desk = Desk::open().await;
    desk.get("/api/v1/openapi.json", None).await;
    let good = desk.new_dossier("Bản tin mẫu").await;
    let wrong_fields = |change: Vec<(&'static str, Value)>| {
        let mut dossier = good.clone();
        for (pointer, value) in change {
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            dossier.pointer_mut(parent).unwrap()[key] = value;
        }
        let desk = &desk;
        async move {
            let said = desk.post("/api/v1/dossiers", &desk.portal, &dossier).await;
            assert_eq!(said.status, 422, "{}", said.text());
            let problems = said.json()["problems"].as_array().unwrap().clone();
            let names = problems.iter().map(|it| it["field"].as_str().unwrap().to_owned());
            names.collect::<Vec<_>>()
        }
    };
    let february = vec![("/answers/org_legal_doc_date", json!("2019-02-31"))];
    assert_eq!(wrong_fields(february).await, ["org_legal_doc_date"]);
    let long = vec![("/applicant/name", json!("Ă".repeat(10_000)))];
    assert_eq!(wrong_fields(long).await, ["applicant.name"]);
    let two = vec![("/answers/pages", json!("nhiều")), ("/answers/odd", json!(1))];
    assert_eq!(wrong_fields(two).await.len(), 2);
    let unknown = desk.submitted("Bước lạ").await;
    let hoa = desk.person("le.thi.hoa").await;
    assert_eq!(
        desk.act(&hoa, &unknown, "explode", json!({})).await.problem(),
        (422, "unknown_action".into())
    );
    let odd = desk.act(&hoa, &unknown, "accept", json!({ "odd": 1 })).await;
    assert_eq!(odd.problem(), (400, "malformed".into()));
}

#[tokio::test]
async fn script_is_kept_as_text_and_decomposed_letters_become_one() {
    let desk = Desk::open().await;
    desk.get("/api/v1/openapi.json", None).await;
    let script = "<script>alert(1)</script>";
    let mut dossier = desk.new_dossier(script).await;
    dossier["applicant"]["name"] = json!(format!("{script} Tuy Ho\u{0300}a"));
    dossier["answers"]["purpose"] = json!(script);
    let said = desk.post("/api/v1/dossiers", &desk.portal, &dossier).await;
    assert_eq!(said.status, 201, "{}", said.text());
    let code = said.json()["code"].as_str().unwrap().to_owned();
    let file = desk.get(&format!("/api/v1/dossiers/{code}"), Some(&desk.portal)).await;
    assert_eq!(file.header("content-type"), "application/json");
    assert_eq!(file.json()["dossier"]["applicant"]["name"], format!("{script} Tuy Hòa"));
    assert_eq!(file.json()["dossier"]["answers"]["bulletin_name"], script);
}
