//! What the editor can be told to do, and what came of it.

use std::fmt;

use crate::app::edit::cursor::Motion;
use crate::app::edit::motion::Direction;
use crate::app::edit::objects::Object;
use crate::app::edit::objects::Reach;
use crate::app::edit::operate::Case;
use crate::app::edit::operate::Edit;

/// Text that is on its way into the editor. `Debug` shows its size only.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<char> for Text {
    fn from(c: char) -> Self {
        Self(c.to_string())
    }
}

impl fmt::Debug for Text {
    /// Sizes only: a private text must not reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.0.len())
    }
}

/// A command to the editor. What changes the text puts it in the place of the selection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Typed text: a letter, or what an input method sends.
    Insert(Text),
    /// Enter: a line end, always `\n`.
    Newline,
    /// Enter, which goes on with a list, as [`lists`](crate::app::edit::lists) says.
    Enter,
    /// Tab: moves list items and selected lines to the right; elsewhere a tab.
    Tab,
    /// Moves them back.
    BackTab,
    /// A typed letter with typographic signs, as [`typography`](crate::app::edit::typography) says.
    TypeSmart(char),
    /// Puts the columns of the table at the caret under one another.
    AlignTable,
    /// Selects the next place to fill in, written `{{so}}`; from the last one the first.
    NextPlaceholder,
    /// Moves the window by so many rows, not the caret as long as it stays inside.
    Scroll(Direction, u16),
    /// Text from outside, of any kind and size; cleaned as [`paste`](crate::app::edit::paste) says.
    Paste(Text),
    /// Deletes the selection, or the grapheme before the caret.
    Backspace,
    /// Deletes the selection, or the grapheme behind the caret.
    Delete,
    /// Deletes the selection, or back to where [`Motion::WordLeft`] would go.
    DeleteWordLeft,
    /// Deletes the selection, or on to where [`Motion::WordRight`] would go.
    DeleteWordRight,
    /// Deletes the selection, or from the caret to where the motion leads.
    DeleteTo(Motion),
    /// Deletes the line of the caret, or the lines of the selection, with their line ends.
    DeleteLines,
    /// Puts a copy of the line, or of the lines of the selection, below.
    DuplicateLines,
    /// An edit that was worked out elsewhere, as [`operate`](crate::app::edit::operate) does.
    Edit(Edit),
    /// Writes the letters of the selection, or of the word at the caret, in another way.
    ChangeCase(Case),
    /// Makes one line of the selected lines, or of this one and the next.
    JoinLines,
    /// Moves the lines one step to the right.
    Indent,
    /// Moves the lines one step to the left.
    Dedent,
    /// Moves the lines one line up or down.
    MoveLines(Direction),
    /// Moves the paragraph over its neighbour.
    MoveParagraph(Direction),
    /// Ticks the tasks of the lines, or unticks them, or makes them tasks.
    ToggleTasks,
    /// Moves the caret and drops the selection; left and right first go to the selection's ends.
    Move(Motion),
    /// Moves the caret and selects what lies between.
    Extend(Motion),
    /// Puts the caret where a cell of the window is, counted from 0.
    Click {
        /// Column of the cell.
        column: u16,
        /// Row of the cell.
        row: u16,
    },
    /// Selects from the anchor to where a cell of the window is.
    Drag {
        /// Column of the cell.
        column: u16,
        /// Row of the cell.
        row: u16,
    },
    /// Selects the whole text.
    SelectAll,
    /// Selects the word at the caret.
    SelectWord,
    /// Selects the line of the caret with its line end.
    SelectLine,
    /// Selects the thing of this kind at the caret, if there is one.
    SelectObject(Object, Reach),
    /// Selects from `anchor` to `at`, where the caret comes to stand; both in bytes.
    Select {
        /// The end that stays.
        anchor: usize,
        /// The end that moves.
        at: usize,
    },
    /// Drops the selection and leaves the caret.
    SelectNone,
    /// Takes the last step back.
    Undo,
    /// Does again what was taken back.
    Redo,
    /// Goes to the state of the text before this one, in whatever branch of the undo tree.
    Earlier,
    /// Goes to the state that came about after this one.
    Later,
}

/// What a command did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing: there was nothing to delete, to undo, or to move to.
    Unchanged,
    /// The caret or the selection moved.
    Moved,
    /// The text changed.
    Edited,
    /// Nothing, because the text would become longer than
    /// [`DRAFT_BYTES_MAX`](crate::model::limits::DRAFT_BYTES_MAX).
    TooLong,
}
