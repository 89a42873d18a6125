//! The journals of the vault.

use diurnal::app::action::Place;
use diurnal::app::effect::Effect;
use diurnal::app::event::EventKind;
use diurnal::model::id::EntryId;

use crate::screens::Scene;
use crate::screens::look;

/// The journals of the scene and how many entries each has.
pub fn names(scene: &Scene) -> Vec<(String, u64)> {
    let mut names: Vec<(String, u64)> = Vec::new();
    for entry in &scene.entries {
        let journal = &entry.content.journal;
        match names.iter_mut().find(|(name, _)| name == journal) {
            Some((_, count)) => *count += 1,
            None => names.push((journal.clone(), 1)),
        }
    }
    names
}

fn with_two(size: (u16, u16)) -> Scene {
    let mut scene = Scene::open(size);
    "work\u{202e}".clone_into(&mut scene.entries[3].content.journal);
    scene.happens(EventKind::ChangedElsewhere);
    scene
}

pub fn open(size: (u16, u16)) -> Scene {
    let mut scene = with_two(size);
    scene.press("J");
    scene
}

pub fn typing_a_name(size: (u16, u16)) -> Scene {
    let mut scene = Scene::open(size);
    scene.press("mn");
    scene
}

#[test]
fn journals_and_how_much_is_in_them() {
    look("journals", open);
}

#[test]
fn one_of_them_can_be_listed_alone() {
    let mut scene = open((80, 24));
    scene.press("G<enter>");
    assert_eq!(scene.state.place, Place::Timeline);
    assert_eq!(scene.state.timeline.rows.len(), 1);
    scene.press("J<enter>");
    assert_eq!(scene.state.only, None);
    assert_eq!(scene.state.timeline.rows.len(), 8);
}

#[test]
fn an_entry_is_moved() {
    let mut scene = with_two((80, 24));
    scene.press("mj<enter>");
    assert!(scene.asked.contains(&Effect::Move {
        id: EntryId([1; 16]),
        journal: "work\u{202e}".to_owned(),
    }));
    assert_eq!(scene.state.place, Place::Timeline);
}

#[test]
fn a_new_journal_is_typed() {
    let typing = |size| {
        let mut scene = with_two(size);
        scene.press("mnTravel");
        scene
    };
    look("journals-new", typing);
    let mut scene = typing((80, 24));
    scene.press("<enter>");
    assert!(scene.asked.contains(&Effect::Move {
        id: EntryId([1; 16]),
        journal: "Travel".to_owned(),
    }));
    let mut scene = typing((80, 24));
    scene.press("<esc>");
    assert_eq!(scene.state.place, Place::Journals);
    scene.press("n<enter>");
    assert_eq!(scene.state.place, Place::Journals);
}

#[test]
fn an_empty_vault_and_one_that_is_still_read() {
    look("journals-empty", |size| {
        let mut scene = Scene::empty(size);
        scene.press("J");
        scene
    });
    let mut scene = Scene::open((80, 24));
    scene.silent = true;
    scene.press("J");
    assert!(scene.picture().contains("reading the journals"));
    scene.happens(EventKind::JournalNames(Err("damaged".to_owned())));
    assert!(scene.picture().contains("! damaged"));
}

#[test]
fn locking_leaves_nothing_of_it() {
    let mut scene = open((80, 24));
    scene.press("G<enter>JL");
    assert!(scene.state.journals.names.is_empty() && scene.state.only.is_none());
    assert!(!scene.picture().contains("work"));
}
