//! Whole texts with clutter around them, and texts with one oddity each.
//!
//! `clauses-vi.txt` and `clauses-en.txt` hold 34 clauses with 67 lettered points; the tests put clutter around them
//! and damage them.

use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};
use unicode_normalization::UnicodeNormalization;

use super::{Import, import};

const VIETNAMESE: &str = include_str!("tests/clauses-vi.txt");
const ENGLISH: &str = include_str!("tests/clauses-en.txt");

const BEFORE_VIETNAMESE: &str = "Trang chủ | Giới thiệu | Tin tức | Liên hệ
1. Giới thiệu
2. Chức năng, nhiệm vụ
3. Cơ cấu tổ chức
Thứ Sáu, 12/05/2023 10:30
Điện thoại: 0257. 3841 999
Điều 1. Vị trí và chức năng
1. Sở Thông tin và Truyền thông là cơ quan chuyên môn thuộc Ủy ban nhân dân tỉnh.
2. Sở Thông tin và Truyền thông có tư cách pháp nhân, có con dấu và tài khoản riêng.
Điều 2. Nhiệm vụ và quyền hạn
Sở Thông tin và Truyền thông thực hiện các nhiệm vụ, quyền hạn sau đây:
";

const AFTER_VIETNAMESE: &str = "
Điều 3. Cơ cấu tổ chức và biên chế
1. Lãnh đạo Sở gồm Giám đốc và các Phó Giám đốc.
a) Giám đốc là người đứng đầu Sở;
2. Các phòng chuyên môn.
Nơi nhận:
- Như Điều 5;
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
";

const BEFORE_ENGLISH: &str = "Skip to main content
Home > About us > Functions
1. News
2. Services
3. Contact us
Posted on 12 May 2023
Functions and duties
The Department performs the following duties:
";

const AFTER_ENGLISH: &str = "
Department of Information and Communications
Address: 64 Le Duan, Tuy Hoa
1. Site map
2. RSS
Copyright 2023. All rights reserved.
";

fn with_clutter(clauses: &str) -> String {
    format!("{BEFORE_VIETNAMESE}{clauses}{AFTER_VIETNAMESE}")
}

fn assert_whole(text: &str, last_words: &str) {
    let read = import(text);
    assert_eq!(read.warnings, []);
    assert_eq!((read.clause_count, read.point_count), (34, 87));
    assert_eq!(read.clauses.last().unwrap().text, last_words);
    let numbers: Vec<u32> = read.clauses.iter().map(|clause| clause.number).collect();
    assert_eq!(numbers, (1..=34).collect::<Vec<_>>());
}

const LAST_VIETNAMESE: &str = "Nhiệm vụ khác do UBND tỉnh giao.";

fn letters(read: &Import, number: u32) -> Vec<&str> {
    let clause = read.clauses.iter().find(|clause| clause.number == number).unwrap();
    clause.points.iter().map(|point| point.letter.as_str()).collect()
}

/// Line and English message of each warning.
fn warned(text: &str) -> Vec<(usize, String)> {
    import(text).warnings.into_iter().map(|warning| (warning.line, warning.message.en)).collect()
}

fn wrapped(text: &str, width: usize) -> String {
    let mut wrapped = String::new();
    for line in text.lines() {
        let mut length = 0;
        for word in line.split(' ') {
            let word_length = word.chars().count();
            if length > 0 {
                let breaks = length + 1 + word_length > width;
                wrapped.push(if breaks { '\n' } else { ' ' });
                length = if breaks { 0 } else { length + 1 };
            }
            wrapped.push_str(word);
            length += word_length;
        }
        wrapped.push('\n');
    }
    wrapped
}

#[test]
fn all_34_clauses_and_87_points_are_read_out_of_a_vietnamese_page() {
    assert_whole(&with_clutter(VIETNAMESE), LAST_VIETNAMESE);
    let read = import(&with_clutter(VIETNAMESE));
    assert_eq!(letters(&read, 15), ["a", "b", "c", "d", "đ", "e", "g", "h", "i"]);
    assert_eq!(read.clauses[3].points[1].text, "Cấp, sửa đổi, thu hồi giấy phép xuất bản bản tin;");
}

