//! The terminal, borrowed: one function gives all of it back, whatever ends the program.

use std::io;
use std::io::BufWriter;
use std::io::Stdout;
use std::io::Write;

use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::SetCursorStyle;
use crossterm::cursor::Show;
use crossterm::event::DisableBracketedPaste;
use crossterm::event::DisableFocusChange;
use crossterm::event::DisableMouseCapture;
use crossterm::event::EnableBracketedPaste;
use crossterm::event::EnableFocusChange;
use crossterm::style::Print;
use crossterm::style::ResetColor;
use crossterm::terminal::Clear;
use crossterm::terminal::ClearType;
use crossterm::terminal::EnterAlternateScreen;
use crossterm::terminal::LeaveAlternateScreen;
use crossterm::terminal::disable_raw_mode;
use crossterm::terminal::enable_raw_mode;
use ratatui::Frame;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use crate::app::edit::keys::Shape;

type Out = BufWriter<Stdout>;

/// Buttons, the wheel, and moves with a button down. Not every move: that would wake us for nothing.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1006h";
/// One frame is written at once, up to so many bytes.
const FRAME_BYTES: usize = 64 << 10;

/// The screen while it is ours; given back when it is dropped.
#[derive(Debug)]
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<Out>>,
    /// What the cursor was last told to look like. A terminal that was never told is not told at
    /// the end either: the oldest ones would show the words as letters.
    shape: Shape,
}

impl Screen {
    /// Takes the terminal.
    pub(super) fn open() -> io::Result<Self> {
        enter()?;
        Ok(Self {
            terminal: fresh()?,
            shape: Shape::Default,
        })
    }

    /// Columns and rows.
    pub(super) fn size() -> (u16, u16) {
        crossterm::terminal::size().unwrap_or((80, 24))
    }

    /// Draws a frame; only cells that changed are written.
    pub(super) fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.terminal.draw(draw).map(|_| ())
    }

    /// Forgets what was drawn and clears the screen: the next frame is written whole. Ratatui's own
    /// `clear` would ask the terminal for the cursor and wait two seconds for an answer.
    pub(super) fn renew(&mut self) -> io::Result<()> {
        self.terminal = fresh()?;
        let out = self.terminal.backend_mut();
        crossterm::execute!(out, ResetColor, Clear(ClearType::All))
    }

    /// Gives the terminal back for a while.
    pub(super) fn step_aside(&mut self) {
        self.shape(Shape::Default).ok();
        restore();
    }

    /// Takes it again.
    pub(super) fn come_back(&mut self) -> io::Result<()> {
        enter()?;
        self.renew()
    }

    /// Gives the cursor a shape, where it has another one.
    pub(super) fn shape(&mut self, shape: Shape) -> io::Result<()> {
        if shape == self.shape {
            return Ok(());
        }
        self.shape = shape;
        let style = match shape {
            Shape::Default => SetCursorStyle::DefaultUserShape,
            Shape::Block => SetCursorStyle::SteadyBlock,
            Shape::Bar => SetCursorStyle::SteadyBar,
            Shape::Line => SetCursorStyle::SteadyUnderScore,
        };
        crossterm::execute!(self.terminal.backend_mut(), style)
    }

    /// Hands `text` to the terminal's clipboard.
    pub(super) fn copy(&mut self, text: &str) -> io::Result<()> {
        let out = self.terminal.backend_mut();
        crossterm::execute!(out, CopyToClipboard::to_clipboard_from(text))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.shape(Shape::Default).ok();
        restore();
    }
}

/// Gives everything back: no text of ours stays on either screen. Called by the normal end, by
/// signals and by the panic hook; a second call does no harm.
pub(super) fn restore() {
    let mut out = io::stdout();
    crossterm::execute!(
        out,
        DisableFocusChange,
        DisableMouseCapture,
        DisableBracketedPaste,
        ResetColor,
        Clear(ClearType::All),
        LeaveAlternateScreen,
        Show
    )
    .ok();
    disable_raw_mode().ok();
    out.flush().ok();
}

fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    crossterm::execute!(
        io::stdout(),
        EnterAlternateScreen,
        Clear(ClearType::All),
        EnableBracketedPaste,
        EnableFocusChange,
        Print(MOUSE_ON)
    )
}

fn fresh() -> io::Result<Terminal<CrosstermBackend<Out>>> {
    let out = BufWriter::with_capacity(FRAME_BYTES, io::stdout());
    Terminal::new(CrosstermBackend::new(out))
}
