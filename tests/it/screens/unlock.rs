//! The locked journal.

use diurnal::app::action::Place;
use diurnal::app::effect::Effect;
use diurnal::app::event::EventKind;
use diurnal::app::event::Refused;

use crate::screens::Scene;
use crate::screens::look;

#[test]
fn locked() {
    look("unlock", Scene::locked);
}

#[test]
fn busy() {
    look("unlock-busy", |size| {
        let mut scene = Scene::locked(size);
        scene.press("correct horse<enter>");
        scene
    });
}

fn refused(size: (u16, u16), why: Refused) -> Scene {
    let mut scene = Scene::locked(size);
    scene.press("correct horse<enter>");
    scene.happens(EventKind::Unlocked(Err(why)));
    scene
}

#[test]
fn four_reasons_look_different() {
    look("unlock-wrong", |size| {
        let mut scene = refused(size, Refused::WrongPassphrase);
        scene.press("again<enter>");
        scene.happens(EventKind::Unlocked(Err(Refused::WrongPassphrase)));
        scene
    });
    look("unlock-damaged", |size| {
        refused(size, Refused::Damaged("slot-1 ends early".to_owned()))
    });
    look("unlock-newer", |size| {
        refused(
            size,
            Refused::Newer("written by a newer diurnal (format 4)".to_owned()),
        )
    });
    look("unlock-other", |size| {
        refused(
            size,
            Refused::Other("no slot of this vault can be opened with a passphrase".to_owned()),
        )
    });
}

#[test]
fn the_passphrase_moves_into_its_wish() {
    let mut scene = Scene::locked((80, 24));
    scene.press("öffne dich<tab><enter>");
    let Some(Effect::Unlock { key, recovery }) = scene.asked.last() else {
        panic!("nothing was asked");
    };
    assert_eq!((key.expose(), *recovery), ("öffne dich", false));
    assert!(scene.state.unlock.typed.is_empty());
}

#[test]
fn keys_pressed_while_it_opens_are_not_typed_into_it() {
    let mut scene = Scene::locked((80, 24));
    scene.press("one<enter>two<enter>");
    assert_eq!(scene.asked.len(), 1);
    assert!(scene.state.unlock.typed.is_empty());
}

#[test]
fn locking_covers_the_screen_and_forgets() {
    let mut scene = Scene::open((80, 24));
    scene.press("e and more");
    scene.wait(600_000);
    assert_eq!(scene.state.place, Place::Unlock);
    assert!(matches!(scene.asked.last(), Some(Effect::Lock)));
    assert!(
        scene
            .asked
            .iter()
            .any(|wish| matches!(wish, Effect::KeepDraft { .. }))
    );
    assert!(scene.state.timeline.rows.is_empty());
    assert!(scene.state.editor.page.is_none());
    assert!(scene.state.facts.is_none());
    assert!(!scene.picture().contains("Rain"));
    insta::assert_snapshot!(scene.picture());
}

#[test]
fn late_answers_are_not_shown_behind_the_lock() {
    let mut scene = Scene::open((80, 24));
    let rows = scene.state.timeline.rows.clone();
    let generation = scene.state.timeline.asked_rows;
    scene.press("L");
    scene.happens(EventKind::Rows {
        generation,
        rows: Ok((rows, true)),
    });
    assert!(scene.state.timeline.rows.is_empty());
}
