//! The office: its memory, its definitions, its files, its time.

use std::sync::Arc;

use daumoi_definition::Department;
use daumoi_files::FileStore;
use daumoi_store::Store;
use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::clock::{Clock, Ids};
use crate::live::Live;
use crate::readings::Waiting;

/// What an office is made of.
#[derive(Debug)]
pub struct Settings {
    pub store: Store,
    pub files: FileStore,
    pub department: Department,
    pub clock: Arc<dyn Clock>,
    pub ids: Ids,
    /// Signs the checkpoints of the journal.
    pub key: SigningKey,
    pub limits: daumoi_files::Limits,
    pub scanner: Option<daumoi_files::Scanner>,
}

/// Cheap to clone; every request has one.
#[derive(Clone, Debug)]
pub struct Office {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) files: FileStore,
    pub(crate) live: Live,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Ids,
    pub(crate) key: SigningKey,
    pub(crate) zone: TimeZone,
    pub(crate) limits: daumoi_files::Limits,
    pub(crate) scanner: Option<daumoi_files::Scanner>,
    /// Opening pictures and PDFs takes memory: only so many at once.
    pub(crate) checks: tokio::sync::Semaphore,
    pub(crate) readings: Waiting,
}

/// The key under which a request is done once, however often it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    pub key: String,
    /// A digest of the request: the same key with another request is refused.
    pub fingerprint: String,
}

impl Office {
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let zone = TimeZone::get(&settings.department.office.time_zone).unwrap_or(TimeZone::UTC);
        Self {
            inner: Arc::new(Inner {
                store: settings.store,
                files: settings.files,
                live: Live::new(settings.department),
                clock: settings.clock,
                ids: settings.ids,
                key: settings.key,
                zone,
                limits: settings.limits,
                scanner: settings.scanner,
                checks: tokio::sync::Semaphore::new(2),
                readings: Waiting::default(),
            }),
        }
    }

    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    #[must_use]
    pub fn files(&self) -> &FileStore {
        &self.inner.files
    }

    #[must_use]
    pub fn department(&self) -> Arc<Department> {
        self.inner.live.department()
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// The office's local time.
    #[must_use]
    pub fn local_now(&self) -> DateTime {
        self.local(self.now())
    }

    #[must_use]
    pub fn local(&self, at: Timestamp) -> DateTime {
        self.inner.zone.to_datetime(at)
    }

    /// The local time of an instant as it is stored, in microseconds.
    #[must_use]
    pub fn local_of(&self, microseconds: i64) -> DateTime {
        self.local(Timestamp::from_microsecond(microseconds).unwrap_or(Timestamp::UNIX_EPOCH))
    }

    /// The instant of a local time. Vietnam has no daylight saving, so there is exactly one.
    #[must_use]
    pub fn instant(&self, local: DateTime) -> Timestamp {
        self.inner.zone.to_timestamp(local).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Waits for what is under way and lets the database go. Other clones must be gone.
    pub async fn close(self) {
        if let Some(inner) = Arc::into_inner(self.inner) {
            inner.store.close().await;
        }
    }
}
