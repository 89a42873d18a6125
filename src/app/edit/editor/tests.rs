//! What a person types, and what is there then.

use super::*;
use crate::app::edit::markdown;

fn typed(editor: &mut Editor, text: &str) {
    for c in text.chars() {
        editor.apply(&Command::Insert(c.into()), 0);
    }
}

/// The window as text, one string a row.
fn shown(editor: &Editor) -> Vec<String> {
    let rows = editor.visible_rows();
    rows.map(|row| {
        let indent = " ".repeat(usize::from(row.indent()));
        row.cells().fold(indent, |line, cell| {
            line + &cell
                .text
                .repeat(usize::from(cell.text == " ") * (usize::from(cell.width) - 1) + 1)
        })
    })
    .collect()
}

#[test]
fn typing_wraps_and_undo_takes_words_back() {
    let mut editor = Editor::new("");
    editor.set_size(12, 4);
    typed(&mut editor, "the quick brown fox");
    assert_eq!(shown(&editor), ["the quick ", "brown fox"]);
    assert_eq!(editor.cursor_cell(), (9, 1));
    assert_eq!(editor.word_count(), 4);
    editor.apply(&Command::Undo, 0);
    assert_eq!(editor.text(), "the quick brown ");
    assert_eq!(editor.word_count(), 3);
    editor.apply(&Command::Redo, 0);
    assert_eq!(editor.text(), "the quick brown fox");
}

#[test]
fn deleting_and_typing_are_steps_of_their_own() {
    let mut editor = Editor::new("");
    typed(&mut editor, "abc");
    for _ in 0..2 {
        editor.apply(&Command::Backspace, 0);
    }
    typed(&mut editor, "xy");
    for expected in ["a", "abc", ""] {
        editor.apply(&Command::Undo, 0);
        assert_eq!(editor.text(), expected);
    }
    assert_eq!(editor.apply(&Command::Undo, 0), Outcome::Unchanged);
}

#[test]
fn undo_back_to_the_saved_text_is_clean() {
    let mut editor = Editor::new("a");
    let version = editor.version();
    typed(&mut editor, "b");
    assert!(editor.is_dirty());
    editor.apply(&Command::Undo, 0);
    assert_eq!(editor.version(), version);
    assert!(!editor.is_dirty());
    typed(&mut editor, "c");
    editor.mark_saved(editor.version());
    typed(&mut editor, "d");
    editor.apply(&Command::Undo, 0);
    assert!(!editor.is_dirty());
    assert_eq!(editor.text(), "ca");
}

#[test]
fn the_end_of_a_wrapped_row_and_the_start_of_the_next_are_two_places() {
    let mut editor = Editor::new("quick brown fox jumps");
    editor.set_size(11, 5);
    editor.apply(&Command::Move(Motion::RowEnd), 0);
    assert_eq!((editor.caret().at, editor.cursor_cell()), (6, (6, 0)));
    editor.apply(&Command::Move(Motion::Down), 0);
    assert_eq!(editor.cursor_cell(), (6, 1));
    editor.apply(&Command::Move(Motion::Up), 0);
    assert_eq!(editor.cursor_cell(), (6, 0));
    editor.apply(&Command::Move(Motion::Right), 0);
    assert_eq!((editor.caret().at, editor.cursor_cell()), (7, (1, 1)));
}

#[test]
fn the_column_is_kept_over_short_lines() {
    let mut editor = Editor::new("a long line\n\nx\nanother line");
    editor.apply(&Command::Move(Motion::LineEnd), 0);
    for expected in [(0, 1), (1, 2), (11, 3), (11, 3)] {
        editor.apply(&Command::Move(Motion::Down), 0);
        assert_eq!(editor.cursor_cell(), expected);
    }
}

#[test]
fn crlf_is_kept_and_is_one_step_wide() {
    let mut editor = Editor::new("a\r\nb");
    editor.apply(&Command::Move(Motion::Right), 0);
    editor.apply(&Command::Move(Motion::Right), 0);
    assert_eq!(editor.caret().at, 3);
    editor.apply(&Command::Newline, 0);
    assert_eq!(editor.text(), "a\r\n\nb");
    editor.apply(&Command::Backspace, 0);
    editor.apply(&Command::Backspace, 0);
    assert_eq!(editor.text(), "ab");
}

