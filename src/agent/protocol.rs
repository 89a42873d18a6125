//! What agent and clients say to one another, as bytes. Pure but for the reader and the writer that
//! it is handed.
//!
//! A frame is its length in bytes (u32, big-endian), then the version, a kind, and what belongs to
//! the kind. A connection carries one request and one answer. The secret follows the frame that
//! announces it, so that it is read into locked memory straight away.

use std::io;
use std::io::Read;
use std::io::Write;
use std::time::Duration;

use crate::crypto::locked::LockedBytes;

/// The version of the protocol: agent and client are the same program, so others are refused.
const VERSION: u8 = 1;
/// Longest frame, in bytes.
const FRAME_BYTES_MAX: usize = 4096;
/// Longest secret, in bytes: a slot's and a device's identity take 200.
pub const SECRET_BYTES_MAX: usize = 1 << 16;

/// What a client asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// The secret, please.
    Get,
    /// How long do you still hold it?
    Status,
    /// Forget it and end.
    Lock,
}

/// What the agent answers.
#[derive(Debug)]
pub enum Answer {
    /// The secret.
    Secret(LockedBytes),
    /// What it holds and for how long.
    Status(AgentStatus),
    /// It forgets, and ends.
    Locked,
}

/// What an agent says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgentStatus {
    /// How long it still holds the key if nobody asks for it.
    pub idle_left: Duration,
    /// How long it still holds the key whatever is asked.
    pub left: Duration,
    /// Whether the key is in memory that cannot be swapped out.
    pub memory_locked: bool,
}

impl AgentStatus {
    /// When it ends if nobody asks for the key.
    pub fn ends_in(&self) -> Duration {
        self.idle_left.min(self.left)
    }
}

/// What a new agent is told through its standard input.
#[derive(Debug)]
pub struct Charge {
    /// How long it holds the key when nobody asks for it.
    pub idle: Duration,
    /// How long it holds the key whatever is asked.
    pub max: Duration,
    /// Where it listens, as the bytes of a path.
    pub socket: Vec<u8>,
    /// What it keeps.
    pub secret: LockedBytes,
}

/// Sends a request.
pub fn write_request(to: &mut impl Write, request: Request) -> io::Result<()> {
    let kind = match request {
        Request::Get => b'g',
        Request::Status => b's',
        Request::Lock => b'l',
    };
    write_frame(to, kind, &[])
}

/// Reads a request; an `InvalidData` error where it is none.
pub fn read_request(from: &mut impl Read) -> io::Result<Request> {
    match read_frame(from)? {
        (b'g', rest) if rest.is_empty() => Ok(Request::Get),
        (b's', rest) if rest.is_empty() => Ok(Request::Status),
        (b'l', rest) if rest.is_empty() => Ok(Request::Lock),
        _ => Err(garbage()),
    }
}

/// Sends the secret.
pub fn write_secret(to: &mut impl Write, secret: &LockedBytes) -> io::Result<()> {
    let length = u32::try_from(secret.expose().len()).map_err(|_| garbage())?;
    write_frame(to, b'k', &length.to_be_bytes())?;
    to.write_all(secret.expose())?;
    to.flush()
}

/// Sends what the agent says of itself.
pub fn write_status(to: &mut impl Write, status: &AgentStatus) -> io::Result<()> {
    let mut body = Vec::with_capacity(17);
    body.extend(ms(status.idle_left).to_be_bytes());
    body.extend(ms(status.left).to_be_bytes());
    body.push(u8::from(status.memory_locked));
    write_frame(to, b't', &body)
}

/// Says that the secret is forgotten.
pub fn write_locked(to: &mut impl Write) -> io::Result<()> {
    write_frame(to, b'd', &[])
}

/// Reads an answer; an `InvalidData` error where it is none.
pub fn read_answer(from: &mut impl Read) -> io::Result<Answer> {
    let (kind, body) = read_frame(from)?;
    let mut body = body.as_slice();
    let answer = match kind {
        b'k' => {
            let length = u32::from_be_bytes(take(&mut body)?);
            Answer::Secret(read_secret(from, length)?)
        }
        b't' => {
            let idle_left = Duration::from_millis(u64::from_be_bytes(take(&mut body)?));
            let left = Duration::from_millis(u64::from_be_bytes(take(&mut body)?));
            let [locked] = take(&mut body)?;
            Answer::Status(AgentStatus {
                idle_left,
                left,
                memory_locked: locked != 0,
            })
        }
        b'd' => Answer::Locked,
        _ => return Err(garbage()),
    };
    body.is_empty().then_some(answer).ok_or_else(garbage)
}

/// Tells a new agent what it is for.
pub fn write_charge(to: &mut impl Write, charge: &Charge) -> io::Result<()> {
    let mut body = Vec::with_capacity(20 + charge.socket.len());
    body.extend(ms(charge.idle).to_be_bytes());
    body.extend(ms(charge.max).to_be_bytes());
    body.extend(&charge.socket);
    write_frame(to, b'c', &body)?;
    write_secret(to, &charge.secret)
}

