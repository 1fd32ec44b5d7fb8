//! The list of dossiers as CSV, streamed page by page: the same filter and the same eyes as the list.

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use daumoi_access::Principal;
use daumoi_office::{Failure, Office};
use daumoi_store::dossiers::{DossierSummary, Filter};
use futures::stream;

use super::dossiers::{filter, line};
use crate::gate::Person;
use crate::params::Params;
use crate::problem::Answer;
use crate::state::WebState;

const ROWS_AT_ONCE: usize = 500;
/// Tells Excel that the file is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{FEFF}";
const HEAD: [&str; 10] = [
    "code",
    "point",
    "procedure",
    "title",
    "state",
    "status",
    "applicant",
    "submitted_at",
    "due",
    "timeliness",
];

pub(crate) async fn csv(
    State(state): State<WebState>,
    Person(who): Person,
    params: Params,
) -> Answer {
    let filter = Filter { limit: ROWS_AT_ONCE, ..filter(&params)? };
    // The first page is read before anything is sent, so that a refusal is still a refusal.
    let first = state.office.list_dossiers(&who, filter.clone()).await?;
    let mut opening = BYTE_ORDER_MARK.to_owned();
    push_row(&mut opening, &HEAD.map(str::to_owned));
    push_rows(&state.office, &mut opening, &first);
    let export = Export { office: state.office, who, filter: onward(filter, &first) };
    let rest = stream::try_unfold(export, Export::next);
    let opening = stream::once(async move { Ok(Bytes::from(opening)) });
    Ok(sent(Body::from_stream(futures::StreamExt::chain(opening, rest))))
}

fn sent(body: Body) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"ho-so.csv\"")),
    ];
    (headers, body).into_response()
}

struct Export {
    office: Office,
    who: Principal,
    /// Where to read on; nothing when the last page was the last.
    filter: Option<Filter>,
}

impl Export {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, Failure> {
        let Some(filter) = self.filter.take() else { return Ok(None) };
        let found = self.office.list_dossiers(&self.who, filter.clone()).await?;
        let mut text = String::new();
        push_rows(&self.office, &mut text, &found);
        self.filter = onward(filter, &found);
        Ok(Some((Bytes::from(text), self)))
    }
}

fn onward(filter: Filter, found: &[DossierSummary]) -> Option<Filter> {
    let last = found.last().filter(|_| found.len() == ROWS_AT_ONCE)?;
    Some(Filter { after: Some(last.cursor()), ..filter })
}

fn push_rows(office: &Office, text: &mut String, found: &[DossierSummary]) {
    let department = office.department();
    for summary in found {
        let line = line(office, summary);
        let title = department.procedure(&line.procedure).map(|it| it.title.vi.clone());
        push_row(
            text,
            &[
                line.code,
                line.point,
                line.procedure,
                title.unwrap_or_default(),
                line.state,
                line.status.to_string(),
                line.applicant,
                line.submitted_at,
                line.due.unwrap_or_default(),
                line.timeliness.unwrap_or_default(),
            ],
        );
    }
}

fn push_row(text: &mut String, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    text.push_str(&cells.join(","));
    text.push_str("\r\n");
}

/// A cell that a spreadsheet would take for a formula is made text by an apostrophe.
fn quoted(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let apostrophe = if is_formula { "'" } else { "" };
    format!("\"{apostrophe}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_cell_never_becomes_a_formula() {
        let cells = ["=1+1", "+84", "-1", "@SUM(A1)", "\tx", "\r=1", "Sở \"mẫu\""].map(quoted);
        let expected = [
            "\"'=1+1\"",
            "\"'+84\"",
            "\"'-1\"",
            "\"'@SUM(A1)\"",
            "\"'\tx\"",
            "\"'\r=1\"",
            "\"Sở \"\"mẫu\"\"\"",
        ];
        assert_eq!(cells, expected);
    }
}
