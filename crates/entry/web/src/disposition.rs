//! `Content-Disposition`, both ways: the name of a file that comes in, and of one that goes out.

use axum::http::{HeaderMap, HeaderValue};

/// Says that the answer is a file to be kept, never a page to be shown.
pub(crate) fn attachment(name: &str) -> HeaderValue {
    let plain: String = name
        .chars()
        .map(|letter| {
            let is_safe = letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_' | ' ');
            if is_safe { letter } else { '_' }
        })
        .collect();
    let value = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", encoded(name));
    HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("attachment"))
}

/// The name that a raw upload was sent under.
pub(crate) fn file_name(headers: &HeaderMap) -> Option<String> {
    let value = headers.get("content-disposition")?.to_str().ok()?;
    let mut plain = None;
    for part in value.split(';').map(str::trim) {
        if let Some(name) = part.strip_prefix("filename*=") {
            let name = name.strip_prefix("UTF-8''").or_else(|| name.strip_prefix("utf-8''"))?;
            return decoded(name);
        }
        if let Some(name) = part.strip_prefix("filename=") {
            plain = Some(name.trim_matches('"').to_owned());
        }
    }
    plain
}

fn encoded(name: &str) -> String {
    let mut text = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::{attachment, file_name};
    use axum::http::HeaderMap;

    #[test]
    fn a_vietnamese_name_goes_out_and_comes_back() {
        let sent = attachment("Tờ khai \"mẫu\".pdf");
        let mut headers = HeaderMap::new();
        headers.insert("content-disposition", sent.clone());
        assert_eq!(file_name(&headers).as_deref(), Some("Tờ khai \"mẫu\".pdf"));
        assert!(sent.to_str().unwrap().starts_with("attachment; filename=\"T_ khai _m_u_.pdf\";"));
    }
}
