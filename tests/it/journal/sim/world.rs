//! Devices, hosts and a stranger's vault, and everything that can happen to them.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

use diurnal::journal::Journal;
use diurnal::journal::JournalError;
use diurnal::journal::types::Init;
use diurnal::journal::types::Join;
use diurnal::journal::types::JoinBy;
use diurnal::journal::types::NewPassphrase;
use diurnal::journal::types::RemoteSync;
use diurnal::journal::types::RemoteUnlock;
use diurnal::journal::types::Saved;
use diurnal::journal::types::SyncReport;
use diurnal::journal::types::Watch;
use diurnal::model::entry::Content;
use diurnal::model::entry::Draft;
use diurnal::model::id::EntryId;
use diurnal::model::id::RevId;
use diurnal::model::places::Preferences;
use diurnal::model::query::Filter;
use diurnal::model::secret::Secret;
use diurnal::model::time::Moment;
use tempfile::TempDir;

use super::chance;
use super::chance::outside;
use crate::journal::PASSPHRASE;
use crate::journal::exchange::Host;
use crate::journal::exchange::copy_tree;
use crate::journal::exchange::git;
use crate::journal::passphrase;
use crate::journal::places;

/// Never more devices at once.
const DEVICES_MAX: usize = 5;
/// What the devices call their two hosts.
pub const NAMES: [&str; 2] = ["origin", "second"];
/// Stands in every text of the stranger's vault.
pub const STRANGE: &str = "the stranger's words";

/// One thing that happens; the numbers choose among what is there when it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    pub what: What,
    pub a: u64,
    pub b: u64,
}

macro_rules! draws {
    ($($name:ident),* $(,)?) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum What {
            $($name),*
        }

        impl What {
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// As it stands in a kept seed's file.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|what| format!("{what:?}") == name)
            }
        }
    };
}

draws![
    Add, Edit, Delete, Undelete, Resolve, Sync, Interleave, Cut, Crash, Join, Rotate, Revoke,
    Purge, Obey, Refuse, Compact, Image, Restore, Copy, Backup, PutBack, Empty, Swap, DropRef,
    LoseMirror, LoseSeen, Clock, Reopen, Second, Damage, Full,
];

/// Which revisions a device holds, by entry.
pub type Revisions = BTreeMap<RevId, EntryId>;

pub struct Device {
    pub folder: TempDir,
    pub journal: Journal,
    /// What it has reported as saved or taken.
    pub known: Revisions,
    /// A copy of its disk.
    image: Option<TempDir>,
    /// With which host an exchange of its own has ended well, so that others may have heard of it.
    heard: [bool; 2],
    /// Which hosts are remotes of it.
    pub uses: [bool; 2],
}

/// A host of the vault.
pub struct Place {
    pub host: Host,
    /// A copy of it, what the devices that had synced with it knew then, and whether it was damaged.
    backup: Option<(TempDir, Revisions, bool)>,
    /// What it holds for certain.
    held: Revisions,
    /// Whether files of it were lost or changed and nobody has proved it since.
    pub damaged: bool,
}

pub struct World {
    pub devices: Vec<Device>,
    pub hosts: [Place; 2],
    /// Another vault with a host of its own; where it and the first have changed places, true.
    stranger: Device,
    stranger_host: Host,
    pub swapped: bool,
    /// Every revision whose save was reported and that nobody may lose.
    pub truth: Revisions,
    /// Entries that somebody purged.
    pub purged: BTreeSet<EntryId>,
    count: u64,
}

fn wish() -> Init {
    Init {
        passphrase: Secret::new(PASSPHRASE.into()),
        generated: false,
        work_factor: 10,
        remote_unlock: RemoteUnlock::Always,
        device_name: "desk".into(),
    }
}

/// A folder that vanishes, in memory where there is such a place: what waits for a disk is tested elsewhere.
fn scratch() -> TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| tempfile::tempdir().unwrap())
}

