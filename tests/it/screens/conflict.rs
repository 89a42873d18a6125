//! Versions that stand side by side.

use diurnal::app::action::Place;
use diurnal::app::effect::Effect;
use diurnal::app::event::Version;
use diurnal::model::entry::Content;
use diurnal::model::id::EntryId;
use diurnal::model::id::RevId;

use crate::screens::Scene;
use crate::screens::history::version;
use crate::screens::look;

/// The entry that stands in conflict in the sample.
const ENTRY: EntryId = EntryId([7; 16]);

fn heads() -> Vec<Version> {
    let base = version(
        1,
        600,
        "laptop",
        "# A slow start\n\nWoke before the alarm.\nCoffee on the step.\n\nMust call.\n",
    );
    let mut phone = version(
        2,
        12,
        "phone",
        "# A slow start\n\nWoke before the alarm and read until seven.\nCoffee on the step.\n\n\
         Called the landlord: Friday.\n",
    );
    let mut laptop = version(
        3,
        34,
        "laptop",
        "# A slow start\n\nWoke before the alarm and lay there for an hour.\nCoffee on the step.\n\n\
         Must call the landlord.\n",
    );
    phone.content.tags.push("home".to_owned());
    laptop.parents = vec![RevId([1; 32])];
    phone.head = true;
    laptop.head = true;
    vec![base, laptop, phone]
}

pub fn in_conflict(size: (u16, u16)) -> Scene {
    let mut scene = Scene::open(size);
    scene.versions = heads();
    scene.press("!");
    scene
}

fn settled(scene: &Scene) -> (&Content, &[RevId], bool) {
    let wish = scene.asked.iter().rev().find_map(|wish| match wish {
        Effect::Resolve {
            id,
            heads,
            content,
            deleted,
            ..
        } if *id == ENTRY => Some((&**content, heads.as_slice(), *deleted)),
        _ => None,
    });
    wish.expect("nothing was settled")
}

#[test]
fn both_versions_stand_side_by_side() {
    look("conflict", in_conflict);
}

#[test]
fn the_left_one_is_this_devices() {
    let mut scene = in_conflict((80, 24));
    scene.press("1");
    let (content, heads, deleted) = settled(&scene);
    assert!(content.body.contains("lay there for an hour") && !deleted);
    assert_eq!(heads, [RevId([3; 32]), RevId([2; 32])]);
    assert_eq!(scene.state.place, Place::Timeline);
    assert!(scene.picture().contains("the history keeps all"));
}

#[test]
fn the_right_one_is_the_others() {
    let mut scene = in_conflict((80, 24));
    scene.press("2");
    assert!(settled(&scene).0.body.contains("read until seven"));
    assert_eq!(settled(&scene).0.tags, ["home"]);
}

#[test]
fn both_can_be_taken() {
    let mut scene = in_conflict((80, 24));
    scene.press("b");
    let (content, heads, _) = settled(&scene);
    for words in [
        "lay there for an hour",
        "read until seven",
        "Must call",
        "Friday",
    ] {
        assert!(content.body.contains(words), "{words}");
    }
    assert_eq!(content.body.matches("Coffee").count(), 1);
    assert_eq!(content.tags, ["home"]);
    assert_eq!(heads.len(), 2);
}

#[test]
fn by_hand_both_texts_are_in_the_editor_and_saving_settles_it() {
    let mut scene = in_conflict((80, 24));
    scene.press("e");
    assert_eq!(scene.state.place, Place::Editor);
    scene.press("<ctrl+s>");
    let saved = scene.asked.iter().rev().find_map(|wish| match wish {
        Effect::Save { draft, .. } => Some(draft),
        _ => None,
    });
    let draft = saved.expect("nothing was saved");
    assert_eq!(draft.parents, [RevId([3; 32]), RevId([2; 32])]);
    assert!(draft.content.body.contains("Must call") && draft.content.body.contains("Friday"));
}

#[test]
fn a_version_that_deletes_can_be_taken() {
    let deleted = |size| {
        let mut scene = Scene::open(size);
        scene.versions = heads();
        scene.versions[1].deleted = true;
        scene.press("!");
        scene
    };
    look("conflict-deleted", deleted);
    let mut scene = deleted((80, 24));
    scene.press("1");
    assert!(settled(&scene).2);
}

