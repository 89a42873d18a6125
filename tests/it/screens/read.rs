//! One entry, rendered.

use diurnal::app::action::Place;
use diurnal::app::effect::Effect;
use diurnal::model::id::EntryId;

use crate::screens::Scene;
use crate::screens::entry;
use crate::screens::look;

#[test]
fn rendered() {
    look("read", |size| {
        let mut scene = Scene::open(size);
        scene.press("<enter>");
        scene
    });
}

#[test]
fn at_its_end() {
    look("read-end", |size| {
        let mut scene = Scene::open(size);
        scene.press("<enter><end>");
        scene
    });
}

#[test]
fn foreign_signs_are_made_visible() {
    look("read-foreign", |size| {
        let mut scene = Scene::open(size);
        scene.press("<end>k<enter>");
        scene
    });
}

#[test]
fn while_it_is_opened() {
    look("read-opening", |size| {
        let mut scene = Scene::open(size);
        scene.silent = true;
        scene.press("j<enter>");
        scene
    });
}

#[test]
fn the_next_older_one_is_a_key_away() {
    let mut scene = Scene::open((80, 24));
    scene.press("<enter>n");
    assert_eq!(scene.state.timeline.chosen, 1);
    assert!(scene.picture().contains("lay there for an hour"));
    scene.press("p");
    assert!(scene.picture().contains("glad of it"));
    scene.press("<esc>");
    assert_eq!(scene.state.place, Place::Timeline);
}

const RICH: &str = "# A plan\n\nSee [the map](https://example.org/map) and https://example.org/tide; \
the *river* gauge[^1] says `4.12`.\n\n| what | how many | where |\n|:-----|---------:|-------|\n\
| rope | 2 | the shed, behind the door that does not close |\n| oars | 3 | ask R. |\n\n\
1. sand\n2. paint\n   - [x] buy\n   - [ ] stir\n\n```\nfn main() {}\n```\n\n> quoted\n> twice\n\n---\n\n\
<b>not bold</b>\u{1b}[31m\n\n[^1]: at the lock\n";

fn rich(size: (u16, u16)) -> Scene {
    let mut scene = Scene::locked(size);
    scene.entries.insert(0, entry(30, "2024-03-14", 9, 0, RICH));
    scene.unlock();
    scene.press("<home><enter>");
    scene
}

#[test]
fn tables_tasks_code_and_footnotes() {
    look("read-rich", rich);
    look("read-rich-end", |size| {
        let mut scene = rich(size);
        scene.press("<end>");
        scene
    });
    look("read-rich-ascii", |size| {
        let mut scene = rich(size);
        scene.state.look.ascii = true;
        scene
    });
}

#[test]
fn the_number_of_a_link_to_an_entry_opens_it() {
    let mut scene = Scene::locked((80, 24));
    let body = "As with [[07070707|the slow start]] and [[99999999|one that is gone]].";
    scene.entries.insert(0, entry(30, "2024-03-14", 9, 0, body));
    scene.unlock();
    assert!(
        scene.picture().contains("As with the slow"),
        "no brackets in the list"
    );
    scene.press("<home><enter>");
    assert!(scene.picture().contains("As with the slow start[1] and"));
    scene.press("2");
    assert!(scene.picture().contains("that entry is not in the list"));
    scene.press("1");
    assert_eq!(scene.state.place, Place::Read);
    assert_eq!(scene.state.read.id, Some(EntryId([7; 16])));
    // Esc goes back to the entry that one came from, and then to the list.
    scene.press("<esc>");
    assert_eq!(scene.state.place, Place::Read);
    assert_eq!(scene.state.read.id, Some(EntryId([30; 16])));
    assert!(scene.picture().contains("As with the slow start[1] and"));
    scene.press("1<esc><esc>");
    assert_eq!(scene.state.place, Place::Timeline);
    assert_eq!(scene.state.timeline.row().unwrap().id, EntryId([30; 16]));
}

#[test]
fn the_number_of_a_link_copies_its_address() {
    let mut scene = rich((80, 24));
    scene.press("2");
    let copied = Effect::CopyToClipboard("https://example.org/tide".to_owned());
    assert_eq!(scene.asked.last(), Some(&copied));
    scene.press("3");
    let notice = scene.state.notice.as_ref().unwrap();
    assert_eq!(notice.text, "there is no link 3");
    let mut many = Scene::locked((80, 24));
    let links: Vec<String> = (1..=12)
        .map(|n| format!("https://example.org/{n}"))
        .collect();
    let body = links.join(" ");
    many.entries.insert(0, entry(31, "2024-03-14", 9, 0, &body));
    many.unlock();
    many.press("<home><enter>1");
    assert_eq!(many.state.read.number, 1);
    many.press("2");
    let copied = Effect::CopyToClipboard("https://example.org/12".to_owned());
    assert_eq!(many.asked.last(), Some(&copied));
    many.press("1<enter>");
    let copied = Effect::CopyToClipboard("https://example.org/1".to_owned());
    assert_eq!(many.asked.last(), Some(&copied));
}
