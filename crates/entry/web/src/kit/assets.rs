//! Styles, scripts, fonts and pictures: embedded at build under a name that carries their hash, so a
//! browser keeps them for ever and a new release is seen at once.

use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::problem::Problem;
use crate::words;

pub(crate) struct Asset {
    /// As pages name it: `daumoi.css`.
    pub(crate) name: &'static str,
    /// As the browser asks for it: `daumoi.0123456789ab.css`.
    pub(crate) hashed: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The address of an asset. An unknown name is an address that answers "not found"; the test
/// `every_asset_a_page_names_is_there` keeps that from happening.
pub(crate) fn address(name: &str) -> String {
    let known = ASSETS.iter().find(|asset| asset.name == name);
    format!("/assets/{}", known.map_or(name, |asset| asset.hashed))
}

/// `GET /assets/{name}`
pub(crate) async fn show(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.hashed == name) else {
        return Problem::not_found(words::unknown_path()).into_response();
    };
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let accepts = |coding: &str| {
        accepted.unwrap_or_default().split(',').any(|range| {
            let mut parts = range.split(';');
            parts.next().is_some_and(|it| it.trim() == coding)
                && !parts.any(|it| it.trim() == "q=0")
        })
    };
    let (bytes, coding) = match (asset.brotli, asset.gzip) {
        (Some(packed), _) if accepts("br") => (packed, Some("br")),
        (_, Some(packed)) if accepts("gzip") => (packed, Some("gzip")),
        _ => (asset.plain, None),
    };
    let mut response = (
        StatusCode::OK,
        [
            (CONTENT_TYPE, kind_of(asset.name)),
            (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        ],
        bytes,
    )
        .into_response();
    if let Some(coding) = coding {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response.headers_mut().insert("vary", HeaderValue::from_static("accept-encoding"));
    response
}

fn kind_of(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{ASSETS, address};

    #[test]
    fn an_address_carries_the_hash_of_what_it_names() {
        let style = address("daumoi.css");
        assert!(style.starts_with("/assets/daumoi.") && style.ends_with(".css"), "{style}");
        assert_ne!(style, "/assets/daumoi.css");
        assert!(ASSETS.iter().any(|asset| asset.name == "pages.js"));
    }
}
