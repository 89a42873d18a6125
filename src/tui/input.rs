//! What the terminal and the system tell us, as events of our own; each source has a thread.

use std::io;
use std::sync::mpsc::Sender;
use std::thread;

use crossterm::event;
use crossterm::event::KeyCode;
use crossterm::event::KeyEvent;
use crossterm::event::KeyEventKind;
use crossterm::event::KeyModifiers;
use crossterm::event::MouseButton;
use crossterm::event::MouseEvent;
use crossterm::event::MouseEventKind;
use rustix::event::PollFd;
use rustix::event::PollFlags;
use rustix::io::Errno;
use signal_hook::consts::SIGCONT;
use signal_hook::consts::SIGHUP;
use signal_hook::consts::SIGINT;
use signal_hook::consts::SIGQUIT;
use signal_hook::consts::SIGTERM;
use signal_hook::consts::SIGTSTP;
use signal_hook::iterator::Signals;

use crate::app::event::EventKind;
use crate::app::event::Mouse;
use crate::app::event::MouseKind;
use crate::app::key::Code;
use crate::app::key::Key;

/// Reads the terminal until nobody listens. A terminal that is gone is a hang-up.
pub(super) fn listen(events: Sender<EventKind>) -> io::Result<()> {
    thread::Builder::new()
        .name("input".to_owned())
        .spawn(move || {
            loop {
                let told = match event::read() {
                    Ok(event) => translate(event),
                    Err(_) => Some(EventKind::Hangup(number(SIGHUP))),
                };
                let over = matches!(told, Some(EventKind::Hangup(_)));
                let heard = told.is_none_or(|told| events.send(told).is_ok());
                if over || !heard {
                    return;
                }
            }
        })
        .map(drop)
}

/// Waits until nobody is at the other end of the terminal. Where it is not the controlling one no
/// signal tells of that, and the thread that reads would ask again for ever.
pub(super) fn watch_hangup(events: Sender<EventKind>) -> io::Result<()> {
    thread::Builder::new()
        .name("hang-up".to_owned())
        .spawn(move || {
            let terminal = io::stdin();
            loop {
                // Nothing is asked for: only an end of the terminal is told.
                let mut watched = [PollFd::new(&terminal, PollFlags::empty())];
                match rustix::event::poll(&mut watched, None) {
                    Ok(0) | Err(Errno::INTR) => {}
                    Ok(_) => break,
                    // Where a terminal cannot be watched, drawing on it finds out.
                    Err(_) => return,
                }
            }
            events.send(EventKind::Hangup(number(SIGHUP))).ok();
        })
        .map(drop)
}

/// Turns the system's signals into events.
pub(super) fn watch_signals(events: Sender<EventKind>) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT])?;
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            for signal in signals.forever() {
                let told = match signal {
                    SIGTSTP => EventKind::Stopped,
                    SIGCONT => EventKind::Resumed,
                    signal => EventKind::Hangup(number(signal)),
                };
                if events.send(told).is_err() {
                    return;
                }
            }
        })
        .map(drop)
}

fn number(signal: i32) -> u8 {
    u8::try_from(signal).unwrap_or(0)
}

fn translate(event: event::Event) -> Option<EventKind> {
    match event {
        event::Event::Key(key) => translate_key(key).map(EventKind::Key),
        event::Event::Paste(text) => Some(EventKind::Paste(text)),
        event::Event::Mouse(mouse) => translate_mouse(mouse).map(EventKind::Mouse),
        event::Event::Resize(width, height) => Some(EventKind::Resized { width, height }),
        event::Event::FocusGained => Some(EventKind::Focus(true)),
        event::Event::FocusLost => Some(EventKind::Focus(false)),
    }
}

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "every other key is looked up by name"
)]
fn translate_key(press: KeyEvent) -> Option<Key> {
    if press.kind == KeyEventKind::Release {
        return None;
    }
    let held = |modifier| press.modifiers.contains(modifier);
    let mut key = Key {
        code: Code::Esc,
        ctrl: held(KeyModifiers::CONTROL),
        alt: held(KeyModifiers::ALT),
        shift: held(KeyModifiers::SHIFT),
    };
    key.code = match press.code {
        KeyCode::Char(c) => {
            // Shift is in the letter already; held with Control it is sent by few terminals.
            key.shift = false;
            Code::Char(if key.ctrl { c.to_ascii_lowercase() } else { c })
        }
        KeyCode::BackTab => {
            key.shift = true;
            Code::Tab
        }
        code => plain(code)?,
    };
    Some(key)
}

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "media keys and locks mean nothing here"
)]
fn plain(code: KeyCode) -> Option<Code> {
    Some(match code {
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
        MouseEventKind::ScrollUp => MouseKind::WheelUp,
        MouseEventKind::ScrollDown => MouseKind::WheelDown,
        MouseEventKind::Down(_)
        | MouseEventKind::Drag(_)
        | MouseEventKind::Up(_)
        | MouseEventKind::Moved
        | MouseEventKind::ScrollLeft
        | MouseEventKind::ScrollRight => return None,
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

    #[test]
    fn keys_keep_what_is_held_but_shift_with_letters() {
        let press = |code, modifiers| translate_key(KeyEvent::new(code, modifiers)).unwrap();
        let spelled = |code, modifiers| press(code, modifiers).to_string();
        assert_eq!(spelled(KeyCode::Char('G'), KeyModifiers::SHIFT), "G");
        assert_eq!(
            spelled(KeyCode::Char('s'), KeyModifiers::CONTROL),
            "<ctrl+s>"
        );
        assert_eq!(spelled(KeyCode::BackTab, KeyModifiers::NONE), "<shift+tab>");
        let both = KeyModifiers::CONTROL | KeyModifiers::SHIFT;
        assert_eq!(spelled(KeyCode::Left, both), "<ctrl+shift+left>");
    }
}
