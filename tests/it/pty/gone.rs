//! A terminal that goes away while somebody types: an ssh that drops, a window that is closed.

use std::time::Duration;

use crate::pty::draft::is_offered_and_taken;
use crate::pty::new_entry;
use crate::pty::unlocked_in;
use crate::support::Home;
use crate::support::terminal::Terminal;

const LEFT: &str = "\x1b[D";

/// Types a text, and closes the terminal while the screen is drawn once more.
fn closes_on(mut terminal: Terminal) {
    new_entry(&mut terminal);
    terminal.press("Never saved");
    terminal.shows("Never saved");
    terminal.hang_up(LEFT, Duration::ZERO);
}

#[test]
fn it_ends_and_the_text_is_offered_again() {
    let home = Home::with_vault();
    closes_on(unlocked_in(Terminal::open(&home, &[])));
    is_offered_and_taken(&home);
}

#[test]
fn it_ends_where_no_signal_tells_of_it() {
    let home = Home::with_vault();
    closes_on(unlocked_in(Terminal::open_uncontrolled(&home)));
    is_offered_and_taken(&home);
}

/// Nothing is drawn and nobody types: only the terminal's end is there to be noticed.
#[test]
fn it_ends_where_nothing_happens_at_all() {
    let home = Home::with_vault();
    let mut terminal = unlocked_in(Terminal::open_uncontrolled(&home));
    new_entry(&mut terminal);
    terminal.press("Never saved");
    terminal.shows("draft kept");
    // The cursor's move is drawn, and then nothing is left to do.
    terminal.hang_up(LEFT, Duration::from_millis(500));
    is_offered_and_taken(&home);
}
