//! Sealing and opening objects: one age file for one recipient, JSON Lines inside, a mac (and in
//! bundles a signature) in the last line, blanks up to a padmé size.

use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::io::Write;
use std::ops::Range;

use hmac::Mac;
use serde::Deserialize;
use sha2::Digest as _;
use sha2::Sha256;

use crate::crypto::error::CryptoError;
use crate::crypto::identity::DeviceKey;
use crate::crypto::identity::EpochKey;
use crate::crypto::identity::Identity;
use crate::crypto::identity::KeyBytes;
use crate::crypto::identity::MacState;
use crate::crypto::identity::new_mac;
use crate::crypto::identity::verify;
use crate::crypto::keyring::Keyring;
use crate::crypto::object::FORMAT;
use crate::crypto::object::Header;
use crate::crypto::object::Kind;
use crate::model::id::Digest;
use crate::model::id::from_hex;
use crate::model::id::to_hex;
use crate::model::limits::BUNDLE_BYTES_MIN;
use crate::model::statement::VerifyingKey;
use crate::model::strict;

const MAGIC: &[u8] = b"age-encryption.org/v1\n";

/// Bytes that only a holder of the right identity can read. Only this room makes them.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// Takes bytes that were sealed before; refuses what is no age file, so that plain text cannot pass.
    pub fn read(bytes: Vec<u8>) -> Result<Self, CryptoError> {
        if bytes.starts_with(MAGIC) {
            Ok(Self(bytes))
        } else {
            Err(CryptoError::NotAge)
        }
    }

    pub(crate) fn made(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The ciphertext.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// SHA-256 of the ciphertext: how chains name bundles.
    pub fn digest(&self) -> Digest {
        crate::crypto::identity::sha256(&self.0)
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

/// Where a line stands in an object's plaintext.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Bytes before it.
    pub offset: u64,
    /// Its length in bytes, without the line end.
    pub length: u64,
}

/// The padmé size of `n`: the next size that has at most log log n significant bits.
/// Source: Nikitin et al., 'Reducing Metadata Leakage from Encrypted Files and Communication with PURBs', 2019.
pub fn padme(n: u64) -> u64 {
    if n < 2 {
        return n;
    }
    let e = u64::from(n.ilog2());
    let s = u64::from(e.max(1).ilog2()) + 1;
    let mask = (1_u64 << e.saturating_sub(s)) - 1;
    n.saturating_add(mask) & !mask
}

/// Seals `lines` under `header` to the epoch, and signs where a device is given.
pub fn seal(
    header: &Header,
    lines: &[&str],
    key: &EpochKey,
    signer: Option<&DeviceKey>,
) -> Result<(Sealed, Vec<Span>), CryptoError> {
    let bytes: usize = lines.iter().map(|line| line.len() + 1).sum();
    let mut writer = Writer::start(header, key, bytes)?;
    let mut spans = Vec::with_capacity(lines.len());
    for line in lines {
        spans.push(writer.line(line)?);
    }
    Ok((writer.finish(signer)?, spans))
}

/// Seals one line to the inbox: no mac, since its writer holds no secret.
pub fn seal_inbox(header: &Header, line: &str, recipient: &str) -> Result<Sealed, CryptoError> {
    let recipient: age::x25519::Recipient = recipient.parse().map_err(|_| CryptoError::BadKey {
        why: "no recipient".into(),
    })?;
    let json = serde_json::to_string(header).map_err(CryptoError::Json)?;
    let mut text = format!("{json}\n{line}\n").into_bytes();
    pad(&mut text, 0);
    seal_bytes(&text, &[&recipient]).map(Sealed)
}

/// Seals bytes that are no object: identity files, the statements.
pub(crate) fn seal_bytes(
    text: &[u8],
    recipients: &[&dyn age::Recipient],
) -> Result<Vec<u8>, CryptoError> {
    let out = Vec::with_capacity(text.len() + 1024 + text.len() / 2000);
    let mut writer = encrypt(recipients, out)?;
    writer.write_all(text).map_err(CryptoError::Io)?;
    writer.finish().map_err(CryptoError::Io)
}

fn encrypt(
    recipients: &[&dyn age::Recipient],
    out: Vec<u8>,
) -> Result<age::stream::StreamWriter<Vec<u8>>, CryptoError> {
    age::Encryptor::with_recipients(recipients.iter().copied())
        .map_err(|_| CryptoError::BadKey {
            why: "no recipient".into(),
        })?
        .wrap_output(out)
        .map_err(CryptoError::Io)
}

fn pad(text: &mut Vec<u8>, at_least: usize) {
    let size = padme(text.len().max(at_least) as u64);
    text.resize(usize::try_from(size).unwrap_or(text.len()), b' ');
}

/// Writes one object line by line.
pub struct Writer {
    out: age::stream::StreamWriter<Vec<u8>>,
    mac: MacState,
    sha: Sha256,
    kind: Kind,
    written: u64,
}

impl Writer {
    /// Begins an object of about `bytes` bytes; the epoch is filled in.
    pub fn start(header: &Header, key: &EpochKey, bytes: usize) -> Result<Self, CryptoError> {
        let mut header = header.clone();
        header.epoch = Some(key.id);
        let json = serde_json::to_string(&header).map_err(CryptoError::Json)?;
        let room = bytes + bytes / 30 + 2048;
        let out = encrypt(&[&key.recipient], Vec::with_capacity(room))?;
        let mac = new_mac(mac_key(key, header.kind));
        let mut writer = Self {
            out,
            mac,
            sha: Sha256::new(),
            kind: header.kind,
            written: 0,
        };
        writer.line(&json)?;
        Ok(writer)
    }

    /// Adds a line and says where it stands.
    pub fn line(&mut self, line: &str) -> Result<Span, CryptoError> {
        let span = Span {
            offset: self.written,
            length: line.len() as u64,
        };
        self.bytes(line.as_bytes())?;
        self.bytes(b"\n")?;
        Ok(span)
    }

    /// Adds a line with the mac of all that came before, so that a reader may stop there.
    pub fn checkpoint(&mut self) -> Result<(), CryptoError> {
        let mac = to_hex(&self.mac.clone().finalize().into_bytes());
        self.line(&format!("{{\"mac\":\"{mac}\"}}")).map(|_| ())
    }

    /// Ends the object with its mac and, where a device is given, its signature.
    pub fn finish(mut self, signer: Option<&DeviceKey>) -> Result<Sealed, CryptoError> {
        let mac = to_hex(&self.mac.clone().finalize().into_bytes());
        let line = match signer {
            Some(device) => {
                let digest: [u8; 32] = self.sha.clone().finalize().into();
                let sig = to_hex(&device.key.sign(self.kind.name(), &digest));
                format!("{{\"mac\":\"{mac}\",\"sig\":\"{sig}\"}}")
            }
            None => format!("{{\"mac\":\"{mac}\"}}"),
        };
        self.line(&line)?;
        let at_least = if self.kind == Kind::Bundle {
            BUNDLE_BYTES_MIN as u64
        } else {
            0
        };
        let blanks = padme(self.written.max(at_least)) - self.written;
        std::io::copy(&mut std::io::repeat(b' ').take(blanks), &mut self.out)
            .map_err(CryptoError::Io)?;
        self.out.finish().map(Sealed).map_err(CryptoError::Io)
    }

    fn bytes(&mut self, bytes: &[u8]) -> Result<(), CryptoError> {
        self.mac.update(bytes);
        if self.kind == Kind::Bundle {
            self.sha.update(bytes);
        }
        self.written += bytes.len() as u64;
        self.out.write_all(bytes).map_err(CryptoError::Io)
    }
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Writer({} bytes)", self.written)
    }
}

