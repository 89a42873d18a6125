//! `diurnal --plain` as a screen reader gets it: lines that are said once, in order, in words.

use std::thread;
use std::time::Duration;
use std::time::Instant;

use crate::support::Home;
use crate::support::PASSPHRASE;
use crate::support::PATIENCE;
use crate::support::Remote;
use crate::support::terminal::Terminal;

const README: &str = include_str!("../../../README.md");

/// Each main task, as somebody types it who waits for the next question.
const SESSION: &[&str] = &[
    "write 2024-02-29 21:30\r# Rain on the roof\r\rIt rained the whole evening.\r.",
    "write\rSun.\r.",
    "list",
    "2",
    "star 2",
    "tag 2 +home",
    "append 1\rAnd wind.\r.",
    "list",
    "search rain",
    "history 1",
    "version 1",
    "delete 1",
    "undo",
    "on-this-day",
    "calendar 2024",
    "conflicts",
    "nonsense",
    "9",
    "sync",
    "verify",
    "lock",
    "list",
    "lock",
];

/// Waits until the program asks for the `number`th time.
#[track_caller]
fn asked(terminal: &Terminal, number: usize) {
    let end = Instant::now() + PATIENCE;
    let asked = || terminal.times_sent("\n> ") + terminal.times_sent("\nlocked> ");
    while asked() < number {
        assert!(Instant::now() < end, "{}", terminal.text());
        thread::sleep(Duration::from_millis(5));
    }
}

/// Types each line once the program asks, as a person does; every byte that came back.
fn typescript(home: &Home) -> String {
    let mut terminal = Terminal::open_sized(home, &["--plain"], 80, 200, &[]);
    terminal.sends("Passphrase: ");
    terminal.press(&format!("{PASSPHRASE}\r"));
    let mut texts = 0;
    for (number, lines) in SESSION.iter().enumerate() {
        asked(&terminal, number + 1);
        let (command, text) = lines.split_once('\r').unwrap_or((lines, ""));
        terminal.press(&format!("{command}\r"));
        if !text.is_empty() {
            texts += 1;
            let end = Instant::now() + PATIENCE;
            while terminal.times_sent("ends the entry") < texts {
                assert!(Instant::now() < end, "{}", terminal.text());
                thread::sleep(Duration::from_millis(5));
            }
            terminal.press(&format!("{text}\r"));
        }
    }
    asked(&terminal, SESSION.len() + 1);
    let said = terminal.typescript();
    terminal.press("quit\r");
    assert_eq!(terminal.close(), 0);
    said
}

/// Digits that chance makes, replaced.
fn settled(text: &str) -> String {
    let mut settled = String::new();
    for piece in text.split_inclusive(|c: char| !c.is_ascii_hexdigit()) {
        let digits = piece.trim_end_matches(|c: char| !c.is_ascii_hexdigit());
        match digits.len() {
            8 | 16 => settled.push_str(&piece.replace(digits, &"0".repeat(digits.len()))),
            _ => settled.push_str(piece),
        }
    }
    settled
}

#[test]
fn each_main_task_is_a_plain_typescript() {
    let home = Home::new();
    home.init(&["--remote-unlock", "always"]);
    let device = home.json_lines(&["device", "list"])[0]["id"].clone();
    home.ok(&["device", "rename", device.as_str().unwrap(), "desk"]);
    let remote = Remote::new();
    home.ok(&["remote", "add", &remote.url()]);
    let said = typescript(&home);
    // Nothing steers, nothing goes back to write over what was said.
    assert!(
        !said.contains(['\u{1b}', '\u{8}', '\u{7}', '\t']),
        "{said:?}"
    );
    assert!(!said.replace("\r\n", "\n").contains('\r'), "{said:?}");
    // And no line comes twice in a row.
    let lines: Vec<&str> = said.lines().collect();
    let twice = lines
        .windows(2)
        .find(|pair| pair[0] == pair[1] && !pair[0].is_empty());
    assert_eq!(twice, None);
    let script = settled(&said.replace("\r\n", "\n"));
    insta::assert_snapshot!(script);
    // What the README shows of it is what is said.
    let (_, shown) = README.split_once("## With a screen reader\n").unwrap();
    let shown = shown.split("```").nth(1).unwrap().trim_matches('\n');
    assert!(script.contains(shown), "{shown}");
}
