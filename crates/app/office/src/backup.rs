//! One file that holds the whole office: the database, the files, the keys, the kept checkpoints.
//!
//! A backup is a compressed tar. Its last part is a manifest with the SHA-256 of every other part,
//! so a restore reads the whole file once before it touches anything. Not here: which folders and
//! which database an office has; the command line knows them.

mod restoring;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use daumoi_files::FileError;
use daumoi_store::checkpoint::Checkpoint;
use daumoi_store::journal::Position;
use daumoi_store::{Scope, Store, StoreError, Tx, accounts, counters, dump, journal, sets};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use futures::FutureExt;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use restoring::restore;

use crate::office::Office;

const FORM: u32 = 1;
const MANIFEST: &str = "manifest.json";
const DATABASE: &str = "database.jsonl";
const CHECKPOINTS: &str = "checkpoints.log";
const KEYS: &str = "keys/";
const FILES: &str = "files/";

/// Where an office keeps what is neither in the database nor in the file store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// A folder of small secret files.
    pub keys: PathBuf,
    /// One checkpoint a line, kept outside the database.
    pub checkpoints: PathBuf,
}

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub form: u32,
    pub program: String,
    /// Microseconds since 1970, UTC.
    pub made_at: i64,
    /// Rows in the dump of the database.
    pub rows: i64,
    /// The counters of cases and records: a restored office must count the same.
    pub counters: BTreeMap<String, i64>,
    pub parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub name: String,
    pub sha256: String,
    pub size: u64,
}

impl Manifest {
    /// How many of the office's files it holds.
    #[must_use]
    pub fn file_count(&self) -> usize {
        self.parts.iter().filter(|part| part.name.starts_with(FILES)).count()
    }
}

/// Why no backup was made, or none was restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{what}")]
    File {
        what: String,
        #[source]
        cause: io::Error,
    },
    #[error("it is not a backup of this program, or it was cut off: {what}")]
    NotWhole { what: String },
    #[error("{part} is not what was backed up: its SHA-256 is {found}, not {expected}")]
    Damaged { part: String, expected: String, found: String },
    #[error("{} already holds another key than the backup", .0.display())]
    OtherKey(PathBuf),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Files(#[from] FileError),
    #[error("the work was cut off")]
    CutOff(#[from] tokio::task::JoinError),
}

impl Office {
    /// Writes a backup to `target`, which appears only when it is whole and durable.
    ///
    /// # Errors
    /// When something could not be read or written; then there is no file at `target`.
    pub async fn back_up(&self, target: &Path, places: &Places) -> Result<Manifest, BackupError> {
        let beside = Beside::new(target);
        let outcome = self.write_backup(&beside, places).await;
        drop(fs::remove_file(&beside.dump));
        match outcome {
            Ok(manifest) => {
                fs::rename(&beside.archive, target).map_err(about(target))?;
                sync_folder_of(target)?;
                Ok(manifest)
            }
            Err(error) => {
                drop(fs::remove_file(&beside.archive));
                Err(error)
            }
        }
    }

    async fn write_backup(
        &self,
        beside: &Beside,
        places: &Places,
    ) -> Result<Manifest, BackupError> {
        // The database first: every file that it names was kept before, so it is there afterwards.
        let (rows, counters) = self.write_dump(&beside.dump).await?;
        let mut archive = Archive::create(&beside.archive)?;
        archive.add_file(DATABASE, &beside.dump)?;
        for (name, path) in kept_beside(places)? {
            archive.add_file(&name, &path)?;
        }
        for sha256 in self.inner.files.list().await? {
            let bytes = self.inner.files.get(&sha256).await?;
            archive.add(&format!("{FILES}{sha256}"), &bytes)?;
        }
        let manifest = Manifest {
            form: FORM,
            program: env!("CARGO_PKG_NAME").to_owned(),
            made_at: self.now().as_microsecond(),
            rows,
            counters,
            parts: std::mem::take(&mut archive.parts),
        };
        archive.finish(&manifest)?;
        Ok(manifest)
    }

    async fn write_dump(&self, path: &Path) -> Result<(i64, BTreeMap<String, i64>), BackupError> {
        let mut out = BufWriter::new(created(path)?);
        let written = self.inner.store.read(move |tx: &mut Tx| {
            async move {
                let rows = dump::write(tx, &mut out).await?;
                let counters = counters::totals(tx, "", &Scope::All).await?;
                Ok::<_, StoreError>((rows, counters.into_iter().collect()))
            }
            .boxed()
        });
        Ok(written.await?)
    }

    /// The counters of cases and records, to be held against a manifest.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn counters(&self) -> Result<BTreeMap<String, i64>, StoreError> {
        let totals = self
            .inner
            .store
            .read(|tx: &mut Tx| async move { counters::totals(tx, "", &Scope::All).await }.boxed());
        Ok(totals.await?.into_iter().collect())
    }
}

