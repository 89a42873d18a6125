//! A terminal with diurnal in it, driven by keys and read back as text.

use std::fs::OpenOptions;
use std::io::Read;
use std::io::Write;
use std::num::NonZero;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread;
use std::thread::JoinHandle;
use std::time::Duration;
use std::time::Instant;

use portable_pty::Child;
use portable_pty::CommandBuilder;
use portable_pty::MasterPty;
use portable_pty::PtySize;
use rustix::fs::OFlags;
use rustix::termios;
use rustix::termios::OptionalActions;
use rustix::termios::SpecialCodeIndex;

use crate::support::Home;
use crate::support::PATIENCE;

/// A running diurnal. The screen is read by a thread of its own, so nothing can block.
pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
    screen: Arc<Mutex<vt100::Parser>>,
    /// Every byte that came, for what a picture does not tell.
    sent: Arc<Mutex<Vec<u8>>>,
    reader: JoinHandle<()>,
    /// Whether the reader stops after what it reads next.
    closing: Arc<AtomicBool>,
}

impl Terminal {
    /// Starts diurnal with `args` in a terminal of 80 by 24 cells.
    pub fn open(home: &Home, args: &[&str]) -> Self {
        Self::open_sized(home, args, 80, 24, &[])
    }

    /// Starts diurnal with `args` in a terminal of that many cells, with more variables.
    pub fn open_sized(
        home: &Home,
        args: &[&str],
        cols: u16,
        rows: u16,
        more: &[(&str, &str)],
    ) -> Self {
        let program = Path::new(env!("CARGO_BIN_EXE_diurnal"));
        Self::open_program(program, home, args, cols, rows, more)
    }

    /// Starts another program than diurnal.
    pub fn open_program(
        program: &Path,
        home: &Home,
        args: &[&str],
        cols: u16,
        rows: u16,
        more: &[(&str, &str)],
    ) -> Self {
        Self::start(command(program, home, args, more), cols, rows)
    }

    /// Starts diurnal in a terminal that is not its controlling one: no signal tells it when the
    /// terminal goes.
    pub fn open_uncontrolled(home: &Home) -> Self {
        let program = Path::new(env!("CARGO_BIN_EXE_diurnal"));
        let mut command = command(program, home, &[], &[]);
        command.set_controlling_tty(false);
        Self::start(command, 80, 24)
    }

