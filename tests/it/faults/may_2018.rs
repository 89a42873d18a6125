//! May 2018 at a git host, step by step: hardware that fails, a rebalance that loses objects, a backup
//! that is not complete, repositories that change places, a forged entry, a laptop restored from an
//! image. Every number and every text is asked for after each step.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Instant;

use diurnal::crypto::identity::DeviceKey;
use diurnal::crypto::identity::Identity;
use diurnal::crypto::identity::SignKey;
use diurnal::crypto::keyring;
use diurnal::crypto::keyring::Keyring;
use diurnal::crypto::keyring::KeyringFile;
use diurnal::crypto::object::Kind;
use diurnal::crypto::seal;
use diurnal::journal::Journal;
use diurnal::journal::types::Key;
use diurnal::model::entry::Content;
use diurnal::model::id::Digest;
use diurnal::model::outside::Outside;
use diurnal::model::places::Preferences;
use diurnal::model::secret::Secret;
use diurnal::model::time::Moment;
use diurnal::model::time::Timestamp;
use serde_json::Value;
use sha2::Digest as _;
use tempfile::TempDir;

use super::all_equal;
use super::canary::Search;
use super::copy_tree;
use super::digest;
use super::files;
use super::outside;
use super::places;
use crate::format;
use crate::journal::tamper::Shelf;
use crate::support::Home;
use crate::support::NOW;
use crate::support::PASSPHRASE;
use crate::support::Remote;
use crate::support::failed;
use crate::support::printed;
use crate::support::terminal::Terminal;

/// In every entry of Alice's, and in none of Bob's.
const ALICE: &str = "kestrelhouse";
const BOB: &str = "marlinspike";
const FORGED: &str = "whimbrelforgery";
const OF_BOB: &str = "seven words of another household";

/// What somebody wrote: every text by its entry.
type Texts = BTreeMap<String, String>;

/// One of the three devices, and what its owner wrote there and read from elsewhere.
struct Device {
    home: Home,
    passphrase: &'static str,
    sheet: String,
    texts: Texts,
}

impl Device {
    fn init(remote: &Remote, passphrase: &'static str) -> Self {
        let home = Home::new();
        home.write("passphrase", format!("{passphrase}\n"));
        let sheet = home.init(&["--remote-unlock", "always", "--remote", &remote.url()]);
        Self {
            home,
            passphrase,
            sheet,
            texts: Texts::new(),
        }
    }

    fn clone_of(remote: &Remote, name: &str) -> Self {
        let home = Home::new();
        let clone = [
            "clone",
            &remote.url(),
            "--work-factor",
            "10",
            "--name",
            name,
        ];
        home.ok(&clone);
        Self {
            home,
            passphrase: PASSPHRASE,
            sheet: String::new(),
            texts: Texts::new(),
        }
    }

    /// Adds `count` entries that hold `word`, by the verb that `diurnal add` calls.
    fn add(&mut self, word: &str, count: usize) {
        let fixed = Outside {
            now: || Timestamp(NOW.parse().unwrap()),
            ..outside()
        };
        let places = places(&self.home.path(""));
        let mut journal = Journal::open(places, Preferences::default(), fixed).unwrap();
        let key = Key::Passphrase(Secret::new(self.passphrase.into()));
        journal.unlock(&key).unwrap();
        for n in 0..count {
            let at = Moment::at((fixed.now)(), &(fixed.zone)());
            let body = format!("{word} wrote number {} of these", self.texts.len() + n);
            let content = Content {
                title: word.into(),
                body: body.clone(),
                ..Content::new(at, "journal")
            };
            let id = journal.add(&content).unwrap().id.to_string();
            self.texts.insert(id, body);
        }
    }

    /// The device holds so many entries, so many of which are on no remote, and each of them says what
    /// its owner wrote.
    #[track_caller]
    fn holds(&self, entries: usize, unsynced: u64) {
        let counts = &self.home.json(&["status"])["counts"];
        let number = |name: &str| counts[name].as_u64().unwrap();
        assert_eq!(
            (number("entries"), number("unsynced")),
            (entries as u64, unsynced)
        );
        assert_eq!(self.texts.len(), entries);
        assert_eq!(exported(&self.home), self.texts);
    }

