//! The clipboard of the terminal: what is copied goes there as OSC 52, and only when it is asked for.

use crate::pty::CTRL_C;
use crate::pty::new_entry;
use crate::pty::unlocked;
use crate::support::Home;

const CLIPBOARD: &str = "\x1b]52;";
const CTRL_A: &str = "\x01";
const CTRL_X: &str = "\x18";
const CTRL_V: &str = "\x16";
const SHIFT_LEFT: &str = "\x1b[1;2D";

#[test]
fn what_is_selected_is_handed_to_the_terminal_byte_for_byte() {
    let home = Home::with_vault();
    let mut terminal = unlocked(&home);
    new_entry(&mut terminal);
    terminal.press("Rain, 雨");
    terminal.shows("Rain, 雨");
    terminal.press(CTRL_C);
    terminal.shows("nothing is selected");
    assert!(!terminal.was_sent(CLIPBOARD), "nobody asked for it");
    terminal.press(CTRL_A);
    terminal.press(CTRL_C);
    // base64 of "Rain, 雨".
    terminal.sends("\x1b]52;c;UmFpbiwg6Zuo\x1b\\");
    terminal.press("\x1b[F");
    terminal.press(SHIFT_LEFT);
    terminal.press(CTRL_X);
    // base64 of "雨".
    terminal.sends("\x1b]52;c;6Zuo\x1b\\");
    terminal.lacks("雨");
    terminal.press(CTRL_V);
    terminal.press(CTRL_V);
    terminal.shows("Rain, 雨雨");
    assert_eq!(terminal.times_sent(CLIPBOARD), 2);
    terminal.kill();
}

#[test]
fn the_address_of_a_link_is_copied_by_its_number() {
    let home = Home::with_vault();
    home.add("[a page](https://example.org/a)");
    let mut terminal = unlocked(&home);
    terminal.shows("a page");
    terminal.press("\r");
    terminal.shows("[1] https");
    terminal.press("1");
    terminal.shows("copied https://example.org/a");
    // base64 of "https://example.org/a".
    terminal.sends("\x1b]52;c;aHR0cHM6Ly9leGFtcGxlLm9yZy9h\x1b\\");
    terminal.press("\x11");
    assert_eq!(terminal.gives_back(), 0);
}
