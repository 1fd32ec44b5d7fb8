//! Finding out whether the journal is still what was written.
//!
//! Three witnesses: each entry carries the hash of the one before it; each row that pages read knows
//! where its stream ended; signed checkpoints know how many entries there were, and which. Copies of
//! checkpoints kept elsewhere speak for the ones in the database.

use std::collections::BTreeSet;

use daumoi_kernel::Text;
use ed25519_dalek::VerifyingKey;
use serde::Serialize;

use crate::checkpoint::{self, Checkpoint};
use crate::error::StoreError;
use crate::journal::{self, GENESIS, Position, Stored, chain};
use crate::sql::{Row, Tx};

/// How many rows are read at a time.
const CHUNK: i64 = 1000;
/// After so many problems the rest is not told: the journal is lost.
const MOST_PROBLEMS: usize = 1000;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// The text of an entry does not fit its hash.
    Altered,
    /// A version is missing between two others.
    Missing,
    /// An entry stands where none was written.
    Inserted,
    /// The last entries of a stream are gone.
    CutOff,
    /// A checkpoint covers more entries than there are.
    CheckpointShort,
    /// The entries under a checkpoint are not the ones that were signed.
    CheckpointRoot,
    /// A checkpoint was not signed by this office, or changed since.
    CheckpointSignature,
    /// A checkpoint does not follow the one before it.
    CheckpointChain,
    /// A checkpoint that was kept elsewhere is missing, or differs.
    CheckpointMissing,
}

/// One thing that is wrong, and where. For checkpoints the version is their number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    pub code: ProblemCode,
    pub stream: String,
    pub version: i64,
    pub id: Option<i64>,
    pub message: Text,
}

/// How the streams of cases and records are called.
#[derive(Clone, Copy, Debug)]
pub struct Naming {
    /// From the id and the code of a case.
    pub dossier: fn(i64, &str) -> String,
    /// From the id, the register and the number of a record.
    pub record: fn(i64, &str, &str) -> String,
}

/// What the journal is held against.
#[derive(Clone, Copy, Debug)]
pub struct Witnesses<'a> {
    pub key: &'a VerifyingKey,
    pub naming: Naming,
    /// Checkpoints kept outside the database, as [`Checkpoint::line`] wrote them.
    pub kept: &'a [String],
}

/// Walks the whole journal in small pieces and names what is wrong.
///
/// # Errors
/// When the database fails. What is wrong with the journal is the answer, not an error.
pub async fn journal(tx: &mut Tx, witnesses: &Witnesses<'_>) -> Result<Vec<Problem>, StoreError> {
    let mut problems = Problems::default();
    streams(tx, &mut problems).await?;
    heads_of_dossiers(tx, witnesses.naming, &mut problems).await?;
    heads_of_records(tx, witnesses.naming, &mut problems).await?;
    checkpoints(tx, witnesses, &mut problems).await?;
    Ok(problems.found.into_iter().collect())
}

#[derive(Debug, Default)]
struct Problems {
    found: BTreeSet<Problem>,
}

impl Problems {
    fn note(&mut self, code: ProblemCode, stream: &str, version: i64, id: Option<i64>) {
        if self.found.len() < MOST_PROBLEMS && !self.knows(code, stream, version) {
            let message = message(code, stream, version);
            self.found.insert(Problem { code, stream: stream.to_owned(), version, id, message });
        }
    }

    /// The same entry may be accused by two witnesses.
    fn knows(&self, code: ProblemCode, stream: &str, version: i64) -> bool {
        self.found
            .iter()
            .any(|known| known.code == code && known.stream == stream && known.version == version)
    }
}

