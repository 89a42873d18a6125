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

#[test]
fn idling_covers_a_history_and_leaves_nothing_on_either_screen() {
    let home = Home::with_vault();
    home.write("diurnal/config/config.toml", "lock_after = \"3s\"\n");
    let id = home.add("A private thought");
    home.ok_with_stdin(&["edit", &id, "-"], b"A second thought");
    let mut terminal = unlocked(&home);
    terminal.shows("second");
    terminal.press("H");
    terminal.shows("2 versions");
    terminal.shows("second");
    terminal.shows("locked at");
    assert!(!terminal.text().contains("thought"));
    terminal.press("\x03");
    assert_eq!(terminal.gives_back(), 0);
    assert!(!terminal.text().contains("thought"));
}

#[test]
fn a_setting_is_changed_on_the_page_and_the_file_keeps_its_comments() {
    let home = Home::with_vault();
    let file = home.write(
        "diurnal/config/config.toml",
        "# mine\nclock = \"24h\" # here\n",
    );
    let mut terminal = unlocked(&home);
    terminal.press(",");
    terminal.shows("config.toml");
    terminal.press("jjj\r");
    terminal.shows("12h");
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        "# mine\nclock = \"12h\" # here\n"
    );
    terminal.press("\x11");
    assert_eq!(terminal.gives_back(), 0);
}
