//! Reading across everything: by words, and by what changed.

use axum::extract::State;
use daumoi_store::journal::Position;

use super::dossiers::local_text;
use super::{list, page};
use crate::cursor;
use crate::gate::Person;
use crate::params::Params;
use crate::problem::{Answer, Problem};
use crate::shapes::ChangeShape;
use crate::state::WebState;

pub(crate) async fn search(
    State(state): State<WebState>,
    Person(who): Person,
    params: Params,
) -> Answer {
    let words = params.needed("q")?;
    list(&state.office.search(&who, words, params.limit()?).await?)
}

/// A page may be empty and still have a next one: what the reader may not see is passed over.
pub(crate) async fn changes(
    State(state): State<WebState>,
    Person(who): Person,
    params: Params,
) -> Answer {
    let after = params.cursor::<2>("after", cursor::CHANGES)?;
    let after = after.map(|[txid, id]| Position { txid, id }).unwrap_or_default();
    let limit = i64::try_from(params.limit()?).unwrap_or(1);
    let with_body = params.truth("body")?.unwrap_or(false);
    let (entries, next) = state.office.changes(&who, after, limit).await?;
    let mut changes = Vec::with_capacity(entries.len());
    for stored in entries {
        let body = if with_body {
            let body = serde_json::from_str(&stored.entry.body);
            Some(body.map_err(|error| Problem::fault(&error))?)
        } else {
            None
        };
        changes.push(ChangeShape {
            stream: stored.stream,
            version: stored.version,
            kind: stored.entry.kind,
            at: local_text(&state.office, stored.entry.at),
            actor: stored.entry.actor,
            body,
        });
    }
    let next = cursor::closed(cursor::CHANGES, [next.txid, next.id]);
    Ok(page(&changes, Some(&next)))
}
