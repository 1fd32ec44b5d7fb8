//! The entrance as a caller sees it: through the router, with a whole office behind it.
#![cfg(test)]

mod agreement;
mod bad_input;
mod conforming;
mod desk;
mod document;
mod headers;
mod life;
mod portal;
mod reading;
mod refusals;
mod visitor;