pub(crate) fn mac_key(key: &EpochKey, kind: Kind) -> &KeyBytes {
    match kind {
        Kind::Catalogue => &key.catalogue_mac,
        Kind::State => &key.state_mac,
        Kind::Loose | Kind::Segment | Kind::Bundle | Kind::Chunk | Kind::Inbox => &key.object_mac,
    }
}

/// An object that opened: its shape was checked, its mac and signature can be.
pub struct Object {
    /// Its first line.
    pub header: Header,
    text: String,
    lines: Vec<Range<usize>>,
    signed: usize,
    trailer: Trailer,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Trailer {
    mac: String,
    #[serde(default)]
    sig: Option<String>,
}

impl Object {
    /// The lines between header and mac, with where they stand.
    pub fn lines(&self) -> impl Iterator<Item = (&str, Span)> {
        self.lines.iter().map(|range| {
            let span = Span {
                offset: range.start as u64,
                length: range.len() as u64,
            };
            (self.text.get(range.clone()).unwrap_or_default(), span)
        })
    }

    /// The line that stands at `span`; `None` where none does.
    pub fn line_at(&self, span: Span) -> Option<&str> {
        let start = usize::try_from(span.offset).ok()?;
        let at = self.lines.binary_search_by_key(&start, |range| range.start);
        let range = self.lines.get(at.ok()?)?;
        self.text
            .get(range.clone())
            .filter(|line| line.len() as u64 == span.length)
    }

