//! From nothing to the first saved entry.

use crate::pty::CTRL_G;
use crate::pty::CTRL_S;
use crate::pty::ENTER;
use crate::pty::F4;
use crate::support::Home;
use crate::support::terminal::Terminal;

#[test]
fn six_keys_and_a_text() {
    let home = Home::new();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.shows("step 1 of 4");
    terminal.press(ENTER);
    terminal.shows("step 2 of 4");
    terminal.press(CTRL_G);
    terminal.shows("Write these words down");
    let words = words(&terminal.text());
    assert_eq!(words.split(' ').count(), 7, "{words}");
    terminal.press(ENTER);
    terminal.shows("step 3 of 4");
    assert!(!home.store().exists(), "nothing is written before the end");
    terminal.press(ENTER);
    terminal.shows("AGE-SECRET-KEY-1");
    terminal.press(F4);
    terminal.shows("0 words");
    terminal.press("First line");
    terminal.shows("First line");
    terminal.press(CTRL_S);
    terminal.shows("saved 21:04");
    terminal.press("\x11");
    terminal.shows("d delete");
    terminal.press("q");
    assert_eq!(terminal.gives_back(), 0);
    home.write("passphrase", &words);
    assert_eq!(home.body("@last"), "First line");
}

#[test]
fn leaving_before_the_end_keeps_nothing() {
    let home = Home::new();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.shows("step 1 of 4");
    terminal.press(ENTER);
    terminal.press("\x03");
    assert_eq!(terminal.gives_back(), 0);
    assert!(!home.store().exists());
}

/// The row with the seven words, which stands two rows below what asks to write them down.
fn words(screen: &str) -> String {
    let mut rows = screen.lines();
    rows.find(|row| row.contains("Write these words down"));
    rows.map(str::trim)
        .find(|row| !row.is_empty())
        .unwrap_or_default()
        .to_owned()
}
