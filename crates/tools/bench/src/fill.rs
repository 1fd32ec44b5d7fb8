//! An office with very many cases: the histories of a demo province, each many times under other
//! numbers, taken in through the same code that a rebuild uses.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use daumoi_definition::Department;
use daumoi_dossier::{Dossier, Event, Happened};
use daumoi_office::histories::History;
use daumoi_office::{Clock, Ids, MachineClock, Office, SetClock, demo};
use daumoi_register::Happened as RecordHappened;
use daumoi_store::journal::{self, Entry, Stored};
use daumoi_store::{StoreError, Tx};
use futures::FutureExt;
use jiff::Timestamp;
use serde_json::Value;

use crate::Arguments;
use crate::place::{Engine, Place};

/// How many different cases there are; the demo goes through all lives several times.
const MODELS: usize = 400;
/// Histories in one transaction.
const IN_ONE_GO: usize = 2_000;
/// How many entries are read at a time.
const PAGE: i64 = 1_000;

/// Fills the office when it is not filled yet, and says how long that took.
pub(crate) async fn ensure(
    arguments: &Arguments,
    place: &Place,
    cases: usize,
) -> anyhow::Result<String> {
    let done = place.data.join("filled");
    if std::fs::read_to_string(&done).is_ok_and(|count| count == cases.to_string()) {
        return Ok(", filled before".to_owned());
    }
    place.clear().await?;
    let models = models(arguments, cases).await?;
    let office = place.open().await?;
    let begun = Instant::now();
    let department = office.department();
    let mut copying = Copying::new(&department);
    let mut entries = 0;
    let mut group = Vec::with_capacity(IN_ONE_GO);
    for (number, model) in models.iter().cycle().take(cases).enumerate() {
        group.extend(copying.copy(model, number / models.len())?);
        if group.len() >= IN_ONE_GO {
            entries += office.adopt(std::mem::take(&mut group)).await?.entries;
        }
    }
    entries += office.adopt(group).await?.entries;
    office.close().await;
    std::fs::write(done, cases.to_string())?;
    let seconds = begun.elapsed().as_secs().max(1);
    Ok(format!(", {entries} entries, filled in {seconds} s"))
}

/// A case with the records that came out of it.
struct Model {
    code: String,
    case: Vec<Stored>,
    happened: Vec<Happened>,
    dossier: Dossier,
    records: Vec<(Vec<Stored>, Vec<RecordHappened>)>,
}

/// Cases that the demo brought about in a scratch office, by the rules and through the use cases.
async fn models(arguments: &Arguments, cases: usize) -> anyhow::Result<Vec<Model>> {
    let place = Place::new(arguments, &Engine::Sqlite, "models");
    place.clear().await?;
    let clock = Arc::new(SetClock::at(MachineClock.now()));
    let office = place.open_with(Arc::<SetClock>::clone(&clock)).await?;
    let today = office.local_now().date();
    demo::fill(&office, &clock, today, MODELS.min(cases)).await?;
    let mut streams = streams(&office).await?;
    office.close().await;
    place.clear().await?;
    let names: Vec<String> =
        streams.keys().filter(|name| name.starts_with("dossier/")).cloned().collect();
    let mut models = Vec::with_capacity(names.len());
    for name in names {
        let case = streams.remove(&name).unwrap_or_default();
        let happened: Vec<Happened> = parsed(&case)?;
        let Some(dossier) = Dossier::folded(&happened) else { continue };
        let record = dossier.signed.as_ref().and_then(|signed| signed.record.as_ref());
        let mut records = Vec::new();
        if let Some(record) = record
            && let Some(stream) = streams.remove(&format!("record/{}", record.id))
        {
            let happened = parsed(&stream)?;
            records.push((stream, happened));
        }
        models.push(Model { code: dossier.code.clone(), case, happened, dossier, records });
    }
    Ok(models)
}

fn parsed<T: serde::de::DeserializeOwned>(stream: &[Stored]) -> anyhow::Result<Vec<T>> {
    stream.iter().map(|stored| Ok(serde_json::from_str(&stored.entry.body)?)).collect()
}

async fn streams(office: &Office) -> Result<BTreeMap<String, Vec<Stored>>, StoreError> {
    let mut streams: BTreeMap<String, Vec<Stored>> = BTreeMap::new();
    let mut place = (String::new(), 0_i64);
    loop {
        let (stream, version) = place.clone();
        let page: Vec<Stored> = office
            .store()
            .read(move |tx: &mut Tx| {
                async move { journal::in_stream_order(tx, (&stream, version), PAGE).await }.boxed()
            })
            .await?;
        let Some(last) = page.last() else { return Ok(streams) };
        place = (last.stream.clone(), last.version);
        for stored in page {
            streams.entry(stored.stream.clone()).or_default().push(stored);
        }
    }
}

