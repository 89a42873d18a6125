//! Every version of an entry.

use diurnal::app::action::Place;
use diurnal::app::compare::Compared;
use diurnal::app::effect::Effect;
use diurnal::app::event::EventKind;
use diurnal::app::event::Version;
use diurnal::model::id::RevId;
use diurnal::model::revision::Extra;
use diurnal::model::time::Timestamp;

use crate::screens::NOW;
use crate::screens::Scene;
use crate::screens::entry;
use crate::screens::look;

/// A version of the entry about the rain, `minutes` before now.
pub fn version(number: u8, minutes: i64, device: &str, body: &str) -> Version {
    let content = entry(1, "2024-03-13", 21, 4, body).content;
    Version {
        rev: RevId([number; 32]),
        parents: if number > 1 {
            vec![RevId([number - 1; 32])]
        } else {
            Vec::new()
        },
        written: Timestamp(NOW - minutes * 60_000),
        device: device.to_owned(),
        own: device == "laptop",
        deleted: false,
        head: false,
        content,
        extra: Extra::new(),
    }
}

fn versions() -> Vec<Version> {
    let first = "# Rain on the roof\n\nIt rained the whole evening, and for once I was glad of it. We \
                 had nothing planned; the lamp was on.\n\nMara called about the **weekend**. I said \
                 yes before I thought about the train, which is unlike me.\n";
    let second = first.replace("the lamp was on.", "the lamp was on, and the window open.");
    let third = second.replace("which is unlike me", "which is new");
    let mut versions = vec![
        version(1, 32, "phone\u{1b}[31m", first),
        version(2, 27, "laptop", &second),
        version(3, 5, "laptop", &third),
    ];
    versions[2].content.tags.push("rain".to_owned());
    versions[2].head = true;
    versions
}

pub fn with_versions(size: (u16, u16)) -> Scene {
    let mut scene = Scene::open(size);
    scene.versions = versions();
    scene.press("H");
    scene
}

#[test]
fn the_newest_version_and_what_it_changed() {
    look("history", with_versions);
}

#[test]
fn an_older_one_is_compared_with_the_one_before_it() {
    look("history-older", |size| {
        let mut scene = with_versions(size);
        scene.press("j");
        scene
    });
}

#[test]
fn the_first_is_compared_with_nothing() {
    let mut scene = with_versions((80, 24));
    scene.press("G");
    assert_eq!(scene.state.history.number(), Some(0));
    assert_eq!(scene.state.history.base(), None);
    assert_eq!(scene.state.history.words.1, 0);
}

#[test]
fn any_two_can_be_compared() {
    let mut scene = with_versions((80, 24));
    scene.press("Gck");
    assert_eq!(scene.state.history.base(), Some(0));
    scene.press("k");
    assert_eq!(scene.state.history.number(), Some(2));
    assert_eq!(scene.state.history.base(), Some(0));
    assert!(scene.picture().contains("From 1 to 3"));
}

#[test]
fn two_columns_where_there_is_room() {
    let beside = |size| {
        let compared = with_versions(size).state.history.compared;
        matches!(compared, Compared::Beside(_))
    };
    assert!(beside((120, 40)));
    assert!(!beside((80, 24)));
    assert!(!beside((40, 12)));
}

#[test]
fn restoring_makes_a_new_version_of_an_old_one() {
    let mut scene = with_versions((80, 24));
    scene.press("r");
    assert!(
        scene
            .picture()
            .contains("that is the newest version already")
    );
    scene.press("jr");
    let rev = RevId([2; 32]);
    let wish = scene.asked.last().unwrap();
    assert!(matches!(wish, Effect::Restore { rev: asked, .. } if *asked == rev));
    assert!(
        scene
            .picture()
            .contains("version 4 says again what version 2 said")
    );
}

#[test]
fn nothing_is_shown_before_it_was_read() {
    look("history-busy", |size| {
        let mut scene = Scene::open(size);
        scene.silent = true;
        scene.press("H");
        scene
    });
}

#[test]
fn a_history_that_cannot_be_read_says_why() {
    look("history-error", |size| {
        let mut scene = Scene::open(size);
        scene.silent = true;
        scene.press("H");
        let generation = scene.state.history.asked;
        scene.happens(EventKind::Versions {
            generation,
            versions: Err("object 7 of the store is damaged [damaged]".to_owned()),
        });
        scene
    });
}

#[test]
fn locking_leaves_nothing_of_it() {
    let mut scene = with_versions((80, 24));
    scene.press("L");
    assert_eq!(scene.state.place, Place::Unlock);
    assert!(scene.state.history.versions.is_empty());
    assert!(!scene.picture().contains("Rain"));
}
