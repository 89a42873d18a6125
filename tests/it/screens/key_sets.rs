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
fn every_key_set_can_lock_in_the_middle_of_a_word() {
    for (which, keys) in [
        (EditorKeys::Plain, "wor<ctrl+l>"),
        (EditorKeys::Plain, "wor<ctrl+f>d<ctrl+l>"),
        (EditorKeys::Vim, "iwor<ctrl+l>"),
        (EditorKeys::Vim, "iwor<esc><ctrl+l>"),
        (EditorKeys::Vim, "iwor<esc>:lock<enter>"),
        (EditorKeys::Emacs, "wor<ctrl+x>l"),
    ] {
        let mut scene = editing((80, 24), which);
        scene.press(keys);
        assert_eq!(scene.state.place, Place::Unlock, "{keys}");
        assert!(!scene.state.open && scene.state.editor.page.is_none());
        let order: Vec<_> = scene.asked.iter().rev().take(2).collect();
        assert!(matches!(order[0], Effect::Lock), "{keys}");
        assert!(matches!(order[1], Effect::KeepDraft { .. }), "{keys}");
        let why = scene.state.unlock.why.as_deref();
        assert_eq!(why, Some("locked; unsaved text kept as a sealed draft"));
    }
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

/// emacs on `text`, the caret at its start.
fn emacs_on(body: &str, keys: &str) -> Scene {
    let mut scene = Scene::open((80, 24));
    scene.state.editor_keys = EditorKeys::Emacs;
    scene.press("n");
    scene.happens(EventKind::Paste(body.to_owned()));
    scene.press("<alt+lt>").press(keys);
    scene
}

fn caret(scene: &Scene) -> usize {
    let page = scene.state.editor.page.as_ref().unwrap();
    page.text.caret().at
}

#[test]
fn emacs_finds_while_it_is_typed_and_goes_on_by_the_same_key() {
    let body = "one two one two one";
    let scene = emacs_on(body, "<ctrl+s>one<enter>x");
    assert_eq!(text(&scene), "onex two one two one");
    let scene = emacs_on(body, "<ctrl+s>one<ctrl+s><enter>x");
    assert_eq!(text(&scene), "one two onex two one");
    let scene = emacs_on(body, "<ctrl+s>two<ctrl+s><ctrl+r><enter>x");
    assert_eq!(text(&scene), "one twox one two one");
    let scene = emacs_on(body, "<ctrl+end><ctrl+r>two<enter>x");
    assert_eq!(text(&scene), "one two one xtwo one");
    // Ctrl-G goes back to where one was, another command goes on from what was found.
    let scene = emacs_on(body, "<ctrl+s>two<ctrl+g>");
    assert_eq!((caret(&scene), scene.state.place), (0, Place::Editor));
    let scene = emacs_on(body, "<ctrl+s>two<ctrl+k>");
    assert_eq!(text(&scene), "one two");
    // The same key on nothing finds what was looked for last.
    let scene = emacs_on(body, "<ctrl+s>two<enter><ctrl+s><ctrl+s><enter>x");
    assert_eq!(text(&scene), "one two one twox one");
}

#[test]
fn emacs_reaches_replacing_lines_and_commands() {
    let scene = emacs_on("a b", "<alt+%>");
    assert_eq!(scene.state.place, Place::Find);
    let scene = emacs_on("a\nb\nc", "<alt+g>3<enter>x");
    assert_eq!(text(&scene), "a\nb\nxc");
    let scene = emacs_on("a b", "<alt+x>");
    assert_eq!(scene.state.place, Place::Palette);
    let scene = emacs_on("a   b", "<ctrl+f><ctrl+f><alt+space>");
    assert_eq!(text(&scene), "a b");
    let scene = emacs_on("a   b", "<ctrl+f><ctrl+f><alt+\\>");
    assert_eq!(text(&scene), "ab");
}

#[test]
fn the_help_shows_the_keys_that_count_beside_a_key_set() {
    let scene = vim((120, 200), "<f1>");
    let help = scene.picture();
    let row = |what: &str| {
        help.lines()
            .find(|line| line.contains(what))
            .unwrap()
            .to_owned()
    };
    assert!(
        row("choose all").contains("Ctrl-A writing"),
        "{}",
        row("choose all")
    );
    assert!(
        row("find and replace").trim().starts_with("find"),
        "{}",
        row("find and replace")
    );
    assert!(
        row("save and leave  ").trim().starts_with("save and"),
        "{help}"
    );
}
