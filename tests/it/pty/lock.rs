//! Locking.

use crate::pty::CTRL_S;
use crate::pty::ENTER;
use crate::pty::new_entry;
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

/// In mid-sentence: the text is kept, the screen is covered, and the terminal holds nothing of it any
/// more: not on the screen, not on the one behind it, not in what was scrolled away.
#[test]
fn k11_idling_locks_and_the_text_is_offered_again() {
    let home = Home::with_vault();
    home.write("diurnal/config/config.toml", "lock_after = \"3s\"\n");
    let mut terminal = unlocked(&home);
    new_entry(&mut terminal);
    for line in 1..60 {
        terminal.press(&format!("line {line} of a private text\r"));
    }
    terminal.press("In mid-sent");
    terminal.shows("In mid-sent");
    assert!(
        terminal.holdings().contains("private"),
        "the way of looking"
    );
    terminal.shows("unsaved text kept as a sealed draft");
    let held = terminal.holdings();
    assert!(!held.contains("mid-sent"), "{held}");
    assert!(!held.contains("private"), "{held}");
    let kept = std::fs::read(home.store()).unwrap();
    let words = b"private text";
    assert!(!kept.windows(words.len()).any(|bytes| bytes == words));
    terminal.press(PASSPHRASE);
    terminal.press(ENTER);
    terminal.shows("A draft from last time");
    terminal.press(ENTER);
    terminal.shows("In mid-sent");
    terminal.press("ence");
    terminal.shows("In mid-sentence");
    terminal.press(CTRL_S);
    terminal.shows("saved 21:04");
    terminal.signal("TERM");
    assert_eq!(terminal.gives_back(), 143);
    let body = home.body("@last");
    assert!(body.starts_with("line 1 of a private text\n"));
    assert!(body.ends_with("\nIn mid-sentence"), "{body}");
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
    assert!(!terminal.holdings().contains("thought"));
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
