//! SHA-256 of bytes that come piece by piece.

use std::io;
use std::io::Write;

use sha2::Digest as _;
use sha2::Sha256;

use crate::model::id::Digest;

/// A digest that is being made.
#[derive(Clone, Debug, Default)]
pub struct Hashing(Sha256);

impl Hashing {
    /// The digest of what was written.
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }

    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Digest {
        Digest(Sha256::digest(bytes).into())
    }
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_make_the_digest_of_the_whole() {
        let mut hashing = Hashing::default();
        hashing.write_all(b"ab").unwrap();
        hashing.write_all(b"c").unwrap();
        // FIPS 180-2, appendix B.1.
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hashing.finish().to_string(), known);
        assert_eq!(Hashing::of(b"abc").to_string(), known);
    }
}
