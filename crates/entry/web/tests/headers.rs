//! What a browser needs to be safe: headers, cookies, and who may send a form.

use axum::body::Body;
use axum::http::Request;

use crate::desk::{Desk, Said};

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn every_answer_carries_the_headers_that_keep_a_browser_safe() {
    let desk = Desk::open().await;
    for path in ["/", "/?lang=en", "/dang-nhap", "/api/v1/mandate", "/nothing", "/healthz"] {
        let said = desk.get(path, None).await;
        let policy = said.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}");
        assert_eq!(said.header("x-content-type-options"), "nosniff");
        assert_eq!(said.header("x-frame-options"), "DENY");
        assert_eq!(said.header("referrer-policy"), "no-referrer");
        assert!(!said.header("x-request-id").is_empty());
    }
}

#[tokio::test]
async fn a_page_speaks_the_language_that_was_chosen_last_and_has_no_inline_script_or_style() {
    let desk = Desk::open().await;
    let page = desk.get("/dang-nhap", None).await.text();
    assert!(page.contains("<html lang=\"vi\"") && page.contains("Mật khẩu"));
    assert!(!page.contains("style=") && !page.contains("<script>") && !page.contains(" onclick"));
    let english = desk.get("/dang-nhap?lang=en", None).await;
    assert!(english.text().contains("Password"));
    let kept = english.header("set-cookie").split(';').next().unwrap().to_owned();
    let next = Request::get("/dang-nhap").header("cookie", kept).body(Body::empty()).unwrap();
    assert!(desk.send(next).await.text().contains("Password"));
}

#[tokio::test]
async fn every_asset_that_a_page_names_is_there_and_packed_for_who_can_unpack() {
    let desk = Desk::open().await;
    let page = desk.get("/dang-nhap", None).await.text();
    let names: Vec<&str> = page.split('"').filter(|part| part.starts_with("/assets/")).collect();
    assert!(names.len() >= 3, "{names:?}");
    for name in names {
        let said = desk.get(name, None).await;
        assert_eq!(said.status, 200, "{name}");
        assert!(said.header("cache-control").contains("immutable"));
        let packed = Request::get(name).header("accept-encoding", "gzip, br");
        let packed = desk.send(packed.body(Body::empty()).unwrap()).await;
        assert_eq!(packed.header("content-encoding"), "br", "{name}");
        assert!(packed.bytes.len() < said.bytes.len());
    }
}

#[tokio::test]
async fn a_browser_gets_a_problem_as_a_page_and_is_led_to_sign_in_and_back() {
    let desk = Desk::open().await;
    let asked = Request::get("/nothing-here").header("accept", "text/html,*/*;q=0.8");
    let said = desk.send(asked.body(Body::empty()).unwrap()).await;
    assert_eq!(said.status, 404);
    assert!(said.text().contains("<h1") && said.text().contains("Không tìm thấy"));
    let said = desk.get("/nothing-here", None).await;
    assert_eq!(said.problem(), (404, "not_found".to_owned()));
}

async fn form(desk: &Desk, path: &str, origin: &str, cookie: &str, body: &str) -> Said {
    let request = Request::post(path)
        .header("host", "daumoi.example")
        .header("origin", origin)
        .header("cookie", cookie.to_owned())
        .header("content-type", FORM);
    desk.send(request.body(Body::from(body.to_owned())).unwrap()).await
}

#[tokio::test]
async fn a_person_signs_in_from_the_page_and_out_again() {
    let desk = Desk::open().await;
    desk.person("le.thi.hoa").await;
    let here = "https://daumoi.example";
    let body = "person=le.thi.hoa&password=m%E1%BA%ADt+kh%E1%BA%A9u+m%E1%BA%ABu";
    let said = form(&desk, "/dang-nhap", here, "", body).await;
    assert_eq!((said.status.as_u16(), said.header("location")), (303, "/"));
    let cookie = said.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let session = cookie.split(';').next().unwrap().to_owned();
    let home = Request::get("/").header("cookie", &session).body(Body::empty()).unwrap();
    assert!(desk.send(home).await.text().contains("Lê Thị Hoa"));

    let foreign = form(&desk, "/dang-xuat", "https://evil.example", &session, "").await;
    assert_eq!(foreign.problem(), (403, "cross_site".to_owned()));
    assert_eq!(form(&desk, "/dang-xuat", here, &session, "").await.status, 303);
    let after = Request::get("/api/v1/dossiers").header("cookie", &session);
    assert_eq!(desk.send(after.body(Body::empty()).unwrap()).await.status, 401);

    let wrong = form(&desk, "/dang-nhap", here, "", "person=%3Cb%3E&password=x").await;
    assert_eq!(wrong.status, 401);
    assert!(wrong.text().contains("role=\"alert\"") && !wrong.text().contains("<b>"));
}
