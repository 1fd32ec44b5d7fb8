//! The server is killed with SIGKILL while people work: what was acknowledged stays, what was not is
//! sent again under its key and done once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Barrier, mpsc};
use std::thread;

use serde_json::Value;

use crate::desk::Desk;
use crate::life::{self, Staff};
use crate::load::{Client, Done, Door, PATIENCE, history, sequence};
use crate::postgres::FreshPostgres;
use crate::wire::Request;

const SIGNERS: usize = 50;
const CLIENTS: usize = 6;
const ROUNDS: usize = 20;

/// A small generator, so that a failure comes again.
struct Chance(u64);

impl Chance {
    fn between(&mut self, least: u64, most: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        least + (self.0 >> 33) % (most - least + 1)
    }
}

/// Brings a bulletin of this name to the leader's desk.
fn ready_to_sign(staff: &Staff, address: &str, name: &str) -> String {
    let answer = staff.submission(name).send(address).unwrap().well();
    let code = answer["code"].as_str().unwrap();
    for step in life::steps_to_the_leader() {
        staff.order(code, &step).send(address).unwrap().well();
    }
    code.to_owned()
}

fn signatures(staff: &Staff, address: &str) -> Vec<Request> {
    let numbers: Vec<usize> = (0..SIGNERS).collect();
    let codes = thread::scope(|scope| {
        let desks: Vec<_> = numbers
            .chunks(10)
            .map(|numbers| {
                let one = |number: &usize| ready_to_sign(staff, address, &format!("Tin {number}"));
                scope.spawn(move || numbers.iter().map(one).collect::<Vec<String>>())
            })
            .collect();
        desks.into_iter().flat_map(|desk| desk.join().unwrap()).collect::<Vec<String>>()
    });
    let sign = life::signature();
    codes.iter().map(|code| staff.order(code, &sign).once(&format!("sign-{code}"))).collect()
}

/// One who signs until it is acknowledged. A slow one has not sent all of it when the server dies.
fn sign(order: &Request, is_slow: bool, door: &Door, all_here: &Barrier) -> Value {
    let (mut known, address) = door.after(0);
    let begun = order.begin(&address).unwrap();
    all_here.wait();
    if !is_slow && let Ok(reply) = begun.end() {
        return reply.well();
    }
    loop {
        let (number, address) = door.after(known);
        known = number;
        if let Ok(reply) = order.send(&address) {
            return reply.well();
        }
    }
}

fn fifty_signers_through_a_kill(desk: &Desk) {
    let server = desk.serve(&["--empty"]);
    let staff = Staff::signed_in(desk, &server.address);
    let orders = signatures(&staff, &server.address);
    let (door, all_here) = (Door::default(), Barrier::new(SIGNERS));
    let (tell, told) = mpsc::channel();
    door.open(&server.address);
    let mut signed: BTreeMap<usize, usize> = BTreeMap::new();
    let server = thread::scope(|scope| {
        for (signer, order) in orders.iter().enumerate() {
            let (tell, door, all_here) = (tell.clone(), &door, &all_here);
            scope.spawn(move || {
                let answer = sign(order, signer % 3 == 0, door, all_here);
                tell.send((signer, sequence(&answer))).unwrap();
            });
        }
        signed.extend((0..SIGNERS / 2).map(|_| told.recv_timeout(PATIENCE).unwrap()));
        server.kill();
        let server = desk.serve(&[]);
        door.open(&server.address);
        server
    });
    signed.extend(told.try_iter());
    let wanted: BTreeSet<usize> = (1..=SIGNERS).collect();
    assert_eq!(signed.values().copied().collect::<BTreeSet<_>>(), wanted);
    for (signer, order) in orders.iter().enumerate() {
        let again = order.send(&server.address).unwrap().well();
        assert_eq!(sequence(&again), signed[&signer]);
    }
    let register = staff.look(&server.address, "registers/press.bulletins/records?limit=200");
    let entered = register["items"].as_array().unwrap();
    assert_eq!(entered.len(), SIGNERS);
    assert_eq!(entered.iter().map(sequence).collect::<BTreeSet<_>>(), wanted);
    server.stop();
    desk.run(&["verify"]).well();
}

