//! Records of the registers: written by signed results, suspended and reinstated by order, expired
//! by the clock; seen as of any day, checked by anyone.

use std::sync::Arc;

use daumoi_access::{Organisation, Principal};
use daumoi_definition::{Department, Register, Standing};
use daumoi_register::{Change, Event, Happened, Record, Refusal, Version};
use daumoi_store::journal::Head;
use daumoi_store::records::{RecordRow, Shown};
use daumoi_store::sql::Statement;
use daumoi_store::{Scope, StoreError, Tx, counters, journal, records as rows};
use futures::FutureExt;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::failure::{Failure, Refused};
use crate::office::Office;
use crate::project::{self, Lens};
use crate::{dossiers, submit};

/// A record as a reader may see it, as of a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RecordView {
    pub register: String,
    pub number: String,
    pub standing: Standing,
    pub status: String,
    /// Since when it stands so.
    pub since: Date,
    pub issued_on: Date,
    pub valid_from: Date,
    pub valid_until: Option<Date>,
    /// The applicant it was issued to. Outside only the fields that the register makes public say
    /// whose it is.
    pub holder: Option<String>,
    pub fields: Map<String, Value>,
    pub version: i64,
}

/// With whose eyes a record is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Eyes {
    /// Of somebody with work on it.
    Inside,
    /// Of anyone: what the register makes public.
    Outside,
}

impl Eyes {
    fn of(scope: Option<&Scope>, row: &RecordRow) -> Self {
        match scope {
            Some(scope) if row.is_within(scope) => Self::Inside,
            _ => Self::Outside,
        }
    }
}

/// What a reader sees of a register: of a public one nobody less than everybody.
fn shown_to(scope: Option<&Scope>, is_public: bool) -> Shown<'_> {
    match scope {
        None => Shown::Public,
        Some(scope) if is_public => Shown::PublicOrWithin(scope),
        Some(scope) => Shown::Within(scope),
    }
}

/// What anyone may know about a paper that carries a number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PublicCheck {
    pub register: String,
    pub title: daumoi_kernel::Text,
    pub number: String,
    pub standing: Standing,
    pub status: daumoi_kernel::Text,
    pub since: Date,
    pub issued_on: Date,
    pub valid_until: Option<Date>,
    /// The fields that the register makes public.
    pub fields: Map<String, Value>,
}

impl Office {
    /// Suspends a record until a day, after which it stands again by itself.
    ///
    /// # Errors
    /// When there is no such record for the one who asks, or it is not in force.
    pub async fn suspend_record(
        &self,
        principal: &Principal,
        place: (&str, &str),
        until: Option<Date>,
        reason: &str,
    ) -> Result<RecordView, Failure> {
        let reason = reason.to_owned();
        self.change_record(principal, place, move |change| change.suspend(until, reason.clone()))
            .await
    }

    /// # Errors
    /// When there is no such record for the one who asks, or it is not suspended.
    pub async fn reinstate_record(
        &self,
        principal: &Principal,
        place: (&str, &str),
        reason: &str,
    ) -> Result<RecordView, Failure> {
        let reason = reason.to_owned();
        self.change_record(principal, place, move |change| change.reinstate(reason.clone())).await
    }

    /// A leader of the office, or of the unit that keeps the register, changes a record by order.
    async fn change_record(
        &self,
        principal: &Principal,
        (register, number): (&str, &str),
        decide: impl Fn(&Change<'_>) -> Result<Event, Refusal> + Send + Sync + 'static,
    ) -> Result<RecordView, Failure> {
        let office = self.clone();
        let principal = principal.clone();
        let (register, number) = (register.to_owned(), number.to_owned());
        let decide = Arc::new(decide);
        self.inner
            .store
            .write(move |tx| {
                let (office, principal) = (office.clone(), principal.clone());
                let (register, number) = (register.clone(), number.clone());
                let decide = Arc::clone(&decide);
                async move {
                    let department = office.department();
                    let now = office.now();
                    let day = office.local(now).date();
                    let definition = office.register_for(&department, &register)?;
                    let organisation =
                        Organisation { units: &department.units, roles: &department.roles };
                    let duty = definition.points.first().map_or(0, |it| project::duty_of(it));
                    if !organisation.leads(&principal, &definition.keeper, (duty, day)) {
                        return Err(Refused::NotAllowed { action: "suspend".to_owned() }.into());
                    }
                    let found = by_number(tx, &register, &number).await?;
                    let (record, head) =
                        found.ok_or_else(|| Refusal::NotFound { number: number.clone() })?;
                    let writer = Writer {
                        office: &office,
                        department: &department,
                        actor: &principal.id,
                        now,
                    };
                    let record = writer.changed(tx, (&record, &head), &*decide).await?;
                    let place = (head.version + 1, day, None);
                    view(&record, &definition, Eyes::Inside, place)
                        .ok_or_else(|| StoreError::corrupt("a record without a version").into())
                }
                .boxed()
            })
            .await
    }

    /// What anyone may know about the paper with this number: in every public register.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn public_check(&self, number: &str) -> Result<Vec<PublicCheck>, Failure> {
        let number = daumoi_kernel::vietnamese::clean_line(number);
        let found = self
            .inner
            .store
            .read(move |tx| {
                let number = number.clone();
                async move { rows::find_by_number(tx, &number).await }.boxed()
            })
            .await?;
        let department = self.department();
        let today = self.local_now().date();
        let mut checks = Vec::new();
        for row in found {
            if let Some(register) = department.register(&row.register).filter(|it| it.is_public) {
                checks.extend(checked(&parsed(&row)?, register, today));
            }
        }
        Ok(checks)
    }

