//! What this program is made of: the libraries that seal, keep and carry, and the formats it writes.

use crate::crypto;
use crate::crypto::object;
use crate::store;
use crate::sync::about;

/// Name and version of each library that meets what was written.
pub fn libraries() -> [(&'static str, String); 4] {
    [
        ("age", crypto::AGE.to_owned()),
        ("sqlite", store::sqlite().to_owned()),
        ("libgit2", about::libgit2()),
        ("openssl", about::openssl().to_owned()),
    ]
}

/// The formats of diurnal-format(5) that this program writes: the newest it understands.
pub fn formats() -> [(&'static str, u64); 2] {
    [
        ("store", store::VERSION.unsigned_abs()),
        ("object", object::FORMAT),
    ]
}
