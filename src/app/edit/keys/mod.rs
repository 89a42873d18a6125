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
use crate::app::key::Code;
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
    /// Look for something in the text; `true`: on from the caret, else back.
    Find(bool),
    /// Look for something and put something else there.
    Replace,
    /// Go to a line.
    GoToLine,
    /// Find a command by typing.
    Commands,
    /// Drop every key and every text; what is not saved stays a draft.
    Lock,
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
            Self::Find(_) => "Find",
            Self::Replace => "Replace",
            Self::GoToLine => "GoToLine",
            Self::Commands => "Commands",
            Self::Lock => "Lock",
            Self::Say(_) => "Say",
            Self::TooLong => "TooLong",
        })
    }
}

/// What the cursor looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
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

/// When a key of the program's own map counts beside a key set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Force {
    /// At any time.
    Always,
    /// While keys are commands.
    InCommands,
    /// While letters are written.
    InWriting,
    /// Never: the key set has a meaning for it.
    Never,
}

/// When `key`, which the program's own map has, counts beside the key set `which`. Found by asking
/// the key set. Keys without Ctrl and Alt mean the same in both, but for Escape.
pub fn force(which: EditorKeys, key: Key) -> Force {
    if which == EditorKeys::Plain || !(key.ctrl || key.alt || key.code == Code::Esc) {
        return Force::Always;
    }
    let takes = |begin: Option<char>| {
        let mut keys = Keys::new(which);
        let mut editor = Editor::new("");
        keys.open(&mut editor);
        if let Some(begin) = begin {
            keys.press(&mut editor, Key::plain(Code::Char(begin)), 0, &|_| None);
        }
        keys.press(&mut editor, key, 0, &|_| None).is_some()
    };
    let in_commands = takes(None);
    let in_writing = if which == EditorKeys::Vim {
        takes(Some('i'))
    } else {
        in_commands
    };
    match (in_commands, in_writing) {
        (false, false) => Force::Always,
        (false, true) => Force::InCommands,
        (true, false) => Force::InWriting,
        (true, true) => Force::Never,
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::key::parse_keys;

    #[test]
    fn a_key_counts_where_the_key_set_has_none() {
        let force = |which, name| force(which, parse_keys(name).unwrap()[0]);
        for (name, vim, emacs) in [
            ("<ctrl+s>", Force::Always, Force::Never),
            ("<ctrl+q>", Force::Always, Force::Always),
            ("<ctrl+a>", Force::InWriting, Force::Never),
            ("<ctrl+t>", Force::InCommands, Force::Never),
            ("<ctrl+r>", Force::Never, Force::Never),
            ("<alt+d>", Force::InCommands, Force::Never),
            ("<alt+k>", Force::InCommands, Force::Always),
            ("<esc>", Force::Never, Force::Always),
            ("<left>", Force::Always, Force::Always),
            ("<f7>", Force::Always, Force::Always),
        ] {
            assert_eq!(force(EditorKeys::Vim, name), vim, "{name}");
            assert_eq!(force(EditorKeys::Emacs, name), emacs, "{name}");
            assert_eq!(force(EditorKeys::Plain, name), Force::Always, "{name}");
        }
    }
}
