//! All procedures that people may ask for, and those that answer to somebody's words.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use daumoi_definition::{Department, Procedure};
use daumoi_kernel::Text;
use jiff::civil::Date;
use serde::Deserialize;

use crate::api::procedures::{fee_text, term_text};
use crate::kit::{Shell, shown};
use crate::problem::Answer;
use crate::route::{Access, Route};
use crate::state::WebState;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page("/thu-tuc", Access::Anyone, show)]
}

/// A procedure in a list.
pub(super) struct Line {
    pub(super) id: String,
    pub(super) title: Text,
    pub(super) term: Text,
    pub(super) fee: Text,
}

impl Line {
    /// Nothing when the procedure is not in force on the day.
    pub(super) fn of(procedure: &Procedure, day: Date) -> Option<Self> {
        let edition = procedure.edition_on(day)?;
        Some(Self {
            id: procedure.id.clone(),
            title: procedure.title.clone(),
            term: term_text(edition),
            fee: fee_text(&edition.fee),
        })
    }
}

struct Group {
    title: Text,
    lines: Vec<Line>,
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    tim: String,
}

#[derive(Template)]
#[template(path = "pages/portal/procedures/page.html")]
struct ProceduresPage {
    shell: Shell,
    typed: String,
    found: Vec<Line>,
    /// All of them, by the field they belong to.
    groups: Vec<Group>,
}

impl ProceduresPage {
    fn is_search(&self) -> bool {
        !self.typed.is_empty()
    }
}

async fn show(
    State(state): State<WebState>,
    shell: Shell,
    Query(Asked { tim }): Query<Asked>,
) -> Answer {
    let typed = tim.trim().to_owned();
    let day = shell.today;
    let found = if typed.is_empty() { Vec::new() } else { state.office.find_procedures(&typed) };
    let found: Vec<Line> = found.iter().filter_map(|it| Line::of(it, day)).collect();
    let groups = if found.is_empty() { groups(&state, day) } else { Vec::new() };
    shown(&ProceduresPage { shell, typed, found, groups })
}

/// By the duty of the mandate, in its order.
fn groups(state: &WebState, day: Date) -> Vec<Group> {
    let department = state.office.department();
    let mut by_duty: BTreeMap<u32, Vec<Line>> = BTreeMap::new();
    for procedure in state.office.offered() {
        let duty = procedure.point.split('.').next().and_then(|duty| duty.parse().ok());
        let line = Line::of(&procedure, day);
        by_duty.entry(duty.unwrap_or_default()).or_default().extend(line);
    }
    let named = by_duty.into_iter().map(|(duty, lines)| {
        let title = title_of(&department, duty, day);
        Group { title, lines }
    });
    named.collect()
}

fn title_of(department: &Department, duty: u32, day: Date) -> Text {
    let mut duties = department.duties.iter().filter(|it| it.in_force.holds_on(day));
    let found = duties.find(|it| it.number == duty);
    found.map(|it| it.title.clone()).unwrap_or_else(|| Text::new("Lĩnh vực khác", "Other"))
}
