//! `daumoi extract` and `extract-verify`: the entries of one case with their hashes and the proof
//! that each was under a signed checkpoint. Whoever has the public key can verify it offline.

use std::collections::BTreeMap;
use std::path::Path;

use daumoi_kernel::Text;
use daumoi_store::checkpoint::{self, Checkpoint, Inclusion};
use daumoi_store::journal::{self, Entry, GENESIS, Position, Stored, chain};
use daumoi_store::merkle::Hash;
use daumoi_store::{StoreError, Tx, dossiers};
use ed25519_dalek::VerifyingKey;
use futures::FutureExt;
use serde::{Deserialize, Serialize};

use crate::keys;
use crate::machine::Machine;
use crate::say::Say;
use crate::settings::Settings;
use crate::trouble::Trouble;

const FORM: &str = "daumoi extract 1";

#[derive(Debug, Serialize, Deserialize)]
struct Extract {
    form: String,
    code: String,
    stream: String,
    /// For convenience; whoever verifies gets the key another way.
    public_key: String,
    entries: Vec<ExtractedEntry>,
    /// By number, as they are kept outside the database.
    checkpoints: BTreeMap<i64, String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ExtractedEntry {
    version: i64,
    kind: String,
    at: i64,
    actor: String,
    /// The exact text that was hashed.
    body: String,
    hash: String,
    /// `None` while it is under no checkpoint.
    inclusion: Option<ExtractedInclusion>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ExtractedInclusion {
    checkpoint: i64,
    index: usize,
    path: Vec<String>,
}

pub(crate) async fn extract(say: Say, settings: Settings, code: &str) -> Result<(), Trouble> {
    let machine = Machine::open_existing(settings).await?;
    let key = keys::journal_key(&machine.places.keys)?.verifying_key();
    // What was just done is put under a checkpoint, so that it is proved as well.
    machine.office().await?.checkpoint().await?;
    let wanted = code.to_owned();
    let found = machine.store.read(move |tx: &mut Tx| {
        async move {
            let Some(row) = dossiers::load(tx, &wanted).await? else { return Ok(None) };
            proved_entries(tx, &format!("dossier/{}", row.id)).await.map(Some)
        }
        .boxed()
    });
    let found: Option<Vec<(Stored, Option<Inclusion>)>> =
        found.await.map_err(|error: StoreError| Trouble::from(error))?;
    let Some(entries) = found else {
        return Err(Trouble::input(
            "not_found",
            Text::new(
                format!("Không có hồ sơ {code}. Kiểm tra lại mã."),
                format!("There is no case {code}. Check the code."),
            ),
        ));
    };
    say.json(&written(code, &key, entries));
    Ok(())
}

async fn proved_entries(
    tx: &mut Tx,
    stream: &str,
) -> Result<Vec<(Stored, Option<Inclusion>)>, StoreError> {
    let mut proved = Vec::new();
    for stored in journal::of_stream(tx, stream).await? {
        let position: Position = stored.position;
        proved.push((stored, checkpoint::prove(tx, position).await?));
    }
    Ok(proved)
}

fn written(code: &str, key: &VerifyingKey, entries: Vec<(Stored, Option<Inclusion>)>) -> Extract {
    let stream = entries.first().map(|(stored, _)| stored.stream.clone()).unwrap_or_default();
    let mut checkpoints = BTreeMap::new();
    let entries = entries
        .into_iter()
        .map(|(stored, inclusion)| ExtractedEntry {
            version: stored.version,
            kind: stored.entry.kind,
            at: stored.entry.at,
            actor: stored.entry.actor,
            body: stored.entry.body,
            hash: hex::encode(&stored.hash),
            inclusion: inclusion.map(|inclusion| {
                let number = inclusion.checkpoint.number;
                checkpoints.insert(number, inclusion.checkpoint.line());
                ExtractedInclusion {
                    checkpoint: number,
                    index: inclusion.index,
                    path: inclusion.path.iter().map(hex::encode).collect(),
                }
            }),
        })
        .collect();
    Extract {
        form: FORM.to_owned(),
        code: code.to_owned(),
        stream,
        public_key: hex::encode(key.as_bytes()),
        entries,
        checkpoints,
    }
}

pub(crate) fn verify(say: Say, file: &Path, key: &str) -> Result<(), Trouble> {
    let key = public_key(key)?;
    let unreadable = |error: &(dyn std::error::Error + 'static)| {
        let name = file.display();
        let text = Text::new(
            format!("{name} không phải bản trích của daumoi extract."),
            format!("{name} is not an extract made by daumoi extract."),
        );
        Trouble::input("extract_file", text).because(error)
    };
    let text = std::fs::read_to_string(file).map_err(|error| unreadable(&error))?;
    let extract: Extract = serde_json::from_str(&text).map_err(|error| unreadable(&error))?;
    let problems = problems(&extract, &key);
    for problem in &problems {
        say.text(problem);
    }
    if !problems.is_empty() {
        return Err(Trouble::told());
    }
    let count = extract.entries.len();
    say.both(
        format!("Bản trích hồ sơ {} đúng: {count} mục, đủ chuỗi và chữ ký.", extract.code),
        format!(
            "The extract of {} is sound: {count} entries, chained and signed for.",
            extract.code
        ),
    );
    Ok(())
}

fn public_key(text: &str) -> Result<VerifyingKey, Trouble> {
    let bytes: Option<[u8; 32]> = hex::decode(text.trim()).ok().and_then(|it| it.try_into().ok());
    bytes.and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok()).ok_or_else(|| {
        Trouble::input(
            "bad_key",
            Text::new(
                "--key: cần 64 chữ số thập lục phân của khóa công khai Ed25519.",
                "--key: it must be the 64 hexadecimal digits of an Ed25519 public key.",
            ),
        )
    })
}

fn problems(extract: &Extract, key: &VerifyingKey) -> Vec<Text> {
    let mut problems = Vec::new();
    if extract.form != FORM || extract.entries.is_empty() {
        problems.push(Text::new(
            "Bản trích trống hoặc sai dạng.",
            "The extract is empty or of an unknown form.",
        ));
    }
    let mut previous = GENESIS.to_vec();
    for (expected, found) in (1_i64..).zip(&extract.entries) {
        let version = found.version;
        if version != expected {
            problems.push(Text::new(
                format!("Mục {version}: đáng lẽ là mục {expected}; có mục bị thiếu hoặc chèn."),
                format!("Entry {version}: entry {expected} was due; one is missing or was put in."),
            ));
        }
        let entry = Entry {
            kind: found.kind.clone(),
            at: found.at,
            actor: found.actor.clone(),
            body: found.body.clone(),
        };
        let hash = chain(&previous, &extract.stream, version, &entry);
        if hex::encode(&hash) != found.hash {
            problems.push(Text::new(
                format!("Mục {version}: nội dung không khớp mã băm."),
                format!("Entry {version}: its content does not fit its hash."),
            ));
        }
        if !is_included(found, extract, key) {
            problems.push(Text::new(
                format!("Mục {version}: không có dấu mốc nào ký xác nhận."),
                format!("Entry {version}: no checkpoint signed with this key proves it."),
            ));
        }
        previous = hex::decode(&found.hash).unwrap_or_default();
    }
    problems
}

fn is_included(entry: &ExtractedEntry, extract: &Extract, key: &VerifyingKey) -> bool {
    let proved = || {
        let inclusion = entry.inclusion.as_ref()?;
        let checkpoint = Checkpoint::from_line(extract.checkpoints.get(&inclusion.checkpoint)?)?;
        let path = inclusion
            .path
            .iter()
            .map(|step| hex::decode(step).ok().and_then(|step| Hash::try_from(step).ok()))
            .collect::<Option<Vec<Hash>>>()?;
        let hash = hex::decode(&entry.hash).ok()?;
        Some(Inclusion { checkpoint, index: inclusion.index, path }.proves(&hash, key))
    };
    proved().unwrap_or(false)
}
