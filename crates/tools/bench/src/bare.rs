//! The bare engine: the rows that each step of a life writes, by hand, into a copy of the office's
//! database. No reading, deciding, hashing or HTTP; only what changed is written, with statements that
//! are prepared.
//!
//! SQLite writes the steps of all clients in one transaction, PostgreSQL each step in one of its own
//! over as many connections as the office has, the statements of a step on their way together.

mod postgres;
mod sqlite;

use daumoi_store::Value;

use crate::Arguments;
use crate::place::{Engine, Place};
use crate::rows::{Change, Learned, Table, What};
use crate::steps::Prepared;

pub(crate) async fn steps_per_second(
    arguments: &Arguments,
    place: &Place,
    prepared: &Prepared,
) -> anyhow::Result<u128> {
    let copy = place.beside("bare");
    copy.copy_from(place).await?;
    let replay = Replay::of(&prepared.learned);
    let (clients, lives) = (arguments.clients, arguments.lives);
    let took = match &copy.engine {
        Engine::Sqlite => sqlite::replay(&copy.file(), &replay, clients, lives)?,
        Engine::Postgres { .. } => {
            postgres::replay(&copy.database(), &replay, clients, lives).await?
        }
    };
    copy.clear().await?;
    let steps = u64::try_from(clients * lives * prepared.life.steps())?;
    Ok(crate::run::per_second(steps, took))
}

/// The number of the life that is learned from: in no other text by accident.
pub(crate) const LEARNED_NUMBER: &str = "77077";

/// A statement, with `?1` for values.
type Text = String;

/// What has to be run for each step.
struct Replay<'a> {
    texts: Vec<Text>,
    /// For each step: which text, and the change that gives the values.
    steps: Vec<Vec<(usize, &'a Change)>>,
    learned: &'a Learned,
    dossier: i64,
    record: i64,
    code: String,
}

/// Longer texts are bodies: what they say does not matter to the engine.
const LONGEST_KEY: usize = 400;
/// Numbers that follow each other: the row of the case has its own.
const RUNNING: &[(&str, &str)] =
    &[("official_number", "seq"), ("book", "last"), ("code_series", "last")];

impl<'a> Replay<'a> {
    fn of(learned: &'a Learned) -> Self {
        let mut texts: Vec<Text> = Vec::new();
        let mut steps = Vec::new();
        for changes in &learned.steps {
            let mut step = Vec::new();
            for change in changes {
                let Some(table) = learned.tables.get(change.table) else { continue };
                let text = text(table, change);
                let known = texts.iter().position(|it| *it == text).unwrap_or_else(|| {
                    texts.push(text);
                    texts.len() - 1
                });
                step.push((known, change));
            }
            steps.push(step);
        }
        let id = |table: &str| match learned.first_of(table, "id") {
            Some(Value::Int(id)) => *id,
            _ => 0,
        };
        let code = match learned.first_of("dossier", "code") {
            Some(Value::Text(code)) => code.clone(),
            _ => String::new(),
        };
        Self { texts, steps, learned, dossier: id("dossier"), record: id("record"), code }
    }

    /// The values of a change, for another case; counters are kept apart by their slot.
    fn values(&self, change: &Change, case: i64, slot: i64) -> Vec<Value> {
        let Some(table) = self.learned.tables.get(change.table) else { return Vec::new() };
        let value = |at: usize| {
            let column = table.columns.get(at).map_or("", |column| column.name.as_str());
            let learned = change.row.get(at).cloned().unwrap_or(Value::Null);
            if RUNNING.contains(&(table.name.as_str(), column)) {
                return Value::Int(case);
            }
            match learned {
                _ if column == "slot" && table.name == "counter" => Value::Int(slot),
                Value::Int(id) if id == self.dossier => Value::Int(id + case * 2048),
                Value::Int(id) if id == self.record => Value::Int(id + case * 2048 + 1),
                Value::Text(text) if text.len() < LONGEST_KEY => self.own(&text, case).into(),
                other => other,
            }
        };
        order(table, &change.what).into_iter().map(value).collect()
    }

    fn own(&self, text: &str, case: i64) -> String {
        if text == "02/GP-STTTT" {
            return format!("{case:02}/GP-STTTT");
        }
        text.replace(&self.dossier.to_string(), &(self.dossier + case * 2048).to_string())
            .replace(&self.record.to_string(), &(self.record + case * 2048 + 1).to_string())
            .replace(&self.code, &format!("{}{case}", self.code))
            .replace(LEARNED_NUMBER, &case.to_string())
    }
}

/// The columns whose values a statement takes, in its order.
fn order(table: &Table, what: &What) -> Vec<usize> {
    let all = || 0..table.columns.len();
    let is = |at: &usize, wanted: fn(&crate::rows::Column) -> bool| {
        table.columns.get(*at).is_some_and(wanted)
    };
    let keys = all().filter(|at| is(at, |column| column.is_key));
    match what {
        What::Insert => all().filter(|at| !is(at, |column| column.is_given)).collect(),
        // Whoever counts may be the first with this slot; the search takes documents as a whole.
        What::Update { .. } if ["counter", "search"].contains(&table.name.as_str()) => {
            all().collect()
        }
        What::Update { columns } => columns.iter().copied().chain(keys).collect(),
        What::Delete => keys.collect(),
    }
}

fn text(table: &Table, change: &Change) -> Text {
    let order = order(table, &change.what);
    let column = |at: usize| table.columns.get(at).map_or("", |column| column.name.as_str());
    let place = |at: usize, number: usize| {
        if table.columns.get(at).is_some_and(|column| column.is_words) {
            format!("CAST(CAST(?{number} AS text) AS tsvector)")
        } else {
            format!("?{number}")
        }
    };
    let numbered: Vec<(usize, String)> =
        order.iter().enumerate().map(|(number, at)| (*at, place(*at, number + 1))).collect();
    let listed = |parts: &[(usize, String)], between: &str| {
        let equal = parts.iter().map(|(at, place)| format!("{} = {place}", column(*at)));
        equal.collect::<Vec<_>>().join(between)
    };
    let names = order.iter().map(|at| column(*at)).collect::<Vec<_>>().join(", ");
    let places = numbered.iter().map(|(_, place)| place.as_str()).collect::<Vec<_>>().join(", ");
    let name = &table.name;
    match &change.what {
        What::Insert | What::Update { .. } if name == "search" => {
            format!("INSERT OR REPLACE INTO search ({names}) VALUES ({places})")
        }
        What::Insert | What::Update { .. } if name == "counter" => format!(
            "INSERT INTO counter ({names}) VALUES ({places}) ON CONFLICT (name, sight, slot) \
             DO UPDATE SET amount = counter.amount + excluded.amount"
        ),
        What::Insert => format!("INSERT INTO {name} ({names}) VALUES ({places})"),
        What::Update { columns } => {
            let (set, keys) = numbered.split_at(columns.len().min(numbered.len()));
            format!("UPDATE {name} SET {} WHERE {}", listed(set, ", "), listed(keys, " AND "))
        }
        What::Delete => format!("DELETE FROM {name} WHERE {}", listed(&numbered, " AND ")),
    }
}
