//! Clocks that jump and zones that change: ids, order, days and locks stay what they were, and
//! nothing ends because time went by.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;

use diurnal::journal::Journal;
use diurnal::journal::types::Key;
use diurnal::model::outside::Outside;
use diurnal::model::places::Preferences;
use diurnal::model::secret::Secret;
use diurnal::model::time::Timestamp;

use super::content;
use super::digest;
use super::ids;
use super::outside;
use super::places;
use crate::support::Home;
use crate::support::NOW;
use crate::support::PASSPHRASE;
use crate::support::Remote;
use crate::support::printed;

const DAY_MS: i64 = 86_400_000;

/// What a command says at that time, in milliseconds since 1970.
#[track_caller]
fn at(home: &Home, now: i64, args: &[&str]) -> String {
    let mut command = home.with_key(args);
    command.env("DIURNAL_NOW", now.to_string());
    printed(args, &command.output().unwrap())
}

#[test]
fn s17_a_clock_that_jumps_loses_nothing_and_lets_nothing_expire() {
    let now: i64 = NOW.parse().unwrap();
    let remote = Remote::new();
    let home = Home::new();
    home.init(&["--remote-unlock", "always", "--remote", &remote.url()]);
    let mut all = BTreeSet::new();
    let deleted = home.add("deleted long ago");
    home.ok(&["delete", &deleted]);
    let output = home.run_with_stdin(&["add", "-"], b"kept as a draft \xff");
    assert_eq!(output.status.code(), Some(1));
    // Back by ten years, on by a hundred, at the ends of 32 bits, of 1970 and of the calendar, and
    // beside the last leap second.
    let moments = [
        now - 3_650 * DAY_MS,
        now + 36_500 * DAY_MS,
        i64::from(i32::MAX) * 1000,
        (i64::from(i32::MAX) + 1) * 1000,
        (i64::from(u32::MAX) + 1) * 1000,
        -1,
        1_483_228_799_999,
        1_483_228_800_000,
        i64::MAX,
        i64::MIN,
    ];
    for moment in moments {
        let id = at(&home, moment, &["add", &format!("at {moment}")]);
        all.insert(id.trim().to_owned());
        let sheet = at(&home, moment, &["--json", "sync"]);
        assert!(sheet.contains("\"ok\":true"), "{sheet}");
        assert!(!sheet.contains("\"condition\""), "{sheet}");
        at(&home, moment, &["status"]);
    }
    assert_eq!(all.len(), moments.len(), "an id came twice");
    assert_eq!(ids(&home), all);
    // By the moment that each is about, whichever was written first.
    let listed = home.json_lines(&["list", "--limit", "0"]);
    let days: Vec<&str> = listed
        .iter()
        .map(|row| row["day"].as_str().unwrap())
        .collect();
    assert!(days.is_sorted_by(|a, b| a >= b), "{days:?}");
    for moment in [i64::MIN, now, i64::MAX] {
        let status = at(&home, moment, &["--json", "status"]);
        assert!(status.contains("\"deleted\":1"), "{status}");
        let drafts = at(&home, moment, &["--json", "drafts"]);
        assert_eq!(drafts.lines().count(), 1);
        at(&home, moment, &["undelete", &deleted]);
        at(&home, moment, &["delete", &deleted]);
        let proof = at(&home, moment, &["--json", "verify"]);
        assert!(proof.contains("\"ok\":true"), "{proof}");
    }
    assert_eq!(home.json(&["verify", "--local"])["ok"], true);
    // A device that is far ahead and one that is far behind hold the same.
    let other = Home::new();
    at(
        &other,
        i64::MAX,
        &["clone", &remote.url(), "--work-factor", "10"],
    );
    for home in [&home, &other, &home] {
        home.ok(&["sync"]);
    }
    assert_eq!(digest(&home), digest(&other));
}

#[test]
fn s17_the_agent_counts_its_own_time() {
    let now: i64 = NOW.parse().unwrap();
    let home = Home::with_vault();
    home.add("an entry");
    at(&home, now, &["unlock", "--for", "10m"]);
    for moment in [i64::MIN, now - 3_650 * DAY_MS, now + 365 * DAY_MS, i64::MAX] {
        let mut command = home.command(&["list"]);
        command.env("DIURNAL_NOW", moment.to_string());
        let listed = printed(&["list"], &command.output().unwrap());
        assert_eq!(listed.lines().count(), 1, "at {moment}");
    }
    home.ok(&["lock"]);
    assert_eq!(home.run_locked(&["list"]).status.code(), Some(4));
}

