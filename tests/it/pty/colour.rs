//! Colours, and a terminal whose owner wants none.

use crate::pty::CTRL_S;
use crate::pty::unlocked_in;
use crate::support::Home;
use crate::support::terminal::Terminal;

/// The most coloured cells that the list, the editor, the search and the help show.
fn most_coloured(more: &[(&str, &str)]) -> usize {
    let home = Home::with_vault();
    home.ok(&[
        "add",
        "--star",
        "--tag",
        "sea",
        "# Rain\n\n`code` and *more*",
    ]);
    let mut terminal = unlocked_in(Terminal::open_sized(&home, &[], 80, 24, more));
    let mut counts = vec![terminal.coloured_cells()];
    for (keys, shows) in [
        ("?", "Help"),
        ("\x1b", "n new"),
        ("/rain", "1 "),
        ("\x1b", "n new"),
        ("n", "0 words"),
        ("# A heading", "A heading"),
        (CTRL_S, "saved 21:04"),
    ] {
        terminal.press(keys);
        terminal.shows(shows);
        counts.push(terminal.coloured_cells());
    }
    counts.into_iter().max().unwrap()
}

#[test]
fn where_no_color_is_set_no_cell_has_one() {
    assert_eq!(most_coloured(&[("NO_COLOR", "1")]), 0);
    assert!(
        most_coloured(&[("NO_COLOR", "")]) > 0,
        "an empty one is none"
    );
}
