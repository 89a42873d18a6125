//! The full-screen way in: the only room that names `ratatui`, `crossterm` and `terminput`.
//!
//! Invariants: drawing changes nothing; nothing on the main thread waits for disk or network; the
//! terminal is given back by one function, whatever ends the program.

pub mod canvas;
pub mod decoder;
pub mod draw;
mod events;
pub mod keys;
mod runtime;
mod screens;
mod speller;
mod terminal;
pub mod theme;
mod widgets;
mod worker;

pub use runtime::Open;
pub use runtime::Start;
pub use runtime::run;
pub use worker::SettingsFiles;
