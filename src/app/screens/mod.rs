//! One file per screen: what it remembers and how it answers a verb. Each has a twin of the same
//! name in `tui/screens` that draws it and one in `tests/it/screens` that looks at it.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "a screen answers few of the verbs; the others mean nothing there"
)]

pub mod calendar;
pub mod complete;
pub mod confirm;
pub mod conflict;
pub mod editor;
pub mod find;
pub mod help;
pub mod history;
pub mod journals;
pub mod keys;
pub mod palette;
pub mod read;
pub mod search;
pub mod settings;
pub mod statistics;
pub mod sync;
pub mod templates;
pub mod this_day;
pub mod timeline;
pub mod trash;
pub mod unlock;
pub mod wizard;
pub mod words;
