//! The drill against every kind of damage a host can do, each at the newest, a middle and the oldest
//! bundle: it is found and named, the journal here does not change, and the remote can be put right.
//!
//! One place each, or all three where `DIURNAL_DRILL` is set. The numbers are those of the list of
//! twenty kinds of damage. One of them has no place yet: 20, a chunk of an attachment that is missing,
//! since format 1 reserves attachments and nothing writes them.

use diurnal::crypto::identity::DeviceKey;
use diurnal::crypto::identity::Identity;
use diurnal::crypto::identity::SignKey;
use diurnal::crypto::keyring;
use diurnal::crypto::keyring::Keyring;
use diurnal::crypto::keyring::KeyringFile;
use diurnal::crypto::object::Header;
use diurnal::crypto::object::Kind;
use diurnal::crypto::seal;
use diurnal::journal::Journal;
use diurnal::journal::types::Balance;
use diurnal::model::places::Preferences;
use diurnal::report::exit_of;
use rusqlite::Connection;
use tempfile::TempDir;

use super::Desk;
use super::content;
use super::exchange::Host;
use super::exchange::Phone;
use super::exchange::copy_tree;
use super::exchange::digest;
use super::exchange::sync;
use super::outside;
use super::passphrase;
use super::places;
use super::tamper::Link;
use super::tamper::Shelf;

/// Bundles of each chain, at least.
const BUNDLES: usize = 7;

/// Where in a chain.
#[derive(Clone, Copy)]
enum Place {
    Oldest,
    Middle,
    NextToNewest,
    Newest,
}

use Place::Middle;
use Place::Newest;
use Place::NextToNewest;
use Place::Oldest;

/// Everywhere.
const PLACES: [Place; 3] = [Oldest, Middle, Newest];

/// Two devices that both wrote, and the remote that holds all of it.
struct Scene {
    host: Host,
    backup: TempDir,
    desk: Desk,
    chains: [String; 2],
}

impl Scene {
    fn new() -> Self {
        let host = Host::new();
        let mut desk = Desk::new();
        let journal = &mut desk.journal;
        journal.remote_add("origin", &host.url(), &mut ()).unwrap();
        for n in 0..BUNDLES {
            journal.add(&content(&format!("desk {n}"))).unwrap();
            sync(journal);
        }
        let own = Shelf::at(&host.path()).chains().remove(0);
        let mut phone = Phone::join(&host);
        for n in 0..BUNDLES {
            phone.journal.add(&content(&format!("phone {n}"))).unwrap();
            sync(&mut phone.journal);
        }
        sync(journal);
        let all = Shelf::at(&host.path()).chains();
        let other = all.into_iter().find(|name| *name != own).unwrap();
        for name in [&own, &other] {
            // What one learnt of the other may be a bundle more.
            let bundles = Shelf::at(&host.path()).commits(name).len();
            assert!((BUNDLES..BUNDLES + 2).contains(&bundles), "{bundles}");
        }
        Self {
            backup: host.copy(),
            chains: [own, other],
            host,
            desk,
        }
    }

    /// The desk as a process of its own, in a copy of its home; the remote as it was.
    fn again(&self) -> (TempDir, Journal) {
        self.host.put_back(&self.backup);
        let folder = tempfile::tempdir().unwrap();
        copy_tree(self.desk.folder.path(), folder.path());
        let mut journal =
            Journal::open(places(folder.path()), Preferences::default(), outside()).unwrap();
        journal.unlock(&passphrase()).unwrap();
        (folder, journal)
    }

    fn shelf(&self) -> Shelf {
        Shelf::at(&self.host.path())
    }

    /// A bundle for the right recipient, by nobody of this vault.
    fn forged(&self, link: &mut Link) -> Vec<u8> {
        self.sealed_anew(link, |_, lines| {
            for line in lines.iter_mut().filter(|line| line.starts_with("{\"rev\"")) {
                *line = line.replace("desk", "evil").replace("phone", "evil");
            }
        })
    }

