//! The text being written.

use diurnal::app::action::Place;
use diurnal::app::effect::Effect;
use diurnal::app::event::EventKind;

use diurnal::app::event::Mouse;
use diurnal::app::event::MouseKind;
use diurnal::app::timer;

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
fn a_draft_is_said_to_be_kept_when_it_is_and_not_before() {
    let mut scene = Scene::open((80, 24));
    scene.press("nIt rained");
    scene.silent = true;
    scene.wait(2_000);
    let Some(Effect::KeepDraft { version, .. }) = scene.asked.last() else {
        panic!("{:?}", scene.asked)
    };
    let version = *version;
    assert!(!scene.picture().contains("draft kept"));
    scene.happens(EventKind::Kept {
        version,
        result: Ok(()),
    });
    assert!(scene.picture().contains("draft kept"));
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

fn text(scene: &Scene) -> String {
    scene.state.editor.page.as_ref().unwrap().text.text()
}

fn selected(scene: &Scene) -> String {
    let page = scene.state.editor.page.as_ref().unwrap();
    page.text.selected_text()
}

fn mouse(scene: &mut Scene, kind: MouseKind, (column, row): (u16, u16)) {
    scene.happens(EventKind::Mouse(Mouse { kind, column, row }));
}

#[test]
fn focus_shows_the_paragraph_and_keeps_its_line_in_the_middle() {
    look("editor-focus", writing("e<f9>"));
    let mut scene = Scene::open((80, 24));
    scene.press("n");
    for _ in 0..30 {
        scene.press("word<enter><enter>");
    }
    scene.press("<f9>");
    let row = |scene: &Scene| {
        scene
            .state
            .editor
            .page
            .as_ref()
            .unwrap()
            .text
            .cursor_cell()
            .1
    };
    assert_eq!(row(&scene), 10);
    scene.press("<up><up><up>");
    assert_eq!(row(&scene), 10);
    let dim = |scene: &Scene| {
        let cells = scene.cells();
        let text = cells.iter().filter(|cell| cell.symbol() == "w");
        text.filter(|cell| cell.modifier.contains(ratatui::style::Modifier::DIM))
            .count()
    };
    assert!(dim(&scene) > 3);
    scene.press("<f9>");
    assert_eq!(dim(&scene), 1, "the count of words alone");
}

#[test]
fn lists_are_written_by_enter_and_tab() {
    let mut scene = Scene::open((80, 24));
    scene.press(
        "n1. one<enter>two<enter><tab>under<enter><enter>- [x] a<enter>b<enter><enter>end<ctrl+t>",
    );
    assert_eq!(
        text(&scene),
        "1. one\n2. two\n   1. under\n- [x] a\n- [ ] b\n- [ ] end"
    );
    look(
        "editor-list",
        writing(
            "n- one<enter>two<enter><tab>three, which is so long that it goes on in the next row<enter>",
        ),
    );
}

#[test]
fn places_to_fill_in_are_gone_through_by_tab() {
    let mut scene = Scene::open((80, 24));
    scene.press("n{{what}} on {{when}}<tab>");
    assert_eq!(selected(&scene), "{{what}}");
    scene.press("rain<tab>");
    assert_eq!(selected(&scene), "{{when}}");
    scene.press("Monday<tab>");
    assert_eq!(text(&scene), "rain on Monday\t");
}

#[test]
fn words_and_lines_are_changed_by_keys() {
    let mut scene = Scene::open((80, 24));
    scene.press("none two<enter>three<alt+u><alt+up><ctrl+d><ctrl+home><ctrl+k>");
    assert_eq!(text(&scene), "THREE\none two");
    scene.press("<alt+j><ctrl+home><ctrl+b><end><ctrl+c>");
    assert_eq!(selected(&scene), "THREE one two");
    assert!(matches!(
        scene.asked.last(),
        Some(Effect::CopyToClipboard(text)) if text == "THREE one two"
    ));
    scene.press("<alt+t>");
    assert_eq!(text(&scene), "Three One Two");
    scene.press("<alt+d> <alt+h>");
    assert_eq!(text(&scene), "2024-03-13 21:36");
}

#[test]
fn what_was_taken_back_and_typed_over_is_still_there() {
    let mut scene = Scene::open((80, 24));
    scene.press("none <ctrl+s>two<ctrl+z>three");
    assert_eq!(text(&scene), "one three");
    scene.press("<alt+z>");
    assert_eq!(text(&scene), "one two");
    scene.press("<alt+y>");
    assert_eq!(text(&scene), "one three");
    scene.press("<ctrl+z><ctrl+z>");
    assert_eq!(text(&scene), "", "undo goes beyond the save");
}

#[test]
fn typographic_signs_come_when_they_are_wanted() {
    let mut scene = Scene::open((80, 24));
    scene.press("n<f8>\"So...\" -- `\"`<f8>\"");
    assert_eq!(text(&scene), "“So…” – `\"`\"");
}

#[test]
fn clicks_take_a_word_and_a_line() {
    let mut scene = Scene::open((80, 24));
    scene.press("none two<enter>three");
    for (expected, wait) in [
        ("", 0),
        ("two", 100),
        ("one two\n", 100),
        ("", 100),
        ("", 900),
    ] {
        scene.at += wait;
        mouse(&mut scene, MouseKind::Press, (10, 1));
        mouse(&mut scene, MouseKind::Release, (10, 1));
        assert_eq!(selected(&scene), expected);
    }
}

#[test]
fn a_drag_beyond_the_edge_scrolls_on_until_the_button_is_up() {
    let mut scene = Scene::open((80, 24));
    scene.press("n");
    for _ in 0..60 {
        scene.press("word<enter>");
    }
    scene.press("<ctrl+home>");
    mouse(&mut scene, MouseKind::Press, (6, 1));
    mouse(&mut scene, MouseKind::Drag, (6, 23));
    let lines = |scene: &Scene| selected(scene).lines().count();
    let before = lines(&scene);
    for _ in 0..10 {
        let due = timer::next(&scene.state).unwrap();
        assert!(due.0 - scene.at <= 100);
        scene.wait(due.0 - scene.at);
    }
    assert_eq!(lines(&scene), before + 10);
    mouse(&mut scene, MouseKind::Release, (6, 23));
    assert!(timer::next(&scene.state).unwrap().0 - scene.at > 100);
    mouse(&mut scene, MouseKind::WheelUp, (6, 5));
    let page = scene.state.editor.page.as_ref().unwrap();
    assert_eq!(
        page.text.visible_rows().next().unwrap().id.line,
        before + 10 - 21 - 3
    );
}

#[test]
fn a_table_is_aligned() {
    look(
        "editor-table",
        writing("n| day | what |<enter>|-|-:|<enter>| Monday | 3 |<f6>"),
    );
}

/// A mouse event on a cell of the text.
fn on_text(scene: &mut Scene, kind: MouseKind, (column, row): (u16, u16)) {
    let area = diurnal::app::screens::editor::area(&scene.state);
    mouse(scene, kind, (area.left + column, area.top + row));
}

#[test]
fn dragging_goes_on_by_what_the_clicks_took() {
    let mut scene = Scene::open((80, 24));
    scene
        .press("n")
        .press("one two three<enter>four five<enter>six");
    for _ in 0..2 {
        on_text(&mut scene, MouseKind::Press, (5, 0));
    }
    assert_eq!(selected(&scene), "two");
    on_text(&mut scene, MouseKind::Drag, (9, 0));
    assert_eq!(selected(&scene), "two three");
    on_text(&mut scene, MouseKind::Drag, (1, 0));
    assert_eq!(selected(&scene), "one two");
    on_text(&mut scene, MouseKind::Drag, (6, 1));
    assert_eq!(selected(&scene), "two three\nfour five");
    scene.wait(1000);
    for _ in 0..3 {
        on_text(&mut scene, MouseKind::Press, (2, 1));
    }
    assert_eq!(selected(&scene), "four five\n");
    on_text(&mut scene, MouseKind::Drag, (3, 0));
    assert_eq!(selected(&scene), "one two three\nfour five\n");
    scene.wait(1000);
    on_text(&mut scene, MouseKind::Press, (1, 2));
    on_text(&mut scene, MouseKind::Drag, (3, 2));
    assert_eq!(selected(&scene), "ix");
}

#[test]
fn a_motion_has_one_binding_and_shift_chooses_by_it() {
    let mut scene = Scene::open((80, 24));
    scene.press("n").press("one two<home>");
    scene.press("<shift+right><shift+ctrl+right>");
    assert_eq!(selected(&scene), "one");
    scene.press("<home><ctrl+right><shift+end>");
    assert_eq!(selected(&scene), " two");
}
