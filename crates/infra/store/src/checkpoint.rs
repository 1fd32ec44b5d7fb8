//! Signed checkpoints: at intervals the entries since the last one are put under one root, and the
//! root is signed. Whoever keeps a copy of a checkpoint elsewhere can tell when the journal changed.
//!
//! Places in the feed are not signed: a backup that is loaded elsewhere numbers entries anew, in the
//! same order, and its checkpoints stay good.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use crate::error::StoreError;
use crate::journal::{self, Position};
use crate::merkle::{self, Frontier, Hash};
use crate::sql::{Row, Tx};

/// How many entries are read at a time.
const CHUNK: i64 = 2000;

/// A checkpoint as it was signed, with the place of its last entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    pub number: i64,
    pub to: Position,
    /// How many entries it covers: those after the checkpoint before it.
    pub entries: i64,
    pub root: Vec<u8>,
    /// The root of the checkpoint before; of the first, 32 zeros.
    pub previous: Vec<u8>,
    pub at: i64,
    pub signature: Vec<u8>,
}

impl Checkpoint {
    /// The text that is signed.
    #[must_use]
    pub fn signed_text(&self) -> String {
        format!(
            "daumoi checkpoint 1\nnumber {}\nentries {}\nroot {}\nprevious {}\nat {}\n",
            self.number,
            self.entries,
            hex::encode(&self.root),
            hex::encode(&self.previous),
            self.at
        )
    }

    /// Whether `key` signed this checkpoint as it stands.
    #[must_use]
    pub fn is_signed_by(&self, key: &VerifyingKey) -> bool {
        Signature::from_slice(&self.signature).is_ok_and(|signature| {
            key.verify_strict(self.signed_text().as_bytes(), &signature).is_ok()
        })
    }

    /// One line of text, to be kept outside the database.
    #[must_use]
    pub fn line(&self) -> String {
        format!(
            "{} {} {} {} {} {}",
            self.number,
            self.entries,
            hex::encode(&self.root),
            hex::encode(&self.previous),
            self.at,
            hex::encode(&self.signature)
        )
    }

    /// Reads what [`Checkpoint::line`] wrote. The place of the last entry is not in it.
    #[must_use]
    pub fn from_line(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace();
        let checkpoint = Self {
            number: words.next()?.parse().ok()?,
            to: Position::default(),
            entries: words.next()?.parse().ok()?,
            root: hex::decode(words.next()?).ok()?,
            previous: hex::decode(words.next()?).ok()?,
            at: words.next()?.parse().ok()?,
            signature: hex::decode(words.next()?).ok()?,
        };
        words.next().is_none().then_some(checkpoint)
    }
}

const COLUMNS: &str = "number, to_txid, to_id, entries, root, previous, at, signature";

fn checkpoint(row: &Row) -> Result<Checkpoint, StoreError> {
    Ok(Checkpoint {
        number: row.int(0)?,
        to: Position { txid: row.int(1)?, id: row.int(2)? },
        entries: row.int(3)?,
        root: row.bytes(4)?,
        previous: row.bytes(5)?,
        at: row.int(6)?,
        signature: row.bytes(7)?,
    })
}

/// Up to `page` checkpoints after the one numbered `after`.
///
/// # Errors
/// When the database fails.
pub async fn list(tx: &mut Tx, after: i64, page: usize) -> Result<Vec<Checkpoint>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM checkpoint WHERE number > ?1 ORDER BY number LIMIT ?2");
    let values = [after.into(), crate::dossiers::limit(page)];
    tx.query(&sql, &values).await?.iter().map(checkpoint).collect()
}

/// The newest checkpoint.
///
/// # Errors
/// When the database fails.
pub async fn newest(tx: &mut Tx) -> Result<Option<Checkpoint>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM checkpoint ORDER BY number DESC LIMIT 1");
    tx.query_first(&sql, &[]).await?.as_ref().map(checkpoint).transpose()
}

