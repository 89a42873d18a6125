//! Deleted entries.

use diurnal::app::action::Place;
use diurnal::app::effect::Effect;
use diurnal::app::event::EventKind;
use diurnal::model::id::EntryId;

use crate::screens::Scene;
use crate::screens::look;

pub fn with_deleted(size: (u16, u16)) -> Scene {
    let mut scene = Scene::open(size);
    scene.press("jdjdT");
    scene
}

#[test]
fn what_was_deleted() {
    look("trash", with_deleted);
}

#[test]
fn nothing_was_deleted() {
    look("trash-empty", |size| {
        let mut scene = Scene::open(size);
        scene.press("T");
        scene
    });
}

#[test]
fn it_is_still_being_read() {
    look("trash-busy", |size| {
        let mut scene = Scene::open(size);
        scene.silent = true;
        scene.press("T");
        scene
    });
}

#[test]
fn a_trash_that_cannot_be_read_says_why() {
    let mut scene = Scene::open((80, 24));
    scene.silent = true;
    scene.press("T");
    let generation = scene.state.trash.asked_rows;
    scene.happens(EventKind::TrashRows {
        generation,
        rows: Err("the journal is damaged".to_owned()),
    });
    assert!(scene.picture().contains("! the journal is damaged"));
}

#[test]
fn bringing_back_is_one_key() {
    let mut scene = with_deleted((80, 24));
    scene.press("u");
    assert!(scene.asked.contains(&Effect::Undelete(EntryId([2; 16]))));
    assert!(scene.picture().contains("brought back"));
    assert_eq!(scene.state.trash.rows.len(), 1);
    scene.press("<esc>");
    assert_eq!(scene.state.place, Place::Timeline);
    let chosen = scene.state.timeline.row().unwrap();
    assert_eq!(chosen.id, EntryId([2; 16]));
}

#[test]
fn a_deletion_is_undone_in_the_list_by_u() {
    let mut scene = Scene::open((80, 24));
    scene.press("jdu");
    assert!(scene.asked.contains(&Effect::Undelete(EntryId([2; 16]))));
    assert_eq!(scene.state.timeline.rows.len(), 8);
}

#[test]
fn a_deleted_entry_can_be_read() {
    let mut scene = with_deleted((40, 12));
    scene.press("<enter>");
    assert_eq!(scene.state.place, Place::Read);
    assert!(scene.picture().contains("Woke before the alarm"));
    scene.press("<esc>");
    assert_eq!(scene.state.place, Place::Trash);
}

#[test]
fn locking_leaves_nothing_of_it() {
    let mut scene = with_deleted((80, 24));
    scene.press("L");
    assert!(scene.state.trash.rows.is_empty() && scene.state.trash.preview.is_none());
    assert!(!scene.picture().contains("slow start"));
}
