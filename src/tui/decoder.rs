//! What a terminal sends, as events: bytes in, as they come, events out.
//!
//! One sequence is cut out here, as ECMA-48 bounds it, and its meaning is looked up by a crate: what
//! nobody knows is then dropped whole, and no part of it is taken for letters.

use std::collections::VecDeque;
use std::mem;
use std::time::Duration;

use terminput::Event;
use terminput::KeyCode;
use terminput::KeyEvent;
use terminput::KeyEventKind;
use terminput::KeyModifiers;
use terminput::MouseButton;
use terminput::MouseEvent;
use terminput::MouseEventKind;
use terminput::ScrollDirection;

use crate::app::event::EventKind;
use crate::app::event::Mouse;
use crate::app::event::MouseKind;
use crate::app::key::Code;
use crate::app::key::Key;

const ESC: u8 = 0x1b;
const PASTE_BEGINS: &[u8] = b"\x1b[200~";
const PASTE_ENDS: &[u8] = b"\x1b[201~";
/// No key is spelled with more bytes: what goes on longer is none.
const SEQUENCE_MAX: usize = 64;
/// How long the rest of a key is waited for. The Escape key is the beginning of all others, and only
/// by what does not follow it can it be told.
const PATIENCE: Duration = Duration::from_millis(20);

/// Cuts the bytes of a terminal into events. Nothing that was typed stays here after its event.
#[derive(Debug, Default)]
pub struct Decoder {
    /// The beginning of something; without the mark before it where it is a paste.
    begun: Vec<u8>,
    /// Where it is a paste: up to where its end was looked for.
    pasted: Option<usize>,
}

/// How much of some bytes is one key.
enum Length {
    /// So many of them, at least one.
    Whole(usize),
    /// More than there are.
    More,
    /// It is none: so many are dropped.
    Nothing(usize),
}

impl Decoder {
    /// Takes what the terminal sent, and puts what that tells behind `events`.
    pub fn feed(&mut self, bytes: &[u8], events: &mut VecDeque<EventKind>) {
        self.begun.extend_from_slice(bytes);
        // A buffer of its own each time: what was freed is wiped.
        let taken = mem::take(&mut self.begun);
        let mut rest = taken.as_slice();
        while !rest.is_empty() {
            if let Some(seen) = self.pasted {
                let Some(end) = end_of_paste(rest, seen) else {
                    self.pasted = Some(rest.len().saturating_sub(PASTE_ENDS.len()));
                    break;
                };
                let (text, behind) = rest.split_at(end);
                let text = String::from_utf8_lossy(text).into_owned();
                events.push_back(EventKind::Paste(text));
                rest = behind.get(PASTE_ENDS.len()..).unwrap_or_default();
                self.pasted = None;
            } else if let Some(behind) = rest.strip_prefix(PASTE_BEGINS) {
                self.pasted = Some(0);
                rest = behind;
            } else {
                match length(rest) {
                    Length::More => break,
                    Length::Whole(bytes) => {
                        let (one, behind) = rest.split_at(bytes);
                        events.extend(meaning(one));
                        rest = behind;
                    }
                    Length::Nothing(bytes) => rest = rest.get(bytes..).unwrap_or_default(),
                }
            }
        }
        // The whole of a long paste is kept where it is, and not copied with each piece of it.
        let left = rest.len();
        self.begun = if left == taken.len() {
            taken
        } else {
            rest.to_vec()
        };
    }

    /// How long to wait for the rest of a key; none where none has begun.
    pub(super) fn patience(&self) -> Option<Duration> {
        (self.begun.first() == Some(&ESC) && self.pasted.is_none()).then_some(PATIENCE)
    }

    /// Nothing followed for so long: what has begun is a key by itself.
    pub(super) fn nothing_follows(&mut self, events: &mut VecDeque<EventKind>) {
        if self.patience().is_none() {
            return;
        }
        let key = |code, alt| Key {
            code,
            ctrl: false,
            alt,
            shift: false,
        };
        let told = match mem::take(&mut self.begun).as_slice() {
            [ESC] => Some(key(Code::Esc, false)),
            [ESC, ESC] => Some(key(Code::Esc, true)),
            [ESC, byte @ (b'[' | b'O')] => Some(key(Code::Char(char::from(*byte)), true)),
            _ => None,
        };
        events.extend(told.map(EventKind::Key));
    }
}

/// Where a paste ends, of which `seen` bytes were looked through before.
fn end_of_paste(bytes: &[u8], seen: usize) -> Option<usize> {
    let mut from = seen;
    loop {
        let rest = bytes.get(from..)?;
        let at = from + rest.iter().position(|byte| *byte == ESC)?;
        if bytes.get(at..)?.starts_with(PASTE_ENDS) {
            return Some(at);
        }
        from = at + 1;
    }
}