/// Signs what was added since the newest checkpoint and can no longer be preceded by anything.
/// `None` when there is nothing new.
///
/// # Errors
/// When the database fails, or another process made the same checkpoint (a conflict).
pub async fn make(
    tx: &mut Tx,
    key: &SigningKey,
    at: i64,
) -> Result<Option<Checkpoint>, StoreError> {
    let newest = newest(tx).await?;
    let (number, from, previous) = newest.map_or_else(
        || (1, Position::default(), journal::GENESIS.to_vec()),
        |newest| (newest.number + 1, newest.to, newest.root),
    );
    let (frontier, to) = covered(tx, from, Position::END).await?;
    if frontier.count() == 0 {
        return Ok(None);
    }
    let root = frontier.root().to_vec();
    let entries = frontier.count();
    let mut made = Checkpoint { number, to, entries, root, previous, at, signature: Vec::new() };
    made.signature = key.sign(made.signed_text().as_bytes()).to_bytes().to_vec();
    let sql = format!("INSERT INTO checkpoint ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    let values = [
        made.number.into(),
        made.to.txid.into(),
        made.to.id.into(),
        made.entries.into(),
        made.root.clone().into(),
        made.previous.clone().into(),
        made.at.into(),
        made.signature.clone().into(),
    ];
    tx.execute(&sql, &values).await?;
    Ok(Some(made))
}

/// The tree over the entries after `from` up to `to`, and the place of the last of them.
pub(crate) async fn covered(
    tx: &mut Tx,
    from: Position,
    to: Position,
) -> Result<(Frontier, Position), StoreError> {
    let mut frontier = Frontier::default();
    let mut place = from;
    loop {
        let chunk = journal::hashes(tx, place, to, CHUNK).await?;
        for (position, hash) in &chunk {
            frontier.push(hash);
            place = *position;
        }
        if i64::try_from(chunk.len()).unwrap_or(i64::MAX) < CHUNK {
            return Ok((frontier, place));
        }
    }
}

/// The proof that one entry is under a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    pub checkpoint: Checkpoint,
    pub index: usize,
    pub path: Vec<Hash>,
}

impl Inclusion {
    /// Whether the entry with this hash is under the checkpoint, and `key` signed that.
    #[must_use]
    pub fn proves(&self, hash: &[u8], key: &VerifyingKey) -> bool {
        let Ok(root) = Hash::try_from(self.checkpoint.root.as_slice()) else { return false };
        let Ok(size) = usize::try_from(self.checkpoint.entries) else { return false };
        self.checkpoint.is_signed_by(key)
            && merkle::verify_proof(hash, self.index, size, &self.path, &root)
    }
}

/// Proves that the entry at `position` is under a checkpoint. `None` while it is under none.
///
/// # Errors
/// When the database fails.
pub async fn prove(tx: &mut Tx, position: Position) -> Result<Option<Inclusion>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM checkpoint WHERE (to_txid, to_id) >= (?1, ?2) \
         ORDER BY number LIMIT 1"
    );
    let row = tx.query_first(&sql, &[position.txid.into(), position.id.into()]).await?;
    let Some(checkpoint) = row.as_ref().map(checkpoint).transpose()? else { return Ok(None) };
    let before = list(tx, checkpoint.number - 2, 1).await?;
    let from = before
        .first()
        .filter(|before| before.number < checkpoint.number)
        .map_or_else(Position::default, |before| before.to);
    let entries = journal::hashes(tx, from, checkpoint.to, i64::MAX).await?;
    let Some(index) = entries.iter().position(|(place, _)| *place == position) else {
        return Ok(None);
    };
    let hashes: Vec<Vec<u8>> = entries.into_iter().map(|(_, hash)| hash).collect();
    Ok(merkle::inclusion_proof(&hashes, index).map(|path| Inclusion { checkpoint, index, path }))
}
