//! The table of routes: one line says the method, the path, who may use it, and what answers.

use crate::api::{
    deadline, department, dossiers, export, files, procedures, reading, records, sessions,
};
use crate::route::{Access, Gives, Pace, Param, ParamKind, Route, Takes, of};
use crate::shapes::{
    AssumptionsShape, CalendarShape, ChangeShape, CheckShape, CountShape, DeadlineShape,
    DossierAnswerShape, DossierLineShape, DossierShape, DutyShape, EditionLineShape, HitShape,
    NewDossierShape, OfficeShape, OrderShape, ProcedureLineShape, ProcedureShape, ReadingShape,
    RecordShape, RegisterLineShape, ReinstateShape, SessionShape, SignInShape, SuspendShape,
    TaskShape, TrackedShape, UploadShape,
};
use crate::{health, kit, pages};

use Access::{Administrator, Anyone, Open, SignedIn};

pub(crate) fn all() -> Vec<Route> {
    let mut routes = health();
    routes.extend(pages::routes());
    routes.extend(kit::sign_in::routes());
    routes.extend(people());
    routes.extend(cases());
    routes.extend(lists());
    routes.extend(the_department());
    routes
}

fn health() -> Vec<Route> {
    vec![
        Route::page("/assets/{name}", Open, kit::asset_shown),
        Route::get("/healthz", Open, health::lives)
            .named("healthz", "Whether the process lives")
            .gives(Gives::Other("application/json")),
        Route::get("/readyz", Open, health::ready)
            .named("readyz", "Whether the database answers and definitions are loaded")
            .gives(Gives::Other("application/json"))
            .refuses(&[503]),
        Route::get("/metrics", Open, health::metrics)
            .named("metrics", "Prometheus metrics; keep it inside the house")
            .gives(Gives::Other("text/plain"))
            .refuses(&[404]),
        Route::get("/api/v1/openapi.json", Open, sessions::document)
            .named("openapi", "This document")
            .gives(Gives::Other("application/json")),
    ]
}

fn people() -> Vec<Route> {
    vec![
        Route::post("/api/v1/sessions", Open, sessions::begin)
            .named("begin_session", "Sign in a person of the department")
            .takes(Takes::Json(of::<SignInShape>, SIGN_IN))
            .gives(Gives::Created(of::<SessionShape>))
            .refuses(&[401]),
        Route::delete("/api/v1/sessions", SignedIn, sessions::end).named("end_session", "Sign out"),
        Route::get("/api/v1/office", Anyone, department::office)
            .named("office", "The office, its time, and who I am")
            .gives(Gives::Json(of::<OfficeShape>)),
    ]
}

