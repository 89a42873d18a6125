//! Keys, by our own names, so that no screen knows the terminal library.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "keys with a name of their own are spelled alike"
)]

use std::fmt;

use crate::model::nearest::nearest;

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

/// Why a text of the settings names no keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// There is nothing.
    #[error("no key")]
    Empty,
    /// A `<` without its `>`.
    #[error("a < without its >; the sign itself is <lt>")]
    Open,
    /// A name that no key has.
    #[error("no key is called {name:?}{}", meant.map(|meant| format!("; did you mean {meant:?}?")).unwrap_or_default())]
    Unknown {
        /// The name.
        name: String,
        /// The one that may have been meant.
        meant: Option<&'static str>,
    },
}

/// Reads keys as the settings write them: `"<ctrl+s>"`; `"g g"` is one key after another.
pub fn parse_sequence(text: &str) -> Result<Vec<Key>, KeyFault> {
    let mut keys = Vec::new();
    for part in text.split_whitespace() {
        let mut rest = part;
        while let Some(at) = rest.find('<') {
            let (before, name) = rest.split_at(at);
            keys.extend(before.chars().map(|c| Key::plain(Code::Char(c))));
            let name = name.strip_prefix('<').unwrap_or_default();
            let (name, tail) = name.split_once('>').ok_or(KeyFault::Open)?;
            keys.push(named(name).ok_or_else(|| unknown(name))?);
            rest = tail;
        }
        keys.extend(rest.chars().map(|c| Key::plain(Code::Char(c))));
    }
    if keys.is_empty() {
        return Err(KeyFault::Empty);
    }
    Ok(keys)
}

fn unknown(name: &str) -> KeyFault {
    let bare = name.rsplit('+').next().unwrap_or_default();
    KeyFault::Unknown {
        name: name.to_owned(),
        meant: nearest(bare, NAMES.iter().map(|(known, _)| *known)),
    }
}

impl Key {
    /// The key that most terminals send instead of this one, or why they cannot send it.
    pub fn doubt(self) -> Option<&'static str> {
        match (self.code, self.ctrl, self.alt, self.shift) {
            (Code::Char('i'), true, _, _) => Some("most terminals send <tab> for it"),
            (Code::Char('m'), true, _, _) => Some("most terminals send <enter> for it"),
            (Code::Char('['), true, _, _) => Some("most terminals send <esc> for it"),
            (Code::Char('h'), true, _, _) => Some("many terminals send <backspace> for it"),
            (Code::Char(_), true, _, true) => Some("most terminals leave out the shift"),
            (Code::Char('@' | '2' | ' '), true, _, _) => {
                Some("terminals send the same for <ctrl+space>, <ctrl+2> and <ctrl+@>")
            }
            (Code::Char(c), true, _, _) if !c.is_ascii_lowercase() => {
                Some("most terminals cannot send it")
            }
            (Code::Enter | Code::Tab | Code::Backspace | Code::Esc, true, _, _) => {
                Some("most terminals leave out the ctrl")
            }
            (Code::Enter | Code::Backspace | Code::Esc, _, _, true) => {
                Some("most terminals leave out the shift")
            }
            (Code::F(13..), ..) => Some("most keyboards and terminals end at <f12>"),
            _ => None,
        }
    }
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
    fn settings_may_leave_blanks_between_keys() {
        let keys = |text| parse_sequence(text).unwrap();
        assert_eq!(keys("g g"), parse_keys("gg").unwrap());
        assert_eq!(
            keys("<ctrl+x> <ctrl+s>"),
            parse_keys("<ctrl+x><ctrl+s>").unwrap()
        );
        assert_eq!(keys("g<home>"), parse_keys("g<home>").unwrap());
        let fault = |text| parse_sequence(text).unwrap_err().to_string();
        assert_eq!(fault(" "), "no key");
        assert_eq!(
            fault("<enter"),
            "a < without its >; the sign itself is <lt>"
        );
        assert_eq!(
            fault("<ctrl+enterr>"),
            "no key is called \"ctrl+enterr\"; did you mean \"enter\"?"
        );
        assert_eq!(fault("<windows>"), "no key is called \"windows\"");
    }

    #[test]
    fn keys_that_terminals_confuse_are_known() {
        let doubt = |text| parse_keys(text).unwrap()[0].doubt();
        for text in [
            "<ctrl+i>",
            "<ctrl+m>",
            "<ctrl+enter>",
            "<ctrl+shift+x>",
            "<f13>",
        ] {
            assert!(doubt(text).is_some(), "{text}");
        }
        for text in [
            "<ctrl+s>",
            "i",
            "<alt+x>",
            "<shift+tab>",
            "<ctrl+left>",
            "<f12>",
        ] {
            assert_eq!(doubt(text), None, "{text}");
        }
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