#[test]
fn the_selection_is_replaced_by_what_is_typed_and_comes_back() {
    let mut editor = Editor::new("one two three");
    editor.set_caret(5);
    editor.apply(&Command::SelectWord, 0);
    assert_eq!(editor.selected_text(), "two");
    typed(&mut editor, "2");
    assert_eq!(editor.text(), "one 2 three");
    editor.apply(&Command::Undo, 0);
    assert_eq!(editor.selected_text(), "two");
    editor.apply(&Command::SelectAll, 0);
    editor.apply(&Command::Delete, 0);
    assert_eq!((editor.text(), editor.word_count()), (String::new(), 0));
    assert_eq!(editor.apply(&Command::Delete, 0), Outcome::Unchanged);
}

#[test]
fn arrows_leave_a_selection_at_its_ends() {
    let mut editor = Editor::new("one two");
    editor.apply(&Command::Extend(Motion::WordRight), 0);
    assert_eq!(editor.selection(), Some(0..3));
    editor.apply(&Command::Move(Motion::Left), 0);
    assert_eq!((editor.caret().at, editor.selection()), (0, None));
}

#[test]
fn deleting_between_graphemes_leaves_the_caret_on_a_boundary() {
    let mut editor = Editor::new("🇩🇪x🇫🇷");
    editor.set_caret(8);
    editor.apply(&Command::Delete, 0);
    assert_eq!(editor.text(), "🇩🇪🇫🇷");
    let mut editor = Editor::new("👨\u{200d}x👩");
    editor.set_caret(7);
    editor.apply(&Command::Delete, 0);
    assert_eq!(editor.caret().at, editor.text().len());
}

#[test]
fn the_window_follows_the_caret_and_keeps_its_top_on_resize() {
    let lines: Vec<String> = (0..100).map(|n| format!("line {n}")).collect();
    let text = lines.join("\n");
    let mut editor = Editor::new(&text);
    editor.set_size(20, 10);
    editor.apply(&Command::Move(Motion::PageDown), 0);
    editor.apply(&Command::Move(Motion::PageDown), 0);
    assert_eq!(shown(&editor)[0], "line 18");
    assert_eq!(editor.cursor_cell(), (0, 0));
    editor.set_size(5, 10);
    assert_eq!(shown(&editor)[..2], ["line", "18"]);
    editor.apply(&Command::Move(Motion::PageUp), 0);
    assert_eq!(shown(&editor)[..2], ["13", "line"]);
    editor.apply(&Command::Move(Motion::TextEnd), 0);
    assert_eq!(editor.cursor_cell().1, 9);
    editor.apply(&Command::Move(Motion::TextStart), 0);
    assert_eq!(editor.cursor_cell(), (0, 0));
}

#[test]
fn a_click_finds_the_grapheme_under_it() {
    let mut editor = Editor::new("日本語\n- a list item that wraps");
    editor.set_size(20, 5);
    editor.apply(&Command::Click { column: 3, row: 0 }, 0);
    assert_eq!(editor.caret().at, 3);
    editor.apply(&Command::Drag { column: 99, row: 9 }, 0);
    assert_eq!(editor.selected_text(), "本語\n- a list item that wraps");
    assert_eq!(shown(&editor)[2], "  wraps");
}

#[test]
fn pasted_text_is_clean_and_one_step() {
    let mut editor = Editor::new("");
    editor.apply(&Command::Paste("a\r\nb\u{1b}[0m\u{7}".into()), 0);
    assert_eq!(editor.text(), "a\nb␛[0m");
    editor.apply(&Command::Undo, 0);
    assert_eq!(editor.text(), "");
}

#[test]
fn rows_tell_their_kinds_and_what_is_selected() {
    let mut editor = Editor::new("```\nx *y*\n```\n*z* #t");
    editor.apply(&Command::SelectLine, 0);
    let rows: Vec<_> = editor.visible_rows().collect();
    assert!(rows[0].line_end_selected && rows[0].cells().all(|cell| cell.selected));
    assert!(
        rows[1]
            .cells()
            .all(|cell| cell.kinds.has(markdown::Kind::Fence) && !cell.selected)
    );
    let kinds: Vec<_> = rows[3].cells().map(|cell| cell.kinds).collect();
    assert!(
        kinds[0].has(markdown::Kind::Emphasis)
            && kinds[3].is_empty()
            && kinds[5].has(markdown::Kind::Tag)
    );
}

#[test]
fn debug_tells_no_text() {
    let mut editor = Editor::new("secret");
    editor.apply(&Command::Insert("secret".into()), 0);
    let row = editor.visible_rows().next();
    let told = format!("{editor:?} {row:?} {:?}", Command::Paste("secret".into()));
    assert!(!told.contains("secret"), "{told}");
}
