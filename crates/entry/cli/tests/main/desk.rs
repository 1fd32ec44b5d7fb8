//! A folder of its own with the binary beside it; and a small demo province, made once and copied.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// Enough for every kind of life in the scenarios to begin.
const CASES: &str = "30";
const PATIENCE: Duration = Duration::from_secs(120);

/// What a command answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) exit: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    #[track_caller]
    pub(crate) fn well(self) -> Self {
        assert_eq!(self.exit, 0, "{self:?}");
        self
    }
}

#[derive(Debug)]
pub(crate) struct Desk {
    folder: TempDir,
    definitions: PathBuf,
    database: Option<String>,
}

impl Desk {
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder, definitions: definitions(), database: None }
    }

    /// With a copy of the demo province in `var`.
    pub(crate) fn with_demo() -> Self {
        let desk = Self::empty();
        copy_folder(demo(), &desk.path("var"));
        desk
    }

    /// The same desk on another database.
    pub(crate) fn on(mut self, database: &str) -> Self {
        self.database = Some(database.to_owned());
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    /// A copy of the definitions, to be spoiled. Its settings name it from now on.
    pub(crate) fn own_definitions(&mut self) -> PathBuf {
        self.definitions = self.path("own");
        copy_folder(&definitions(), &self.definitions);
        self.definitions.clone()
    }

    /// What the server logged so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.path("server.log")).unwrap()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_daumoi"));
        command.args(arguments).current_dir(self.folder.path());
        command.env("DAUMOI_LANG", "en").env("DAUMOI_DEFINITIONS", &self.definitions);
        command.env_remove("DAUMOI_CONFIG").env_remove("DAUMOI_DATABASE");
        if let Some(database) = &self.database {
            command.env("DAUMOI_DATABASE", database);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Answer {
        answer(&mut self.command(arguments))
    }

    pub(crate) fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Answer {
        answer(self.command(arguments).envs(variables.iter().copied()))
    }

    /// Gives the command `typed` on its standard input.
    pub(crate) fn run_typing(&self, arguments: &[&str], typed: &str) -> Answer {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        answered(child.wait_with_output().unwrap())
    }

    /// Starts the server and waits until it says where it is.
    pub(crate) fn serve(&self, arguments: &[&str]) -> Server {
        let mut all = vec!["serve", "--listen", "127.0.0.1:0"];
        all.extend(arguments);
        let log = fs::File::create(self.path("server.log")).unwrap();
        let mut child =
            self.command(&all).stdout(Stdio::piped()).stderr(Stdio::from(log)).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines.find_map(|line| {
            line.unwrap().split_once("http://").map(|(_, address)| address.to_owned())
        });
        let address = address.unwrap_or_else(|| panic!("it did not start: {}", self.log()));
        Server { child, address, rest: Some(lines) }
    }
}

type Lines = std::io::Lines<BufReader<std::process::ChildStdout>>;

/// A server that runs. It is stopped when it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    rest: Option<Lines>,
}

impl Server {
    pub(crate) fn get(&self, path: &str) -> String {
        let mut socket = TcpStream::connect(&self.address).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(socket, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        answer
    }

    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status().unwrap();
        assert!(sent.success());
    }

    /// Asks it to stop and gives the rest of what it said.
    pub(crate) fn stop(mut self) -> String {
        self.signal("TERM");
        let rest: Vec<String> = self.rest.take().unwrap().map(Result::unwrap).collect();
        assert!(self.child.wait().unwrap().success());
        rest.join("\n")
    }

    /// Ends it with SIGKILL, in the middle of whatever it does.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Tries until it holds.
#[track_caller]
pub(crate) fn eventually(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "it never came to be that {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

pub(crate) fn definitions() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../definitions").canonicalize().unwrap()
}

/// The data folder of a demo that was filled in and stopped.
fn demo() -> &'static Path {
    static DEMO: OnceLock<TempDir> = OnceLock::new();
    DEMO.get_or_init(|| {
        let desk = Desk::empty();
        desk.serve(&["--demo", "--demo-cases", CASES]).stop();
        let kept = tempfile::tempdir().unwrap();
        copy_folder(&desk.path("var"), kept.path());
        kept
    })
    .path()
}

pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for found in fs::read_dir(from).unwrap() {
        let found = found.unwrap();
        let target = to.join(found.file_name());
        if found.file_type().unwrap().is_dir() {
            copy_folder(&found.path(), &target);
        } else {
            fs::copy(found.path(), target).unwrap();
        }
    }
}

fn answer(command: &mut Command) -> Answer {
    answered(command.output().unwrap())
}

fn answered(output: std::process::Output) -> Answer {
    Answer {
        exit: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
