//! What every request needs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use daumoi_office::Office;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::Semaphore;

/// How the entrance behaves; the office has its own settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The largest file that is read from the network. The office checks its own limit again.
    pub max_file_bytes: u64,
    /// How long a request may take before it is given up.
    pub request_timeout: Duration,
    /// How long a file may take on its way in or out.
    pub file_timeout: Duration,
    /// How long running requests may go on after the stop signal.
    pub stop_timeout: Duration,
    /// Whether the browser must send the session cookie over TLS only.
    pub secure_cookies: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_file_bytes: daumoi_files::Limits::default().max_bytes,
            request_timeout: Duration::from_secs(30),
            file_timeout: Duration::from_secs(300),
            stop_timeout: Duration::from_secs(20),
            secure_cookies: false,
        }
    }
}

/// Cheap to clone; every request has one.
#[derive(Clone, Debug)]
pub struct WebState {
    pub office: Office,
    /// `None` where nobody collects metrics: then `/metrics` says so.
    pub metrics: Option<PrometheusHandle>,
    pub settings: Arc<Settings>,
    /// Hashing a password takes memory and a core: only so many at once.
    pub(crate) sign_ins: Arc<Semaphore>,
    /// Each file on its way in is held in memory.
    pub(crate) uploads: Arc<Semaphore>,
    served: Arc<AtomicU64>,
}

const SIGN_INS_AT_ONCE: usize = 2;
const UPLOADS_AT_ONCE: usize = 6;

impl WebState {
    #[must_use]
    pub fn new(office: Office, metrics: Option<PrometheusHandle>, settings: Settings) -> Self {
        Self {
            office,
            metrics,
            settings: Arc::new(settings),
            sign_ins: Arc::new(Semaphore::new(SIGN_INS_AT_ONCE)),
            uploads: Arc::new(Semaphore::new(UPLOADS_AT_ONCE)),
            served: Arc::new(AtomicU64::new(0)),
        }
    }

    /// A name for a request that nobody else in this office has at this moment.
    pub(crate) fn next_request_id(&self) -> String {
        let number = self.served.fetch_add(1, Ordering::Relaxed);
        let now = self.office.now().as_microsecond();
        format!("{now:x}-{:x}-{number:x}", std::process::id())
    }
}
