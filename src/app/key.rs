//! Keys, by our own names, so that no screen knows the terminal library.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "keys with a name of their own are spelled alike"
)]

use std::fmt;

/// A key on the keyboard, without what is held with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// A character that would be typed.
    Char(char),
    /// Enter.
    Enter,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Tab; with shift it is Back-Tab.
    Tab,
    /// Escape.
    Esc,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key, from 1.
    F(u8),
}

/// One key press. Shift is not kept for characters: `G` is another character than `g`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The key.
    pub code: Code,
    /// Whether Control was held.
    pub ctrl: bool,
    /// Whether Alt was held.
    pub alt: bool,
    /// Whether Shift was held.
    pub shift: bool,
}

impl Key {
    /// `code` with nothing held.
    pub fn plain(code: Code) -> Self {
        Self {
            code,
            ctrl: false,
            alt: false,
            shift: false,
        }
    }

    /// The character that this key types, if it types one.
    pub fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// As hints show it: `Ctrl-S`, `Enter`, `n`.
    pub fn hint(self) -> String {
        let mut text = String::new();
        for (held, name) in [
            (self.ctrl, "Ctrl-"),
            (self.alt, "Alt-"),
            (self.shift, "Shift-"),
        ] {
            if held {
                text.push_str(name);
            }
        }
        match self.code {
            Code::Char(' ') => text.push_str("Space"),
            Code::Char(c) if self.ctrl => text.extend(c.to_uppercase()),
            Code::Char(c) => text.push(c),
            Code::PageUp => text.push_str("PgUp"),
            Code::PageDown => text.push_str("PgDn"),
            Code::F(n) => {
                text.push('F');
                text.push_str(&n.to_string());
            }
            code => {
                let name = code.name();
                let mut letters = name.chars();
                text.extend(letters.next().map(|c| c.to_ascii_uppercase()));
                text.push_str(letters.as_str());
            }
        }
        text
    }
}

impl Code {
    fn name(self) -> &'static str {
        NAMES
            .iter()
            .find(|(_, code)| *code == self)
            .map_or("", |(name, _)| name)
    }
}

const NAMES: &[(&str, Code)] = &[
    ("space", Code::Char(' ')),
    ("lt", Code::Char('<')),
    ("enter", Code::Enter),
    ("backspace", Code::Backspace),
    ("delete", Code::Delete),
    ("insert", Code::Insert),
    ("tab", Code::Tab),
    ("esc", Code::Esc),
    ("up", Code::Up),
    ("down", Code::Down),
    ("left", Code::Left),
    ("right", Code::Right),
    ("home", Code::Home),
    ("end", Code::End),
    ("pageup", Code::PageUp),
    ("pagedown", Code::PageDown),
];

impl fmt::Display for Key {
    /// As configuration writes it: `<ctrl+s>`, `G`, `<space>`. [`parse_keys`] reads it back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = self.ctrl || self.alt || self.shift;
        if let (Code::Char(c), false) = (self.code, held)
            && c != ' '
            && c != '<'
        {
            return write!(f, "{c}");
        }
        f.write_str("<")?;
        for (held, name) in [
            (self.ctrl, "ctrl+"),
            (self.alt, "alt+"),
            (self.shift, "shift+"),
        ] {
            if held {
                f.write_str(name)?;
            }
        }
        match self.code {
            Code::F(n) => write!(f, "f{n}")?,
            Code::Char(c) if c != ' ' && c != '<' => write!(f, "{c}")?,
            code => f.write_str(code.name())?,
        }
        f.write_str(">")
    }
}

/// Reads keys as written in configuration and tests: `"Rain<enter><ctrl+s>"`.
///
/// Returns `None` at the first name that is not a key.
pub fn parse_keys(text: &str) -> Option<Vec<Key>> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some(inner) = rest.strip_prefix('<') {
            let (name, tail) = inner.split_once('>')?;
            keys.push(named(name)?);
            rest = tail;
        } else {
            keys.push(Key::plain(Code::Char(first)));
            rest = rest.strip_prefix(first).unwrap_or_default();
        }
    }
    Some(keys)
}

fn named(name: &str) -> Option<Key> {
    let mut key = Key::plain(Code::Esc);
    let mut rest = name;
    loop {
        if let Some(tail) = rest.strip_prefix("ctrl+") {
            key.ctrl = true;
            rest = tail;
        } else if let Some(tail) = rest.strip_prefix("alt+") {
            key.alt = true;
            rest = tail;
        } else if let Some(tail) = rest.strip_prefix("shift+") {
            key.shift = true;
            rest = tail;
        } else {
            break;
        }
    }
    key.code = code(rest)?;
    Some(key)
}

fn code(name: &str) -> Option<Code> {
    if let Some((_, code)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Some(*code);
    }
    let mut letters = name.chars();
    match (letters.next(), letters.as_str()) {
        (Some(c), "") => Some(Code::Char(c)),
        (Some('f'), number) => {
            let n = number.parse().ok()?;
            (1..=24).contains(&n).then_some(Code::F(n))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_what_it_prints() {
        let text = "Ga<space><lt><enter><ctrl+s><alt+shift+left><f12><shift+tab><ctrl+space>";
        let keys = parse_keys(text).unwrap();
        assert_eq!(keys.len(), 10);
        let printed: String = keys.iter().map(ToString::to_string).collect();
        assert_eq!(printed, text);
    }

    #[test]
    fn a_name_that_is_no_key_is_refused() {
        assert_eq!(parse_keys("<enterr>"), None);
        assert_eq!(parse_keys("<ctrl+>"), None);
        assert_eq!(parse_keys("<f25>"), None);
        assert_eq!(parse_keys("<enter"), None);
    }

    #[test]
    fn hints_are_short() {
        let hint = |text| parse_keys(text).unwrap()[0].hint();
        assert_eq!(hint("<ctrl+s>"), "Ctrl-S");
        assert_eq!(hint("<pagedown>"), "PgDn");
        assert_eq!(hint("<enter>"), "Enter");
        assert_eq!(hint("n"), "n");
    }
}