/// The length of the key that `bytes` begins with.
fn length(bytes: &[u8]) -> Length {
    match bytes {
        // Twice: Alt with a key of several bytes, as rxvt sends it; else somebody pressed Escape twice.
        [] | [ESC] | [ESC, ESC | b'O' | b'['] => Length::More,
        [ESC, ESC, b'[' | b'O', ..] => match length(bytes.get(1..).unwrap_or_default()) {
            Length::Whole(bytes) => Length::Whole(bytes + 1),
            Length::Nothing(bytes) => Length::Nothing(bytes + 1),
            Length::More => Length::More,
        },
        [ESC, ESC, ..] => Length::Whole(1),
        [ESC, b'O', ..] => Length::Whole(3),
        // The function keys of Linux' own console, and the oldest way to tell of a mouse.
        [ESC, b'[', b'[', rest @ ..] => fixed(3, 1, rest),
        [ESC, b'[', b'M', rest @ ..] => fixed(3, 3, rest),
        [ESC, b'[', rest @ ..] => control(rest),
        [ESC, rest @ ..] => match length(rest) {
            Length::Whole(bytes) => Length::Whole(bytes + 1),
            Length::Nothing(bytes) => Length::Nothing(bytes + 1),
            Length::More => Length::More,
        },
        [first, ..] => letter(*first, bytes),
    }
}

fn fixed(before: usize, wanted: usize, rest: &[u8]) -> Length {
    if rest.len() < wanted {
        Length::More
    } else {
        Length::Whole(before + wanted)
    }
}

/// A control sequence of ECMA-48, section 5.4, behind its first two bytes: parameters, intermediate
/// bytes, a final byte.
fn control(rest: &[u8]) -> Length {
    let end = rest.iter().position(|byte| !(0x20..=0x3f).contains(byte));
    match end.and_then(|end| Some((end, rest.get(end)?))) {
        _ if end.unwrap_or(rest.len()) > SEQUENCE_MAX => Length::Nothing(SEQUENCE_MAX),
        Some((end, 0x40..=0x7e)) => Length::Whole(2 + end + 1),
        // A key that came in the midst of it is not part of it.
        Some((end, _)) => Length::Nothing(2 + end),
        None => Length::More,
    }
}

/// A character in UTF-8.
fn letter(first: u8, bytes: &[u8]) -> Length {
    let wanted = match first {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        0x80.. => return Length::Nothing(1),
        _ => 1,
    };
    let there = bytes.get(..wanted.min(bytes.len())).unwrap_or_default();
    match std::str::from_utf8(there) {
        Ok(_) => Length::Whole(wanted),
        Err(error) if error.error_len().is_none() => Length::More,
        Err(_) => Length::Nothing(1),
    }
}

/// What one key or move of the mouse means to us.
fn meaning(bytes: &[u8]) -> Option<EventKind> {
    if let [ESC, rest @ ..] = bytes
        && rest.first() == Some(&ESC)
    {
        let mut told = meaning(rest);
        if let Some(EventKind::Key(key)) = &mut told {
            key.alt = true;
        }
        return told;
    }
    if is_nowhere(bytes) {
        return None;
    }
    match Event::parse_from(bytes).ok()?? {
        Event::Key(key) => translate_key(key).map(EventKind::Key),
        Event::Paste(text) => Some(EventKind::Paste(text)),
        Event::Mouse(mouse) => translate_mouse(mouse).map(EventKind::Mouse),
        Event::FocusGained => Some(EventKind::Focus(true)),
        Event::FocusLost => Some(EventKind::Focus(false)),
        Event::Resize { .. } => None,
    }
}

/// Whether it tells of a mouse in a column or row 0: they are counted from 1, and the crate takes one
/// away without asking.
fn is_nowhere(bytes: &[u8]) -> bool {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let Some(body) = text.strip_prefix("\u{1b}[") else {
        return false;
    };
    let told = body.strip_suffix(['M', 'm']).unwrap_or_default();
    !told.starts_with('M')
        && told
            .split(';')
            .skip(1)
            .any(|number| number.parse() == Ok(0_u16))
}

fn translate_key(press: KeyEvent) -> Option<Key> {
    if press.kind == KeyEventKind::Release {
        return None;
    }
    let held = |modifier| press.modifiers.intersects(modifier);
    let mut key = Key {
        code: code(press.code)?,
        ctrl: held(KeyModifiers::CTRL),
        alt: held(KeyModifiers::ALT),
        shift: held(KeyModifiers::SHIFT),
    };
    if let Code::Char(c) = key.code {
        // Shift is in the letter already; held with Control it is sent by few terminals.
        key.shift = false;
        key.code = Code::Char(if key.ctrl { c.to_ascii_lowercase() } else { c });
    }
    Some(key)
}

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "media keys and locks mean nothing here"
)]
fn code(code: KeyCode) -> Option<Code> {
    Some(match code {
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Tab => Code::Tab,
        KeyCode::Esc => Code::Esc,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(n) => Code::F(n),
        _ => return None,
    })
}

