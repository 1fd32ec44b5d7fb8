//! Words to the person at the terminal. A reader that went away (`daumoi … | head`) is no fault.

use std::io::Write;

use daumoi_kernel::{Lang, Text};
use serde::Serialize;

/// Where answers go, and in which language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Say {
    pub(crate) lang: Lang,
}

impl Say {
    pub(crate) fn text(self, text: &Text) {
        self.line(text.get(self.lang));
    }

    pub(crate) fn both(self, vi: impl Into<String>, en: impl Into<String>) {
        self.text(&Text::new(vi, en));
    }

    pub(crate) fn line(self, line: &str) {
        let mut out = std::io::stdout().lock();
        drop(writeln!(out, "{line}").and_then(|()| out.flush()));
    }

    /// To standard error: what went wrong, and what is under way.
    pub(crate) fn aside(self, line: &str) {
        drop(writeln!(std::io::stderr().lock(), "{line}"));
    }

    pub(crate) fn json(self, value: &impl Serialize) {
        match serde_json::to_string_pretty(value) {
            Ok(text) => self.line(&text),
            Err(error) => self.aside(&error.to_string()),
        }
    }
}
