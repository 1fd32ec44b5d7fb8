//! The list of cases as desks and leaders ask for it: mine, of my units, late, finished, by words.

use daumoi_office::cases::{CasePage, CaseQuery, Days, Dimension, Lateness, Whose};
use daumoi_office::demo;
use jiff::civil::date;
use serde_json::json;

use crate::acceptance::{act, bulletin};
use crate::house::{House, on_both_databases};

async fn codes(house: &House, person: &str, query: &CaseQuery) -> Vec<String> {
    let query = CaseQuery { limit: 200, ..query.clone() };
    let page = house.office.list_cases(&house.person(person), &query).await.unwrap();
    assert_eq!(page.next, None);
    page.lines.into_iter().map(|line| line.case.code).collect()
}

fn of(whose: Whose) -> CaseQuery {
    CaseQuery { whose, ..CaseQuery::default() }
}

on_both_databases! {
    async fn work_waits_where_the_next_step_is(house: House) {
        house.at_moment("2024-05-27T08:00");
        let new = bulletin(&house, "Tuy Hòa quê tôi").await;
        let desk = "le.thi.hoa";
        let code = house.office.submit(&house.person(desk), new, None).await.unwrap().code;
        let (mine, units) = (of(Whose::Mine), of(Whose::MyUnits));
        assert_eq!(codes(&house, desk, &mine).await, std::slice::from_ref(&code));
        assert_eq!(codes(&house, "pham.van.duc", &mine).await, [""; 0]);
        act(&house, desk, &code, "accept", json!({})).await;
        act(&house, desk, &code, "transfer", json!({})).await;
        assert_eq!(codes(&house, desk, &mine).await, [""; 0]);
        assert_eq!(codes(&house, "pham.van.duc", &mine).await, std::slice::from_ref(&code));
        act(&house, "pham.van.duc", &code, "assign", json!({"officer": "vo.thi.lan"})).await;
        for (person, its_mine, its_units) in
            [("pham.van.duc", 0, 1), ("vo.thi.lan", 1, 1), (desk, 0, 0)]
        {
            assert_eq!(codes(&house, person, &mine).await.len(), its_mine, "{person}");
            assert_eq!(codes(&house, person, &units).await.len(), its_units, "{person}");
            let waiting = house.office.waiting(&house.person(person)).await.unwrap();
            assert_eq!(waiting.mine, i64::try_from(its_mine).unwrap(), "{person}");
            assert_eq!(waiting.my_units, i64::try_from(its_units).unwrap(), "{person}");
            assert_eq!(waiting.all, 1, "{person}");
        }
        let asked = json!({"items": [{"paper": "masthead", "reason": "missing_paper", "text": ""}]});
        act(&house, "vo.thi.lan", &code, "request_supplement", asked).await;
        assert_eq!(codes(&house, "vo.thi.lan", &mine).await, [""; 0]);
        assert_eq!(codes(&house, "vo.thi.lan", &units).await, [code]);
    }

    async fn late_and_due_soon_are_told_apart_by_the_calendar(house: House) {
        house.at_moment("2024-05-27T08:00");
        let new = bulletin(&house, "Đúng hạn").await;
        let code = house.office.submit(&house.person("le.thi.hoa"), new, None).await.unwrap().code;
        // Due on Monday 17 June.
        act(&house, "le.thi.hoa", &code, "accept", json!({})).await;
        let late = CaseQuery { lateness: Some(Lateness::Late), ..CaseQuery::default() };
        let soon = CaseQuery { lateness: Some(Lateness::Soon), ..CaseQuery::default() };
        let june = Days { from: Some(date(2024, 6, 17)), to: Some(date(2024, 6, 17)) };
        let due = CaseQuery { due: june, ..CaseQuery::default() };
        let director = house.person("nguyen.van.an");
        for (moment, is_late, is_soon) in [
            ("2024-06-12T23:59", 0, 0),
            ("2024-06-13T00:00", 0, 1),
            ("2024-06-17T23:59", 0, 1),
            ("2024-06-18T00:00", 1, 0),
        ] {
            house.at_moment(moment);
            let count = async |query: &CaseQuery| {
                house.office.count_cases(&director, query).await.unwrap()
            };
            assert_eq!((count(&late).await, count(&soon).await), (is_late, is_soon), "{moment}");
            assert_eq!(codes(&house, "nguyen.van.an", &due).await, std::slice::from_ref(&code));
        }
    }

    async fn finished_cases_come_newest_first_and_by_their_days(house: House) {
        demo::fill(&house.office, &house.clock, date(2024, 12, 1), 80).await.unwrap();
        let director = house.person("nguyen.van.an");
        let query = CaseQuery { is_open: Some(false), limit: 7, ..CaseQuery::default() };
        let mut finished = Vec::new();
        let mut after = None;
        loop {
            let query = CaseQuery { after, ..query.clone() };
            let CasePage { lines, next } = house.office.list_cases(&director, &query).await.unwrap();
            finished.extend(lines.iter().map(|line| line.finished_at().unwrap()));
            after = next;
            if after.is_none() {
                break;
            }
        }
        assert!(finished.len() > 20, "{}", finished.len());
        assert!(finished.is_sorted_by(|one, next| one >= next));
        let autumn = Days { from: Some(date(2024, 9, 1)), to: Some(date(2024, 10, 31)) };
        let within = |at: &&i64| {
            let day = house.office.local_of(**at).date();
            date(2024, 9, 1) <= day && day <= date(2024, 10, 31)
        };
        let query = CaseQuery { finished: autumn, ..CaseQuery::default() };
        let counted = house.office.count_cases(&director, &query).await.unwrap();
        assert_eq!(usize::try_from(counted).unwrap(), finished.iter().filter(within).count());
        let by = [Dimension::Unit];
        let by_unit = house.office.count_cases_by(&director, &query, &by).await.unwrap();
        assert_eq!(by_unit.iter().map(|(_, count)| count).sum::<i64>(), counted);
    }

    async fn words_narrow_a_list_with_marks_or_without(house: House) {
        house.at_moment("2024-05-27T08:00");
        let clerk = house.person("le.thi.hoa");
        for name in ["Sông Cầu", "Sông Hinh", "Đồng Xuân"] {
            let new = bulletin(&house, name).await;
            house.office.submit(&clerk, new, None).await.unwrap();
        }
        for (words, whose, expected) in [
            ("song cau", Whose::All, 1),
            ("sông", Whose::Mine, 2),
            ("dong xuan", Whose::MyUnits, 1),
            ("tuy an", Whose::All, 0),
        ] {
            let query = CaseQuery { words: words.to_owned(), ..of(whose) };
            assert_eq!(codes(&house, "le.thi.hoa", &query).await.len(), expected, "{words}");
        }
    }
}
