//! The pages of the portal, as somebody without scripts and without an account uses them.

use daumoi_office::scenario::sample_pdf;
use serde_json::{Value, json};

use crate::desk::{Desk, Said, answers};
use crate::visitor::{Visitor, between};

const BULLETIN: &str = "press.bulletin_licence.issue";
const PARTY: [(&str, &str); 6] = [
    ("p.kind", "state_body"),
    ("p.name", "Ủy ban nhân dân thành phố Tuy Hòa"),
    ("p.id_no", "4400000011"),
    ("p.phone", "0257 300 0011"),
    ("p.email", "ubnd@tuyhoa.example"),
    ("p.address", "Số 2 đường Mẫu, thành phố Tuy Hòa, tỉnh Phú Yên"),
];
const NEEDED: [&str; 5] = [
    "declaration",
    "establishment_document",
    "responsible_cv",
    "responsible_degree_copy",
    "masthead",
];

/// The address of a draft of the bulletin licence that was begun just now.
async fn begun(visitor: &mut Visitor<'_>) -> String {
    let said = visitor.post("/nop-ho-so", &[("thu_tuc", BULLETIN)]).await;
    assert_eq!(said.status, 303, "{}", said.text());
    let first = said.header("location").to_owned();
    first.strip_suffix("/nguoi-nop").unwrap().to_owned()
}

/// What a browser sends for a section: every input of the page that is shown.
fn filled_in(page: &str, bulletin: &str) -> Vec<(String, String)> {
    let known = answers(bulletin);
    let asked = between(page, "name=\"hoi\" value=\"", "\"");
    let mut pairs = vec![("hoi".to_owned(), asked.to_owned())];
    for id in asked.split(' ') {
        let text = match &known[id] {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        };
        let date: Vec<&str> = text.split('-').collect();
        match date[..] {
            [year, month, day] if year.len() == 4 => {
                for (part, value) in [("d", day), ("m", month), ("y", year)] {
                    pairs.push((format!("a.{id}.{part}"), value.to_owned()));
                }
            }
            _ => pairs.push((format!("a.{id}"), text)),
        }
    }
    pairs
}

async fn sent(visitor: &mut Visitor<'_>, path: &str, pairs: &[(String, String)]) -> Said {
    let pairs: Vec<(&str, &str)> =
        pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    visitor.post(path, &pairs).await
}

/// Goes through every step and answers where the last look is.
async fn all_filled_in(visitor: &mut Visitor<'_>, draft: &str, bulletin: &str) -> String {
    let said = visitor.post(&format!("{draft}/nguoi-nop"), &PARTY).await;
    let mut next = said.header("location").to_owned();
    while next.contains("/phan/") {
        let page = visitor.page(&next).await;
        let said = sent(visitor, &next, &filled_in(&page, bulletin)).await;
        assert_eq!(said.status, 303, "{next}: {}", said.text());
        next = said.header("location").to_owned();
    }
    assert!(next.ends_with("/giay-to"), "{next}");
    let files =
        NEEDED.map(|paper| (format!("f.{paper}"), format!("{paper}.pdf"), sample_pdf(paper)));
    let files: Vec<(&str, &str, Vec<u8>)> =
        files.iter().map(|(input, name, it)| (input.as_str(), name.as_str(), it.clone())).collect();
    let said = visitor.post_files(&next, &[], &files).await;
    assert_eq!(said.status, 303, "{}", said.text());
    said.header("location").to_owned()
}

/// The code of a case that was handed in, and its secret.
async fn handed_in(visitor: &mut Visitor<'_>, bulletin: &str) -> (String, String) {
    let draft = begun(visitor).await;
    let look = all_filled_in(visitor, &draft, bulletin).await;
    assert!(visitor.page(&look).await.contains(bulletin));
    let said = visitor.post(&look, &[]).await;
    assert_eq!(said.status, 303, "{}", said.text());
    let receipt = said.header("location").to_owned();
    let code = between(&receipt, "/tra-cuu/", "/").to_owned();
    let page = visitor.page(&receipt).await;
    let secret = between(&page, "Mã bí mật<br><strong class=\"dm-code\">", "<").to_owned();
    (code, secret)
}

async fn asked_to_supplement(desk: &Desk, code: &str) {
    let (hoa, duc) = (desk.person("le.thi.hoa").await, desk.person("pham.van.duc").await);
    let lan = desk.person("vo.thi.lan").await;
    desk.step(&hoa, code, "accept", json!({})).await;
    desk.step(&hoa, code, "transfer", json!({})).await;
    desk.step(&duc, code, "assign", json!({ "officer": "vo.thi.lan" })).await;
    let items = json!({ "items": [
        { "paper": "masthead", "reason": "unreadable_file", "text": "Ảnh bị <mờ>" },
        { "field": "print_run", "reason": "incorrect_answer", "text": "Ghi lại số bản" },
    ]});
    desk.step(&lan, code, "request_supplement", items).await;
}

