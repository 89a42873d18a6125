//! Writing and saving.

use crate::pty::CTRL_S;
use crate::pty::ESC;
use crate::pty::new_entry;
use crate::pty::save_and_leave;
use crate::pty::unlocked;
use crate::support::Home;
use crate::support::terminal::Terminal;

#[test]
fn what_is_typed_is_shown_and_saved() {
    let home = Home::with_vault();
    let mut terminal = unlocked(&home);
    terminal.shows("Nothing here yet");
    new_entry(&mut terminal);
    terminal.press("Rain, 雨, all day");
    terminal.shows("Rain, 雨, all day");
    terminal.press(CTRL_S);
    terminal.shows("saved 21:04");
    terminal.press(ESC);
    terminal.shows("d delete");
    terminal.press("q");
    assert_eq!(terminal.gives_back(), 0);
    assert!(
        !terminal.text().contains("Rain"),
        "nothing stays on the screen"
    );
    assert_eq!(home.body("@last"), "Rain, 雨, all day");
}

#[test]
fn write_opens_the_editor_and_ends_with_it() {
    let home = Home::with_vault();
    let args = [
        "write",
        "--at",
        "2024-02-29 08:00",
        "--passphrase-file",
        "passphrase",
    ];
    let mut terminal = Terminal::open(&home, &args);
    terminal.shows("Thu 29 February 2024, 08:00");
    terminal.press("Leap day");
    terminal.shows("Leap day");
    terminal.press(ESC);
    assert_eq!(terminal.gives_back(), 0);
    assert_eq!(home.body("2024-02-29"), "Leap day");
}

#[test]
fn a_paste_is_text_whatever_is_in_it() {
    let home = Home::with_vault();
    let mut terminal = unlocked(&home);
    new_entry(&mut terminal);
    terminal.press("\x1b[200~one\rtwo\x13 \x11three\x1b[201~");
    terminal.shows("three");
    save_and_leave(&mut terminal);
    assert!(home.body("@last").starts_with("one\ntwo"));
}

/// The bytes of a paste that one does without thinking; `PASTE_BYTES` says how many are tried.
fn paste_bytes() -> usize {
    let bytes = std::env::var("PASTE_BYTES").ok();
    bytes
        .and_then(|bytes| bytes.parse().ok())
        .unwrap_or(10_000_000)
}

/// A whole shelf of books at once: every byte arrives, line ends are ours, no control character of it
/// commands anything, and writing goes on.
#[test]
fn a_paste_of_ten_megabytes_arrives_whole() {
    let home = Home::with_vault();
    let line = "It rained the whole evening, and 雨 once I was glad of it.\r\n";
    let text = line.repeat(paste_bytes() / line.len());
    let mut terminal = unlocked(&home);
    new_entry(&mut terminal);
    terminal.press(&format!("\x1b[200~{text}The end\x1b[201~"));
    terminal.shows("The end");
    terminal.press(" of it");
    terminal.shows("The end of it");
    save_and_leave(&mut terminal);
    let kept = home.body("@last");
    let whole = format!("{}The end of it", text.replace("\r\n", "\n"));
    assert!(kept == whole, "{} of {} bytes", kept.len(), whole.len());
}

/// Typed, not pasted: by a terminal without bracketed paste, or by a program that presses the keys.
#[test]
fn a_burst_of_keys_arrives_without_another_key() {
    let home = Home::with_vault();
    let mut terminal = unlocked(&home);
    new_entry(&mut terminal);
    for line in 1..=100 {
        terminal.press(&format!("line {line} of many, 雨\r"));
    }
    terminal.shows("line 100 of many, 雨");
    terminal.kill();
}

#[test]
fn what_another_process_adds_is_seen_with_the_focus() {
    let home = Home::with_vault();
    let mut terminal = unlocked(&home);
    terminal.shows("Nothing here yet");
    home.add("From the shell");
    terminal.press("\x1b[I");
    terminal.shows("From the shell");
    terminal.press("q");
    assert_eq!(terminal.gives_back(), 0);
}

#[test]
fn the_cursor_of_vim_shows_the_mode_and_is_given_back() {
    let home = Home::with_vault();
    home.write("diurnal/config/config.toml", "[editor]\nkeys = \"vim\"\n");
    let (block, bar, own) = ("\x1b[2 q", "\x1b[6 q", "\x1b[0 q");
    let mut terminal = unlocked(&home);
    terminal.shows("Nothing here yet");
    assert!(
        !terminal.was_sent("\x1b[0 q"),
        "only who took it gives back"
    );
    terminal.press("n");
    terminal.shows("NORMAL");
    terminal.press("i");
    terminal.shows("INSERT");
    terminal.press("Rain");
    terminal.shows("Rain");
    terminal.sends(bar);
    terminal.press("\x1b");
    terminal.shows("NORMAL");
    terminal.press("xZZ");
    terminal.shows("d delete");
    terminal.sends(block);
    terminal.sends(own);
    terminal.press("q");
    assert_eq!(terminal.gives_back(), 0);
    assert_eq!(home.body("@last"), "Rai");
}