#[test]
fn all_34_clauses_and_87_points_are_read_out_of_an_english_page() {
    assert_whole(&format!("{BEFORE_ENGLISH}{ENGLISH}{AFTER_ENGLISH}"), "Other tasks assigned.");
}

#[test]
fn a_text_without_any_clutter_is_read_as_well() {
    assert_whole(VIETNAMESE, LAST_VIETNAMESE);
}

#[test]
fn decomposed_unicode_crlf_and_a_byte_order_mark_make_no_difference() {
    let text: String = with_clutter(VIETNAMESE).nfd().collect();
    let strange = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    assert_eq!(import(&strange), import(&with_clutter(VIETNAMESE)));
    assert_whole(&with_clutter(VIETNAMESE).replace('\n', "\r"), LAST_VIETNAMESE);
}

#[test]
fn wrapped_clauses_grow_together_again() {
    for width in [30, 45, 60, 80] {
        let read = import(&with_clutter(&wrapped(VIETNAMESE, width)));
        let plain = import(&with_clutter(VIETNAMESE));
        assert_eq!(read.clauses, plain.clauses, "width {width}");
        assert_eq!(read.warnings, []);
    }
}

#[test]
fn page_numbers_and_running_heads_inside_the_text_disappear() {
    let mut paged = String::new();
    for (count, line) in VIETNAMESE.lines().enumerate() {
        paged.push_str(&format!("{line}\n"));
        if count % 14 == 13 {
            paged.push_str(&format!(
                "\n- {} -\n\u{c}QUY ĐỊNH CHỨC NĂNG, NHIỆM VỤ CỦA SỞ\n\n",
                count / 14 + 1
            ));
        }
    }
    let read = import(&with_clutter(&paged));
    assert_eq!(read.clauses, import(&with_clutter(VIETNAMESE)).clauses);
}

#[test]
fn other_ways_of_typing_numbers_and_letters_are_understood() {
    let clauses = "1. Một việc dài của Sở:\na) Thứ nhất;\nb) Thứ hai.\n2. Việc khác của Sở.\n";
    let plain = import(clauses);
    assert_eq!((plain.clause_count, plain.point_count), (2, 3));
    for (from, to) in [
        (". ", ") "),
        ("1. ", "Khoản 1. "),
        (". ", "."),
        (". ", ".\n"),
        ("a) ", "a ) "),
        ("b) ", "(b) "),
        ("a) ", "Điểm a) "),
        ("1. ", "**1.** "),
        ("2. ", "\u{a0}2.\u{a0}"),
    ] {
        let read = import(&clauses.replace(from, to));
        assert_eq!(read.clauses, plain.clauses, "{from:?} typed as {to:?}");
    }
    let spaced = import("1. Việc:\na) A;\nb) B;\nc) C;\nd) D;\nđ ) Đ;\ne) E.\n");
    assert_eq!(letters(&spaced, 1), ["a", "b", "c", "d", "đ", "e"]);
    assert_eq!(spaced.warnings, []);
}

#[test]
fn points_typed_on_the_line_of_their_clause_are_found() {
    let read =
        import("1. Trình dự thảo: a) Quyết định; b) Kế hoạch theo điểm a) khoản 2.\n2. Việc khác.");
    assert_eq!(letters(&read, 1), ["a", "b"]);
    assert_eq!(read.clauses[0].text, "Trình dự thảo:");
    assert_eq!(read.clauses[0].points[1].text, "Kế hoạch theo điểm a) khoản 2.");
}

#[test]
fn lists_inside_a_clause_stay_its_text() {
    let text = "1. Việc thứ nhất.\n2. Gồm các việc:\n- Gạch đầu dòng;\n1) Mục một;\n2) Mục hai.\n3. Việc thứ ba.\n\
                4. Việc thứ tư:\n1. Một;\n2. Hai.\n5. Việc thứ năm.";
    let read = import(text);
    assert_eq!(read.clause_count, 5);
    assert_eq!(read.clauses[1].text, "Gồm các việc:\n- Gạch đầu dòng; 1) Mục một; 2) Mục hai.");
    assert_eq!(read.warnings, []);
}