#[tokio::test]
async fn a_newcomer_finds_reads_applies_completes_and_follows_without_scripts() {
    let desk = Desk::open().await;
    let mut visitor = Visitor::new(&desk);
    assert!(visitor.page("/").await.contains("Anh/chị cần làm gì?"));
    let found = visitor.page("/thu-tuc?tim=xin%20ra%20to%20tinh").await;
    assert!(found.contains(&format!("/thu-tuc/{BULLETIN}")), "{found}");
    let read = visitor.page(&format!("/thu-tuc/{BULLETIN}")).await;
    assert!(read.contains("20 ngày") && read.contains("Điều 34"), "{read}");
    // Handed in on 22 January 2024: twenty days end in the Tết holiday, and so after it.
    assert!(read.contains("15/02/2024"), "{read}");

    let (code, secret) = handed_in(&mut visitor, "Tuy Hòa ngày nay").await;
    let receipt = visitor.page(&format!("/tra-cuu/{code}/bien-nhan")).await;
    let hash = daumoi_files_hash(&sample_pdf("masthead"));
    assert!(receipt.contains(&hash), "the receipt proves each file");
    assert!(receipt.contains("09:00 ngày 23/01/2024") || receipt.contains("ngày 22/01/2024"));

    asked_to_supplement(&desk, &code).await;
    let page = visitor.page(&format!("/tra-cuu/{code}")).await;
    assert!(page.contains("Ảnh bị &#60;mờ&#62;") && page.contains("45/2020/NĐ-CP"), "{page}");
    let supplement = format!("/tra-cuu/{code}/bo-sung");
    let early = visitor.post_files(&supplement, &[("a.print_run", "")], &[]).await;
    assert_eq!(early.status, 422);
    assert!(early.text().contains("Chưa bổ sung"), "{}", early.text());
    let files = [("f.masthead", "moi.pdf", sample_pdf("mới"))];
    let done = visitor.post_files(&supplement, &[("a.print_run", "600")], &files).await;
    assert_eq!(done.status, 303, "{}", done.text());
    assert!(visitor.page(done.header("location")).await.contains("Đã nhận phần bổ sung"));

    // On another device, with the two codes of the receipt.
    let mut other = Visitor::new(&desk);
    let said = other.post("/tra-cuu", &[("ma", &code), ("khoa", &secret.to_lowercase())]).await;
    assert_eq!(said.header("location"), format!("/tra-cuu/{code}"));
    let rate = [("khau", "hand_in"), ("diem", "5"), ("loi", "Nhanh")];
    let said = other.post(&format!("/tra-cuu/{code}/danh-gia"), &rate).await;
    assert_eq!(said.status, 303, "{}", said.text());
    let said = other.post(&format!("/tra-cuu/{code}/rut"), &[("ly_do", "Nộp nhầm")]).await;
    assert!(other.page(said.header("location")).await.contains("Anh/chị đã rút hồ sơ"));
}

fn daumoi_files_hash(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(Sha256::digest(bytes))
}

