//! `diurnal demo`.

use crate::support::Home;

#[test]
fn without_a_terminal_the_tour_is_told_in_lines_and_all_of_it_holds() {
    let home = Home::new();
    let tour = home.ok(&["demo"]);
    for word in [
        "write", "seal", "push", "join", "edit", "sync", "verify", "export",
    ] {
        assert!(tour.contains(word), "{word} in:\n{tour}");
    }
    assert!(!home.store().exists(), "the demo is no vault of yours");
}