    /// The memory that its text stood in.
    pub fn into_room(self) -> Vec<u8> {
        self.text.into_bytes()
    }

    /// How many bytes of plain text it has.
    pub fn text_bytes(&self) -> usize {
        self.text.len()
    }

    /// Checks that a holder of the epoch's key wrote it.
    pub fn check_mac(&self, keyring: &Keyring) -> Result<(), CryptoError> {
        let epoch = self.header.epoch.ok_or(CryptoError::Mac)?;
        let key = keyring.epoch(epoch).ok_or(CryptoError::NotForUs)?;
        let mut mac = [0; 32];
        from_hex(&self.trailer.mac, &mut mac).ok_or(CryptoError::Mac)?;
        let mut state = new_mac(mac_key(key, self.header.kind));
        state.update(self.signed_bytes());
        state.verify_slice(&mac).map_err(|_| CryptoError::Mac)
    }

    /// Whether the device with this key signed it.
    pub fn is_signed_by(&self, key: &VerifyingKey) -> bool {
        let mut sig = [0; 64];
        let hex = self.trailer.sig.as_deref().unwrap_or_default();
        if from_hex(hex, &mut sig).is_none() {
            return false;
        }
        let digest: [u8; 32] = Sha256::digest(self.signed_bytes()).into();
        verify(key, self.header.kind.name(), &digest, &sig)
    }

    fn signed_bytes(&self) -> &[u8] {
        self.text.as_bytes().get(..self.signed).unwrap_or_default()
    }
}

impl std::fmt::Debug for Object {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Object({}, {} lines)",
            self.header.kind.name(),
            self.lines.len()
        )
    }
}

/// Opens an object of one of the `kinds` and checks its mac.
pub fn open(bytes: &[u8], keyring: &Keyring, kinds: &[Kind]) -> Result<Object, CryptoError> {
    let object = open_unjudged(bytes, keyring, kinds)?;
    object.check_mac(keyring)?;
    Ok(object)
}

/// The same in memory that was in use before; [`Object::into_room`] gives it back.
pub fn open_in(
    room: Vec<u8>,
    bytes: &[u8],
    keyring: &Keyring,
    kinds: &[Kind],
) -> Result<Object, CryptoError> {
    one_recipient(bytes)?;
    let text = open_bytes_in(room, bytes, &keyring.identities())?;
    let object = parse(text, kinds, true, Some(keyring.vault))?;
    object.check_mac(keyring)?;
    Ok(object)
}

