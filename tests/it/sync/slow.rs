//! Hosts that are slow, or that let go in the middle: more of what the list of faults asks under Y35,
//! Y37, Y39 and Y46.

use std::time::Duration;
use std::time::Instant;

use diurnal::sync::remote::Remote;

use super::Device;
use super::chain;
use super::git;
use super::http::Host;
use super::http::Manner;
use super::http::by_program;
use super::http::impatient;
use super::open;
use crate::support::PATIENCE;

/// Far fewer bytes a second than any line that is of use.
const TRICKLE: Manner = Manner::Trickles(Duration::from_millis(50));

#[test]
fn y35_a_byte_now_and_then_is_no_progress() {
    let Some(host) = Host::start(Manner::Serves) else {
        return;
    };
    let mut device = Device::new(1);
    device.write(6);
    device.push(&mut open(&host.url())).unwrap();
    let tip = *device.commits.last().unwrap();
    let by_library: fn(&str) -> Remote<'static> = impatient;
    for open in [by_library, by_program] {
        let reader = Device::new(9);
        let mut mirror = reader.mirrors.mirror(chain(1)).unwrap();
        host.become_(Manner::Serves);
        let mut remote = open(&host.url());
        remote.list(&reader.mirrors).unwrap();
        host.become_(TRICKLE);
        let began = Instant::now();
        let error = remote.fetch(chain(1), tip, &mut mirror).unwrap_err();
        assert_eq!(error.condition(), "timeout", "{error:?}");
        let error = open(&host.url()).list(&reader.mirrors).unwrap_err();
        assert_eq!(error.condition(), "timeout", "{error:?}");
        assert!(began.elapsed() < PATIENCE);
        assert!(!mirror.holds(tip));
        host.become_(Manner::Serves);
        assert_eq!(reader.pull(&mut open(&host.url())), [(chain(1), 6)]);
    }
}

#[test]
fn y37_a_host_that_takes_no_push_or_none_so_large_is_named() {
    let Some(host) = Host::start(Manner::Serves) else {
        return;
    };
    let mut device = Device::new(1);
    device.write(2);
    for status in ["413 Payload Too Large", "403 Forbidden"] {
        host.become_(Manner::TakesNone(status));
        for open in [open as fn(&str) -> Remote<'static>, by_program] {
            let error = device.push(&mut open(&host.url())).unwrap_err();
            assert_eq!(error.condition(), "push-refused", "{status}: {error:?}");
        }
    }
    host.become_(Manner::Serves);
    assert_eq!(device.push(&mut open(&host.url())).unwrap(), 2);
    assert!(git(&host.path, &["fsck", "--strict"]));
}