#[tokio::test]
async fn a_case_is_open_to_who_holds_its_secret_and_to_nobody_else() {
    let desk = Desk::open().await;
    let mut visitor = Visitor::new(&desk);
    let (code, _) = handed_in(&mut visitor, "Bản tin mẫu").await;
    let mut stranger = Visitor::new(&desk);
    for page in ["", "/bien-nhan", "/bo-sung", "/rut", "/danh-gia", "/giay-to/masthead"] {
        let said = stranger.get(&format!("/tra-cuu/{code}{page}")).await;
        assert_eq!(said.status, 303, "{page}");
        assert!(said.header("location").starts_with("/tra-cuu?ma="), "{page}");
    }
    let wrong = stranger.post("/tra-cuu", &[("ma", &code), ("khoa", "0000-0000-0000")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("không khớp"));
    // The identity number shows where it stands, and nothing that is personal.
    let known = stranger.post("/tra-cuu", &[("ma", &code), ("khoa", "4400000011")]).await;
    assert_eq!(known.status, 200);
    assert!(known.text().contains("Mới nộp") && !known.text().contains("Tuy Hòa"));
    let paper = visitor.get(&format!("/tra-cuu/{code}/giay-to/masthead")).await;
    assert!(paper.bytes.starts_with(b"%PDF-"));
    assert!(paper.header("content-security-policy").contains("sandbox"));
}

#[tokio::test]
async fn what_is_sent_after_the_key_is_gone_is_carried_along_and_kept() {
    let desk = Desk::open().await;
    let mut visitor = Visitor::new(&desk);
    let draft = begun(&mut visitor).await;
    visitor.post(&format!("{draft}/nguoi-nop"), &PARTY).await;
    let step = format!("{draft}/phan/content");
    let page = visitor.page(&step).await;
    let pairs = filled_in(&page, "Gõ dở \"<b>\"");
    visitor.forget_everything();
    let said = sent(&mut visitor, &step, &pairs).await;
    assert_eq!(said.status, 401);
    let page = said.text();
    assert!(page.contains("vẫn còn đây") && page.contains("Gõ dở &#34;&#60;b&#62;&#34;"), "{page}");
    let code = draft.rsplit('/').next().unwrap();
    let mut again = pairs.clone();
    again.extend([
        ("ma".to_owned(), code.to_owned()),
        ("lien_he".to_owned(), "0257 300 0012".to_owned()),
        ("buoc".to_owned(), "phan/content".to_owned()),
        ("thu_tuc".to_owned(), BULLETIN.to_owned()),
    ]);
    let wrong = sent(&mut visitor, "/nop-ho-so/mo-lai", &again).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("Gõ dở &#34;&#60;b&#62;&#34;"), "still carried along");
    again.iter_mut().for_each(|(name, value)| {
        if name == "lien_he" {
            *value = "+84 257 3000011".to_owned();
        }
    });
    let right = sent(&mut visitor, "/nop-ho-so/mo-lai", &again).await;
    assert_eq!(right.header("location"), step);
    assert!(visitor.page(&step).await.contains("Gõ dở &#34;&#60;b&#62;&#34;"));

    // Thirty days later the draft is gone: what is typed then begins a new one.
    desk.at("2024-03-01T08:00");
    let said = sent(&mut visitor, &step, &pairs).await;
    assert_eq!(said.status, 401);
    let refused = sent(&mut visitor, "/nop-ho-so/mo-lai", &again).await;
    assert!(refused.text().contains("Bắt đầu bản nháp mới với nội dung này"));
    let anew = sent(&mut visitor, "/nop-ho-so", &again).await;
    assert!(anew.header("location").ends_with("/phan/content") && anew.header("location") != step);
    assert!(visitor.page(anew.header("location")).await.contains("Gõ dở &#34;&#60;b&#62;&#34;"));
}

#[tokio::test]
async fn what_is_wrong_is_told_beside_its_field_and_what_was_typed_stays() {
    let desk = Desk::open().await;
    let mut visitor = Visitor::new(&desk);
    let draft = begun(&mut visitor).await;
    let said = visitor.post(&format!("{draft}/nguoi-nop"), &[("p.phone", "12")]).await;
    assert_eq!(said.status, 422);
    let page = said.text();
    assert!(page.contains("href=\"#phone\"") && page.contains("value=\"12\""), "{page}");
    assert!(page.contains("href=\"#name\"") && page.contains("role=\"alert\""));
    visitor.post(&format!("{draft}/nguoi-nop"), &PARTY).await;
    let step = format!("{draft}/phan/applicant");
    let shown = visitor.page(&step).await;
    assert!(shown.contains("Đã điền sẵn theo bước trước"));
    assert!(shown.contains("value=\"Ủy ban nhân dân thành phố Tuy Hòa\""), "{shown}");
    let mut pairs = filled_in(&shown, "x");
    pairs.iter_mut().for_each(|(name, value)| {
        if name == "a.org_legal_doc_date.m" {
            *value = "13".to_owned();
        }
    });
    let said = sent(&mut visitor, &step, &pairs).await;
    assert_eq!(said.status, 422);
    assert!(said.text().contains("href=\"#q-org_legal_doc_date\""));
    assert!(said.text().contains(
        "name=\"a.org_legal_doc_date.m\" type=\"text\" inputmode=\"numeric\" value=\"13\""
    ));
    let early = visitor.post(&format!("{draft}/xem-lai"), &[]).await;
    assert_eq!(early.status, 422);
    assert!(early.text().contains("/giay-to?ve=xem-lai#q-masthead"), "{}", early.text());
}

