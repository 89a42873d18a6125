//! What a remote can be, and what is made of it: each case by its number in the list of faults. A
//! remote that is not ours, or that only a person can judge, is as it was afterwards, and so are we.

use std::fs;
use std::path::Path;

use diurnal::journal::Journal;
use diurnal::journal::JournalError;
use diurnal::journal::types::RemoteSync;
use diurnal::report::Report;

use super::Desk;
use super::content;
use super::exchange::Host;
use super::exchange::Phone;
use super::exchange::conditions;
use super::exchange::copy_tree;
use super::exchange::digest;
use super::exchange::git;
use super::exchange::sync;
use super::places;
use super::tamper::Link;
use super::tamper::Shelf;

/// A desk that synced once for each of `texts`.
pub fn desk_with(host: &Host, texts: &[&str]) -> Desk {
    let mut desk = Desk::new();
    let journal = &mut desk.journal;
    journal.remote_add("origin", &host.url(), &mut ()).unwrap();
    for text in texts {
        write(journal, text);
    }
    desk
}

/// Writes an entry and syncs.
pub fn write(journal: &mut Journal, text: &str) {
    journal.add(&content(text)).unwrap();
    sync(journal);
}

/// A sync as it comes, with an error or without.
pub fn try_sync(journal: &mut Journal) -> RemoteSync {
    journal.sync(None, &mut ()).unwrap().remotes.pop().unwrap()
}

/// What is open after a sync that ran to its end.
pub fn open_conditions(report: &RemoteSync) -> Vec<&str> {
    assert!(report.error.is_none(), "{:?}", report.error);
    let open = report.notices.iter().filter(|notice| !notice.healed);
    open.map(|notice| notice.condition.as_str()).collect()
}

/// The code and the name of an error, which must come with advice.
pub fn told(error: JournalError) -> (u8, String) {
    let report = Report::from(error);
    assert!(report.hint.is_some(), "{report}");
    (
        report.exit_code(),
        report.condition().unwrap_or("").to_owned(),
    )
}

/// What is open of the only remote, as `status`, `doctor` and the screens show it.
pub fn kept(journal: &mut Journal) -> Vec<(String, bool)> {
    let remotes = journal.status().unwrap().remotes;
    let notices = remotes.into_iter().flat_map(|remote| remote.notices);
    notices.map(|told| (told.condition, told.healed)).collect()
}

/// The drill finds nothing short; how many entries it gave back.
pub fn proved(journal: &mut Journal) -> u64 {
    let balance = journal.verify(None, false, &mut ()).unwrap().pop().unwrap();
    assert_eq!(balance.shortfalls, [], "{balance:?}");
    balance.entries.1
}

/// Each ref of the host with what it names.
pub fn refs(host: &Host) -> String {
    git(&host.path(), &["for-each-ref"])
}

/// The chain of a device.
pub fn chain_of(host: &Host, journal: &mut Journal) -> String {
    let device = journal.status().unwrap().device.unwrap().to_string();
    let mut names = host.refs().into_iter();
    let end = format!("-{}", &device[..16]);
    names.find(|name| name.ends_with(&end)).unwrap()
}

#[test]
fn y04_an_empty_repository_is_seeded() {
    let host = Host::new();
    let mut desk = desk_with(&host, &["one"]);
    assert_eq!(kept(&mut desk.journal), []);
    assert_eq!(host.refs().len(), 2, "{:?}", host.refs());
    assert_eq!(proved(&mut desk.journal), 1);
}

