//! The text being written.

use diurnal::app::action::Place;
use diurnal::app::effect::Effect;
use diurnal::app::event::EventKind;

use crate::screens::Scene;
use crate::screens::look;

fn writing(keys: &'static str) -> impl Fn((u16, u16)) -> Scene {
    move |size| {
        let mut scene = Scene::open(size);
        scene.press(keys);
        scene
    }
}

#[test]
fn its_states() {
    look("editor", writing("e"));
    look("editor-new", writing("n"));
    look(
        "editor-typed",
        writing("n# Rain<enter><enter>It *rained* the whole evening."),
    );
    look("editor-saved", writing("nIt rained.<ctrl+s>"));
    look(
        "editor-selected",
        writing("nIt rained.<shift+left><shift+left><ctrl+shift+left>"),
    );
}

#[test]
fn a_draft_is_kept_two_seconds_after_the_first_change() {
    let mut scene = Scene::open((80, 24));
    scene.press("nIt");
    scene.wait(1_999);
    assert!(
        !scene
            .asked
            .iter()
            .any(|wish| matches!(wish, Effect::KeepDraft { .. }))
    );
    scene.wait(1);
    let kept = |scene: &Scene| {
        scene
            .asked
            .iter()
            .filter_map(|wish| match wish {
                Effect::KeepDraft { draft, .. } => Some(draft.content.body.clone()),
                _ => None,
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(kept(&scene), ["It"]);
    insta::assert_snapshot!(scene.picture());
    scene.press(" rained");
    scene.wait(2_999);
    assert_eq!(kept(&scene).len(), 1);
    scene.wait(1);
    assert_eq!(kept(&scene), ["It", "It rained"]);
    scene.wait(100_000);
    assert_eq!(kept(&scene).len(), 2, "nothing new, nothing kept");
}

#[test]
fn a_failed_save_keeps_the_text_and_leaving_asks() {
    look("editor-failed", |size| {
        let mut scene = Scene::open(size);
        scene.full = Some("no space left on the disk".to_owned());
        scene.press("nIt rained.<ctrl+s>");
        scene
    });
    let mut scene = Scene::open((80, 24));
    scene.full = Some("no space left on the disk".to_owned());
    scene.press("nIt rained.<esc>");
    assert_eq!(scene.state.place, Place::Editor);
    assert!(scene.state.editor.page.as_ref().unwrap().is_dirty());
    assert!(
        scene
            .asked
            .iter()
            .any(|wish| matches!(wish, Effect::KeepDraft { .. }))
    );
    scene.press("<ctrl+q>");
    assert_eq!(scene.state.place, Place::Confirm);
    scene.full = None;
    scene.press("s");
    assert_eq!(scene.state.place, Place::Timeline);
    assert_eq!(scene.entries[0].content.body, "It rained.");
}

#[test]
fn escape_saves_and_leaves() {
    let mut scene = Scene::open((80, 24));
    scene.press("nIt rained.<esc>");
    assert_eq!(scene.state.place, Place::Timeline);
    assert_eq!(scene.state.timeline.row().unwrap().preview, "It rained.");
    insta::assert_snapshot!(scene.picture());
}

#[test]
fn an_empty_page_leaves_nothing() {
    let mut scene = Scene::open((80, 24));
    let before = scene.entries.len();
    scene.press("n <enter><esc>");
    assert_eq!(scene.state.place, Place::Timeline);
    assert_eq!(scene.entries.len(), before);
}

#[test]
fn a_draft_is_dropped_after_its_save_was_reported_and_not_before() {
    let mut scene = Scene::open((80, 24));
    scene.press("nIt rained");
    scene.wait(2_000);
    scene.press("<ctrl+s>");
    let place = |wanted: fn(&Effect) -> bool| scene.asked.iter().position(wanted);
    let kept = place(|wish| matches!(wish, Effect::KeepDraft { .. }));
    let saved = place(|wish| matches!(wish, Effect::Save { .. }));
    let dropped = place(|wish| matches!(wish, Effect::DropDraft(_)));
    assert!(kept.is_some() && kept < saved && saved < dropped);
}

#[test]
fn leaving_without_saving_keeps_a_draft_that_is_offered_again() {
    let mut scene = Scene::open((80, 24));
    scene.press("nIt rained.<ctrl+q>");
    assert_eq!(scene.state.place, Place::Timeline);
    assert!(matches!(
        scene.asked.iter().rev().find(|wish| matches!(wish, Effect::KeepDraft { .. })),
        Some(Effect::KeepDraft { draft, .. }) if draft.content.body == "It rained."
    ));
    scene.press("n");
    assert_eq!(scene.state.place, Place::Confirm);
    scene.press("<enter>");
    assert_eq!(
        scene.state.editor.page.as_ref().unwrap().text.text(),
        "It rained."
    );
    assert!(scene.state.editor.page.as_ref().unwrap().is_dirty());
}

#[test]
fn two_saves_in_a_row_never_race() {
    let mut scene = Scene::open((80, 24));
    scene.press("n");
    scene.silent = true;
    scene.press("one<ctrl+s> two<ctrl+s>");
    let saves: Vec<_> = scene
        .asked
        .iter()
        .filter(|wish| matches!(wish, Effect::Save { .. }))
        .cloned()
        .collect();
    assert_eq!(saves.len(), 1);
    scene.silent = false;
    let Effect::Save { version, draft } = &saves[0] else {
        unreachable!()
    };
    scene.happens(EventKind::Saved {
        version: *version,
        id: draft.id,
        result: Ok(vec![diurnal::model::id::RevId([7; 32])]),
    });
    let Some(Effect::Save { draft, .. }) = scene
        .asked
        .iter()
        .rev()
        .find(|wish| matches!(wish, Effect::Save { .. }))
    else {
        panic!("not saved again");
    };
    assert_eq!(draft.content.body, "one two");
    assert_eq!(draft.parents, [diurnal::model::id::RevId([7; 32])]);
}

#[test]
fn a_signal_keeps_the_text_and_ends() {
    let mut scene = Scene::open((80, 24));
    scene.press("nIt rained.");
    scene.happens(EventKind::Hangup(15));
    let [.., Effect::KeepDraft { draft, .. }, Effect::Quit(143)] = scene.asked.as_slice() else {
        panic!("{:?}", scene.asked.len());
    };
    assert_eq!(draft.content.body, "It rained.");
}

#[test]
fn what_is_pasted_commands_nothing() {
    let mut scene = Scene::open((80, 24));
    scene.press("n");
    scene.happens(EventKind::Paste(
        "one\r\ntwo\rthree\u{1b}[2J<esc>".to_owned(),
    ));
    insta::assert_snapshot!(scene.picture());
}
