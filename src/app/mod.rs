//! The screens as a pure state machine: [`update()`] takes what happened and says what to do.
//!
//! Invariants: `update` never waits, never fails and never looks outside its arguments. Time
//! arrives inside [`event::Event`]; wishes leave as [`effect::Effect`] and come back as events.

pub mod action;
pub mod choice;
pub mod compare;
pub mod edit;
pub mod effect;
pub mod event;
pub mod facts;
pub mod field;
pub mod key;
pub mod keymap;
pub mod layout;
pub mod notice;
pub mod prose;
pub mod screens;
pub mod spelling;
pub mod state;
pub mod timer;
mod update;

pub use update::update;
