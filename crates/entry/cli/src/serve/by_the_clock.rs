//! What is due by the clock, never more than a second late: alarms, silence, expiry. Now and then,
//! what has expired is forgotten. What was read since the last look is noted.

use std::time::Duration;

use daumoi_office::{Failure, Office};
use daumoi_store::{StoreError, Tx, accounts, drafts, guesses, idempotency};
use futures::FutureExt;
use jiff::Timestamp;
use tokio::sync::watch;

/// The pause between two looks at the timers, which ends on a whole second.
const SECOND: i64 = 1_000_000;
/// A timer that a rule refused is tried again after so many looks.
const RETRY_AFTER: u32 = 15;
const TIDY_AFTER: u32 = 3600;
/// For so long a request sent twice is recognised: 30 days.
const KEYS_KEPT_FOR: i64 = 30 * 24 * 3600 * SECOND;

pub(super) async fn run(office: Office, mut stopped: watch::Receiver<bool>) {
    let mut looks: u32 = 0;
    let mut is_stuck = false;
    loop {
        if looks.is_multiple_of(RETRY_AFTER) {
            is_stuck = false;
        }
        if !is_stuck {
            is_stuck = look(&office).await.unwrap_or_else(|failure| {
                tracing::error!(?failure, "what is due could not be done");
                true
            });
        }
        note_readings(&office).await;
        if looks.is_multiple_of(TIDY_AFTER)
            && let Err(error) = tidy(&office).await
        {
            tracing::error!(%error, "what has expired could not be forgotten");
        }
        looks = looks.wrapping_add(1);
        tokio::select! {
            _ = stopped.wait_for(|stopped| *stopped) => return,
            () = tokio::time::sleep(to_next_second(office.now())) => {}
        }
    }
}

/// Writes who read what since the last time; what cannot be written waits for the next.
pub(super) async fn note_readings(office: &Office) {
    if let Err(error) = office.write_readings().await {
        tracing::error!(%error, "who read what could not be noted");
    }
}

/// Does what is due. True when something was due and nothing could be done.
async fn look(office: &Office) -> Result<bool, Failure> {
    if office.next_timer(office.now()).await?.is_none() {
        return Ok(false);
    }
    let done = office.run_due().await?;
    tracing::info!(done, "done by the clock");
    Ok(done == 0)
}

fn to_next_second(now: Timestamp) -> Duration {
    let left = SECOND - now.as_microsecond().rem_euclid(SECOND);
    Duration::from_micros(u64::try_from(left).unwrap_or(1_000_000))
}

async fn tidy(office: &Office) -> Result<(), StoreError> {
    let now = office.now().as_microsecond();
    let mut statements = vec![
        accounts::sessions_forgotten(now),
        idempotency::forgotten(now - KEYS_KEPT_FOR),
        guesses::forgotten(guesses::hour_of(now) - 1),
    ];
    statements.extend(drafts::forgotten(now));
    office
        .store()
        .write(move |tx: &mut Tx| {
            let statements = statements.clone();
            async move { tx.batch(&statements).await }.boxed()
        })
        .await
}
