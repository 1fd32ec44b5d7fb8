//! What a browser needs to be safe: headers, cookies, and who may send a form.

use axum::body::Body;
use axum::http::Request;

use crate::desk::{Desk, Said};

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn every_answer_carries_the_headers_that_keep_a_browser_safe() {
    let desk = Desk::open().await;
    for path in ["/", "/?lang=en", "/assets/daumoi.css", "/api/v1/mandate", "/nothing", "/healthz"]
    {
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
async fn the_home_page_shows_the_duties_in_both_languages_without_script_or_inline_style() {
    let desk = Desk::open().await;
    let page = desk.get("/", None).await.text();
    assert!(page.contains("<html lang=\"vi\">") && page.contains("Đăng nhập"));
    assert_eq!(page.matches("<th scope=\"row\">").count(), 35);
    assert!(!page.contains("<script") && !page.contains("style="));
    assert!(desk.get("/?lang=en", None).await.text().contains("Duties and cases"));
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
