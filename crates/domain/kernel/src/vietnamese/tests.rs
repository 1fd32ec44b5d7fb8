//! Examples and properties of Vietnamese text.

use proptest::prelude::{ProptestConfig, Strategy, prop_assert, prop_assert_eq, proptest};
use unicode_normalization::UnicodeNormalization;

use super::{clean_line, clean_text, fold, has_marks, lower, nfc, sort_key, words};

fn decomposed(text: &str) -> String {
    text.nfd().collect()
}

#[test]
fn folding_drops_tones_letter_marks_case_and_surplus_spaces() {
    assert_eq!(fold("  Ủy ban\u{a0}Nhân dân   TỈNH Phú Yên "), "uy ban nhan dan tinh phu yen");
    assert_eq!(fold("ă â ê ô ơ ư đ Ă Â Ê Ô Ơ Ư Đ"), "a a e o o u d a a e o o u d");
    assert_eq!(fold("Ðắk Lắk"), "dak lak");
    assert_eq!(fold("M'Đrắk, Ea Kpam số 15/2024"), "m'drak, ea kpam so 15/2024");
}

#[test]
fn both_spellings_of_an_open_vowel_pair_are_one_word() {
    for (one, other) in [
        ("Hòa", "Hoà"),
        ("thủy", "thuỷ"),
        ("KHỎE", "KHOẺ"),
        ("lòe xòe", "loè xoè"),
        ("họa", "hoạ"),
        ("ủy", "uỷ"),
        ("quý", "qúy"),
        ("Tuy Hòa 2", "Tuy Hoà 2"),
    ] {
        assert_eq!(lower(one), lower(other));
        assert_eq!(sort_key(one), sort_key(other));
    }
}

#[test]
fn tones_of_closed_syllables_stay_where_they_are() {
    for word in ["hoàng", "huỳnh", "thoại", "ngoèo", "khuỷu", "quý", "của", "thuở", "giã", "toán"]
    {
        assert_eq!(lower(word), word);
    }
}

#[test]
fn a_tone_typed_before_the_letter_mark_is_the_same_letter() {
    assert_eq!(lower("e\u{323}\u{302}"), "ệ");
    assert_eq!(lower("a\u{301}\u{302}"), "ấ");
}

#[test]
fn marks_are_noticed_and_bare_words_are_not() {
    for word in ["đo", "ủy", "tô", "lưu", "Ý", "a\u{309}"] {
        assert!(has_marks(word), "{word}");
    }
    for word in ["uy ban", "QD-UBND", "2024", ""] {
        assert!(!has_marks(word), "{word}");
    }
}

#[test]
fn words_are_runs_of_letters_and_digits() {
    assert_eq!(
        words("Số 25/QĐ-STTTT, ngày 06/05/2024: “Hoà Hiệp”"),
        ["số", "25", "qđ", "stttt", "ngày", "06", "05", "2024", "hòa", "hiệp"]
    );
}

#[test]
fn a_clean_line_has_no_controls_and_reads_in_one_direction() {
    assert_eq!(clean_line("  Nguyễn\tVăn\r\nA\u{0} \u{7f}"), "Nguyễn Văn  A");
    assert_eq!(clean_line("\u{202e}gpj.exe\u{202c}\u{200f} e\u{302}"), "gpj.exe ê");
    assert_eq!(clean_line("Công ty “A & B” — 100% 😀"), "Công ty “A & B” — 100% 😀");
}

#[test]
fn a_clean_text_keeps_its_lines() {
    assert_eq!(clean_text(" Mục \u{202e}1\r\n\u{0}\r\nPhu\u{301} Yên\u{7}\n"), "Mục 1\n\nPhú Yên");
}

#[test]
fn composing_changes_nothing_but_the_form() {
    assert_eq!(nfc(&decomposed("Sở  Thông tin")), "Sở  Thông tin");
}

