//! What applicants do from outside, without an account.

use daumoi_office::portal::{DraftKey, Holder, Stage, TypedParty};
use daumoi_office::{Failure, Order, scenario};
use serde_json::{Map, Value, json};

use crate::house::{House, on_both_databases};

const BULLETIN: &str = "press.bulletin_licence.issue";

fn refused<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> &'static str {
    match outcome {
        Err(Failure::Refused(refused)) => refused.code(),
        other => panic!("{other:?}"),
    }
}

fn map(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

fn applicant() -> TypedParty {
    TypedParty {
        kind: "state_body".to_owned(),
        name: " Ủy ban nhân dân thành phố Tuy Hòa ".to_owned(),
        id_no: "4400000011".to_owned(),
        phone: "0257 300 0011".to_owned(),
        email: "ubnd@tuyhoa.example".to_owned(),
        address: "Số 2 đường Mẫu, thành phố Tuy Hòa, tỉnh Phú Yên".to_owned(),
    }
}

/// The answers of a bulletin as a browser sends them: everything is text.
fn answers(house: &House) -> Map<String, Value> {
    let department = house.office.department();
    let life = department.scenarios.iter().find(|it| it.id.ends_with("is-licensed-on-time"));
    let typed = life.unwrap().steps.first().unwrap().with.get("answers").unwrap().clone();
    map(&typed)
        .into_iter()
        .map(|(id, value)| match value {
            Value::Number(number) => (id, json!(number.to_string())),
            other => (id, other),
        })
        .collect()
}

async fn filled_in(house: &House) -> DraftKey {
    let office = &house.office;
    let key = office.begin_draft(BULLETIN).await.unwrap();
    office.save_applicant(&key, applicant()).await.unwrap();
    office.save_answers(&key, "content", answers(house)).await.unwrap();
    let draft = office.draft(&key).await.unwrap();
    for paper in office.draft_form(&draft).await.unwrap().papers {
        let pdf = scenario::sample_pdf(&paper.id).into();
        office.attach(&key, &paper.id, "a.pdf", pdf).await.unwrap();
    }
    key
}

async fn handed_in(house: &House) -> Holder {
    let key = filled_in(house).await;
    let answer = house.office.hand_in(&key).await.unwrap();
    let secret = house.office.tracking_secret(&answer.code);
    house.office.holder(&answer.code, &secret).unwrap()
}

async fn act(house: &House, person: &str, code: &str, action: &str, with: &Value) {
    let order = Order { action: action.to_owned(), with: map(with), version: None };
    let done = house.office.act(&house.person(person), code, order, None).await;
    done.unwrap_or_else(|error| panic!("{action}: {error:?}"));
}

async fn asked_to_supplement(house: &House, code: &str) {
    act(house, "le.thi.hoa", code, "accept", &json!({})).await;
    act(house, "le.thi.hoa", code, "transfer", &json!({})).await;
    act(house, "pham.van.duc", code, "assign", &json!({ "officer": "vo.thi.lan" })).await;
    let items = json!({ "items": [
        { "paper": "masthead", "reason": "unreadable_file", "text": "Ảnh bị mờ" },
        { "field": "print_run", "reason": "incorrect_answer", "text": "Ghi lại số bản" },
    ]});
    act(house, "vo.thi.lan", code, "request_supplement", &items).await;
}

on_both_databases! {
    async fn a_draft_is_left_and_taken_up_on_another_device(house: House) {
        house.at_moment("2024-01-22T08:00");
        let office = &house.office;
        let key = office.begin_draft(BULLETIN).await.unwrap();
        office.save_applicant(&key, applicant()).await.unwrap();
        let typed = map(&json!({ "bulletin_name": " Tuy Hòa <b>\u{202E}mới ", "pages": "nhiều" }));
        office.save_answers(&key, "content", typed.clone()).await.unwrap();
        // Somebody else with the code alone, or with a made-up secret, sees nothing.
        let stranger = DraftKey { secret: "0".repeat(20), ..key.clone() };
        assert_eq!(refused(office.draft(&stranger).await), "draft_unknown");
        assert_eq!(refused(office.resume_draft(&key.code, "0900000000").await), "draft_unknown");
        // The code is read from a slip, the number written another way.
        let shown = office.draft(&key).await.unwrap().shown_code().to_lowercase();
        let again = office.resume_draft(&shown, "+84257 3000011").await.unwrap();
        assert_eq!(again, key);
        let draft = office.draft(&again).await.unwrap();
        assert_eq!(draft.content.answers, typed);
        assert_eq!(draft.kept_until, jiff::civil::date(2024, 2, 20));
        house.at_moment("2024-02-21T08:01");
        assert_eq!(refused(office.draft(&again).await), "draft_unknown");
    }

    async fn whoever_guesses_too_often_has_to_wait(house: House) {
        house.at_moment("2024-01-22T08:00");
        let office = &house.office;
        let key = office.begin_draft(BULLETIN).await.unwrap();
        office.save_applicant(&key, applicant()).await.unwrap();
        for _ in 0..10 {
            assert_eq!(refused(office.resume_draft(&key.code, "0900000000").await), "draft_unknown");
        }
        let right = office.resume_draft(&key.code, "02573000011").await;
        assert_eq!(refused(right), "too_many_tries");
        // Whoever holds the secret is not kept out by a stranger.
        office.draft(&key).await.unwrap();
        house.at_moment("2024-01-22T09:01");
        office.resume_draft(&key.code, "02573000011").await.unwrap();
        let holder = handed_in(&house).await;
        for _ in 0..10 {
            assert_eq!(refused(office.track_by_identity(holder.code(), "1").await), "not_found");
        }
        let right = office.track_by_identity(holder.code(), "4400000011").await;
        assert_eq!(refused(right), "too_many_tries");
        office.follow(&holder).await.unwrap();
    }

    async fn what_is_wrong_is_told_and_what_was_typed_stays(house: House) {
        house.at_moment("2024-01-22T08:00");
        let office = &house.office;
        let key = office.begin_draft(BULLETIN).await.unwrap();
        assert_eq!(refused(office.hand_in(&key).await), "invalid_answers");
        let party = TypedParty { phone: "12".to_owned(), email: "a".to_owned(), ..applicant() };
        office.save_applicant(&key, party).await.unwrap();
        office.save_answers(&key, "format", map(&json!({ "pages": "hai mươi" }))).await.unwrap();
        let draft = office.draft(&key).await.unwrap();
        let form = office.draft_form(&draft).await.unwrap();
        let wrong: Vec<&str> =
            form.errors_of(|field| ["applicant", "pages"].contains(&field))
                .map(|problem| problem.field.as_str()).collect();
        assert_eq!(wrong, ["applicant.phone", "applicant.email", "pages"]);
        assert_eq!(draft.content.answers.get("pages"), Some(&json!("hai mươi")));
        // A file is looked at when it comes.
        let broken = office.attach(&key, "masthead", "a.pdf", "%PDF-1.4 hỏng".into()).await;
        assert_eq!(refused(broken), "broken");
        assert!(office.draft(&key).await.unwrap().content.papers.is_empty());
        let long = map(&json!({ "purpose": "a".repeat(1_100_000) }));
        assert_eq!(refused(office.save_answers(&key, "content", long).await), "draft_full");
    }

    async fn a_draft_becomes_one_dossier_however_often_it_is_sent(house: House) {
        house.at_moment("2024-01-22T08:00");
        let office = &house.office;
        let key = filled_in(&house).await;
        let (first, second) = tokio::join!(office.hand_in(&key), office.hand_in(&key));
        let (first, second) = (first.unwrap(), second.unwrap());
        assert_eq!(first.code, second.code);
        assert_eq!(office.hand_in(&key).await.unwrap().code, first.code);
        let draft = office.draft(&key).await.unwrap();
        assert_eq!(draft.dossier.as_deref(), Some(first.code.as_str()));
        assert!(draft.content.answers.is_empty());
        let late = office.save_answers(&key, "format", Map::new()).await;
        assert_eq!(refused(late), "draft_handed_in");
        let secret = office.tracking_secret(&first.code);
        let holder = office.holder(&first.code, &secret.to_lowercase().replace('-', " ")).unwrap();
        let followed = office.follow(&holder).await.unwrap();
        assert_eq!(followed.applicant.name, "Ủy ban nhân dân thành phố Tuy Hòa");
        assert_eq!(followed.answers.get("pages"), Some(&json!(24)));
        assert_eq!(followed.sealed.len(), 64);
        assert!(office.holder(&first.code, "0000-0000-0000").is_none());
    }

    async fn a_supplement_is_asked_answered_and_rated_once(house: House) {
        house.at_moment("2024-01-22T08:00");
        let office = &house.office;
        let holder = handed_in(&house).await;
        asked_to_supplement(&house, holder.code()).await;
        let followed = office.follow(&holder).await.unwrap();
        assert!(followed.is_paused && followed.promised.is_none());
        let asked: Vec<&str> = followed.asked.iter().map(|it| it.words.as_str()).collect();
        assert_eq!(asked, ["Ảnh bị mờ", "Ghi lại số bản"]);
        let early = office.hand_in_supplement(&holder, &followed).await;
        assert_eq!(refused(early), "invalid_answers");
        let typed = map(&json!({ "print_run": "600", "bulletin_name": "Không hỏi" }));
        office.keep_supplement(&followed, typed).await.unwrap();
        let stray = office.attach_supplement(&followed, "declaration", "a.pdf", "x".into()).await;
        assert_eq!(refused(stray), "not_found");
        let pdf = scenario::sample_pdf("mới").into();
        office.attach_supplement(&followed, "masthead", "măng sét.pdf", pdf).await.unwrap();
        office.hand_in_supplement(&holder, &followed).await.unwrap();
        let after = office.follow(&holder).await.unwrap();
        assert_eq!(after.answers.get("print_run"), Some(&json!(600)));
        assert_eq!(after.answers.get("bulletin_name"), followed.answers.get("bulletin_name"));
        assert!(after.promised.is_some() && after.supplement.is_none());
        assert_eq!(after.to_rate, [Stage::HandIn, Stage::Supplement]);
        assert!(office.rate(&holder, Stage::HandIn, 5, "Nhanh").await.unwrap());
        assert!(!office.rate(&holder, Stage::HandIn, 1, "").await.unwrap());
        assert_eq!(refused(office.rate(&holder, Stage::Result, 6, "").await), "no_mark");
        assert_eq!(office.follow(&holder).await.unwrap().to_rate, [Stage::Supplement]);
    }

    async fn an_applicant_withdraws_their_own_dossier_and_no_other(house: House) {
        house.at_moment("2024-01-22T08:00");
        let office = &house.office;
        let (mine, other) = (handed_in(&house).await, handed_in(&house).await);
        let order = Order { action: "withdraw".to_owned(), with: Map::new(), version: None };
        let theirs = office.act(mine.principal(), other.code(), order, None).await;
        assert_eq!(refused(theirs), "not_found");
        let done = office.withdraw(&mine, "Nộp nhầm").await.unwrap();
        assert_eq!(done.state, "withdrawn");
        let followed = office.follow(&mine).await.unwrap();
        assert!(followed.is_final && followed.withdraw.is_none());
        assert_eq!(refused(office.withdraw(&mine, "").await), "not_allowed");
    }

    async fn only_what_is_offered_to_people_is_begun_or_found(house: House) {
        house.at_moment("2024-01-22T08:00");
        let office = &house.office;
        let unknown = office.begin_draft("press.nothing").await;
        assert_eq!(refused(unknown), "unknown_procedure");
        let own = office.begin_draft("press.bulletin_licence.revoke").await;
        assert_eq!(refused(own), "not_online");
        let found = office.find_procedures("thu hoi giay phep ban tin");
        assert!(found.iter().all(|procedure| procedure.id != "press.bulletin_licence.revoke"));
        assert_eq!(office.find_procedures("to tin").first().unwrap().id, BULLETIN);
        assert!(office.offered().iter().any(|procedure| procedure.id == BULLETIN));
    }
}
