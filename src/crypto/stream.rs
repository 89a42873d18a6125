//! Age streams that are read piece by piece: over a blob of the store, or over bytes.

use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;

use hmac::Mac;

use crate::crypto::error::CryptoError;
use crate::crypto::identity::Identity;
use crate::crypto::identity::MacState;
use crate::crypto::identity::new_mac;
use crate::crypto::keyring::Keyring;
use crate::crypto::object::Header;
use crate::crypto::object::Kind;
use crate::crypto::seal::mac_key;
use crate::crypto::seal::parse_header;
use crate::model::id::from_hex;
use crate::model::limits::LINE_BYTES_MAX;

/// Bytes read from the store at a time: one age chunk with its tag and a little more.
const READ_BYTES: usize = 66 << 10;

/// Room for the lines up to a checkpoint, in bytes: more than most take, since a buffer that grows is
/// copied and wiped.
const GROUP_BYTES: usize = 100 << 10;

pub(crate) type Stream<R> = age::stream::StreamReader<BufReader<R>>;

/// The plain text of an age file for one of `identities`, read from a store or a file.
pub(crate) fn decrypt<R: Read>(
    from: R,
    identities: &[&Identity],
) -> Result<Stream<R>, CryptoError> {
    decrypt_buffered(BufReader::with_capacity(READ_BYTES, from), identities)
}

/// The same of bytes in memory, which need no copy on their way. `new_buffered`, since age's own
/// parser reads byte by byte otherwise.
pub(crate) fn decrypt_buffered<R: BufRead>(
    from: R,
    identities: &[&Identity],
) -> Result<age::stream::StreamReader<R>, CryptoError> {
    let identities: Vec<&dyn age::Identity> = identities
        .iter()
        .map(|identity| &identity.age as &dyn age::Identity)
        .collect();
    decrypt_by_any(from, &identities)
}

/// The same with identities of every kind that age knows.
pub(crate) fn decrypt_by_any<R: BufRead>(
    from: R,
    identities: &[&dyn age::Identity],
) -> Result<age::stream::StreamReader<R>, CryptoError> {
    let decryptor = age::Decryptor::new_buffered(from).map_err(CryptoError::from_age)?;
    if decryptor.is_scrypt() {
        return Err(CryptoError::NotAge);
    }
    decryptor
        .decrypt(identities.iter().copied())
        .map_err(CryptoError::from_age)
}

/// Reads an object with checkpoints: the lines up to one are believed when its mac was right.
pub struct GroupReader<R: Read> {
    lines: Lines<R>,
    mac: MacState,
    /// Its first line.
    pub header: Header,
}

impl<R: Read> GroupReader<R> {
    /// Opens an object of `kind` and reads its header.
    pub fn open(from: R, keyring: &Keyring, kind: Kind) -> Result<Self, CryptoError> {
        let stream = decrypt(from, &keyring.identities())?;
        let mut lines = Lines {
            stream,
            buffer: Vec::with_capacity(2 * READ_BYTES),
            at: 0,
        };
        let line = lines
            .next()?
            .ok_or(CryptoError::Damaged { what: "the header" })?;
        let text =
            std::str::from_utf8(line).map_err(|_| CryptoError::Damaged { what: "the header" })?;
        let header = parse_header(text)?;
        if header.kind != kind {
            return Err(CryptoError::Kind);
        }
        if header.vault != keyring.vault {
            return Err(CryptoError::ForeignVault);
        }
        let key = header
            .epoch
            .and_then(|id| keyring.epoch(id))
            .ok_or(CryptoError::NotForUs)?;
        let mut mac = new_mac(mac_key(key, kind));
        mac.update(line);
        mac.update(b"\n");
        Ok(Self { lines, mac, header })
    }

    /// Gives the lines up to the next checkpoint, each with its line end, as one text; `None` at the end.
    pub fn next_group(&mut self) -> Result<Option<String>, CryptoError> {
        let mut group = Vec::with_capacity(GROUP_BYTES);
        loop {
            let Some(line) = self.lines.next()? else {
                // The last checkpoint is the object's own mac; after it come blanks only.
                return if group.is_empty() {
                    Ok(None)
                } else {
                    Err(CryptoError::Damaged {
                        what: "the last group",
                    })
                };
            };
            let Some(hex) = checkpoint(line) else {
                group.extend_from_slice(line);
                group.push(b'\n');
                continue;
            };
            let mut mac = [0; 32];
            from_hex(hex, &mut mac).ok_or(CryptoError::Mac)?;
            self.mac.update(&group);
            self.mac
                .clone()
                .verify_slice(&mac)
                .map_err(|_| CryptoError::Mac)?;
            self.mac.update(line);
            self.mac.update(b"\n");
            if !group.is_empty() {
                return String::from_utf8(group)
                    .map(Some)
                    .map_err(|_| CryptoError::Damaged { what: "the text" });
            }
        }
    }
}

impl<R: Read> std::fmt::Debug for GroupReader<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "GroupReader({:?})", self.header.kind)
    }
}

fn checkpoint(line: &[u8]) -> Option<&str> {
    let rest = line.strip_prefix(b"{\"mac\":\"")?.strip_suffix(b"\"}")?;
    std::str::from_utf8(rest).ok()
}

/// Cuts a stream into lines.
struct Lines<R: Read> {
    stream: Stream<R>,
    buffer: Vec<u8>,
    at: usize,
}

impl<R: Read> Lines<R> {
    /// A line without its end; `None` where only blanks are left.
    fn next(&mut self) -> Result<Option<&[u8]>, CryptoError> {
        let mut searched = self.at;
        loop {
            let rest = self.buffer.get(searched..).unwrap_or_default();
            if let Some(found) = memchr::memchr(b'\n', rest) {
                let start = self.at;
                self.at = searched + found + 1;
                return Ok(self.buffer.get(start..searched + found));
            }
            self.buffer.drain(..self.at);
            self.at = 0;
            searched = self.buffer.len();
            if searched > LINE_BYTES_MAX {
                return Err(CryptoError::Damaged {
                    what: "a line without end",
                });
            }
            if !self.fill()? {
                let blank = self.buffer.iter().all(|byte| *byte == b' ');
                return if blank {
                    Ok(None)
                } else {
                    Err(CryptoError::Damaged { what: "the end" })
                };
            }
        }
    }

    fn fill(&mut self) -> Result<bool, CryptoError> {
        let start = self.buffer.len();
        self.buffer.resize(start + READ_BYTES, 0);
        let into = self.buffer.get_mut(start..).unwrap_or_default();
        let n = self.stream.read(into).map_err(CryptoError::from_io)?;
        self.buffer.truncate(start + n);
        Ok(n > 0)
    }
}
