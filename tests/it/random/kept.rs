//! Inputs that a parser did not survive once, kept.

use std::collections::VecDeque;

use diurnal::tui::decoder::Decoder;

/// A mouse in column or row 0: the program ended, or took it for one in column 65,535.
#[test]
fn a_mouse_that_is_nowhere_is_passed_by() {
    for input in [
        "\u{1b}[<0;10;0;10;2020M",
        "\u{1b}[<0;0;5m",
        "\u{1b}[<0;5;+0M",
        "\u{1b}[32;0;0M",
    ] {
        let mut events = VecDeque::new();
        Decoder::default().feed(input.as_bytes(), &mut events);
        assert!(events.is_empty(), "{input:?}: {events:?}");
    }
    let mut events = VecDeque::new();
    Decoder::default().feed(b"\x1b[<0;1;1M\x1b[M #!", &mut events);
    assert_eq!(events.len(), 2, "{events:?}");
}
