//! Égard.
pub mod cli;
pub mod config;
pub mod desk;
pub mod discord;
pub mod exchange;
pub mod fault;
pub mod guard;
pub mod journal;
pub mod language;
pub mod pack;
pub mod practice;
pub mod questionnaire;
pub mod review;
pub mod template;
pub mod terminal;
pub mod wording;
