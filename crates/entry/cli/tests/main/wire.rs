//! HTTP as a client speaks it that must know whether it was answered: an answer counts only when all
//! of it came.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(120);

/// One request, which may be sent again as it is.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    head: String,
    body: Vec<u8>,
}

/// A whole answer.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The answer of something that was done.
    #[track_caller]
    pub(crate) fn well(&self) -> Value {
        let told = String::from_utf8_lossy(&self.body);
        assert!((200..300).contains(&self.status), "{}: {told}", self.status);
        self.json()
    }
}

impl Request {
    pub(crate) fn get(path: &str, token: &str) -> Self {
        Self::new("GET", path, token, Vec::new())
    }

    pub(crate) fn post(path: &str, token: &str, body: &Value) -> Self {
        let kind = "Content-Type: application/json\r\n";
        Self::new("POST", path, token, body.to_string().into_bytes()).with(kind)
    }

    /// The bytes of a file.
    pub(crate) fn file(path: &str, token: &str, bytes: Vec<u8>) -> Self {
        Self::new("POST", path, token, bytes)
    }

    /// To be done once under this key.
    pub(crate) fn once(self, key: &str) -> Self {
        self.with(&format!("Idempotency-Key: {key}\r\n"))
    }

    fn new(method: &str, path: &str, token: &str, body: Vec<u8>) -> Self {
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
             Authorization: Bearer {token}\r\nContent-Length: {length}\r\n"
        );
        Self { head, body }
    }

    fn with(mut self, header: &str) -> Self {
        self.head.push_str(header);
        self
    }

    /// # Errors
    /// When not all of the answer came.
    pub(crate) fn send(&self, address: &str) -> io::Result<Reply> {
        self.begin(address)?.end()
    }

    /// Sends all but the last byte: the server has the request in hand and cannot do it yet.
    pub(crate) fn begin(&self, address: &str) -> io::Result<Begun> {
        let mut socket = TcpStream::connect(address)?;
        socket.set_read_timeout(Some(PATIENCE))?;
        let mut bytes = format!("{}\r\n", self.head).into_bytes();
        bytes.extend(&self.body);
        let last = bytes.pop().unwrap();
        socket.write_all(&bytes)?;
        Ok(Begun { socket, last })
    }
}

/// A request that was sent but for its last byte.
pub(crate) struct Begun {
    socket: TcpStream,
    last: u8,
}

impl Begun {
    /// # Errors
    /// When not all of the answer came.
    pub(crate) fn end(mut self) -> io::Result<Reply> {
        self.socket.write_all(&[self.last])?;
        let mut bytes = Vec::new();
        self.socket.read_to_end(&mut bytes)?;
        reply(&bytes).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

/// `None` when the answer was cut off.
fn reply(bytes: &[u8]) -> Option<Reply> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
    let status = head.get(9..12)?.parse().ok()?;
    let length: usize =
        head.lines().find_map(|line| line.strip_prefix("content-length: "))?.parse().ok()?;
    let body = bytes.get(end + 4..end + 4 + length)?.to_vec();
    Some(Reply { status, body })
}