fn cases() -> Vec<Route> {
    vec![
        Route::post("/api/v1/dossiers", SignedIn, dossiers::submit)
            .named("submit_dossier", "Hand in a dossier")
            .takes(Takes::JsonOnce(of::<NewDossierShape>, NEW_DOSSIER))
            .gives(Gives::Created(of::<DossierAnswerShape>))
            .refuses(&[403, 404, 409, 422]),
        Route::get("/api/v1/dossiers", SignedIn, dossiers::find)
            .named("list_dossiers", "The cases I may see, most urgent first, then finished ones")
            .query(NARROWED_BY_PAGES)
            .gives(Gives::Page(of::<DossierLineShape>)),
        Route::get("/api/v1/dossiers/export.csv", SignedIn, export::csv)
            .named("export_dossiers", "The same list as CSV")
            .query(NARROWED)
            .gives(Gives::Other("text/csv"))
            .slow(),
        Route::get("/api/v1/dossiers/counts", SignedIn, dossiers::counts)
            .named("count_dossiers", "How many of the cases I may see stand where")
            .gives(Gives::List(of::<CountShape>)),
        Route::get("/api/v1/dossiers/{code}", SignedIn, dossiers::show)
            .named("dossier", "The case file")
            .gives(Gives::Json(of::<DossierShape>))
            .refuses(&[404]),
        Route::post("/api/v1/dossiers/{code}/actions", SignedIn, dossiers::act)
            .named("act", "Do one step of a dossier")
            .takes(Takes::JsonOnce(of::<OrderShape>, ORDER))
            .gives(Gives::Json(of::<DossierAnswerShape>))
            .refuses(&[403, 404, 409, 422]),
        Route::get("/api/v1/dossiers/{code}/readings", SignedIn, dossiers::readings)
            .named("readings", "Who read the case, the newest first")
            .query(&[LIMIT])
            .gives(Gives::List(of::<ReadingShape>))
            .refuses(&[404]),
        Route::get("/api/v1/dossiers/{code}/papers/{paper}", SignedIn, dossiers::paper)
            .named("paper", "A paper of a dossier")
            .gives(Gives::Other("application/octet-stream"))
            .refuses(&[404])
            .slow(),
        Route::get("/api/v1/inbox", SignedIn, dossiers::inbox)
            .named("inbox", "The work that waits for me or my roles")
            .query(&[MINE, CURSOR, LIMIT])
            .gives(Gives::Page(of::<TaskShape>)),
        Route::get("/api/v1/track", Open, dossiers::track)
            .named("track", "Where my dossier stands: its code and my identity number")
            .query(&[CODE, ID_NO])
            .gives(Gives::Json(of::<TrackedShape>))
            .refuses(&[404, 429]),
        Route::post("/api/v1/files", SignedIn, files::upload)
            .named("upload", "Send a file; its id is what a paper of a dossier names")
            .query(&[NAME])
            .takes(Takes::File)
            .gives(Gives::Created(of::<UploadShape>))
            .refuses(&[422, 503])
            .slow(),
    ]
}

fn lists() -> Vec<Route> {
    vec![
        Route::get("/api/v1/registers", Anyone, records::registers)
            .named("registers", "The registers I may read")
            .gives(Gives::List(of::<RegisterLineShape>)),
        Route::get("/api/v1/registers/{id}/records", Anyone, records::records)
            .named("records", "A register as of a day")
            .query(&[AS_OF, CURSOR, LIMIT])
            .gives(Gives::Page(of::<RecordShape>))
            .refuses(&[404]),
        Route::get("/api/v1/registers/{id}/records/{number}", Anyone, records::by_path)
            .named("record", "A record; the number is percent-encoded")
            .query(&[AS_OF, KNOWN_AT])
            .gives(Gives::Json(of::<RecordShape>))
            .refuses(&[404]),
        Route::get("/api/v1/registers/{id}/record", Anyone, records::by_number)
            .named("record_by_number", "A record, by its number as a parameter")
            .query(&[NUMBER, AS_OF, KNOWN_AT])
            .gives(Gives::Json(of::<RecordShape>))
            .refuses(&[404]),
        Route::post("/api/v1/registers/{id}/suspend", SignedIn, records::suspend)
            .named("suspend_record", "Suspend a record until a day")
            .takes(Takes::Json(of::<SuspendShape>, SUSPEND))
            .gives(Gives::Json(of::<RecordShape>))
            .refuses(&[403, 404, 422]),
        Route::post("/api/v1/registers/{id}/reinstate", SignedIn, records::reinstate)
            .named("reinstate_record", "Let a suspended record stand again")
            .takes(Takes::Json(of::<ReinstateShape>, REINSTATE))
            .gives(Gives::Json(of::<RecordShape>))
            .refuses(&[403, 404, 422]),
        Route::get("/api/v1/check", Open, records::check)
            .named("check", "What anyone may know of a paper with this number")
            .query(&[NUMBER])
            .gives(Gives::List(of::<CheckShape>)),
        Route::get("/api/v1/search", SignedIn, reading::search)
            .named("search", "Dossiers and records with these words")
            .query(&[Q_NEEDED, LIMIT])
            .gives(Gives::List(of::<HitShape>)),
        Route::get("/api/v1/changes", SignedIn, reading::changes)
            .named("changes", "What happened after a place, every entry once")
            .query(&[AFTER, LIMIT, BODY])
            .gives(Gives::Page(of::<ChangeShape>)),
    ]
}

