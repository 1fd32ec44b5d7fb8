//! The malware check: an outside command that reads the file on its standard input.
//!
//! Not here: any signature of malware. `clamdscan --no-summary -` and its like are meant. Where no
//! command is configured there is no `Scanner`, and `daumoi config` says so.

use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::rejection::Rejection;

/// Exit code 0 means clean, 1 infected; anything else means that nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scanner {
    pub program: PathBuf,
    pub arguments: Vec<String>,
    pub time_limit: Duration,
}

impl Scanner {
    /// # Errors
    /// `Malware` when the command finds some, `Unchecked` when it gives no clear answer in time.
    pub async fn scan(&self, bytes: Bytes) -> Result<(), Rejection> {
        let child = Command::new(&self.program)
            .args(&self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| unchecked(&format!("{}: {error}", self.program.display())))?;
        let output = timeout(self.time_limit, feed(child, bytes))
            .await
            .map_err(|_| unchecked("no answer within the time limit"))?
            .map_err(|error| unchecked(&error.to_string()))?;
        match output.status.code() {
            Some(0) => Ok(()),
            Some(1) => Err(Rejection::Malware { name: malware_name(&output.stdout) }),
            _ => Err(unchecked(&format!(
                "{}: {}",
                output.status,
                first_line(&String::from_utf8_lossy(&output.stderr)),
            ))),
        }
    }
}

/// Writes while reading: a command that talks before it has read everything would block otherwise.
async fn feed(mut child: Child, bytes: Bytes) -> std::io::Result<Output> {
    let input = child.stdin.take();
    let write = async move {
        if let Some(mut input) = input {
            // A command that has seen enough closes its input; its exit code says what it saw.
            let _ = input.write_all(&bytes).await;
            let _ = input.shutdown().await;
        }
    };
    let (output, ()) = tokio::join!(child.wait_with_output(), write);
    output
}

/// `stream: Eicar-Test-Signature FOUND` is what ClamAV prints.
fn malware_name(stdout: &[u8]) -> String {
    let text = String::from_utf8_lossy(stdout);
    let line =
        text.lines().find(|line| line.ends_with(" FOUND")).unwrap_or_else(|| first_line(&text));
    let name = line.trim_end_matches(" FOUND");
    let name = name.rsplit_once(": ").map_or(name, |(_, name)| name).trim();
    let shown: String = name.chars().filter(|letter| !letter.is_control()).take(100).collect();
    if shown.is_empty() { "unnamed".to_owned() } else { shown }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn unchecked(detail: &str) -> Rejection {
    Rejection::Unchecked { detail: detail.to_owned() }
}
