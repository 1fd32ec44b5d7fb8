//! Procedures are found by the words of people, not of the law.

use daumoi_definition::{Department, Finder};

use crate::real_definitions::department_of_this_repository;

fn first(department: &Department, finder: &Finder, words: &str) -> String {
    let found = finder.find(words, |id| is_open(department, id));
    found.first().map(|found| found.procedure.clone()).unwrap_or_default()
}

fn is_open(department: &Department, id: &str) -> bool {
    let day = jiff::civil::date(2024, 5, 27);
    department.edition_on(id, day).is_some_and(|edition| !edition.channels.is_empty())
}

#[test]
fn people_find_what_they_want_in_their_own_words() {
    let department = department_of_this_repository().unwrap();
    let finder = Finder::new(&department);
    let bulletin = "press.bulletin_licence.issue";
    let game = "einfo.public_game_point.issue";
    let site = "einfo.aggregated_site_licence.issue";
    let courier = "postal.licence.issue";
    for (words, wanted) in [
        // As the law says, and without marks.
        ("cấp giấy phép xuất bản bản tin", bulletin),
        ("cap giay phep xuat ban ban tin", bulletin),
        ("giấy phép bưu chính", courier),
        // As people say.
        ("xin giấy phép ra tờ tin", bulletin),
        ("toi muon ra to tin cho truong hoc", bulletin),
        ("cap giay phep ban tin", bulletin),
        ("xin giay phep chuyen phat", courier),
        ("mở quán game", game),
        ("mo quan net", game),
        ("mo tiem game can giay gi", game),
        ("họp báo", "press.conference.domestic.reply"),
        ("hop bao", "press.conference.domestic.reply"),
        ("bản tin", bulletin),
        ("chuyển phát", courier),
        ("mo cong ty giao hang", courier),
        ("lam website tin tuc", site),
        ("mat giay phep chuyen phat", "postal.licence.reissue_lost"),
        ("in kỷ yếu phát miễn phí", "publishing.nonbusiness_licence.issue"),
        ("gia han trang tin", "einfo.aggregated_site_licence.extend"),
        // With slips, with words run together.
        ("mo quna game", game),
        ("hopbao", "press.conference.domestic.reply"),
        ("xin giay phpe ra to tin", bulletin),
        ("wesbite tin tuc", site),
        // In English.
        ("newsletter", bulletin),
        ("open internet cafe", game),
        ("delivery company", courier),
        ("press confrence", "press.conference.domestic.reply"),
    ] {
        assert_eq!(first(&department, &finder, words), wanted, "{words}");
    }
}

#[test]
fn words_that_fit_several_procedures_list_them() {
    let department = department_of_this_repository().unwrap();
    let finder = Finder::new(&department);
    let found = finder.find("chuyen phta", |id| is_open(&department, id));
    let found: Vec<&str> = found.iter().take(3).map(|found| found.procedure.as_str()).collect();
    assert!(found.contains(&"postal.licence.issue"), "{found:?}");
    assert!(found.contains(&"postal.confirmation.issue"), "{found:?}");
}

#[test]
fn what_is_not_offered_or_not_known_is_not_found() {
    let department = department_of_this_repository().unwrap();
    let finder = Finder::new(&department);
    assert!(finder.find("qwrtzx", |_| true).is_empty());
    assert!(finder.find("", |_| true).is_empty());
    assert!(finder.find("họp báo", |_| false).is_empty());
}

#[test]
fn a_question_of_ten_thousand_letters_is_answered_too() {
    let department = department_of_this_repository().unwrap();
    let finder = Finder::new(&department);
    let long = "bản tin ".repeat(1_250);
    let found = finder.find(&long, |id| is_open(&department, id));
    assert!(found.iter().any(|found| found.procedure == "press.bulletin_licence.issue"));
}
