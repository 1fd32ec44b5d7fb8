//! Every door of the API shows a reader the same cases.

use std::collections::{BTreeMap, BTreeSet};

use daumoi_access::Principal;
use daumoi_definition::Grant;
use daumoi_office::cases::CaseQuery;
use daumoi_office::demo;
use serde_json::Value;

use crate::desk::Desk;

const CASES: usize = 24;

fn codes(items: &Value, name: &str) -> BTreeSet<String> {
    items.as_array().unwrap().iter().map(|it| it[name].as_str().unwrap().to_owned()).collect()
}

/// Follows the pages of a list to its end.
async fn listed(desk: &Desk, token: &str) -> BTreeSet<String> {
    let (mut found, mut path) = (BTreeSet::new(), "/api/v1/dossiers?limit=7".to_owned());
    loop {
        let page = desk.get(&path, Some(token)).await.json();
        let before = found.len();
        found.extend(codes(&page["items"], "code"));
        assert_eq!(found.len() - before, page["items"].as_array().unwrap().len());
        let Some(next) = page["next"].as_str() else { return found };
        path = format!("/api/v1/dossiers?limit=7&cursor={next}");
    }
}

async fn exported(desk: &Desk, token: &str) -> BTreeSet<String> {
    let text = desk.get("/api/v1/dossiers/export.csv", Some(token)).await.text();
    let lines = text.lines().skip(1);
    lines.map(|line| line.split(',').next().unwrap().trim_matches('"').to_owned()).collect()
}

async fn counted(desk: &Desk, token: &str) -> usize {
    let counts = desk.get("/api/v1/dossiers/counts", Some(token)).await.json();
    let counts = counts["items"].as_array().unwrap().iter();
    counts.map(|it| usize::try_from(it["count"].as_u64().unwrap()).unwrap()).sum()
}

/// The cases that the feed tells of; nothing else may be told.
async fn told(desk: &Desk, token: &str, streams: &BTreeMap<String, String>) -> BTreeSet<String> {
    let (mut found, mut after) = (BTreeSet::new(), String::new());
    loop {
        let path = format!("/api/v1/changes?limit=200{after}");
        let page = desk.get(&path, Some(token)).await.json();
        for stream in codes(&page["items"], "stream") {
            if !stream.starts_with("record/") {
                found.insert(streams[&stream].clone());
            }
        }
        let next = format!("&after={}", page["next"].as_str().unwrap());
        if next == after {
            return found;
        }
        after = next;
    }
}

async fn agrees(desk: &Desk, token: &str, streams: &BTreeMap<String, String>) -> usize {
    let listed = listed(desk, token).await;
    assert_eq!(exported(desk, token).await, listed);
    assert_eq!(counted(desk, token).await, listed.len());
    assert_eq!(told(desk, token, streams).await, listed);
    for code in streams.values() {
        let wanted = listed.contains(code);
        let got = desk.get(&format!("/api/v1/dossiers/{code}"), Some(token)).await;
        assert_eq!(got.status.as_u16(), if wanted { 200 } else { 404 }, "{code}");
        let found = desk.get(&format!("/api/v1/search?limit=5&q={code}"), Some(token)).await;
        assert_eq!(codes(&found.json()["items"], "key").contains(code), wanted, "{code}");
        let read = desk.get(&format!("/api/v1/dossiers/{code}/readings"), Some(token)).await;
        assert_eq!(read.status.as_u16(), if wanted { 200 } else { 404 }, "{code}");
    }
    let inbox = desk.get("/api/v1/inbox?limit=200", Some(token)).await.json();
    for task in inbox["items"].as_array().unwrap() {
        assert!(listed.contains(task["dossier"]["code"].as_str().unwrap()), "{task}");
    }
    listed.len()
}

#[tokio::test]
async fn the_api_agrees_with_itself_on_who_sees_what() {
    let desk = Desk::open().await;
    desk.get("/api/v1/openapi.json", None).await;
    let until = jiff::civil::date(2024, 12, 1);
    demo::fill(&desk.office, &desk.clock, until, CASES).await.unwrap();
    desk.at("2024-12-02T08:00");
    let query = CaseQuery { limit: 200, ..CaseQuery::default() };
    let all = desk.office.list_cases(&Principal::system(), &query).await.unwrap().lines;
    let all = all.into_iter().map(|line| line.case);
    let streams: BTreeMap<String, String> =
        all.map(|case| (format!("dossier/{}", case.id), case.code)).collect();
    let mut seen = Vec::new();
    for person in ["nguyen.van.an", "bui.thanh.tung", "mai.van.son", "quan.tri"] {
        let token = desk.person(person).await;
        seen.push(agrees(&desk, &token, &streams).await);
    }
    for (name, role, unit, duties) in [
        ("one-duty", "division_head", "press_publishing", vec![5]),
        ("leadership", "leader", "leadership", vec![8, 10]),
        ("desk", "one_stop_officer", "one_stop", Vec::new()),
        ("over", "case_officer", "post_telecom", Vec::new()),
    ] {
        let until = (name == "over").then(|| jiff::civil::date(2023, 12, 31));
        let from = jiff::civil::date(2021, 1, 1);
        let grant = Grant { role: role.to_owned(), unit: unit.to_owned(), duties, from, until };
        let issued = desk.office.issue_token(name, &[grant]).await.unwrap();
        seen.push(agrees(&desk, &issued.token, &streams).await);
    }
    assert_eq!(seen.last(), Some(&0), "a grant that is over shows nothing");
    let different: BTreeSet<usize> = seen.into_iter().collect();
    assert!(different.len() >= 3, "the readers are too much alike: {different:?}");
}
