//! `check`: every kind on its happy path, and every way of not being taken in.

use daumoi_files::{Checked, Found, Kind, Limits, Rejection, check};
use image::ImageFormat;
use lopdf::{EncryptionState, EncryptionVersion, Object, Permissions, dictionary};

use crate::samples::{
    WORD_BODY, WORD_TYPE, content_types, docx, docx_with, package, pdf, pdf_document, picture,
    saved, xlsx,
};

fn accepted(name: &str, bytes: &[u8]) -> Checked {
    check(name, bytes, &Limits::default()).unwrap()
}

fn refused(name: &str, bytes: &[u8]) -> Rejection {
    let rejection = check(name, bytes, &Limits::default()).unwrap_err();
    let message = rejection.message();
    assert!(message.vi.ends_with('.') && message.en.ends_with('.'), "{message:?}");
    rejection
}

#[test]
fn each_kind_is_taken_in_with_its_hash_size_and_name() {
    let pdf = pdf(3);
    let checked = accepted("don.pdf", &pdf);
    assert_eq!(
        (checked.kind, checked.pages, checked.name.as_str()),
        (Kind::Pdf, Some(3), "don.pdf")
    );
    assert_eq!(checked.bytes, pdf.len() as u64);
    assert_eq!(checked.sha256.len(), 64);
    assert_eq!(accepted("anh.jpeg", &picture(ImageFormat::Jpeg)).name, "anh.jpg");
    assert_eq!(accepted("anh.png", &picture(ImageFormat::Png)).kind, Kind::Png);
    assert_eq!(accepted("to-trinh.docx", &docx()).kind, Kind::Docx);
    assert_eq!(accepted("bang.xlsx", &xlsx()).kind, Kind::Xlsx);
}

#[test]
fn the_hash_is_the_sha_256_of_the_bytes() {
    let one = accepted("a.pdf", &pdf(1));
    assert_eq!(one.sha256, accepted("b.pdf", &pdf(1)).sha256);
    assert_ne!(one.sha256, accepted("a.pdf", &pdf(2)).sha256);
}

