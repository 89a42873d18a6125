//! SIGKILL at any moment of sealing and pushing: the next run finds everything or makes it again.

use std::path::Path;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;

use diurnal::sync::mirror::Mirror;
use diurnal::sync::mirror::Mirrors;
use diurnal::sync::remote::Remote;

use super::Device;
use super::bare;
use super::bundle;
use super::chain;
use super::git;
use super::hooks;
use super::open;
use super::options;

/// Where the writer works; set only by the test that kills it.
const FOLDER: &str = "DIURNAL_TEST_KILLED_WRITER";
/// How many bundles the writer would push if it were left alone.
const BUNDLES: u64 = 60;

fn url(folder: &Path) -> String {
    format!("file://{}", folder.join("remote.git").display())
}

/// Makes the commits of bundles 1 to `n` again, as a device does from its store.
fn rebuild(mirror: &mut Mirror, n: u64) {
    let mut parent = None;
    for seq in 1..=n {
        parent = Some(mirror.append(parent, seq, &bundle(1, seq), None).unwrap());
    }
}

/// Pushes what the remote lacks of the chain.
fn push(mirrors: &Mirrors, mirror: &Mirror, remote: &mut Remote<'_>) {
    let listing = remote.list(mirrors).unwrap();
    let at = listing.refs.get(&chain(1).to_string()).copied();
    let tip = mirror.tip().unwrap().unwrap();
    remote.push(chain(1), mirror, at, tip).unwrap();
}

/// The writer: does nothing unless the other test started it.
#[test]
fn writer() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let folder = Path::new(&folder);
    let mirrors = Mirrors::open(&folder.join("mirror")).unwrap();
    mirrors.clean().unwrap();
    let mut remote = open(&url(folder));
    for seq in 1..=BUNDLES {
        let mut mirror = mirrors.mirror(chain(1)).unwrap();
        rebuild(&mut mirror, seq);
        push(&mirrors, &mirror, &mut remote);
    }
}

#[test]
fn y47_a_writer_killed_at_any_moment_loses_and_doubles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let Some(path) = bare(folder.path()) else {
        return;
    };
    let this = std::env::current_exe().unwrap();
    for round in 0..12u64 {
        let mut child = Command::new(&this)
            .args(["--exact", "sync::killed::writer"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(60 + 37 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let mirrors = Mirrors::open(&folder.path().join("mirror")).unwrap();
        mirrors.clean().unwrap();
        let mut mirror = mirrors.mirror(chain(1)).unwrap();
        if mirror.check().is_err() {
            // A kill alone tears no object; if one is torn all the same it is built anew.
            drop(mirror);
            mirrors.put_aside(chain(1)).unwrap();
            mirror = mirrors.mirror(chain(1)).unwrap();
        }
        rebuild(&mut mirror, 3);
        let mut remote = Remote::open(&url(folder.path()), options(), hooks()).unwrap();
        push(&mirrors, &mirror, &mut remote);
        assert!(git(&path, &["fsck", "--strict"]), "round {round}");
        let held = mirror.check().unwrap();
        let reader = Device::new(9);
        assert_eq!(
            reader.pull(&mut remote),
            [(chain(1), held)],
            "round {round}"
        );
    }
}
