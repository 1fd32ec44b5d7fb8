//! How many cases stand where, by point and duty: read from the counters, never counted.

use std::collections::BTreeMap;

use daumoi_access::Principal;
use daumoi_office::Office;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::Answer;

/// Cases of a point or duty. What was declined, withdrawn or stopped is only in the total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Tally {
    pub(crate) open: i64,
    pub(crate) processed: i64,
    pub(crate) total: i64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.open += other.open;
        self.processed += other.processed;
        self.total += other.total;
    }

    /// By the codes of the one-stop desk (Thông tư 01/2018/TT-VPCP).
    fn of_status(status: i64, count: i64) -> Self {
        let open = if [1, 2, 4, 5, 6].contains(&status) { count } else { 0 };
        let processed = if [9, 10].contains(&status) { count } else { 0 };
        Self { open, processed, total: count }
    }
}

/// One counter: `dossier/4.b/press.bulletin_licence.issue/04`.
pub(crate) struct Counted {
    pub(crate) point: String,
    pub(crate) procedure: String,
    pub(crate) status: i64,
    pub(crate) count: i64,
}

pub(crate) async fn counted(office: &Office, principal: &Principal) -> Answer<Vec<Counted>> {
    let totals = office.counts(principal).await?;
    Ok(totals.into_iter().filter_map(|(name, count)| parsed(&name, count)).collect())
}

fn parsed(name: &str, count: i64) -> Option<Counted> {
    let mut parts = name.strip_prefix("dossier/")?.split('/');
    let (point, procedure, status) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Counted {
        point: point.to_owned(),
        procedure: procedure.to_owned(),
        status: status.parse().ok()?,
        count,
    })
}

/// The whole office, by point: figures without names, which anyone may know.
pub(crate) async fn by_point(office: &Office) -> Answer<BTreeMap<String, Tally>> {
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for counted in counted(office, &Principal::system()).await? {
        let tally = Tally::of_status(counted.status, counted.count);
        tallies.entry(counted.point).or_default().add(tally);
    }
    Ok(tallies)
}
