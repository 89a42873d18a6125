//! Files of other programs: Markdown and JSON Lines out, JSON Lines in. Knows no store.
//!
//! ```text
//! out   markdown::write_entry(dir, &entry)? -> (path, Outcome)     one file an entry
//!       markdown::check_entry(&path, &entry)? -> bool              read back, byte for byte
//!       file::settle(dir)?                                         before success is reported
//!       jsonl::write_entry(&mut to, &entry)?                       one line an entry
//!       file::Whole::create(path)? … .write_all … .finish()?       a file whole or not at all
//! in    jsonl::Records::new(reader)                                an iterator, bounded memory
//!       .next_record()? -> Option<Result<Record, BadRecord>>       one odd record stops nothing
//! ```
//!
//! Invariants: a file of other origin is never overwritten, and what cannot be written whole is not
//! there at all. What is exported reads back as it was, byte for byte. An importer holds one record
//! at a time, keeps keys it does not know, and its errors name places, never an entry's words.

pub mod error;
pub mod file;
pub mod front_matter;
pub mod jsonl;
pub mod markdown;
pub mod out;
pub mod slug;
pub mod sources;
pub mod yaml;

pub use error::TransferError;