    fn start(command: CommandBuilder, cols: u16, rows: u16) -> Self {
        let size = size(cols, rows);
        let pair = portable_pty::native_pty_system().openpty(size).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        let screen = Arc::new(Mutex::new(vt100::Parser::new(cells(rows), cells(cols), 0)));
        let mut output = pair.master.try_clone_reader().unwrap();
        let shared = Arc::clone(&screen);
        let sent = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&sent);
        let closing = Arc::new(AtomicBool::new(false));
        let leaves = Arc::clone(&closing);
        let reader = thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(n @ 1..) = output.read(&mut bytes) {
                log.lock().unwrap().extend_from_slice(&bytes[..n]);
                shared.lock().unwrap().process(&bytes[..n]);
                if leaves.load(Ordering::SeqCst) {
                    return;
                }
            }
        });
        Self {
            child,
            keys: pair.master.take_writer().unwrap(),
            master: pair.master,
            screen,
            sent,
            reader,
            closing,
        }
    }

    /// Types `bytes`.
    pub fn press(&mut self, bytes: &str) {
        self.keys.write_all(bytes.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Gives the terminal another size.
    pub fn resize(&mut self, cols: u16, rows: u16) {
        self.screen
            .lock()
            .unwrap()
            .screen_mut()
            .set_size(cells(rows), cells(cols));
        self.master.resize(size(cols, rows)).unwrap();
    }

    /// Waits until the screen shows `text`, and fails with the screen if it never does.
    #[track_caller]
    pub fn shows(&self, text: &str) {
        let end = Instant::now() + PATIENCE;
        while !self.text().contains(text) {
            assert!(
                Instant::now() < end,
                "never saw {text:?} in:\n{}",
                self.text()
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until the screen does not show `text` any more.
    #[track_caller]
    pub fn lacks(&self, text: &str) {
        let end = Instant::now() + PATIENCE;
        while self.text().contains(text) {
            assert!(Instant::now() < end, "still {text:?} in:\n{}", self.text());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Sends the program a signal, as `kill` spells it: `TERM`.
    pub fn signal(&self, name: &str) {
        let id = self.id().unwrap().to_string();
        let status = std::process::Command::new("kill")
            .args(["-s", name, &id])
            .status();
        assert!(status.unwrap().success());
    }

    /// Waits until the terminal is as it was before any program took it.
    #[track_caller]
    pub fn is_plain(&self) {
        let end = Instant::now() + PATIENCE;
        while !self.is_given_back() {
            assert!(Instant::now() < end, "the terminal was not given back");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until a signal has stopped the program.
    #[track_caller]
    pub fn stops(&self) {
        let id = self.id().unwrap().to_string();
        let end = Instant::now() + PATIENCE;
        loop {
            let mut ps = std::process::Command::new("ps");
            let state = ps.args(["-o", "stat=", "-p", &id]).output().unwrap().stdout;
            if state.first() == Some(&b'T') {
                return;
            }
            assert!(Instant::now() < end, "it goes on");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits for the program to end, and fails where it has not given the terminal back: the first
    /// screen, the cursor, pasting and the mouse as they were. Returns its exit code.
    #[track_caller]
    pub fn gives_back(&mut self) -> u32 {
        let code = self.child.wait().unwrap().exit_code();
        // What it had written last may not be read yet; whoever else holds the terminal open is not
        // waited for.
        let end = Instant::now() + Duration::from_secs(10);
        while !self.reader.is_finished() && Instant::now() < end {
            thread::sleep(Duration::from_millis(2));
        }
        self.is_plain();
        code
    }

    fn is_given_back(&self) -> bool {
        let parser = self.screen.lock().unwrap();
        let screen = parser.screen();
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    }

    /// Waits for the program to end and returns its exit code.
    pub fn close(mut self) -> u32 {
        self.child.wait().unwrap().exit_code()
    }

    /// Presses `keys` and closes the terminal as soon as the program begins to draw them, or so long
    /// after; then waits for the program to end by itself, and fails where it does not.
    #[track_caller]
    pub fn hang_up(mut self, keys: &str, after: Duration) {
        self.forget_end_of_file();
        self.closing.store(true, Ordering::SeqCst);
        self.press(keys);
        self.reader.join().unwrap();
        thread::sleep(after);
        drop((self.keys, self.master));
        let end = Instant::now() + PATIENCE;
        while self.child.try_wait().unwrap().is_none() {
            if Instant::now() >= end {
                self.child.kill().unwrap();
                panic!("the program goes on without a terminal");
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// The writer types the terminal's end-of-file key when it is dropped, which the program would
    /// take for a key; it types nothing where the terminal has no such key.
    fn forget_end_of_file(&self) {
        let tty = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(i32::try_from(OFlags::NOCTTY.bits()).unwrap())
            .open(self.master.tty_name().unwrap())
            .unwrap();
        let mut settings = termios::tcgetattr(&tty).unwrap();
        settings.special_codes[SpecialCodeIndex::VEOF] = 0;
        termios::tcsetattr(&tty, OptionalActions::Now, &settings).unwrap();
    }

    /// Ends the program at once, as a SIGKILL does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Whether these bytes came since the start, anywhere.
    pub fn was_sent(&self, bytes: &str) -> bool {
        let sent = self.sent.lock().unwrap();
        sent.windows(bytes.len())
            .any(|window| window == bytes.as_bytes())
    }

    /// Waits until these bytes came, anywhere since the start.
    #[track_caller]
    pub fn sends(&self, bytes: &str) {
        let end = Instant::now() + PATIENCE;
        while !self.was_sent(bytes) {
            assert!(Instant::now() < end, "never sent {bytes:?}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Everything that came since the start.
    pub fn typescript(&self) -> String {
        String::from_utf8(self.sent.lock().unwrap().clone()).unwrap()
    }

    /// How often these bytes came since the start.
    pub fn times_sent(&self, bytes: &str) -> usize {
        let sent = self.sent.lock().unwrap();
        let windows = sent.windows(bytes.len());
        windows.filter(|window| *window == bytes.as_bytes()).count()
    }

    /// Everything that a terminal of 80 by 24 cells still holds of what came: the screen that is
    /// shown, the one behind it, and the rows that were scrolled out of either.
    pub fn holdings(&self) -> String {
        let sent = self.sent.lock().unwrap().clone();
        let mut held = String::new();
        // Each screen is looked at without the clearing that comes with leaving it in order.
        for other in ["\x1b[?47h", "\x1b[?47l"] {
            let mut parser = vt100::Parser::new(cells(24), cells(80), 10_000);
            parser.process(&sent);
            parser.process(other.as_bytes());
            let screen = parser.screen_mut();
            for row in (0..=screen.scrollback_len()).rev() {
                screen.set_scrollback(row);
                held.push_str(&screen.contents());
                held.push('\n');
            }
        }
        held
    }

    /// What a terminal of 80 by 24 cells holds of what came on the screen that its user goes back to,
    /// with the rows that were scrolled out of it.
    pub fn left_behind(&self) -> String {
        let sent = self.sent.lock().unwrap().clone();
        let mut parser = vt100::Parser::new(cells(24), cells(80), 10_000);
        parser.process(&sent);
        parser.process(b"\x1b[?47l");
        let screen = parser.screen_mut();
        let mut held = String::new();
        for row in (0..=screen.scrollback_len()).rev() {
            screen.set_scrollback(row);
            held.push_str(&screen.contents());
            held.push('\n');
        }
        held
    }

    /// The program's process id.
    pub fn id(&self) -> Option<u32> {
        self.child.process_id()
    }

    /// How many cells of a terminal of 80 by 24 have a colour now.
    pub fn coloured_cells(&self) -> usize {
        let screen = self.screen.lock().unwrap();
        let cells = (0..24).flat_map(|row| (0..80).map(move |column| (row, column)));
        let cells = cells.filter_map(|(row, column)| screen.screen().cell(row, column));
        let plain = vt100::Color::Default;
        cells
            .filter(|cell| cell.fgcolor() != plain || cell.bgcolor() != plain)
            .count()
    }

    /// What the screen shows.
    pub fn text(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }
}

fn command(program: &Path, home: &Home, args: &[&str], more: &[(&str, &str)]) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    command.env_clear();
    for (name, value) in home.env() {
        command.env(name, value);
    }
    for (name, value) in more {
        command.env(name, value);
    }
    command.cwd(home.path(""));
    command.args(args);
    command
}

fn size(cols: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

/// The parser knows no screen without a cell.
fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap_or(NonZero::<u16>::MIN)
}
