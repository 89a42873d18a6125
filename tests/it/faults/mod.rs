//! What is left after a disaster: kills, full disks, hosts that lose or swap what they hold.

mod calls;
mod canary;
mod clocks;
mod crash;
mod damage_cli;
mod disk;
mod incidents;
mod limits;
mod may_2018;
mod memory;
mod odd_files;
mod pages;
mod power;
mod private;
mod purge;
mod secrets;
mod several;

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use diurnal::clock;
use diurnal::journal::Journal;
use diurnal::journal::types::Key;
use diurnal::model::entry::Content;
use diurnal::model::outside::Outside;
use diurnal::model::places::Places;
use diurnal::model::places::Preferences;
use diurnal::model::secret::Secret;
use diurnal::model::time::Moment;
use diurnal::model::time::Zone;

use crate::support::Home;
use crate::support::PASSPHRASE;

/// Where the vault of a home lives.
pub fn places(home: &Path) -> Places {
    let dir = home.join("diurnal/data/vaults/default");
    Places {
        vault: "default".into(),
        store: dir.join("journal.db"),
        mirror: dir.join("mirror"),
        sync_lock: dir.join("sync.lock"),
        vault_dir: dir,
        seen: home.join("diurnal/state/seen/default"),
        scratch: home.join("diurnal/state"),
        socket: home.join("diurnal/runtime/agent-default.sock"),
        surroundings: diurnal::model::places::Surroundings::default(),
    }
}

/// The vault of `home` in this process, as the screens have it open.
pub fn library(home: &Home) -> Journal {
    let mut journal =
        Journal::open(places(&home.path("")), Preferences::default(), outside()).unwrap();
    let passphrase = Secret::new(PASSPHRASE.into());
    journal.unlock(&Key::Passphrase(passphrase)).unwrap();
    journal
}

/// The machine's own time and chance, in a zone of the tests.
pub fn outside() -> Outside {
    Outside {
        zone: || Zone::named("Europe/Berlin").unwrap(),
        ..clock::outside()
    }
}

/// An entry of the present moment.
pub fn content(body: &str) -> Content {
    let outside = outside();
    let at = Moment::at((outside.now)(), &(outside.zone)());
    Content {
        body: body.into(),
        ..Content::new(at, "journal")
    }
}

/// The ids of all entries that are not deleted.
#[track_caller]
pub fn ids(home: &Home) -> BTreeSet<String> {
    let rows = home.json_lines(&["list", "--limit", "0"]);
    rows.iter()
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect()
}

/// The digest over all revisions.
#[track_caller]
pub fn digest(home: &Home) -> String {
    home.json(&["status"])["digest"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// The drill must find everything, and says how many entries that was.
#[track_caller]
pub fn all_equal(home: &Home) -> u64 {
    let output = home.run(&["verify", "--json"]);
    let sheet: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (output.status.code(), &sheet["ok"]),
        (Some(0), &true.into()),
        "{sheet}"
    );
    let remote = &sheet["remotes"][0];
    assert_eq!(remote["digest"]["expected"], remote["digest"]["restored"]);
    remote["entries"]["restored"].as_u64().unwrap()
}

/// A bare repository beside `remote`'s own vault is copied with everything in it.
pub fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_tree(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Every file below `top`.
pub fn files(top: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(top).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// What a program came to that was killed while it ran, or just missed.
pub struct Killed {
    /// What it had printed on stdout.
    pub printed: String,
    /// Whether the kill met it; else it had ended by itself.
    pub met: bool,
}

/// Starts `command` and kills it, as a power switch would, `after` that long.
pub fn kill(mut command: Command, after: Duration) -> Killed {
    let start = Instant::now();
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    thread::sleep(after.saturating_sub(start.elapsed()));
    child.kill().unwrap();
    let mut printed = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut printed)
        .unwrap();
    let mut said = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    let status = child.wait().unwrap();
    let met = status.signal() == Some(9);
    assert!(met || status.success(), "{status}: {said}");
    Killed { printed, met }
}

/// How long a command takes when nobody kills it. It must succeed.
#[track_caller]
pub fn takes(mut command: Command) -> Duration {
    let start = Instant::now();
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    start.elapsed()
}

/// The moments at which one command is killed, and how many of the kills met it: a countdown over its
/// whole length, and random moments between.
///
/// A sweep that would end without having met its program goes on, with half the time at each kill,
/// until it has: how long a program takes differs from run to run.
pub struct Sweep {
    of: &'static str,
    whole: Duration,
    count: u32,
    next: u32,
    met: u32,
    random: u64,
}

impl Sweep {
    /// `share` of every 40 kills that `DIURNAL_SWEEP` asks for (40 where it says nothing), of a
    /// command that takes `whole`. `DIURNAL_SWEEP_SEED` gives other random moments.
    pub fn new(of: &'static str, share: u32, whole: Duration) -> Self {
        let number = |name: &str| {
            let text = std::env::var(name).ok()?;
            Some(text.parse::<u32>().expect("a sweep is told by numbers"))
        };
        let total = number("DIURNAL_SWEEP").unwrap_or(40);
        let seed = u64::from(number("DIURNAL_SWEEP_SEED").unwrap_or(0));
        Self {
            of,
            whole,
            count: (total * share).div_ceil(40),
            next: 0,
            met: 0,
            // Spread over all bits, and never 0, from which no other number would come.
            random: 0x9e37_79b9_7f4a_7c15 ^ seed.wrapping_mul(0xbf58_476d_1ce4_e5b9),
        }
    }

    /// The next kill: its number, from 0, and after how long. `None` at the end.
    pub fn next_kill(&mut self) -> Option<(usize, Duration)> {
        let n = self.next;
        if n >= self.count {
            if self.met > 0 {
                return None;
            }
            self.whole /= 2;
        }
        self.next += 1;
        let part = if n.is_multiple_of(2) {
            f64::from(self.count.saturating_sub(n) + 1) / f64::from(self.count + 2)
        } else {
            f64::from(self.random()) / f64::from(1_u32 << 31)
        };
        Some((n as usize, self.whole.mul_f64(part)))
    }

    /// Counts a kill.
    pub fn count(&mut self, killed: &Killed) {
        self.met += u32::from(killed.met);
    }

    fn random(&mut self) -> u32 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        u32::try_from(self.random >> 33).unwrap()
    }
}

impl Drop for Sweep {
    fn drop(&mut self) {
        println!(
            "{}: {} kills, {} met the program",
            self.of, self.next, self.met
        );
    }
}
