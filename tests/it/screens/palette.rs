//! Every command, found by typing.

use diurnal::app::action::Place;
use diurnal::app::event::EventKind;
use diurnal::app::event::Mouse;
use diurnal::app::event::MouseKind;

use crate::screens::Scene;
use crate::screens::look;

fn after(keys: &'static str) -> impl Fn((u16, u16)) -> Scene {
    move |size| {
        let mut scene = Scene::open(size);
        scene.press(keys);
        scene
    }
}

#[test]
fn its_states() {
    look("palette", after(":"));
    look("palette-typed", after(":entr<down>"));
    look("palette-nothing", after(":qqqq"));
    look("palette-empty-journal", |size| {
        let mut scene = Scene::empty(size);
        scene.press(":");
        scene
    });
    look("palette-editor", after("e<ctrl+p>sav"));
}

#[test]
fn enter_does_what_the_key_would_do() {
    let mut scene = Scene::open((80, 24));
    scene.press(":by chance<esc>");
    assert_eq!(scene.state.place, Place::Timeline);
    scene.press(":numbers<enter>");
    assert_eq!(scene.state.place, Place::Statistics);
    scene.press("<esc>");
    assert_eq!(scene.state.place, Place::Timeline);
    // The settings' own name finds it too.
    scene.press(":sync-page<enter>");
    assert_eq!(scene.state.place, Place::Sync);
    scene.press(":restore<enter>");
    assert!(scene.state.work.is_some());
}

#[test]
fn in_the_editor_nothing_is_typed_into_the_text() {
    let mut scene = Scene::open((80, 24));
    scene.press("e");
    let before = scene.picture();
    scene.press("<ctrl+p>undo");
    assert_eq!(scene.state.place, Place::Palette);
    scene.press("<esc>");
    assert_eq!(scene.picture(), before);
}

#[test]
fn what_would_do_nothing_says_why() {
    let mut scene = Scene::empty((80, 24));
    scene.press(":delete<enter>");
    let notice = scene.state.notice.as_ref().unwrap();
    assert_eq!(notice.text, "there is no entry yet");
}

#[test]
fn a_click_runs_and_locking_forgets() {
    let mut scene = Scene::open((80, 24));
    scene.press(":months");
    scene.happens(EventKind::Mouse(Mouse {
        kind: MouseKind::Press,
        column: 5,
        row: 3,
    }));
    assert_eq!(scene.state.place, Place::Calendar);
    scene.press("<esc>:secret");
    scene.wait(600_001);
    assert_eq!(scene.state.place, Place::Unlock);
    assert_eq!(scene.state.palette.field.text(), "");
}
