//! What pages read, computed from what a dossier or a record is: rows, tasks, counters, timers,
//! search. A live step writes the difference; a rebuild writes the same rows from nothing.

use daumoi_calendar::end_of_day;
use daumoi_definition::{Department, NoticeEvent, Status};
use daumoi_dossier::Dossier;
use daumoi_kernel::vietnamese;
use daumoi_register::Record;
use daumoi_store::dossiers::DossierRow;
use daumoi_store::records::RecordRow;
use daumoi_store::search::Document;
use daumoi_store::sql::Statement;
use daumoi_store::tasks::{self, TaskRow};
use daumoi_store::{Dialect, Sight, StoreError, dossiers, journal, records, search, timers};
use jiff::ToSpan;
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use serde_json::Value;
use std::collections::BTreeSet;

use crate::answer::status_code;
use crate::notices;

/// Reminders go out in the morning, when somebody can be asked back.
const REMINDED_AT: Time = jiff::civil::time(8, 0, 0, 0);

/// Sorts after every real due date: nothing is due now.
pub(crate) const NOTHING_DUE: i64 = 4_102_444_800_000_000;

/// Where a finished case stands in the order of cases: behind all that are open, the newest first.
pub(crate) fn finished_key(at: i64) -> i64 {
    2 * NOTHING_DUE - at
}

/// What a projection needs to know beside the thing itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lens<'a> {
    pub(crate) department: &'a Department,
    pub(crate) zone: &'a TimeZone,
    pub(crate) dialect: Dialect,
}

