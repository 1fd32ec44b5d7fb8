//! The table of routes and the OpenAPI document say the same.

use std::collections::BTreeSet;

use crate::desk::Desk;

#[test]
fn the_table_says_who_may_use_each_route() {
    insta::assert_snapshot!(daumoi_web::table_text());
}

#[tokio::test]
async fn every_route_is_in_the_document_and_the_other_way_round() {
    let desk = Desk::open().await;
    let document = desk.get("/api/v1/openapi.json", None).await.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut described = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            described.insert(format!("{path} {}", method.to_uppercase()));
            let summary = operation["summary"].as_str().unwrap_or_default();
            assert!(!summary.is_empty(), "{method} {path} has no summary");
            let good = operation["responses"].as_object().unwrap().keys();
            assert!(good.clone().any(|it| it.starts_with('2') || it == "303"), "{path}");
        }
    }
    let table: BTreeSet<String> = daumoi_web::table_text()
        .lines()
        .filter(|line| !line.ends_with(", page"))
        .map(|line| line.split_whitespace().take(2).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(described, table);
}

#[tokio::test]
async fn names_of_operations_are_unique_and_every_reference_leads_somewhere() {
    let desk = Desk::open().await;
    let said = desk.get("/api/v1/openapi.json", None).await;
    let (text, document) = (said.text(), said.json());
    for part in text.split("#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(document["components"]["schemas"][name].is_object(), "{name}");
    }
    let mut names = BTreeSet::new();
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            assert!(names.insert(operation["operationId"].as_str().unwrap().to_owned()));
        }
    }
    for scheme in ["token", "session"] {
        assert!(document["components"]["securitySchemes"][scheme].is_object());
    }
}