#[tokio::test]
async fn a_refused_file_is_told_beside_its_paper_and_the_good_ones_stay() {
    let desk = Desk::open().await;
    let mut visitor = Visitor::new(&desk);
    let draft = begun(&mut visitor).await;
    let step = format!("{draft}/giay-to");
    let files = [
        ("f.declaration", "to-khai.pdf", sample_pdf("tờ khai")),
        ("f.masthead", "<b>mang-set.pdf", b"day la chu".to_vec()),
    ];
    let said = visitor.post_files(&step, &[], &files).await;
    assert_eq!(said.status, 422);
    let page = said.text();
    assert!(page.contains("to-khai.pdf") && page.contains("Đã nhận"), "{page}");
    assert!(page.contains("q-masthead-error") && page.contains("&#60;b&#62;mang-set.pdf:"));
    let large = [("f.masthead", "lon.pdf", vec![b'x'; 30 * 1024 * 1024])];
    let said = visitor.post_files(&step, &[("nut", "tep masthead")], &large).await;
    assert_eq!(said.status, 422);
    assert!(said.text().contains("vượt mức"), "{}", said.text());
    let out = visitor.post_files(&step, &[("bo", "declaration")], &[]).await;
    assert!(out.header("location").ends_with("#q-declaration"));
    assert!(!visitor.page(&step).await.contains("to-khai.pdf"));
}

#[tokio::test]
async fn script_quotes_and_ten_thousand_letters_appear_as_text_everywhere() {
    let desk = Desk::open().await;
    let mut visitor = Visitor::new(&desk);
    let odd = "<script>alert(1)</script>\"'\u{202E}&";
    let long = "Ă".repeat(10_000);
    let draft = begun(&mut visitor).await;
    for typed in [odd, long.as_str()] {
        let party = PARTY.map(|(name, value)| (name, if name == "p.kind" { value } else { typed }));
        let said = visitor.post(&format!("{draft}/nguoi-nop"), &party).await;
        assert_eq!(said.status, 422);
        let mut pages = vec![said.text()];
        for section in ["applicant", "content", "responsible_person", "format"] {
            let step = format!("{draft}/phan/{section}");
            let page = visitor.page(&step).await;
            let pairs: Vec<(String, String)> = filled_in(&page, typed)
                .into_iter()
                .map(|(name, value)| {
                    let kept = if name == "hoi" { value } else { typed.to_owned() };
                    (name, kept)
                })
                .collect();
            let said = sent(&mut visitor, &step, &pairs).await;
            assert_eq!(said.status, 422, "{section}");
            pages.push(said.text());
        }
        pages.push(visitor.page(&format!("{draft}/xem-lai")).await);
        pages.push(visitor.page(&draft).await);
        for page in pages {
            assert!(!page.contains("<script>alert") && !page.contains("\"'\u{202E}&\""));
        }
    }
    for path in ["/thu-tuc?tim=", "/kiem-tra?so=", "/tra-cuu?ma=", "/nop-ho-so/mo-lai?ma="] {
        let odd = "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%27";
        let page = visitor.page(&format!("{path}{odd}")).await;
        assert!(!page.contains("<script>alert") && page.contains("&#60;script&#62;"), "{path}");
    }
}

#[tokio::test]
async fn questions_that_an_answer_brings_are_asked_before_one_goes_on() {
    let desk = Desk::open().await;
    let mut visitor = Visitor::new(&desk);
    let amend = "einfo.aggregated_site_licence.amend";
    let said = visitor.post("/nop-ho-so", &[("thu_tuc", amend)]).await;
    let draft = said.header("location").strip_suffix("/nguoi-nop").unwrap().to_owned();
    let step = format!("{draft}/phan/change");
    let page = visitor.page(&step).await;
    assert!(!page.contains("name=\"a.new_servers.0.place\"") && page.contains("a.change_kinds"));
    let mut pairs = vec![("a.change_kinds".to_owned(), "server_location".to_owned())];
    pairs.push(("hoi".to_owned(), between(&page, "name=\"hoi\" value=\"", "\"").to_owned()));
    let said = sent(&mut visitor, &step, &pairs).await;
    let next = said.header("location").split('#').next().unwrap_or_default().to_owned();
    let page = if said.status == 303 { visitor.page(&next).await } else { said.text() };
    assert!(page.contains("Địa điểm đặt máy chủ mới"), "{next}: {page}");
}

#[tokio::test]
async fn anyone_may_check_a_paper_by_its_number_and_read_the_duties() {
    let desk = Desk::open().await;
    let mut visitor = Visitor::new(&desk);
    let page = visitor.page("/kiem-tra?so=99%2FGP-STTTT").await;
    assert!(page.contains("Không có trong sổ công khai"));
    assert!(visitor.page("/nhiem-vu").await.contains("Nhiệm vụ và hồ sơ"));
    assert_eq!(visitor.get("/thu-tuc/press.bulletin_licence.revoke").await.status, 404);
    let said = visitor.post("/gop-y", &[("loi", "Chữ còn nhỏ")]).await;
    assert_eq!(said.status, 422);
    assert!(said.text().contains("Chữ còn nhỏ"));
    assert_eq!(visitor.post("/gop-y", &[("diem", "4"), ("loi", "Tốt")]).await.status, 303);
}