fn message(code: ProblemCode, stream: &str, version: i64) -> Text {
    let entry_vi = format!("mục {version} của {stream}");
    let entry_en = format!("entry {version} of {stream}");
    match code {
        ProblemCode::Altered => Text::new(
            format!("Nội dung {entry_vi} đã bị sửa."),
            format!("The content of {entry_en} was altered."),
        ),
        ProblemCode::Missing => {
            Text::new(format!("Thiếu {entry_vi}."), format!("The {entry_en} is missing."))
        }
        ProblemCode::Inserted => Text::new(
            format!("Có {entry_vi} bị chèn thêm."),
            format!("The {entry_en} was inserted."),
        ),
        ProblemCode::CutOff => Text::new(
            format!("Phần cuối của {stream} đã mất, đến mục {version}."),
            format!("The end of {stream} is gone, up to entry {version}."),
        ),
        ProblemCode::CheckpointShort => Text::new(
            format!("Dấu mốc {version} xác nhận nhiều mục hơn số hiện có."),
            format!("Checkpoint {version} covers more entries than there are."),
        ),
        ProblemCode::CheckpointRoot => Text::new(
            format!("Các mục thuộc dấu mốc {version} không còn như khi ký."),
            format!("The entries under checkpoint {version} are not the ones that were signed."),
        ),
        ProblemCode::CheckpointSignature => Text::new(
            format!("Chữ ký của dấu mốc {version} không hợp lệ."),
            format!("The signature of checkpoint {version} is not valid."),
        ),
        ProblemCode::CheckpointChain => Text::new(
            format!("Dấu mốc {version} không nối tiếp dấu mốc trước."),
            format!("Checkpoint {version} does not follow the one before it."),
        ),
        ProblemCode::CheckpointMissing => Text::new(
            format!("Dấu mốc {version} lưu ở nơi khác không có hoặc khác trong cơ sở dữ liệu."),
            format!(
                "Checkpoint {version}, kept elsewhere, is absent or different in the database."
            ),
        ),
    }
}

/// The chain of each stream.
async fn streams(tx: &mut Tx, problems: &mut Problems) -> Result<(), StoreError> {
    // The last entry seen: its stream, version and hash.
    let mut last: (String, i64, Vec<u8>) = (String::new(), 0, GENESIS.to_vec());
    let mut place = Place { stream: String::new(), version: i64::MIN, id: i64::MIN };
    loop {
        let chunk = in_order(tx, &place).await?;
        for stored in &chunk {
            if last.0 != stored.stream {
                last = (stored.stream.clone(), 0, GENESIS.to_vec());
            }
            follow(&last, stored, problems);
            last.1 = stored.version;
            last.2.clone_from(&stored.hash);
        }
        let Some(end) = chunk.last() else { return Ok(()) };
        place = Place { stream: end.stream.clone(), version: end.version, id: end.position.id };
    }
}

/// Whether `stored` may follow the entry before it in its stream.
fn follow(last: &(String, i64, Vec<u8>), stored: &Stored, problems: &mut Problems) {
    let (stream, id) = (&stored.stream, Some(stored.position.id));
    let expected = last.1 + 1;
    if stored.version < expected {
        problems.note(ProblemCode::Inserted, stream, stored.version, id);
        return;
    }
    if stored.version > expected {
        let first_told = expected.max(stored.version.saturating_sub(CHUNK));
        for version in first_told..stored.version {
            problems.note(ProblemCode::Missing, stream, version, None);
        }
        // What the missing entry hashed to is not known, so this one cannot be held against it.
        return;
    }
    if chain(&last.2, stream, stored.version, &stored.entry) != stored.hash {
        problems.note(ProblemCode::Altered, stream, stored.version, id);
    }
}

/// A place in the order of streams. The id parts entries that claim the same version, which the
/// table forbids and a forger need not.
#[derive(Debug)]
struct Place {
    stream: String,
    version: i64,
    id: i64,
}

async fn in_order(tx: &mut Tx, after: &Place) -> Result<Vec<Stored>, StoreError> {
    let sql = format!(
        "SELECT {} FROM journal WHERE (stream, version, id) > (?1, ?2, ?3) \
         ORDER BY stream, version, id LIMIT ?4",
        journal::COLUMNS
    );
    let values = [(&after.stream).into(), after.version.into(), after.id.into(), CHUNK.into()];
    tx.query(&sql, &values).await?.iter().map(journal::stored).collect()
}