    /// A sync that went well, and what it noticed.
    #[track_caller]
    fn syncs(&self) -> BTreeSet<String> {
        let report = self.home.json(&["sync"]);
        assert_eq!(report["ok"], true, "{report}");
        named(&report["remotes"][0]["notices"])
    }

    /// Everything that `other` wrote has come.
    fn has_read(&mut self, other: &Texts) {
        self.texts.extend(other.clone());
    }

    fn notices(&self) -> Value {
        self.home.json(&["status"])["remotes"][0]["notices"].clone()
    }

    /// Its owner looks at the status, in a terminal: what is over needs no telling any more.
    fn sees(&self) -> String {
        let args = ["--passphrase-file", "passphrase", "status"];
        let mut terminal = Terminal::open_sized(&self.home, &args, 200, 50, &[]);
        terminal.shows("remote ");
        let code = terminal.gives_back();
        assert_eq!(code, 0);
        terminal.text()
    }
}

/// All texts as a script reads them.
#[track_caller]
fn exported(home: &Home) -> Texts {
    let lines = home.ok(&["export", "--format", "json", "--to", "-"]);
    let lines = lines.lines().map(|line| {
        let entry: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| entry[name].as_str().unwrap().to_owned();
        (text("id"), text("body"))
    });
    lines.collect()
}