#[test]
fn kinds_are_written_in_snake_case_with_their_media_type() {
    assert_eq!(serde_json::to_string(&Kind::ALL).unwrap(), r#"["pdf","jpeg","png","docx","xlsx"]"#);
    assert_eq!(Kind::Pdf.media_type(), "application/pdf");
    assert_eq!(Kind::Jpeg.extension(), "jpg");
}

#[test]
fn an_empty_file_is_refused() {
    assert_eq!(refused("don.pdf", b""), Rejection::Empty);
}

#[test]
fn thirty_megabytes_are_refused_with_both_sizes_in_words() {
    let rejection = refused("don.pdf", &vec![b'x'; 30 * 1024 * 1024 + 1]);
    assert_eq!(rejection.code(), "too_large");
    let message = rejection.message();
    assert!(message.vi.contains("30,1 MB, vượt mức 25 MB"), "{}", message.vi);
    assert!(message.en.contains("30.1 MB, more than the 25 MB"), "{}", message.en);
}

#[test]
fn text_named_pdf_is_refused_with_what_to_do() {
    let rejection = refused("don.pdf", "Kính gửi Sở Thông tin và Truyền thông".as_bytes());
    assert_eq!(rejection, Rejection::Disguised { named: "pdf".to_owned(), found: Found::Text });
    assert_eq!(
        rejection.message().en,
        "The file is named .pdf but is a text file. Scan or export the paper as PDF and send it again."
    );
}

#[test]
fn other_families_under_a_known_name_are_disguised() {
    let zip = package(&[("a.txt", b"a")]);
    let samples: [(&str, &[u8], Found); 5] = [
        ("don.pdf", b"MZ\x90\0\x03\0\0\0", Found::Program),
        ("don.pdf", &zip, Found::Archive),
        ("don.docx", &zip, Found::Archive),
        ("don.pdf", &picture(ImageFormat::Png), Found::Accepted(Kind::Png)),
        ("don.docx", &xlsx(), Found::Accepted(Kind::Xlsx)),
    ];
    for (name, bytes, found) in samples {
        let rejection = refused(name, bytes);
        assert!(
            matches!(&rejection, Rejection::Disguised { found: seen, .. } if *seen == found),
            "{name}: {rejection:?}"
        );
    }
}

#[test]
fn kinds_that_are_not_taken_in_are_named() {
    let samples: [(&str, &[u8], Found); 6] = [
        ("don.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old", Found::OldOffice),
        ("anh.heic", b"\0\0\0\x18ftypheic\0\0", Found::OtherPicture),
        ("anh.tif", b"II*\0\x08\0", Found::OtherPicture),
        ("trang.html", b"  <!DOCTYPE html><p>", Found::Html),
        ("goi.zip", &package(&[("a.txt", b"a")]), Found::Archive),
        ("la", b"\xFE\x00\x01\x02", Found::Unknown),
    ];
    for (name, bytes, found) in samples {
        assert_eq!(refused(name, bytes), Rejection::Unknown { found }, "{name}");
    }
}

#[test]
fn a_picture_under_the_name_of_another_picture_is_taken_in_under_its_own() {
    assert_eq!(accepted("anh.png", &picture(ImageFormat::Jpeg)).name, "anh.jpg");
    assert_eq!(accepted("ANH.JPG", &picture(ImageFormat::Png)).name, "ANH.png");
}

#[test]
fn a_pdf_with_packed_objects_is_taken_in_and_broken_when_cut_off() {
    let mut bytes = Vec::new();
    pdf_document(4).save_modern(&mut bytes).unwrap();
    assert_eq!(accepted("don.pdf", &bytes).pages, Some(4));
    assert_eq!(refused("don.pdf", &bytes[..bytes.len() - 40]).code(), "broken");
}

#[test]
fn a_pdf_cut_off_anywhere_is_broken() {
    let whole = pdf(3);
    for percent in [10, 30, 50, 70, 90, 97] {
        let rejection = refused("don.pdf", &whole[..whole.len() * percent / 100]);
        assert_eq!(rejection.code(), "broken", "{percent}: {rejection:?}");
    }
}

fn position(bytes: &[u8], needle: &[u8]) -> usize {
    bytes.windows(needle.len()).position(|window| window == needle).unwrap()
}

#[test]
fn a_pdf_whose_table_must_be_guessed_is_broken() {
    let whole = pdf(2);
    let table = position(&whole, b"\nxref\n");
    let mut lost = whole.clone();
    lost[table..table + 30].fill(b'#');
    assert_eq!(refused("don.pdf", &lost).code(), "broken");
    let mut shifted = whole;
    shifted.splice(9..9, *b"%inserted\n");
    assert_eq!(refused("don.pdf", &shifted).code(), "broken");
}

/// Every reader mends a wrong offset the same way, and nothing is lost by it.
#[test]
fn a_pdf_whose_sound_table_stands_a_little_beside_its_place_is_taken_in() {
    let mut bytes = pdf(2);
    let start = position(&bytes, b"startxref\n");
    let table = position(&bytes, b"\nxref\n") + 1;
    bytes.truncate(start);
    bytes.extend(format!("startxref\n{}\n%%EOF", table + 4).bytes());
    assert_eq!(accepted("don.pdf", &bytes).pages, Some(2));
}

#[test]
fn a_pdf_without_pages_or_with_fewer_than_promised_is_broken() {
    assert_eq!(refused("don.pdf", &pdf(0)).code(), "broken");
    let mut document = pdf_document(2);
    let root = document.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
    document.get_dictionary_mut(root).unwrap().set("Count", 5);
    assert_eq!(refused("don.pdf", &saved(document)).code(), "broken");
}

#[test]
fn a_pdf_under_a_password_is_refused_whether_or_not_it_opens_without_one() {
    for user_password in ["", "bi-mat"] {
        let mut document = pdf_document(1);
        let id = Object::string_literal("0123456789abcdef");
        document.trailer.set("ID", vec![id.clone(), id]);
        let version = EncryptionVersion::V2 {
            document: &document,
            owner_password: "chu",
            user_password,
            key_length: 128,
            permissions: Permissions::all(),
        };
        let state = EncryptionState::try_from(version).unwrap();
        document.encrypt(&state).unwrap();
        assert_eq!(refused("don.pdf", &saved(document)), Rejection::Encrypted { kind: Kind::Pdf });
    }
}

#[test]
fn a_pdf_whose_page_tree_turns_in_a_circle_is_refused() {
    let mut document = pdf_document(0);
    let root = document.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
    document.set_object(
        root,
        dictionary! { "Type" => "Pages", "Kids" => vec![root.into()], "Count" => 1 },
    );
    assert_eq!(refused("don.pdf", &saved(document)).code(), "broken");
}

#[test]
fn pictures_cut_in_half_are_broken() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        let whole = picture(format);
        for end in [whole.len() / 2, whole.len() * 3 / 4] {
            assert_eq!(refused("anh.png", &whole[..end]).code(), "broken", "{format:?} {end}");
        }
    }
}

