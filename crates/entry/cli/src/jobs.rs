//! `daumoi jobs`: messages that wait, and those that were given up.

use daumoi_kernel::Text;
use daumoi_office::{Clock, MachineClock};
use daumoi_store::outbox::{self, Counts, Message};
use daumoi_store::{StoreError, Tx};
use futures::FutureExt;
use serde_json::{Value, json};

use crate::arguments::{Jobs, JobsCommand};
use crate::machine::Machine;
use crate::say::Say;
use crate::settings::Settings;
use crate::trouble::Trouble;

pub(crate) async fn run(say: Say, settings: Settings, asked: Jobs) -> Result<(), Trouble> {
    let machine = Machine::open_existing(settings).await?;
    if let Some(JobsCommand::Retry { id }) = asked.command {
        return retry(say, &machine, id).await;
    }
    let now = MachineClock.now().as_microsecond();
    let (counts, dead): (Counts, Vec<Message>) = machine
        .store
        .read(move |tx: &mut Tx| {
            async move {
                Ok::<_, StoreError>((outbox::counts(tx, now).await?, outbox::dead(tx).await?))
            }
            .boxed()
        })
        .await?;
    if asked.json {
        let dead: Vec<Value> = dead.iter().map(as_json).collect();
        say.json(&json!({
            "waiting": counts.waiting, "due": counts.due, "dead_count": counts.dead, "dead": dead,
        }));
        return Ok(());
    }
    say.both(
        format!(
            "{} tin đang chờ, {} đã đến giờ gửi, {} đã thôi gửi.",
            counts.waiting, counts.due, counts.dead
        ),
        format!(
            "{} waiting, {} of them due, {} given up.",
            counts.waiting, counts.due, counts.dead
        ),
    );
    if asked.dead {
        for message in &dead {
            let error = message.last_error.as_deref().unwrap_or("–");
            say.line(&format!("{}  {}  ×{}  {error}", message.id, message.kind, message.attempts));
            say.line(&format!("    {}", message.body));
        }
    }
    Ok(())
}

async fn retry(say: Say, machine: &Machine, id: i64) -> Result<(), Trouble> {
    let now = MachineClock.now().as_microsecond();
    let revived = machine.store.write(move |tx: &mut Tx| {
        async move {
            let (sql, values) = outbox::revived(id, now);
            tx.execute(&sql, &values).await
        }
        .boxed()
    });
    let count: u64 = revived.await.map_err(|error: StoreError| Trouble::from(error))?;
    if count == 0 {
        return Err(Trouble::input(
            "no_job",
            Text::new(
                format!(
                    "Không có tin số {id} trong danh sách đã thôi gửi. Xem: daumoi jobs --dead"
                ),
                format!("No message {id} was given up. See: daumoi jobs --dead"),
            ),
        ));
    }
    say.both(format!("Sẽ gửi lại tin số {id}."), format!("Message {id} will be sent again."));
    Ok(())
}

fn as_json(message: &Message) -> Value {
    let body: Value = serde_json::from_str(&message.body).unwrap_or_default();
    json!({
        "id": message.id, "kind": message.kind, "attempts": message.attempts,
        "last_error": message.last_error, "body": body,
    })
}
