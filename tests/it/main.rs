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

/// The program's own allocator, so that what the memory test sees is what its users get.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

mod cli;
mod compat;
mod docs;
mod docs_examples;
mod docs_pages;
mod docs_security;
mod format;
mod format_reader;
mod licences;
mod recovery;
mod support;

mod agent;
mod properties;
mod random;

mod faults;
mod journal;
mod pty;
mod screens;
mod sync;
