//! Putting the program aside and taking it up again.

use std::path::Path;

use crate::pty::CTRL_Z;
use crate::pty::draft::is_offered_and_taken;
use crate::pty::new_entry;
use crate::pty::unlocked;
use crate::support::Home;
use crate::support::terminal::Terminal;

#[test]
fn stepping_aside_hides_the_text_and_coming_back_shows_it() {
    let home = Home::with_vault();
    home.add("A private thought");
    let mut terminal = unlocked(&home);
    terminal.shows("A private thought");
    terminal.signal("TSTP");
    terminal.lacks("A private thought");
    // Before it has stopped, there is nothing to go on with, and the signal would be lost.
    terminal.stops();
    terminal.signal("CONT");
    terminal.shows("A private thought");
    terminal.press("q");
    assert_eq!(terminal.gives_back(), 0);
}

/// In a real shell with job control: the shell has the terminal as it was, and `fg` goes on with the
/// same place, the same keys and the same mouse.
#[test]
fn a_shell_gets_its_terminal_and_gives_it_back() {
    let home = Home::with_vault();
    home.add("A private thought");
    let shell = Path::new("/bin/sh");
    let mut terminal = Terminal::open_program(shell, &home, &["-i"], 80, 24, &[("PS1", "ready> ")]);
    terminal.shows("ready>");
    let program = env!("CARGO_BIN_EXE_diurnal");
    terminal.press(&format!("clear; {program} --passphrase-file passphrase\r"));
    terminal.shows("A private thought");
    for round in 1..=3 {
        terminal.press("/");
        terminal.shows("Search");
        terminal.press(CTRL_Z);
        terminal.shows("ready>");
        terminal.is_plain();
        assert!(!terminal.holdings().contains("private"), "round {round}");
        // What is typed now is the shell's, and echoed by the terminal.
        terminal.press(&format!("echo round $(({round} + 40))\r"));
        terminal.shows(&format!("round {}", round + 40));
        terminal.press("clear; fg\r");
        terminal.shows("Search");
        terminal.press("\x1b");
        terminal.shows("A private thought");
    }
    terminal.press("q");
    terminal.shows("ready>");
    terminal.is_plain();
    terminal.press("exit\r");
    assert_eq!(terminal.gives_back(), 0);
}

/// Whoever puts a text aside and never comes back finds it again.
#[test]
fn a_text_put_aside_is_kept_before_the_program_stops() {
    let home = Home::with_vault();
    let mut terminal = unlocked(&home);
    new_entry(&mut terminal);
    terminal.press("Never saved");
    terminal.shows("Never saved");
    terminal.signal("TSTP");
    terminal.stops();
    terminal.kill();
    is_offered_and_taken(&home);
}

#[test]
fn a_stop_is_no_way_around_the_lock() {
    let home = Home::with_vault();
    home.write("diurnal/config/config.toml", "lock_after = \"1s\"\n");
    home.add("A private thought");
    let mut terminal = unlocked(&home);
    terminal.shows("A private thought");
    terminal.signal("TSTP");
    terminal.stops();
    std::thread::sleep(std::time::Duration::from_millis(1_200));
    let before = terminal.times_sent("private");
    terminal.signal("CONT");
    terminal.shows("locked at");
    assert_eq!(terminal.times_sent("private"), before, "shown once more");
    terminal.press("\x03");
    assert_eq!(terminal.gives_back(), 0);
}
