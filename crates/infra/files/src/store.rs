//! Files kept under their SHA-256 on a disk or in an S3 bucket: `sha256/ab/cd/<hash>`.
//!
//! Not here: who may read a file, what it is called, when it may be thrown away. Nothing is ever
//! overwritten with other bytes, because the key is made from the bytes.

use std::fmt;
use std::path::{Path as DiskPath, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};
use object_store::aws::{AmazonS3Builder, Checksum};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, RetryConfig};
use thiserror::Error;
use tokio::task::{JoinError, spawn_blocking};

use crate::check::sha256;

const FOLDER: &str = "sha256";
/// How many files `verify_all` reads at once; each may be as large as the limit.
const VERIFIED_AT_ONCE: usize = 4;

#[derive(Clone)]
pub struct S3Settings {
    /// Such as `https://s3.example.vn`; the bucket is a part of the path, not of the host.
    pub endpoint: String,
    pub bucket: String,
    pub region: String,
    pub access_key: String,
    pub secret_key: String,
    /// For a server on the same machine. Everywhere else the files would travel in the clear.
    pub allow_http: bool,
}

impl fmt::Debug for S3Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("S3Settings")
            .field("endpoint", &self.endpoint)
            .field("bucket", &self.bucket)
            .field("region", &self.region)
            .field("allow_http", &self.allow_http)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, Error)]
pub enum FileError {
    #[error("no file {sha256}")]
    NotFound { sha256: String },
    #[error("not a SHA-256 in lower-case hexadecimal: {given}")]
    BadHash { given: String },
    /// The bytes are not those the hash was made from: a damaged disk, or a caller's mistake.
    #[error("the file kept as {expected} has the hash {found}")]
    Damaged { expected: String, found: String },
    #[error("the file store cannot be reached")]
    Store(#[source] object_store::Error),
    #[error("the folder {} cannot be used", path.display())]
    Folder { path: PathBuf, source: std::io::Error },
    #[error("work on a file was cut off")]
    CutOff(#[from] JoinError),
}

/// What `verify_all` found wrong with one object.
#[derive(Debug, Error)]
pub enum Problem {
    #[error("{key} is not the key of a file")]
    Foreign { key: String },
    #[error(transparent)]
    File(#[from] FileError),
}

#[derive(Clone)]
pub struct FileStore {
    objects: Arc<dyn ObjectStore>,
    /// Set for the disk arm alone.
    root: Option<PathBuf>,
}

impl fmt::Debug for FileStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "FileStore({})", self.objects)
    }
}

impl FileStore {
    /// Makes the folder where it is missing.
    ///
    /// # Errors
    /// `Folder` when it cannot be made or read.
    pub fn on_disk(path: impl AsRef<DiskPath>) -> Result<Self, FileError> {
        let path = path.as_ref();
        let blame = |source| FileError::Folder { path: path.to_owned(), source };
        let folder = std::path::absolute(path.join(FOLDER)).map_err(blame)?;
        let was_there = folder.ancestors().find(|folder| folder.exists()).map(DiskPath::to_owned);
        std::fs::create_dir_all(&folder).map_err(blame)?;
        sync_folders(&folder, was_there.as_deref())?;
        let root = path.canonicalize().map_err(blame)?;
        // Without this option a put returns while the bytes are only in memory. With it the bytes,
        // the rename and new folders are flushed before it returns.
        let objects =
            LocalFileSystem::new_with_prefix(&root).map_err(FileError::Store)?.with_fsync(true);
        Ok(Self { objects: Arc::new(objects), root: Some(root) })
    }

