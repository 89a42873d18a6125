//! diurnal: a private journal for the terminal.
//!
//! This page is the map of the house. Read the rooms in the order they are listed below: each
//! may use the rooms above it, never those under it. `tests/house.rs` holds the same table and
//! fails when a `use` breaks it.
//!
//! | floor | room | what it knows | what it must never know |
//! | --- | --- | --- | --- |
//! | 0 | [`model`] | entries, revisions, ids, time as a value, queries | files, keys, the clock, chance |
//! | 1 | [`crypto`] | sealing and opening bytes with age | what the bytes mean |
//! | 1 | [`app`] | the screens as a pure state machine | terminal, disk, network, the clock |
//! | 2 | [`store`] | sealed objects in one SQLite file | plain text, sync |
//! | 2 | [`sync`] | bundles on the user's git remote | plain text, the store |
//! | 2 | [`agent`] | the process that holds the key for a while | what the key opens |
//! | 2 | [`transfer`] | files of other programs: Markdown out, others in | the store |
//! | 2 | [`config`] | where things live, what the user prefers | – |
//! | 3 | [`journal`] | the verbs: save, search, sync, import… | who asked and how |
//! | 4 | [`report`], [`clock`] | errors as advice; what time it is, and chance | |
//! | 5 | [`tui`], [`cli`] | the two ways in | one another's words |
//!
//! The library exists for `main.rs` and for the tests. It promises no stable interface.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice,
        reason = "a test fails by panicking"
    )
)]

pub mod model;

pub mod app;
pub mod crypto;

pub mod agent;
pub mod config;
pub mod store;
pub mod sync;
pub mod transfer;

pub mod journal;

pub mod clock;
pub mod report;

pub mod cli;
pub mod tui;