/// Another time at each look: on by a year, back by two, on by three…
fn stepping() -> Timestamp {
    static LOOKS: AtomicI64 = AtomicI64::new(0);
    let look = LOOKS.fetch_add(1, Ordering::Relaxed);
    let years = if look % 2 == 0 { look } else { -look };
    Timestamp(1_700_000_000_000 + years % 40 * 365 * DAY_MS)
}

#[test]
fn s17_a_clock_that_steps_during_each_save_leaves_every_version() {
    let home = Home::with_vault();
    let outside = Outside {
        now: stepping,
        ..outside()
    };
    let places = places(&home.path(""));
    let mut journal = Journal::open(places, Preferences::default(), outside).unwrap();
    journal
        .unlock(&Key::Passphrase(Secret::new(PASSPHRASE.into())))
        .unwrap();
    let id = journal.add(&content("version 0")).unwrap().id;
    for n in 1..80 {
        let mut entry = journal.entry(id).unwrap();
        assert!(!entry.conflict);
        assert_eq!(entry.content.body, format!("version {}", n - 1));
        entry.content.body = format!("version {n}");
        let draft = diurnal::model::entry::Draft {
            id,
            parents: entry.heads,
            content: entry.content,
        };
        journal.keep_draft(&draft).unwrap();
        journal.save(&draft).unwrap();
        journal.drop_draft(id).unwrap();
        journal.tidy().unwrap();
    }
    assert_eq!(journal.history(id).unwrap().len(), 80);
    drop(journal);
    assert_eq!(home.body(&id.to_string()), "version 79");
    assert_eq!(home.json(&["verify", "--local"])["ok"], true);
    assert_eq!(home.json_lines(&["drafts"]).len(), 0);
}

/// The day of each entry, as a process in the zone `zone` tells it.
fn days(home: &Home, zone: &str) -> BTreeMap<String, String> {
    let mut command = home.with_key(&["--json", "list", "--limit", "0"]);
    command.env("TZ", zone);
    let listed = printed(&["list"], &command.output().unwrap());
    let rows = listed.lines().map(|line| {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| row[name].as_str().unwrap().to_owned();
        (text("id"), text("day"))
    });
    rows.collect()
}

#[test]
fn s18_another_zone_and_another_start_of_days_change_no_day_that_was_lived() {
    let home = Home::with_vault();
    let mut expected = BTreeMap::new();
    let mut add = |zone: &str, when: &str, day: &str| {
        let mut command = home.with_key(&["add", "--at", when, "an entry"]);
        command.env("TZ", zone);
        let id = printed(&["add"], &command.output().unwrap());
        expected.insert(id.trim().to_owned(), day.to_owned());
    };
    add("Europe/Berlin", "2024-03-30T23:30", "2024-03-30");
    add("Pacific/Auckland", "2024-03-31T00:30", "2024-03-31");
    add("America/Los_Angeles", "2024-03-30T23:59", "2024-03-30");
    // Either side of both changes of the clocks.
    add("Europe/Berlin", "2024-03-31T01:59", "2024-03-31");
    add("Europe/Berlin", "2024-03-31T03:00", "2024-03-31");
    add("Europe/Berlin", "2024-10-27T02:30", "2024-10-27");
    // Zones that nobody knows are UTC.
    add("Mars/Olympus_Mons", "2024-05-01T00:10", "2024-05-01");
    add("", "2024-05-01T23:50", "2024-05-01");
    let zones = [
        "Europe/Berlin",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
        "Mars/Olympus_Mons",
        "",
        ":",
        "XXX-99:99",
    ];
    for start in ["", "day_starts_at = \"04:00\"\n"] {
        home.write("diurnal/config/config.toml", start);
        for zone in zones {
            assert_eq!(days(&home, zone), expected, "{zone:?}, {start:?}");
        }
    }
    // A new entry of the small hours belongs to the evening before; those of before do not move.
    let late = home.ok(&["add", "--at", "2024-06-02T03:00", "late"]);
    let found = days(&home, "Asia/Tokyo");
    assert_eq!(found[late.trim()], "2024-06-01");
    home.write("diurnal/config/config.toml", "");
    assert_eq!(days(&home, "Asia/Tokyo"), found);
    for id in found.keys() {
        home.ok(&["star", id]);
    }
    assert_eq!(days(&home, "Asia/Tokyo"), found);
}
