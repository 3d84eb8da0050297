//! Égard.
pub mod exchange;
pub mod fault;
pub mod guard;
pub mod journal;
pub mod language;
pub mod practice;
pub mod questionnaire;
pub mod review;