#[test]
fn y07_y08_refs_that_were_deleted_come_back_from_whoever_comes_first() {
    let host = Host::new();
    let mut desk = desk_with(&host, &["one", "two"]);
    let mut phone = Phone::join(&host);
    write(&mut phone.journal, "on the train");
    sync(&mut desk.journal);
    let before = (refs(&host), digest(&mut desk.journal));
    let own = chain_of(&host, &mut desk.journal);
    let theirs = chain_of(&host, &mut phone.journal);
    for gone in [
        vec![&own],
        vec![&theirs],
        // All but one, in both ways; what nothing names is swept away.
        vec![&own, &theirs],
    ] {
        for name in gone {
            git(&host.path(), &["update-ref", "-d", name]);
        }
        git(&host.path(), &["gc", "-q", "--prune=now"]);
        let report = sync(&mut desk.journal);
        assert!(
            conditions(&report)
                .iter()
                .all(|name| *name == "ref-missing"),
            "{report:?}"
        );
        assert_eq!((refs(&host), digest(&mut desk.journal)), before);
        assert_eq!(proved(&mut desk.journal), 3);
    }
    git(&host.path(), &["update-ref", "-d", "refs/heads/vault"]);
    sync(&mut desk.journal);
    assert!(host.refs().contains(&"refs/heads/vault".to_owned()));
    assert_eq!(proved(&mut phone.journal), 3);
}

/// Makes every commit of a ref anew, with the same files, so that all ids change; on top of `base`.
fn make_anew(host: &Host, name: &str, base: Option<&str>) {
    let mut parent = base.map(str::to_owned);
    let commits = git(&host.path(), &["rev-list", "--reverse", name]);
    for commit in commits.lines() {
        let tree = format!("{commit}^{{tree}}");
        let who = ["-c", "user.name=host", "-c", "user.email=host@example.org"];
        let mut args = [&who[..], &["commit-tree", &tree, "-m", "moved"]].concat();
        if let Some(parent) = &parent {
            args.extend(["-p", parent]);
        }
        parent = Some(git(&host.path(), &args).trim().to_owned());
    }
    git(&host.path(), &["update-ref", name, &parent.unwrap()]);
}

#[test]
fn y09_rewritten_commits_of_the_same_bundles_are_no_alarm() {
    let host = Host::new();
    let mut desk = desk_with(&host, &["one", "two", "three"]);
    let name = chain_of(&host, &mut desk.journal);
    let before = digest(&mut desk.journal);
    make_anew(&host, &name, None);
    assert_eq!(conditions(&sync(&mut desk.journal)), ["rewritten"]);
    write(&mut desk.journal, "four");
    assert_eq!(proved(&mut desk.journal), 4);
    assert_ne!(digest(&mut desk.journal), before);
    let mut phone = Phone::join(&host);
    assert_eq!(digest(&mut phone.journal), digest(&mut desk.journal));
}

#[test]
fn y09_a_strangers_history_below_ours_is_never_adopted() {
    let host = Host::new();
    let mut desk = desk_with(&host, &["one", "two", "three"]);
    let name = chain_of(&host, &mut desk.journal);
    let tree = git(&host.path(), &["mktree", "--missing"]);
    let who = ["-c", "user.name=x", "-c", "user.email=x@example.org"];
    let args = [&who[..], &["commit-tree", tree.trim(), "-m", "stranger"]].concat();
    let stranger = git(&host.path(), &args);
    make_anew(&host, &name, Some(stranger.trim()));
    let before = digest(&mut desk.journal);
    let report = try_sync(&mut desk.journal);
    assert!(report.error.is_none(), "{report:?}");
    assert_eq!(digest(&mut desk.journal), before);
    let mirror = places(desk.folder.path()).mirror;
    for repository in fs::read_dir(mirror).unwrap() {
        let path = repository.unwrap().path();
        if path.join("objects").exists() {
            let all = git(&path, &["rev-list", "--branches"]);
            assert!(
                !all.contains(stranger.trim()),
                "a stranger's commit is ours now"
            );
        }
    }
    write(&mut desk.journal, "four");
    assert_eq!(proved(&mut desk.journal), 4);
}

