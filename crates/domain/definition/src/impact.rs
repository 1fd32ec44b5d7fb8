//! What a new set of definitions changes, object by object and key by key.
//!
//! The office joins the open cases and records that are touched. Invariant: a changed or removed
//! edition is always marked, because a case may have pinned it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use crate::department::Department;
use crate::procedure::{Edition, HandledBy, Procedure};

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Changes {
    pub objects: Vec<ObjectChange>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ObjectChange {
    pub kind: ObjectKind,
    pub id: String,
    /// For an edition: its id within the procedure.
    pub edition: Option<String>,
    pub what: What,
    /// Cases may have pinned this edition, and it no longer says the same.
    pub rewrites_edition: bool,
    /// For a flow, a register or a unit: the editions of the old set that work with it, as
    /// `procedure@edition`. Their open cases feel the change although their edition stays.
    pub used_by: Vec<String>,
    pub differences: Vec<Difference>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectKind {
    Procedure,
    Edition,
    Flow,
    Register,
    Duty,
    Unit,
    Role,
    Person,
    Reason,
    Office,
    Calendar,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Added,
    Changed,
    Removed,
}

/// `fields[pages].label.vi`: what stood there and what stands there now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    pub path: String,
    pub old: Option<Value>,
    pub new: Option<Value>,
}

impl Changes {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    pub fn rewritten_editions(&self) -> impl Iterator<Item = &ObjectChange> {
        self.objects.iter().filter(|change| change.rewrites_edition)
    }
}

/// Every change from `old` to `new`, sorted by kind and id.
#[must_use]
pub fn compare(old: &Department, new: &Department) -> Changes {
    let mut objects = Vec::new();
    for kind in KINDS {
        let (before, after) = (snapshot(old, kind), snapshot(new, kind));
        let keys: BTreeSet<&Key> = before.keys().chain(after.keys()).collect();
        let change = |key: &Key| one(kind, key, (before.get(key), after.get(key)));
        objects.extend(keys.into_iter().filter_map(change));
    }
    for object in &mut objects {
        object.used_by = users(old, object.kind, &object.id);
    }
    Changes { objects }
}

const KINDS: [ObjectKind; 11] = [
    ObjectKind::Procedure,
    ObjectKind::Edition,
    ObjectKind::Flow,
    ObjectKind::Register,
    ObjectKind::Duty,
    ObjectKind::Unit,
    ObjectKind::Role,
    ObjectKind::Person,
    ObjectKind::Reason,
    ObjectKind::Office,
    ObjectKind::Calendar,
];

/// The id, and the edition of an edition.
type Key = (String, Option<String>);

fn users(department: &Department, kind: ObjectKind, id: &str) -> Vec<String> {
    let uses = |edition: &Edition| match kind {
        ObjectKind::Flow => edition.flow == id,
        ObjectKind::Register => {
            edition.result.as_ref().is_some_and(|result| result.register.as_deref() == Some(id))
        }
        ObjectKind::Unit => match &edition.handled_by {
            HandledBy::Units { desk, handling, leader } => {
                [desk, handling, leader].into_iter().any(|unit| unit == id)
            }
            HandledBy::Field { .. } => false,
        },
        _ => false,
    };
    let procedures = department.procedures.values();
    let editions = procedures.flat_map(|it| it.editions.iter().map(move |one| (&it.id, one)));
    let users = editions.filter(|(_, edition)| uses(edition));
    users.map(|(procedure, edition)| format!("{procedure}@{}", edition.id)).collect()
}

fn snapshot(department: &Department, kind: ObjectKind) -> BTreeMap<Key, Value> {
    match kind {
        ObjectKind::Procedure => keyed(department.procedures.iter().map(|(id, it)| (id, head(it)))),
        ObjectKind::Edition => {
            let procedures = department.procedures.values();
            let editions = procedures.flat_map(|it| it.editions.iter().map(move |one| (it, one)));
            editions
                .map(|(procedure, edition)| {
                    let key = (procedure.id.clone(), Some(edition.id.clone()));
                    (key, serde_json::to_value(edition).unwrap_or_default())
                })
                .collect()
        }
        ObjectKind::Flow => keyed(department.flows.iter().map(value)),
        ObjectKind::Register => keyed(department.registers.iter().map(value)),
        ObjectKind::Duty => {
            let duty = |duty: &daumoi_mandate::Duty| {
                let key = (format!("{} {}", duty.number, duty.in_force.from), None);
                (key, serde_json::to_value(duty).unwrap_or_default())
            };
            department.duties.iter().map(duty).collect()
        }
        ObjectKind::Unit => keyed(department.units.iter().map(value)),
        ObjectKind::Role => keyed(department.roles.iter().map(value)),
        ObjectKind::Person => keyed(department.people.iter().map(value)),
        ObjectKind::Reason => keyed(department.reasons.iter().map(value)),
        ObjectKind::Office => {
            let settings = serde_json::to_value(&department.office).unwrap_or_default();
            BTreeMap::from([(("office".to_owned(), None), settings)])
        }
        ObjectKind::Calendar => {
            let own = department.unit_calendars.values();
            let all = std::iter::once(&department.calendar).chain(own);
            let calendars = all.map(|it| ((it.id().to_owned(), None), Value::from(it.edition())));
            calendars.collect()
        }
    }
}

fn value<'a, T: Serialize>((id, item): (&'a String, &'a T)) -> (&'a String, Value) {
    (id, serde_json::to_value(item).unwrap_or_default())
}