    /// A bundle that was opened, changed and sealed to its recipient again, signed by a stranger.
    fn sealed_anew(
        &self,
        link: &mut Link,
        change: impl FnOnce(&mut Header, &mut Vec<String>),
    ) -> Vec<u8> {
        let store = Connection::open(places(self.desk.folder.path()).store).unwrap();
        let row = |name: &str| -> Vec<u8> {
            let sql = "SELECT data FROM slot WHERE name = ?1";
            store.query_row(sql, [name], |row| row.get(0)).unwrap()
        };
        let sheet = Identity::parse(self.desk.made.recovery_key.expose()).unwrap();
        let file = KeyringFile::open(&row("keyring.age"), &sheet).unwrap();
        let statements = file.open_statements(&row("members.age")).unwrap();
        let members = keyring::judge(file.vault, &statements).unwrap();
        let keyring = Keyring::named(&file, &members);
        let object = seal::open_unjudged(link.bundle(), &keyring, &[Kind::Bundle]).unwrap();
        let mut header = object.header.clone();
        let mut lines: Vec<String> = object.lines().map(|(line, _)| line.to_owned()).collect();
        change(&mut header, &mut lines);
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let signer = DeviceKey {
            id: header.device.unwrap(),
            key: SignKey::from_seed(&[7; 32]),
        };
        let epoch = keyring.newest().unwrap();
        let sealed = seal::seal(&header, &lines, epoch, Some(&signer)).unwrap();
        sealed.0.as_bytes().to_vec()
    }
}

fn drill(journal: &mut Journal) -> Balance {
    journal.verify(None, false, &mut ()).unwrap().pop().unwrap()
}

/// What a case must show: a condition, and where.
struct Named<'a> {
    condition: &'a str,
    /// The chain and the bundle's number, where one can be blamed.
    at: Option<(&'a str, usize)>,
}

