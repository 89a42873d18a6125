//! All tests that see diurnal from outside, as one program: links once, runs in parallel.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used,
    unreachable_pub,
    missing_docs,
    reason = "a test fails by panicking, a bench reports by printing"
)]

mod cli;
mod compat;
mod docs;
mod docs_pages;
mod format;
mod support;

mod agent;
mod properties;

mod faults;
mod journal;
mod pty;
mod screens;
mod sync;
