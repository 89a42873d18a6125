//! Laws that hold for any input.

mod caret;
mod edit;
mod key_sets;
mod lines;
mod merge;
mod query;
mod text;
mod time;
mod transfer;
mod update;
pub mod width;

use proptest::prelude::*;

/// Text as journals have it and as nobody would write it: letters of several scripts, marks, joiners,
/// signs that mean something to one parser or another, and anything else.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(PIECES).prop_map(str::to_owned),
        2 => "[a-zA-Z0-9 ]{1,6}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

const PIECES: &[&str] = &[
    " ",
    "\n",
    "\r\n",
    "\t",
    "#",
    "# ",
    "`",
    "```",
    "~~~",
    "\"",
    "/",
    "-",
    "\\",
    ":",
    "..",
    "OR",
    "tag:",
    "title:",
    "journal:",
    "date:",
    "is:",
    "has:",
    "starred",
    "2024",
    "2024-02-29",
    "(",
    ")",
    "[",
    "]",
    "*",
    "https://",
    "www.",
    "é",
    "É",
    "e\u{301}",
    "\u{301}",
    "\u{323}",
    "ς",
    "Σ",
    "İ",
    "ß",
    "日",
    "記",
    "か\u{3099}",
    "한",
    "\u{11ab}",
    "\u{600}",
    "{",
    "👨‍👩‍👧",
    "\u{fe0f}",
    "\u{202e}",
    "\u{1b}[31m",
    "\0",
    "\u{feff}",
    "\u{2028}",
    "rain",
    "Café",
    "T",
    "Z",
    "+01:00",
    "[Europe/Berlin]",
    "21:30",
    "9pm",
    "yesterday",
    "last",
    "friday",
    "ago",
    "3",
    "days",
    "999999999",
    "march",
    "12/03/2024",
];
