//! The verbs, called as the command line and the screens call them.

mod agent;
mod attack;
mod backup;
mod battered;
mod damage;
mod doctor;
mod drill;
mod exchange;
mod forks;
mod inbox;
mod inout;
mod invite;
mod keeping;
mod keys;
mod long_drafts;
mod merging;
mod odd;
mod purging;
mod remotes;
mod search;
mod sim;
pub mod tamper;
mod words;

use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;

use diurnal::clock;
use diurnal::journal::Journal;
use diurnal::journal::types::Init;
use diurnal::journal::types::Initialised;
use diurnal::journal::types::Key;
use diurnal::journal::types::RemoteUnlock;
use diurnal::model::entry::Content;
use diurnal::model::entry::Draft;
use diurnal::model::id::EntryId;
use diurnal::model::outside::Outside;
use diurnal::model::places::Places;
use diurnal::model::places::Preferences;
use diurnal::model::secret::Secret;
use diurnal::model::time::Moment;
use diurnal::model::time::Timestamp;
use diurnal::model::time::Zone;
use tempfile::TempDir;

static TICKS: AtomicI64 = AtomicI64::new(0);

fn now() -> Timestamp {
    Timestamp(1_700_000_000_000 + TICKS.fetch_add(1000, Ordering::Relaxed))
}

pub fn outside() -> Outside {
    Outside {
        now,
        zone: || Zone::named("Europe/Berlin").unwrap(),
        fill: clock::fill,
    }
}

/// A vault of its own in a folder that vanishes.
pub struct Desk {
    pub folder: TempDir,
    pub journal: Journal,
    pub made: Initialised,
}

pub const PASSPHRASE: &str = "the lamp was on";

pub fn places(folder: &std::path::Path) -> Places {
    Places {
        vault: "default".into(),
        vault_dir: folder.join("vaults/default"),
        store: folder.join("vaults/default/journal.db"),
        mirror: folder.join("vaults/default/mirror"),
        sync_lock: folder.join("vaults/default/sync.lock"),
        seen: folder.join("state/seen/default"),
        scratch: folder.join("state"),
        socket: folder.join("run/agent.sock"),
        surroundings: diurnal::model::places::Surroundings::default(),
    }
}

pub fn passphrase() -> Key {
    Key::Passphrase(Secret::new(PASSPHRASE.into()))
}

pub fn init_at(folder: &std::path::Path, remote_unlock: RemoteUnlock) -> (Journal, Initialised) {
    let wish = Init {
        passphrase: Secret::new(PASSPHRASE.into()),
        generated: false,
        work_factor: 10,
        remote_unlock,
        device_name: "desk".into(),
    };
    Journal::init(places(folder), Preferences::default(), outside(), &wish).unwrap()
}

impl Desk {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (journal, made) = init_at(folder.path(), RemoteUnlock::Always);
        Self {
            folder,
            journal,
            made,
        }
    }

    /// The same vault as a process that starts anew, locked.
    pub fn again(&self) -> Journal {
        Journal::open(
            places(self.folder.path()),
            Preferences::default(),
            outside(),
        )
        .unwrap()
    }
}

pub fn content(body: &str) -> Content {
    let at = Moment::at(now(), &(outside().zone)());
    Content {
        body: body.into(),
        ..Content::new(at, "journal")
    }
}

/// Saves `body` as the next version of an entry.
pub fn rewrite(journal: &mut Journal, id: EntryId, body: &str) {
    let entry = journal.entry(id).unwrap();
    let content = Content {
        body: body.into(),
        ..entry.content
    };
    journal
        .save(&Draft {
            id,
            parents: entry.heads,
            content,
        })
        .unwrap();
}