impl Lens<'_> {
    fn micros(&self, local: DateTime) -> i64 {
        self.zone.to_timestamp(local).map_or(0, |at| at.as_microsecond())
    }

    fn due_key(&self, due: Option<daumoi_dossier::Due>) -> i64 {
        due.map_or(NOTHING_DUE, |due| self.micros(end_of_day(due)))
    }

    pub(crate) fn dossier_row(
        &self,
        dossier: &Dossier,
        head: &journal::Head,
    ) -> Result<DossierRow, StoreError> {
        let submitted_at = self.micros(dossier.submitted_at);
        let finished_at = dossier.closed_at.map_or(submitted_at, |at| self.micros(at));
        let due = dossier.next_due();
        Ok(DossierRow {
            id: dossier.id,
            code: dossier.code.clone(),
            version: head.version,
            head: head.hash.clone(),
            point: dossier.point.clone(),
            procedure: dossier.procedure.clone(),
            edition: dossier.edition.id.clone(),
            state: dossier.state().to_owned(),
            status: status_code(dossier.status()),
            sight: sight(dossier).id(),
            applicant: dossier.applicant.name.clone(),
            applicant_key: dossier.applicant.id_no.clone(),
            submitted_at,
            due: dossier.promised.map(|due| due.to_string()),
            due_key: if dossier.is_open() { self.due_key(due) } else { finished_key(finished_at) },
            is_open: dossier.is_open(),
            timeliness: dossier.timeliness.map(word),
            duty: duty_of(&dossier.point),
            unit: worked_at(dossier).to_owned(),
            officer: dossier.officer.clone().unwrap_or_default(),
            channel: word(dossier.channel),
            body: json(dossier)?,
        })
    }

    fn task_rows(&self, dossier: &Dossier) -> Vec<TaskRow> {
        let row = |task: daumoi_dossier::Task| TaskRow {
            dossier: dossier.id,
            slot: task.slot,
            unit: task.unit,
            role: task.role,
            officer: task.officer,
            // A result that waits to be fetched is not late.
            due_key: self.due_key(task.due.filter(|_| dossier.is_open())),
        };
        dossier.tasks().into_iter().map(row).collect()
    }

    /// Everything that changes with a step from `before` to `after`.
    pub(crate) fn dossier_changed(
        &self,
        before: Option<&Dossier>,
        after: &Dossier,
        head: &journal::Head,
    ) -> Result<Vec<Statement>, StoreError> {
        let mut statements = Vec::with_capacity(8);
        let sight = sight(after);
        if before.is_none_or(|before| before.seen_by != after.seen_by) {
            statements.push(sight.noted());
        }
        statements.push(dossiers::upsert(&self.dossier_row(after, head)?, before.is_none()));
        let tasks_before = before.map(|before| self.task_rows(before)).unwrap_or_default();
        statements.extend(tasks::tasks_replaced(after.id, &tasks_before, &self.task_rows(after)));
        let timers_before = before.map(|before| self.dossier_timers(before)).unwrap_or_default();
        statements.extend(timers::replaced(
            &dossier_stream(after.id),
            &timers_before,
            &self.dossier_timers(after),
        ));
        if before.is_none_or(|before| searchable_changed(before, after)) {
            let text = self.dossier_text(after);
            statements.extend(self.indexed(after.id, "dossier", sight.id(), &text));
        }
        Ok(statements)
    }

    /// What the clock will do with the dossier, and when.
    fn dossier_timers(&self, dossier: &Dossier) -> Vec<(String, i64)> {
        let mut timers = self.reminders(dossier);
        if !dossier.is_open() {
            return timers;
        }
        if let Some(silence) = &dossier.silence {
            if !dossier.rung.contains("silence") {
                timers.push(("silence_alarm".to_owned(), self.micros(silence.alarm_at)));
            }
            timers.push(("silence".to_owned(), self.micros(silence.at)));
        }
        if let Some(day) = dossier.apology_by.filter(|_| !dossier.is_paused()) {
            let name = format!("apology:{day}");
            if !dossier.rung.contains(&name) && dossier.apologised_new_due.is_none() {
                timers.push((name, self.micros(day.to_datetime(Time::midnight()))));
            }
        }
        timers
    }

    /// When somebody is to be reminded of what they were asked, or of a result that waits.
    fn reminders(&self, dossier: &Dossier) -> Vec<(String, i64)> {
        let waits_for = |event| match event {
            NoticeEvent::SupplementReminder => {
                dossier.asked_at.filter(|_| dossier.status() == Status::SupplementRequested)
            }
            NoticeEvent::ResultReminder => {
                dossier.closed_at.filter(|_| dossier.status() == Status::Processed)
            }
            _ => None,
        };
        let mut timers = Vec::new();
        for notice in self.department.notices.values() {
            let (Some(since), Some(days)) = (waits_for(notice.event), notice.after_days) else {
                continue;
            };
            let name = notices::reminder_name(&notice.id, since.date());
            let day = since.date().saturating_add(days.days());
            if !dossier.rung.contains(&name) {
                timers.push((name, self.micros(day.to_datetime(REMINDED_AT))));
            }
        }
        timers
    }

    fn dossier_text(&self, dossier: &Dossier) -> String {
        let mut text =
            format!("{} {} {}", dossier.code, dossier.applicant.name, dossier.applicant.id_no);
        if let Some(procedure) = self.department.procedure(&dossier.procedure) {
            text = format!("{text} {}", procedure.title.vi);
        }
        if let Some(signed) = &dossier.signed {
            text = format!("{text} {}", signed.number);
        }
        for answer in dossier.answers.values() {
            push_words(&mut text, answer);
        }
        text
    }

    fn indexed(&self, id: i64, kind: &str, sight: i64, text: &str) -> Vec<Statement> {
        let exact = vietnamese::words(text).join(" ");
        let folded = vietnamese::fold(&exact);
        search::indexed(self.dialect, &Document { id, kind, sight, exact: &exact, folded: &folded })
    }

    pub(crate) fn record_row(
        &self,
        record: &Record,
        head: &journal::Head,
    ) -> Result<RecordRow, StoreError> {
        let now = record.now().ok_or_else(|| StoreError::corrupt("a record without a version"))?;
        let is_public =
            self.department.register(&record.register).is_some_and(|register| register.is_public);
        Ok(RecordRow {
            id: record.id,
            version: head.version,
            head: head.hash.clone(),
            register: record.register.clone(),
            number: now.number.clone(),
            status: now.status.clone(),
            standing: word(now.standing),
            holder: record.holder.name.clone(),
            holder_key: record.holder.id_no.clone(),
            issued_on: record.issued_on.to_string(),
            valid_until: now.valid_until.map(|day| day.to_string()),
            is_public,
            sight: record_sight(record).id(),
            body: json(record)?,
        })
    }

    /// Everything that changes with a record.
    pub(crate) fn record_changed(
        &self,
        before: Option<&Record>,
        after: &Record,
        head: &journal::Head,
    ) -> Result<Vec<Statement>, StoreError> {
        let mut statements = Vec::with_capacity(8);
        let sight = record_sight(after);
        if before.is_none() {
            statements.push(sight.noted());
        }
        statements.push(records::upsert(&self.record_row(after, head)?));
        let held = before.map(|before| self.unique_values(before)).unwrap_or_default();
        let wanted = self.unique_values(after);
        let gone = held.iter().filter(|value| !wanted.contains(value));
        statements.extend(gone.map(|value| records::released(&after.register, value, after.id)));
        let new = wanted.iter().filter(|value| !held.contains(value));
        statements.extend(new.map(|value| records::claimed(&after.register, value, after.id)));
        statements.extend(timers::replaced(
            &record_stream(after.id),
            &before.map(|before| self.record_timers(before)).unwrap_or_default(),
            &self.record_timers(after),
        ));
        let text = self.record_text(after);
        statements.extend(self.indexed(after.id, "record", sight.id(), &text));
        Ok(statements)
    }

    pub(crate) fn unique_values(&self, record: &Record) -> Vec<String> {
        use daumoi_definition::Standing;
        let (Some(now), Some(register)) =
            (record.now(), self.department.register(&record.register))
        else {
            return Vec::new();
        };
        let mut values = Vec::new();
        if matches!(now.standing, Standing::InForce | Standing::Suspended) {
            for group in &register.unique {
                let parts: Vec<String> = group
                    .iter()
                    .map(|field| now.fields.get(field).map(plain).unwrap_or_default())
                    .map(|value| vietnamese::lower(&value))
                    .collect();
                values.push(format!("{}={}", group.join("+"), parts.join("|")));
            }
        }
        values
    }

    fn record_timers(&self, record: &Record) -> Vec<(String, i64)> {
        use daumoi_definition::Standing;
        let mut timers = Vec::new();
        let Some(now) = record.now() else { return timers };
        if !matches!(now.standing, Standing::InForce | Standing::Suspended) {
            return timers;
        }
        let after = |day: jiff::civil::Date| {
            let next = day.tomorrow().unwrap_or(day);
            self.micros(next.to_datetime(Time::midnight()))
        };
        if let Some(day) = now.valid_until {
            timers.push(("expire".to_owned(), after(day)));
        }
        if let Some(day) = record.suspended_until {
            timers.push(("reinstate".to_owned(), after(day)));
        }
        timers
    }

    fn record_text(&self, record: &Record) -> String {
        let mut text = format!("{} {}", record.holder.name, record.holder.id_no);
        if let Some(now) = record.now() {
            text = format!("{text} {}", now.number);
            for value in now.fields.values() {
                push_words(&mut text, value);
            }
        }
        if let Some(register) = self.department.register(&record.register) {
            text = format!("{text} {}", register.title.vi);
        }
        text
    }
}