/// What another device sees of a chain whose host changed it from the third bundle on: the first two
/// stay, the chain is refused from there by name, other chains go on.
fn refused_from_the_third(change: impl FnOnce(&Shelf, &str)) -> (Vec<String>, u64) {
    let host = Host::new();
    let mut desk = desk_with(&host, &["one", "two"]);
    let mut phone = Phone::join(&host);
    let other = Phone::join(&host);
    let mut other = other;
    for text in ["three", "four", "five"] {
        write(&mut desk.journal, text);
    }
    write(&mut other.journal, "elsewhere");
    let name = chain_of(&host, &mut desk.journal);
    change(&Shelf::at(&host.path()), &name);
    let before = refs(&host);
    let report = try_sync(&mut phone.journal);
    // What the chain itself is called; that another device saw more of it is said too.
    let named: Vec<String> = open_conditions(&report)
        .into_iter()
        .filter(|name| *name != "omission")
        .map(str::to_owned)
        .collect();
    for notice in report.notices.iter().filter(|notice| !notice.healed) {
        assert!(!notice.text.contains("four") && !notice.text.is_empty());
    }
    let of_desk = |refs: &str| {
        let mut lines = refs.lines();
        lines.find(|line| line.ends_with(&name)).unwrap().to_owned()
    };
    assert_eq!(of_desk(&refs(&host)), of_desk(&before), "nobody forces");
    let entries = phone.journal.counts().unwrap().entries;
    // What its own device holds goes to a repair chain, at the latest after a drill, and then everybody
    // has it.
    try_sync(&mut desk.journal);
    desk.journal.verify(None, false, &mut ()).unwrap();
    try_sync(&mut desk.journal);
    sync(&mut phone.journal);
    sync(&mut desk.journal);
    assert_eq!(digest(&mut phone.journal), digest(&mut desk.journal));
    assert_eq!(proved(&mut desk.journal), 6);
    (named, entries)
}

#[test]
fn y11_bundles_out_of_order_are_refused_from_the_first_wrong_one() {
    let swapped = refused_from_the_third(|shelf, name| {
        shelf.rewrite(name, |links| links.swap(3, 4));
    });
    assert_eq!(swapped, (vec!["reordered".to_owned()], 4));
    let dropped = refused_from_the_third(|shelf, name| {
        shelf.rewrite(name, |links| drop(links.remove(2)));
    });
    assert_eq!(dropped, (vec!["reordered".to_owned()], 3));
    let doubled = refused_from_the_third(|shelf, name| {
        shelf.rewrite(name, |links| links.insert(3, links[2].clone()));
    });
    assert_eq!(doubled, (vec!["reordered".to_owned()], 4));
}

#[test]
fn y12_bundles_under_another_devices_name_are_refused() {
    let host = Host::new();
    let mut desk = desk_with(&host, &["one"]);
    let mut phone = Phone::join(&host);
    write(&mut desk.journal, "two");
    let name = chain_of(&host, &mut desk.journal);
    let before = phone.journal.counts().unwrap().entries;
    let shelf = Shelf::at(&host.path());
    let tip = *shelf.commits(&name).last().unwrap();
    let unknown = format!(
        "{}-{}",
        name.rsplit_once('-').unwrap().0,
        "0123456789abcdef"
    );
    git(&host.path(), &["update-ref", &unknown, &tip.to_string()]);
    git(&host.path(), &["update-ref", "-d", &name]);
    let report = try_sync(&mut phone.journal);
    assert!(
        open_conditions(&report).contains(&"wrong-device"),
        "{report:?}"
    );
    assert_eq!(phone.journal.counts().unwrap().entries, before);
    sync_all(&mut [&mut desk.journal, &mut phone.journal]);
    assert_eq!(digest(&mut phone.journal), digest(&mut desk.journal));
}

/// Syncs each twice; what is open stays so.
pub fn sync_all(journals: &mut [&mut Journal]) {
    for _ in 0..2 {
        for journal in &mut *journals {
            try_sync(journal);
        }
    }
}

#[test]
fn y13_bundles_that_are_none_are_refused_before_they_are_read() {
    let not_age = b"PK\x03\x04 nothing of ours".to_vec();
    let scrypt = b"age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 30\n\
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n\
        --- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nrest";
    let cases: [(&str, Option<Vec<u8>>); 5] = [
        ("cut", None),
        ("empty", Some(Vec::new())),
        ("not age", Some(not_age)),
        ("scrypt", Some(scrypt.to_vec())),
        ("65 MiB", Some(vec![0; 65 << 20])),
    ];
    for (what, bytes) in cases {
        let (named, entries) = refused_from_the_third(|shelf, name| {
            shelf.rewrite(name, |links: &mut Vec<Link>| {
                let bundle = links[2].bundle();
                let half = bundle.len() / 2;
                match bytes {
                    Some(bytes) => *bundle = bytes,
                    None => bundle.truncate(half),
                }
            });
        });
        let wanted = if what == "65 MiB" {
            "oversized"
        } else {
            "damaged"
        };
        assert!(
            matches!(named.as_slice(), [one] if one == wanted || one == "damaged"),
            "{what}: {named:?}"
        );
        assert_eq!(entries, 3, "{what}: two, and the other device's");
    }
}

