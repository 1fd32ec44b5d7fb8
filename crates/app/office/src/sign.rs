//! The signature: number, paper and register in one act.

use std::collections::BTreeMap;

use daumoi_definition::{
    Department, Edition, Facts, Outcome, Register, ResultEffect, ResultRule, Validity,
};
use daumoi_dossier::{Act, Dossier, RecordRef, Signed, signature};
use daumoi_register::{self as register, Change, FirstVersion, Holder, Record};
use daumoi_store::journal::Head;
use daumoi_store::numbers::NumberRow;
use daumoi_store::sql::Statement;
use daumoi_store::{StoreError, Tx, numbers};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use crate::act::{Loaded, Step, rule_facts};
use crate::failure::Failure;
use crate::{project, records};

/// The book of refusal letters, when a procedure's own book is for what it grants.
const LETTERS: &str = "CV";

/// What signing needs beside the dossier's own rules: a number, and what the register becomes.
pub(crate) async fn prepare(
    step: &Step,
    tx: &mut Tx,
    department: &Department,
    loaded: &Loaded,
    now: Timestamp,
) -> Result<(Act, Vec<Statement>), Failure> {
    // A dossier that is not where it can be signed is refused before a number is taken.
    let act = crate::act::known_action(loaded, &step.order.action)?;
    if !act.from.iter().any(|state| state == loaded.dossier.state()) {
        return Err(daumoi_dossier::Refusal::NotWhile {
            action: act.title.vi.clone(),
            state: loaded.dossier.state().to_owned(),
        }
        .into());
    }
    let outcome = signature(&loaded.dossier, &loaded.edition)?.outcome;
    let local = step.office.local(now);
    let book = Book::of(&loaded.edition, outcome, local.date());
    let seq = numbers::next(tx, &book.series, book.year).await?;
    let number = book.number(seq);
    let signing = Signing { step, department, loaded, now, number: &number };
    let mut statements = vec![numbers::entered(&NumberRow {
        series: book.series.clone(),
        year: book.year,
        seq,
        number: number.clone(),
        signed_on: local.date().to_string(),
        stream: project::dossier_stream(loaded.dossier.id),
        is_void: false,
    })];
    let result = loaded.edition.result.as_ref().filter(|_| outcome == Outcome::Grant);
    let record = match result {
        Some(result) => signing.register_effect(tx, result, &mut statements).await?,
        None => None,
    };
    let signed = Signed {
        outcome,
        series: book.series,
        year: book.year,
        seq,
        number,
        on: local.date(),
        by: step.principal.id.clone(),
        record,
    };
    Ok((Act::Sign(Box::new(signed)), statements))
}

/// The book a number is taken from, and how the number is written.
struct Book {
    series: String,
    year: i64,
    format: String,
}

impl Book {
    fn of(edition: &Edition, outcome: Outcome, day: Date) -> Self {
        let year = i64::from(day.year());
        match (&edition.result, outcome) {
            (Some(result), Outcome::Grant) => {
                Self { series: result.book.clone(), year, format: result.number_format.clone() }
            }
            // A refusal is a letter; the book of the licences has no gap for it.
            (Some(result), Outcome::Refuse) if result.effect == ResultEffect::Document => {
                Self { series: result.book.clone(), year, format: result.number_format.clone() }
            }
            _ => Self { series: LETTERS.to_owned(), year, format: "{seq}/STTTT".to_owned() },
        }
    }

    /// Written with a leading zero below ten (Nghị định 30/2020/NĐ-CP).
    fn number(&self, seq: i64) -> String {
        self.format.replace("{seq}", &format!("{seq:02}")).replace("{year}", &self.year.to_string())
    }
}

struct Signing<'a> {
    step: &'a Step,
    department: &'a Department,
    loaded: &'a Loaded,
    now: Timestamp,
    number: &'a str,
}

