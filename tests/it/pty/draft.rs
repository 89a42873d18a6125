//! A text that was never saved comes back.

use crate::pty::CTRL_S;
use crate::pty::ENTER;
use crate::pty::new_entry;
use crate::pty::unlocked;
use crate::support::Home;
use crate::support::terminal::Terminal;

/// Types a text and waits until it is kept.
fn kept(home: &Home) -> Terminal {
    let mut terminal = unlocked(home);
    new_entry(&mut terminal);
    terminal.press("Never saved");
    terminal.shows("draft kept");
    terminal
}

/// The next start offers the text, and takes it once.
pub(super) fn is_offered_and_taken(home: &Home) {
    let mut terminal = unlocked_with_draft(home);
    terminal.press(ENTER);
    terminal.shows("not saved");
    terminal.press(CTRL_S);
    terminal.shows("saved 21:04");
    terminal.press("\x11");
    terminal.shows("d delete");
    terminal.press("q");
    assert_eq!(terminal.gives_back(), 0);
    assert_eq!(home.body("@last"), "Never saved");
    let mut terminal = unlocked(home);
    let shown = terminal.text();
    assert!(!shown.contains("A draft"), "offered twice:\n{shown}");
    terminal.press("q");
    assert_eq!(terminal.gives_back(), 0);
}

fn unlocked_with_draft(home: &Home) -> Terminal {
    let terminal = Terminal::open(home, &["--passphrase-file", "passphrase"]);
    terminal.shows("A draft from last time");
    terminal.shows("Never saved");
    terminal
}

#[test]
fn s02_after_sigkill() {
    let home = Home::with_vault();
    kept(&home).kill();
    is_offered_and_taken(&home);
}

/// Of a text of half a megabyte too, of which the last words were typed after others were kept.
#[test]
fn s02_after_sigkill_of_a_long_text() {
    let home = Home::with_vault();
    let mut terminal = unlocked(&home);
    new_entry(&mut terminal);
    let pasted = "All day it rained, and nobody came.\n".repeat(14_000);
    terminal.press(&format!("\x1b[200~{pasted}\x1b[201~"));
    terminal.shows("98,000 words");
    terminal.shows("draft kept");
    terminal.press("the last words");
    terminal.shows("the last words");
    // At most three seconds behind; the machine may be a busy one.
    std::thread::sleep(std::time::Duration::from_secs(6));
    terminal.kill();
    let mut terminal = Terminal::open(&home, &["--passphrase-file", "passphrase"]);
    terminal.shows("A draft from last time");
    terminal.press(ENTER);
    terminal.shows("not saved");
    terminal.press(CTRL_S);
    terminal.shows("saved 21:04");
    terminal.press("\x11");
    terminal.shows("d delete");
    terminal.press("q");
    assert_eq!(terminal.gives_back(), 0);
    let body = home.body("@last");
    assert!(body.ends_with("the last words"), "{} bytes", body.len());
    assert_eq!(body.len(), pasted.len() + "the last words".len());
}

#[test]
fn after_each_signal_that_ends_it() {
    for (signal, code) in [("TERM", 143), ("HUP", 129), ("INT", 130), ("QUIT", 131)] {
        let home = Home::with_vault();
        let mut terminal = unlocked(&home);
        terminal.press("n");
        terminal.shows("0 words");
        terminal.press("Never saved");
        terminal.shows("Never saved");
        terminal.signal(signal);
        assert_eq!(terminal.gives_back(), code, "{signal}");
        assert!(!terminal.text().contains("Never"), "{signal}");
        is_offered_and_taken(&home);
    }
}
