//! Locking.

use crate::pty::ENTER;
use crate::pty::unlocked;
use crate::support::Home;
use crate::support::PASSPHRASE;

#[test]
fn a_wrong_passphrase_is_said_and_asked_again() {
    let home = Home::with_vault();
    let mut terminal = crate::support::terminal::Terminal::open(&home, &[]);
    terminal.shows("Passphrase");
    terminal.press("something else");
    terminal.press(ENTER);
    terminal.shows("that was not the passphrase");
    terminal.press(PASSPHRASE);
    terminal.press(ENTER);
    terminal.shows("n new");
    terminal.press("q");
    assert_eq!(terminal.gives_back(), 0);
}

#[test]
fn locking_hides_everything_and_unlocking_brings_it_back() {
    let home = Home::with_vault();
    home.add("A private thought");
    let mut terminal = unlocked(&home);
    terminal.shows("A private thought");
    terminal.press("L");
    terminal.shows("Passphrase");
    assert!(!terminal.text().contains("private"));
    terminal.press(PASSPHRASE);
    terminal.press(ENTER);
    terminal.shows("A private thought");
    terminal.press("q");
    assert_eq!(terminal.gives_back(), 0);
}

#[test]
fn idling_locks_and_the_text_is_offered_again() {
    let home = Home::with_vault();
    home.write("diurnal/config/config.toml", "lock_after = \"3s\"\n");
    let mut terminal = unlocked(&home);
    terminal.press("n");
    terminal.shows("0 words");
    terminal.press("In mid-sent");
    terminal.shows("In mid-sent");
    terminal.shows("unsaved text kept as a sealed draft");
    assert!(!terminal.text().contains("mid-sent"));
    terminal.press(PASSPHRASE);
    terminal.press(ENTER);
    terminal.shows("A draft from last time");
    terminal.press(ENTER);
    terminal.shows("In mid-sent");
    terminal.signal("TERM");
    assert_eq!(terminal.gives_back(), 143);
}
