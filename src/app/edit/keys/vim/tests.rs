//! vim's keys beside vim: `tests/data/vim/golden.jsonl` holds what a real one made of each script.

use std::fmt::Write;

use super::*;
use crate::app::key::parse_keys;

const GOLDEN: &str = include_str!("../../../../../tests/data/vim/golden.jsonl");

/// Where we differ, and why: in each line a script's keys and its text.
const DIFFERENCES: &str = include_str!("../../../../../tests/data/vim/differences.txt");

fn typing(key: Key) -> Option<Command> {
    match key.code {
        Code::Char(c) if !key.ctrl => Some(Command::Insert(c.into())),
        Code::Enter => Some(Command::Newline),
        Code::Tab => Some(Command::Insert('\t'.into())),
        Code::Backspace => Some(Command::Backspace),
        Code::Delete => Some(Command::Delete),
        _ => None,
    }
}

/// Keys in vim's notation as ours.
fn keys(text: &str) -> Vec<Key> {
    let names = [
        ("<C-", "<ctrl+"),
        ("<Esc>", "<esc>"),
        ("<CR>", "<enter>"),
        ("<BS>", "<backspace>"),
        ("<Del>", "<delete>"),
    ];
    let mut ours = text.replace("<lt>", "\u{1}");
    for (theirs, name) in names {
        ours = ours.replace(theirs, name);
    }
    let known = ["<ctrl+", "<esc>", "<enter>", "<backspace>", "<delete>"];
    let mut spelled = String::new();
    let mut rest = ours.as_str();
    while let Some(c) = rest.chars().next() {
        let name = known.iter().find(|name| rest.starts_with(**name));
        let take = match name {
            Some(_) => rest.find('>').unwrap() + 1,
            None => c.len_utf8(),
        };
        match (name, c) {
            (None, '<' | '\u{1}') => spelled.push_str("<lt>"),
            _ => spelled.push_str(&rest[..take]),
        }
        rest = &rest[take..];
    }
    parse_keys(&spelled).unwrap()
}

/// The editor and vim after `keys` on `text`, whose caret is `|`.
fn after(text: &str, script: &str) -> (Editor, Vim) {
    let at = text.find('|').unwrap();
    let mut editor = Editor::new(&text.replacen('|', "", 1));
    let mut vim = Vim::default();
    editor.set_caret(at);
    vim.open(&mut editor);
    for (number, key) in keys(script).into_iter().enumerate() {
        let at_ms = 10 * i64::try_from(number).unwrap();
        vim.press(&mut editor, key, at_ms, &typing);
    }
    if vim.is_writing() {
        vim.press(&mut editor, Key::plain(Code::Esc), 100_000, &typing);
    }
    (editor, vim)
}

fn marked(editor: &Editor) -> String {
    let mut text = editor.text();
    text.insert(editor.caret().at, '|');
    text
}

fn differs_on_purpose(script: &str, text: &str) -> bool {
    DIFFERENCES.lines().any(|line| {
        let Some((keys, piece)) = line.split_once('\t') else {
            return false;
        };
        let piece = piece.replace("\\n", "\n");
        keys == script && text == piece
    })
}

#[test]
fn every_script_does_what_it_does_in_vim() {
    let mut wrong = Vec::new();
    let mut scripts = 0;
    let mut on_purpose = 0;
    for line in GOLDEN.lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let [text, script, expected] =
            ["text", "keys", "after"].map(|name| case[name].as_str().unwrap());
        scripts += 1;
        let (editor, vim) = after(text, script);
        let mut found = marked(&editor);
        let mut expected = expected.to_owned();
        for (name, value) in case["regs"].as_object().into_iter().flatten() {
            let content = vim.register(name.chars().next().unwrap());
            let content = content.cloned().unwrap_or_default();
            let kind = if content.lines { "V" } else { "v" };
            write!(found, "\n\"{name}: {kind} {:?}", content.text).unwrap();
            let [kind, text] = [0, 1].map(|part| value[part].as_str().unwrap());
            write!(expected, "\n\"{name}: {kind} {text:?}").unwrap();
        }
        if differs_on_purpose(script, text) {
            on_purpose += 1;
            assert_ne!(found, expected, "{script} is as in vim now");
        } else if found != expected {
            wrong.push(format!(
                "{script}\t{}\n{}",
                text.replace('\n', "⏎"),
                changes(&expected, &found)
            ));
        }
    }
    assert!(scripts >= 300);
    assert!(
        on_purpose * 20 < scripts,
        "{on_purpose} of {scripts} are left out"
    );
    let listed = DIFFERENCES
        .lines()
        .filter(|line| line.contains('\t'))
        .count();
    assert_eq!(on_purpose, listed, "a difference of no script");
    let shown: Vec<&str> = wrong.iter().map(String::as_str).collect();
    assert!(
        wrong.is_empty(),
        "{} of {scripts}\n\n{}",
        wrong.len(),
        shown.join("\n")
    );
}

/// Where two texts part, with a little around it.
fn changes(vim: &str, ours: &str) -> String {
    let same = vim.chars().zip(ours.chars()).take_while(|(a, b)| a == b);
    let same: usize = same.map(|(c, _)| c.len_utf8()).sum();
    let from = vim[..same]
        .char_indices()
        .rev()
        .nth(12)
        .map_or(0, |(at, _)| at);
    let piece = |text: &str| {
        text[from..]
            .chars()
            .take(90)
            .collect::<String>()
            .replace('\n', "⏎")
    };
    format!("  vim:  {}\n  ours: {}", piece(vim), piece(ours))
}