#[test]
fn a_reference_broken_by_a_line_end_is_not_a_clause_or_a_point() {
    let text = "1. Thực hiện theo khoản\n2. Điều này và điểm\na) khoản 1 Luật năm\n2015.\n2. Việc khác của Sở.";
    let read = import(text);
    assert_eq!((read.clause_count, read.point_count), (2, 2));
    assert_eq!(
        read.clauses[0].text,
        "Thực hiện theo khoản 2. Điều này và điểm a) khoản 1 Luật năm 2015."
    );
}

#[test]
fn a_missing_number_is_named_at_the_next_clause() {
    let text = with_clutter(VIETNAMESE);
    let without: Vec<&str> = text.lines().filter(|line| !line.starts_with("17. ")).collect();
    let line = without.iter().position(|line| line.starts_with("18. ")).unwrap() + 1;
    assert_eq!(
        warned(&without.join("\n")),
        [(line, "Clause 17 is missing before clause 18.".to_owned())]
    );
}

#[test]
fn text_whose_number_was_lost_stays_with_the_clause_before() {
    let read = import(&with_clutter(&VIETNAMESE.replace("\n17. ", "\n")));
    let before = read.clauses.iter().find(|clause| clause.number == 16).unwrap();
    assert!(before.text.contains("Tham mưu quản lý doanh nghiệp"));
}

#[test]
fn a_repeated_number_is_kept_and_named() {
    assert_eq!(
        warned("1. Việc một.\n2. Việc hai.\n2. Việc hai nữa.\n3. Việc ba.\n"),
        [(3, "Clause number 2 is repeated.".to_owned())]
    );
    let first = import(&with_clutter(&VIETNAMESE.replace("\n2. ", "\n1. ")));
    assert_eq!(first.clause_count, 34);
    let last = import(&with_clutter(&VIETNAMESE.replace("\n34. ", "\n33. ")));
    assert_eq!((last.clause_count, last.warnings.len()), (34, 1));
}

#[test]
fn a_number_out_of_order_is_kept_and_named() {
    assert_eq!(
        warned("1. Việc một.\n2. Việc hai.\n4. Việc bốn.\n3. Việc ba.\n5. Việc năm.\n"),
        [(4, "Clause 3 is out of order.".to_owned())]
    );
    let last = import(&with_clutter(&VIETNAMESE.replace("\n34. ", "\n3. ")));
    assert_eq!(last.clause_count, 34);
    assert_eq!(last.clauses[33].text, LAST_VIETNAMESE);
}

#[test]
fn wrong_letters_are_kept_and_named() {
    let point = |letters: &str| {
        let points: String =
            letters.chars().map(|letter| format!("{letter}) Việc của Sở;\n")).collect();
        let read =
            import(&format!("1. Các việc:\n{points}2. Việc:\na) A;\nb) B;\nc) C;\nd) D;\nđ) Đ."));
        assert_eq!(read.clauses[0].points.len(), letters.chars().count());
        let messages = read.warnings.into_iter();
        messages.map(|warning| (warning.line, warning.message.en)).collect::<Vec<_>>()
    };
    let named = |line: usize, message: &str| vec![(line, format!("Clause 1: {message}"))];
    assert_eq!(point("abcdđeghik"), []);
    assert_eq!(point("abd"), named(4, "point c is missing before point d."));
    assert_eq!(point("abbc"), named(4, "point b is repeated."));
    assert_eq!(point("acbd"), named(4, "point b is out of order."));
    assert_eq!(point("abcde"), named(6, "point đ is missing before point e."));
    assert_eq!(point("abcdđf"), named(7, "letter f is not in the order a, b, c, d, đ, e, g…"));
}

#[test]
fn each_clause_may_follow_either_alphabet() {
    let read = import(
        "1. Tasks:\na) A;\nb) B;\nc) C;\nd) D;\ne) E;\nf) F;\ng) G.\n\
         2. Việc:\na) A;\nb) B;\nc) C;\nd) D;\nđ) Đ;\ne) E;\ng) G.",
    );
    assert_eq!(read.warnings, []);
    assert_eq!(read.point_count, 14);
}