    /// One record, as of a day and as known at a moment, with the fields the reader may see.
    ///
    /// # Errors
    /// When there is none for the one who asks.
    pub async fn record(
        &self,
        principal: Option<&Principal>,
        (register, number): (&str, &str),
        as_of: Option<Date>,
        known_at: Option<DateTime>,
    ) -> Result<RecordView, Failure> {
        let department = self.department();
        let definition = self.register_for(&department, register)?;
        let scope = self.reader_scope(principal).await?;
        let (key, wanted) = (register.to_owned(), number.to_owned());
        let (reader, is_public) = (scope.clone(), definition.is_public);
        let row = self
            .inner
            .store
            .read(move |tx| {
                async move {
                    let shown = shown_to(reader.as_ref(), is_public);
                    rows::get_visible(tx, shown, &key, &wanted).await
                }
                .boxed()
            })
            .await?;
        let missing = || Refused::NotFound { what: format!("{register} {number}") };
        let row = row.ok_or_else(missing)?;
        let eyes = Eyes::of(scope.as_ref(), &row);
        let day = as_of.unwrap_or_else(|| self.local_now().date());
        let record = parsed(&row)?;
        if let Some(principal) = principal.filter(|_| eyes == Eyes::Inside) {
            self.note_record_read(principal, &record, &definition);
        }
        let seen = view(&record, &definition, eyes, (row.version, day, known_at));
        Ok(seen.ok_or_else(missing)?)
    }

    /// A page of a register, as of a day. Anyone sees every record of a public register, and of
    /// those they have no work on the public fields.
    ///
    /// # Errors
    /// When there is no such register for the one who asks.
    pub async fn register_page(
        &self,
        principal: Option<&Principal>,
        register: &str,
        page: RegisterPage,
    ) -> Result<(Vec<RecordView>, Option<i64>), Failure> {
        let department = self.department();
        let definition = self.register_for(&department, register)?;
        let scope = self.reader_scope(principal).await?;
        if scope.is_none() && !definition.is_public {
            return Err(Refused::NotFound { what: format!("register {register}") }.into());
        }
        let key = register.to_owned();
        let (reader, is_public) = (scope.clone(), definition.is_public);
        let found = self
            .inner
            .store
            .read(move |tx| {
                async move {
                    let shown = shown_to(reader.as_ref(), is_public);
                    rows::list(tx, &key, shown, page.after, page.limit).await
                }
                .boxed()
            })
            .await?;
        let day = page.as_of.unwrap_or_else(|| self.local_now().date());
        let next = (found.len() == page.limit).then(|| found.last().map(|row| row.id)).flatten();
        let mut views = Vec::with_capacity(found.len());
        for row in &found {
            let eyes = Eyes::of(scope.as_ref(), row);
            views.extend(view(&parsed(row)?, &definition, eyes, (row.version, day, None)));
        }
        Ok((views, next))
    }

    fn register_for(
        &self,
        department: &Department,
        register: &str,
    ) -> Result<Arc<Register>, Failure> {
        let missing = || Refused::NotFound { what: format!("register {register}") };
        Ok(department.register(register).cloned().ok_or_else(missing)?)
    }

    async fn reader_scope(&self, principal: Option<&Principal>) -> Result<Option<Scope>, Failure> {
        match principal {
            None => Ok(None),
            Some(principal) => dossiers::scope(self, principal).await.map(Some),
        }
    }
}

/// Which part of a register is asked for.
#[derive(Clone, Copy, Debug)]
pub struct RegisterPage {
    pub as_of: Option<Date>,
    pub after: i64,
    pub limit: usize,
}

/// The end of a change of a record: entry, row, uniqueness, counters, timers, search.
pub(crate) struct Writer<'a> {
    pub(crate) office: &'a Office,
    pub(crate) department: &'a Department,
    pub(crate) actor: &'a str,
    pub(crate) now: Timestamp,
}