#[test]
fn a_jpeg_with_data_behind_its_end_is_taken_in() {
    let mut bytes = picture(ImageFormat::Jpeg);
    bytes.extend_from_slice(b"written by a phone");
    assert_eq!(accepted("anh.jpg", &bytes).kind, Kind::Jpeg);
}

#[test]
fn a_picture_that_claims_a_huge_size_is_refused_before_it_is_decoded() {
    let mut bytes = picture(ImageFormat::Png);
    bytes[16..24].copy_from_slice(&[0, 1, 0x86, 0xA0, 0, 1, 0x86, 0xA0]);
    let header: Vec<u8> = bytes[12..29].to_vec();
    bytes[29..33].copy_from_slice(&crc32(&header).to_be_bytes());
    assert_eq!(refused("anh.png", &bytes).code(), "oversized");
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 }
        })
    })
}

#[test]
fn macros_are_refused_by_part_and_by_declared_type() {
    let by_part = docx_with(&[("word/vbaProject.bin", b"Sub AutoOpen()")]);
    assert_eq!(refused("don.docx", &by_part), Rejection::Macro { kind: Kind::Docx });
    let types = content_types(
        "word/document.xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    );
    let by_type =
        package(&[("[Content_Types].xml", types.as_bytes()), ("word/document.xml", WORD_BODY)]);
    assert_eq!(refused("don.docm", &by_type), Rejection::Macro { kind: Kind::Docx });
}

#[test]
fn a_zip_bomb_is_refused() {
    let zeros = vec![0; 64 * 1024 * 1024];
    let bomb = docx_with(&[("word/media/image1.bin", &zeros)]);
    assert!(bomb.len() < 100_000);
    assert_eq!(refused("don.docx", &bomb).code(), "oversized");
}

#[test]
fn parts_named_outside_of_the_package_are_refused() {
    for name in ["../../etc/cron.d/job", "/etc/passwd", "word\\..\\a", "C:/a"] {
        assert_eq!(refused("don.docx", &docx_with(&[(name, b"x")])).code(), "broken", "{name}");
    }
}

#[test]
fn a_document_whose_main_part_is_missing_or_ill_formed_is_broken() {
    let types = content_types("word/document.xml", WORD_TYPE);
    let types = ("[Content_Types].xml", types.as_bytes());
    assert_eq!(refused("don.docx", &package(&[types])).code(), "broken");
    let bodies: [&[u8]; 4] =
        [b"<a><b></a>", b"<a><b/>", b"no element", b"<!DOCTYPE a [<!ENTITY e \"e\">]><a>&e;</a>"];
    for body in bodies {
        let bytes = package(&[types, ("word/document.xml", body)]);
        assert_eq!(refused("don.docx", &bytes).code(), "broken", "{body:?}");
    }
}

#[test]
fn a_document_with_one_changed_byte_is_broken() {
    let filler: Vec<u8> =
        (0..4096_u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let mut bytes = docx_with(&[("word/media/a.bin", &filler)]);
    let at = bytes.len() / 2;
    bytes[at] ^= 0x55;
    assert_eq!(refused("don.docx", &bytes).code(), "broken");
    let half = &docx()[..300];
    assert_eq!(refused("don.docx", half).code(), "broken");
}

#[test]
fn a_word_document_under_a_password_is_refused_as_encrypted() {
    let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(refused("bang.xlsx", &bytes), Rejection::Encrypted { kind: Kind::Xlsx });
}

#[test]
fn names_are_cleaned() {
    let bytes = pdf(1);
    let samples = [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\An\\Đơn xin phép.pdf", "Đơn xin phép.pdf"),
        // Decomposed, as macOS sends it.
        ("D\u{031B}o\u{031B}n ho\u{0302}\u{0300} so\u{031B}.PDF", "D\u{031B}ơn hồ sơ.pdf"),
        ("hoso\u{202E}fdp.exe", "hosofdp.exe.pdf"),
        ("e\u{200B}\u{0301}.pdf", "é.pdf"),
        ("a\0\r\nb?.pdf", "a b_.pdf"),
        (".pdf", "file.pdf"),
        ("", "file.pdf"),
        (" ... .pdf. ", "file.pdf"),
        ("don.v2", "don.v2.pdf"),
    ];
    for (given, cleaned) in samples {
        assert_eq!(accepted(given, &bytes).name, cleaned, "{given:?}");
    }
}

#[test]
fn a_name_of_ten_thousand_letters_is_cut_to_two_hundred() {
    let name = accepted(&format!("{}.pdf", "ệ".repeat(10_000)), &pdf(1)).name;
    assert_eq!(name.chars().count(), 200);
    assert!(name.ends_with("ệ.pdf"));
}