#[test]
fn what_was_merged_by_itself_is_shown_with_what_each_said() {
    let merged = |size| {
        let mut scene = Scene::open(size);
        scene.versions = heads();
        let base = scene.versions[0].content.body.clone();
        scene.versions[1].content.body = format!("{base}\nThen rain.\n");
        scene.versions[2].content.body = base.replace("Coffee", "Tea");
        scene.versions[2].parents = vec![RevId([1; 32])];
        scene.press("!");
        scene
    };
    look("conflict-merged", merged);
    let mut scene = merged((80, 24));
    scene.press("b");
    let (content, heads, _) = settled(&scene);
    assert_eq!(
        content.body,
        "# A slow start\n\nWoke before the alarm.\nTea on the step.\n\nMust call.\n\nThen rain.\n"
    );
    assert_eq!(heads.len(), 2);
    assert!(scene.picture().contains("what they say together"));
}

#[test]
fn an_entry_that_was_merged_opens_the_page_and_the_editor_on_what_it_says() {
    let mut scene = Scene::open((80, 24));
    for entry in &mut scene.entries {
        entry.conflict = false;
    }
    scene.entries[6].merged = true;
    scene.versions = heads();
    scene.happens(diurnal::app::event::EventKind::ChangedElsewhere);
    scene.press("jjjjjj");
    let picture = scene.picture();
    let signed = |row: &str| row.contains("Old letters") && row.contains(" & ");
    assert!(picture.lines().any(signed), "{picture}");
    assert!(picture.contains("& merged from several devices"));
    scene.press("!");
    assert_eq!(scene.state.place, Place::Conflict);
    scene.press("<esc>e");
    assert_eq!(scene.state.place, Place::Editor);
}

#[test]
fn more_than_two_come_one_after_another() {
    let three = |size| {
        let mut scene = Scene::open(size);
        scene.versions = heads();
        let mut third = version(4, 3, "tablet", "# A slow start\n\nSlept in.\n");
        third.head = true;
        third.parents = vec![RevId([1; 32])];
        scene.versions.push(third);
        scene.press("!<tab>");
        scene
    };
    look("conflict-three", three);
    let mut scene = three((80, 24));
    scene.press("2");
    let (content, heads, _) = settled(&scene);
    assert!(content.body.contains("Slept in"));
    assert_eq!(heads.len(), 3);
}

#[test]
fn nothing_to_decide_is_said() {
    let mut scene = Scene::open((80, 24));
    scene.entries[6].conflict = false;
    scene.happens(diurnal::app::event::EventKind::ChangedElsewhere);
    scene.press("!");
    assert_eq!(scene.state.place, Place::Timeline);
    assert!(scene.picture().contains("no entry has two versions"));
    let mut scene = Scene::open((80, 24));
    scene.versions = heads();
    scene.versions[1].head = false;
    scene.press("!1");
    assert!(scene.picture().contains("there is nothing to decide"));
}

#[test]
fn it_is_still_being_read() {
    look("conflict-busy", |size| {
        let mut scene = Scene::open(size);
        scene.silent = true;
        scene.press("!");
        scene
    });
}

#[test]
fn editing_an_entry_with_two_versions_asks_first() {
    let mut scene = Scene::open((80, 24));
    scene.versions = heads();
    scene.press("jjjjjje");
    assert_eq!(scene.state.place, Place::Conflict);
}

#[test]
fn locking_leaves_nothing_of_it() {
    let mut scene = in_conflict((80, 24));
    scene.press("L");
    assert!(scene.state.conflict.heads.is_empty());
    assert!(!scene.picture().contains("landlord"));
}

#[test]
fn a_key_that_diurnal_does_not_know_is_shown_and_decided_like_the_others() {
    let moods = |size| {
        let mut scene = Scene::open(size);
        scene.versions = heads();
        let body = scene.versions[0].content.body.clone();
        for (number, mood) in [(0, 3), (1, 4), (2, 5)] {
            let version = &mut scene.versions[number];
            version.content.body.clone_from(&body);
            version.content.tags.clear();
            version.extra.insert("mood".to_owned(), mood.into());
        }
        scene.versions[2].parents = vec![RevId([1; 32])];
        scene.press("!");
        scene
    };
    look("conflict-key", moods);
    for (key, mood) in [("1", 4), ("2", 5), ("b", 4)] {
        let mut scene = moods((80, 24));
        let picture = scene.picture();
        assert!(picture.contains("mood: 4") && picture.contains("mood: 5"));
        assert!(picture.contains("Both versions are kept whatever you choose."));
        scene.press(key);
        let taken = scene.asked.iter().rev().find_map(|wish| match wish {
            Effect::Resolve { extra, .. } => Some(extra),
            _ => None,
        });
        assert_eq!(taken.unwrap()["mood"], mood, "{key}");
    }
}
