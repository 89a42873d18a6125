//! One entry, rendered.

use diurnal::app::action::Place;

use crate::screens::Scene;
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
