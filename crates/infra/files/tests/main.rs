//! What the office takes in, what it refuses and with which words, and that what it keeps is kept.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "the lint sees helpers of tests as code that is shipped"
)]

mod checking;
mod keeping;
mod robustness;
mod samples;
mod scanning;