/// A counter's name, the sight it is kept for, and by how much it moves.
pub(crate) type CounterChange = (String, i64, i64);

/// How a step moves the counters; what cancels out is left out when it is written.
pub(crate) fn dossier_counted(before: Option<&Dossier>, after: &Dossier) -> Vec<CounterChange> {
    let mut changes = Vec::new();
    for (dossier, amount) in before.map(|before| (before, -1)).into_iter().chain([(after, 1)]) {
        let sight = sight(dossier).id();
        changes.extend(counter_names(dossier).map(|name| (name, sight, amount)));
    }
    changes
}

/// Under which names a case is counted: where it stands, at which unit it is open, and each task
/// that waits for a role or an officer.
fn counter_names(dossier: &Dossier) -> impl Iterator<Item = String> {
    let unit = dossier.is_open().then(|| format!("unit/{}", worked_at(dossier)));
    let tasks = dossier.tasks().into_iter().map(|task| {
        let officer = task.officer.unwrap_or_default();
        format!("task/{}/{}/{officer}", task.unit, task.role)
    });
    std::iter::once(counter_name(dossier)).chain(unit).chain(tasks)
}

/// The unit that works the case: where the next step waits; while the applicant is waited for, and
/// afterwards, where it belongs.
fn worked_at(dossier: &Dossier) -> &str {
    let is_at_the_desk = dossier.accepted_at.is_none()
        && matches!(
            dossier.status(),
            Status::New | Status::NotAccepted | Status::SupplementRequested
        );
    let home = if is_at_the_desk { &dossier.units.desk } else { &dossier.units.handling };
    dossier.position.unit.as_ref().filter(|_| dossier.is_open()).unwrap_or(home)
}

