//! The whole life of a bulletin licence through the API, as each of its people sees it.

use serde_json::{Value, json};

use crate::desk::Desk;

const CONDITIONS: [&str; 5] = [
    "responsible_person",
    "apparatus_and_office",
    "particulars_stated",
    "bulletin_content",
    "name_and_masthead",
];

#[tokio::test]
async fn a_bulletin_is_licensed_suspended_and_checked_by_anyone() {
    let desk = Desk::open().await;
    desk.get("/api/v1/openapi.json", None).await;
    desk.at("2024-01-22T08:00");
    let (hoa, duc) = (desk.person("le.thi.hoa").await, desk.person("pham.van.duc").await);
    let lan = desk.person("vo.thi.lan").await;
    let code = desk.submitted("Tuy Hòa ngày nay").await;
    desk.at("2024-01-22T09:15");
    let accepted = desk.step(&hoa, &code, "accept", json!({})).await;
    assert_eq!(accepted["due"], "2024-02-15");
    desk.step(&hoa, &code, "transfer", json!({})).await;
    desk.step(&duc, &code, "assign", json!({ "officer": "vo.thi.lan" })).await;
    let mine = desk.get("/api/v1/inbox?mine=true", Some(&lan)).await.json();
    assert_eq!(mine["items"][0]["dossier"]["code"], code.as_str());
    // A session ends with the working day.
    desk.at("2024-01-29T09:00");
    assert_eq!(desk.get("/api/v1/inbox", Some(&lan)).await.status, 401);
    let (lan, duc) = (desk.person("vo.thi.lan").await, desk.person("pham.van.duc").await);
    for condition in CONDITIONS {
        let with = json!({ "condition": condition, "met": true, "evidence": "Đã đối chiếu" });
        desk.step(&lan, &code, "assess", with).await;
    }
    desk.step(&lan, &code, "draft", json!({ "outcome": "grant" })).await;
    desk.step(&lan, &code, "submit_for_approval", json!({})).await;
    desk.step(&duc, &code, "approve", json!({})).await;
    desk.at("2024-02-06T10:00");
    let (hoa, binh) = (desk.person("le.thi.hoa").await, desk.person("tran.thi.binh").await);
    let signed = desk.step(&binh, &code, "sign", json!({})).await;
    assert_eq!(
        (signed["number"].as_str(), signed["status"].as_i64()),
        (Some("01/GP-STTTT"), Some(9))
    );
    let handed = json!({ "to": "Ủy ban nhân dân thành phố Tuy Hòa", "method": "counter" });
    desk.step(&hoa, &code, "hand_over", handed).await;

    let tracked = desk.get(&format!("/api/v1/track?code={code}&id_no=4400000011"), None).await;
    assert_eq!(tracked.json()["number"], "01/GP-STTTT");
    let stranger = desk.get(&format!("/api/v1/track?code={code}&id_no=1"), None).await;
    assert_eq!(stranger.problem(), (404, "not_found".to_owned()));

    the_record_lives_on(&desk).await;
    the_file_is_complete(&desk, &code).await;
}

async fn the_record_lives_on(desk: &Desk) {
    desk.at("2024-03-01T08:00");
    let leader = &desk.person("tran.thi.binh").await;
    let register = "/api/v1/registers/press.bulletins";
    let public = desk.get(&format!("{register}/records/01%2FGP-STTTT"), None).await.json();
    assert_eq!(
        (&public["standing"], &public["fields"]["bulletin_name"]),
        (&json!("in_force"), &json!("Tuy Hòa ngày nay"))
    );
    assert_eq!(public["fields"]["responsible_name"], Value::Null);
    assert_eq!(public["holder"], Value::Null);
    // The unit that keeps the register sees what is not public.
    let keeper = desk.person("vo.thi.lan").await;
    let inside = desk.get(&format!("{register}/record?number=01/GP-STTTT"), Some(&keeper)).await;
    assert_eq!(inside.json()["fields"]["responsible_name"], "Nguyễn Thị Minh");
    assert_eq!(inside.json()["holder"], "Ủy ban nhân dân thành phố Tuy Hòa");
    // Who works elsewhere sees what anyone sees, and no less.
    let elsewhere = desk.person("ho.thi.mai").await;
    let path = format!("{register}/records");
    let of_anyone = desk.get(&path, None).await.json();
    assert_eq!(desk.get(&path, Some(&elsewhere)).await.json(), of_anyone);
    assert_eq!(of_anyone["items"], json!([public]));
    it_is_suspended_and_stands_again(desk, leader).await;
}