#[test]
fn y18_what_is_not_ours_is_named_and_left_alone() {
    let host = Host::new();
    let mut desk = desk_with(&host, &["one"]);
    let tip = git(&host.path(), &["rev-parse", "refs/heads/vault"]);
    let names = ["refs/heads/main", "refs/tags/v1", "refs/notes/x"];
    for name in names {
        git(&host.path(), &["update-ref", name, tip.trim()]);
    }
    for _ in 0..2 {
        let report = sync(&mut desk.journal);
        assert_eq!(conditions(&report), ["unknown-ref"; 3]);
        assert!(open_conditions(&report).is_empty());
    }
    assert_eq!(kept(&mut desk.journal).len(), 3, "each is told once");
    assert!(
        names
            .iter()
            .all(|name| host.refs().contains(&(*name).to_owned()))
    );
    assert_eq!(proved(&mut desk.journal), 1);
}

#[test]
fn y19_a_head_that_names_nothing_is_of_no_consequence() {
    let host = Host::new();
    let mut desk = desk_with(&host, &["one"]);
    let tip = git(&host.path(), &["rev-parse", "refs/heads/vault"]);
    for head in ["ref: refs/heads/nothing\n", "ref: refs/heads/vault\n", &tip] {
        fs::write(host.path().join("HEAD"), head).unwrap();
        write(&mut desk.journal, head);
        let count = desk.journal.counts().unwrap().entries;
        assert_eq!(proved(&mut desk.journal), count);
        let mut phone = Phone::join(&host);
        assert_eq!(digest(&mut phone.journal), digest(&mut desk.journal));
    }
}

#[test]
fn y20_a_repository_that_lacks_its_history_is_filled_or_named() {
    for spoil in ["shallow", "alternates"] {
        let host = Host::new();
        let mut desk = desk_with(&host, &["one", "two"]);
        let name = chain_of(&host, &mut desk.journal);
        let path = host.path();
        if spoil == "shallow" {
            let tip = git(&path, &["rev-parse", &name]);
            fs::write(path.join("shallow"), tip).unwrap();
        } else {
            let aside = path.join("aside");
            fs::rename(path.join("objects"), &aside).unwrap();
            fs::create_dir_all(path.join("objects/info")).unwrap();
            fs::create_dir_all(path.join("objects/pack")).unwrap();
            fs::write(path.join("objects/info/alternates"), "/nowhere/objects\n").unwrap();
        }
        let before = digest(&mut desk.journal);
        desk.journal.add(&content("three")).unwrap();
        let mut refused = None;
        // What a first sync does not see the drill does, and the next sync mends.
        for _ in 0..2 {
            refused = try_sync(&mut desk.journal).error;
            let balance = desk.journal.verify(None, false, &mut ()).unwrap().remove(0);
            let named = balance
                .shortfalls
                .iter()
                .map(|told| told.condition.as_str());
            assert!(
                named.clone().all(|name| name != "mirror-damaged"),
                "{balance:?}"
            );
        }
        match refused.map(told) {
            Some((code, name)) => assert!(matches!(code, 1 | 5), "{spoil}: {code} {name}"),
            None => assert_eq!(proved(&mut desk.journal), 3, "{spoil}"),
        }
        assert_ne!(digest(&mut desk.journal), before);
        assert_eq!(desk.journal.counts().unwrap().entries, 3);
    }
}

/// A phone whose second bundle the host hides, and a tablet that has seen it.
fn hidden() -> (Host, Desk, Phone, String) {
    let host = Host::new();
    let mut desk = desk_with(&host, &["one"]);
    let mut phone = Phone::join(&host);
    let mut tablet = Phone::join(&host);
    write(&mut phone.journal, "first of the phone");
    sync(&mut desk.journal);
    write(&mut phone.journal, "second of the phone");
    write(&mut tablet.journal, "the tablet has seen both");
    let name = chain_of(&host, &mut phone.journal);
    let shelf = Shelf::at(&host.path());
    let commits = shelf.commits(&name);
    shelf.point(&name, commits[commits.len() - 2]);
    (host, desk, phone, name)
}