fn the_department() -> Vec<Route> {
    vec![
        Route::get("/api/v1/procedures", Open, procedures::find)
            .named("procedures", "Procedures in force on a day")
            .query(&[Q, POINT, ON])
            .gives(Gives::List(of::<ProcedureLineShape>)),
        Route::get("/api/v1/procedures/{id}", Open, procedures::show)
            .named("procedure", "A procedure with its edition in force on a day")
            .query(&[ON])
            .gives(Gives::Json(of::<ProcedureShape>))
            .refuses(&[404]),
        Route::get("/api/v1/procedures/{id}/editions", Open, procedures::editions)
            .named("editions", "All editions of a procedure, oldest first")
            .gives(Gives::List(of::<EditionLineShape>))
            .refuses(&[404]),
        Route::get("/api/v1/deadline", Open, deadline::ask)
            .named("deadline", "Work a due date out, with its reasons")
            .query(&[FROM, TERM, STOP, AFTER_STOP, BEFORE, EXPLAIN])
            .gives(Gives::Json(of::<DeadlineShape>)),
        Route::get("/api/v1/mandate", Open, department::mandate)
            .named("mandate", "The duties and points with their cases")
            .gives(Gives::List(of::<DutyShape>)),
        Route::get("/api/v1/calendar", Open, department::calendar)
            .named("calendar", "The working calendar of a year")
            .query(&[YEAR])
            .gives(Gives::Json(of::<CalendarShape>))
            .refuses(&[404]),
        Route::get("/api/v1/assumptions", Administrator, department::assumptions)
            .named("assumptions", "What the department must confirm in the definitions")
            .gives(Gives::List(of::<AssumptionsShape>)),
    ]
}

/// The table as text, one route a line.
#[must_use]
pub fn table_text() -> String {
    let mut lines: Vec<String> = all()
        .iter()
        .map(|route| {
            let facts = &route.facts;
            let page = if facts.is_page { ", page" } else { "" };
            let (path, method, who) = (facts.path, facts.method.as_str(), facts.access.word());
            format!("{path:<48} {method:<6} {who}{page}\n")
        })
        .collect();
    lines.sort();
    lines.concat()
}

/// Whether a file goes through: then there is more time.
pub(crate) fn is_slow(path: &str) -> bool {
    static SLOW: std::sync::LazyLock<Vec<&'static str>> = std::sync::LazyLock::new(|| {
        let slow = all().into_iter().filter(|route| route.facts.pace == Pace::File);
        slow.map(|route| route.facts.path).collect()
    });
    SLOW.contains(&path)
}

const fn given(
    name: &'static str,
    kind: ParamKind,
    about: &'static str,
    example: &'static str,
) -> Param {
    Param { name, is_required: false, kind, about, example }
}

const fn needed(name: &'static str, about: &'static str, example: &'static str) -> Param {
    Param { name, is_required: true, kind: Text, about, example }
}

use ParamKind::{Date, Moment, Number, Text, Truth};

const Q: Param = given("q", Text, "Words, with or without marks", "bản tin");
const Q_NEEDED: Param = needed("q", "Words, with or without marks", "bản tin");
const POINT: Param = given("point", Text, "A duty or a point of the mandate", "4.b");
const ON: Param = given("on", Date, "As in force on this day; today when left out", "2024-05-27");
const PROCEDURE: Param = given("procedure", Text, "One procedure", "press.bulletin_licence.issue");
const STATUS: Param = given("status", Number, "The official status, 1–10", "4");
const OPEN: Param = given("open", Truth, "Only open, or only closed cases", "true");
const WHOSE: Param = given("whose", Text, "mine, units, or all when left out", "units");
const LATE: Param = given("late", Text, "late, or soon: due within two working days", "late");
const DUTY: Param = given("duty", Number, "A clause of the mandate", "4");
const UNIT: Param = given("unit", Text, "Worked there now, or last", "press_publishing");
const OFFICER: Param = given("officer", Text, "Who works it", "vo.thi.lan");
const STATE: Param = given("state", Text, "A state of the flow", "appraising");
const DUE_FROM: Param =
    given("due_from", Date, "Open cases due on this day or later", "2024-05-27");
