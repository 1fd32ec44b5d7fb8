//! Where log lines go: structured, on standard error.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::settings::Settings;

/// For the server.
pub(crate) fn begin(settings: &Settings) {
    let lines = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(&settings.log_level))
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let begun = if settings.logs_json { lines.json().try_init() } else { lines.try_init() };
    // Only one log can begin in a process; a second call keeps the first.
    drop(begun);
}

/// For commands that answer on the terminal: only what went wrong.
pub(crate) fn quiet() {
    let lines = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("error"))
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    drop(lines.try_init());
}
