//! What the disk and the clock may do to a data folder, with real files: whatever happens, what was acknowledged is
//! there, nothing is there by half, and a person is told what to do.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    unreachable_pub,
    reason = "a test may unwrap, and nothing uses this crate"
)]

#[path = "../archive/mod.rs"]
mod archive;
#[path = "../support/mod.rs"]
mod support;
#[path = "../discord/team.rs"]
#[allow(dead_code, reason = "these tests use a part of it")]
mod team;

mod backup;
mod derived;
mod folder;
mod full;
mod lines;
mod small_disk;
mod story;