/// Opens an object without checking its mac: the caller reads its statements first.
pub fn open_unjudged(
    bytes: &[u8],
    keyring: &Keyring,
    kinds: &[Kind],
) -> Result<Object, CryptoError> {
    one_recipient(bytes)?;
    let text = open_bytes(bytes, &keyring.identities())?;
    parse(text, kinds, true, Some(keyring.vault))
}

/// Opens an object of the inbox.
pub fn open_inbox(bytes: &[u8], identity: &Identity) -> Result<Object, CryptoError> {
    one_recipient(bytes)?;
    let text = open_bytes(bytes, &[identity])?;
    parse(text, &[Kind::Inbox], false, None)
}

/// Reads a line that stands at `span`, by seeking in the stream.
pub fn read_span(
    from: impl Read + Seek,
    keyring: &Keyring,
    span: Span,
) -> Result<String, CryptoError> {
    if span.length > crate::model::limits::LINE_BYTES_MAX as u64 {
        return Err(CryptoError::Damaged { what: "a place" });
    }
    read_lines(from, keyring, span)
}

/// The same of lines of any length: whoever says where they stand must be believed.
pub fn read_lines(
    from: impl Read + Seek,
    keyring: &Keyring,
    span: Span,
) -> Result<String, CryptoError> {
    let mut stream = crate::crypto::stream::decrypt(from, &keyring.identities())?;
    stream
        .seek(SeekFrom::Start(span.offset))
        .map_err(CryptoError::from_io)?;
    let length =
        usize::try_from(span.length).map_err(|_| CryptoError::Damaged { what: "a place" })?;
    let mut text = vec![0; length];
    stream.read_exact(&mut text).map_err(CryptoError::from_io)?;
    String::from_utf8(text).map_err(|_| CryptoError::Damaged { what: "the text" })
}

/// Opens an age file that is no object: an identity file, the statements.
pub(crate) fn open_bytes(bytes: &[u8], identities: &[&Identity]) -> Result<String, CryptoError> {
    open_bytes_in(Vec::new(), bytes, identities)
}

fn open_bytes_in(
    room: Vec<u8>,
    bytes: &[u8],
    identities: &[&Identity],
) -> Result<String, CryptoError> {
    let stream = crate::crypto::stream::decrypt_buffered(bytes, identities)?;
    read_text(room, bytes.len(), stream)
}

/// The same with identities of every kind that age knows.
pub(crate) fn open_by_any(
    bytes: &[u8],
    identities: &[&dyn age::Identity],
) -> Result<String, CryptoError> {
    let stream = crate::crypto::stream::decrypt_by_any(bytes, identities)?;
    read_text(Vec::new(), bytes.len(), stream)
}

fn read_text(
    room: Vec<u8>,
    length_max: usize,
    mut stream: impl Read,
) -> Result<String, CryptoError> {
    let mut text = room;
    // One reservation: a growing buffer would leave copies of the text behind.
    text.resize(length_max, 0);
    let mut length = 0;
    while let Some(rest) = text.get_mut(length..).filter(|rest| !rest.is_empty()) {
        match stream.read(rest).map_err(CryptoError::from_io)? {
            0 => break,
            n => length += n,
        }
    }
    text.truncate(length);
    String::from_utf8(text).map_err(|_| CryptoError::Damaged { what: "the text" })
}

// Exactly one X25519 stanza and no passphrase; age's own random 'grease' stanzas may stand beside it.
fn one_recipient(bytes: &[u8]) -> Result<(), CryptoError> {
    if !bytes.starts_with(MAGIC) {
        return Err(CryptoError::NotAge);
    }
    let mut count = 0;
    for line in bytes.split(|byte| *byte == b'\n').take(256) {
        if line.starts_with(b"---") {
            break;
        }
        if line.starts_with(b"-> scrypt ") {
            return Err(CryptoError::NotAge);
        }
        count += usize::from(line.starts_with(b"-> X25519 "));
    }
    if count == 1 {
        Ok(())
    } else {
        Err(CryptoError::NotAge)
    }
}