#[test]
fn y25_an_omission_heals_by_itself_and_the_notice_stays_until_it_was_seen() {
    let (_host, mut desk, mut phone, _) = hidden();
    assert_eq!(open_conditions(&try_sync(&mut desk.journal)), ["omission"]);
    assert_eq!(open_conditions(&try_sync(&mut desk.journal)), ["omission"]);
    assert_eq!(kept(&mut desk.journal), [("omission".to_owned(), false)]);
    sync(&mut phone.journal);
    assert_eq!(conditions(&sync(&mut desk.journal)), [""; 0]);
    assert_eq!(kept(&mut desk.journal), [("omission".to_owned(), true)]);
    desk.journal.see_notices().unwrap();
    assert_eq!(kept(&mut desk.journal), []);
    assert_eq!(proved(&mut desk.journal), 4);
}

#[test]
fn y25_an_omission_that_nobody_heals_is_settled_for_good() {
    let (_host, mut desk, mut phone, _) = hidden();
    try_sync(&mut desk.journal);
    let report = desk.journal.trust("origin", "omission", &mut ()).unwrap();
    assert!(
        report.remotes.iter().all(|one| one.notices.is_empty()),
        "{report:?}"
    );
    assert_eq!(kept(&mut desk.journal), []);
    assert_eq!(conditions(&sync(&mut desk.journal)), [""; 0], "asked once");
    // It comes all the same when its device comes back.
    sync(&mut phone.journal);
    sync(&mut desk.journal);
    assert_eq!(desk.journal.counts().unwrap().entries, 4);
}

/// A phone whose image wrote elsewhere: the host shows the desk one line of it, then the other.
#[test]
fn y26_a_fork_is_named_and_settled_by_trust() {
    let (host, apart) = (Host::new(), Host::new());
    let mut desk = desk_with(&host, &["one"]);
    let mut phone = Phone::join(&host);
    write(&mut phone.journal, "the same for both");
    sync(&mut desk.journal);
    let image = tempfile::tempdir().unwrap();
    copy_tree(phone.folder.path(), image.path());
    let fork = host.copy();
    write(&mut phone.journal, "one line");
    sync(&mut desk.journal);
    let first = host.copy();
    apart.put_back(&fork);
    host.put_back(&fork);
    let mut twin = super::exchange::open_at(image.path());
    write(&mut twin, "the other line");
    let second = host.copy();
    let name = chain_of(&host, &mut desk.journal);
    let report = try_sync(&mut desk.journal);
    assert_eq!(open_conditions(&report), ["fork"]);
    let before = (refs(&host), digest(&mut desk.journal));
    assert_eq!(open_conditions(&try_sync(&mut desk.journal)), ["fork"]);
    assert_eq!((refs(&host), digest(&mut desk.journal)), before);
    assert!(desk.journal.trust("origin", "forged", &mut ()).is_err());
    let report = desk.journal.trust("origin", "fork", &mut ()).unwrap();
    let one = &report.remotes[0];
    assert!(
        one.error.is_none() && one.notices.iter().all(|told| told.healed),
        "{one:?}"
    );
    assert_eq!(kept(&mut desk.journal), []);
    assert_eq!(
        desk.journal.counts().unwrap().entries,
        4,
        "nothing of either is lost"
    );
    assert_eq!(conditions(&sync(&mut desk.journal)), [""; 0]);
    // The line that was left is no news, whoever shows it again.
    host.put_back(&first);
    assert_eq!(open_conditions(&try_sync(&mut desk.journal)), [""; 0]);
    host.put_back(&second);
    assert_eq!(open_conditions(&try_sync(&mut desk.journal)), [""; 0]);
    // The phone itself learns that it has a twin, and sends its line under a new name.
    sync(&mut phone.journal);
    sync_all(&mut [&mut twin, &mut phone.journal, &mut desk.journal]);
    assert_eq!(digest(&mut phone.journal), digest(&mut desk.journal));
    assert_eq!(proved(&mut desk.journal), 4);
    assert!(!name.is_empty());
}