#[test]
fn words_stand_in_the_order_of_the_dictionary() {
    let in_order: Vec<&str> =
        "2 tháng 9|10 điểm|a|A|à|ả|ã|á|ạ|an|ăn|ân|ba|bà|bả|bã|bá|bạ|bà ba|ba lô|ban|bản\
        |băn|bần|bí thư|ca|cha|da|đa|đá|e|ê|họa|hòa giải|Hòa Hiệp Bắc|Hoà Vinh|kế|khi|lá\
        |nga|nha|o|ô|ơ|phường|qua|sở|tem|thu|thư|tổ|u|ư|vụ|xã|y|ý"
            .split('|')
            .collect();
    let mut sorted = in_order.clone();
    sorted.reverse();
    sorted.sort_by_key(|word| sort_key(word));
    assert_eq!(sorted, in_order);
}

#[test]
fn numbers_inside_a_name_are_ordered_by_value() {
    let in_order = [
        "Phường 1",
        "Phường 2",
        "Phường 9",
        "Phường 10",
        "Phường 100",
        "Phường 1234567890",
        "Phường 12345678901",
        "Phường An Phú",
    ];
    let mut sorted = in_order;
    sorted.reverse();
    sorted.sort_by_key(|name| sort_key(name));
    assert_eq!(sorted, in_order);
    assert!(sort_key("Xuân Thọ 1") < sort_key("Xuân Thọ 01"));
    assert!(sort_key("Xuân Thọ 01") < sort_key("Xuân Thọ 2"));
}

#[test]
fn case_decides_last_and_punctuation_is_a_gap() {
    assert!(sort_key("hòa") < sort_key("Hòa"));
    assert!(sort_key("Hòa") < sort_key("họa"));
    assert_eq!(sort_key("Thông tin - Báo chí"), sort_key(" Thông tin, Báo chí."));
}

fn vietnamese_text() -> impl Strategy<Value = String> {
    "[a-zA-ZăâđêôơưĂÂĐÊÔƠƯàảãáạằầệễốợựỳỹÝòỏóọuyoae\u{300}\u{301}\u{302}\u{303}\u{309}\u{323}\u{31b}0-9 .,/-]{0,24}|\\PC{0,12}"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn composed_and_decomposed_text_give_the_same_answers(text in vietnamese_text()) {
        let (composed, decomposed) = (nfc(&text), decomposed(&text));
        prop_assert_eq!(fold(&composed), fold(&decomposed));
        prop_assert_eq!(lower(&composed), lower(&decomposed));
        prop_assert_eq!(sort_key(&composed), sort_key(&decomposed));
        prop_assert_eq!(words(&composed), words(&decomposed));
        prop_assert_eq!(has_marks(&composed), has_marks(&decomposed));
        prop_assert_eq!(clean_line(&composed), clean_line(&decomposed));
    }

    #[test]
    fn spelling_twice_is_spelling_once(text in vietnamese_text()) {
        prop_assert_eq!(fold(&fold(&text)), fold(&text));
        prop_assert_eq!(lower(&lower(&text)), lower(&text));
        prop_assert_eq!(clean_line(&clean_line(&text)), clean_line(&text));
    }

    #[test]
    fn folding_a_lowered_text_is_folding_the_text(text in vietnamese_text()) {
        prop_assert_eq!(fold(&lower(&text)), fold(&text));
    }

    #[test]
    fn a_sort_key_holds_no_control_character(text in vietnamese_text()) {
        prop_assert!(!sort_key(&text).contains(|letter: char| letter < ' '));
    }

    #[test]
    fn letters_outrank_tones_and_tones_outrank_case(left in "[abdđeêoôơuư]{1,6}", right in "[abdđeêoôơuư]{1,6}") {
        let tone_added = format!("{left}\u{323}");
        if sort_key(&left) < sort_key(&right) && !right.starts_with(&left) {
            prop_assert!(sort_key(&tone_added) < sort_key(&right));
        }
        prop_assert!(sort_key(&left) < sort_key(&left.to_uppercase()));
        prop_assert!(sort_key(&left.to_uppercase()) < sort_key(&tone_added));
    }
}
