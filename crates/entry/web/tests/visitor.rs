//! Somebody with a browser without scripts: keeps cookies, fills forms in, follows where it is led.

use axum::body::Body;
use axum::http::Request;

use crate::desk::{Desk, Said};

pub(crate) struct Visitor<'a> {
    desk: &'a Desk,
    /// Path, name, value.
    cookies: Vec<(String, String, String)>,
}

impl<'a> Visitor<'a> {
    pub(crate) fn new(desk: &'a Desk) -> Self {
        Self { desk, cookies: Vec::new() }
    }

    /// As when the browser is closed, or the cookie has run out.
    pub(crate) fn forget_everything(&mut self) {
        self.cookies.clear();
    }

    pub(crate) async fn get(&mut self, path: &str) -> Said {
        let request = Request::get(path).header("accept", "text/html");
        self.send(path, request, Vec::new()).await
    }

    /// The page, which must be there.
    pub(crate) async fn page(&mut self, path: &str) -> String {
        let said = self.get(path).await;
        assert_eq!(said.status, 200, "{path}: {}", said.text());
        said.text()
    }

    pub(crate) async fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> Said {
        let body = pairs.iter().map(|(name, value)| format!("{}={}", quoted(name), quoted(value)));
        let body = body.collect::<Vec<_>>().join("&").into_bytes();
        let request = Request::post(path)
            .header("accept", "text/html")
            .header("content-type", "application/x-www-form-urlencoded");
        self.send(path, request, body).await
    }

    /// A form with files: the input, the name of the file, its bytes.
    pub(crate) async fn post_files(
        &mut self,
        path: &str,
        pairs: &[(&str, &str)],
        files: &[(&str, &str, Vec<u8>)],
    ) -> Said {
        let boundary = "mau0mau0mau";
        let mut body = Vec::new();
        for (name, value) in pairs {
            let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"");
            body.extend(format!("{head}\r\n\r\n{value}\r\n").into_bytes());
        }
        for (input, name, bytes) in files {
            let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{input}\"");
            let head = format!("{head}; filename=\"{name}\"\r\nContent-Type: application/pdf");
            body.extend(format!("{head}\r\n\r\n").into_bytes());
            body.extend(bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{boundary}--\r\n").into_bytes());
        let request = Request::post(path)
            .header("accept", "text/html")
            .header("content-type", format!("multipart/form-data; boundary={boundary}"));
        self.send(path, request, body).await
    }

    async fn send(
        &mut self,
        path: &str,
        request: axum::http::request::Builder,
        body: Vec<u8>,
    ) -> Said {
        let theirs = self.cookies.iter().filter(|(below, ..)| path.starts_with(below.as_str()));
        let cookies = theirs.map(|(_, name, value)| format!("{name}={value}"));
        let cookies = cookies.collect::<Vec<_>>().join("; ");
        let request = request.header("cookie", cookies).body(Body::from(body)).unwrap();
        let said = self.desk.send(request).await;
        for cookie in said.headers.get_all("set-cookie") {
            self.keep(cookie.to_str().unwrap());
        }
        said
    }

    fn keep(&mut self, cookie: &str) {
        let mut parts = cookie.split("; ");
        let (name, value) = parts.next().unwrap().split_once('=').unwrap();
        let path = parts.find_map(|part| part.strip_prefix("Path=")).unwrap_or("/").to_owned();
        self.cookies.retain(|(below, known, _)| (below, known.as_str()) != (&path, name));
        if !value.is_empty() {
            self.cookies.push((path, name.to_owned(), value.to_owned()));
        }
    }
}

fn quoted(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// What stands in a page between two marks.
pub(crate) fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = page.split_once(before).unwrap_or_else(|| panic!("no {before} in {page}"));
    rest.split_once(after).map(|(found, _)| found).unwrap_or_default()
}