impl Signing<'_> {
    fn day(&self) -> Date {
        self.step.office.local(self.now).date()
    }

    fn dossier(&self) -> &Dossier {
        &self.loaded.dossier
    }

    async fn register_effect(
        &self,
        tx: &mut Tx,
        result: &ResultRule,
        statements: &mut Vec<Statement>,
    ) -> Result<Option<RecordRef>, Failure> {
        let Some(register) = result.register.as_deref().and_then(|id| self.department.register(id))
        else {
            return Ok(None);
        };
        let writer = records::Writer {
            office: &self.step.office,
            department: self.department,
            actor: &self.step.principal.id,
            now: self.now,
        };
        if matches!(result.effect, ResultEffect::Issue | ResultEffect::Document)
            && self.dossier().target.is_none()
        {
            let event = self.issued(register, result)?;
            let record = writer.write(tx, None, event, statements).await?;
            return Ok(Some(self.reference(&record)));
        }
        let Some(target) = &self.dossier().target else { return Ok(None) };
        let (record, head) = records::by_id(tx, target.id)
            .await?
            .ok_or_else(|| register::Refusal::NotFound { number: target.number.clone() })?;
        let event = self.changed(register, result, &record)?;
        let before: Option<(&Record, &Head)> = Some((&record, &head));
        let record = writer.write(tx, before, event, statements).await?;
        Ok(Some(self.reference(&record)))
    }

    fn reference(&self, record: &Record) -> RecordRef {
        let number = record.now().map(|now| now.number.clone()).unwrap_or_default();
        RecordRef { id: record.id, register: record.register.clone(), number }
    }

    fn issued(&self, register: &Register, result: &ResultRule) -> Result<register::Event, Failure> {
        let valid_until = self.valid_until(result, self.day())?;
        let first = FirstVersion {
            number: self.number.to_owned(),
            day: self.day(),
            at: self.step.office.local(self.now),
            valid_until,
            fields: self.mapped(result, valid_until, None),
            worked_on_by: self.dossier().seen_by.clone(),
        };
        let applicant = &self.dossier().applicant;
        let holder = Holder { name: applicant.name.clone(), id_no: applicant.id_no.clone() };
        let id = self.step.office.inner.ids.next(self.now);
        let duty = project::duty_of(&self.dossier().point);
        Ok(register::issue(register, id, holder, duty, first)?)
    }

    fn changed(
        &self,
        register: &Register,
        result: &ResultRule,
        record: &Record,
    ) -> Result<register::Event, Failure> {
        let day = self.day();
        let at = self.step.office.local(self.now);
        let change = Change { register, record, day, at, by: self.number.to_owned() };
        let old_end = record.now().and_then(|now| now.valid_until);
        let event = match result.effect {
            ResultEffect::Extend => {
                let end = self.valid_until(result, old_end.unwrap_or(day))?;
                let allowed = result.validity.as_ref().and_then(|it| it.extensions_allowed);
                change.extend(end, allowed)
            }
            ResultEffect::Reissue => {
                let renewed = result.validity.as_ref().map(|_| self.valid_until(result, day));
                let end = renewed.transpose()?.flatten();
                let fields = self.mapped(result, end.or(old_end), Some(record));
                change.reissue(self.number.to_owned(), end, fields)
            }
            ResultEffect::Revoke => change.revoke(self.mapped(result, old_end, Some(record))),
            ResultEffect::Suspend => {
                change.suspend(self.valid_until(result, day)?, self.number.to_owned())
            }
            ResultEffect::Reinstate => change.reinstate(self.number.to_owned()),
            ResultEffect::Amend | ResultEffect::Issue | ResultEffect::Document => {
                change.amend(self.mapped(result, old_end, Some(record)))
            }
        };
        Ok(event?)
    }

    /// Record fields from the answers, as the definition maps them; only those with a value.
    fn mapped(
        &self,
        result: &ResultRule,
        valid_until: Option<Date>,
        record: Option<&Record>,
    ) -> BTreeMap<String, Value> {
        let mut facts: Facts = rule_facts(self.dossier(), self.step.office.local(self.now))
            .with_signed("number", self.number)
            .with_signed("signed_on", self.day().to_string());
        if let Some(day) = valid_until {
            facts = facts.with_signed("valid_until", day.to_string());
        }
        if let Some(version) = record.and_then(Record::now) {
            facts = facts.with_record(records::rule_fields(version));
        }
        result
            .record
            .iter()
            .map(|(field, source)| {
                (field.clone(), self.department.rules.record_value(source, &facts))
            })
            .filter(|(_, value)| !value.is_null())
            .collect()
    }

    fn valid_until(&self, result: &ResultRule, from: Date) -> Result<Option<Date>, Failure> {
        let Some(validity) = &result.validity else { return Ok(None) };
        let end = end_of_validity(validity, &self.dossier().answers, from);
        end.map_err(|()| StoreError::corrupt("a validity beyond the calendar").into())
    }
}

/// The last day of validity: the same day of a later month, as a date on the licence says.
fn end_of_validity(
    validity: &Validity,
    answers: &BTreeMap<String, Value>,
    from: Date,
) -> Result<Option<Date>, ()> {
    let integer = |field: &String| answers.get(field).and_then(Value::as_i64);
    if let Some(field) = &validity.date_field {
        let day = answers.get(field).and_then(Value::as_str);
        return Ok(day.and_then(|day| day.parse().ok()));
    }
    let asked = validity.years_field.as_ref().and_then(integer);
    let ceiling = validity.years.map(i64::from);
    let years = match (asked, ceiling) {
        (Some(asked), Some(ceiling)) => Some(asked.min(ceiling)),
        (asked, ceiling) => asked.or(ceiling),
    };
    let span = jiff::Span::new()
        .try_years(years.unwrap_or(0))
        .and_then(|span| span.try_months(i64::from(validity.months.unwrap_or(0))))
        .map_err(drop)?;
    if years.is_none() && validity.months.is_none() {
        return Ok(None);
    }
    from.checked_add(span).map(Some).map_err(drop)
}