fn begin(host: &Host) -> Device {
    let folder = scratch();
    let made = Journal::init(
        places(folder.path()),
        Preferences::default(),
        outside(),
        &wish(),
    );
    let mut journal = made.unwrap().0;
    journal.remote_add("origin", &host.url(), &mut ()).unwrap();
    Device {
        folder,
        journal,
        known: Revisions::new(),
        image: None,
        heard: [true, false],
        uses: [true, false],
    }
}

impl Place {
    fn new() -> Self {
        Self {
            host: Host::at(scratch()),
            backup: None,
            held: Revisions::new(),
            damaged: false,
        }
    }

    /// Whether it holds anything that somebody may miss.
    pub fn is_needed(&self) -> bool {
        !self.held.is_empty()
    }
}

fn open(folder: &Path) -> Journal {
    let mut journal = Journal::open(places(folder), Preferences::default(), outside()).unwrap();
    journal.unlock(&passphrase()).unwrap();
    journal
}

fn content(body: String) -> Content {
    let outside = outside();
    let at = Moment::at((outside.now)(), &(outside.zone)());
    Content {
        body,
        ..Content::new(at, "journal")
    }
}

/// The ids of entries, the deleted ones too where they are asked for.
pub fn entries(journal: &mut Journal, deleted: bool) -> Vec<EntryId> {
    let filter = Filter {
        deleted,
        ..Filter::default()
    };
    let rows = journal.list(&filter, 0, true).unwrap();
    rows.into_iter().map(|row| row.id).collect()
}

/// Every revision that it can show.
pub fn revisions(journal: &mut Journal) -> Revisions {
    let mut found = Revisions::new();
    for deleted in [false, true] {
        for id in entries(journal, deleted) {
            for version in journal.history(id).unwrap() {
                found.insert(version.rev, id);
            }
        }
    }
    found
}

/// Does something at the so-manieth step of an exchange, and may end it there: also with the next remote.
struct At<'a> {
    step: u64,
    then: &'a mut dyn FnMut() -> bool,
    goes_on: bool,
}

impl<'a> At<'a> {
    fn new(step: u64, then: &'a mut dyn FnMut() -> bool) -> Self {
        Self {
            step,
            then,
            goes_on: true,
        }
    }
}

impl Watch for At<'_> {
    fn step(&mut self, _: &str, _: u64, _: u64) -> bool {
        if self.step == 0 {
            self.step = u64::MAX;
            self.goes_on = (self.then)();
        }
        self.step = self.step.saturating_sub(1);
        self.goes_on
    }
}

impl World {
    pub fn new() -> Self {
        let (hosts, stranger_host) = ([Place::new(), Place::new()], Host::at(scratch()));
        let devices = vec![begin(&hosts[0].host)];
        let mut stranger = begin(&stranger_host);
        for _ in 0..3 {
            stranger.journal.add(&content(STRANGE.to_owned())).unwrap();
        }
        stranger.journal.sync(None, &mut ()).unwrap();
        stranger.known = revisions(&mut stranger.journal);
        Self {
            devices,
            hosts,
            stranger,
            stranger_host,
            swapped: false,
            truth: Revisions::new(),
            purged: BTreeSet::new(),
            count: 0,
        }
    }

    fn which(&self, number: u64) -> usize {
        usize::try_from(number % self.devices.len() as u64).unwrap()
    }

    /// One of the hosts that are in use.
    fn at(&self, number: u64) -> usize {
        let second = self.devices.iter().any(|device| device.uses[1]);
        usize::from(second && number.is_multiple_of(3))
    }

    /// One of the entries of a device.
    fn entry(&mut self, which: usize, number: u64, deleted: bool) -> Option<EntryId> {
        let all = entries(&mut self.devices[which].journal, deleted);
        let at = number.checked_rem(all.len() as u64)?;
        all.get(usize::try_from(at).unwrap()).copied()
    }

