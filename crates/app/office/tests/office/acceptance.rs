//! What the office promises, told as examples: numbers, editions, silence, rebuild, who sees what.

use std::collections::BTreeSet;

use daumoi_access::Principal;
use daumoi_calendar::Blame;
use daumoi_definition::{Channel, Department, Grant, PartyKind, SourceFile, Standing};
use daumoi_dossier::Party;
use daumoi_office::cases::CaseQuery;
use daumoi_office::{DossierAnswer, Failure, NewDossier, Once, Order, definitions, demo, scenario};
use daumoi_store::dossiers::DossierSummary;
use daumoi_store::journal::Position;
use serde_json::{Map, Value, json};

use crate::house::{House, on_both_databases};

fn order(action: &str, with: &Value) -> Order {
    let with = with.as_object().cloned().unwrap_or_default();
    Order { action: action.to_owned(), with, version: None }
}

/// A bulletin licence as it is asked for in the scenarios of the definitions.
pub(crate) async fn bulletin(house: &House, name: &str) -> NewDossier {
    let department = house.office.department();
    let life = department
        .scenarios
        .iter()
        .find(|it| it.id.ends_with("tuy-hoa-ngay-nay-is-licensed-on-time"))
        .unwrap();
    let step = life.steps.first().unwrap();
    let mut answers: Map<String, Value> =
        step.with.get("answers").unwrap().as_object().cloned().unwrap();
    answers.insert("bulletin_name".to_owned(), json!(name));
    let mut new = NewDossier {
        procedure: "press.bulletin_licence.issue".to_owned(),
        channel: Channel::Direct,
        applicant: Party {
            kind: PartyKind::StateBody,
            name: "Ủy ban nhân dân thành phố Tuy Hòa".to_owned(),
            id_no: "4400000011".to_owned(),
            phone: "02573000011".to_owned(),
            email: None,
            address: "Số 2 đường Mẫu".to_owned(),
        },
        answers,
        papers: std::collections::BTreeMap::new(),
    };
    for paper in step.with.get("papers").unwrap().as_array().unwrap() {
        let id = paper.as_str().unwrap();
        let pdf = scenario::sample_pdf(id).into();
        let upload = house.office.upload(&scenario::applicant(), "a.pdf", pdf).await.unwrap();
        new.papers.insert(id.to_owned(), upload.id);
    }
    new
}

pub(crate) async fn act(
    house: &House,
    person: &str,
    code: &str,
    action: &str,
    with: Value,
) -> DossierAnswer {
    let done = house.office.act(&house.person(person), code, order(action, &with), None).await;
    done.unwrap_or_else(|error| panic!("{action}: {error:?}"))
}

/// Brings a new bulletin licence to the leader's desk.
async fn ready_to_sign(house: &House, name: &str) -> String {
    let new = bulletin(house, name).await;
    let code = house.office.submit(&house.person("le.thi.hoa"), new, None).await.unwrap().code;
    act(house, "le.thi.hoa", &code, "accept", json!({})).await;
    act(house, "le.thi.hoa", &code, "transfer", json!({})).await;
    act(house, "pham.van.duc", &code, "assign", json!({"officer": "vo.thi.lan"})).await;
    let department = house.office.department();
    let day = house.office.local_now().date();
    let edition = department.edition_on("press.bulletin_licence.issue", day).unwrap();
    for condition in &edition.conditions {
        let with = json!({"condition": condition.id, "met": true, "evidence": "hồ sơ"});
        act(house, "vo.thi.lan", &code, "assess", with).await;
    }
    act(house, "vo.thi.lan", &code, "draft", json!({"outcome": "grant"})).await;
    act(house, "vo.thi.lan", &code, "submit_for_approval", json!({})).await;
    act(house, "pham.van.duc", &code, "approve", json!({})).await;
    code
}

/// Officers with roles at units by chance, the same every time.
fn strangers(house: &House, count: usize) -> Vec<Principal> {
    let department = house.office.department();
    let roles: Vec<&String> = department.roles.keys().collect();
    let units: BTreeSet<&String> =
        department.people.values().flat_map(|it| &it.grants).map(|it| &it.unit).collect();
    let units: Vec<&String> = units.into_iter().collect();
    let mut chance: u64 = 11;
    let mut below = |bound: usize| {
        chance =
            chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(chance >> 33).unwrap() % bound
    };
    let mut grant = || Grant {
        role: roles[below(roles.len())].clone(),
        unit: units[below(units.len())].clone(),
        duties: [4, 5, 8, 10].into_iter().filter(|_| below(3) == 0).collect(),
        from: jiff::civil::date(2021, 1, 1),
        until: None,
    };
    (0..count)
        .map(|number| {
            let grants = (0..=number % 3).map(|_| grant()).collect();
            Principal { id: format!("officer.{number}"), grants }
        })
        .collect()
}