fn translate_mouse(mouse: MouseEvent) -> Option<Mouse> {
    let kind = match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => MouseKind::Press,
        MouseEventKind::Drag(MouseButton::Left) => MouseKind::Drag,
        MouseEventKind::Up(MouseButton::Left) => MouseKind::Release,
        MouseEventKind::Scroll(ScrollDirection::Up) => MouseKind::WheelUp,
        MouseEventKind::Scroll(ScrollDirection::Down) => MouseKind::WheelDown,
        MouseEventKind::Down(_)
        | MouseEventKind::Drag(_)
        | MouseEventKind::Up(_)
        | MouseEventKind::Moved
        | MouseEventKind::Scroll(_) => return None,
    };
    Some(Mouse {
        kind,
        column: mouse.column,
        row: mouse.row,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The events of `bytes` that come in pieces of `piece`, and nothing behind them.
    fn told_in(bytes: &[u8], piece: usize) -> Vec<EventKind> {
        let mut decoder = Decoder::default();
        let mut events = VecDeque::new();
        for piece in bytes.chunks(piece) {
            decoder.feed(piece, &mut events);
        }
        decoder.nothing_follows(&mut events);
        events.into()
    }

    fn spelled(bytes: &[u8]) -> String {
        let told = told_in(bytes, usize::MAX);
        for piece in 1..bytes.len() {
            assert_eq!(told_in(bytes, piece), told, "in pieces of {piece}");
        }
        #[allow(
            clippy::wildcard_enum_match_arm,
            reason = "no other comes from a terminal"
        )]
        let spell = |event: &EventKind| match event {
            EventKind::Key(key) => key.to_string(),
            EventKind::Paste(text) => format!("({text})"),
            EventKind::Mouse(mouse) => format!("{:?}@{},{}", mouse.kind, mouse.column, mouse.row),
            EventKind::Focus(has) => format!("focus {has}"),
            _ => panic!("{event:?}"),
        };
        told.iter().map(spell).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn keys_are_told_however_they_are_cut() {
        for (sent, told) in [
            ("aG\u{e4}\u{1f600}", "a G \u{e4} \u{1f600}"),
            ("\x13\x7f\r\t", "<ctrl+s> <backspace> <enter> <tab>"),
            ("\x1b[Z\x1b[1;6D", "<shift+tab> <ctrl+shift+left>"),
            ("\x1bOA\x1b[B\x1b[5~", "<up> <down> <pageup>"),
            ("\x1bOP\x1b[[B\x1b[15~", "<f1> <f2> <f5>"),
            ("\x1bf\x1b\u{e4}", "<alt+f> <alt+\u{e4}>"),
            ("\x1b", "<esc>"),
            ("\x1b[", "<alt+[>"),
            ("\x1b\x1b[A", "<alt+up>"),
            ("\x1b[<0;3;4M\x1b[<64;1;1M", "Press@2,3 WheelUp@0,0"),
            ("\x1b[I\x1b[O", "focus true focus false"),
            ("\x1b[200~a\rb\x1b[31m\x1b[201~c", "(a\rb\x1b[31m) c"),
        ] {
            assert_eq!(spelled(sent.as_bytes()), told, "{sent:?}");
        }
    }

    #[test]
    fn what_is_no_key_is_dropped_whole() {
        let long = format!("\x1b[{}a", "1;".repeat(25));
        for sent in ["\x1b[?62;22c", "\x1b[>0;276;0c", "\x1b[99;99z", &long] {
            assert_eq!(spelled(format!("{sent}z").as_bytes()), "z", "{sent:?}");
        }
        assert_eq!(spelled(b"\xff\xc3a\xe2\x82b"), "a b");
        // A sequence that is cut off by another key.
        assert_eq!(spelled(b"\x1b[12\x1b[A"), "<up>");
    }

    #[test]
    fn a_long_paste_is_one() {
        let text = "0123456789abcde\n".repeat(1 << 14);
        let sent = format!("\x1b[200~{text}\x1b[201~");
        assert_eq!(told_in(sent.as_bytes(), 4095), [EventKind::Paste(text)]);
    }

    #[test]
    fn any_bytes_in_any_pieces_end_in_the_same_events() {
        let mut seed: u64 = 7;
        let mut chance = move |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % below
        };
        let parts: [&[u8]; 12] = [
            b"\x1b", b"[", b"O", b"200~", b"201~", b"<0;1;1", b"M", b"m", b";5", b"\xc3", b"a",
            b"\xff",
        ];
        for _ in 0..3000 {
            let count = 1 + chance(12);
            let pick = |_| {
                usize::try_from(chance(12))
                    .ok()
                    .and_then(|at| parts.get(at).copied())
            };
            let bytes: Vec<u8> = (0..count).filter_map(pick).flatten().copied().collect();
            spelled(&bytes);
        }
    }
}