/// Does the damage to each chain at each place, looks at what the drill says, and puts the remote right.
fn damaged(
    scene: &Scene,
    number: u8,
    at: &[Place],
    damage: impl Fn(&Shelf, &str, usize),
    named: impl Fn(usize) -> (&'static str, Option<usize>),
) {
    for chain in &scene.chains {
        let all = std::env::var_os("DIURNAL_DRILL").is_some();
        for (n, place) in at.iter().enumerate() {
            if !all && n != usize::from(number) % at.len() {
                continue;
            }
            let (folder, mut journal) = scene.again();
            let before = digest(&mut journal);
            let bundles = scene.shelf().commits(chain).len();
            let place = match place {
                Oldest => 0,
                Middle => bundles / 2,
                NextToNewest => bundles - 2,
                Newest => bundles - 1,
            };
            damage(&scene.shelf(), chain, place);
            let (condition, bundle) = named(place);
            let what = format!("{number}, bundle {} of {chain}", place + 1);
            let named = Named {
                condition,
                at: bundle.map(|n| (chain.as_str(), n)),
            };
            found_and_mended(&mut journal, &what, &named);
            assert_eq!(digest(&mut journal), before, "{what}");
            drop(folder);
        }
    }
}

fn found_and_mended(journal: &mut Journal, what: &str, named: &Named<'_>) {
    let all = journal.counts_and_digest().unwrap().0.entries;
    let balance = drill(journal);
    assert_named(&balance, what, named);
    let back = balance.entries.1;
    let hurt = balance.shortfalls.iter();
    let hurt = hurt.filter(|told| told.condition == "missing").count() as u64;
    assert_eq!(
        back + hurt,
        all,
        "{what}: each lost entry is named: {balance:?}"
    );
    assert_eq!(balance.digest.0 != balance.digest.1, hurt > 0, "{what}");
    sync_or_reseed(journal, what);
    let balance = drill(journal);
    assert_eq!(balance.shortfalls, [], "{what}");
    assert_eq!(balance.entries, (all, all), "{what}");
}

fn assert_named(balance: &Balance, what: &str, named: &Named<'_>) {
    let short = |name: &str| name.trim_start_matches("refs/heads/").to_owned();
    let fits = balance.shortfalls.iter().any(|told| {
        told.condition == named.condition
            && named.at.is_none_or(|(chain, n)| {
                told.text.contains(&short(chain)) && told.text.contains(&format!("bundle {n} of"))
            })
    });
    assert!(fits, "{what}: {:#?}", balance.shortfalls);
}

fn sync_or_reseed(journal: &mut Journal, what: &str) {
    let one = journal.sync(None, &mut ()).unwrap().remotes.pop().unwrap();
    println!("{what}: {:?} {:#?}", one.error, one.notices);
}

#[test]
fn d01_newest_removed() {
    let scene = Scene::new();
    damaged(
        &scene,
        1,
        &[Newest],
        |shelf, chain, _| shelf.rewrite(chain, |links| drop(links.pop())),
        |_| ("rollback", None),
    );
}

#[test]
fn d02_one_removed() {
    let scene = Scene::new();
    damaged(
        &scene,
        2,
        &PLACES[..2],
        |shelf, chain, at| shelf.rewrite(chain, |links| drop(links.remove(at))),
        |at| ("reordered", Some(at + 1)),
    );
}

#[test]
fn d03_ref_removed() {
    let scene = Scene::new();
    damaged(
        &scene,
        3,
        &[Oldest],
        |shelf, chain, _| shelf.remove(chain),
        |_| ("ref-missing", None),
    );
}

#[test]
fn d05_swapped() {
    let scene = Scene::new();
    damaged(
        &scene,
        5,
        &[Oldest, Middle, NextToNewest],
        |shelf, chain, at| shelf.rewrite(chain, |links| links.swap(at, at + 1)),
        |at| ("reordered", Some(at + 1)),
    );
}

#[test]
fn d06_doubled() {
    let scene = Scene::new();
    damaged(
        &scene,
        6,
        &PLACES,
        |shelf, chain, at| {
            shelf.rewrite(chain, |links| links.insert(at, links[at].clone()));
        },
        |at| ("reordered", Some(at + 2)),
    );
}

#[test]
fn d07_to_d10_bytes() {
    let scene = Scene::new();
    let flip = |bytes: &mut Vec<u8>, at: usize| bytes[at] ^= 1;
    damaged(
        &scene,
        7,
        &PLACES,
        |shelf, chain, at| shelf.rewrite(chain, |links| flip(links[at].bundle(), 40)),
        |at| ("damaged", Some(at + 1)),
    );
    damaged(
        &scene,
        8,
        &PLACES,
        |shelf, chain, at| {
            shelf.rewrite(chain, |links| {
                let middle = links[at].bundle().len() / 2;
                flip(links[at].bundle(), middle);
            });
        },
        |at| ("damaged", Some(at + 1)),
    );
    damaged(
        &scene,
        9,
        &PLACES,
        |shelf, chain, at| {
            shelf.rewrite(chain, |links| {
                let left = links[at].bundle().len() - 16;
                links[at].bundle().truncate(left);
            });
        },
        |at| ("damaged", Some(at + 1)),
    );
    damaged(
        &scene,
        10,
        &PLACES,
        |shelf, chain, at| shelf.rewrite(chain, |links| links[at].bundle().clear()),
        |at| ("damaged", Some(at + 1)),
    );
}

#[test]
fn d11_another_vaults_bundle() {
    let scene = Scene::new();
    let other = Scene::new();
    let name = other.chains[0].clone();
    let foreign = Shelf::at(&other.host.path()).links(&name).remove(2);
    damaged(
        &scene,
        11,
        &PLACES,
        |shelf, chain, at| shelf.rewrite(chain, |links| links.insert(at, foreign.clone())),
        |at| ("damaged", Some(at + 1)),
    );
}

#[test]
fn d12_forged() {
    let scene = Scene::new();
    damaged(
        &scene,
        12,
        &PLACES,
        |shelf, chain, at| {
            shelf.rewrite(chain, |links| {
                let forged = scene.forged(&mut links[at]);
                *links[at].bundle() = forged;
            });
        },
        |at| ("forged", Some(at + 1)),
    );
}

#[test]
fn d13_rewound() {
    let scene = Scene::new();
    damaged(
        &scene,
        13,
        &[Oldest],
        |shelf, chain, _| {
            let commits = shelf.commits(chain);
            shelf.point(chain, commits[commits.len() - 6]);
        },
        |_| ("rollback", None),
    );
}

#[test]
fn d14_under_another_name() {
    let scene = Scene::new();
    damaged(
        &scene,
        14,
        &[Oldest],
        |shelf, chain, _| {
            let other = scene.chains.iter().find(|name| *name != chain).unwrap();
            shelf.point(chain, *shelf.commits(other).last().unwrap());
        },
        |_| ("wrong-device", Some(1)),
    );
}

#[test]
fn d15_an_old_generation_put_back() {
    let scene = Scene::new();
    for purges in [false, true] {
        let what = if purges {
            "15, of a purge"
        } else {
            "15, of a compaction"
        };
        let (_folder, mut journal) = scene.again();
        if purges {
            let id = journal.find("@last").unwrap();
            journal.purge(&[id]).unwrap();
        } else {
            journal.compact().unwrap();
        }
        sync(&mut journal);
        sync(&mut journal);
        let before = digest(&mut journal);
        assert_eq!(drill(&mut journal).shortfalls, [], "{what}");
        let newer = scene.host.copy();
        scene.host.put_back(&scene.backup);
        let named = Named {
            condition: "generation-rollback",
            at: None,
        };
        assert_named(&drill(&mut journal), what, &named);
        let quick = journal.verify(None, true, &mut ()).unwrap().pop().unwrap();
        assert_named(&quick, what, &named);
        sync_or_reseed(&mut journal, what);
        assert_eq!(drill(&mut journal).shortfalls, [], "{what}");
        assert_eq!(digest(&mut journal), before, "{what}");

        // Both are shown: the newer one is whole, and goes on.
        scene.host.put_back(&scene.backup);
        for part in ["refs", "objects"] {
            let from = newer.path().join("r.git").join(part);
            copy_tree(&from, &scene.host.path().join(part));
        }
        assert_eq!(drill(&mut journal).shortfalls, [], "{what}");
        sync(&mut journal);
        assert_eq!(drill(&mut journal).shortfalls, [], "{what}");
        assert_eq!(digest(&mut journal), before, "{what}");
    }
}

#[test]
fn d16_a_second_file() {
    let scene = Scene::new();
    damaged(
        &scene,
        16,
        &PLACES,
        |shelf, chain, at| {
            shelf.rewrite(chain, |links| {
                links[at].files.push(("more".into(), b"text".to_vec()));
            });
        },
        |at| ("damaged", Some(at + 1)),
    );
}

#[test]
fn d17_d18_objects_lost() {
    let scene = Scene::new();
    damaged(
        &scene,
        17,
        &PLACES,
        |shelf, chain, at| shelf.lose(shelf.blob(shelf.commits(chain)[at])),
        |at| ("damaged", Some(at + 1)),
    );
    damaged(
        &scene,
        18,
        &PLACES,
        |shelf, chain, at| shelf.lose(shelf.commits(chain)[at]),
        |_| ("damaged", None),
    );
}

#[test]
fn d04_all_refs_removed() {
    let scene = Scene::new();
    let (_folder, mut journal) = scene.again();
    let shelf = scene.shelf();
    for name in scene.host.refs() {
        shelf.remove(&name);
    }
    let named = Named {
        condition: "ref-missing",
        at: None,
    };
    found_and_mended(&mut journal, "4", &named);
}

#[test]
fn d19_what_a_new_device_joins_by_is_replaced() {
    let scene = Scene::new();
    let other = Scene::new();
    let vault = "refs/heads/vault";
    let foreign = Shelf::at(&other.host.path()).links(vault).pop().unwrap();
    let own = scene.shelf().links(vault).pop().unwrap();
    let sealed = |files: Vec<(String, Vec<u8>)>| {
        let files = files.into_iter();
        let kept = files.filter(|(_, bytes)| bytes.starts_with(b"age-encryption.org/"));
        kept.collect::<Vec<_>>()
    };
    let (own, foreign) = (sealed(own.files), sealed(foreign.files));
    assert!(own.len() >= 3, "keyring, members, slot: {}", own.len());
    for (name, _) in &own {
        let like = name.split(['.', '-']).next().unwrap();
        let theirs = foreign.iter().find(|(name, _)| name.starts_with(like));
        for bytes in [theirs.unwrap().1.clone(), b"nothing".to_vec()] {
            let (_folder, mut journal) = scene.again();
            scene.shelf().rewrite(vault, |links| {
                let files = &mut links.last_mut().unwrap().files;
                let file = files.iter_mut().find(|(file, _)| file == name);
                file.unwrap().1 = bytes;
            });
            let damage = Named {
                condition: "shelf-damaged",
                at: None,
            };
            found_and_mended(&mut journal, &format!("19, {name}"), &damage);
            let phone = Phone::join(&scene.host);
            drop(phone);
        }
    }
}

#[test]
fn y14_a_bundle_of_a_newer_format_is_named_and_the_other_chains_go_on() {
    let scene = Scene::new();
    let (_folder, mut journal) = scene.again();
    let before = digest(&mut journal);
    let [own, other] = &scene.chains;
    scene.shelf().rewrite(other, |links| {
        let mut next = links.last().unwrap().clone();
        *next.bundle() = scene.sealed_anew(&mut next.clone(), |header, _| header.diurnal += 1);
        links.push(next);
    });
    let theirs = *scene.shelf().commits(other).last().unwrap();
    for _ in 0..2 {
        let report = sync(&mut journal);
        let open: Vec<_> = report.notices.iter().filter(|told| !told.healed).collect();
        assert!(
            matches!(open.as_slice(), [one] if one.condition == "newer" && exit_of(one) == 1),
            "{report:?}"
        );
        assert_eq!(digest(&mut journal), before);
        assert_eq!(*scene.shelf().commits(other).last().unwrap(), theirs);
    }
    let bundles = scene.shelf().commits(own).len();
    journal.add(&content("it goes on")).unwrap();
    assert_eq!(sync(&mut journal).sent, 1);
    assert_eq!(scene.shelf().commits(own).len(), bundles + 1);
}
