//! The real program under a real terminal.

mod aside;
mod colour;
mod copy;
mod draft;
mod failing;
mod first_start;
#[cfg(target_os = "linux")]
mod full;
mod gone;
mod leave;
mod lock;
mod other_editor;
mod plain;
mod proof;
mod resize;
mod spelling;
mod write;

use crate::support::Home;
use crate::support::PASSPHRASE;
use crate::support::terminal::Terminal;

const ENTER: &str = "\r";
const ESC: &str = "\x1b";
const CTRL_S: &str = "\x13";
const CTRL_Q: &str = "\x11";
const CTRL_G: &str = "\x07";
const CTRL_C: &str = "\x03";
const CTRL_Z: &str = "\x1a";
const F4: &str = "\x1bOS";

/// A terminal with the list of a vault in it, unlocked by typing.
fn unlocked(home: &Home) -> Terminal {
    unlocked_in(Terminal::open(home, &[]))
}

/// The same in a terminal that is there.
fn unlocked_in(mut terminal: Terminal) -> Terminal {
    terminal.shows("Passphrase");
    terminal.press(PASSPHRASE);
    terminal.press(ENTER);
    terminal.shows("n new");
    terminal
}

/// Opens the editor on a new entry.
fn new_entry(terminal: &mut Terminal) {
    terminal.press("n");
    terminal.shows("0 words");
}

/// Saves what was written, and leaves the program.
fn save_and_leave(terminal: &mut Terminal) {
    terminal.press(CTRL_S);
    terminal.shows("saved 21:04");
    terminal.press(CTRL_Q);
    terminal.shows("d delete");
    terminal.press("q");
    assert_eq!(terminal.gives_back(), 0);
}
