//! Checkpoints at intervals, and a copy of each outside the database, where whoever changes the
//! database does not reach it unseen.

use std::time::Duration;

use daumoi_office::backup::{self, Places};
use daumoi_office::{Failure, Office};
use daumoi_store::checkpoint::{self, Checkpoint};
use daumoi_store::journal::{self, Position};
use daumoi_store::{StoreError, Tx};
use futures::FutureExt;
use jiff::Timestamp;
use tokio::sync::watch;

const LOOK_EVERY: Duration = Duration::from_secs(5);
const SECONDS_BETWEEN: i64 = 60;
const ENTRIES_BETWEEN: usize = 10_000;
const PAGE: usize = 100;

/// Runs until the server stops, and signs a last one then.
pub(super) async fn run(office: Office, places: Places, mut stopped: watch::Receiver<bool>) {
    let mut last = office.now();
    loop {
        let is_last = tokio::select! {
            _ = stopped.wait_for(|stopped| *stopped) => true,
            () = tokio::time::sleep(LOOK_EVERY) => false,
        };
        if is_last || is_time(&office, last).await {
            sign(&office, &places).await;
            last = office.now();
        }
        if is_last {
            return;
        }
    }
}

async fn is_time(office: &Office, last: Timestamp) -> bool {
    if office.now().as_second() - last.as_second() >= SECONDS_BETWEEN {
        return true;
    }
    let waiting = office.store().read(|tx: &mut Tx| {
        async move {
            let newest = checkpoint::newest(tx).await?;
            let after = newest.map_or_else(Position::default, |newest| newest.to);
            let limit = i64::try_from(ENTRIES_BETWEEN).unwrap_or(i64::MAX);
            let hashes = journal::hashes(tx, after, Position::END, limit).await?;
            Ok::<_, StoreError>(hashes.len() >= ENTRIES_BETWEEN)
        }
        .boxed()
    });
    waiting.await.unwrap_or(false)
}

async fn sign(office: &Office, places: &Places) {
    match office.checkpoint().await {
        Ok(Some(made)) => {
            tracing::debug!(number = made.number, entries = made.entries, "checkpoint")
        }
        Ok(None) => {}
        // Another process of this office was faster: its checkpoint covers the same entries.
        Err(Failure::Fault(error)) if error.is_conflict() => {}
        Err(failure) => tracing::error!(?failure, "no checkpoint could be signed"),
    }
    if let Err(failure) = keep(office, places).await {
        tracing::error!(?failure, "checkpoints could not be kept outside the database");
    }
}

/// Brings the kept copies up to what is signed: also what was signed just before a crash.
async fn keep(office: &Office, places: &Places) -> Result<(), backup::BackupError> {
    let kept = backup::kept_checkpoints(places)?;
    let mut last = kept
        .iter()
        .rev()
        .find_map(|line| Checkpoint::from_line(line))
        .map_or(0, |checkpoint| checkpoint.number);
    loop {
        let after = last;
        let page = office.store().read(move |tx: &mut Tx| {
            async move { checkpoint::list(tx, after, PAGE).await }.boxed()
        });
        let page: Vec<Checkpoint> = page.await?;
        for checkpoint in &page {
            backup::keep_checkpoint(places, checkpoint)?;
            last = checkpoint.number;
        }
        if page.len() < PAGE {
            return Ok(());
        }
    }
}
