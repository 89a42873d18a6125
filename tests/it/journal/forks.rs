//! One device that became two, and hosts that show each of us another truth: more of what the lists of
//! faults ask under Y26 and Y27.

use diurnal::journal::Journal;

use super::content;
use super::exchange::Host;
use super::exchange::Phone;
use super::exchange::copy_tree;
use super::exchange::digest;
use super::exchange::open_at;
use super::exchange::sync;
use super::remotes::desk_with;
use super::remotes::kept;
use super::remotes::open_conditions;
use super::remotes::proved;
use super::remotes::sync_all;
use super::remotes::try_sync;
use super::remotes::write;

#[test]
fn y26_whoever_read_the_line_that_was_left_ends_with_all_of_both() {
    for with_the_desk in [false, true] {
        a_third_reads_one_line(with_the_desk);
    }
}

/// A fork that the desk settles, while a laptop had read the same line as the desk, or the other.
fn a_third_reads_one_line(with_the_desk: bool) {
    let host = Host::new();
    let mut desk = desk_with(&host, &["one"]);
    let mut phone = Phone::join(&host);
    write(&mut phone.journal, "the same for all");
    let mut lap = Phone::join(&host);
    sync_all(&mut [&mut desk.journal, &mut lap.journal, &mut phone.journal]);
    let image = tempfile::tempdir().unwrap();
    copy_tree(phone.folder.path(), image.path());
    let before = host.copy();
    write(&mut phone.journal, "one line");
    sync(&mut desk.journal);
    if with_the_desk {
        sync(&mut lap.journal);
    }
    host.put_back(&before);
    let mut twin = open_at(image.path());
    write(&mut twin, "the other line");
    if !with_the_desk {
        sync(&mut lap.journal);
    }
    assert_eq!(open_conditions(&try_sync(&mut desk.journal)), ["fork"]);
    desk.journal.trust("origin", "fork", &mut ()).unwrap();
    if with_the_desk {
        // What one device was told to believe binds no other that saw the line: its owner decides there.
        assert_eq!(open_conditions(&try_sync(&mut lap.journal)), ["fork"]);
        lap.journal.trust("origin", "fork", &mut ()).unwrap();
    }
    for _ in 0..2 {
        assert_eq!(open_conditions(&try_sync(&mut lap.journal)), [""; 0]);
        assert_eq!(open_conditions(&try_sync(&mut desk.journal)), [""; 0]);
    }
    sync_all(&mut [&mut twin, &mut phone.journal]);
    for _ in 0..2 {
        sync_all(&mut [
            &mut twin,
            &mut phone.journal,
            &mut desk.journal,
            &mut lap.journal,
        ]);
    }
    same(
        &mut [
            &mut twin,
            &mut phone.journal,
            &mut desk.journal,
            &mut lap.journal,
        ],
        4,
    );
}

#[test]
fn y27_a_copied_machine_and_its_model_keep_what_both_sealed_offline() {
    let host = Host::new();
    let mut desk = desk_with(&host, &["one"]);
    let mut phone = Phone::join(&host);
    write(&mut phone.journal, "before the copy");
    let image = tempfile::tempdir().unwrap();
    copy_tree(phone.folder.path(), image.path());
    let mut twin = open_at(image.path());
    let away = host.path().with_extension("away");
    std::fs::rename(host.path(), &away).unwrap();
    // Each seals three bundles that nobody takes.
    for n in 0..3 {
        for (journal, who) in [(&mut phone.journal, "the model"), (&mut twin, "the copy")] {
            journal.add(&content(&format!("{who} wrote {n}"))).unwrap();
            assert!(try_sync(journal).error.is_some());
        }
    }
    std::fs::rename(&away, host.path()).unwrap();
    sync(&mut phone.journal);
    let report = try_sync(&mut twin);
    assert!(report.error.is_none(), "{report:?}");
    assert!(report.notices.iter().any(|told| told.condition == "twin"));
    for _ in 0..2 {
        sync_all(&mut [&mut phone.journal, &mut twin, &mut desk.journal]);
    }
    same(&mut [&mut phone.journal, &mut twin, &mut desk.journal], 8);
}

/// Each of them has so many entries, the same, proves them, and nothing is open.
fn same(journals: &mut [&mut Journal], entries: u64) {
    let mut digests = Vec::new();
    for journal in journals.iter_mut() {
        assert_eq!(open_conditions(&try_sync(journal)), [""; 0]);
        assert_eq!(proved(journal), entries);
        assert!(kept(journal).iter().all(|(_, healed)| *healed));
        digests.push(digest(journal));
    }
    digests.dedup();
    assert_eq!(digests.len(), 1, "{digests:?}");
}

#[test]
fn y28_a_laptop_from_an_old_image_gets_its_own_later_entries_back() {
    let host = Host::new();
    let mut desk = desk_with(&host, &["one"]);
    let mut lap = Phone::join(&host);
    write(&mut lap.journal, "before the image");
    let image = tempfile::tempdir().unwrap();
    copy_tree(lap.folder.path(), image.path());
    for text in ["after the image", "the day after"] {
        write(&mut lap.journal, text);
    }
    sync(&mut desk.journal);
    // The disk died, and the image takes its place; it wrote nothing before it asks.
    drop(lap);
    let mut lap = open_at(image.path());
    let report = try_sync(&mut lap);
    assert!(report.error.is_none(), "{report:?}");
    assert_eq!(digest(&mut lap), digest(&mut desk.journal));
    write(&mut lap, "written by the image");
    for _ in 0..2 {
        sync_all(&mut [&mut lap, &mut desk.journal]);
    }
    same(&mut [&mut lap, &mut desk.journal], 5);
}
