//! Whoever follows the feed while others write sees every entry once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use crate::desk::Desk;
use crate::life::Staff;
use crate::load::{Client, Door, PATIENCE, history};
use crate::postgres::FreshPostgres;

const WRITERS: usize = 8;
const STEPS: usize = 200;

/// A reader of the feed, and the versions it was told of each stream, in the order of the telling.
struct Reader<'a> {
    staff: &'a Staff,
    address: &'a str,
    next: String,
    told: BTreeMap<String, Vec<u64>>,
}

impl Reader<'_> {
    fn read_a_page(&mut self) {
        let page = self.staff.look(self.address, &format!("changes?limit=7{}", self.next));
        for entry in page["items"].as_array().unwrap() {
            let stream = entry["stream"].as_str().unwrap().to_owned();
            self.told.entry(stream).or_default().push(entry["version"].as_u64().unwrap());
        }
        self.next = format!("&after={}", page["next"].as_str().unwrap());
    }

    /// How many entries of cases it was told.
    fn steps(&self) -> usize {
        let cases = self.told.iter().filter(|(stream, _)| stream.starts_with("dossier/"));
        cases.map(|(_, versions)| versions.len()).sum()
    }
}

fn a_reader_beside_eight_writers(desk: &Desk) {
    let server = desk.serve(&["--empty"]);
    let staff = Staff::signed_in(desk, &server.address);
    let (door, is_over) = (Door::default(), AtomicBool::new(false));
    let (tell, done) = mpsc::channel();
    door.open(&server.address);
    let (next, told) = (String::new(), BTreeMap::new());
    let mut reader = Reader { staff: &staff, address: &server.address, next, told };
    thread::scope(|scope| {
        for number in 0..WRITERS {
            let server = door.after(0);
            let (staff, door, is_over) = (&staff, &door, &is_over);
            let mut client = Client { staff, door, is_over, tell: tell.clone(), server };
            scope.spawn(move || client.work(&format!("writer-{number}")));
        }
        while reader.steps() < STEPS {
            reader.read_a_page();
        }
        is_over.store(true, Ordering::Relaxed);
    });
    let codes: BTreeSet<String> = done.try_iter().map(|step| step.code).collect();
    let steps: usize = codes.iter().map(|code| history(&staff, &server.address, code).len()).sum();
    // PostgreSQL holds the feed back while any of its databases has an older transaction open.
    let begun = Instant::now();
    while reader.steps() < steps {
        assert!(begun.elapsed() < PATIENCE, "the feed never came to its end");
        reader.read_a_page();
    }
    for (stream, versions) in &reader.told {
        let wanted: Vec<u64> = (1..).take(versions.len()).collect();
        assert_eq!(versions, &wanted, "{stream}");
    }
    assert_eq!(reader.steps(), steps);
    server.stop();
}

#[test]
fn a_reader_of_the_feed_sees_every_entry_once_beside_eight_writers() {
    a_reader_beside_eight_writers(&Desk::empty());
}

#[test]
#[ignore = "needs DAUMOI_TEST_POSTGRES"]
fn a_reader_of_the_feed_sees_every_entry_once_beside_eight_writers_on_postgres() {
    let database = FreshPostgres::new();
    a_reader_beside_eight_writers(&Desk::empty().on(&database.url));
}
