//! The terminal, borrowed: one function gives all of it back, whatever ends the program.

use std::io;
use std::io::BufWriter;
use std::io::Stdout;
use std::io::Write;

use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::MoveTo;
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
use ratatui::backend::Backend;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Position;

use crate::app::edit::keys::Shape;
use crate::tui::canvas::Canvas;

type Out = BufWriter<Stdout>;

/// Buttons, the wheel, and moves with a button down. Not every move: that would wake us for nothing.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1006h";
/// One frame is written at once, up to so many bytes.
const FRAME_BYTES: usize = 64 << 10;

/// The screen while it is ours; given back when it is dropped.
#[derive(Debug)]
pub(super) struct Screen {
    out: CrosstermBackend<Out>,
    canvas: Canvas,
    /// Where the terminal's cursor stands; none where that is not known.
    cursor: Option<Position>,
    /// What the cursor was last told to look like. A terminal that was never told is not told at
    /// the end either: the oldest ones would show the words as letters.
    shape: Shape,
    /// Whether the terminal may show something else than it was told to.
    distrusted: bool,
}

impl Screen {
    /// Takes the terminal.
    pub(super) fn open() -> io::Result<Self> {
        enter()?;
        Ok(Self {
            out: CrosstermBackend::new(BufWriter::with_capacity(FRAME_BYTES, io::stdout())),
            canvas: Canvas::new(Self::size()),
            cursor: None,
            shape: Shape::Default,
            distrusted: false,
        })
    }

    /// Columns and rows.
    pub(super) fn size() -> (u16, u16) {
        crossterm::terminal::size().unwrap_or((80, 24))
    }

    /// Draws a frame for a window of `size`; only cells that changed are written, all at once. The
    /// terminal is not asked how large it is: it tells when that changes.
    pub(super) fn draw(
        &mut self,
        size: (u16, u16),
        draw: impl FnOnce(&mut Canvas),
    ) -> io::Result<()> {
        if self.distrusted || self.canvas.size() != size {
            self.forget(size)?;
        }
        draw(&mut self.canvas);
        let cursor = self.canvas.cursor();
        let mut changes = self.canvas.changes().peekable();
        if changes.peek().is_some() {
            self.out.draw(changes)?;
            self.canvas.settle();
        } else if self.cursor == Some(cursor) {
            return Ok(());
        }
        crossterm::queue!(self.out, MoveTo(cursor.x, cursor.y))?;
        self.cursor = Some(cursor);
        io::Write::flush(&mut self.out)
    }

    /// The window had another size, and may have its old one again before anything was drawn: what
    /// was cut off meanwhile is gone. The next frame is written whole.
    pub(super) fn distrust(&mut self) {
        self.distrusted = true;
    }

    /// Forgets what was drawn and clears the screen at once: the next frame is written whole.
    pub(super) fn renew(&mut self) -> io::Result<()> {
        self.forget(self.canvas.size())?;
        io::Write::flush(&mut self.out)
    }

    fn forget(&mut self, size: (u16, u16)) -> io::Result<()> {
        self.canvas = Canvas::new(size);
        self.cursor = None;
        self.distrusted = false;
        crossterm::queue!(self.out, ResetColor, Clear(ClearType::All))
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
        crossterm::execute!(self.out, style)
    }

    /// Hands `text` to the terminal's clipboard.
    pub(super) fn copy(&mut self, text: &str) -> io::Result<()> {
        crossterm::execute!(self.out, CopyToClipboard::to_clipboard_from(text))
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
        Print(MOUSE_ON),
        Show
    )
}