/// Reads what a new agent is for.
pub fn read_charge(from: &mut impl Read) -> io::Result<Charge> {
    let (kind, body) = read_frame(from)?;
    let mut body = body.as_slice();
    if kind != b'c' {
        return Err(garbage());
    }
    let idle = Duration::from_millis(u64::from_be_bytes(take(&mut body)?));
    let max = Duration::from_millis(u64::from_be_bytes(take(&mut body)?));
    let socket = body.to_vec();
    match read_answer(from)? {
        Answer::Secret(secret) => Ok(Charge {
            idle,
            max,
            socket,
            secret,
        }),
        Answer::Status(_) | Answer::Locked => Err(garbage()),
    }
}

fn write_frame(to: &mut impl Write, kind: u8, body: &[u8]) -> io::Result<()> {
    let length = u32::try_from(2 + body.len()).map_err(|_| garbage())?;
    let mut frame = Vec::with_capacity(6 + body.len());
    frame.extend(length.to_be_bytes());
    frame.extend([VERSION, kind]);
    frame.extend(body);
    to.write_all(&frame)?;
    to.flush()
}

/// The kind of a frame and what belongs to it. Nothing is reserved before the length was judged.
fn read_frame(from: &mut impl Read) -> io::Result<(u8, Vec<u8>)> {
    let mut head = [0; 6];
    from.read_exact(&mut head)?;
    let mut rest = head.as_slice();
    let length = u32::from_be_bytes(take(&mut rest)?) as usize;
    let [version, kind] = take(&mut rest)?;
    if version != VERSION || !(2..=FRAME_BYTES_MAX).contains(&length) {
        return Err(garbage());
    }
    let mut body = vec![0; length - 2];
    from.read_exact(&mut body)?;
    Ok((kind, body))
}

fn read_secret(from: &mut impl Read, length: u32) -> io::Result<LockedBytes> {
    let length = length as usize;
    if length > SECRET_BYTES_MAX {
        return Err(garbage());
    }
    let mut secret = LockedBytes::zeroed(length);
    from.read_exact(secret.expose_mut())?;
    Ok(secret)
}

fn take<const N: usize>(from: &mut &[u8]) -> io::Result<[u8; N]> {
    let (first, rest) = from.split_first_chunk().ok_or_else(garbage)?;
    *from = rest;
    Ok(*first)
}

fn ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn garbage() -> io::Error {
    io::Error::from(io::ErrorKind::InvalidData)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_and_answers_read_back() {
        for request in [Request::Get, Request::Status, Request::Lock] {
            let mut bytes = Vec::new();
            write_request(&mut bytes, request).unwrap();
            assert_eq!(read_request(&mut bytes.as_slice()).unwrap(), request);
        }
        let status = AgentStatus {
            idle_left: Duration::from_millis(1),
            left: Duration::from_secs(2),
            memory_locked: true,
        };
        let mut bytes = Vec::new();
        write_status(&mut bytes, &status).unwrap();
        assert!(
            matches!(read_answer(&mut bytes.as_slice()).unwrap(), Answer::Status(s) if s == status)
        );
        let mut bytes = Vec::new();
        write_secret(&mut bytes, &LockedBytes::copy_of(b"secret")).unwrap();
        let answer = read_answer(&mut bytes.as_slice()).unwrap();
        assert!(matches!(answer, Answer::Secret(s) if s.expose() == b"secret"));
        let mut bytes = Vec::new();
        write_locked(&mut bytes).unwrap();
        let answer = read_answer(&mut bytes.as_slice()).unwrap();
        assert!(matches!(answer, Answer::Locked));
    }

    #[test]
    fn a_charge_reads_back() {
        let charge = Charge {
            idle: Duration::from_secs(900),
            max: Duration::MAX,
            socket: b"/run/\xff.sock".to_vec(),
            secret: LockedBytes::copy_of(&[7; 200]),
        };
        let mut bytes = Vec::new();
        write_charge(&mut bytes, &charge).unwrap();
        let read = read_charge(&mut bytes.as_slice()).unwrap();
        assert_eq!(read.idle, charge.idle);
        assert_eq!(read.max, Duration::from_millis(u64::MAX));
        assert_eq!(read.socket, charge.socket);
        assert_eq!(read.secret.expose(), charge.secret.expose());
    }

    #[test]
    fn whatever_comes_is_read_without_harm() {
        let mut bytes = Vec::new();
        write_secret(&mut bytes, &LockedBytes::copy_of(b"secret")).unwrap();
        for cut in 0..bytes.len() {
            assert!(read_answer(&mut &bytes[..cut]).is_err(), "{cut}");
        }
        for garbage in [
            &b"HTTP/1.1 400 Bad Request\r\n\r\n"[..],
            &[0xff; 64],
            &[0; 64],
            &[0, 0, 0, 6, 1, b'k', 0xff, 0xff, 0xff, 0xff, 1, 2, 3],
            &[0, 0, 0, 3, 1, b'd', 0],
            &[0, 0, 0, 2, 2, b'd'],
        ] {
            assert!(read_answer(&mut &garbage[..]).is_err(), "{garbage:?}");
            assert!(read_request(&mut &garbage[..]).is_err(), "{garbage:?}");
            assert!(read_charge(&mut &garbage[..]).is_err(), "{garbage:?}");
        }
    }
}
