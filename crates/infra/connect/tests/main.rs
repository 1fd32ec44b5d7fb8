//! Real peers on this machine: a mail server (aiosmtpd) and a gateway that speaks plain HTTP.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "the lint sees helpers of tests as code that is shipped"
)]

mod gateway;
mod mail_server;
