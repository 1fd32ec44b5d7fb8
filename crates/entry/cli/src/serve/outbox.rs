//! Messages on their way to the world: claimed, delivered, tried again later, given up at last.

use std::sync::Arc;
use std::time::Duration;

use daumoi_office::Office;
use daumoi_store::outbox::{self, Message};
use daumoi_store::sql::Statement;
use daumoi_store::{StoreError, Tx};
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::watch;

const PAGE: usize = 50;
const PAUSE: Duration = Duration::from_secs(1);
const MOST_ATTEMPTS: i64 = 8;
const MINUTE: i64 = 60_000_000;

/// Whoever carries a message. It may get the same one twice.
pub(super) trait Notifier: Send + Sync {
    fn deliver<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Result<(), String>>;
}

/// Carries messages no further than the log.
#[derive(Debug)]
pub(super) struct LogNotifier;

impl Notifier for LogNotifier {
    fn deliver<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Result<(), String>> {
        tracing::info!(target: "daumoi::notify", id = message.id, kind = message.kind, body = message.body);
        async { Ok(()) }.boxed()
    }
}

pub(super) async fn run(
    office: Office,
    notifier: Arc<dyn Notifier>,
    mut stopped: watch::Receiver<bool>,
) {
    loop {
        let sent = send(&office, notifier.as_ref()).await.unwrap_or_else(|error| {
            tracing::error!(%error, "the outbox could not be read");
            0
        });
        if sent == PAGE && !*stopped.borrow() {
            continue;
        }
        tokio::select! {
            _ = stopped.wait_for(|stopped| *stopped) => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

/// Sends one page of what is due and says how many that were.
async fn send(office: &Office, notifier: &dyn Notifier) -> Result<usize, StoreError> {
    let now = office.now().as_microsecond();
    let store = office.store();
    let counts =
        store.read(move |tx: &mut Tx| async move { outbox::counts(tx, now).await }.boxed());
    // Looking first spares the writer an empty transaction every second.
    if counts.await?.due == 0 {
        return Ok(0);
    }
    let claimed =
        store.write(move |tx: &mut Tx| async move { outbox::claim(tx, now, PAGE).await }.boxed());
    let messages: Vec<Message> = claimed.await?;
    let mut statements: Vec<Statement> = Vec::with_capacity(messages.len());
    for message in &messages {
        statements.push(match notifier.deliver(message).await {
            Ok(()) => outbox::done(message.id),
            Err(error) => {
                tracing::warn!(
                    id = message.id,
                    attempts = message.attempts,
                    error,
                    "not delivered"
                );
                let next = now.saturating_add(wait_after(message.attempts));
                outbox::failed(message.id, &error, next, MOST_ATTEMPTS)
            }
        });
    }
    store
        .write(move |tx: &mut Tx| {
            let statements = statements.clone();
            async move { tx.batch(&statements).await }.boxed()
        })
        .await?;
    Ok(messages.len())
}

/// One minute, then five times as long each time: 5, 25, 125 minutes…
fn wait_after(attempts: i64) -> i64 {
    let power = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0);
    MINUTE.saturating_mul(5_i64.saturating_pow(power))
}

#[cfg(test)]
mod tests {
    use super::{MINUTE, wait_after};

    #[test]
    fn the_pause_between_attempts_grows_fivefold() {
        let minutes: Vec<i64> = (1..=4).map(|attempt| wait_after(attempt) / MINUTE).collect();
        assert_eq!(minutes, [1, 5, 25, 125]);
    }
}
