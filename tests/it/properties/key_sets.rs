//! Laws of the key sets: whatever is pressed, the text stays whole and can be taken back.

#![allow(clippy::wildcard_enum_match_arm, reason = "other keys type nothing")]

use diurnal::app::edit::command::Command;
use diurnal::app::edit::editor::Editor;
use diurnal::app::edit::grapheme;
use diurnal::app::edit::keys::Keys;
use diurnal::app::key::Code;
use diurnal::app::key::Key;
use diurnal::app::key::parse_keys;
use diurnal::model::places::EditorKeys;
use proptest::prelude::*;

use super::any_text;

/// Keys that are commands in vim, and what they wait for.
const VIM: &[&str] = &[
    "h",
    "j",
    "k",
    "l",
    "w",
    "b",
    "e",
    "W",
    "ge",
    "0",
    "^",
    "$",
    "f ",
    "t,",
    ";",
    ",",
    "%",
    "[(",
    "]}",
    "(",
    ")",
    "{",
    "}",
    "gg",
    "G",
    "H",
    "L",
    "gj",
    "gk",
    "d",
    "c",
    "y",
    ">",
    "<lt>",
    "gU",
    "g~",
    "gq",
    "J",
    "gJ",
    "iw",
    "aw",
    "is",
    "as",
    "ip",
    "ap",
    "i(",
    "a\"",
    "i{",
    "it",
    "x",
    "X",
    "s",
    "S",
    "D",
    "C",
    "Y",
    "p",
    "P",
    "gp",
    "o",
    "O",
    "i",
    "a",
    "I",
    "A",
    "R",
    "~",
    "ré",
    ".",
    "u",
    "<ctrl+r>",
    "v",
    "V",
    "gv",
    "\"a",
    "\"A",
    "\"_",
    "ma",
    "'a",
    "`a",
    "''",
    "qa",
    "q",
    "@a",
    "@@",
    "/e<enter>",
    "?a<enter>",
    "n",
    "N",
    "*",
    "#",
    ":s/e/é/g<enter>",
    ":%s/ /\\r/<enter>",
    ":d<enter>",
    ":g/e/d<enter>",
    ":2<enter>",
    ":j<enter>",
    "<esc>",
    "<esc>",
    "<enter>",
    "<backspace>",
    "2",
    "3",
    "<ctrl+a>",
    "<ctrl+d>",
    "<ctrl+u>",
    "<ctrl+e>",
    "<ctrl+y>",
    "zz",
    "zt",
    "<ctrl+w>",
    "日本 ",
    "e\u{301}",
    "<up>",
    "<down>",
    "<left>",
    "<delete>",
    "<tab>",
];

const EMACS: &[&str] = &[
    "<ctrl+a>",
    "<ctrl+e>",
    "<ctrl+f>",
    "<ctrl+b>",
    "<ctrl+n>",
    "<ctrl+p>",
    "<alt+f>",
    "<alt+b>",
    "<alt+a>",
    "<alt+e>",
    "<ctrl+d>",
    "<alt+d>",
    "<ctrl+k>",
    "<ctrl+y>",
    "<alt+y>",
    "<ctrl+w>",
    "<alt+w>",
    "<ctrl+space>",
    "<alt+lt>",
    "<alt+>>",
    "<ctrl+v>",
    "<alt+v>",
    "<ctrl+t>",
    "<alt+t>",
    "<alt+u>",
    "<alt+l>",
    "<alt+c>",
    "<ctrl+/>",
    "<ctrl+x>",
    "<ctrl+x>u",
    "<ctrl+x><ctrl+x>",
    "<ctrl+x>h",
    "<alt+q>",
    "<ctrl+u>",
    "3",
    "é",
    "日",
    " ",
    "<enter>",
    "<backspace>",
    "<ctrl+o>",
    "<ctrl+g>",
    "<esc>",
    "<alt+backspace>",
    "<left>",
    "<down>",
];

fn typing(key: Key) -> Option<Command> {
    match key.code {
        Code::Char(c) if !key.ctrl && !key.alt => Some(Command::Insert(c.into())),
        Code::Enter => Some(Command::Enter),
        Code::Tab => Some(Command::Tab),
        Code::Backspace => Some(Command::Backspace),
        Code::Delete => Some(Command::Delete),
        _ => None,
    }
}

fn holds(which: EditorKeys, text: &str, pressed: &[&str]) -> Result<(), TestCaseError> {
    let mut editor = Editor::new(text);
    editor.set_size(20, 6);
    let mut keys = Keys::new(which);
    keys.open(&mut editor);
    let mut at_ms = 0;
    for piece in pressed {
        // `<alt+>>` names the sign that closes names.
        let parsed = if *piece == "<alt+>>" {
            vec![Key {
                alt: true,
                ..Key::plain(Code::Char('>'))
            }]
        } else {
            parse_keys(piece).unwrap()
        };
        for key in parsed {
            at_ms += 100;
            keys.press(&mut editor, key, at_ms, &typing);
            let at = editor.caret().at;
            prop_assert!(grapheme::is_boundary(editor.buffer(), at), "after {piece}");
            if let Some(selected) = editor.selection() {
                prop_assert!(selected.end <= editor.buffer().len());
            }
            prop_assert_eq!(editor.buffer().len(), editor.text().len());
            prop_assert!(editor.visible_rows().count() > 0);
            let (column, row) = editor.cursor_cell();
            prop_assert!(column < 20 && row < 6);
        }
    }
    while editor.undo_depth().0 > 0 {
        editor.apply(&Command::Undo, at_ms);
    }
    prop_assert_eq!(editor.text(), text);
    Ok(())
}

proptest! {
    #[test]
    fn vims_keys_leave_a_text_that_can_be_taken_back(
        text in any_text(), keys in prop::collection::vec(prop::sample::select(VIM), 0..30),
    ) {
        holds(EditorKeys::Vim, &text, &keys)?;
    }

    #[test]
    fn emacs_keys_leave_a_text_that_can_be_taken_back(
        text in any_text(), keys in prop::collection::vec(prop::sample::select(EMACS), 0..30),
    ) {
        holds(EditorKeys::Emacs, &text, &keys)?;
    }
}
