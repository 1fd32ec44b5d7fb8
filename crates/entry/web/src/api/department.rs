//! The department itself: its duties with live figures, its calendar, what it must still confirm.

use axum::extract::State;
use daumoi_kernel::Text;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;

use super::{list, one, value_of};
use crate::gate::Caller;
use crate::params::Params;
use crate::problem::{Answer, Problem};
use crate::shapes::{
    AssumptionShape, AssumptionsShape, CalendarShape, DutyShape, OfficeShape, PointShape,
    SpecialDayShape, WhoShape,
};
use crate::state::WebState;
use crate::tally::{self, Tally};
use crate::words;

pub(crate) async fn mandate(State(state): State<WebState>) -> Answer {
    list(&duties(&state).await?)
}

/// The duties of today with their points and cases, in the order of the mandate.
pub(crate) async fn duties(state: &WebState) -> Answer<Vec<DutyShape>> {
    let tallies = tally::by_point(&state.office).await?;
    let department = state.office.department();
    let day = state.office.local_now().date();
    let mut duties = Vec::new();
    for duty in department.duties.iter().filter(|duty| duty.in_force.holds_on(day)) {
        let mut cases = Tally::default();
        let mut points = Vec::with_capacity(duty.points.len());
        for point in &duty.points {
            let of_point = tallies.get(&point.id).copied().unwrap_or_default();
            cases.add(of_point);
            let title = point.title.clone();
            points.push(PointShape { id: point.id.clone(), title, cases: of_point });
        }
        duties.push(DutyShape {
            number: duty.number,
            title: duty.title.clone(),
            accountable: duty.accountable.clone(),
            cases,
            points,
        });
    }
    Ok(duties)
}

pub(crate) async fn calendar(State(state): State<WebState>, params: Params) -> Answer {
    let this_year = i64::from(state.office.local_now().year());
    let year = params.number("year", 1900, 2200)?.unwrap_or(this_year);
    let calendar = state.office.department().calendar.clone();
    let missing = || Problem::not_found(words::year_not_covered(year));
    let known = i16::try_from(year).ok().filter(|year| calendar.years().contains(year));
    let known = known.ok_or_else(missing)?;
    let mut special_days = Vec::new();
    let mut day = Date::new(known, 1, 1).map_err(|_| missing())?;
    while day.year() == known {
        let why = value_of(&calendar.why(day))?;
        let kind = why.get("kind").and_then(Value::as_str).unwrap_or_default();
        if kind != "working" && kind != "rest_day" {
            let is_working = calendar.is_working(day);
            special_days.push(SpecialDayShape { date: day.to_string(), is_working, why });
        }
        day = day.tomorrow().map_err(|_| missing())?;
    }
    one(&CalendarShape {
        id: calendar.id().to_owned(),
        edition: calendar.edition().to_owned(),
        year,
        working_days: calendar.working_days_in_year(known),
        special_days,
        pending: value_of(&calendar.pending())?,
    })
}

pub(crate) async fn office(State(state): State<WebState>, Caller(who): Caller) -> Answer {
    let department = state.office.department();
    let whoami = match &who {
        None => None,
        Some(who) => Some(WhoShape {
            id: who.id.clone(),
            is_administrator: state.office.is_administrator(who),
            grants: value_of(&who.grants)?,
        }),
    };
    one(&OfficeShape {
        title: department.office.title.clone(),
        province: department.office.province.clone(),
        org_id: department.office.org_id.clone(),
        time_zone: department.office.time_zone.clone(),
        now: state.office.local_now().strftime("%Y-%m-%dT%H:%M:%S").to_string(),
        definitions: department.fingerprint(),
        whoami,
    })
}

/// Everything that the definitions assume or do not know.
pub(crate) async fn assumptions(State(state): State<WebState>) -> Answer {
    let department = state.office.department();
    let mut found = Vec::new();
    for procedure in department.procedures.values() {
        let about = ("procedure", procedure.id.as_str(), procedure.point.as_str());
        found.extend(assumed(about, &procedure.title, procedure)?);
    }
    for register in department.registers.values() {
        let point = register.points.first().map_or("", String::as_str);
        found.extend(assumed(("register", &register.id, point), &register.title, register)?);
    }
    list(&found)
}

fn assumed<T: Serialize>(
    (kind, id, point): (&str, &str, &str),
    title: &Text,
    object: &T,
) -> Answer<Option<AssumptionsShape>> {
    let mut items = Vec::new();
    collect("", &value_of(object)?, &mut items);
    if items.is_empty() {
        return Ok(None);
    }
    Ok(Some(AssumptionsShape {
        kind: kind.to_owned(),
        id: id.to_owned(),
        point: point.to_owned(),
        title: title.clone(),
        items,
    }))
}

fn collect(path: &str, value: &Value, items: &mut Vec<AssumptionShape>) {
    match value {
        Value::Object(map) => {
            let confidence = map.get("confidence").and_then(Value::as_str);
            let is_unknown = map.get("kind").and_then(Value::as_str) == Some("unknown")
                || (map.contains_key("purpose") && map.get("term").is_some_and(Value::is_null));
            if is_unknown || confidence == Some("assumed") {
                let confidence = if is_unknown { "unknown" } else { "assumed" }.to_owned();
                items.push(AssumptionShape { confidence, path: path.to_owned(), what: what(map) });
            }
            for (key, inner) in map {
                let inner_path =
                    if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                collect(&inner_path, inner, items);
            }
        }
        Value::Array(list) => {
            for (index, inner) in list.iter().enumerate() {
                let name = inner.get("id").and_then(Value::as_str);
                let name = name.map_or_else(|| index.to_string(), str::to_owned);
                let path = format!("{path}[{name}]");
                match text(inner).filter(|_| path.contains("unknowns[")) {
                    Some(what) => {
                        let confidence = "unknown".to_owned();
                        items.push(AssumptionShape { confidence, path, what });
                    }
                    None => collect(&path, inner, items),
                }
            }
        }
        _ => {}
    }
}

/// The words by which a person knows the thing.
fn what(map: &serde_json::Map<String, Value>) -> Text {
    let keys = ["title", "label", "text", "note", "action"];
    keys.iter().find_map(|key| map.get(*key).and_then(text)).unwrap_or_default()
}

fn text(value: &Value) -> Option<Text> {
    serde_json::from_value(value.clone()).ok()
}
