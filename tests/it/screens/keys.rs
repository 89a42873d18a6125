//! What opens the vault, and who belongs to it.

use diurnal::app::event::EventKind;
use diurnal::app::event::KeysPage;
use diurnal::model::time::Timestamp;

use crate::screens::NOW;
use crate::screens::Scene;
use crate::screens::look;

pub fn page() -> KeysPage {
    let days = |days: i64| Some(Timestamp(NOW - days * 86_400_000));
    let check = |well, what: &str, text: &str| (well, what.to_owned(), text.to_owned());
    KeysPage {
        vault: "1a2b3c4d".to_owned(),
        slots: vec![
            "a passphrase: reads everything, and lets new devices in".to_owned(),
            "the recovery key: reads everything, and lets new devices in".to_owned(),
        ],
        devices: vec![
            (
                "laptop".to_owned(),
                true,
                days(300),
                "the passphrase".to_owned(),
            ),
            (
                "phone\u{1b}[31m".to_owned(),
                false,
                days(12),
                "laptop".to_owned(),
            ),
        ],
        epochs: (2, days(12)),
        travels: false,
        checks: vec![
            check(
                None,
                "slot-1",
                "whole; not tried, since no passphrase was given",
            ),
            check(Some(true), "keyring", "opens, and fits the statements"),
            check(
                Some(false),
                "inbox",
                "damaged: what is added while locked cannot be opened",
            ),
        ],
    }
}

pub fn open(size: (u16, u16)) -> Scene {
    let mut scene = Scene::open(size);
    scene.press("K");
    scene
}

#[test]
fn what_opens_it_as_plain_sentences() {
    look("keys", open);
}

#[test]
fn the_rest_of_it_is_below() {
    look("keys-lower", |size| {
        let mut scene = open(size);
        scene.press("<pagedown>");
        scene
    });
}

#[test]
fn it_is_still_being_looked_at() {
    look("keys-busy", |size| {
        let mut scene = Scene::open(size);
        scene.silent = true;
        scene.press("K");
        scene
    });
}

#[test]
fn keys_that_cannot_be_read_are_said() {
    let mut scene = Scene::open((80, 24));
    scene.silent = true;
    scene.press("K");
    scene.happens(EventKind::KeysPage(
        Err("the keyring is damaged".to_owned()),
    ));
    let picture = scene.picture();
    assert!(picture.contains("could not be read") && picture.contains("! the keyring is damaged"));
}

#[test]
fn locking_leaves_nothing_of_it() {
    let mut scene = open((80, 24));
    scene.press("L");
    assert!(scene.state.keys.page.is_none());
    assert!(!scene.picture().contains("phone"));
}