fn named(notices: &Value) -> BTreeSet<String> {
    let notices = notices.as_array().unwrap().iter();
    notices
        .map(|notice| notice["condition"].as_str().unwrap().to_owned())
        .collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// The conditions of a drill that must have found a shortfall, and how many entries came back.
#[track_caller]
fn shortfalls(home: &Home) -> (BTreeSet<String>, u64) {
    let output = home.run(&["verify", "--json"]);
    assert_eq!(output.status.code(), Some(5), "{output:?}");
    let sheet: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(sheet["ok"], false);
    let remote = &sheet["remotes"][0];
    let restored = remote["entries"]["restored"].as_u64().unwrap();
    (named(&remote["shortfalls"]), restored)
}

fn set_aside(remote: &Remote) -> TempDir {
    let aside = tempfile::tempdir().unwrap();
    copy_tree(remote.path(), aside.path());
    aside
}

fn put(from: &Path, remote: &Remote) {
    if remote.path().exists() {
        fs::remove_dir_all(remote.path()).unwrap();
    }
    copy_tree(from, remote.path());
}

/// The whole name of the ref that the device `home` writes.
fn chain_of(home: &Home, remote: &Remote) -> String {
    let device = home.json(&["status"])["device"].as_str().unwrap()[..16].to_owned();
    let refs = remote.refs();
    let line = refs
        .lines()
        .find(|line| line.contains(&format!("-{device} ")));
    line.unwrap().split(' ').next().unwrap().to_owned()
}

/// The next bundle of the chain `name`, made by somebody who was given the recipient and has no key.
fn forge(device: &Device, remote: &Remote, name: &str) {
    let store = rusqlite::Connection::open(device.home.store()).unwrap();
    let row = |name: &str| -> Vec<u8> {
        let sql = "SELECT data FROM slot WHERE name = ?1";
        store.query_row(sql, [name], |row| row.get(0)).unwrap()
    };
    let sheet = Identity::parse(&device.sheet).unwrap();
    let file = KeyringFile::open(&row("keyring.age"), &sheet).unwrap();
    let statements = file.open_statements(&row("members.age")).unwrap();
    let members = keyring::judge(file.vault, &statements).unwrap();
    let keyring = Keyring::named(&file, &members);
    Shelf::at(remote.path()).rewrite(name, |links| {
        let mut link = links.last().unwrap().clone();
        let object = seal::open_unjudged(link.bundle(), &keyring, &[Kind::Bundle]).unwrap();
        let mut header = object.header.clone();
        let place = header.bundle.as_mut().unwrap();
        place.seq += 1;
        place.prev = Digest(sha2::Sha256::digest(link.bundle()).into());
        let lines: Vec<String> = object
            .lines()
            .map(|(line, _)| line.replace(ALICE, FORGED))
            .collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let signer = DeviceKey {
            id: header.device.unwrap(),
            key: SignKey::from_seed(&[7; 32]),
        };
        let epoch = keyring.newest().unwrap();
        let sealed = seal::seal(&header, &lines, epoch, Some(&signer)).unwrap();
        *link.bundle() = sealed.0.as_bytes().to_vec();
        link.files.retain(|(file, _)| file == "b");
        links.push(link);
    });
}

/// Runs a command so many days later.
fn later(home: &Home, days: u64, args: &[&str]) -> String {
    let now: u64 = NOW.parse().unwrap();
    let mut command = home.with_key(args);
    command.env("DIURNAL_NOW", (now + days * 86_400_000).to_string());
    printed(args, &command.output().unwrap())
}

/// No word of `words` stands in any object of the repository, unpacked, nor in any of its files.
fn canary(remote: &Remote) -> Vec<String> {
    let mut search = Search::of(&[ALICE, BOB, FORGED]);
    search.below(remote.path());
    assert!(search.places > 3);
    search.found
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "one story, told in its thirteen steps"
)]
fn may_2018_ends_with_nothing_lost_and_nothing_shown_to_another() {
    let start = Instant::now();
    let step = |n: u8| println!("step {n} at {:.1} s", start.elapsed().as_secs_f64());

    // 1. Alice has two devices with one remote, Bob has one with another, at the same host.
    let (a, b) = (Remote::new(), Remote::new());
    let mut a1 = Device::init(&a, PASSPHRASE);
    a1.add(ALICE, 106);
    a1.syncs();
    let mut a2 = Device::clone_of(&a, "a2");
    a2.has_read(&a1.texts);
    a2.add(ALICE, 40);
    a2.syncs();
    a1.syncs();
    a1.has_read(&a2.texts);
    let mut b1 = Device::init(&b, OF_BOB);
    b1.add(BOB, 30);
    b1.syncs();
    a1.holds(146, 0);
    a2.holds(146, 0);
    b1.holds(30, 0);
    for (device, count) in [(&a1, 146), (&a2, 146), (&b1, 30)] {
        assert_eq!(all_equal(&device.home), count);
    }
    assert_eq!(digest(&a1.home), digest(&a2.home));
    step(1);

    // 2. The nightly backup.
    let t1 = set_aside(&a);
    let h1 = tempfile::tempdir().unwrap();
    copy_tree(&a1.home.path("diurnal"), h1.path());
    let texts_of_h1 = a1.texts.clone();

    // 3. A day goes by.
    a1.add(ALICE, 20);
    assert_eq!(a1.syncs(), set(&[]));
    a2.add(ALICE, 5);
    a1.holds(166, 0);
    a2.holds(151, 5);
    assert_eq!(all_equal(&a1.home), 166);
    step(3);

    // 4. Hardware fails. Writing goes on.
    let broken = set_aside(&a);
    fs::remove_dir_all(a.path()).unwrap();
    let said = a1.home.fails(3, &["sync"]);
    assert!(said.contains("[offline]"), "{said}");
    let page = a1.home.ok(&["status"]);
    assert!(page.contains("synced 2024-05-17"), "since when: {page}");
    a1.add(ALICE, 3);
    a1.holds(169, 3);
    let before = digest(&a1.home);
    step(4);

    // 5. The failed rebalance: every third object is missing.
    put(broken.path(), &a);
    let mut objects = files(&a.path().join("objects"));
    objects.sort();
    for object in objects.iter().step_by(3) {
        fs::remove_file(object).unwrap();
    }
    let (conditions, restored) = shortfalls(&a1.home);
    // Which objects those are is chance: of a chain its middle is gone, or its tip, or all of it.
    let damage = ["remote-damaged", "damaged", "missing"];
    assert!(
        damage.iter().any(|name| conditions.contains(*name)),
        "{conditions:?}"
    );
    assert!(restored < 166);
    let proof = &a1.home.json(&["status"])["remotes"][0]["last_proof"];
    assert_eq!(proof["ok"], false, "the proof of yesterday is no proof now");
    if a1.home.run(&["sync"]).status.success() {
        assert_eq!(all_equal(&a1.home), 169, "a sync is believed");
    }
    assert_eq!(exported(&a1.home), a1.texts);
    assert_eq!(digest(&a1.home), before);
    step(5);

    // 6. The incomplete backup: yesterday's, without the second device's chain.
    put(t1.path(), &a);
    let of_a2 = chain_of(&a2.home, &a);
    a.git(&["update-ref", "-d", &of_a2]);
    let (conditions, restored) = shortfalls(&a1.home);
    assert_eq!(restored, 106, "of 166: 20 rolled back, 40 with their ref");
    assert!(conditions.is_superset(&set(&["rollback", "ref-missing"])));
    assert_eq!(a1.syncs(), set(&["rollback", "ref-missing"]));
    a1.holds(169, 0);
    assert_eq!(a2.syncs(), set(&[]));
    a2.has_read(&a1.texts);
    a2.holds(174, 0);
    assert_eq!(a1.syncs(), set(&[]));
    a1.has_read(&a2.texts);
    a1.holds(174, 0);
    assert_eq!(digest(&a1.home), digest(&a2.home));
    assert_eq!((all_equal(&a1.home), all_equal(&a2.home)), (174, 174));
    step(6);

    // 7. Colliding ids: the repositories change places.
    let (of_a, of_b) = (set_aside(&a), set_aside(&b));
    put(of_b.path(), &a);
    put(of_a.path(), &b);
    let refs = (a.refs(), b.refs());
    for device in [&a1, &a2, &b1] {
        for command in ["sync", "verify"] {
            let output = device.home.run(&[command, "--json"]);
            assert_eq!(output.status.code(), Some(5), "{output:?}");
            let printed = String::from_utf8(output.stdout).unwrap();
            assert!(printed.contains("\"foreign-vault\""), "{printed}");
        }
    }
    let carol = Home::new();
    let init = ["init", "--work-factor", "10", "--remote", &b.url()];
    let output = carol.run(&init);
    let said = failed(5, &init, &output);
    assert!(said.contains("[foreign-vault]"), "{said}");
    assert!(!format!("{output:?}").contains(ALICE));
    let thief = Home::new();
    thief.write("passphrase", format!("{OF_BOB}\n"));
    let said = thief.fails(4, &["clone", &b.url(), "--work-factor", "10"]);
    assert!(!said.contains(ALICE), "{said}");
    assert_eq!(thief.run(&["list"]).status.code(), Some(1), "0 entries");
    assert_eq!((a.refs(), b.refs()), refs, "somebody wrote");
    a1.holds(174, 0);
    a2.holds(174, 0);
    b1.holds(30, 0);
    for (home, word) in [
        (&a1.home, BOB),
        (&a2.home, BOB),
        (&b1.home, ALICE),
        (&carol, ALICE),
        (&thief, ALICE),
    ] {
        let mut search = Search::of(&[word]);
        search.below(&home.path("diurnal"));
        search.below(&home.path("tmp"));
        assert_eq!(search.found, [""; 0]);
    }
    step(7);

    // 8. Put right.
    put(of_a.path(), &a);
    put(of_b.path(), &b);
    for device in [&a1, &a2, &b1] {
        device.syncs();
        let notices = device.notices();
        let told = notices.as_array().unwrap().iter();
        let told: Vec<&Value> = told
            .filter(|notice| notice["condition"] == "foreign-vault")
            .collect();
        assert_eq!(told.len(), 1, "{notices}");
        assert_eq!(told[0]["healed"], true);
        let text = told[0]["text"].as_str().unwrap();
        assert!(text.contains("(from 2024-05-17 21:04 to "), "{text}");
        assert!(device.sees().contains("foreign-vault"));
        assert_eq!(named(&device.notices()), set(&[]), "it was seen");
    }
    a1.holds(174, 0);
    step(8);

    // 9. The host forges an entry. Without the recipient it can only show what nobody of ours sealed.
    let good = set_aside(&a);
    let foreign = Shelf::at(b.path());
    let stranger = foreign.links(&foreign.chains()[0]).remove(0);
    Shelf::at(a.path()).rewrite(&of_a2, |links| links.push(stranger));
    let output = a1.home.run(&["sync"]);
    assert_eq!(output.status.code(), Some(5), "{output:?}");
    a1.holds(174, 0);
    put(good.path(), &a);
    a1.syncs();
    forge(&a1, &a, &of_a2);
    let output = a1.home.run(&["sync"]);
    let said = failed(5, &["sync"], &output);
    assert!(said.contains("[forged]"), "{said}");
    a1.holds(174, 0);
    for args in [
        &["list", "--limit", "0"][..],
        &["search", FORGED],
        &["status"],
    ] {
        let output = a1.home.run(args);
        let shown = format!("{output:?}");
        assert!(!shown.contains(FORGED) || args[0] == "search" && output.stdout.is_empty());
    }
    put(good.path(), &a);
    a1.syncs();
    assert!(named(&a1.notices()).contains("forged"));
    assert!(a1.sees().contains("forged"));
    assert_eq!(named(&a1.notices()), set(&[]));
    a1.holds(174, 0);
    step(9);

    // 10. The laptop is restored from the image of step 2, and written on before it hears of anything.
    fs::remove_dir_all(a1.home.path("diurnal")).unwrap();
    copy_tree(h1.path(), &a1.home.path("diurnal"));
    a1.texts = texts_of_h1;
    a1.holds(146, 0);
    a1.add(ALICE, 7);
    a1.has_read(&a2.texts);
    assert_eq!(a1.syncs(), set(&["restored-old", "twin"]));
    a1.holds(181, 0);
    a2.syncs();
    a2.has_read(&a1.texts);
    a1.syncs();
    a1.holds(181, 0);
    a2.holds(181, 0);
    assert_eq!(digest(&a1.home), digest(&a2.home));
    step(10);

    // 11. A month, and a year. No clock deletes.
    for days in [31, 400] {
        let status: Value =
            serde_json::from_str(&later(&a1.home, days, &["--json", "status"])).unwrap();
        assert_eq!(status["counts"]["entries"], 181);
        let now: u64 = NOW.parse().unwrap();
        let now = (now + days * 86_400_000).to_string();
        let args = ["--passphrase-file", "passphrase"];
        let more = [("DIURNAL_NOW", now.as_str())];
        let mut terminal = Terminal::open_sized(&a1.home, &args, 100, 30, &more);
        terminal.shows(ALICE);
        terminal.press("q");
        assert_eq!(terminal.gives_back(), 0);
        later(&a1.home, days, &["sync"]);
        a1.holds(181, 0);
    }
    step(11);

    // 12. From the host alone, by stock programs; and by a new device.
    from_the_host_alone(&a, &a1);
    let mut a3 = Device::clone_of(&a, "a3");
    a3.has_read(&a1.texts);
    a3.holds(181, 0);
    for device in [&a1, &a2, &a3] {
        device.syncs();
        assert_eq!(all_equal(&device.home), 181);
    }
    b1.holds(30, 0);
    assert_eq!(all_equal(&b1.home), 30);
    step(12);

    // 13. Nothing of it stands in any object of either repository.
    assert_eq!(canary(&a), [""; 0]);
    assert_eq!(canary(&b), [""; 0]);
    step(13);
}