    /// Lets it happen; what came of it in words. `Err` is a broken promise.
    pub fn happen(&mut self, draw: Draw) -> Result<String, String> {
        let (a, b) = (draw.a, draw.b);
        let which = self.which(a);
        let said = match draw.what {
            What::Add => self.add(which),
            What::Edit => self.edit(which, b),
            What::Delete => self.delete(which, b, true),
            What::Undelete => self.delete(which, b, false),
            What::Resolve => self.resolve(which, b),
            What::Sync => self.sync(which, &mut ()),
            What::Interleave => self.interleave(which, b),
            What::Cut => self.sync(which, &mut At::new(b % 12, &mut || false)),
            What::Crash => self.crash(which, b),
            What::Join => self.join(),
            What::Rotate => said(self.devices[which].journal.rotate()),
            What::Revoke => self.revoke(which, b),
            What::Purge => self.purge(which, b),
            What::Obey | What::Refuse => self.decide(which, draw.what == What::Obey),
            What::Compact => said(self.devices[which].journal.compact()),
            What::Image => self.image(which),
            What::Restore => self.restore(which),
            What::Copy => self.copy(which),
            What::Backup => self.back_up(self.at(a)),
            What::PutBack => self.put_back(self.at(a)),
            What::Empty => self.empty(self.at(a)),
            What::Swap => self.swap(),
            What::DropRef => self.drop_ref(self.at(a), b),
            What::Damage => self.damage(self.at(a), b),
            What::Second => self.second(which),
            What::Full => self.fill(which, b),
            What::LoseMirror => self.lose_mirror(which),
            What::LoseSeen => lose(&places(self.devices[which].folder.path()).seen),
            What::Clock => clock(b),
            What::Reopen => self.reopen(which),
        };
        // What happens to one device changes the store of no other, but in an exchange within another's.
        let all = matches!(draw.what, What::Interleave | What::Revoke);
        for at in 0..self.devices.len() {
            if all || at == which.min(self.devices.len() - 1) {
                self.look(at)?;
            }
        }
        Ok(said)
    }

    /// Reads everything that a device holds: nothing that it had reported may be gone.
    pub fn look(&mut self, which: usize) -> Result<(), String> {
        let device = &mut self.devices[which];
        let now = revisions(&mut device.journal);
        let purged = &self.purged;
        let gone = |(rev, id): &(&RevId, &EntryId)| !now.contains_key(rev) && !purged.contains(id);
        if let Some((rev, id)) = device.known.iter().find(gone) {
            return Err(format!(
                "device {which} lost {} of {}",
                rev.short(),
                id.short()
            ));
        }
        for id in now.values() {
            let body = device.journal.history(*id).unwrap();
            if body
                .iter()
                .any(|version| version.content.body.contains(STRANGE))
            {
                return Err(format!("device {which} shows another vault's entry"));
            }
        }
        self.truth.extend(now.iter().map(|(rev, id)| (*rev, *id)));
        device.known = now;
        Ok(())
    }

    /// After a disk was lost: only what another device or the host holds is sure.
    fn forget(&mut self) {
        let mut left = Revisions::new();
        for place in &self.hosts {
            left.extend(place.held.iter().map(|(rev, id)| (*rev, *id)));
        }
        for device in &self.devices {
            left.extend(device.known.iter().map(|(rev, id)| (*rev, *id)));
        }
        self.truth.retain(|rev, _| left.contains_key(rev));
    }

    fn add(&mut self, which: usize) -> String {
        self.count += 1;
        let text = content(format!("number {} of device {which}", self.count));
        let device = &mut self.devices[which];
        let id = match device.journal.add(&text) {
            Ok(added) => added.id,
            Err(error) => return error.to_string(),
        };
        let rev = device.journal.entry(id).unwrap().revision;
        device.known.insert(rev, id);
        self.truth.insert(rev, id);
        "added".to_owned()
    }

    fn saved(&mut self, which: usize, id: EntryId, saved: Result<Saved, JournalError>) -> String {
        match saved {
            Ok(saved) => {
                self.devices[which].known.insert(saved.revision, id);
                self.truth.insert(saved.revision, id);
                "saved".to_owned()
            }
            Err(error) => error.to_string(),
        }
    }

