//! What must be true before a result is drafted and signed, and what a signature needs.

use daumoi_definition::{Edition, Outcome, RefusalGround};

use crate::clocks::Due;
use crate::refusal::Refusal;
use crate::state::{Dossier, Draft};

/// A draft that may be signed: what the office needs to take a number and write the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    pub outcome: Outcome,
}

/// Whether the dossier may be signed now, and as what.
///
/// # Errors
/// When there is no draft, a condition is open or not met, or the fee is not paid.
pub fn signature(dossier: &Dossier, edition: &Edition) -> Result<Signature, Refusal> {
    let draft = dossier.draft.as_ref().ok_or(Refusal::NoDraft)?;
    may_draft(dossier, draft, edition)?;
    if draft.outcome == Outcome::Grant {
        let missing = dossier.fee.unwrap_or(0) - dossier.paid();
        if missing > 0 {
            return Err(Refusal::FeeUnpaid { missing });
        }
    }
    Ok(Signature { outcome: draft.outcome })
}

pub(crate) fn may_draft(
    dossier: &Dossier,
    draft: &Draft,
    edition: &Edition,
) -> Result<(), Refusal> {
    match draft.outcome {
        Outcome::Grant => conditions_hold(dossier, edition),
        Outcome::Refuse => grounds_are_known(draft, edition),
    }
}

fn conditions_hold(dossier: &Dossier, edition: &Edition) -> Result<(), Refusal> {
    let ids = || edition.conditions.iter().map(|condition| condition.id.clone());
    let open: Vec<String> = ids().filter(|id| !dossier.conditions.contains_key(id)).collect();
    if !open.is_empty() {
        return Err(Refusal::ConditionsOpen { conditions: open });
    }
    let failed: Vec<String> =
        ids().filter(|id| dossier.conditions.get(id).is_some_and(|ticked| !ticked.met)).collect();
    if failed.is_empty() { Ok(()) } else { Err(Refusal::ConditionNotMet { conditions: failed }) }
}

/// Refusals state the reason and the provision in writing (Nghị định 63/2010/NĐ-CP, Điều 18).
fn grounds_are_known(draft: &Draft, edition: &Edition) -> Result<(), Refusal> {
    if draft.grounds.is_empty() {
        return Err(Refusal::GroundsRequired);
    }
    for given in &draft.grounds {
        if ground(edition, &given.ground).is_none() {
            return Err(Refusal::GroundUnknown { ground: given.ground.clone() });
        }
    }
    Ok(())
}

fn ground<'a>(edition: &'a Edition, id: &str) -> Option<&'a RefusalGround> {
    edition.refusals.iter().find(|known| known.id == id)
}

/// The end of the term that the signed result is measured by: a refusal on a ground with a term of
/// its own by that term, everything else by the promised date.
pub(crate) fn due_of_result(dossier: &Dossier, edition: &Edition) -> Option<Due> {
    let grounds = dossier
        .draft
        .as_ref()
        .filter(|draft| draft.outcome == Outcome::Refuse)
        .map_or(&[][..], |draft| draft.grounds.as_slice());
    grounds
        .iter()
        .filter_map(|given| ground(edition, &given.ground)?.term.as_ref())
        .filter_map(|term| dossier.clocks.get(term)?.due)
        .min()
        .or(dossier.promised)
}