/// The page on the remote is followed, command by command, with the sheet typed in.
fn from_the_host_alone(remote: &Remote, device: &Device) {
    if !format::have(&["age", "git", "sha256sum"]) {
        return;
    }
    let top = tempfile::tempdir().unwrap();
    let page = remote.git(&["show", "vault:README.md"]);
    let copy = format::commands(&page, "## 1. Copy");
    let copy = copy.replace("<address of this repository>", &remote.url());
    format::shell(top.path(), &copy);
    let folder = top.path().join("journal.git");
    for name in ["identity.txt", "sheet.txt"] {
        fs::write(folder.join(name), format!("{}\n", device.sheet)).unwrap();
    }
    for heading in ["## 3. Open the keyring", "## 4. Open everything"] {
        format::shell(&folder, &format::commands(&page, heading));
    }
    let read = format::commands(&page, "## 5. Read it");
    format::shell(&folder, read.split_once('\n').unwrap().0);
    let versions = fs::read_to_string(top.path().join("versions.jsonl")).unwrap();
    let found: Texts = versions
        .lines()
        .filter(|line| line.starts_with("{\"rev\":"))
        .map(|line| {
            let version: Value = serde_json::from_str(line).unwrap();
            let text = |name: &str| version[name].as_str().unwrap().to_owned();
            (text("id"), text("body"))
        })
        .collect();
    assert_eq!(found.len(), 181);
    assert_eq!(found, exported(&device.home));
}
