//! The first start.

use diurnal::app::action::Place;
use diurnal::app::effect::Effect;
use diurnal::app::event::EventKind;
use diurnal::app::key::parse_keys;

use crate::screens::Scene;
use crate::screens::look;

fn after(keys: &'static str) -> impl Fn((u16, u16)) -> Scene {
    move |size| {
        let mut scene = Scene::first_start(size);
        scene.press(keys);
        scene
    }
}

#[test]
fn its_steps() {
    look("wizard-name", after(""));
    look(
        "wizard-passphrase",
        after("<enter>correct horse<enter>corr"),
    );
    look("wizard-words", after("<enter><ctrl+g>"));
    look("wizard-remote", after("<enter><ctrl+g><enter>"));
    look("wizard-recovery", after("<enter><ctrl+g><enter><enter>"));
    look(
        "wizard-recovery-wrong",
        after("<enter><ctrl+g><enter><enter>abcde<enter>"),
    );
    look(
        "wizard-done",
        after("<enter><ctrl+g><enter><enter>XQ7KZ<enter>"),
    );
}

#[test]
fn while_the_journal_is_made() {
    look("wizard-making", |size| {
        let mut scene = Scene::first_start(size);
        scene.silent = true;
        scene.press("<enter>correct horse<enter>correct horse<enter><enter>");
        scene
    });
}

#[test]
fn twelve_keys_are_enough_for_the_first_saved_entry() {
    let keys = ["<enter><ctrl+g><enter><enter><f4>", "<ctrl+s>"];
    let mut scene = Scene::first_start((80, 24));
    scene.press(keys[0]).press("It rained.").press(keys[1]);
    assert!(
        keys.iter()
            .map(|keys| parse_keys(keys).unwrap().len())
            .sum::<usize>()
            <= 12
    );
    assert_eq!(scene.entries.len(), 1);
    assert_eq!(scene.entries[0].content.body, "It rained.");
}

#[test]
fn nothing_is_asked_of_the_disk_before_the_third_answer() {
    let mut scene = Scene::first_start((80, 24));
    scene.press("<enter>one<enter>two<enter>one<enter>");
    assert!(scene.asked.is_empty());
    scene.press("<ctrl+c>");
    assert_eq!(scene.asked, [Effect::Quit(0)]);
}

#[test]
fn two_different_passphrases_are_refused() {
    let mut scene = Scene::first_start((80, 24));
    scene.press("<enter>one<enter>two<enter>");
    insta::assert_snapshot!(scene.picture());
}

#[test]
fn a_failed_init_says_why_and_keeps_the_answers() {
    let mut scene = Scene::first_start((80, 24));
    scene.silent = true;
    scene.press("<enter>one<enter>one<enter>git@example.org:j.git<enter>");
    scene.happens(EventKind::Initialised(Err(
        "no space left on the disk".to_owned()
    )));
    assert_eq!(scene.state.place, Place::Wizard);
    insta::assert_snapshot!(scene.picture());
}
