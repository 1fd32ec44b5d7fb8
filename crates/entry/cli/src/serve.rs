//! `daumoi serve`: the web entrance, and beside it the clock, the outbox and the checkpoints.
//!
//! Another set of definitions comes into force by a round of serving that ends gracefully and
//! another that begins: the socket stays open, so callers wait a moment and nobody is turned away.

mod by_the_clock;
mod checkpoints;
mod outbox;

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use daumoi_definition::Department;
use daumoi_kernel::Text;
use daumoi_office::backup;
use daumoi_office::definitions::{TakeUpError, take_up};
use daumoi_office::{Clock, MachineClock, Office};
use daumoi_web::WebState;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::arguments::Serve;
use crate::machine::{self, Machine};
use crate::say::Say;
use crate::settings::Settings;
use crate::trouble::Trouble;
use crate::{demo, keeping, logging};

/// How often a publication by another process is looked for.
const LOOK_EVERY: Duration = Duration::from_secs(15);

pub(crate) async fn run(say: Say, settings: Settings, asked: &Serve) -> Result<(), Trouble> {
    let settings = match &asked.listen {
        Some(listen) => settings.with("listen", listen.clone())?,
        None => settings,
    };
    logging::begin(&settings);
    let listener = listen(&settings.listen)?;
    let address = listener.local_addr().map_err(|error| deaf(&settings.listen).because(&error))?;
    let machine = Machine::open(settings).await?;
    let is_new = backup::is_empty(&machine.store).await?;
    let mut department = Some(first_department(say, &machine).await?);
    let mut signals = Signals::new(machine::publications(&machine.store).await?)?;
    if asked.demo {
        // Before anybody can come in.
        demo::fill(say, &machine, is_new, asked.demo_cases).await?;
    }
    let metrics = metrics();
    let mut is_first = true;
    while let Some(in_force) = department {
        let office = machine.office_of(in_force, Arc::new(MachineClock))?;
        if std::mem::take(&mut is_first) {
            keeping::catch_up(say, &office).await?;
            greet(say, &machine, &office, address);
        }
        department = round(&machine, office, &listener, metrics.clone(), &mut signals).await?;
    }
    say.both("Đã dừng.", "Stopped.");
    Ok(())
}

fn greet(say: Say, machine: &Machine, office: &Office, address: std::net::SocketAddr) {
    let base = &machine.settings.base_url;
    // Port 0 asks for any free one: then only the socket knows the address.
    let shown = if machine.settings.listen.ends_with(":0") {
        format!("http://{address}")
    } else {
        base.clone()
    };
    say.line(&format!("Đầu Mối: {shown}"));
    demo::tell(say, office, &machine.settings.data);
}

/// The folder's definitions; when they have mistakes, the ones in force before, with a loud warning.
async fn first_department(say: Say, machine: &Machine) -> Result<Department, Trouble> {
    let folder = &machine.settings.definitions;
    let sources = match machine::sources(folder) {
        Ok(sources) => sources,
        Err(trouble) => {
            let Some(kept) = machine::in_force(&machine.store).await? else { return Err(trouble) };
            say.aside(&trouble.message(say.lang).unwrap_or_default());
            tracing::error!(folder = %folder.display(), "the definitions folder cannot be read: the set in force stays");
            return Ok(kept);
        }
    };
    match take_up(&machine.store, sources, MachineClock.now()).await {
        Ok(taken) => {
            if !taken.refused.is_empty() {
                let trouble = machine::refused(folder, &taken.refused);
                say.aside(&trouble.message(say.lang).unwrap_or_default());
                say.aside(
                    Text::new(
                        "→ Bộ định nghĩa tốt gần nhất vẫn có hiệu lực.",
                        "→ The last good definitions stay in force.",
                    )
                    .get(say.lang),
                );
                tracing::error!(
                    findings = taken.refused.len(),
                    "the definitions were refused: the set in force stays"
                );
            }
            Ok(taken.department)
        }
        Err(TakeUpError::Findings(findings)) => Err(machine::refused(folder, &findings)),
        Err(TakeUpError::Store(error)) => Err(error.into()),
    }
}

