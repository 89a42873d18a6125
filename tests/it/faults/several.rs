//! Several processes at one vault: no entry is lost and nobody is told that the database is locked.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::Duration;

use diurnal::model::query::Filter;

use super::content;
use super::ids;
use super::kill;
use super::library;
use crate::support::Home;
use crate::support::printed;

/// Runs an `add`, which must succeed without a word about locks, and returns the id.
fn added(mut command: Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let id = printed(&["add"], &output);
    assert!(
        !said.contains("locked]") && !said.contains("busy"),
        "{said}"
    );
    id.trim().to_owned()
}

#[test]
fn s10_four_shells_add_while_the_screens_have_the_journal_open() {
    const EACH: usize = 12;
    let home = Home::with_vault();
    let mut journal = library(&home);
    let mut written: BTreeSet<String> = BTreeSet::new();
    thread::scope(|scope| {
        let shells: Vec<_> = (0..4)
            .map(|shell| {
                let home = &home;
                scope.spawn(move || {
                    let add = |n: usize| {
                        let text = format!("shell {shell}, entry {n}");
                        // Every other shell has no key: its entries wait in the inbox.
                        let args = ["add", &text];
                        added(if shell % 2 == 0 {
                            home.with_key(&args)
                        } else {
                            home.command(&args)
                        })
                    };
                    (0..EACH).map(add).collect::<Vec<String>>()
                })
            })
            .collect();
        for n in 0..EACH {
            let saved = journal
                .add(&content(&format!("on the screen, entry {n}")))
                .unwrap();
            written.insert(saved.id.to_string());
            journal.changed_elsewhere().unwrap();
            assert!(
                !journal
                    .list(&Filter::default(), 20, false)
                    .unwrap()
                    .is_empty()
            );
        }
        for shell in shells {
            written.extend(shell.join().unwrap());
        }
    });
    assert_eq!(written.len(), 5 * EACH);
    assert_eq!(ids(&home), written);
    assert_eq!(home.json(&["verify", "--local"])["ok"], true);
}

#[test]
fn s10_two_shells_add_while_a_third_process_folds() {
    const EACH: usize = 40;
    let home = Home::with_vault();
    let mut folder = library(&home);
    let mut written: BTreeSet<String> = BTreeSet::new();
    let any_fold = AtomicBool::new(false);
    for n in 0..40 {
        written.insert(
            folder
                .add(&content(&format!("before {n}")))
                .unwrap()
                .id
                .to_string(),
        );
    }
    thread::scope(|scope| {
        let shells: Vec<_> = (0..2)
            .map(|shell| {
                let (home, any_fold) = (&home, &any_fold);
                scope.spawn(move || {
                    let add = |n| added(home.with_key(&["add", &format!("{shell} {n}")]));
                    // A busy machine lets nobody fold for a while: the shells go on until one did.
                    let goes_on = |n: &usize| *n < EACH || !any_fold.load(SeqCst);
                    (0..20 * EACH)
                        .take_while(goes_on)
                        .map(add)
                        .collect::<Vec<String>>()
                })
            })
            .collect();
        while shells.iter().any(|shell| !shell.is_finished()) {
            any_fold.fetch_or(folder.tidy().unwrap(), SeqCst);
        }
        for shell in shells {
            written.extend(shell.join().unwrap());
        }
    });
    assert!(any_fold.load(SeqCst), "nothing was folded meanwhile");
    assert!(written.len() >= 40 + 2 * EACH);
    assert_eq!(ids(&home), written);
    assert_eq!(home.json(&["verify", "--local"])["ok"], true);
}

#[test]
fn s10_of_eight_that_add_at_once_two_are_killed() {
    let home = Home::with_vault();
    let mut reported: BTreeSet<String> = BTreeSet::new();
    thread::scope(|scope| {
        let all: Vec<_> = (0..8)
            .map(|n: u64| {
                let home = &home;
                scope.spawn(move || {
                    let command = home.with_key(&["add", &format!("entry {n}")]);
                    if n < 2 {
                        return kill(command, Duration::from_millis(20 * (n + 1))).printed;
                    }
                    added(command)
                })
            })
            .collect();
        for one in all {
            reported.extend(one.join().unwrap().lines().map(str::to_owned));
        }
    });
    let found = ids(&home);
    assert!(reported.is_subset(&found));
    assert!((6..=8).contains(&found.len()), "{} entries", found.len());
    assert_eq!(home.json(&["verify", "--local"])["ok"], true);
}
