//! A purge and a compaction are killed at many moments: before, nothing was purged; after, it finishes.

use super::Sweep;
use super::all_equal;
use super::copy_tree;
use super::digest;
use super::ids;
use super::kill;
use super::takes;
use crate::support::Home;
use crate::support::Remote;

/// Two devices in step, one of which has something that nobody else has yet, and their remote.
pub(super) struct Scene {
    remote: Remote,
    backup: tempfile::TempDir,
    first: Home,
    second: Home,
    pub(super) gone: String,
    stays: Vec<String>,
}

impl Scene {
    pub(super) fn new() -> Self {
        let remote = Remote::new();
        let first = Home::new();
        first.init(&["--remote-unlock", "always", "--remote", &remote.url()]);
        let gone = first.add("what is purged");
        let mut stays = vec![first.add("from the first")];
        first.ok(&["sync"]);
        let second = Home::new();
        second.ok(&["clone", &remote.url(), "--work-factor", "10"]);
        stays.push(second.add("from the second"));
        second.ok(&["sync"]);
        first.ok(&["sync"]);
        stays.push(second.add("nobody else has this"));
        let backup = tempfile::tempdir().unwrap();
        copy_tree(remote.path(), &backup.path().join("r"));
        Self {
            remote,
            backup,
            first,
            second,
            gone,
            stays,
        }
    }

    /// The same once more, from the beginning.
    pub(super) fn again(&self) -> (Home, Home) {
        for entry in std::fs::read_dir(self.remote.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                std::fs::remove_dir_all(path).unwrap();
            } else {
                std::fs::remove_file(path).unwrap();
            }
        }
        copy_tree(&self.backup.path().join("r"), self.remote.path());
        let copy = |of: &Home| {
            let home = Home::new();
            copy_tree(&of.path("diurnal"), &home.path("diurnal"));
            home
        };
        (copy(&self.first), copy(&self.second))
    }

    /// Every device syncs until nothing is left to do; then all are equal, and the remote proves it.
    #[track_caller]
    pub(super) fn settle(&self, homes: [&Home; 2]) {
        for _ in 0..2 {
            for home in homes {
                home.ok(&["sync"]);
            }
        }
        for home in homes {
            let found = ids(home);
            assert!(self.stays.iter().all(|id| found.contains(id)), "lost");
            assert_eq!(home.json(&["verify", "--local"])["ok"], true);
            all_equal(home);
        }
        assert_eq!(digest(homes[0]), digest(homes[1]));
        let refs = self.remote.refs();
        let chains = refs.lines().filter(|line| line.contains("/g"));
        let numbers: std::collections::BTreeSet<&str> = chains
            .filter_map(|line| line.get("refs/heads/".len()..)?.split('-').next())
            .collect();
        assert_eq!(numbers.len(), 1, "{refs}");
    }
}

#[test]
fn s16_y57_a_killed_purge_did_not_happen_or_finishes_by_itself() {
    let scene = Scene::new();
    let purge = |home: &Home| {
        home.with_key(&[
            "purge",
            &scene.gone,
            "--confirm",
            &scene.gone[..8],
            "--json",
        ])
    };
    let (whole, _) = scene.again();
    let whole = takes(purge(&whole));
    let mut sweep = Sweep::new("purge", 12, whole);
    let mut outcomes = [0, 0];
    while let Some((n, after)) = sweep.next_kill() {
        let (first, second) = scene.again();
        let killed = kill(purge(&first), after);
        sweep.count(&killed);
        let is_purged = !ids(&first).contains(&scene.gone);
        outcomes[usize::from(is_purged)] += 1;
        assert!(
            killed.printed.is_empty() || is_purged,
            "reported and not done"
        );
        assert_eq!(first.json(&["verify", "--local"])["ok"], true);
        // Either device may be the first to go on.
        if n % 2 == 0 {
            scene.settle([&first, &second]);
        } else {
            scene.settle([&second, &first]);
        }
        for home in [&first, &second] {
            assert_eq!(ids(home).contains(&scene.gone), !is_purged);
        }
        let waits = second.json_lines(&["purge"]);
        assert_eq!(waits.len(), usize::from(is_purged));
    }
    println!("purge: {} not yet, {} already", outcomes[0], outcomes[1]);
}

#[test]
fn s16_y57_a_killed_compaction_loses_nothing() {
    let scene = Scene::new();
    let compact = |home: &Home| home.with_key(&["remote", "compact"]);
    let (whole, _) = scene.again();
    let whole = takes(compact(&whole));
    let mut sweep = Sweep::new("compact", 8, whole);
    while let Some((n, after)) = sweep.next_kill() {
        let (first, second) = scene.again();
        let killed = kill(compact(&first), after);
        sweep.count(&killed);
        if n % 2 == 0 {
            scene.settle([&first, &second]);
        } else {
            scene.settle([&second, &first]);
        }
        assert!(ids(&first).contains(&scene.gone));
    }
}
