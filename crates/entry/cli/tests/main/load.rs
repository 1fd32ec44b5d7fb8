//! People at work: each brings one case after the other to its end, and keeps at it when the server
//! goes away and comes back.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, mpsc};
use std::time::Duration;

use serde_json::Value;

use crate::life::{self, Staff};
use crate::wire::Request;

pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// Where the server is. Whoever was cut off waits here for the next one.
#[derive(Default)]
pub(crate) struct Door {
    now: Mutex<(usize, String)>,
    moved: Condvar,
}

impl Door {
    pub(crate) fn open(&self, address: &str) {
        let mut now = self.now.lock().unwrap();
        *now = (now.0 + 1, address.to_owned());
        self.moved.notify_all();
    }

    /// The server that came after the one of this number.
    pub(crate) fn after(&self, known: usize) -> (usize, String) {
        let waited =
            self.moved.wait_timeout_while(self.now.lock().unwrap(), PATIENCE, |now| now.0 <= known);
        let (now, waited) = waited.unwrap();
        assert!(!waited.timed_out(), "no server came back");
        now.clone()
    }
}

/// A step that was acknowledged.
#[derive(Clone, Debug)]
pub(crate) struct Done {
    pub(crate) code: String,
    pub(crate) version: u64,
    pub(crate) by: &'static str,
    pub(crate) number: Option<usize>,
}

/// Somebody who brings one case after the other to its end.
pub(crate) struct Client<'a> {
    pub(crate) staff: &'a Staff,
    pub(crate) door: &'a Door,
    pub(crate) is_over: &'a AtomicBool,
    pub(crate) tell: mpsc::Sender<Done>,
    pub(crate) server: (usize, String),
}

impl Client<'_> {
    pub(crate) fn work(&mut self, name: &str) {
        for number in 0.. {
            let key = format!("{name}-{number}");
            let request = self.staff.submission(&key).once(&key);
            let Some(answer) = self.insist(&request, "le.thi.hoa") else { return };
            let code = answer["code"].as_str().unwrap();
            for (place, step) in life::steps_to_the_end().iter().enumerate() {
                let request = self.staff.order(code, step).once(&format!("{key}-{place}"));
                if self.insist(&request, step.by).is_none() {
                    return;
                }
            }
        }
    }

    /// Sends a request until it is acknowledged; nothing when the day is over.
    fn insist(&mut self, request: &Request, by: &'static str) -> Option<Value> {
        if self.is_over.load(Ordering::Relaxed) {
            return None;
        }
        loop {
            if let Ok(reply) = request.send(&self.server.1) {
                let answer = reply.well();
                let done = Done {
                    code: answer["code"].as_str().unwrap().to_owned(),
                    version: answer["version"].as_u64().unwrap(),
                    by,
                    number: answer["number"].as_str().map(|_| sequence(&answer)),
                };
                self.tell.send(done).unwrap();
                return Some(answer);
            }
            self.server = self.door.after(self.server.0);
        }
    }
}

/// The running number of an official number.
pub(crate) fn sequence(answer: &Value) -> usize {
    let number = answer["number"].as_str().unwrap();
    number.split('/').next().unwrap().parse().unwrap()
}

/// The history of a case: who did what.
pub(crate) fn history(staff: &Staff, address: &str, code: &str) -> Vec<(String, String)> {
    let file = staff.look(address, &format!("dossiers/{code}"));
    let entries = file["timeline"].as_array().unwrap();
    assert_eq!(file["version"].as_u64(), u64::try_from(entries.len()).ok());
    let word = |entry: &Value, name: &str| entry[name].as_str().unwrap().to_owned();
    entries.iter().map(|entry| (word(entry, "kind"), word(entry, "by"))).collect()
}