    fn edit(&mut self, which: usize, number: u64) -> String {
        let Some(id) = self.entry(which, number, false) else {
            return "nothing to edit".to_owned();
        };
        self.count += 1;
        let journal = &mut self.devices[which].journal;
        let entry = journal.entry(id).unwrap();
        let draft = Draft {
            id,
            parents: if entry.conflict {
                vec![entry.revision]
            } else {
                entry.heads
            },
            content: Content {
                body: format!("{}\nline {}", entry.content.body, self.count),
                ..entry.content
            },
        };
        let saved = journal.save(&draft);
        self.saved(which, id, saved)
    }

    fn delete(&mut self, which: usize, number: u64, away: bool) -> String {
        let Some(id) = self.entry(which, number, !away) else {
            return "nothing there".to_owned();
        };
        let journal = &mut self.devices[which].journal;
        let saved = if away {
            journal.delete(id)
        } else {
            journal.undelete(id)
        };
        self.saved(which, id, saved)
    }

    fn resolve(&mut self, which: usize, number: u64) -> String {
        let journal = &mut self.devices[which].journal;
        let all = journal.conflicts().unwrap();
        let Some(at) = number.checked_rem(all.len() as u64) else {
            return "no conflict".to_owned();
        };
        let id = all[usize::try_from(at).unwrap()].id;
        let heads = journal.heads(id).unwrap();
        let (revs, first) = (
            heads.iter().map(|head| head.rev).collect::<Vec<_>>(),
            &heads[0],
        );
        let saved = journal.resolve(id, &revs, &first.content, &first.extra, first.deleted);
        self.saved(which, id, saved)
    }

    pub fn sync(&mut self, which: usize, watch: &mut dyn Watch) -> String {
        let device = &mut self.devices[which];
        let done = device.journal.sync(None, watch);
        device.hear(&done);
        let report = match done {
            Ok(report) => report,
            Err(error) => return error.to_string(),
        };
        let all = report.remotes.iter();
        let told: Vec<String> = all.map(|one| self.told(which, one)).collect();
        told.join("; ")
    }

    /// What an exchange with one host came to.
    fn told(&mut self, which: usize, one: &RemoteSync) -> String {
        if let Some(error) = &one.error {
            return error.to_string();
        }
        let place = &mut self.hosts[place_of(one)];
        let is_ours = !self.swapped || place_of(one) == 1;
        if is_ours && !place.damaged && one.notices.iter().all(|notice| notice.healed) {
            place.held = revisions(&mut self.devices[which].journal);
        }
        let names = one.notices.iter().map(|told| told.condition.as_str());
        let names: Vec<&str> = names.collect();
        format!("sent {}, took {}, {names:?}", one.sent, one.taken)
    }

    fn interleave(&mut self, which: usize, number: u64) -> String {
        if self.devices.len() < 2 {
            return "alone".to_owned();
        }
        let mut first = self.devices.remove(which);
        let other = self.which(number >> 8);
        let second = &mut self.devices[other];
        let then = &mut || {
            let done = second.journal.sync(None, &mut ());
            second.hear(&done);
            true
        };
        let step = number % 12;
        let done = first.journal.sync(None, &mut At::new(step, then));
        first.hear(&done);
        self.devices.insert(which, first);
        said(done)
    }

    /// The process ends in the middle of an exchange: what its disk was then is all that is left.
    fn crash(&mut self, which: usize, number: u64) -> String {
        let from = self.devices[which].folder.path().to_owned();
        let image = scratch();
        let mut taken = false;
        let then = &mut || {
            copy_tree(&from, image.path());
            taken = true;
            false
        };
        let ended = self.sync(which, &mut At::new(number % 12, then));
        if taken {
            let device = &mut self.devices[which];
            device.journal = open(image.path());
            device.uses = used(&mut device.journal);
            device.folder = image;
        }
        format!("crashed: {taken}; {ended}")
    }