async fn cases_of(house: &House, principal: &Principal) -> Vec<DossierSummary> {
    let query = CaseQuery { limit: 200, ..CaseQuery::default() };
    let listed = house.office.list_cases(principal, &query).await.unwrap();
    listed.lines.into_iter().map(|line| line.case).collect()
}

/// PostgreSQL holds the feed back while any of its databases has an older transaction open.
async fn everything_is_told(house: &House, all: &[DossierSummary]) {
    loop {
        let told = streams_told(house, &Principal::system()).await;
        if all.iter().all(|row| told.contains(&format!("dossier/{}", row.id))) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

/// The streams of everything that the feed tells `principal`.
async fn streams_told(house: &House, principal: &Principal) -> BTreeSet<String> {
    let (mut place, mut told) = (Position::default(), BTreeSet::new());
    loop {
        let (entries, next) = house.office.changes(principal, place, 100).await.unwrap();
        told.extend(entries.into_iter().map(|entry| entry.stream));
        if next == place {
            return told;
        }
        place = next;
    }
}

fn refused_code(outcome: Result<DossierAnswer, Failure>) -> String {
    match outcome {
        Err(Failure::Refused(refused)) => refused.code().to_owned(),
        other => panic!("not refused: {other:?}"),
    }
}

on_both_databases! {
    async fn fifty_signers_at_once_take_the_numbers_one_to_fifty(house: House) {
        house.at_moment("2024-05-27T08:00");
        let mut codes = Vec::new();
        for number in 0..50 {
            codes.push(ready_to_sign(&house, &format!("Bản tin {number}")).await);
        }
        let signed = futures::future::join_all(codes.iter().map(|code| async {
            act(&house, "tran.thi.binh", code, "sign", json!({})).await.number.unwrap()
        }))
        .await;
        let numbers: BTreeSet<String> = signed.into_iter().collect();
        let wanted: BTreeSet<String> = (1..=50).map(|seq| format!("{seq:02}/GP-STTTT")).collect();
        assert_eq!(numbers, wanted);
    }

    async fn the_same_submission_sent_twice_is_one_case(house: House) {
        house.at_moment("2024-05-27T08:00");
        let new = bulletin(&house, "Hai lần").await;
        let once = Once { key: "k1".to_owned(), fingerprint: "f".to_owned() };
        let clerk = house.person("le.thi.hoa");
        let first = house.office.submit(&clerk, new.clone(), Some(once.clone())).await.unwrap();
        let second = house.office.submit(&clerk, new.clone(), Some(once.clone())).await.unwrap();
        assert_eq!(first.code, second.code);
        assert!(second.repeated);
        let other = Once { fingerprint: "g".to_owned(), ..once };
        assert_eq!(refused_code(house.office.submit(&clerk, new, Some(other)).await), "key_reused");
    }

    async fn two_officers_cannot_overwrite_each_other(house: House) {
        house.at_moment("2024-05-27T08:00");
        let new = bulletin(&house, "Chồng chéo").await;
        let clerk = house.person("le.thi.hoa");
        let code = house.office.submit(&clerk, new, None).await.unwrap().code;
        let stale = Order { version: Some(1), ..order("note", &json!({"text": "a"})) };
        house.office.act(&clerk, &code, stale.clone(), None).await.unwrap();
        assert_eq!(refused_code(house.office.act(&clerk, &code, stale, None).await), "stale_version");
    }

    async fn a_supplement_request_without_a_reason_is_not_saved(house: House) {
        house.at_moment("2024-05-27T08:00");
        let new = bulletin(&house, "Không lý do").await;
        let clerk = house.person("le.thi.hoa");
        let code = house.office.submit(&clerk, new, None).await.unwrap().code;
        let without = json!({"items": [{"paper": "masthead", "reason": "", "text": "thiếu"}]});
        let outcome = house.office.act(&clerk, &code, order("return_for_completion", &without), None).await;
        assert_eq!(refused_code(outcome), "reasons_required");
        let unknown = house.office.act(&clerk, &code, order("fly", &json!({})), None).await;
        assert_eq!(refused_code(unknown), "unknown_action");
        assert_eq!(house.office.dossier(&clerk, &code).await.unwrap().version, 1);
    }

    async fn an_apology_is_due_the_working_day_before_and_is_given_once(house: House) {
        house.at_moment("2024-05-27T08:00");
        let new = bulletin(&house, "Xin lỗi").await;
        let code = house.office.submit(&house.person("le.thi.hoa"), new, None).await.unwrap().code;
        // 20 calendar days from Monday 27 May end on Sunday 16 June, so on Monday 17 June.
        let accepted = act(&house, "le.thi.hoa", &code, "accept", json!({})).await;
        assert_eq!(accepted.due.as_deref(), Some("2024-06-17"));
        act(&house, "le.thi.hoa", &code, "transfer", json!({})).await;
        let view = house.office.dossier(&house.person("pham.van.duc"), &code).await.unwrap();
        assert_eq!(view.dossier.apology_by.unwrap().to_string(), "2024-06-14");
        let with = json!({"reason": "mất điện", "blame": Blame::Us, "new_due": "2024-06-20"});
        act(&house, "pham.van.duc", &code, "apologise", with.clone()).await;
        let head = house.person("pham.van.duc");
        let again = house.office.act(&head, &code, order("apologise", &with), None).await;
        assert_eq!(refused_code(again), "already_apologised");
    }

    async fn read_models_equal_a_rebuild_and_the_journal_verifies(house: House) {
        demo::fill(&house.office, &house.clock, jiff::civil::date(2024, 12, 1), 60).await.unwrap();
        let director = house.person("nguyen.van.an");
        let all_of_them = CaseQuery { limit: 200, ..CaseQuery::default() };
        let before = house.office.list_cases(&director, &all_of_them).await.unwrap().lines;
        let counts = house.office.counts(&director).await.unwrap();
        assert!(before.len() >= 30, "{}", before.len());
        let counted: i64 = counts.iter().map(|(_, count)| count).sum();
        assert_eq!(counted, i64::try_from(before.len()).unwrap());
        house.office.checkpoint().await.unwrap().unwrap();
        house.office.rebuild().await.unwrap();
        assert_eq!(house.office.list_cases(&director, &all_of_them).await.unwrap().lines, before);
        assert_eq!(house.office.counts(&director).await.unwrap(), counts);
        assert_eq!(house.office.verify(Vec::new()).await.unwrap(), Vec::new());
    }

    async fn list_get_search_count_and_feed_agree_on_who_sees_what(house: House) {
        demo::fill(&house.office, &house.clock, jiff::civil::date(2024, 12, 1), 60).await.unwrap();
        let all = cases_of(&house, &Principal::system()).await;
        everything_is_told(&house, &all).await;
        let mut who: Vec<Principal> = ["nguyen.van.an", "vo.thi.lan", "le.thi.hoa", "quan.tri"]
            .map(|id| house.person(id))
            .into();
        who.push(Principal::system());
        who.extend(strangers(&house, 12));
        let mut kinds = BTreeSet::new();
        for principal in who {
            let listed = cases_of(&house, &principal).await;
            let listed: BTreeSet<&str> = listed.iter().map(|row| row.code.as_str()).collect();
            let counted = house.office.counts(&principal).await.unwrap();
            let counted: i64 = counted.iter().map(|(_, count)| count).sum();
            assert_eq!(counted, i64::try_from(listed.len()).unwrap(), "{principal:?}");
            let told = streams_told(&house, &principal).await;
            for row in &all {
                let is_listed = listed.contains(row.code.as_str());
                let got = house.office.dossier(&principal, &row.code).await.is_ok();
                assert_eq!(got, is_listed, "{principal:?} {}", row.code);
                let found = house.office.search(&principal, &row.code, 5).await.unwrap();
                let is_found = found.iter().any(|hit| hit.key == row.code);
                assert_eq!(is_found, is_listed, "{principal:?} {}", row.code);
                let is_told = told.contains(&format!("dossier/{}", row.id));
                assert_eq!(is_told, is_listed, "{principal:?} {}", row.code);
            }
            kinds.insert(match listed.len() {
                0 => "nothing",
                some if some < all.len() => "some",
                _ => "everything",
            });
        }
        assert_eq!(kinds.len(), 3, "the officers are too much alike: {kinds:?}");
    }

    async fn only_who_leads_the_keeper_of_a_register_suspends_its_records(house: House) {
        house.at_moment("2024-05-27T08:00");
        let code = ready_to_sign(&house, "Đình chỉ").await;
        let number = act(&house, "tran.thi.binh", &code, "sign", json!({})).await.number.unwrap();
        let place = ("press.bulletins", number.as_str());
        let of_a_district = house.person("cao.thi.yen");
        let tried = house.office.suspend_record(&of_a_district, place, None, "x").await;
        assert!(matches!(&tried, Err(Failure::Refused(it)) if it.code() == "not_allowed"), "{tried:?}");
        let deputy = house.person("tran.thi.binh");
        let until = Some(jiff::civil::date(2024, 6, 3));
        let view = house.office.suspend_record(&deputy, place, until, "vi phạm").await.unwrap();
        assert_eq!(view.standing, Standing::Suspended);
        let public = house.office.public_check(&number).await.unwrap();
        assert_eq!(public[0].standing, Standing::Suspended);
        house.at_moment("2024-06-04T00:00");
        house.office.run_due().await.unwrap();
        let seen = house.office.record(Some(&deputy), place, None, None).await.unwrap();
        assert_eq!(seen.standing, Standing::InForce);
        let day = Some(jiff::civil::date(2024, 6, 1));
        let was = house.office.record(Some(&deputy), place, day, None).await.unwrap();
        assert_eq!(was.standing, Standing::Suspended);
        let known = Some(jiff::civil::date(2024, 5, 27).at(7, 0, 0, 0));
        assert!(house.office.record(Some(&deputy), place, day, known).await.is_err());
    }

    async fn a_new_edition_lists_the_open_cases_and_leaves_them_under_the_old_one(house: House) {
        house.at_moment("2025-01-14T08:00");
        let clerk = house.person("le.thi.hoa");
        let before = bulletin(&house, "Ngày mười bốn").await;
        let before = house.office.submit(&clerk, before, None).await.unwrap();
        let changed = changed_department();
        let impact = house.office.impact(&changed).await.unwrap();
        assert_eq!(impact.open_cases.iter().map(|it| &it.code).collect::<Vec<_>>(), [&before.code]);
        let published = house.office.publish(changed_files()).await.unwrap();
        assert!(published.refused.is_empty());
        house.at_moment("2025-01-15T08:00");
        let after = bulletin(&house, "Ngày mười lăm").await;
        let after = house.office.submit(&clerk, after, None).await.unwrap();
        assert_eq!(before.edition, "2021-02-15");
        assert_eq!(after.edition, "2025-01-15");
        let old = act(&house, "le.thi.hoa", &before.code, "accept", json!({})).await;
        let new = act(&house, "le.thi.hoa", &after.code, "accept", json!({})).await;
        // 20 calendar days under the old edition, 10 working days under the new one.
        assert_eq!(old.due.as_deref(), Some("2025-02-04"));
        assert_eq!(new.due.as_deref(), Some("2025-02-05"));
    }

    async fn a_bad_definition_never_replaces_a_good_one(house: House) {
        let fingerprint = house.office.department().fingerprint();
        let mut files = changed_files();
        files[0].text.push_str("\nnonsense = = 1\n");
        let published = house.office.publish(files).await.unwrap();
        assert!(!published.refused.is_empty());
        assert_eq!(house.office.department().fingerprint(), fingerprint);
    }
}

/// The definitions with one more edition of the bulletin licence, in force from 2025-01-15.
fn changed_files() -> Vec<SourceFile> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../definitions");
    let mut files = definitions::read_folder(&folder).unwrap();
    let licence = files
        .iter_mut()
        .find(|file| file.path.ends_with("procedures/bulletin-licence-issue.toml"))
        .unwrap();
    let place = licence.text.match_indices("[[edition]]").nth(1).unwrap().0;
    let edition = "[[edition]]\nin_force = { from = 2025-01-15 }\n\n[[edition.terms]]\nid = \"result\"\n\
        value = 10\nunit = \"working_day\"\n\n[[edition.steps]]\nrole = \"case_officer\"\n\
        action = { vi = \"Thẩm định\", en = \"Appraise\" }\nvalue = 5\nunit = \"working_day\"\n\
        confidence = \"assumed\"\n\n";
    licence.text.insert_str(place, edition);
    files
}

fn changed_department() -> Department {
    daumoi_definition::load(&changed_files()).unwrap_or_else(|findings| panic!("{}", findings[0]))
}
