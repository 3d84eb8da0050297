//! The bot, from end to end: its own process, against a fake Discord.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    unreachable_pub,
    reason = "a test may unwrap, and nothing uses this crate"
)]

#[path = "../support/mod.rs"]
mod support;

mod captures;
mod clicks;
mod commands;
mod conformance;
mod connection;
mod faults;
mod figures;
mod follow;
mod intake;
mod keeping;
mod managers;
mod office;
mod outcomes;
mod packs;
mod proof;
mod quick;
mod record;
mod secrets;
mod several;
mod stopping;
mod strangers;
mod team;
mod whole_way;