/// Reads the whole backup and holds every part against the manifest. Touches nothing.
///
/// # Errors
/// When a part is missing, damaged or too many, or the file breaks off.
pub fn examine(backup: &Path) -> Result<Manifest, BackupError> {
    let mut found = BTreeMap::new();
    let mut manifest: Option<Manifest> = None;
    each_part(backup, |name, part| {
        if name == MANIFEST {
            let read = serde_json::from_reader(part);
            manifest = Some(read.map_err(|error| not_whole(format!("{MANIFEST}: {error}")))?);
            return Ok(());
        }
        let mut hashing = Hashing::new(io::sink());
        io::copy(part, &mut hashing).map_err(about(backup))?;
        found.insert(name.to_owned(), hashing.digest());
        Ok(())
    })?;
    let manifest = manifest.ok_or_else(|| not_whole(format!("it has no {MANIFEST}")))?;
    if manifest.form != FORM {
        return Err(not_whole(format!("its form is {}, known is {FORM}", manifest.form)));
    }
    for part in &manifest.parts {
        let found = found
            .remove(&part.name)
            .ok_or_else(|| not_whole(format!("{} is missing", part.name)))?;
        if found != part.sha256 {
            let (part, expected) = (part.name.clone(), part.sha256.clone());
            return Err(BackupError::Damaged { part, expected, found });
        }
    }
    match found.into_keys().next() {
        Some(name) => Err(not_whole(format!("{name} is not in the manifest"))),
        None => Ok(manifest),
    }
}

/// Whether nothing at all was kept in this database yet.
///
/// # Errors
/// When the database fails.
pub async fn is_empty(store: &Store) -> Result<bool, StoreError> {
    store
        .read(|tx: &mut Tx| {
            async move {
                let entries = journal::feed(tx, Position::default(), 1).await?;
                Ok(entries.is_empty()
                    && sets::newest(tx).await?.is_none()
                    && accounts::list(tx, "", 1).await?.is_empty()
                    && accounts::tokens(tx).await?.is_empty())
            }
            .boxed()
        })
        .await
}

