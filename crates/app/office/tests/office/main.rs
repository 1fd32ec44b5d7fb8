//! The office through its use cases, on both databases.
#![cfg(test)]

mod acceptance;
mod cases;
mod house;
mod letters;
mod portal;
mod protected;
mod scenarios;
