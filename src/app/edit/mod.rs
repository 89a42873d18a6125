//! Text editing without a screen: pure values that know no terminal, no clock and no disk.
//!
//! # How to use it
//!
//! ```
//! use diurnal::app::edit::command::{Command, Outcome};
//! use diurnal::app::edit::cursor::Motion;
//! use diurnal::app::edit::editor::Editor;
//!
//! let mut editor = Editor::new("It rained.");
//! editor.set_size(40, 10); // columns and rows of the area that will be drawn
//! editor.apply(&Command::Move(Motion::TextEnd), 0);
//! let at_ms = 1_000; // the present moment, from the event
//! assert_eq!(editor.apply(&Command::Insert(" Still.".into()), at_ms), Outcome::Edited);
//! assert!(editor.is_dirty());
//!
//! for (y, row) in editor.visible_rows().enumerate() {
//!     for cell in row.cells() {
//!         // draw cell.text at (cell.column, y), styled by cell.kinds and cell.selected
//!         assert!(usize::from(cell.column + cell.width) < 40 && y < 10);
//!     }
//! }
//! assert_eq!(editor.cursor_cell(), (17, 0)); // the terminal's cursor is always placed there
//! let (version, snapshot) = (editor.version(), editor.snapshot()); // for a save elsewhere
//! assert_eq!(snapshot.text(), "It rained. Still.");
//! editor.mark_saved(version); // when that save has been reported
//! assert!(!editor.is_dirty());
//! ```
//!
//! # What holds
//!
//! * Drawing changes nothing: [`editor::Editor::visible_rows`] and `cursor_cell` take `&self`;
//!   `apply` and `set_size` have laid out what they show.
//! * [`width`] has the only width function, the same as ratatui's. Nothing that a cell shows can
//!   command a terminal.
//! * The caret stands on a grapheme boundary, and rows start on one.
//! * The text is kept byte for byte; only what is typed or pasted is cleaned by [`paste`].
//! * `Debug` of anything here tells sizes and places, never text.
//!
//! # The files
//!
//! [`buffer`] text · [`width`], [`mod@grapheme`] cells and clusters · [`mod@prefix`], [`mod@wrap`], [`rows`],
//! [`layout`] rows · [`cursor`], [`select`] places
//! · [`motion`], [`objects`] where to go and what to take · [`operate`], [`lists`],
//! [`table`], [`mod@typography`] what to do with it · [`mod@find`] · [`change`], [`undo`] · [`mod@paste`] · [`words`]
//! · [`keys`] vim\'s and emacs\' ways to say it
//! · [`markdown`], [`fences`] kinds · [`command`], [`editor`], [`view`] all of it together.

pub mod buffer;
pub mod change;
pub mod command;
pub mod cursor;
pub mod editor;
pub mod fences;
pub mod find;
pub mod grapheme;
pub mod keys;
pub mod layout;
pub mod lists;
pub mod markdown;
pub mod motion;
pub mod objects;
pub mod operate;
pub mod paste;
pub mod prefix;
pub mod rows;
pub mod select;
pub mod spell;
pub mod table;
pub mod typography;
pub mod undo;
pub mod view;
pub mod width;
pub mod words;
pub mod wrap;
