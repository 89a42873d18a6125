//! The full-screen way in: the only room that names `ratatui` and `crossterm`.
//!
//! Invariants: drawing changes nothing; nothing on the main thread waits for disk or network; the
//! terminal is given back by one function, whatever ends the program.

pub mod canvas;
pub mod draw;
mod input;
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