async fn heads_of_dossiers(
    tx: &mut Tx,
    naming: Naming,
    problems: &mut Problems,
) -> Result<(), StoreError> {
    let sql = "SELECT id, version, head, code FROM dossier WHERE id > ?1 ORDER BY id LIMIT ?2";
    let mut after = i64::MIN;
    loop {
        let rows = tx.query(sql, &[after.into(), CHUNK.into()]).await?;
        for row in &rows {
            after = row.int(0)?;
            let stream = (naming.dossier)(after, &row.text(3)?);
            head(tx, &stream, row, problems).await?;
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}

async fn heads_of_records(
    tx: &mut Tx,
    naming: Naming,
    problems: &mut Problems,
) -> Result<(), StoreError> {
    let sql = "SELECT id, version, head, register, number FROM record WHERE id > ?1 \
               ORDER BY id LIMIT ?2";
    let mut after = i64::MIN;
    loop {
        let rows = tx.query(sql, &[after.into(), CHUNK.into()]).await?;
        for row in &rows {
            after = row.int(0)?;
            let stream = (naming.record)(after, &row.text(3)?, &row.text(4)?);
            head(tx, &stream, row, problems).await?;
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}

/// Holds the end of a stream against the row that pages read: (id, version, hash, …).
async fn head(
    tx: &mut Tx,
    stream: &str,
    row: &Row,
    problems: &mut Problems,
) -> Result<(), StoreError> {
    let (version, hash) = (row.int(1)?, row.bytes(2)?);
    let end = journal::head(tx, stream).await?;
    if end.version < version {
        problems.note(ProblemCode::CutOff, stream, version, None);
    } else if end.version > version {
        problems.note(ProblemCode::Inserted, stream, end.version, None);
    } else if end.hash != hash {
        problems.note(ProblemCode::Altered, stream, version, None);
    }
    Ok(())
}

/// Each checkpoint against the entries it covers, and the copies against the checkpoints.
async fn checkpoints(
    tx: &mut Tx,
    witnesses: &Witnesses<'_>,
    problems: &mut Problems,
) -> Result<(), StoreError> {
    let mut kept = kept_checkpoints(witnesses, problems);
    let (mut from, mut number, mut root) = (Position::default(), 0, GENESIS.to_vec());
    loop {
        let chunk = checkpoint::list(tx, number, 100).await?;
        if chunk.is_empty() {
            break;
        }
        for found in chunk {
            if found.number != number + 1 || found.previous != root {
                problems.note(ProblemCode::CheckpointChain, "", found.number, None);
            }
            if !found.is_signed_by(witnesses.key) {
                problems.note(ProblemCode::CheckpointSignature, "", found.number, None);
            }
            let (frontier, _) = checkpoint::covered(tx, from, found.to).await?;
            if frontier.count() < found.entries {
                problems.note(ProblemCode::CheckpointShort, "", found.number, None);
            } else if frontier.root().as_slice() != found.root {
                problems.note(ProblemCode::CheckpointRoot, "", found.number, None);
            }
            kept.retain(|kept| kept.line() != found.line());
            from = found.to;
            number = found.number;
            root = found.root;
        }
    }
    for missing in kept {
        problems.note(ProblemCode::CheckpointMissing, "", missing.number, None);
    }
    Ok(())
}

/// The copies that this office signed. A line that cannot be read or was not signed is told too.
fn kept_checkpoints(witnesses: &Witnesses<'_>, problems: &mut Problems) -> Vec<Checkpoint> {
    let mut kept = Vec::new();
    for line in witnesses.kept.iter().filter(|line| !line.trim().is_empty()) {
        match Checkpoint::from_line(line) {
            Some(checkpoint) if checkpoint.is_signed_by(witnesses.key) => kept.push(checkpoint),
            Some(checkpoint) => {
                problems.note(ProblemCode::CheckpointSignature, "", checkpoint.number, None);
            }
            None => problems.note(ProblemCode::CheckpointSignature, "", 0, None),
        }
    }
    kept
}