#[test]
fn the_foot_of_the_page_is_not_part_of_the_last_clause() {
    for foot in [
        "Nơi nhận:\n- Như trên;",
        "Phú Yên, ngày 12 tháng 5 năm 2023\nTM. ỦY BAN NHÂN DÂN",
        "Chia sẻ:\nFacebook\nZalo",
        "\nSở Thông tin và Truyền thông tỉnh Phú Yên\nĐiện thoại: 0257.3841999",
        "© 2023 Sở Thông tin và Truyền thông",
        "Trang chủ\nSơ đồ cổng",
        "Về đầu trang",
        "Email: sotttt@phuyen.gov.vn",
        "\nCác tin khác\n1. Hội nghị tổng kết công tác năm 2023\n2. Tập huấn chuyển đổi số",
        "Điều 3. Cơ cấu tổ chức\n1. Giám đốc.\na) Một;",
        "III. CƠ CẤU TỔ CHỨC\n1. Ban Giám đốc",
        "\nLượt truy cập: 1.234.567",
        "./.\nLưu trữ hồ sơ của Sở.",
    ] {
        assert_whole(&format!("{VIETNAMESE}{foot}\n"), LAST_VIETNAMESE);
    }
}

#[test]
fn a_wrapped_last_clause_is_kept_whole_before_the_foot() {
    let text = "1. Việc thứ nhất của Sở.\n2. Thực hiện các nhiệm vụ khác do Ủy ban nhân dân tỉnh và\n\
                Chủ tịch Ủy ban nhân dân tỉnh giao theo quy định của\npháp luật.\nTrang chủ | Liên hệ";
    assert_eq!(
        import(text).clauses[1].text,
        "Thực hiện các nhiệm vụ khác do Ủy ban nhân dân tỉnh và Chủ tịch Ủy ban nhân dân tỉnh giao \
         theo quy định của pháp luật."
    );
}

#[test]
fn a_text_without_clauses_says_so() {
    for text in ["", "Trang chủ\nLiên hệ\n"] {
        assert_eq!(warned(text), [(1, "No numbered clause was found in the text.".to_owned())]);
    }
}

#[test]
fn the_answer_is_written_in_the_agreed_shape() {
    let written = serde_json::to_value(import("1. Việc của Sở:\na) Một.\n3. Việc khác.")).unwrap();
    assert_eq!(
        written,
        serde_json::json!({
            "clauses": [
                {"number": 1, "text": "Việc của Sở:", "points": [{"letter": "a", "text": "Một."}]},
                {"number": 3, "text": "Việc khác.", "points": []}
            ],
            "clause_count": 2,
            "point_count": 2,
            "warnings": [{"line": 3, "message": {
                "vi": "Thiếu khoản 2 trước khoản 3.",
                "en": "Clause 2 is missing before clause 3."
            }}]
        })
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_at_all_is_read(text in "([0-9]{1,3}[.)/] ?|[a-zđ]\\) ?|Điều [0-9]\\. |\\PC{0,12}|\n|[ivx]+\\)|: |; ){0,60}") {
        let read = import(&text);
        prop_assert_eq!(read.clause_count, read.clauses.len());
        prop_assert!(read.point_count >= read.clause_count);
        let line_count = text.split('\n').count();
        prop_assert!(read.warnings.iter().all(|warning| (1..=line_count).contains(&warning.line)));
    }

    #[test]
    fn a_renumbered_clause_never_loses_its_text(clause in 1_usize..=34, number in 1_u32..=40) {
        let text: String = VIETNAMESE
            .lines()
            .map(|line| match line.strip_prefix(&format!("{clause}. ")) {
                Some(rest) => format!("{number}. {rest}\n"),
                None => format!("{line}\n"),
            })
            .collect();
        let whole = import(VIETNAMESE);
        let read = import(&with_clutter(&text));
        let all: String = read.clauses.iter().flat_map(|clause| {
            std::iter::once(&clause.text).chain(clause.points.iter().map(|point| &point.text))
        }).map(|text| format!("{text}\n")).collect();
        prop_assert!(all.contains(&whole.clauses[clause - 1].text), "{}", all);
        prop_assert_eq!(read.warnings.is_empty(), usize::try_from(number) == Ok(clause));
    }
}
