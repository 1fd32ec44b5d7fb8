//! What stands below a text on a page: signatures, links, contacts, notices of the site.

use daumoi_kernel::vietnamese::fold;

/// Openings, without marks, that no clause has however the line goes on.
#[rustfmt::skip]
const OPENINGS: &[&str] = &[
    "noi nhan", "tm. ", "kt. ", "tl. ", "tuq. ", "q. ", "(da ky", "(signed", "recipients",
    "on behalf of", "for and on behalf", "copyright", "©", "(c) ", "ban quyen thuoc",
    "ban quyen ©", "all rights reserved", "ghi ro nguon", "ban da biet", "tin lien quan",
    "cac tin khac", "tin khac", "luot truy cap", "luot xem", "so luot", "dang truy cap",
    "thong ke truy cap", "trang chu", "giay phep so", "giay phep thiet lap",
    "chiu trach nhiem noi dung", "nguoi chiu trach nhiem", "truong ban bien tap", "tong bien tap",
    "editor-in-chief", "powered by", "thiet ke boi", "thiet ke va phat trien", "phat trien boi",
    "designed by", "developed by", "facebook", "zalo", "twitter", "youtube", "ve dau trang",
    "len dau trang", "back to top", "tu khoa", "sitemap", "site map", "so do cong", "so do trang",
    "so do website", "cap nhat lan cuoi", "lan cap nhat cuoi", "last updated", "last modified",
    "ngay cap nhat", "ngay dang", "van ban lien quan", "lien ket website", "lien ket web",
    "privacy policy", "terms of use", "dieu khoan su dung", "chinh sach bao mat",
    "cong thong tin dien tu", "trang thong tin dien tu", "electronic portal", "co quan chu quan",
    "dien thoai", "dia chi:", "dia chi ", "address:", "dt:", "tel:", "tel.", "tel ", "telephone",
    "phone", "fax", "email", "e-mail", "hotline", "duong day nong", "website", "so dien thoai",
    "tru so:", "visitors", "page views", "dang nhap",
];

/// Words that are a link when the line holds little else, or goes on with a colon.
#[rustfmt::skip]
const LINKS: &[&str] = &[
    "gioi thieu", "lien he", "contact", "chia se", "share", "in trang", "in bai", "print",
    "quay lai", "tro ve", "tro lai", "xem them", "read more", "see also", "related", "tai ve",
    "tai xuong", "download", "binh luan", "comment", "y kien", "danh gia", "rating", "tag",
    "cap nhat", "updated", "published", "nguon", "source", "tac gia", "author", "dang nhap",
    "login", "log in", "sign in", "tim kiem", "search", "rss", "hoi dap", "home", "about", "menu",
    "gop y", "feedback", "bai viet", "tin tuc", "news", "follow", "theo doi", "previous", "next",
    "trang truoc", "trang sau", "top", "dau trang", "gui email", "send", "like", "thich",
    "accessibility", "help", "tro giup", "legal", "disclaimer", "cookies", "subscribe",
];

const SIGNS: &[&str] = &[" | ", " › ", " » ", " · ", "©", "http://", "https://", "www."];

pub(crate) fn is_page_foot(text: &str) -> bool {
    let plain = fold(text);
    let plain =
        plain.trim_start_matches(|sign: char| !sign.is_alphanumeric() && !"©(".contains(sign));
    let words = plain.split(' ').count();
    let is_short = words <= 7 && !text.ends_with(['.', ';']);
    let opens_link = LINKS.iter().any(|link| {
        plain.strip_prefix(link).is_some_and(|rest| {
            rest.starts_with(':') || (is_short && !rest.starts_with(char::is_alphanumeric))
        })
    });
    OPENINGS.iter().any(|opening| plain.starts_with(opening))
        || opens_link
        || SIGNS.iter().any(|sign| text.contains(sign))
        || (is_short && text.contains('@'))
        || (is_short && is_shouted(text))
        || !text.contains(char::is_alphanumeric)
}

/// `CHỦ TỊCH`, `ỦY BAN NHÂN DÂN TỈNH`.
fn is_shouted(text: &str) -> bool {
    text.chars().filter(|letter| letter.is_alphabetic()).count() >= 4
        && !text.contains(char::is_lowercase)
}