/// Does something to each file below a folder.
fn each_file(folder: &Path, act: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            each_file(&path, act);
        } else {
            act(&path);
        }
    }
}

#[test]
fn y48_a_mirror_that_a_power_cut_left_broken_is_made_anew() {
    let host = Host::new();
    let mut desk = desk_with(&host, &["one", "two"]);
    let mut phone = Phone::join(&host);
    write(&mut phone.journal, "three");
    sync(&mut desk.journal);
    let mirror = places(desk.folder.path()).mirror;
    let device = desk.journal.status().unwrap().device;
    for spoil in ["gone", "zeroed", "torn", "locked"] {
        match spoil {
            "gone" => fs::remove_dir_all(&mirror).unwrap(),
            "locked" => each_file(&mirror, &mut |path| {
                if path.ends_with("HEAD") {
                    let folder = path.parent().unwrap();
                    fs::write(folder.join("HEAD.lock"), "").unwrap();
                    fs::write(folder.join("objects/pack/tmp_pack_x"), "half").unwrap();
                }
            }),
            _ => each_file(&mirror, &mut |path| {
                if path.components().any(|part| part.as_os_str() == "objects") {
                    let bytes = fs::read(path).unwrap();
                    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
                    fs::set_permissions(path, mode).unwrap();
                    let left = if spoil == "torn" {
                        bytes[..bytes.len() / 2].to_vec()
                    } else {
                        vec![0; bytes.len()]
                    };
                    fs::write(path, left).unwrap();
                }
            }),
        }
        write(&mut desk.journal, spoil);
        assert_eq!(desk.journal.status().unwrap().device, device, "{spoil}");
        let count = desk.journal.counts().unwrap().entries;
        assert_eq!(proved(&mut desk.journal), count, "{spoil}");
        sync(&mut phone.journal);
        assert_eq!(
            digest(&mut phone.journal),
            digest(&mut desk.journal),
            "{spoil}"
        );
    }
}

#[test]
fn y50_a_second_sync_of_one_vault_is_told_that_it_is_busy() {
    let host = Host::new();
    let mut desk = desk_with(&host, &["one"]);
    let lock = fs::File::create(places(desk.folder.path()).sync_lock).unwrap();
    lock.lock().unwrap();
    let before = refs(&host);
    desk.journal.add(&content("two")).unwrap();
    let error = desk.journal.sync(None, &mut ()).unwrap_err();
    assert_eq!(told(error), (3, "busy".to_owned()));
    assert_eq!(refs(&host), before);
    drop(lock);
    sync(&mut desk.journal);
    assert_eq!(proved(&mut desk.journal), 2);
}

#[test]
fn y53_a_stale_remote_and_a_foreign_one_are_judged_each_alone() {
    let (stale, foreign) = (Host::new(), Host::new());
    let mut desk = desk_with(&stale, &["one"]);
    let journal = &mut desk.journal;
    journal
        .remote_add("attic", &foreign.url(), &mut ())
        .unwrap();
    journal.sync(None, &mut ()).unwrap();
    let old = stale.copy();
    journal.add(&content("two")).unwrap();
    journal.sync(None, &mut ()).unwrap();
    stale.put_back(&old);
    let stranger = Host::new();
    desk_with(&stranger, &["not ours"]);
    foreign.put_back(&stranger.copy());
    let before = refs(&foreign);
    journal.add(&content("three")).unwrap();
    let report = journal.sync(None, &mut ()).unwrap();
    let [one, two] = report.remotes.try_into().unwrap();
    assert_eq!(conditions(&one), ["rollback"]);
    assert!(one.error.is_none());
    let error = told(two.error.unwrap());
    assert_eq!(error, (5, "foreign-vault".to_owned()));
    assert_eq!(refs(&foreign), before);
    let balance = journal.verify(Some("origin"), false, &mut ()).unwrap();
    assert_eq!((balance[0].entries.1, balance[0].shortfalls.len()), (3, 0));
}
