//! Work that may hang, on a thread of its own, watched by a clock that only progress winds up.
//!
//! libgit2 blocks in `recv` without asking anybody; its own timeout can only be set by unsafe code.
//! A thread that is given up sees that at its next callback and ends there; all it could still do
//! is to complete what was asked for.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::RecvTimeoutError;
use std::sync::mpsc::Sender;
use std::sync::mpsc::channel;
use std::time::Duration;
use std::time::Instant;

use crate::sync::error::SyncError;
use crate::sync::error::Words;
use crate::sync::remote::Answer;
use crate::sync::remote::Hooks;
use crate::sync::remote::Phase;
use crate::sync::remote::Progress;
use crate::sync::remote::Question;

/// How often the watcher looks whether its caller wants to stop.
const LOOK: Duration = Duration::from_millis(100);
/// Fewer new bytes than this are no progress: one byte a second would never end.
pub(crate) const BYTES_MIN: u64 = 1024;

/// What the worker tells its watcher.
enum Message<T> {
    Progress(Progress),
    Alive,
    Ask(Question, Sender<Option<Answer>>),
    Done(Result<T, SyncError>),
}

/// The worker's end of the line.
pub(crate) struct Line<T> {
    sender: Sender<Message<T>>,
    stopped: Arc<AtomicBool>,
}

impl<T> Line<T> {
    /// Tells how far the work is; whether to go on.
    pub(crate) fn progress(&self, progress: Progress) -> bool {
        let heard = self.sender.send(Message::Progress(progress)).is_ok();
        heard && !self.stopped.load(Ordering::Relaxed)
    }

    /// Tells that something was heard from the other side; whether to go on.
    pub(crate) fn alive(&self) -> bool {
        let heard = self.sender.send(Message::Alive).is_ok();
        heard && !self.stopped.load(Ordering::Relaxed)
    }

    /// Asks the caller; the clock stands still meanwhile.
    pub(crate) fn ask(&self, question: Question) -> Option<Answer> {
        let (sender, answer) = channel();
        self.sender.send(Message::Ask(question, sender)).ok()?;
        answer.recv().ok().flatten()
    }
}

/// Runs `work` and waits for it.
///
/// # Errors
/// Its own; `Timeout` after `idle` without progress; `Cancelled` soon after the caller asked.
pub(crate) fn run<T: Send + 'static>(
    idle: Duration,
    hooks: &mut Hooks<'_>,
    work: impl FnOnce(&Line<T>) -> Result<T, SyncError> + Send + 'static,
) -> Result<T, SyncError> {
    let (sender, receiver) = channel();
    let stopped = Arc::new(AtomicBool::new(false));
    let line = Line {
        sender,
        stopped: Arc::clone(&stopped),
    };
    let thread = std::thread::Builder::new().name("sync".to_owned());
    let spawned = thread.spawn(move || {
        let result = work(&line);
        // A caller that gave up does not listen any more.
        line.sender.send(Message::Done(result)).ok();
    });
    spawned.map_err(SyncError::disk(std::path::Path::new("thread")))?;
    let result = watch(idle, hooks, &receiver);
    stopped.store(true, Ordering::Relaxed);
    result
}

fn watch<T>(
    idle: Duration,
    hooks: &mut Hooks<'_>,
    receiver: &Receiver<Message<T>>,
) -> Result<T, SyncError> {
    let mut wound = Instant::now();
    let mut last = Progress::of(Phase::Connecting);
    loop {
        if hooks.is_cancelled() {
            return Err(SyncError::Cancelled);
        }
        match receiver.recv_timeout(LOOK) {
            Ok(Message::Done(result)) => return result,
            Ok(Message::Alive) => wound = Instant::now(),
            Ok(Message::Progress(now)) => {
                let moved = now.phase != last.phase
                    || now.done != last.done
                    || now.bytes.abs_diff(last.bytes) >= BYTES_MIN;
                if moved {
                    wound = Instant::now();
                    last = now;
                }
                hooks.progress(now);
            }
            Ok(Message::Ask(question, answer)) => {
                // The worker may have been given up meanwhile by nobody but us: it waits.
                answer.send(hooks.ask(&question)).ok();
                wound = Instant::now();
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return Err(SyncError::Git(Words::new(
                    "the exchange ended without a result",
                )));
            }
        }
        if wound.elapsed() >= idle {
            return Err(SyncError::Timeout {
                idle_s: idle.as_secs(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hooks() -> Hooks<'static> {
        Hooks::new(Arc::new(AtomicBool::new(false)))
    }

    #[test]
    fn work_that_hangs_is_given_up() {
        let began = Instant::now();
        let result = run(Duration::from_millis(200), &mut hooks(), |_: &Line<()>| {
            std::thread::sleep(Duration::from_secs(20));
            Ok(())
        });
        assert_eq!(result.unwrap_err().condition(), "timeout");
        assert!(began.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn a_caller_who_stops_is_obeyed_at_once() {
        let cancel = Arc::new(AtomicBool::new(true));
        let mut hooks = Hooks::new(cancel);
        let result = run(Duration::from_secs(60), &mut hooks, |_: &Line<()>| {
            std::thread::sleep(Duration::from_secs(20));
            Ok(())
        });
        assert_eq!(result.unwrap_err().condition(), "cancelled");
    }

    #[test]
    fn nobody_waits_for_an_answer_with_a_clock_running() {
        let mut hooks = hooks().on_question(|_| {
            std::thread::sleep(Duration::from_millis(400));
            None
        });
        let question = Question::Login {
            host: "h".to_owned(),
            user: None,
        };
        let result = run(Duration::from_millis(300), &mut hooks, |line| {
            Ok(line.ask(question).is_none())
        });
        assert!(result.unwrap());
    }

    #[test]
    fn dribbling_is_no_progress() {
        let result = run(
            Duration::from_millis(300),
            &mut hooks(),
            |line: &Line<()>| {
                for bytes in 0..200 {
                    line.progress(Progress {
                        bytes,
                        ..Progress::of(Phase::Receiving)
                    });
                    std::thread::sleep(Duration::from_millis(20));
                }
                Ok(())
            },
        );
        assert_eq!(result.unwrap_err().condition(), "timeout");
    }
}