const DUE_TO: Param = given("due_to", Date, "Open cases due on this day or before", "2024-05-31");
const RECEIVED_FROM: Param =
    given("received_from", Date, "The first day of reception", "2024-05-01");
const RECEIVED_TO: Param = given("received_to", Date, "The last day of reception", "2024-05-31");
const FINISHED_FROM: Param = given("finished_from", Date, "The first day of the end", "2024-05-01");
const FINISHED_TO: Param = given("finished_to", Date, "The last day of the end", "2024-05-31");
const NARROWED: &[Param] = &[
    WHOSE,
    OPEN,
    LATE,
    DUTY,
    PROCEDURE,
    UNIT,
    OFFICER,
    STATUS,
    STATE,
    DUE_FROM,
    DUE_TO,
    RECEIVED_FROM,
    RECEIVED_TO,
    FINISHED_FROM,
    FINISHED_TO,
    Q,
];
const NARROWED_BY_PAGES: &[Param] = &[
    WHOSE,
    OPEN,
    LATE,
    DUTY,
    PROCEDURE,
    UNIT,
    OFFICER,
    STATUS,
    STATE,
    DUE_FROM,
    DUE_TO,
    RECEIVED_FROM,
    RECEIVED_TO,
    FINISHED_FROM,
    FINISHED_TO,
    Q,
    CURSOR,
    LIMIT,
];
const MINE: Param = given("mine", Truth, "Only what I have taken", "true");
const CURSOR: Param = given("cursor", Text, "The next of the page before", "AWR…");
const LIMIT: Param = given("limit", Number, "1–200, 50 when left out", "50");
const CODE: Param = needed("code", "The code on the receipt", "000.00.13.H45-240304-0001");
const ID_NO: Param = needed("id_no", "The identity number of the applicant", "4400000011");
const NAME: Param = given("name", Text, "The name of a file sent as bare bytes", "to-khai.pdf");
const NUMBER: Param = needed("number", "The number on the paper", "01/GP-STTTT");
const AS_OF: Param = given("as_of", Date, "As it stood on this day", "2024-05-27");
const KNOWN_AT: Param = given("known_at", Moment, "As the office knew then", "2024-05-27T09:00");
const AFTER: Param = given("after", Text, "The next of the page before", "AWM…");
const BODY: Param = given("body", Truth, "With what happened, in full", "true");
const YEAR: Param = given("year", Number, "This year when left out", "2024");
const FROM: Param = needed("from", "A date, or a moment", "2024-04-22");
const TERM: Param = needed("term", "In words, English or Vietnamese", "15 working days");
const STOP: Param =
    given("stop", Text, "Spans in which the clock stood, by commas", "2024-04-25..2024-05-06");
const AFTER_STOP: Param = given("after_stop", Text, "restart or continue", "restart");
const BEFORE: Param = given("before", Truth, "Count backward from an event", "true");
const EXPLAIN: Param = given("explain", Truth, "With the day-by-day proof", "true");

const SIGN_IN: &str = r#"{"person": "le.thi.hoa", "password": "…"}"#;
const NEW_DOSSIER: &str = r#"{
  "procedure": "press.bulletin_licence.issue",
  "channel": "online",
  "applicant": {"kind": "organisation", "name": "Trường Mẫu", "id_no": "4400000011",
    "phone": "02570000011", "email": null, "address": "Số 1 đường Mẫu, thành phố Tuy Hòa"},
  "answers": {"bulletin_name": "Tuy Hòa ngày nay"},
  "papers": {"declaration": "u7304118272000"}
}"#;
const ORDER: &str = r#"{"action": "assign", "with": {"officer": "vo.thi.lan"}, "version": 2}"#;
const SUSPEND: &str =
    r#"{"number": "01/GP-STTTT", "until": "2024-12-31", "reason": "Quyết định 12/QĐ-XPHC"}"#;
const REINSTATE: &str = r#"{"number": "01/GP-STTTT", "reason": "Đã khắc phục"}"#;