/// Serves until told to stop (`None`) or until other definitions are in force.
async fn round(
    machine: &Machine,
    office: Office,
    listener: &TcpListener,
    metrics: Option<PrometheusHandle>,
    signals: &mut Signals,
) -> Result<Option<Department>, Trouble> {
    let (stop, stopped) = watch::channel(false);
    let settings = daumoi_web::Settings {
        max_file_bytes: machine.settings.limits.max_bytes,
        secure_cookies: machine.settings.secure_cookies,
        ..daumoi_web::Settings::default()
    };
    let state = WebState::new(office.clone(), metrics, settings);
    let listener = listener
        .try_clone()
        .and_then(tokio::net::TcpListener::from_std)
        .map_err(|error| deaf(&machine.settings.listen).because(&error))?;
    tracing::info!(address = %machine.settings.listen, "serving");
    let mut web = tokio::spawn(daumoi_web::serve(listener, state, until_stopped(stopped.clone())));
    let jobs = [
        tokio::spawn(by_the_clock::run(office.clone(), stopped.clone())),
        tokio::spawn(outbox::run(office.clone(), Arc::clone(&machine.carriers), stopped.clone())),
        tokio::spawn(checkpoints::run(office.clone(), machine.places.clone(), stopped)),
    ];
    let next = tokio::select! {
        next = signals.next(machine) => next,
        ended = &mut web => {
            tracing::error!(?ended, "the web entrance ended by itself");
            None
        }
    };
    stop.send_replace(true);
    if !web.is_finished() {
        told_if_panicked(web).await;
    }
    for job in jobs {
        told_if_panicked(job).await;
    }
    by_the_clock::note_readings(&office).await;
    Ok(next)
}

async fn told_if_panicked<T>(task: JoinHandle<T>) {
    if let Err(error) = task.await {
        tracing::error!(%error, "a task of the server ended badly");
    }
}

async fn until_stopped(mut stopped: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is a stop as well.
    drop(stopped.wait_for(|stopped| *stopped).await);
}

fn listen(address: &str) -> Result<TcpListener, Trouble> {
    TcpListener::bind(address)
        .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
        .map_err(|error| deaf(address).because(&error))
}

fn deaf(address: &str) -> Trouble {
    Trouble::wrong(
        "listen",
        Text::new(
            format!(
                "Không nghe được ở {address}: địa chỉ sai hoặc đã có chương trình khác dùng. Đổi bằng --listen 127.0.0.1:CỔNG"
            ),
            format!(
                "{address} cannot be listened on: it is wrong, or another program uses it. Choose another: --listen 127.0.0.1:PORT"
            ),
        ),
    )
}

fn metrics() -> Option<PrometheusHandle> {
    match PrometheusBuilder::new().install_recorder() {
        Ok(handle) => {
            let upkept = handle.clone();
            tokio::spawn(async move {
                loop {
                    tokio::time::sleep(Duration::from_secs(5)).await;
                    upkept.run_upkeep();
                }
            });
            Some(handle)
        }
        Err(error) => {
            tracing::warn!(%error, "nothing is measured");
            None
        }
    }
}

/// What ends a round.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
    /// How many there were when the definitions that are served were read.
    publications: i64,
}

impl Signals {
    fn new(publications: i64) -> Result<Self, Trouble> {
        let wanted = |kind| {
            signal(kind).map_err(|error| {
                let text = Text::new("Không nhận được tín hiệu.", "Signals cannot be received.");
                Trouble::wrong("signals", text).because(&error)
            })
        };
        Ok(Self {
            terminate: wanted(SignalKind::terminate())?,
            interrupt: wanted(SignalKind::interrupt())?,
            hang_up: wanted(SignalKind::hangup())?,
            publications,
        })
    }

    /// `None` when the server is to stop.
    async fn next(&mut self, machine: &Machine) -> Option<Department> {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => return None,
                _ = self.interrupt.recv() => return None,
                _ = self.hang_up.recv() => take_folder(machine).await,
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
            if let Some(department) = self.published(machine).await {
                return Some(department);
            }
        }
    }

    /// The set in force, when it was published since the last look.
    async fn published(&mut self, machine: &Machine) -> Option<Department> {
        let publications = machine::publications(&machine.store).await.ok()?;
        if publications == self.publications {
            return None;
        }
        match machine::in_force(&machine.store).await {
            Ok(department) => {
                self.publications = publications;
                tracing::info!(number = publications, "other definitions are in force");
                department
            }
            Err(trouble) => {
                tracing::error!(?trouble, "the published definitions cannot be read");
                None
            }
        }
    }
}

/// Reads the folder again. A set with mistakes changes nothing and is told in the log.
async fn take_folder(machine: &Machine) {
    let folder = &machine.settings.definitions;
    let sources = match machine::sources(folder) {
        Ok(sources) => sources,
        Err(trouble) => return tracing::error!(?trouble, "the definitions folder cannot be read"),
    };
    match take_up(&machine.store, sources, MachineClock.now()).await {
        Ok(taken) => {
            for finding in machine::located(folder, &taken.refused) {
                tracing::error!(%finding, "the definitions were refused: the set in force stays");
            }
        }
        Err(error) => tracing::error!(%error, "the definitions could not be taken up"),
    }
}