    fn join(&mut self) -> String {
        if self.devices.len() >= DEVICES_MAX {
            return "enough of them".to_owned();
        }
        let folder = scratch();
        let wish = Join {
            url: self.hosts[0].host.url(),
            remote: "origin".into(),
            by: JoinBy::Key(passphrase()),
            passphrase: Secret::new(PASSPHRASE.into()),
            work_factor: Some(10),
            device_name: format!("device {}", self.count),
        };
        let at = places(folder.path());
        let joined = Journal::join(
            at,
            Preferences::default(),
            outside(),
            &wish,
            &mut |_| true,
            &mut (),
        );
        match joined {
            Ok((journal, _)) if self.swapped => {
                drop(journal);
                "joined the stranger, and left".to_owned()
            }
            Ok((journal, _)) => {
                self.devices.push(Device {
                    folder,
                    journal,
                    known: Revisions::new(),
                    image: None,
                    heard: [false; 2],
                    uses: [true, false],
                });
                "joined".to_owned()
            }
            Err(error) => error.to_string(),
        }
    }

    fn revoke(&mut self, which: usize, number: u64) -> String {
        let other = self.which(number);
        if self.devices.len() < 3 || other == which {
            return "nobody to revoke".to_owned();
        }
        let lost = self.devices[other]
            .journal
            .status()
            .unwrap()
            .device
            .unwrap();
        let journal = &mut self.devices[which].journal;
        let plan = match journal.plan_revoking(&lost.to_string()) {
            Ok(plan) => plan,
            Err(error) => return error.to_string(),
        };
        if !plan.unheard.is_empty() {
            // Its owner does what the warning says, and revokes another day.
            return "not heard of yet".to_owned();
        }
        // The devices that it had let in stay: their owner says so.
        let new = plan.needs_passphrase.then(|| NewPassphrase {
            passphrase: Secret::new(PASSPHRASE.into()),
            generated: false,
            work_factor: Some(10),
            remote_unlock: RemoteUnlock::Always,
        });
        let done = journal.revoke(&[lost], new.as_ref());
        if done.is_ok() {
            // Copies of the lost machine are lost with it: they are the same device. So is one that
            // came in by a slot that was taken away now, before anybody had heard of it: it joins anew.
            let members = journal.members().unwrap().devices;
            let stays = |id| {
                let mut known = members.iter();
                known.any(|known| known.id == id && known.state == "member")
            };
            self.devices
                .retain_mut(|device| stays(device.journal.status().unwrap().device.unwrap()));
            for place in &mut self.hosts {
                place.held.clear();
            }
            self.forget();
        }
        said(done)
    }

    fn purge(&mut self, which: usize, number: u64) -> String {
        let Some(id) = self.entry(which, number, number.is_multiple_of(5)) else {
            return "nothing to purge".to_owned();
        };
        let done = self.devices[which].journal.purge(&[id]);
        if done.is_ok() {
            self.gone(id);
        }
        said(done)
    }

    fn gone(&mut self, id: EntryId) {
        self.purged.insert(id);
        self.truth.retain(|_, of| *of != id);
        for place in &mut self.hosts {
            place.held.retain(|_, of| *of != id);
        }
    }

    pub fn decide(&mut self, which: usize, obey: bool) -> String {
        let journal = &mut self.devices[which].journal;
        let waiting: Vec<EntryId> = journal
            .purges()
            .unwrap()
            .into_iter()
            .filter(|purge| purge.waits)
            .map(|purge| purge.id)
            .collect();
        if waiting.is_empty() {
            return "nothing to decide".to_owned();
        }
        if obey {
            said(journal.purge(&waiting))
        } else {
            said(journal.refuse_purge(&waiting))
        }
    }

    fn image(&mut self, which: usize) -> String {
        let device = &mut self.devices[which];
        let image = scratch();
        copy_tree(device.folder.path(), image.path());
        device.image = Some(image);
        "image taken".to_owned()
    }

    fn restore(&mut self, which: usize) -> String {
        let device = &mut self.devices[which];
        let Some(image) = device.image.take() else {
            return "no image".to_owned();
        };
        device.journal = open(image.path());
        device.folder = image;
        device.known = revisions(&mut device.journal);
        device.uses = used(&mut device.journal);
        self.forget();
        "restored from an image".to_owned()
    }

