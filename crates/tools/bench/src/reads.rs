//! Pages of a large office, read by an ordinary officer and by somebody who sees everything, in turns.

use std::time::Instant;

use anyhow::Context;
use daumoi_access::Principal;
use daumoi_definition::Grant;
use daumoi_office::cases::{CaseQuery, Days};
use daumoi_office::{Office, dossiers};
use daumoi_store::{Scope, Tx, counters, scope};
use futures::FutureExt;
use jiff::ToSpan;

use crate::place::Place;
use crate::program::Program;
use crate::run::percentile;
use crate::wire::{Wire, get, text_of};

/// An officer who sees at least so many sets of units: one of several divisions.
const SIGHTS: usize = 8;
/// Cases that are looked at: so many places in the list, a page from each.
const PLACES: i64 = 20;

pub(crate) struct Readers {
    officer: String,
    overseer: String,
    codes: Vec<String>,
    register: String,
    pub(crate) seen: usize,
    pub(crate) all: usize,
}

/// Microseconds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Times {
    pub(crate) median: u128,
    pub(crate) slow: u128,
}

#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub(crate) page: &'static str,
    pub(crate) officer: Times,
    pub(crate) overseer: Times,
}

pub(crate) async fn readers(place: &Place) -> anyhow::Result<Readers> {
    let office = place.open().await?;
    let all = office.store().read(|tx: &mut Tx| scope::all(tx).boxed()).await?.len();
    let mut grants = Vec::new();
    let mut seen = Vec::new();
    for unit in office.department().units.keys() {
        let wider: Vec<Grant> =
            grants.iter().cloned().chain([grant("case_officer", unit)]).collect();
        let sights = sights(&office, &wider).await?;
        if sights.len() > seen.len() && sights.len() < all {
            (grants, seen) = (wider, sights);
        }
        if seen.len() >= SIGHTS {
            break;
        }
    }
    let officer = Principal { id: "bench-officer".to_owned(), grants: grants.clone() };
    let codes = codes(&office, &officer).await?;
    let register = register(&office, seen.clone()).await?;
    // Everything hangs below the units that have none above them.
    let department = office.department();
    let tops = department.units.values().filter(|unit| unit.parent.is_none());
    grants.extend(tops.map(|unit| grant("auditor", &unit.id)));
    let readers = Readers {
        officer: office.issue_token("bench-officer", &officer.grants).await?.token,
        overseer: office.issue_token("bench-overseer", &grants).await?.token,
        codes,
        register,
        seen: seen.len(),
        all,
    };
    office.close().await;
    Ok(readers)
}

fn grant(role: &str, unit: &str) -> Grant {
    Grant {
        role: role.to_owned(),
        unit: unit.to_owned(),
        duties: Vec::new(),
        from: jiff::civil::date(2021, 1, 1),
        until: None,
    }
}

async fn sights(office: &Office, grants: &[Grant]) -> anyhow::Result<Vec<i64>> {
    let principal = Principal { id: "bench".to_owned(), grants: grants.to_vec() };
    Ok(match dossiers::scope(office, &principal).await? {
        Scope::Sights(sights) => sights,
        Scope::All | Scope::Party(_) => Vec::new(),
    })
}

/// Cases from all over the list.
async fn codes(office: &Office, officer: &Principal) -> anyhow::Result<Vec<String>> {
    let today = office.local_now().date();
    let mut codes = Vec::new();
    for place in 0..PLACES {
        let to = today.checked_sub((place * 19).days()).ok();
        let received = Days { from: None, to };
        let query = CaseQuery { received, limit: 50, ..CaseQuery::default() };
        let found = office.list_cases(officer, &query).await?.lines;
        codes.extend(found.into_iter().map(|it| it.case.code));
    }
    anyhow::ensure!(!codes.is_empty(), "the officer sees no case");
    Ok(codes)
}

/// The register with the most records that the officer sees.
async fn register(office: &Office, sights: Vec<i64>) -> anyhow::Result<String> {
    let counted = office.store().read(move |tx: &mut Tx| {
        async move { counters::totals(tx, "record/", &Scope::Sights(sights)).await }.boxed()
    });
    let counted: Vec<(String, i64)> = counted.await?;
    let most = counted.iter().max_by_key(|(_, count)| *count).context("no record is seen")?;
    Ok(most.0.split('/').nth(1).unwrap_or_default().to_owned())
}

pub(crate) async fn measure(
    program: &Program,
    readers: &Readers,
    requests: usize,
) -> anyhow::Result<Vec<Reading>> {
    let mut wire = Wire::connect(program.address).await?;
    let records = format!("/api/v1/registers/{}/records", readers.register);
    let second = second_page(&mut wire, readers).await?;
    let fixed = |path: &str| vec![path.to_owned()];
    let cases: Vec<String> =
        readers.codes.iter().map(|code| format!("/api/v1/dossiers/{code}")).collect();
    let mut readings = Vec::new();
    for (page, paths) in [
        ("inbox", fixed("/api/v1/inbox")),
        ("case list, open", fixed("/api/v1/dossiers?open=true")),
        ("case list, open and closed", fixed("/api/v1/dossiers")),
        ("case list, second page", vec![second]),
        ("case page", cases),
        ("register list", fixed(&records)),
        ("counts", fixed("/api/v1/dossiers/counts")),
    ] {
        let (mut officer, mut overseer) = (Vec::new(), Vec::new());
        // One in ten more, not counted, to warm up.
        for turn in 0..requests + requests / 10 {
            let path = paths.get(turn * 7 % paths.len()).map_or("", String::as_str);
            for (token, times) in
                [(&readers.officer, &mut officer), (&readers.overseer, &mut overseer)]
            {
                let request = get(path, token);
                let begun = Instant::now();
                let answer = wire.send(&request).await?;
                let took = begun.elapsed().as_micros();
                anyhow::ensure!(answer.status == 200, "{path}: {}", answer.status);
                if turn >= requests / 10 {
                    times.push(took);
                }
            }
        }
        readings.push(Reading { page, officer: summed(officer), overseer: summed(overseer) });
    }
    Ok(readings)
}

async fn second_page(wire: &mut Wire, readers: &Readers) -> anyhow::Result<String> {
    let first = "/api/v1/dossiers?open=true";
    let answer = wire.send(&get(first, &readers.officer)).await?;
    let next = text_of(answer.body, "next").unwrap_or_default();
    Ok(format!("{first}&cursor={next}"))
}

fn summed(mut times: Vec<u128>) -> Times {
    Times { median: percentile(&mut times, 50), slow: percentile(&mut times, 99) }
}
