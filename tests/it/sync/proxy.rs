//! A line that fails: a proxy before git's own server that cuts after so many bytes, up or down, or
//! turns one bit, at a sweep of places.
//!
//! A few places each, or every one where `DIURNAL_CUTS` is set.

use std::io::Read;
use std::io::Write;
use std::net::Shutdown;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;

use diurnal::sync::error::SyncError;

use super::Device;
use super::chain;
use super::git;
use super::http::Host;
use super::http::Manner;
use super::open;

/// What the line does to the bytes of one direction, counted over all connections.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// The line ends: FIN both ways.
    Cut(usize),
    /// The line is torn: RST both ways.
    Reset(usize),
    Flip(usize),
}

/// What is done, and how many bytes went which way so far.
#[derive(Debug, Default)]
struct Line {
    up: Option<Fault>,
    down: Option<Fault>,
    sent: [usize; 2],
}

/// A port of this machine behind which the host is. Its threads end with the test program.
struct Proxy {
    port: u16,
    line: Arc<Mutex<Line>>,
}

impl Proxy {
    fn before(host: &Host) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let line = Arc::new(Mutex::new(Line::default()));
        let (shared, to) = (line.clone(), host.port());
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let client = client.unwrap();
                let server = TcpStream::connect(("127.0.0.1", to)).unwrap();
                let (back, forth) = (server.try_clone().unwrap(), client.try_clone().unwrap());
                let (up, down) = (shared.clone(), shared.clone());
                std::thread::spawn(move || carry(client, server, &up, 0));
                std::thread::spawn(move || carry(back, forth, &down, 1));
            }
        });
        Self { port, line }
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}/remote.git", self.port)
    }

    /// From now on the line does this, and counts anew.
    fn become_(&self, up: Option<Fault>, down: Option<Fault>) {
        *self.line.lock().unwrap() = Line {
            up,
            down,
            sent: [0; 2],
        };
    }

    /// How many bytes went up and down since.
    fn sent(&self) -> [usize; 2] {
        self.line.lock().unwrap().sent
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, line: &Mutex<Line>, way: usize) {
    let mut buffer = [0; 4096];
    while let Ok(n @ 1..) = from.read(&mut buffer) {
        let mut line = line.lock().unwrap();
        let at = line.sent[way];
        line.sent[way] += n;
        let fault = [line.up, line.down][way];
        drop(line);
        let mut pass = n;
        match fault {
            Some(Fault::Cut(after) | Fault::Reset(after)) if at + n > after => {
                pass = after.saturating_sub(at);
            }
            Some(Fault::Flip(place)) if (at..at + n).contains(&place) => buffer[place - at] ^= 4,
            _ => {}
        }
        if to.write_all(&buffer[..pass]).is_err() || pass < n {
            if let Some(Fault::Reset(_)) = fault {
                // A connection that is dissolved where it stands: the kernel sends RST.
                rustix::net::connect_unspec(&to).ok();
                rustix::net::connect_unspec(&from).ok();
                return;
            }
            break;
        }
    }
    to.shutdown(Shutdown::Both).ok();
    from.shutdown(Shutdown::Both).ok();
}

/// Places among so many bytes: some of them, or all.
fn places(bytes: usize) -> impl Iterator<Item = usize> {
    let all = std::env::var_os("DIURNAL_CUTS").is_some();
    let step = if all { 1 } else { bytes / 12 + 1 };
    (0..bytes).step_by(step)
}

/// A device with a proxy before its host, which has one bundle of it already.
fn scene() -> Option<(Host, Proxy, Device)> {
    let host = Host::start(Manner::Serves)?;
    let proxy = Proxy::before(&host);
    let mut device = Device::new(1);
    device.write(1);
    device.push(&mut open(&proxy.url())).unwrap();
    Some((host, proxy, device))
}

/// A fault of the line is one that may pass, and never says anything of the host's store or of us.
fn is_of_the_line(error: &SyncError) -> bool {
    error.is_transient() || error.condition() == "remote-damaged"
}

#[test]
fn y33_a_push_that_is_cut_at_any_byte_is_whole_after_the_next_try() {
    let Some((host, proxy, mut device)) = scene() else {
        return;
    };
    device.write(1);
    proxy.become_(None, None);
    device.push(&mut open(&proxy.url())).unwrap();
    let [up, down] = proxy.sent();
    assert!(up > 1000 && down > 500, "{up} up, {down} down");
    let faults = |after| [Some(Fault::Cut(after)), Some(Fault::Reset(after))];
    let ups = places(up).flat_map(faults).map(|fault| (fault, None));
    let downs = places(down).flat_map(faults).map(|fault| (None, fault));
    let (mut failed, mut tried) = (0, 0);
    for (up, down) in ups.chain(downs) {
        device.write(1);
        proxy.become_(up, down);
        tried += 1;
        if let Err(error) = device.push(&mut open(&proxy.url())) {
            assert!(error.is_transient(), "{up:?} {down:?}: {error:?}");
            failed += 1;
        }
        // Where only the answer was cut the host has it already, and that is no error now.
        proxy.become_(None, None);
        device.push(&mut open(&proxy.url())).unwrap();
        assert!(git(&host.path, &["fsck", "--strict"]));
    }
    assert!(failed * 4 > tried * 3, "{failed} of {tried} were cut");
    let reader = Device::new(9);
    let found = reader.pull(&mut open(&proxy.url()));
    assert_eq!(found, [(chain(1), device.commits.len())]);
}

#[test]
fn y33_y34_a_fetch_that_is_cut_or_garbled_brings_nothing_half() {
    let Some((_host, proxy, mut device)) = scene() else {
        return;
    };
    device.write(3);
    device.push(&mut open(&proxy.url())).unwrap();
    let tip = *device.commits.last().unwrap();
    proxy.become_(None, None);
    let whole = Device::new(8);
    whole.pull(&mut open(&proxy.url()));
    let [_, down] = proxy.sent();
    let (mut failed, mut tried) = (0, 0);
    let faults = |at| [Fault::Cut(at), Fault::Reset(at), Fault::Flip(at)];
    for fault in places(down).flat_map(faults) {
        let reader = Device::new(9);
        proxy.become_(None, Some(fault));
        tried += 1;
        let mut remote = open(&proxy.url());
        let mut mirror = reader.mirrors.mirror(chain(1)).unwrap();
        let fetched = remote
            .list(&reader.mirrors)
            .and_then(|_| remote.fetch(chain(1), tip, &mut mirror));
        match fetched {
            // A bit of what nobody reads, such as a header's, changes nothing.
            Ok(fetched) => {
                mirror.set_tip(fetched.tip.unwrap()).unwrap();
                assert_eq!(mirror.check().unwrap(), device.commits.len(), "{fault:?}");
            }
            Err(error) => {
                failed += 1;
                assert!(
                    is_of_the_line(&error) || matches!(fault, Fault::Flip(_)),
                    "{fault:?}: {error:?}"
                );
                assert!(!mirror.holds(tip), "{fault:?}");
            }
        }
        proxy.become_(None, None);
        let found = reader.pull(&mut open(&proxy.url()));
        assert_eq!(found, [(chain(1), device.commits.len())], "{fault:?}");
    }
    assert!(failed * 2 > tried, "{failed} of {tried} failed");
}
