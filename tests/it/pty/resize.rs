//! Windows of any size, and many of them.

use crate::pty::unlocked;
use crate::support::Home;

#[test]
fn the_last_of_many_sizes_is_drawn() {
    let home = Home::with_vault();
    home.add("# Rain\n\nall day");
    let mut terminal = unlocked(&home);
    terminal.shows("all day");
    for step in 0..60_u16 {
        terminal.resize(1 + (step * 37) % 200, 1 + (step * 17) % 70);
    }
    terminal.resize(30, 5);
    terminal.shows("Your text is safe");
    terminal.resize(120, 40);
    terminal.shows("May 2024");
    terminal.shows("1 entry");
    terminal.shows("all day");
    terminal.press("q");
    assert_eq!(terminal.gives_back(), 0);
}
