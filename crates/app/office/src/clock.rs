//! Time and ids, from outside, so that tests and the demo can set them.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

/// What time it is.
pub trait Clock: Send + Sync + std::fmt::Debug {
    fn now(&self) -> Timestamp;
}

/// The time of the machine.
#[derive(Debug)]
pub struct MachineClock;

impl Clock for MachineClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands where it was put.
#[derive(Debug)]
pub struct SetClock(Mutex<Timestamp>);

impl SetClock {
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self(Mutex::new(now))
    }

    pub fn set(&self, now: Timestamp) {
        if let Ok(mut time) = self.0.lock() {
            *time = now;
        }
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        self.0.lock().map_or(Timestamp::UNIX_EPOCH, |time| *time)
    }
}

/// Ids that grow with time: milliseconds since 2020, then a count. Several programs on one database
/// keep apart by their node number.
#[derive(Debug)]
pub struct Ids {
    node: i64,
    last: AtomicI64,
}

/// 2020-01-01T00:00:00Z in milliseconds.
const FIRST_MILLISECOND: i64 = 1_577_836_800_000;
/// Ids of one millisecond before the next one is borrowed.
const PER_MILLISECOND: i64 = 1 << 12;
const NODES: i64 = 1 << 10;

impl Ids {
    #[must_use]
    pub fn of_node(node: i64) -> Self {
        Self { node: node.rem_euclid(NODES), last: AtomicI64::new(0) }
    }

    pub fn next(&self, now: Timestamp) -> i64 {
        let wanted = (now.as_millisecond() - FIRST_MILLISECOND).max(0) * PER_MILLISECOND;
        let mut last = self.last.load(Ordering::Relaxed);
        loop {
            let next = wanted.max(last + 1);
            match self.last.compare_exchange_weak(last, next, Ordering::Relaxed, Ordering::Relaxed)
            {
                Ok(_) => return next * NODES + self.node,
                Err(current) => last = current,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Ids;
    use jiff::Timestamp;

    #[test]
    fn ids_grow_even_within_a_millisecond_and_when_the_clock_goes_back() {
        let ids = Ids::of_node(7);
        let now = Timestamp::from_millisecond(1_700_000_000_000).unwrap();
        let earlier = Timestamp::from_millisecond(1_600_000_000_000).unwrap();
        let made = [ids.next(now), ids.next(now), ids.next(earlier)];
        assert!(made[0] < made[1] && made[1] < made[2]);
        assert!(made.iter().all(|id| id % 1024 == 7));
    }
}