fn every_step_is_there(staff: &Staff, address: &str, done: &[Done]) {
    let mut by_case: BTreeMap<&str, Vec<&Done>> = BTreeMap::new();
    for step in done {
        by_case.entry(&step.code).or_default().push(step);
    }
    for (code, steps) in by_case {
        let history = history(staff, address, code);
        for step in steps {
            let place = usize::try_from(step.version - 1).unwrap();
            let kept = history.get(place).map(|(_, by)| by.as_str());
            assert_eq!(kept, Some(step.by), "{step:?} in {history:?}");
        }
    }
}

/// Every case went the same way, as far as it went, and nothing was done that nobody was told of.
fn nothing_was_done_twice(staff: &Staff, address: &str, done: &[Done]) {
    let mut last: BTreeMap<&str, u64> = BTreeMap::new();
    for step in done {
        let version = last.entry(&step.code).or_default();
        *version = step.version.max(*version);
    }
    let counts = staff.look(address, "dossiers/counts");
    let counted = counts["items"].as_array().unwrap().iter();
    let counted: u64 = counted.map(|it| it["count"].as_u64().unwrap()).sum();
    assert_eq!(counted, u64::try_from(last.len()).unwrap());
    let histories: Vec<_> = last
        .iter()
        .map(|(code, version)| {
            let history = history(staff, address, code);
            assert_eq!(u64::try_from(history.len()).unwrap(), *version, "{code}");
            history
        })
        .collect();
    let longest = histories.iter().max_by_key(|history| history.len()).unwrap();
    assert!(histories.iter().all(|history| longest.starts_with(history)), "{histories:?}");
    let numbers: BTreeSet<usize> = done.iter().filter_map(|step| step.number).collect();
    assert_eq!(numbers, (1..=numbers.len()).collect());
}

fn twenty_kills_under_load(desk: &Desk) {
    let mut server = desk.serve(&["--empty"]);
    let staff = Staff::signed_in(desk, &server.address);
    let (door, is_over) = (Door::default(), AtomicBool::new(false));
    let (tell, told) = mpsc::channel();
    door.open(&server.address);
    let (mut done, mut chance) = (Vec::new(), Chance(7));
    let server = thread::scope(|scope| {
        for number in 0..CLIENTS {
            let server = door.after(0);
            let (staff, door, is_over) = (&staff, &door, &is_over);
            let mut client = Client { staff, door, is_over, tell: tell.clone(), server };
            scope.spawn(move || client.work(&format!("desk-{number}")));
        }
        for _ in 0..ROUNDS {
            let before = done.len();
            let wanted = chance.between(3, 40);
            done.extend((0..wanted).map(|_| told.recv_timeout(PATIENCE).unwrap()));
            server.kill();
            server = desk.serve(&[]);
            done.extend(told.try_iter());
            every_step_is_there(&staff, &server.address, &done[before..]);
            door.open(&server.address);
        }
        is_over.store(true, Ordering::Relaxed);
        server
    });
    done.extend(told.try_iter());
    every_step_is_there(&staff, &server.address, &done);
    nothing_was_done_twice(&staff, &server.address, &done);
    server.stop();
    desk.run(&["verify"]).well();
    desk.run(&["rebuild", "--compare"]).well();
}

#[test]
fn fifty_signers_through_a_kill_take_the_numbers_one_to_fifty() {
    fifty_signers_through_a_kill(&Desk::empty());
}

#[test]
#[ignore = "needs DAUMOI_TEST_POSTGRES"]
fn fifty_signers_through_a_kill_take_the_numbers_one_to_fifty_on_postgres() {
    let database = FreshPostgres::new();
    fifty_signers_through_a_kill(&Desk::empty().on(&database.url));
}

#[test]
fn twenty_kills_under_load_lose_nothing_and_do_nothing_twice() {
    twenty_kills_under_load(&Desk::empty());
}

#[test]
#[ignore = "needs DAUMOI_TEST_POSTGRES"]
fn twenty_kills_under_load_lose_nothing_and_do_nothing_twice_on_postgres() {
    let database = FreshPostgres::new();
    twenty_kills_under_load(&Desk::empty().on(&database.url));
}
