//! Égard answers public reviews with empathy and without breaching professional secrecy.
//!
//! # Layout
//!
//! Each floor uses only what lies below it.
//!
//! - [`cli`], [`discord`], [`terminal`]: the faces. They show screens and turn input into requests.
//! - [`desk`]: the application itself: use cases, screens, forms.
//! - [`journal`]: the durable record.
//! - [`exchange`]: what happens to one review; [`exchange::decide`] is the only place that permits or
//!   refuses.
//! - [`guard`], [`cue`], [`template`], [`questionnaire`], [`pack`]: what a sector in a jurisdiction needs.
//! - [`statistics`], [`chart`]: what many exchanges add up to, and how it looks.
//! - [`review`], [`practice`], [`language`], [`fault`], [`wording`]: what everything else speaks of.
//!
//! [`config`] reads the settings of an installation.

pub mod chart;
pub mod cli;
pub mod config;
pub mod consent;
pub mod cue;
pub mod desk;
pub mod discord;
pub mod document;
pub mod exchange;
pub mod fault;
pub mod guard;
pub mod journal;
pub mod language;
pub mod likeness;
pub mod pack;
pub mod platform;
pub mod practice;
pub mod questionnaire;
pub mod register;
pub mod review;
pub mod sheet;
pub mod statistics;
pub mod template;
pub mod terminal;
pub mod wording;
