//! Bytes in, sealed bytes out: the only room that names `age`, and the only one that makes a
//! [`seal::Sealed`], so that nothing else can reach the store or the net.
//!
//! Invariants: no recipient of an epoch or a native slot is ever printed in clear; every secret is
//! wiped when it is dropped; what is opened is checked (recipient, kind, vault, mac) before a byte
//! of it is believed.

pub mod error;
pub mod external;
pub mod identity;
pub mod jrnl;
pub mod keyring;
pub mod locked;
pub mod object;
pub mod recipient;
pub mod seal;
pub mod slot;
pub mod stream;

/// The crate that seals, for `--version --verbose`; it does not tell its version itself, so a test
/// compares this with what is built in.
pub const AGE: &str = "0.12.1 (armor, plugin, ssh)";
