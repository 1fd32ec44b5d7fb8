//! Dossiers: handed in, listed, read, moved on.

use axum::Json as Written;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use daumoi_dossier::HandedIn;
use daumoi_office::cases::{CaseQuery, Days, Lateness, Whose};
use daumoi_office::{DossierAnswer, NewDossier, Office, Order};
use daumoi_store::dossiers::DossierSummary;

use super::{list, one, page, value_of};
use crate::body::Json;
use crate::cursor;
use crate::disposition;
use crate::gate::Person;
use crate::measure;
use crate::params::Params;
use crate::problem::{Answer, Problem};
use crate::shapes::{
    ClockProofShape, CountShape, DossierLineShape, DossierShape, ReadingShape, TaskShape,
};
use crate::state::WebState;
use crate::tally;

const LARGEST_STATUS: i64 = 10;
const LARGEST_DUTY: i64 = 99;

pub(crate) async fn submit(
    State(state): State<WebState>,
    Person(who): Person,
    Json { value, once }: Json<NewDossier>,
) -> Answer {
    let answer = state.office.submit(&who, value, once).await?;
    if !answer.repeated {
        measure::step(&state.office.department(), "submit");
    }
    let place = format!("/api/v1/dossiers/{}", answer.code);
    let mut response = answered(StatusCode::CREATED, &answer);
    if let Ok(place) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(LOCATION, place);
    }
    Ok(response)
}

pub(crate) async fn act(
    State(state): State<WebState>,
    Person(who): Person,
    Path(code): Path<String>,
    Json { value, once }: Json<Order>,
) -> Answer {
    let action = value.action.clone();
    let answer = state.office.act(&who, &code, value, once).await?;
    if !answer.repeated {
        measure::step(&state.office.department(), &action);
    }
    Ok(answered(StatusCode::OK, &answer))
}

fn answered(status: StatusCode, answer: &DossierAnswer) -> Response {
    let mut response = (status, Written(answer)).into_response();
    if answer.repeated {
        response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
    }
    response
}

pub(crate) async fn find(
    State(state): State<WebState>,
    Person(who): Person,
    params: Params,
) -> Answer {
    let after = params.cursor::<3>("cursor", cursor::DOSSIERS)?;
    let after = after.map(|[key, id, slot]| (key, id, slot));
    let query = CaseQuery { after, limit: params.limit()?, ..query(&params)? };
    let found = state.office.list_cases(&who, &query).await?;
    let next = found.next.map(|(key, id, slot)| cursor::closed(cursor::DOSSIERS, [key, id, slot]));
    let lines: Vec<DossierLineShape> =
        found.lines.iter().map(|it| line(&state.office, &it.case)).collect();
    Ok(page(&lines, next.as_deref()))
}

/// What list and export are narrowed to, alike.
pub(crate) fn query(params: &Params) -> Answer<CaseQuery> {
    let text = |name: &str| params.text(name).map(str::to_owned);
    let days = |from: &str, to: &str| -> Answer<Days> {
        Ok(Days { from: params.date(from)?, to: params.date(to)? })
    };
    let whose = params.one_of(
        "whose",
        &[("mine", Whose::Mine), ("units", Whose::MyUnits), ("all", Whose::All)],
    )?;
    Ok(CaseQuery {
        whose: whose.unwrap_or_default(),
        is_open: params.truth("open")?,
        lateness: params.one_of("late", &[("late", Lateness::Late), ("soon", Lateness::Soon)])?,
        duty: params.number("duty", 1, LARGEST_DUTY)?,
        procedure: text("procedure"),
        unit: text("unit"),
        officer: text("officer"),
        statuses: params.number("status", 1, LARGEST_STATUS)?.into_iter().collect(),
        state: text("state"),
        due: days("due_from", "due_to")?,
        received: days("received_from", "received_to")?,
        finished: days("finished_from", "finished_to")?,
        words: text("q").unwrap_or_default(),
        after: None,
        limit: 0,
    })
}

