//! What the end-to-end tests share: a fake Discord, and the bot run as a process of its own.
#![allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "each test file compiles this module for itself and uses its own part of it; a test may unwrap"
)]

pub mod bot;
pub mod fake_discord;
