//! What happens by the clock: alarms, silence, expiry, the end of a suspension. Each is due at a
//! moment that the dossier or record itself says; doing it twice changes nothing.

use daumoi_access::Principal;
use daumoi_dossier::{Act, Context, Event, decide};
use daumoi_register::{Change, Refusal};
use daumoi_store::journal::Head;
use daumoi_store::{StoreError, Tx, dossiers, timers};
use futures::FutureExt;
use jiff::Timestamp;

use crate::act::{Loaded, Written, load};
use crate::failure::Failure;
use crate::office::Office;
use crate::records;

/// How many timers one transaction handles.
const BATCH: usize = 100;

impl Office {
    /// Does everything that is due now. Returns how many things were done.
    ///
    /// # Errors
    /// When the store fails. What a rule refuses is left and logged.
    pub async fn run_due(&self) -> Result<usize, Failure> {
        let mut done = 0;
        loop {
            let now = self.now();
            let due = self
                .inner
                .store
                .read(move |tx| {
                    async move { timers::due(tx, now.as_microsecond(), BATCH).await }.boxed()
                })
                .await?;
            if due.is_empty() {
                return Ok(done);
            }
            let mut progressed = false;
            for timer in due {
                match self.run_timer(&timer.stream, &timer.name, now).await {
                    Ok(()) => {
                        done += 1;
                        progressed = true;
                    }
                    Err(Failure::Refused(refused)) => {
                        tracing::warn!(
                            stream = timer.stream,
                            timer = timer.name,
                            code = refused.code(),
                            "a timer was refused"
                        );
                    }
                    Err(fault) => return Err(fault),
                }
            }
            if !progressed {
                return Ok(done);
            }
        }
    }

    /// The moment of the next thing that is due until `until`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn next_timer(&self, until: Timestamp) -> Result<Option<Timestamp>, Failure> {
        let next = self.inner.store.read(move |tx| {
            async move { timers::due(tx, until.as_microsecond(), 1).await }.boxed()
        });
        let first = next.await?.into_iter().next();
        Ok(first.and_then(|timer| Timestamp::from_microsecond(timer.at).ok()))
    }

    async fn run_timer(&self, stream: &str, name: &str, now: Timestamp) -> Result<(), Failure> {
        let (office, stream, name) = (self.clone(), stream.to_owned(), name.to_owned());
        self.inner
            .store
            .write(move |tx| {
                let (office, stream, name) = (office.clone(), stream.clone(), name.clone());
                async move {
                    let (kind, id) = stream.split_once('/').unwrap_or_default();
                    let id = id.parse().unwrap_or_default();
                    if kind == "record" {
                        record_timer(tx, &office, id, &name, now).await
                    } else {
                        dossier_timer(tx, &office, id, &name, now).await
                    }
                }
                .boxed()
            })
            .await
    }
}

async fn dossier_timer(
    tx: &mut Tx,
    office: &Office,
    id: i64,
    name: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    let row = dossiers::load_by_id(tx, id).await?;
    let row = row.ok_or_else(|| StoreError::corrupt(format!("dossier {id}")))?;
    let loaded = load(tx, office, &row.code).await?;
    let department = office.department();
    let system = Principal::system();
    let events = match name {
        "silence" => silence(office, &loaded, now)?,
        "silence_alarm" => vec![Event::AlarmRung { alarm: "silence".to_owned() }],
        other => vec![Event::AlarmRung { alarm: other.to_owned() }],
    };
    let written = Written { office, department: &department, principal: &system, once: None, now };
    let before = Some((&loaded.dossier, &loaded.head));
    written.commit(tx, before, events, Vec::new()).await.map(drop)
}

fn silence(office: &Office, loaded: &Loaded, now: Timestamp) -> Result<Vec<Event>, Failure> {
    let department = office.department();
    let action = loaded
        .flow
        .actions
        .iter()
        .find(|action| action.does == daumoi_definition::Effect::CloseBySilence)
        .ok_or_else(|| StoreError::corrupt("a flow without an end by silence"))?;
    // What the law says happened at the minute, whenever the clock got round to it.
    let at = loaded.dossier.silence.as_ref().map_or(office.local(now), |silence| silence.at);
    let context = Context {
        at: at.max(office.local(now)),
        actor: "system",
        edition: &loaded.edition,
        flow: &loaded.flow,
        calendar: &department.calendar,
        terms: &[],
        reasons: &department.reasons,
    };
    Ok(decide(&loaded.dossier, &action.id, Act::CloseBySilence, &context)?)
}

async fn record_timer(
    tx: &mut Tx,
    office: &Office,
    id: i64,
    name: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    let (record, head): (_, Head) =
        records::by_id(tx, id).await?.ok_or_else(|| StoreError::corrupt(format!("record {id}")))?;
    let department = office.department();
    let writer = records::Writer { office, department: &department, actor: "system", now };
    let is_expiry = name == "expire";
    let decide = move |change: &Change<'_>| -> Result<_, Refusal> {
        if is_expiry {
            change.expire()
        } else {
            change.reinstate("hết thời hạn đình chỉ / the suspension ended".to_owned())
        }
    };
    writer.changed(tx, (&record, &head), &decide).await.map(drop)
}