pub(crate) fn line(office: &Office, summary: &DossierSummary) -> DossierLineShape {
    DossierLineShape {
        code: summary.code.clone(),
        point: summary.point.clone(),
        procedure: summary.procedure.clone(),
        state: summary.state.clone(),
        status: summary.status,
        applicant: summary.applicant.clone(),
        submitted_at: local_text(office, summary.submitted_at),
        due: summary.due.clone(),
        is_open: summary.is_open,
        timeliness: summary.timeliness.clone(),
        unit: summary.unit.clone(),
        officer: Some(summary.officer.clone()).filter(|officer| !officer.is_empty()),
    }
}

/// Local time to the second.
pub(crate) fn local_text(office: &Office, microseconds: i64) -> String {
    office.local_of(microseconds).strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

pub(crate) async fn counts(State(state): State<WebState>, Person(who): Person) -> Answer {
    let counted = tally::counted(&state.office, &who).await?;
    let lines: Vec<CountShape> = counted
        .into_iter()
        .map(|it| CountShape {
            point: it.point,
            procedure: it.procedure,
            status: it.status,
            count: it.count,
        })
        .collect();
    list(&lines)
}

pub(crate) async fn show(
    State(state): State<WebState>,
    Person(who): Person,
    Path(code): Path<String>,
) -> Answer {
    let view = state.office.dossier(&who, &code).await?;
    let mut proofs = Vec::with_capacity(view.proofs.len());
    for (clock, proof) in &view.proofs {
        proofs.push(ClockProofShape { clock: clock.clone(), proof: value_of(proof)? });
    }
    one(&DossierShape {
        version: view.version,
        dossier: value_of(&view.dossier)?,
        timeline: value_of(&view.timeline)?,
        next_actions: value_of(&view.next_actions)?,
        proofs,
    })
}

pub(crate) async fn readings(
    State(state): State<WebState>,
    Person(who): Person,
    Path(code): Path<String>,
    params: Params,
) -> Answer {
    let read = state.office.who_read(&who, &code, params.limit()?).await?;
    let lines: Vec<ReadingShape> = read
        .into_iter()
        .map(|line| ReadingShape { at: line.at.to_string(), person: line.person, what: line.what })
        .collect();
    list(&lines)
}

/// A stranger's file: kept apart from our pages, never shown by the browser as one of them.
pub(crate) async fn paper(
    State(state): State<WebState>,
    Person(who): Person,
    Path((code, paper)): Path<(String, String)>,
) -> Answer {
    let (handed, bytes) = state.office.paper(&who, &code, &paper).await?;
    Ok(handed_out(&handed, bytes))
}

/// A paper as a file to be kept: whatever is in it, the browser runs none of it.
pub(crate) fn handed_out(handed: &HandedIn, bytes: Bytes) -> Response {
    let kind = HeaderValue::from_str(&handed.media_type)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers = [
        (CONTENT_TYPE, kind),
        (CONTENT_DISPOSITION, disposition::attachment(&handed.name)),
        (
            axum::http::header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; sandbox"),
        ),
    ];
    (headers, bytes).into_response()
}

pub(crate) async fn inbox(
    State(state): State<WebState>,
    Person(who): Person,
    params: Params,
) -> Answer {
    let limit = params.limit()?;
    let mine = params.truth("mine")?.unwrap_or(false);
    let after = params.cursor::<3>("cursor", cursor::INBOX)?;
    let after = after.map(|[due, dossier, slot]| (due, dossier, slot));
    let mut found = state.office.inbox(&who, mine, after, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| {
        let (due, dossier, slot) = last.cursor();
        cursor::closed(cursor::INBOX, [due, dossier, slot])
    });
    let tasks: Vec<TaskShape> = found
        .iter()
        .map(|item| TaskShape {
            unit: item.task.unit.clone(),
            role: item.task.role.clone(),
            officer: item.task.officer.clone(),
            dossier: line(&state.office, &item.dossier),
        })
        .collect();
    Ok(page(&tasks, next.as_deref()))
}

pub(crate) async fn track(State(state): State<WebState>, params: Params) -> Answer {
    let (code, id_no) = (params.needed("code")?, params.needed("id_no")?);
    let tracked = state.office.track_by_identity(code, id_no).await;
    one(&tracked.map_err(Problem::from)?)
}
