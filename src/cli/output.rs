//! The way to print: results to stdout, everything else to stderr, and nothing that could steer a terminal.

use std::cell::RefCell;
use std::fmt::Display;
use std::io;
use std::io::BufWriter;
use std::io::IsTerminal;
use std::io::StdoutLock;
use std::io::Write;
use std::rc::Rc;

use anstyle::AnsiColor;
use anstyle::Style;

use crate::cli::args::Color;
use crate::cli::args::Globals;
use crate::cli::context::Variable;
use crate::journal::types::Notice;
use crate::model::id::EntryId;
use crate::model::text;
use crate::report;
use crate::report::Report;

/// Columns of a terminal that does not say how many it has.
const COLUMNS: usize = 80;

/// What is meant by a colour.
pub(super) const DIM: Style = Style::new().dimmed();
/// A title.
pub(super) const STRONG: Style = Style::new().bold();
/// A tag.
pub(super) const TAG: Style = AnsiColor::Cyan.on_default();
/// An id.
pub(super) const ID: Style = AnsiColor::Yellow.on_default();
/// What needs its owner, or what a version took away.
pub(super) const BAD: Style = AnsiColor::Red.on_default();
/// What is well, or what a version added.
pub(super) const GOOD: Style = AnsiColor::Green.on_default();

/// How to print.
#[derive(Clone, Debug)]
pub(super) struct Output {
    /// Whether results are JSON.
    pub(super) json: bool,
    /// Whether only results and errors are said.
    pub(super) quiet: bool,
    /// Whether colour is wanted.
    color: bool,
    /// The columns that a row may fill; `None` where nobody looks at columns.
    pub(super) columns: Option<usize>,
    /// The entries of the rows printed, where rows are numbered.
    pub(super) numbered: Option<Numbered>,
}

/// Entries in the order of their numbers, which begin at 1.
pub(super) type Numbered = Rc<RefCell<Vec<EntryId>>>;

#[allow(
    clippy::unused_self,
    reason = "everything is printed by the one value that knows the options"
)]
impl Output {
    /// How the options and the terminal want it.
    pub(super) fn new(globals: &Globals, variable: Variable) -> Self {
        let terminal = io::stdout().is_terminal();
        let set = |name| variable(name).is_some_and(|value| !value.is_empty());
        let dumb = variable("TERM").is_none_or(|term| term == "dumb");
        let color = match globals.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => terminal && !dumb && !globals.plain && !set("NO_COLOR"),
        };
        Self {
            json: globals.json,
            quiet: globals.quiet,
            color,
            columns: (terminal && !globals.plain).then(terminal_columns),
            numbered: None,
        }
    }

    /// Standard output, to write many lines to; [`Lines::end`] says whether all arrived.
    pub(super) fn lines(&self) -> Lines {
        Lines {
            to: BufWriter::with_capacity(1 << 16, io::stdout().lock()),
        }
    }

    /// Prints one result line.
    pub(super) fn line(&self, line: impl Display) -> Result<(), Report> {
        let mut lines = self.lines();
        lines.line(line)?;
        lines.end()
    }

    /// Prints one JSON object on one line.
    pub(super) fn object(&self, value: &impl serde::Serialize) -> Result<(), Report> {
        let mut lines = self.lines();
        lines.object(value)?;
        lines.end()
    }

    /// Says something that is no result: on stderr, unless `--quiet`.
    pub(super) fn note(&self, message: &str) {
        if !self.quiet {
            say("", message);
        }
    }

    /// Says what its owner must know, even with `--quiet`.
    pub(super) fn warn(&self, report: &Report) {
        say("warning: ", &report.one_line());
    }

    /// Says what was noticed, each with its condition; with `--quiet` only what is not mended.
    pub(super) fn notices(&self, notices: &[Notice]) {
        for notice in notices {
            if notice.healed {
                self.note(&named(notice));
            } else {
                say("warning: ", &named(notice));
                if let Some(advice) = report::advice_on(notice) {
                    say("hint: ", advice);
                }
            }
        }
    }

    /// Tells an error that is not the last word of its command.
    pub(super) fn failed(&self, report: &Report) {
        writeln!(io::stderr(), "{report}").ok();
    }

    /// Shows a few lines of a file that an error is about, on stderr.
    pub(super) fn excerpt(&self, lines: &str) {
        writeln!(io::stderr(), "{}", text::visible_text(lines)).ok();
    }

    /// Shows what must be read before a question is answered.
    pub(super) fn ask(&self, text: &str) {
        writeln!(io::stderr(), "{text}").ok();
    }

    /// `text` in `style`, where colour is wanted.
    pub(super) fn paint(&self, style: Style, text: impl Display) -> String {
        if self.color {
            format!("{style}{text}{style:#}")
        } else {
            text.to_string()
        }
    }
}

/// A notice with its condition and what helps.
pub(super) fn named_with_advice(notice: &Notice) -> String {
    format!("{} [{}]", report::told(notice), notice.condition)
}

/// A notice with its condition.
pub(super) fn named(notice: &Notice) -> String {
    format!("{} [{}]", notice.text, notice.condition)
}

/// Nothing can be done if stderr itself is closed; the exit code still tells.
fn say(what: &str, message: &str) {
    let message = text::visible_line(message);
    writeln!(io::stderr(), "diurnal: {what}{message}").ok();
}

/// Many lines on their way to stdout.
pub(super) struct Lines {
    to: BufWriter<StdoutLock<'static>>,
}

impl Lines {
    /// Prints a line.
    pub(super) fn line(&mut self, line: impl Display) -> Result<(), Report> {
        Ok(writeln!(self.to, "{line}")?)
    }

    /// Prints text as it is.
    pub(super) fn text(&mut self, text: impl Display) -> Result<(), Report> {
        Ok(write!(self.to, "{text}")?)
    }

    /// Prints one JSON object on one line.
    pub(super) fn object(&mut self, value: &impl serde::Serialize) -> Result<(), Report> {
        serde_json::to_writer(&mut self.to, value).map_err(io::Error::from)?;
        Ok(self.to.write_all(b"\n")?)
    }

    /// The writer itself, for a verb that writes.
    pub(super) fn writer(&mut self) -> &mut dyn Write {
        &mut self.to
    }

    /// Hands the rest over; without it a full disk behind stdout would go unseen.
    pub(super) fn end(mut self) -> Result<(), Report> {
        Ok(self.to.flush()?)
    }
}

fn terminal_columns() -> usize {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok();
    let columns = size.map_or(0, |size| usize::from(size.ws_col));
    if columns == 0 { COLUMNS } else { columns }
}
