//! A tar file, member after member, as Joplin writes it. Nothing is written to the disk, so that no
//! name in it can lead anywhere; and what a header says of sizes is only ever read against the file.

use std::io;
use std::io::BufRead;
use std::io::Read;

/// A header, and the unit that members are filled up to, in bytes.
const BLOCK: usize = 512;

/// A member's header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    /// Its path, as it stands there.
    pub(super) name: String,
    /// Whether it is a file: no link, no folder, no device.
    pub(super) is_file: bool,
    /// How long it says that it is, in bytes.
    pub(super) bytes: u64,
}

/// Reads it.
#[derive(Debug)]
pub(super) struct Tar<R> {
    from: R,
    /// What of the open member, and of what fills it up, was not read yet, in bytes.
    left: u64,
    ended: bool,
}

impl<R: BufRead> Tar<R> {
    pub(super) fn new(from: R) -> Self {
        Self {
            from,
            left: 0,
            ended: false,
        }
    }

    /// The next member; none behind the last. An error is told once.
    pub(super) fn next_member(&mut self) -> io::Result<Option<Member>> {
        if self.ended {
            return Ok(None);
        }
        let next = self.next_header();
        self.ended = !matches!(next, Ok(Some(_)));
        next
    }

    /// The bytes of the member; none where there are more than `max`.
    pub(super) fn read(&mut self, member: &Member, max: usize) -> io::Result<Option<Vec<u8>>> {
        if member.bytes > max as u64 {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        let mut inside = self.from.by_ref().take(member.bytes);
        let read = inside.read_to_end(&mut bytes)? as u64;
        self.left = self.left.saturating_sub(read);
        if read < member.bytes {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Some(bytes))
    }

    fn next_header(&mut self) -> io::Result<Option<Member>> {
        let mut rest = self.from.by_ref().take(self.left);
        let passed = io::copy(&mut rest, &mut io::sink())?;
        if passed < self.left {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut header = [0; BLOCK];
        self.from.read_exact(&mut header)?;
        if header.iter().all(|byte| *byte == 0) {
            return Ok(None);
        }
        let member = member(&header).ok_or_else(|| io::Error::other("no header of a tar file"))?;
        let block = BLOCK as u64;
        let filled = member.bytes.checked_next_multiple_of(block);
        self.left = filled.ok_or_else(|| io::Error::other("an absurd size"))?;
        Ok(Some(member))
    }
}

/// What a header says, where its sum is right.
fn member(header: &[u8; BLOCK]) -> Option<Member> {
    let field = |at: usize, bytes: usize| header.get(at..at + bytes);
    // The sum is counted with blanks where it stands itself.
    let sum: u64 = header.iter().map(|byte| u64::from(*byte)).sum();
    let own = field(148, 8)?;
    let own: u64 = own.iter().map(|byte| u64::from(*byte)).sum();
    if octal(field(148, 8)?)? != sum - own + 8 * u64::from(b' ') {
        return None;
    }
    let text = |bytes: &[u8]| {
        let bytes = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
        String::from_utf8_lossy(bytes).into_owned()
    };
    let mut name = text(field(0, 100)?);
    let prefix = text(field(345, 155)?);
    if field(257, 6)? == b"ustar\0" && !prefix.is_empty() {
        name = format!("{prefix}/{name}");
    }
    Some(Member {
        name,
        is_file: matches!(header.get(156)?, b'0' | 0),
        bytes: octal(field(124, 12)?)?,
    })
}

fn octal(field: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(field).ok()?;
    u64::from_str_radix(text.trim_matches(['\0', ' ']), 8).ok()
}