/// How a change of a record moves the counters.
pub(crate) fn record_counted(before: Option<&Record>, after: &Record) -> Vec<CounterChange> {
    let key = |record: &Record| (record_counter_name(record), record_sight(record).id());
    moved(before.map(key), key(after))
}

fn moved(before: Option<(String, i64)>, after: (String, i64)) -> Vec<CounterChange> {
    if before.as_ref() == Some(&after) {
        return Vec::new();
    }
    let mut changes: Vec<CounterChange> =
        before.map(|(name, sight)| (name, sight, -1)).into_iter().collect();
    changes.push((after.0, after.1, 1));
    changes
}

/// Who sees the dossier.
pub(crate) fn sight(dossier: &Dossier) -> Sight {
    Sight { duty: duty_of(&dossier.point), units: dossier.seen_by.clone() }
}

pub(crate) fn record_sight(record: &Record) -> Sight {
    let units: BTreeSet<String> = record.seen_by.iter().cloned().collect();
    Sight { duty: record.duty, units }
}

/// The clause of a point: 4 of `4.b`.
pub(crate) fn duty_of(point: &str) -> i64 {
    point.split('.').next().and_then(|clause| clause.parse().ok()).unwrap_or(0)
}

pub(crate) fn dossier_stream(id: i64) -> String {
    format!("dossier/{id}")
}

pub(crate) fn record_stream(id: i64) -> String {
    format!("record/{id}")
}

/// `dossier/4.b/press.bulletin_licence.issue/04`.
fn counter_name(dossier: &Dossier) -> String {
    let status = status_code(dossier.status());
    format!("dossier/{}/{}/{status:02}", dossier.point, dossier.procedure)
}

/// `record/press.bulletins/in_force`.
fn record_counter_name(record: &Record) -> String {
    let standing = record.now().map(|now| word(now.standing)).unwrap_or_default();
    format!("record/{}/{standing}", record.register)
}

fn searchable_changed(before: &Dossier, after: &Dossier) -> bool {
    before.answers != after.answers
        || before.signed != after.signed
        || before.seen_by != after.seen_by
}

fn push_words(text: &mut String, value: &Value) {
    match value {
        Value::String(words) => {
            text.push(' ');
            text.push_str(words);
        }
        Value::Array(items) => items.iter().for_each(|item| push_words(text, item)),
        Value::Object(map) => map.values().for_each(|item| push_words(text, item)),
        _ => {}
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The word under which an enumeration is stored.
pub(crate) fn word<T: serde::Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}

pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::corrupt(error.to_string()))
}
