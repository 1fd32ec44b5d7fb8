//! The list of dossiers as CSV, streamed page by page: the same filter and the same eyes as the list.

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use daumoi_access::Principal;
use daumoi_office::cases::{CaseLine, CasePage, CaseQuery};
use daumoi_office::{Failure, Office};
use futures::stream;

use super::dossiers::{line, query};
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
    let query = CaseQuery { limit: ROWS_AT_ONCE, ..query(&params)? };
    // The first page is read before anything is sent, so that a refusal is still a refusal.
    let first = state.office.list_cases(&who, &query).await?;
    let mut opening = BYTE_ORDER_MARK.to_owned();
    push_row(&mut opening, &HEAD.map(str::to_owned));
    push_rows(&state.office, &mut opening, &first.lines);
    let export = Export { office: state.office, who, query: onward(query, &first) };
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
    query: Option<CaseQuery>,
}

impl Export {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, Failure> {
        let Some(query) = self.query.take() else { return Ok(None) };
        let found = self.office.list_cases(&self.who, &query).await?;
        let mut text = String::new();
        push_rows(&self.office, &mut text, &found.lines);
        self.query = onward(query, &found);
        Ok(Some((Bytes::from(text), self)))
    }
}

fn onward(query: CaseQuery, page: &CasePage) -> Option<CaseQuery> {
    page.next.map(|next| CaseQuery { after: Some(next), ..query })
}

fn push_rows(office: &Office, text: &mut String, found: &[CaseLine]) {
    let department = office.department();
    for found in found {
        let line = line(office, &found.case);
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
