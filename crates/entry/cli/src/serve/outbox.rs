//! Messages on their way to the world: claimed, told, carried, tried again later, given up at last.
//!
//! A page is claimed for five minutes; every letter of it is carried at the same time and within
//! twenty seconds, so a page ends long before somebody else may claim it again.

use std::sync::Arc;
use std::time::Duration;

use daumoi_office::notices::{Carried, LETTER, TELL};
use daumoi_office::{Failure, Office};
use daumoi_store::outbox::{self, Message};
use daumoi_store::{StoreError, Tx};
use futures::FutureExt;
use futures::future::join_all;
use tokio::sync::watch;

use crate::carriers::Carriers;

/// How many are carried at a time: a mail server takes so many connections from one client.
const PAGE: usize = 10;
const PAUSE: Duration = Duration::from_secs(1);

pub(super) async fn run(
    office: Office,
    carriers: Arc<Carriers>,
    mut stopped: watch::Receiver<bool>,
) {
    loop {
        let done = send(&office, &carriers).await.unwrap_or_else(|failure| {
            tracing::error!(?failure, "the outbox could not be worked off");
            0
        });
        if done == PAGE && !*stopped.borrow() {
            continue;
        }
        tokio::select! {
            _ = stopped.wait_for(|stopped| *stopped) => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

/// Works off one page of what is due and says how many that were.
async fn send(office: &Office, carriers: &Carriers) -> Result<usize, Failure> {
    let now = office.now().as_microsecond();
    let store = office.store();
    let counts =
        store.read(move |tx: &mut Tx| async move { outbox::counts(tx, now).await }.boxed());
    let counts: Result<_, StoreError> = counts.await;
    // Looking first spares the writer an empty transaction every second.
    if counts?.due == 0 {
        return Ok(0);
    }
    let claimed =
        store.write(move |tx: &mut Tx| async move { outbox::claim(tx, now, PAGE).await }.boxed());
    let claimed: Result<Vec<Message>, StoreError> = claimed.await;
    let messages = claimed?;
    let count = messages.len();
    let (told, letters): (Vec<Message>, Vec<Message>) =
        messages.into_iter().partition(|message| message.kind == TELL);
    office.tell(told, &carriers.reach).await?;
    let carried = letters.iter().map(|message| carry(office, carriers, message));
    let carried = join_all(carried).await;
    let mut failed = 0;
    for outcome in carried {
        if !outcome? {
            failed += 1;
        }
    }
    if failed > 0 {
        // One line a page: a server that is away must not fill the log.
        tracing::warn!(failed, of = letters.len(), "letters could not be delivered");
    }
    Ok(count)
}

/// True when the letter needs no second look.
async fn carry(office: &Office, carriers: &Carriers, message: &Message) -> Result<bool, Failure> {
    let carried = match office.letter(message).await? {
        Some(letter) => carriers.carry(&letter, office.now().as_second()).await,
        // Carried already, and the note of it was lost with the program.
        None if message.kind == LETTER => return office.settled(message).await.map(|()| true),
        None => Carried::Refused(format!("nobody carries messages of the kind {}", message.kind)),
    };
    let is_well = matches!(carried, Carried::Sent(_) | Carried::NoWay(_));
    office.carried(message, carried).await?;
    Ok(is_well)
}