impl Writer<'_> {
    /// Adds the statements of an event to those of a larger act.
    pub(crate) async fn write(
        &self,
        tx: &mut Tx,
        before: Option<(&Record, &Head)>,
        event: Event,
        statements: &mut Vec<Statement>,
    ) -> Result<Record, Failure> {
        let kind = event.kind();
        let at = self.office.local(self.now);
        let happened = Happened { at, by: self.actor.to_owned(), event };
        let entry = submit::entry(kind, self.now, self.actor, &happened)?;
        let after = Record::evolve(before.map(|(record, _)| record.clone()), &happened)
            .ok_or_else(|| StoreError::corrupt("a record without a beginning"))?;
        let lens = Lens {
            department: self.department,
            zone: &self.office.inner.zone,
            dialect: tx.dialect(),
        };
        self.must_be_unique(tx, &lens, &after).await?;
        let start = before.map(|(_, head)| head.clone()).unwrap_or_default();
        let stream = project::record_stream(after.id);
        let (appended, head) = journal::appended(&stream, &start, &[entry]);
        statements.extend(appended);
        let before = before.map(|(record, _)| record);
        statements.extend(lens.record_changed(before, &after, &head)?);
        let counted = project::record_counted(before, &after);
        statements.extend(counters::changes(tx.counter_slot(), &counted));
        Ok(after)
    }

    async fn must_be_unique(
        &self,
        tx: &mut Tx,
        lens: &Lens<'_>,
        record: &Record,
    ) -> Result<(), Failure> {
        for value in lens.unique_values(record) {
            let holder = rows::claimed_by(tx, &record.register, &value).await?;
            if holder.is_some_and(|holder| holder != record.id) {
                return Err(Refusal::NotUnique { fields: value }.into());
            }
        }
        Ok(())
    }

    /// A change that is an act of its own.
    pub(crate) async fn changed(
        &self,
        tx: &mut Tx,
        (record, head): (&Record, &Head),
        decide: &(dyn Fn(&Change<'_>) -> Result<Event, Refusal> + Send + Sync),
    ) -> Result<Record, Failure> {
        let register = self
            .department
            .register(&record.register)
            .ok_or_else(|| StoreError::corrupt(format!("register {}", record.register)))?;
        let at = self.office.local(self.now);
        let day = at.date();
        let change = Change { register, record, day, at, by: self.actor.to_owned() };
        let event = decide(&change)?;
        let mut statements = Vec::new();
        let record = self.write(tx, Some((record, head)), event, &mut statements).await?;
        tx.batch(&statements).await?;
        Ok(record)
    }
}

pub(crate) async fn by_number(
    tx: &mut Tx,
    register: &str,
    number: &str,
) -> Result<Option<(Record, Head)>, StoreError> {
    rows::load(tx, register, number).await?.map(|row| with_head(&row)).transpose()
}

pub(crate) async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<(Record, Head)>, StoreError> {
    rows::load_by_id(tx, id).await?.map(|row| with_head(&row)).transpose()
}

fn with_head(row: &RecordRow) -> Result<(Record, Head), StoreError> {
    Ok((parsed(row)?, Head { version: row.version, hash: row.head.clone() }))
}

fn parsed(row: &RecordRow) -> Result<Record, StoreError> {
    serde_json::from_str(&row.body)
        .map_err(|error| StoreError::corrupt(format!("record {}: {error}", row.number)))
}

/// What rules may read of a record: its fields and what the engine keeps.
pub(crate) fn rule_fields(version: &Version) -> Map<String, Value> {
    let mut fields: Map<String, Value> = version.fields.clone().into_iter().collect();
    fields.insert("number".to_owned(), Value::from(version.number.clone()));
    fields.insert("valid_from".to_owned(), Value::from(version.valid_from.to_string()));
    if let Some(day) = version.valid_until {
        fields.insert("valid_until".to_owned(), Value::from(day.to_string()));
    }
    fields
}

fn view(
    record: &Record,
    register: &Register,
    eyes: Eyes,
    (row_version, day, known_at): (i64, Date, Option<DateTime>),
) -> Option<RecordView> {
    let seen = record.as_of(day, known_at)?;
    let now = seen.version;
    let fields = now.fields.iter().filter(|(field, _)| {
        eyes == Eyes::Inside || register.field(field).is_some_and(|field| field.is_public)
    });
    Some(RecordView {
        register: record.register.clone(),
        number: now.number.clone(),
        standing: now.standing,
        status: now.status.clone(),
        since: seen.since,
        issued_on: record.issued_on,
        valid_from: now.valid_from,
        valid_until: now.valid_until,
        holder: (eyes == Eyes::Inside).then(|| record.holder.name.clone()),
        fields: fields.map(|(field, value)| (field.clone(), value.clone())).collect(),
        version: row_version,
    })
}

fn checked(record: &Record, register: &Register, today: Date) -> Option<PublicCheck> {
    let view = view(record, register, Eyes::Outside, (0, today, None))?;
    let status = register.status(&view.status);
    Some(PublicCheck {
        register: view.register,
        title: register.title.clone(),
        number: view.number,
        standing: view.standing,
        status: status.map(|status| status.title.clone()).unwrap_or_default(),
        since: view.since,
        issued_on: view.issued_on,
        valid_until: view.valid_until,
        fields: view.fields,
    })
}
