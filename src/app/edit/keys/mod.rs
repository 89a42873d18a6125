//! Key sets: other ways to tell the editor what to do. Each is a pure state machine: keys in,
//! changes of an [`Editor`] and [`Wish`]es out.
//!
//! A key set is asked first; a key that it does not take has the meaning that the program's own key
//! map gives it, so that saving and leaving work everywhere.

pub mod emacs;
pub mod table;
pub mod vim;

use std::fmt;

use crate::app::edit::command::Command;
use crate::app::edit::editor::Editor;
use crate::app::edit::keys::emacs::Emacs;
use crate::app::edit::keys::vim::Vim;
use crate::app::key::Key;
use crate::model::places::EditorKeys;

/// What a key does that is typed as in the plain editor.
pub type Typing<'a> = &'a dyn Fn(Key) -> Option<Command>;

/// What the editor cannot do itself.
#[derive(Clone, PartialEq, Eq)]
pub enum Wish {
    /// Save the text.
    Save,
    /// Save it and leave.
    SaveAndLeave,
    /// Leave, if nothing is unsaved.
    Leave,
    /// Leave; what is not saved stays a draft.
    LeaveAsDraft,
    /// Hand a text to the terminal's clipboard.
    Copy(String),
    /// Look for something in the text.
    Find,
    /// Tell whoever writes.
    Say(String),
    /// Tell that there is no room.
    TooLong,
}

impl fmt::Debug for Wish {
    /// Names only: a private text must not reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Save => "Save",
            Self::SaveAndLeave => "SaveAndLeave",
            Self::Leave => "Leave",
            Self::LeaveAsDraft => "LeaveAsDraft",
            Self::Copy(_) => "Copy",
            Self::Find => "Find",
            Self::Say(_) => "Say",
            Self::TooLong => "TooLong",
        })
    }
}

/// What the cursor looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// As the terminal has it.
    #[default]
    Default,
    /// A block on a letter.
    Block,
    /// A bar between two.
    Bar,
    /// A line under a letter.
    Line,
}

/// What the status line says of a key set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sign {
    /// The mode; empty where there is only one.
    pub mode: &'static str,
    /// The keys that wait for more, as they were typed.
    pub pending: String,
    /// Whether they are a line of the command line, in which the cursor stands.
    pub is_line: bool,
    /// The register that a macro is written into.
    pub recording: Option<char>,
    /// The cursor.
    pub shape: Shape,
}

/// The key set in use, with all that it remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Keys {
    /// None: the keys of the table of actions.
    #[default]
    Plain,
    /// vim's.
    Vim(Box<Vim>),
    /// emacs'.
    Emacs(Box<Emacs>),
}

impl Keys {
    /// The key set of that name, at its start.
    pub fn new(which: EditorKeys) -> Self {
        match which {
            EditorKeys::Plain => Self::Plain,
            EditorKeys::Vim => Self::Vim(Box::default()),
            EditorKeys::Emacs => Self::Emacs(Box::default()),
        }
    }

    /// Which it is.
    pub fn which(&self) -> EditorKeys {
        match self {
            Self::Plain => EditorKeys::Plain,
            Self::Vim(_) => EditorKeys::Vim,
            Self::Emacs(_) => EditorKeys::Emacs,
        }
    }

    /// Does what `key` means. `None` where it means nothing here, and another table counts.
    pub fn press(
        &mut self,
        editor: &mut Editor,
        key: Key,
        at_ms: i64,
        typing: Typing<'_>,
    ) -> Option<Vec<Wish>> {
        match self {
            Self::Plain => None,
            Self::Vim(vim) => vim.press(editor, key, at_ms, typing),
            Self::Emacs(emacs) => emacs.press(editor, key, at_ms, typing),
        }
    }

    /// Another text is opened: what is remembered of the old one's places goes, registers stay.
    pub fn open(&mut self, editor: &mut Editor) {
        match self {
            Self::Plain => {}
            Self::Vim(vim) => vim.open(editor),
            Self::Emacs(emacs) => emacs.open(),
        }
    }

    /// The caret or the selection was changed by something else: the mouse, a paste, a verb.
    pub fn follow(&mut self, editor: &mut Editor) {
        match self {
            Self::Plain => {}
            Self::Vim(vim) => vim.follow(editor),
            Self::Emacs(emacs) => emacs.follow(editor),
        }
    }

    /// Whether letters are written, not read as commands.
    pub fn is_writing(&self) -> bool {
        match self {
            Self::Plain | Self::Emacs(_) => true,
            Self::Vim(vim) => vim.is_writing(),
        }
    }

    /// What the status line says.
    pub fn sign(&self) -> Sign {
        match self {
            Self::Plain => Sign::default(),
            Self::Vim(vim) => vim.sign(),
            Self::Emacs(emacs) => emacs.sign(),
        }
    }
}
