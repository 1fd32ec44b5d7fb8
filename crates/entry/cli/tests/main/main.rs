//! The program as people call it: the real binary, its answers, its exit codes.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the lint sees helpers of tests as code that is shipped"
)]

mod crash;
mod definitions;
mod desk;
mod due_dates;
mod feed;
mod keeping;
mod life;
mod load;
mod postgres;
mod serving;
mod settings;
mod tampering;
mod wire;