    fn copy(&mut self, which: usize) -> String {
        if self.devices.len() >= DEVICES_MAX {
            return "enough of them".to_owned();
        }
        let folder = scratch();
        copy_tree(self.devices[which].folder.path(), folder.path());
        let journal = open(folder.path());
        let known = self.devices[which].known.clone();
        let (heard, uses) = (self.devices[which].heard, self.devices[which].uses);
        self.devices.push(Device {
            folder,
            journal,
            known,
            image: None,
            heard,
            uses,
        });
        "copied".to_owned()
    }

    fn is_ours(&self, at: usize) -> bool {
        at == 1 || !self.swapped
    }

    fn back_up(&mut self, at: usize) -> String {
        if !self.is_ours(at) {
            return "not ours now".to_owned();
        }
        let place = &mut self.hosts[at];
        place.backup = Some((place.host.copy(), place.held.clone(), place.damaged));
        format!("{} was copied", NAMES[at])
    }

    fn put_back(&mut self, at: usize) -> String {
        let ours = self.is_ours(at);
        let place = &mut self.hosts[at];
        match &place.backup {
            Some((backup, held, damaged)) if ours => {
                place.host.put_back(backup);
                place.held = held.clone();
                place.damaged = *damaged;
                place.held.retain(|_, id| !self.purged.contains(id));
                self.history_ends(at);
                format!("{} went back", NAMES[at])
            }
            _ => "no backup".to_owned(),
        }
    }

    pub fn empty(&mut self, at: usize) -> String {
        if !self.is_ours(at) {
            return "not ours now".to_owned();
        }
        let place = &mut self.hosts[at];
        std::fs::remove_dir_all(place.host.path()).unwrap();
        let folder = place.host.path().parent().unwrap().to_owned();
        git(&folder, &["init", "-q", "--bare", "r.git"]);
        place.held.clear();
        place.damaged = false;
        self.history_ends(at);
        format!("{} is empty", NAMES[at])
    }

    /// A file of the host's objects is gone, has a byte changed, or is cut in half.
    fn damage(&mut self, at: usize, number: u64) -> String {
        let place = &mut self.hosts[at];
        let mut files = Vec::new();
        files_below(&place.host.path().join("objects"), &mut files);
        let Some(n) = (number >> 2).checked_rem(files.len() as u64) else {
            return "nothing to damage".to_owned();
        };
        if !self.is_ours(at) {
            return "not ours now".to_owned();
        }
        let file = &files[usize::try_from(n).unwrap()];
        let mut bytes = std::fs::read(file).unwrap();
        std::fs::remove_file(file).unwrap();
        match number % 4 {
            0 | 1 => {
                let middle = bytes.len() / 2;
                if let Some(byte) = bytes.get_mut(middle) {
                    *byte ^= 1;
                }
                std::fs::write(file, &bytes).unwrap();
            }
            2 => std::fs::write(file, &bytes[..bytes.len() / 2]).unwrap(),
            _ => {}
        }
        let place = &mut self.hosts[at];
        place.damaged = true;
        place.held.clear();
        self.history_ends(at);
        let name = file.strip_prefix(self.hosts[at].host.path()).unwrap();
        format!("{} has {} damaged", NAMES[at], name.display())
    }

    /// A second host becomes a remote of a device.
    pub fn second(&mut self, which: usize) -> String {
        let device = &mut self.devices[which];
        let at = usize::from(device.uses[0]);
        if device.uses[at] {
            return "it uses both".to_owned();
        }
        let url = self.hosts[at].host.url();
        let done = device.journal.remote_add(NAMES[at], &url, &mut ());
        device.uses[at] = done.is_ok();
        said(done)
    }

    /// The store of a device can grow by no more than a few pages, until it is opened again.
    fn fill(&mut self, which: usize, number: u64) -> String {
        let device = &mut self.devices[which];
        let store = places(device.folder.path()).store;
        let pages = std::fs::metadata(store).unwrap().len() / 4096 + number % 24;
        let pages = u32::try_from(pages).unwrap();
        said(device.journal.limit_pages(pages))
    }

