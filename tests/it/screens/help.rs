//! The keys of a place.

use diurnal::app::action::Place;

use crate::screens::Scene;
use crate::screens::look;

#[test]
fn of_the_timeline() {
    look("help", |size| {
        let mut scene = Scene::open(size);
        scene.press("?");
        scene
    });
}

#[test]
fn of_the_editor_and_back() {
    look("help-editor", |size| {
        let mut scene = Scene::open(size);
        scene.press("e<f1>");
        scene
    });
    let mut scene = Scene::open((80, 24));
    scene.press("eand more<f1>");
    assert_eq!(scene.state.place, Place::Help);
    scene.press("<esc>");
    assert_eq!(scene.state.place, Place::Editor);
}

#[test]
fn the_signs_of_the_list_are_said_in_any_window() {
    for size in [(80, 24), (40, 12)] {
        let mut scene = Scene::open(size);
        scene.press("?<end>");
        let picture = scene.picture();
        for meaning in [
            "star",
            "attachments",
            "conflict",
            "merged",
            "not synced yet",
        ] {
            assert!(picture.contains(meaning), "{meaning}: {picture}");
        }
    }
}
