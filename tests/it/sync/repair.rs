//! A blob that a host lost: pushed again it would not heal; a repair chain does.

use std::fs;
use std::path::Path;

use diurnal::sync::refname::ChainName;
use diurnal::sync::refname::RefName;
use diurnal::sync::remote::Remote;
use diurnal::sync::repair;

use super::Device;
use super::bare;
use super::bundle;
use super::chain;
use super::git;
use super::git_says;
use super::http::Host;
use super::http::Manner;
use super::open;

/// Removes the blob of bundle 3 from the host's store.
fn damage(path: &Path, device: &Device) {
    let blob = git_says(path, &["rev-parse", &format!("{}:b", device.commits[2])]);
    fs::remove_file(path.join("objects").join(&blob[..2]).join(&blob[2..])).unwrap();
}

/// What a fresh device reads of the chain: its bundles, each from where it is good.
fn read_anew(remote: &mut Remote<'_>) -> (usize, usize) {
    let reader = Device::new(9);
    let listing = remote.list(&reader.mirrors).unwrap();
    let mut parts = std::collections::BTreeMap::new();
    for (name, offered) in listing.ours() {
        let mut mirror = reader.mirrors.mirror(name).unwrap();
        let tip = remote
            .fetch(name, offered, &mut mirror)
            .ok()
            .and_then(|fetched| fetched.tip);
        let line = tip.map(|tip| mirror.line(tip, 100, |_| false).unwrap().commits);
        parts.insert(name.chain().unwrap(), line.unwrap_or_default());
    }
    let union = repair::union(&parts, 1, |seq, name, commit| {
        let mirror = reader.mirrors.mirror(name.into()).unwrap();
        let stored = mirror.read(commit).map_err(drop)?;
        (stored.bundle == bundle(1, seq)).then_some(()).ok_or(())
    });
    (union.bundles.len(), parts.len())
}

fn publish_repair(device: &Device, remote: &mut Remote<'_>) -> ChainName {
    let name = chain(1).chain().unwrap();
    let salt = |seq: u8| [seq; 16];
    let (mut mirror, first) =
        repair::begin(&device.mirrors, name, salt(1), &bundle(1, 1), None).unwrap();
    let mut at = first;
    for seq in 2..=5 {
        at = repair::extend(
            &mut mirror,
            at,
            u64::from(seq),
            salt(seq),
            &bundle(1, u64::from(seq)),
            None,
        )
        .unwrap();
    }
    let repaired: RefName = mirror.refname();
    remote.push(repaired, &mirror, None, at).unwrap();
    repaired.chain().unwrap()
}

fn heals(path: &Path, url: &str) {
    let mut remote = open(url);
    let mut device = Device::new(1);
    device.write(5);
    device.push(&mut remote).unwrap();
    damage(path, &device);
    let (before, _) = read_anew(&mut remote);
    assert!(before < 3, "{before}");
    // The plain way does not heal: the host believes that it has everything.
    assert_eq!(device.push(&mut remote).unwrap(), 0);
    let name = publish_repair(&device, &mut remote);
    assert!(name.repair.is_some());
    assert_eq!(read_anew(&mut remote), (5, 2));
    // New bundles go to the repair chain, on the damaged store too.
    let lengths = [(chain(1).chain().unwrap(), 5), (name, 5)].into();
    let target = repair::target(chain(1).chain().unwrap(), &lengths);
    assert_eq!(target, name.into());
    let mut mirror = device.mirrors.mirror(target).unwrap();
    let at = mirror.tip().unwrap().unwrap();
    let next = repair::extend(&mut mirror, at, 6, [6; 16], &bundle(1, 6), None).unwrap();
    remote.push(target, &mirror, Some(at), next).unwrap();
    assert_eq!(read_anew(&mut remote), (6, 2));
    // By hand, as the page on the remote says.
    let branch = target.short();
    let size = git_says(path, &["cat-file", "-s", &format!("{branch}:b")]);
    assert_eq!(
        size.parse::<usize>().unwrap(),
        16 + bundle(1, 6).as_bytes().len()
    );
    assert!(git(path, &["rev-list", "--objects", "--quiet", &branch]));
}

#[test]
fn y10_a_folder_that_lost_a_blob_is_healed_by_a_repair_chain() {
    let folder = tempfile::tempdir().unwrap();
    let Some(path) = bare(folder.path()) else {
        return;
    };
    heals(&path, &format!("file://{}", path.display()));
}

#[test]
fn y10_gits_own_server_that_lost_a_blob_is_healed_by_a_repair_chain() {
    let Some(host) = Host::start(Manner::Serves) else {
        return;
    };
    heals(&host.path, &host.url());
}
