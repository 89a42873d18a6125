//! What was deleted and copied, by its letter.

use std::collections::BTreeMap;
use std::fmt;

/// A text in a register. `Debug` tells its size only.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Content {
    /// The text; of whole lines, each with its line end.
    pub text: String,
    /// Whether it is whole lines.
    pub lines: bool,
}

impl fmt::Debug for Content {
    /// Sizes only: a private text must not reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({} bytes)", self.text.len())
    }
}

/// All registers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Registers {
    slots: BTreeMap<char, Content>,
    /// The one that was written last: the unnamed register.
    last: Option<char>,
}

impl Registers {
    /// What is in a register; `None` where nothing is.
    pub(super) fn get(&self, name: Option<char>) -> Option<&Content> {
        let name = match name {
            None | Some('"') => self.last?,
            Some('*') => '+',
            Some(name) => name.to_ascii_lowercase(),
        };
        self.slots.get(&name)
    }

    /// Whether a register of that name can be written.
    pub(super) fn is_one(name: char) -> bool {
        name.is_ascii_alphanumeric() || matches!(name, '"' | '-' | '_' | '+' | '*')
    }

    /// Keeps what was copied.
    pub(super) fn yank(&mut self, name: Option<char>, content: Content) {
        match name {
            None | Some('"') => self.write('0', content),
            Some(name) => self.write(name, content),
        }
    }

    /// Keeps what was deleted. `is_large`: by a motion whose text always counts.
    pub(super) fn delete(&mut self, name: Option<char>, content: Content, is_large: bool) {
        if name == Some('_') {
            return;
        }
        let name = name.filter(|name| *name != '"');
        let several = content.lines || content.text.contains('\n');
        if let Some(name) = name {
            self.write(name, content.clone());
        }
        if several || is_large {
            for number in ('1'..='8').rev() {
                let next = char::from_u32(u32::from(number) + 1).unwrap_or('9');
                if let Some(content) = self.slots.remove(&number) {
                    self.slots.insert(next, content);
                }
            }
            self.write('1', content.clone());
        }
        if name.is_none() && !several {
            self.write('-', content);
        }
    }

    /// Writes a register; a large letter adds to it.
    pub(super) fn write(&mut self, name: char, content: Content) {
        if name == '_' {
            return;
        }
        let slot = match name {
            '*' => '+',
            name => name.to_ascii_lowercase(),
        };
        self.last = Some(slot);
        let old = self.slots.entry(slot).or_default();
        if !name.is_ascii_uppercase() || old.text.is_empty() {
            *old = content;
            return;
        }
        if content.lines && !old.lines {
            old.text.push('\n');
            old.lines = true;
        }
        old.text.push_str(&content.text);
        if old.lines && !content.lines {
            old.text.push('\n');
        }
    }
}