async fn it_is_suspended_and_stands_again(desk: &Desk, leader: &str) {
    let register = "/api/v1/registers/press.bulletins";
    let order = json!({ "number": "01/GP-STTTT", "until": "2024-03-31", "reason": "QĐ 12" });
    let suspended = desk.post(&format!("{register}/suspend"), leader, &order).await;
    assert_eq!(suspended.json()["standing"], "suspended", "{}", suspended.text());
    let check = desk.get("/api/v1/check?number=01/GP-STTTT", None).await.json();
    assert_eq!(check["items"][0]["standing"], "suspended");
    let before = desk.get(&format!("{register}/records?as_of=2024-02-20"), None).await.json();
    assert_eq!(before["items"][0]["standing"], "in_force");
    let order = json!({ "number": "01/GP-STTTT", "reason": "Đã khắc phục" });
    let stands = desk.post(&format!("{register}/reinstate"), leader, &order).await.json();
    assert_eq!(stands["standing"], "in_force");
}

async fn the_file_is_complete(desk: &Desk, code: &str) {
    let officer = &desk.person("vo.thi.lan").await;
    let file = desk.get(&format!("/api/v1/dossiers/{code}"), Some(officer)).await.json();
    assert_eq!(file["dossier"]["signed"]["number"], "01/GP-STTTT");
    assert_eq!(file["timeline"][0]["kind"], "dossier.submitted");
    assert!(file["proofs"].as_array().unwrap().iter().any(|it| it["clock"] == "result"));
    let path = format!("/api/v1/dossiers/{code}/papers/masthead");
    let paper = desk.get(&path, Some(officer)).await;
    assert!(
        paper.header("content-disposition").starts_with("attachment; filename=\"masthead.pdf\"")
    );
    assert!(paper.header("content-security-policy").contains("sandbox"));
    assert!(paper.bytes.starts_with(b"%PDF-"));
    assert_eq!(desk.get(&path, Some(&desk.person("ho.thi.mai").await)).await.status, 404);
    let duties = desk.get("/api/v1/mandate", None).await.json();
    let press = duties["items"].as_array().unwrap().iter().find(|it| it["number"] == 4).unwrap();
    assert_eq!(press["cases"], json!({ "open": 0, "processed": 1, "total": 1 }));
}

#[tokio::test]
async fn the_same_request_sent_twice_is_done_once() {
    let desk = Desk::open().await;
    desk.get("/api/v1/openapi.json", None).await;
    let dossier = desk.new_dossier("Gửi hai lần").await;
    let send = || desk.post_once("/api/v1/dossiers", &desk.portal, &dossier, Some("k-1"));
    let (first, again) = (send().await, send().await);
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 201));
    assert_eq!(first.json()["code"], again.json()["code"]);
    assert_eq!(
        (first.header("idempotent-replayed"), again.header("idempotent-replayed")),
        ("", "true")
    );
    let mut other = dossier.clone();
    other["answers"]["pages"] = json!(25);
    let reused = desk.post_once("/api/v1/dossiers", &desk.portal, &other, Some("k-1")).await;
    assert_eq!(reused.problem(), (409, "key_reused".to_owned()));
    let wrong = desk.post_once("/api/v1/dossiers", &desk.portal, &dossier, Some("có dấu")).await;
    assert_eq!(wrong.problem(), (400, "wrong_key".to_owned()));

    let code = first.json()["code"].as_str().unwrap().to_owned();
    let hoa = desk.person("le.thi.hoa").await;
    let path = format!("/api/v1/dossiers/{code}/actions");
    let order = json!({ "action": "accept", "version": 1 });
    let accepted = desk.post_once(&path, &hoa, &order, Some("k-2")).await.json();
    let replayed = desk.post_once(&path, &hoa, &order, Some("k-2")).await;
    assert_eq!(replayed.json()["version"], accepted["version"]);
    assert_eq!(replayed.header("idempotent-replayed"), "true");
    let stale = desk.post(&path, &hoa, &json!({ "action": "transfer", "version": 1 })).await;
    assert_eq!(stale.problem(), (409, "stale_version".to_owned()));
}
