//! An office to be measured: a new database on disk, the real definitions, the machine's clock.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use daumoi_definition::{Grant, load};
use daumoi_files::{FileStore, Limits};
use daumoi_office::{Ids, MachineClock, Office, Settings, definitions};
use daumoi_store::{Address, Store};

pub(crate) struct House {
    pub(crate) office: Office,
    pub(crate) token: String,
    _folder: tempfile::TempDir,
}

impl House {
    pub(crate) async fn open(database: Option<&str>, folder: &Path) -> anyhow::Result<Self> {
        let place = tempfile::tempdir_in(".")?;
        let file = place.path().join("daumoi.db").display().to_string();
        let store = Store::open(&Address::parse(database.unwrap_or(&file))).await?;
        let files = definitions::read_folder(folder)?;
        let department =
            load(&files).map_err(|found| anyhow::anyhow!("{} mistakes", found.len()))?;
        let office = Office::new(Settings {
            store,
            files: FileStore::on_disk(place.path().join("files"))?,
            department,
            clock: Arc::new(MachineClock),
            ids: Ids::of_node(1),
            key: ed25519_dalek::SigningKey::from_bytes(&[7; 32]),
            limits: Limits::default(),
            scanner: None,
        });
        let held = [
            ("one_stop_officer", "one_stop"),
            ("division_head", "press_publishing"),
            ("case_officer", "press_publishing"),
        ];
        let grants: Vec<Grant> = held
            .iter()
            .map(|(role, unit)| Grant {
                role: (*role).to_owned(),
                unit: (*unit).to_owned(),
                duties: Vec::new(),
                from: jiff::civil::date(2021, 1, 1),
                until: None,
            })
            .collect();
        let token = office.issue_token("bench", &grants).await?.token;
        Ok(Self { office, token, _folder: place })
    }

    /// Entries and entries a second.
    pub(crate) async fn rebuild(&self) -> anyhow::Result<(u64, u128)> {
        let begun = Instant::now();
        let done = self.office.rebuild().await?;
        let rate = u128::from(done.entries) * 1_000_000 / begun.elapsed().as_micros().max(1);
        Ok((done.entries, rate))
    }
}

/// What the process holds in memory now.
pub(crate) fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
