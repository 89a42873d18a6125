//! The list of what could be meant, at the caret.

use diurnal::app::action::Place;

use crate::screens::Scene;
use crate::screens::look;

fn writing(keys: &'static str) -> impl Fn((u16, u16)) -> Scene {
    move |size| {
        let mut scene = Scene::open(size);
        scene.press("n").press(keys);
        scene
    }
}

fn text(scene: &Scene) -> String {
    scene.state.editor.page.as_ref().unwrap().text.text()
}

#[test]
fn its_states() {
    look("complete-tag", writing("Rain. #r"));
    look("complete-link", writing("As on [[leap"));
    look("complete-chosen", writing("[[<down><down>"));
}

#[test]
fn a_tag_is_taken_by_tab_and_never_by_enter_alone() {
    let mut scene = writing("#sl")((80, 24));
    assert_eq!(scene.state.place, Place::Complete);
    scene.press("<tab> and #sl<enter>x");
    assert_eq!(text(&scene), "#sleep and #sl\nx");
    scene.press(" #sl<down><enter>");
    assert_eq!(text(&scene), "#sleep and #sl\nx #sleep");
    assert_eq!(scene.state.place, Place::Editor);
}

#[test]
fn what_is_no_tag_opens_no_list() {
    for keys in ["# Rain", "a#sl", "#", "#sleep", "#zzz"] {
        let mut scene = Scene::open((80, 24));
        scene.press("n").press(keys);
        assert_eq!(scene.state.place, Place::Editor, "{keys}");
    }
}

#[test]
fn a_link_is_found_by_its_letters() {
    let mut scene = writing("[[leapday<enter>.")((80, 24));
    assert_eq!(text(&scene), "[[06060606|Leap day]].");
    scene.press(" [[old<esc>");
    assert_eq!(
        scene.state.place,
        Place::Editor,
        "the list is closed, the text stays"
    );
    assert!(text(&scene).ends_with("[[old"));
}

#[test]
fn escape_saves_and_leaves_where_nobody_asked_for_the_list() {
    let mut scene = writing("It rained. #r<esc>")((80, 24));
    assert_eq!(scene.state.place, Place::Timeline);
    assert_eq!(scene.entries[0].content.body, "It rained. #r");
    scene.press("<enter>");
}

#[test]
fn other_keys_close_it_and_do_what_they_do() {
    let mut scene = writing("#r<ctrl+s>")((80, 24));
    assert_eq!(scene.entries[0].content.body, "#r");
    assert_eq!(scene.state.place, Place::Editor);
    scene.press("x");
    assert_eq!(text(&scene), "#rx");
}