fn keyed<'a>(items: impl Iterator<Item = (&'a String, Value)>) -> BTreeMap<Key, Value> {
    items.map(|(id, value)| ((id.clone(), None), value)).collect()
}

/// A procedure without its editions, which are objects of their own.
fn head(procedure: &Procedure) -> Value {
    let mut value = serde_json::to_value(procedure).unwrap_or_default();
    if let Some(map) = value.as_object_mut() {
        map.remove("editions");
    }
    value
}

fn one(
    kind: ObjectKind,
    (id, edition): &Key,
    (old, new): (Option<&Value>, Option<&Value>),
) -> Option<ObjectChange> {
    let mut differences = Vec::new();
    let what = match (old, new) {
        (None, _) => What::Added,
        (Some(_), None) => What::Removed,
        (Some(old), Some(new)) => {
            collect(String::new(), Some(old), Some(new), &mut differences);
            What::Changed
        }
    };
    if what == What::Changed && differences.is_empty() {
        return None;
    }
    let fingerprint = |value: Option<&Value>| value.and_then(|it| it.get("fingerprint")).cloned();
    // A later edition ends an earlier one without rewriting it: the fingerprint leaves the end out.
    let rewrites_edition =
        kind == ObjectKind::Edition && what != What::Added && fingerprint(old) != fingerprint(new);
    differences.retain(|difference| difference.path != "fingerprint");
    Some(ObjectChange {
        kind,
        id: id.clone(),
        edition: edition.clone(),
        what,
        rewrites_edition,
        used_by: Vec::new(),
        differences,
    })
}

fn collect(path: String, old: Option<&Value>, new: Option<&Value>, found: &mut Vec<Difference>) {
    match (old, new) {
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            for key in keys {
                let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                collect(inner, before.get(key), after.get(key), found);
            }
        }
        (Some(Value::Array(before)), Some(Value::Array(after))) => {
            let (before, after) = (items(before), items(after));
            let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            for key in keys {
                let sides = (before.get(key).copied(), after.get(key).copied());
                collect(format!("{path}[{key}]"), sides.0, sides.1, found);
            }
        }
        _ if old.unwrap_or(&Value::Null) == new.unwrap_or(&Value::Null) => {}
        _ => found.push(Difference { path, old: old.cloned(), new: new.cloned() }),
    }
}

/// Items by their id where they have one, else by their position.
fn items(list: &[Value]) -> BTreeMap<String, &Value> {
    let key = |(index, item): (usize, &Value)| {
        item.get("id").and_then(Value::as_str).map_or_else(|| index.to_string(), str::to_owned)
    };
    list.iter().enumerate().map(|(index, item)| (key((index, item)), item)).collect()
}