    /// No disk is full any more.
    pub fn make_room(&mut self) {
        for device in &self.devices {
            device.journal.limit_pages(1 << 30).unwrap();
        }
    }

    /// The two hosts change places, or come back.
    pub fn swap(&mut self) -> String {
        if self.hosts[0].host.refs().is_empty() {
            // The stranger would find an empty repository, and fill it: nobody could tell.
            return "nothing to take for another's".to_owned();
        }
        let (one, two) = (self.hosts[0].host.path(), self.stranger_host.path());
        let aside = one.with_extension("aside");
        std::fs::rename(&one, &aside).unwrap();
        std::fs::rename(&two, &one).unwrap();
        std::fs::rename(&aside, &two).unwrap();
        self.swapped = !self.swapped;
        said(self.stranger.journal.sync(None, &mut ()))
    }

    /// A device that nobody has heard of knows the remote by its history alone. Where that ends it stands
    /// before another vault, as far as anybody can tell: its owner lets it join anew.
    fn history_ends(&mut self, at: usize) {
        self.devices
            .retain(|device| device.heard != [false; 2] || !device.uses[at]);
        self.forget();
    }

    /// A device that nobody has heard of knows its remote by the mirror alone.
    fn lose_mirror(&mut self, which: usize) -> String {
        let said = lose(&places(self.devices[which].folder.path()).mirror);
        if self.devices[which].heard == [false; 2] {
            self.devices.remove(which);
            self.forget();
        }
        said
    }

    fn drop_ref(&mut self, at: usize, number: u64) -> String {
        let host = &self.hosts[at].host;
        let refs = host.refs();
        let Some(n) = number
            .checked_rem(refs.len() as u64)
            .filter(|_| self.is_ours(at))
        else {
            return "no ref".to_owned();
        };
        let name = &refs[usize::try_from(n).unwrap()];
        git(&host.path(), &["update-ref", "-d", name]);
        self.hosts[at].held.clear();
        self.history_ends(at);
        format!("{name} was deleted")
    }

    /// The process ended, and its user opens it again.
    fn reopen(&mut self, which: usize) -> String {
        let device = &mut self.devices[which];
        device.journal = open(device.folder.path());
        "opened again".to_owned()
    }

    /// The stranger's vault is what it was.
    pub fn stranger_is_whole(&mut self) -> Result<(), String> {
        let whole = revisions(&mut self.stranger.journal) == self.stranger.known;
        whole
            .then_some(())
            .ok_or_else(|| "the stranger's vault changed".to_owned())
    }
}

impl Device {
    /// Where an exchange ended well, others hear of the device.
    fn hear(&mut self, done: &Result<SyncReport, JournalError>) {
        let Ok(report) = done else { return };
        for one in &report.remotes {
            let mut told = one.notices.iter();
            self.heard[place_of(one)] |=
                one.error.is_none() && told.all(|told| told.condition != "keyring-behind");
        }
    }
}

fn used(journal: &mut Journal) -> [bool; 2] {
    let remotes = journal.remotes().unwrap();
    NAMES.map(|name| remotes.iter().any(|remote| remote.name == name))
}

fn place_of(one: &RemoteSync) -> usize {
    usize::from(one.name == NAMES[1])
}

/// In an order that does not change.
fn files_below(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(found) = std::fs::read_dir(folder) else {
        return;
    };
    let mut found: Vec<PathBuf> = found.map(|entry| entry.unwrap().path()).collect();
    found.sort();
    for path in found {
        if path.is_dir() {
            files_below(&path, files);
        } else {
            files.push(path);
        }
    }
}

fn said<T, E: std::fmt::Display>(done: Result<T, E>) -> String {
    match done {
        Ok(_) => "done".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn lose(folder: &Path) -> String {
    match std::fs::remove_dir_all(folder) {
        Ok(()) => "lost".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn clock(number: u64) -> String {
    const DAY: i64 = 86_400_000;
    let by = [-3650 * DAY, -DAY, DAY, 31 * DAY, 400 * DAY, 3_600_000];
    chance::jump(by[usize::try_from(number % 6).unwrap()]);
    "the clock jumped".to_owned()
}
