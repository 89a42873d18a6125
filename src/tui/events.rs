//! What happens, in one queue: the terminal, which the thread that draws reads by itself, and what
//! the other threads and the system tell. A key then needs no other thread and no switch to it.

use std::collections::VecDeque;
use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::mpsc;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::SendError;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use rustix::buffer::spare_capacity;
use rustix::event::PollFd;
use rustix::event::PollFlags;
use rustix::event::Timespec;
use rustix::io::Errno;
use rustix::pipe::PipeFlags;
use signal_hook::consts::SIGCONT;
use signal_hook::consts::SIGHUP;
use signal_hook::consts::SIGINT;
use signal_hook::consts::SIGQUIT;
use signal_hook::consts::SIGTERM;
use signal_hook::consts::SIGTSTP;
use signal_hook::consts::SIGWINCH;
use signal_hook::iterator::Signals;

use crate::app::event::EventKind;
use crate::tui::decoder::Decoder;
use crate::tui::terminal::Screen;

/// More than a terminal hands over at once.
const READ_BYTES: usize = 8 << 10;

/// The queue's end from which events are taken.
#[derive(Debug)]
pub(super) struct Events {
    told: Receiver<EventKind>,
    /// Readable when something was told.
    woken: OwnedFd,
    decoder: Decoder,
    /// What the terminal sent, in its order.
    typed: VecDeque<EventKind>,
    /// Keeps the queue open, with nobody else at its other end.
    _teller: Teller,
}

/// The queue's other end.
#[derive(Clone, Debug)]
pub(super) struct Teller {
    told: Sender<EventKind>,
    wakes: Arc<OwnedFd>,
}

impl Teller {
    /// Puts an event into the queue and wakes whoever waits for one.
    pub(super) fn send(&self, event: EventKind) -> Result<(), SendError<EventKind>> {
        self.told.send(event)?;
        // Where it is full there is enough in it to wake anybody.
        rustix::io::write(&*self.wakes, &[0]).ok();
        Ok(())
    }
}

/// An empty queue.
pub(super) fn queue() -> io::Result<(Teller, Events)> {
    let (send, told) = mpsc::channel();
    let (woken, wakes) = rustix::pipe::pipe_with(PipeFlags::CLOEXEC | PipeFlags::NONBLOCK)?;
    let teller = Teller {
        told: send,
        wakes: Arc::new(wakes),
    };
    let events = Events {
        told,
        woken,
        decoder: Decoder::default(),
        typed: VecDeque::new(),
        _teller: teller.clone(),
    };
    Ok((teller, events))
}

impl Events {
    /// An event that is there; never waits.
    pub(super) fn next_now(&mut self) -> Option<EventKind> {
        self.typed.pop_front().or_else(|| self.told.try_recv().ok())
    }

    /// The next event, or none where none comes within `patience`; without one it waits until woken.
    /// A terminal that is gone is a hang-up.
    pub(super) fn next(&mut self, patience: Option<Duration>) -> Option<EventKind> {
        let end = patience.and_then(|patience| Instant::now().checked_add(patience));
        loop {
            if let Some(event) = self.next_now() {
                return Some(event);
            }
            let left = end.map(|end| end.saturating_duration_since(Instant::now()));
            let rest = self.decoder.patience();
            let wait = left.into_iter().chain(rest).min();
            match self.look(wait) {
                Ok(true) => {}
                Ok(false) if left.is_some() && left == wait => return None,
                Ok(false) => self.decoder.nothing_follows(&mut self.typed),
                Err(_) => return Some(EventKind::Hangup(number(SIGHUP))),
            }
        }
    }

    /// Sleeps until there is something, for `wait` at most, and takes it; whether there was.
    fn look(&mut self, wait: Option<Duration>) -> io::Result<bool> {
        let terminal = io::stdin();
        let (typed, told) = {
            let mut sources = [
                PollFd::new(&terminal, PollFlags::IN),
                PollFd::new(&self.woken, PollFlags::IN),
            ];
            let wait = wait.and_then(|wait| Timespec::try_from(wait).ok());
            match rustix::event::poll(&mut sources, wait.as_ref()) {
                Ok(0) => return Ok(false),
                Ok(_) | Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
            let [typed, told] = sources;
            (typed.revents(), told.revents())
        };
        if !told.is_empty() {
            let mut waste = [0; 64];
            while rustix::io::read(&self.woken, &mut waste).is_ok_and(|bytes| bytes > 0) {}
        }
        if typed.contains(PollFlags::IN) {
            self.read()?;
        } else if !typed.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(true)
    }

    /// Takes what the terminal has.
    fn read(&mut self) -> io::Result<()> {
        // A buffer of its own each time: what was freed is wiped.
        let mut bytes = Vec::with_capacity(READ_BYTES);
        match rustix::io::read(io::stdin(), spare_capacity(&mut bytes)) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(_) => self.decoder.feed(&bytes, &mut self.typed),
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

/// Turns the system's signals into events.
pub(super) fn watch_signals(events: Teller) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH])?;
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            for signal in signals.forever() {
                let told = match signal {
                    SIGTSTP => EventKind::Stopped,
                    SIGCONT => EventKind::Resumed,
                    SIGWINCH => {
                        let (width, height) = Screen::size();
                        EventKind::Resized { width, height }
                    }
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
