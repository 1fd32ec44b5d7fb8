//! Which of the two languages a request asks for: a page the one that was chosen and kept in a cookie
//! (Vietnamese until then), the API the one in `Accept-Language`.

use axum::extract::Request;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum_extra::extract::CookieJar;
use daumoi_kernel::Lang;

const COOKIE: &str = "daumoi_lang";

/// The language that the parameter `lang` of a link switches to.
pub(crate) fn switched(uri: &Uri) -> Option<Lang> {
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(read)
}

/// The language of a request that does not switch it.
pub(crate) fn of(request: &Request) -> Lang {
    if request.uri().path().starts_with("/api/") {
        return accepted(request.headers());
    }
    let jar = CookieJar::from_headers(request.headers());
    jar.get(COOKIE).and_then(|cookie| read(cookie.value())).unwrap_or_default()
}

/// The cookie that keeps a choice for a year. It says nothing of who chose.
pub(crate) fn kept(lang: Lang) -> HeaderValue {
    HeaderValue::from_static(match lang {
        Lang::Vi => "daumoi_lang=vi; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
        Lang::En => "daumoi_lang=en; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
    })
}

fn read(word: &str) -> Option<Lang> {
    match word {
        "vi" => Some(Lang::Vi),
        "en" => Some(Lang::En),
        _ => None,
    }
}

/// The language that `Accept-Language` weighs highest; Vietnamese when it names neither.
pub(crate) fn accepted(headers: &HeaderMap) -> Lang {
    let Some(value) = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()) else {
        return Lang::default();
    };
    let mut best: Option<(u16, Lang)> = None;
    for range in value.split(',') {
        let mut parts = range.split(';');
        let tag = parts.next().unwrap_or_default().trim();
        let lang = match tag.split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "vi" => Lang::Vi,
            "en" => Lang::En,
            _ => continue,
        };
        let weight =
            parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(1000, thousandths);
        if weight > 0 && best.is_none_or(|(known, _)| weight > known) {
            best = Some((weight, lang));
        }
    }
    best.map_or_else(Lang::default, |(_, lang)| lang)
}

/// `0.8` as 800, without floating point.
fn thousandths(weight: &str) -> u16 {
    let (whole, part) = weight.trim().split_once('.').unwrap_or((weight.trim(), ""));
    if whole.parse::<u16>().is_ok_and(|whole| whole >= 1) {
        return 1000;
    }
    let digits: String = part.chars().chain("000".chars()).take(3).collect();
    digits.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Lang, accepted};
    use axum::http::HeaderMap;

    #[test]
    fn the_heaviest_known_language_wins_and_vietnamese_is_the_default() {
        let of = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("accept-language", value.parse().unwrap());
            accepted(&headers)
        };
        assert_eq!(of("en-GB,en;q=0.9,vi;q=0.8"), Lang::En);
        assert_eq!(of("fr,vi;q=0.5,en;q=0.75"), Lang::En);
        assert_eq!(of("en;q=0, vi"), Lang::Vi);
        assert_eq!(of("fr"), Lang::Vi);
        assert_eq!(accepted(&HeaderMap::new()), Lang::Vi);
    }
}