/// Gives each copy numbers of its own.
struct Copying<'a> {
    department: &'a Department,
    ids: Ids,
    /// The last number of each day's codes, and of each book's year.
    codes: BTreeMap<String, i64>,
    numbers: BTreeMap<(String, i64), i64>,
}

impl<'a> Copying<'a> {
    fn new(department: &'a Department) -> Self {
        let ids = Ids::of_node(901);
        Self { department, ids, codes: BTreeMap::new(), numbers: BTreeMap::new() }
    }

    fn copy(&mut self, model: &Model, copy: usize) -> anyhow::Result<Vec<History>> {
        let at = model.case.first().map_or(0, |stored| stored.entry.at);
        let at = Timestamp::from_microsecond(at)?;
        let id = self.ids.next(at);
        let code = self.code(&model.code);
        let number = model.dossier.signed.as_ref().map(|signed| {
            let last = self.numbers.entry((signed.series.clone(), signed.year)).or_default();
            *last += 1;
            (*last, signed.number.replacen(&format!("{:02}", signed.seq), &format!("{last:02}"), 1))
        });
        let record = self.ids.next(at);
        let mut histories = Vec::with_capacity(2);
        let mut entries = Vec::with_capacity(model.case.len());
        for (stored, happened) in model.case.iter().zip(&model.happened) {
            let mut happened = happened.clone();
            let is_other = match &mut happened.event {
                Event::Submitted(submitted) => {
                    submitted.id = id;
                    submitted.code.clone_from(&code);
                    submitted.applicant.name = format!("{} {copy}", submitted.applicant.name);
                    true
                }
                Event::Signed { signed, .. } => {
                    if let Some((seq, text)) = &number {
                        signed.seq = *seq;
                        signed.number.clone_from(text);
                    }
                    if let Some(reference) = &mut signed.record {
                        reference.id = record;
                        reference.number.clone_from(&signed.number);
                    }
                    true
                }
                _ => false,
            };
            entries.push(entry(stored, is_other.then_some(&happened))?);
        }
        histories.push(History { stream: format!("dossier/{id}"), entries });
        for (stream, happened) in &model.records {
            let number = number.as_ref().map(|(_, number)| number.as_str()).unwrap_or_default();
            histories.push(self.record(stream, happened, (record, number, copy))?);
        }
        Ok(histories)
    }

    /// The code of the same day with the next running number.
    fn code(&mut self, code: &str) -> String {
        let (day, _) = code.rsplit_once('-').unwrap_or((code, ""));
        let last = self.codes.entry(day.to_owned()).or_default();
        *last += 1;
        format!("{day}-{last:04}")
    }

    fn record(
        &self,
        stream: &[Stored],
        happened: &[RecordHappened],
        (id, number, copy): (i64, &str, usize),
    ) -> anyhow::Result<History> {
        use daumoi_register::Event;
        let mut entries = Vec::with_capacity(stream.len());
        let mut unique: Vec<&String> = Vec::new();
        for (stored, happened) in stream.iter().zip(happened) {
            let mut happened = happened.clone();
            if let Event::Issued { id: own, register, holder, .. } = &mut happened.event {
                *own = id;
                holder.name = format!("{} {copy}", holder.name);
                let register = self.department.register(register);
                unique = register.iter().flat_map(|it| it.unique.iter().flatten()).collect();
            }
            let version = match &mut happened.event {
                Event::Issued { version, .. }
                | Event::Amended { version }
                | Event::Extended { version }
                | Event::Reissued { version }
                | Event::Suspended { version, .. }
                | Event::Reinstated { version, .. }
                | Event::Revoked { version }
                | Event::Expired { version } => version,
            };
            number.clone_into(&mut version.number);
            for field in &unique {
                if let Some(Value::String(text)) = version.fields.get_mut(*field) {
                    text.push_str(&format!(" {copy}"));
                }
            }
            entries.push(entry(stored, Some(&happened))?);
        }
        Ok(History { stream: format!("record/{id}"), entries })
    }
}

/// The entry as it was, or with another body.
fn entry<T: serde::Serialize>(stored: &Stored, other: Option<&T>) -> anyhow::Result<Entry> {
    let body = match other {
        Some(happened) => serde_json::to_string(happened)?,
        None => stored.entry.body.clone(),
    };
    Ok(Entry { body, ..stored.entry.clone() })
}
