//! Sealed objects in one SQLite file: the only room that names `rusqlite`.
//!
//! Invariants: nothing but ciphertext is written (and the two clear rows that man/diurnal-format.5
//! names); every change is one IMMEDIATE transaction that is durable when `commit` returns; a store
//! that a newer diurnal or another program made is refused without touching it.

pub mod aside;
pub mod error;
pub mod foreign;
mod open;
pub mod place;
mod read;
mod schema;
mod write;

pub use error::StoreError;
pub use open::Store;
pub use read::BlobReader;
pub use schema::VERSION;
pub use write::Change;

/// The version of SQLite that is at work, as it tells it.
pub fn sqlite() -> &'static str {
    rusqlite::version()
}
