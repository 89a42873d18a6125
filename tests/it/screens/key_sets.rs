//! The editor with vim's and with emacs' keys: the mode and what waits for more.

use super::Scene;
use super::look;
use diurnal::app::action::Place;
use diurnal::app::effect::Effect;
use diurnal::app::event::EventKind;
use diurnal::app::event::Mouse;
use diurnal::app::event::MouseKind;
use diurnal::model::places::EditorKeys;

fn editing(size: (u16, u16), keys: EditorKeys) -> Scene {
    let mut scene = Scene::open(size);
    scene.state.editor_keys = keys;
    scene.press("<enter>e");
    scene
}

fn vim(size: (u16, u16), keys: &str) -> Scene {
    let mut scene = editing(size, EditorKeys::Vim);
    scene.press(keys);
    scene
}

fn text(scene: &Scene) -> String {
    scene.state.editor.page.as_ref().unwrap().text.text()
}

#[test]
fn each_mode_of_vim_says_which_it_is() {
    look("vim-normal", |size| vim(size, "gg"));
    look("vim-insert", |size| vim(size, "ggOA word "));
    look("vim-visual", |size| vim(size, "gg2jve2w"));
    look("vim-lines", |size| vim(size, "gg2jVj"));
    look("vim-replace", |size| vim(size, "ggRwet"));
    look("vim-pending", |size| vim(size, "ggqa\"b2d"));
    look("vim-line", |size| vim(size, "gg:%s/rain/snow"));
    look("vim-not-found", |size| vim(size, "gg/herons<enter>"));
}

#[test]
fn emacs_says_what_waits() {
    let emacs = |size, keys: &str| {
        let mut scene = editing(size, EditorKeys::Emacs);
        scene.press(keys);
        scene
    };
    look("emacs-region", |size| {
        emacs(size, "<alt+lt><ctrl+space><ctrl+e>")
    });
    look("emacs-prefix", |size| emacs(size, "<ctrl+x>"));
}

#[test]
fn the_help_of_the_editor_begins_with_the_key_set() {
    look("help-vim", |size| vim(size, "<f1>"));
    look("help-emacs", |size| {
        let mut scene = editing(size, EditorKeys::Emacs);
        scene.press("<f1>");
        scene
    });
}

#[test]
fn saving_and_leaving_work_in_every_mode() {
    for keys in ["", "i", "v", "V", "R", "d", "\"a", "qa"] {
        let mut scene = vim((80, 24), "ggxgg");
        scene.press(keys).press("<ctrl+s>");
        let saved = |effect: &Effect| matches!(effect, Effect::Save { .. });
        assert!(scene.asked.iter().any(saved), "Ctrl-S after {keys}");
        scene.press("<ctrl+q>");
        assert_ne!(scene.state.place, Place::Editor, "Ctrl-Q after {keys}");
    }
}

#[test]
fn vims_own_ways_to_leave() {
    let mut scene = vim((80, 24), "ggx:q<enter>");
    assert_eq!(scene.state.place, Place::Editor, "not saved");
    scene.press(":wq<enter>");
    assert_ne!(scene.state.place, Place::Editor);
    assert_eq!(scene.entries[0].content.body.get(..7), Some(" Rain o"));
    let mut scene = vim((80, 24), "ggxZQ");
    assert_ne!(scene.state.place, Place::Editor);
    assert_eq!(scene.state.drafts.len(), 1, "kept as a draft");
    scene = vim((80, 24), ":q<enter>");
    assert_ne!(scene.state.place, Place::Editor, "nothing to save");
}

#[test]
fn escape_stays_and_registers_go_with_the_lock() {
    let mut scene = vim((80, 24), "ggyy<esc><esc>");
    assert_eq!(scene.state.place, Place::Editor);
    scene.wait(700_000);
    assert_eq!(scene.state.editor.keys.which(), EditorKeys::Plain);
}

#[test]
fn the_mouse_selects_and_vim_takes_it() {
    let mut scene = vim((80, 24), "gg");
    let before = text(&scene);
    for (kind, column) in [
        (MouseKind::Press, 10),
        (MouseKind::Drag, 13),
        (MouseKind::Release, 13),
    ] {
        scene.happens(EventKind::Mouse(Mouse {
            kind,
            column,
            row: 1,
        }));
    }
    scene.press("d");
    assert_eq!(text(&scene).len() + 3, before.len());
    assert!(before.starts_with(&text(&scene)[..3]));
}

#[test]
fn emacs_kills_and_yanks_and_saves() {
    let mut scene = editing((80, 24), EditorKeys::Emacs);
    scene.press("<alt+lt><ctrl+k><ctrl+k><ctrl+n><ctrl+y>");
    assert!(text(&scene).contains("# Rain on the roof\n"));
    assert!(!text(&scene).starts_with("# Rain"));
    scene.press("<ctrl+x><ctrl+s>");
    let saved = |effect: &Effect| matches!(effect, Effect::Save { .. });
    assert!(scene.asked.iter().any(saved));
    scene.press("<ctrl+u>3x<ctrl+x><ctrl+c>");
    assert_ne!(scene.state.place, Place::Editor);
    assert!(scene.entries[0].content.body.contains("xxx"));
}
