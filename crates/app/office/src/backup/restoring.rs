//! A backup put back: files, keys and checkpoints to their places, then the database, whose loading
//! is one transaction. When any of it fails, what was put in place is taken away again.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use daumoi_files::FileStore;
use daumoi_store::{Store, StoreError, Tx, dump};
use futures::FutureExt;

use super::{
    BackupError, Beside, CHECKPOINTS, DATABASE, FILES, Places, about, created, each_part, is_empty,
    place_of, secret_folder, sync_folder_of,
};

/// Loads an examined backup into an empty database, with files, keys and checkpoints. The read
/// models stay empty: the office that is opened on it afterwards rebuilds them.
///
/// # Errors
/// [`StoreError::NotEmpty`] before anything is touched; or when something cannot be written. Then
/// everything is as it was before.
pub async fn restore(
    backup: &Path,
    store: &Store,
    files: &FileStore,
    places: &Places,
) -> Result<i64, BackupError> {
    if !is_empty(store).await? {
        return Err(StoreError::NotEmpty.into());
    }
    refuse_other_keys(backup, places)?;
    let beside = Beside::new(&places.checkpoints);
    let mut placed = Placed::default();
    let outcome = async {
        placed.files(backup, files).await?;
        placed.kept_beside(backup, places, &beside)?;
        load(store, &beside.dump).await
    }
    .await;
    drop(fs::remove_file(&beside.dump));
    match outcome {
        Ok(rows) => {
            placed.stays();
            Ok(rows)
        }
        Err(error) => {
            placed.taken_away(files).await;
            Err(error)
        }
    }
}

async fn load(store: &Store, dump: &Path) -> Result<i64, BackupError> {
    let mut input = BufReader::new(File::open(dump).map_err(about(dump))?);
    let loaded = store
        .write_once(move |tx: &mut Tx| async move { dump::load(tx, &mut input).await }.boxed());
    Ok(loaded.await?)
}

/// What was put in place so far.
#[derive(Default)]
struct Placed {
    /// Hashes of files that were not kept before.
    files: Vec<String>,
    folders: Vec<PathBuf>,
    paths: Vec<PathBuf>,
    /// What stood at a place before, and where it is kept meanwhile.
    before: Vec<(PathBuf, PathBuf)>,
}

impl Placed {
    /// Keeps the backed-up files. One at a time is in memory.
    async fn files(&mut self, backup: &Path, files: &FileStore) -> Result<(), BackupError> {
        let (sender, mut waiting) = tokio::sync::mpsc::channel::<(String, Bytes)>(1);
        let path = backup.to_owned();
        let reading = tokio::task::spawn_blocking(move || {
            each_part(&path, |name, part| {
                let Some(sha256) = name.strip_prefix(FILES) else { return Ok(()) };
                let mut bytes = Vec::new();
                part.read_to_end(&mut bytes).map_err(about(&path))?;
                // Nobody takes them any more when keeping one failed: that failure is told.
                drop(sender.blocking_send((sha256.to_owned(), bytes.into())));
                Ok(())
            })
        });
        while let Some((sha256, bytes)) = waiting.recv().await {
            if !files.exists(&sha256).await? {
                self.files.push(sha256.clone());
            }
            files.put(&sha256, bytes).await?;
        }
        reading.await?
    }

    /// Keys and checkpoints to their places, the dump beside them.
    fn kept_beside(
        &mut self,
        backup: &Path,
        places: &Places,
        beside: &Beside,
    ) -> Result<(), BackupError> {
        each_part(backup, |name, part| {
            if name == DATABASE {
                io::copy(part, &mut created(&beside.dump)?).map_err(about(&beside.dump))?;
            } else if let Some(path) = place_of(name, places) {
                self.secret(&path, part)?;
            }
            Ok(())
        })
    }

    fn secret(&mut self, path: &Path, from: &mut dyn Read) -> Result<(), BackupError> {
        if let Some(folder) = path.parent().filter(|folder| !folder.exists()) {
            secret_folder(folder).map_err(about(folder))?;
            self.folders.push(folder.to_owned());
        }
        if path.exists() {
            let kept = Beside::new(path).archive;
            fs::rename(path, &kept).map_err(about(path))?;
            self.before.push((path.to_owned(), kept));
        }
        self.paths.push(path.to_owned());
        let mut file = created(path)?;
        io::copy(from, &mut file).and_then(|_| file.sync_all()).map_err(about(path))?;
        sync_folder_of(path)
    }

    fn stays(self) {
        for (_, kept) in self.before {
            drop(fs::remove_file(kept));
        }
    }

    /// What cannot be taken away is harmless: a file or a key that nothing in the database names.
    async fn taken_away(self, files: &FileStore) {
        for path in self.paths {
            drop(fs::remove_file(path));
        }
        for (path, kept) in self.before {
            drop(fs::rename(kept, path));
        }
        for folder in self.folders {
            drop(fs::remove_dir(folder));
        }
        for sha256 in self.files {
            drop(files.remove(&sha256).await);
        }
    }
}

fn refuse_other_keys(backup: &Path, places: &Places) -> Result<(), BackupError> {
    each_part(backup, |name, part| {
        let Some(path) = place_of(name, places).filter(|path| name != CHECKPOINTS && path.exists())
        else {
            return Ok(());
        };
        let mut wanted = Vec::new();
        part.read_to_end(&mut wanted).map_err(about(backup))?;
        let standing = fs::read(&path).map_err(about(&path))?;
        if standing == wanted { Ok(()) } else { Err(BackupError::OtherKey(path)) }
    })
}