/// Reads the version alone, so that what a newer diurnal wrote is named as such.
#[derive(Deserialize)]
struct Version {
    diurnal: u64,
}

pub(crate) fn parse_header(line: &str) -> Result<Header, CryptoError> {
    let version: Version = serde_json::from_str(line).map_err(CryptoError::Json)?;
    if version.diurnal > FORMAT {
        return Err(CryptoError::Newer);
    }
    strict::check(line).map_err(CryptoError::Json)?;
    serde_json::from_str(line).map_err(CryptoError::Json)
}

fn parse(
    text: String,
    kinds: &[Kind],
    with_mac: bool,
    vault: Option<crate::model::id::VaultId>,
) -> Result<Object, CryptoError> {
    let shape = CryptoError::Damaged {
        what: "the lines of the object",
    };
    let Some(first) = text.find('\n') else {
        return Err(shape);
    };
    let header = parse_header(text.get(..first).unwrap_or_default())?;
    if vault.is_some_and(|vault| vault != header.vault) {
        return Err(CryptoError::ForeignVault);
    }
    if !kinds.contains(&header.kind) {
        return Err(CryptoError::Kind);
    }
    let end = text.trim_end_matches(' ').len();
    let mut lines = Vec::new();
    let mut start = first + 1;
    let bytes = text.as_bytes();
    for newline in memchr::memchr_iter(b'\n', bytes.get(start..end).unwrap_or_default()) {
        let line_end = first + 1 + newline;
        lines.push(start..line_end);
        start = line_end + 1;
    }
    if start != end || bytes.get(end..).is_none() {
        return Err(shape);
    }
    let mut trailer = Trailer::default();
    let mut signed = end;
    if with_mac {
        let Some(last) = lines.pop() else {
            return Err(shape);
        };
        signed = last.start;
        let line = text.get(last).unwrap_or_default();
        strict::check(line).map_err(CryptoError::Json)?;
        trailer = serde_json::from_str(line).map_err(CryptoError::Json)?;
    }
    if lines.len() as u64 != header.n {
        return Err(shape);
    }
    Ok(Object {
        header,
        text,
        lines,
        signed,
        trailer,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::EpochId;
    use crate::model::id::VaultId;

    fn keyring() -> Keyring {
        Keyring::new(
            VaultId([3; 32]),
            vec![EpochKey::new(EpochId([4; 16]), Identity::generate())],
        )
    }

    fn sealed(keyring: &Keyring, lines: &[&str]) -> (Sealed, Vec<Span>) {
        let header = Header::new(Kind::Loose, keyring.vault, lines.len() as u64);
        seal(&header, lines, keyring.newest().unwrap(), None).unwrap()
    }

    #[test]
    fn sizes_are_those_of_padme() {
        assert_eq!(
            [0, 1, 9, 100, 1000, 1_000_000].map(padme),
            [0, 1, 10, 104, 1024, 1_015_808]
        );
        for n in 1..5000 {
            assert!(padme(n) >= n && padme(n) <= n + n / 8 + 1);
        }
    }

    #[test]
    fn what_is_sealed_opens_line_by_line() {
        let keyring = keyring();
        let (sealed, spans) = sealed(&keyring, &["{\"a\":1}", "{\"b\":\"é\"}"]);
        let object = open(sealed.as_bytes(), &keyring, &[Kind::Loose]).unwrap();
        assert_eq!(
            object
                .lines()
                .map(|(line, _)| line.to_owned())
                .collect::<Vec<_>>(),
            ["{\"a\":1}", "{\"b\":\"é\"}"]
        );
        let line = read_span(std::io::Cursor::new(sealed.as_bytes()), &keyring, spans[1]).unwrap();
        assert_eq!(line, "{\"b\":\"é\"}");
        assert_eq!(
            object.text_bytes() as u64,
            padme(object.text_bytes() as u64)
        );
    }

    #[test]
    fn every_flipped_byte_is_found() {
        let keyring = keyring();
        let (sealed, _) = sealed(&keyring, &["{\"a\":1}"]);
        for at in 0..sealed.as_bytes().len() {
            let mut bytes = sealed.as_bytes().to_vec();
            bytes[at] ^= 1;
            assert!(open(&bytes, &keyring, &[Kind::Loose]).is_err(), "byte {at}");
        }
        for length in 0..sealed.as_bytes().len() {
            assert!(open(&sealed.as_bytes()[..length], &keyring, &[Kind::Loose]).is_err());
        }
    }

    #[test]
    fn s09_a_stranger_who_knows_the_recipient_is_found_by_the_mac() {
        let ours = keyring();
        let epoch = ours.newest().unwrap();
        let mut forged = EpochKey::new(epoch.id, Identity::generate());
        forged.recipient = epoch.recipient.clone();
        let header = Header::new(Kind::Loose, ours.vault, 0);
        let (sealed, _) = seal(&header, &[], &forged, None).unwrap();
        assert!(matches!(
            open(sealed.as_bytes(), &ours, &[Kind::Loose]),
            Err(CryptoError::Mac)
        ));
    }

    #[test]
    fn a_line_for_the_inbox_is_padded_too() {
        let own = Identity::generate();
        let header = Header::new(Kind::Inbox, VaultId([3; 32]), 1);
        for length in [1, 200, 3000] {
            let line = "x".repeat(length);
            let sealed = seal_inbox(&header, &line, &own.recipient()).unwrap();
            let text = open_bytes(sealed.as_bytes(), &[&own]).unwrap();
            let written = text.trim_end_matches(' ').len() as u64;
            assert_eq!(text.len() as u64, padme(written), "{length}");
        }
    }

    #[test]
    fn another_device_s_signature_is_none() {
        let keyring = keyring();
        let device = |byte: u8| DeviceKey {
            id: crate::model::id::DeviceId([1; 16]),
            key: crate::crypto::identity::SignKey::from_seed(&[byte; 32]),
        };
        let (ours, other) = (device(1), device(2));
        let header = Header::new(Kind::Bundle, keyring.vault, 0);
        let signed = |signer| {
            let epoch = keyring.newest().unwrap();
            let (sealed, _) = seal(&header, &[], epoch, signer).unwrap();
            let object = open(sealed.as_bytes(), &keyring, &[Kind::Bundle]).unwrap();
            object.is_signed_by(&ours.key.verifying_key())
        };
        assert!(signed(Some(&ours)));
        assert!(!signed(Some(&other)) && !signed(None));
    }

    #[test]
    fn kinds_vaults_and_versions_are_told_apart() {
        let ours = keyring();
        let (sealed, _) = sealed(&ours, &[]);
        assert!(matches!(
            open(sealed.as_bytes(), &ours, &[Kind::State]),
            Err(CryptoError::Kind)
        ));
        assert!(matches!(
            open(sealed.as_bytes(), &keyring(), &[Kind::Loose]),
            Err(CryptoError::NotForUs)
        ));
        let mut header = Header::new(Kind::Loose, VaultId([9; 32]), 0);
        let (other, _) = seal(&header, &[], ours.newest().unwrap(), None).unwrap();
        assert!(matches!(
            open(other.as_bytes(), &ours, &[Kind::Loose]),
            Err(CryptoError::ForeignVault)
        ));
        header.vault = ours.vault;
        header.diurnal = 2;
        let (newer, _) = seal(&header, &[], ours.newest().unwrap(), None).unwrap();
        assert!(matches!(
            open(newer.as_bytes(), &ours, &[Kind::Loose]),
            Err(CryptoError::Newer)
        ));
    }
}