/// The checkpoints that are kept outside the database, one a line.
///
/// # Errors
/// When the file is there and cannot be read.
pub fn kept_checkpoints(places: &Places) -> Result<Vec<String>, BackupError> {
    match fs::read_to_string(&places.checkpoints) {
        Ok(text) => Ok(text.lines().map(str::to_owned).collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(cause) => Err(about(&places.checkpoints)(cause)),
    }
}

/// Adds a checkpoint to those kept outside the database; durable when it returns.
///
/// # Errors
/// When the file cannot be written.
pub fn keep_checkpoint(places: &Places, checkpoint: &Checkpoint) -> Result<(), BackupError> {
    let failed = about(&places.checkpoints);
    let mut log = fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(&places.checkpoints)
        .map_err(&failed)?;
    writeln!(log, "{}", checkpoint.line()).and_then(|()| log.sync_all()).map_err(&failed)
}

/// The unfinished pieces beside the finished one, on the same disk.
struct Beside {
    archive: PathBuf,
    dump: PathBuf,
}

impl Beside {
    fn new(target: &Path) -> Self {
        let beside = |ending: &str| {
            let mut name = target.file_name().unwrap_or_default().to_owned();
            name.push(format!(".{}.{ending}", std::process::id()));
            target.with_file_name(name)
        };
        Self { archive: beside("unfinished"), dump: beside("dump") }
    }
}

struct Archive {
    tar: tar::Builder<GzEncoder<BufWriter<File>>>,
    path: PathBuf,
    parts: Vec<Part>,
}

impl Archive {
    fn create(path: &Path) -> Result<Self, BackupError> {
        let out = BufWriter::new(created(path)?);
        let tar = tar::Builder::new(GzEncoder::new(out, Compression::fast()));
        Ok(Self { tar, path: path.to_owned(), parts: Vec::new() })
    }

    fn add_file(&mut self, name: &str, path: &Path) -> Result<(), BackupError> {
        let mut file = BufReader::new(File::open(path).map_err(about(path))?);
        let size = file.get_ref().metadata().map_err(about(path))?.len();
        self.append(name, size, &mut file)
    }

    fn add(&mut self, name: &str, bytes: &Bytes) -> Result<(), BackupError> {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.append(name, size, &mut bytes.as_ref())
    }

    fn append(&mut self, name: &str, size: u64, from: &mut dyn Read) -> Result<(), BackupError> {
        let mut header = tar::Header::new_gnu();
        header.set_size(size);
        header.set_mode(0o600);
        // A file that grows while it is read (the log of checkpoints) goes in as it was.
        let mut hashing = Hashing::new(from.take(size));
        self.tar.append_data(&mut header, name, &mut hashing).map_err(about(&self.path))?;
        self.parts.push(Part { name: name.to_owned(), sha256: hashing.digest(), size });
        Ok(())
    }

    fn finish(mut self, manifest: &Manifest) -> Result<(), BackupError> {
        let text = serde_json::to_vec_pretty(manifest)
            .map_err(|error| not_whole(format!("{MANIFEST}: {error}")))?;
        self.add(MANIFEST, &text.into())?;
        let failed = about(&self.path);
        let gzip = self.tar.into_inner().map_err(&failed)?;
        let out = gzip.finish().map_err(&failed)?;
        let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
        file.sync_all().map_err(&failed)
    }
}

/// Passes bytes on and remembers what they hash to.
struct Hashing<I> {
    inner: I,
    hasher: Sha256,
}

impl<I> Hashing<I> {
    fn new(inner: I) -> Self {
        Self { inner, hasher: Sha256::new() }
    }

    fn digest(self) -> String {
        hex::encode(self.hasher.finalize())
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hasher.update(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(buffer)?;
        self.hasher.update(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn each_part(
    backup: &Path,
    mut take: impl FnMut(&str, &mut dyn Read) -> Result<(), BackupError>,
) -> Result<(), BackupError> {
    let file = File::open(backup).map_err(about(backup))?;
    let mut tar = tar::Archive::new(GzDecoder::new(BufReader::new(file)));
    let broken = |error: io::Error| not_whole(error.to_string());
    for part in tar.entries().map_err(broken)? {
        let mut part = part.map_err(broken)?;
        let name = part.path().map_err(broken)?.display().to_string();
        take(&name, &mut part)?;
    }
    Ok(())
}

/// Keys and checkpoints, with their names in the backup.
fn kept_beside(places: &Places) -> Result<Vec<(String, PathBuf)>, BackupError> {
    let mut kept = Vec::new();
    if places.keys.is_dir() {
        for found in fs::read_dir(&places.keys).map_err(about(&places.keys))? {
            let found = found.map_err(about(&places.keys))?;
            kept.push((format!("{KEYS}{}", found.file_name().display()), found.path()));
        }
    }
    if places.checkpoints.is_file() {
        kept.push((CHECKPOINTS.to_owned(), places.checkpoints.clone()));
    }
    kept.sort();
    Ok(kept)
}

/// Where a part goes that is kept beside the database. A name that leads elsewhere goes nowhere.
fn place_of(name: &str, places: &Places) -> Option<PathBuf> {
    if name == CHECKPOINTS {
        return Some(places.checkpoints.clone());
    }
    let key = name.strip_prefix(KEYS)?;
    let is_plain = !key.is_empty() && key != ".." && key != "." && !key.contains(['/', '\\']);
    is_plain.then(|| places.keys.join(key))
}

/// Makes a folder where it is missing; nobody but its owner looks into it.
///
/// # Errors
/// When it cannot be made.
pub fn secret_folder(path: &Path) -> io::Result<()> {
    let mut folders = fs::DirBuilder::new();
    folders.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folders, 0o700);
    folders.create(path)
}

/// A new file that only its owner may read: dumps, keys and backups all hold secrets.
fn created(path: &Path) -> Result<File, BackupError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(about(path))
}

fn sync_folder_of(path: &Path) -> Result<(), BackupError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(about(folder))
}

fn about(path: &Path) -> impl Fn(io::Error) -> BackupError + use<> {
    let what = path.display().to_string();
    move |cause| BackupError::File { what: what.clone(), cause }
}

fn not_whole(what: String) -> BackupError {
    BackupError::NotWhole { what }
}