    /// Does not speak to the server yet.
    ///
    /// # Errors
    /// `Store` when the settings do not fit together.
    pub fn on_s3(settings: S3Settings) -> Result<Self, FileError> {
        // An error means that the process has chosen its crypto library already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let retry = RetryConfig {
            max_retries: 3,
            retry_timeout: Duration::from_secs(30),
            ..RetryConfig::default()
        };
        let objects = AmazonS3Builder::new()
            .with_endpoint(settings.endpoint)
            .with_bucket_name(settings.bucket)
            .with_region(settings.region)
            .with_access_key_id(settings.access_key)
            .with_secret_access_key(settings.secret_key)
            .with_allow_http(settings.allow_http)
            .with_checksum_algorithm(Checksum::SHA256)
            .with_retry(retry)
            .build()
            .map_err(FileError::Store)?;
        Ok(Self { objects: Arc::new(objects), root: None })
    }

    /// Durable when it returns. Doing it again is harmless, and heals a damaged copy: the bytes are
    /// written anew rather than trusted, because an object that is there may be the unfinished
    /// work of someone else.
    ///
    /// # Errors
    /// `Damaged` when the bytes do not have this hash; `Store` when they could not be kept.
    pub async fn put(&self, sha256: &str, bytes: Bytes) -> Result<(), FileError> {
        let key = key(sha256)?;
        compare(sha256, bytes.clone()).await?;
        self.objects.put(&key, bytes.into()).await.map_err(FileError::Store)?;
        if let Some(root) = self.root.clone() {
            spawn_blocking(move || sync_folders_above(&root, &key)).await??;
        }
        Ok(())
    }

    /// # Errors
    /// `NotFound`; `Damaged` when the bytes no longer have this hash.
    pub async fn get(&self, sha256: &str) -> Result<Bytes, FileError> {
        let found =
            self.objects.get(&key(sha256)?).await.map_err(|error| missing(sha256, error))?;
        let bytes = found.bytes().await.map_err(|error| missing(sha256, error))?;
        compare(sha256, bytes.clone()).await?;
        Ok(bytes)
    }

    /// Takes a file away that nothing names. One that is not there is no error.
    ///
    /// # Errors
    /// `Store` when it could not be taken away.
    pub async fn remove(&self, sha256: &str) -> Result<(), FileError> {
        match self.objects.delete(&key(sha256)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(FileError::Store(error)),
        }
    }

    /// # Errors
    /// `Store` when the question could not be asked.
    pub async fn exists(&self, sha256: &str) -> Result<bool, FileError> {
        match self.objects.head(&key(sha256)?).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(FileError::Store(error)),
        }
    }

    /// The hashes of all files, in order. Objects that are none of ours are left out.
    ///
    /// # Errors
    /// `Store` when the list could not be read to its end.
    pub async fn list(&self) -> Result<Vec<String>, FileError> {
        let keys = self.keys().await?;
        Ok(keys.iter().filter_map(hash_of).map(str::to_owned).collect())
    }

    /// Reads every file and compares it with its hash. Empty when all is well.
    ///
    /// # Errors
    /// `Store` when the list could not be read; a file that could not be read is a problem instead.
    pub async fn verify_all(&self) -> Result<Vec<Problem>, FileError> {
        let problems = futures::stream::iter(self.keys().await?)
            .map(|key| async move {
                match hash_of(&key) {
                    Some(sha256) => self.get(sha256).await.err().map(Problem::File),
                    None => Some(Problem::Foreign { key: key.to_string() }),
                }
            })
            .buffered(VERIFIED_AT_ONCE)
            .filter_map(futures::future::ready)
            .collect()
            .await;
        Ok(problems)
    }

    async fn keys(&self) -> Result<Vec<Path>, FileError> {
        let listed = self.objects.list(Some(&Path::from(FOLDER)));
        let mut keys: Vec<Path> = listed
            .map_ok(|object| object.location)
            .try_collect()
            .await
            .map_err(FileError::Store)?;
        keys.sort_unstable();
        Ok(keys)
    }
}

fn key(sha256: &str) -> Result<Path, FileError> {
    let is_hash =
        sha256.len() == 64 && sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    match (sha256.get(..2), sha256.get(2..4)) {
        (Some(first), Some(second)) if is_hash => {
            Ok(Path::from(format!("{FOLDER}/{first}/{second}/{sha256}")))
        }
        _ => Err(FileError::BadHash { given: sha256.chars().take(80).collect() }),
    }
}

/// `None` for an object whose key is not the one its hash asks for.
fn hash_of(path: &Path) -> Option<&str> {
    let hash = path.filename()?;
    (key(hash).ok()? == *path).then_some(hash)
}

/// Hashing 25 MB holds a thread for a tenth of a second: too long for one that serves requests.
async fn compare(expected: &str, bytes: Bytes) -> Result<(), FileError> {
    let found = spawn_blocking(move || sha256(&bytes)).await?;
    if found == expected {
        return Ok(());
    }
    Err(FileError::Damaged { expected: expected.to_owned(), found })
}

fn missing(sha256: &str, error: object_store::Error) -> FileError {
    match error {
        object_store::Error::NotFound { .. } => FileError::NotFound { sha256: sha256.to_owned() },
        other => FileError::Store(other),
    }
}

/// The store flushes only the folders it made itself in this call. One that another writer made a
/// moment ago, or that was made before a crash, may not be on the disk yet.
fn sync_folders_above(root: &DiskPath, key: &Path) -> Result<(), FileError> {
    let file = root.join(key.as_ref());
    file.parent().map_or(Ok(()), |folder| sync_folders(folder, Some(root)))
}

/// From the lowest folder up to the highest, both included.
fn sync_folders(lowest: &DiskPath, highest: Option<&DiskPath>) -> Result<(), FileError> {
    for folder in lowest.ancestors() {
        sync_folder(folder)?;
        if Some(folder) == highest {
            break;
        }
    }
    Ok(())
}

fn sync_folder(path: &DiskPath) -> Result<(), FileError> {
    std::fs::File::open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(|source| FileError::Folder { path: path.to_owned(), source })
}
