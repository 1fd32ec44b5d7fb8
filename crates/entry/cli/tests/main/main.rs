//! The program as people call it: the real binary, its answers, its exit codes.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the lint sees helpers of tests as code that is shipped"
)]

mod definitions;
mod desk;
mod due_dates;
mod keeping;
mod serving;
mod settings;
mod tampering;
