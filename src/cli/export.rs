//! `diurnal export`: entries as files that other programs read.

use std::fs;
use std::fs::File;
use std::io;
use std::io::BufRead;
use std::io::BufReader;
use std::io::BufWriter;
use std::io::Read;
use std::io::Write;
use std::path::Path;

use crate::cli::DONE;
use crate::cli::FOUND_WANTING;
use crate::cli::Outcome;
use crate::cli::args::Filters;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::progress::Progress;
use crate::journal::Journal;
use crate::journal::types::ExportReport;
use crate::model::query::Filter;
use crate::report::Kind;
use crate::report::Report;

/// What the file of a JSON export is called.
const JSON_FILE: &str = "journal.jsonl";

/// Write entries as Markdown files, or as JSON Lines
///
/// Markdown: a file an entry, with its date, tags and title in front. JSON: DIR/journal.jsonl, what
/// `import jsonl` reads. Files of other origin are never overwritten. What is written is readable by
/// everybody who can read the folder: diurnal no longer keeps it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal export --to ~/journal-2024 --on 2024
  diurnal export --format markdown --to ~/journal --check
  diurnal export --format json --to - > journal.jsonl")]
pub(super) struct Args {
    /// How to write them
    #[arg(long, default_value = "markdown")]
    format: Format,
    /// Into which folder, made if absent; `-` is standard output (json)
    #[arg(long, value_name = "DIR|-")]
    to: String,
    /// Read everything back and compare it
    #[arg(long)]
    check: bool,
    /// Up to this day, itself included; `--to` of the other commands
    #[arg(
        id = "last_day",
        long = "until",
        value_name = "WHEN",
        help_heading = "Filters"
    )]
    until: Option<String>,
    #[command(flatten)]
    filters: Filters,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A file an entry, with YAML front matter
    Markdown,
    /// A line an entry
    Json,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let filter = args.filters.read(context, args.until.as_deref())?;
    let to_stdout = args.to == "-";
    if to_stdout && args.format == Format::Markdown {
        return Err(CliError::Usage("Markdown needs a folder: --to DIR".to_owned()).into());
    }
    let mut journal = context.unlocked()?;
    let mut watch = Progress::new(context.output.quiet);
    let dir = Path::new(&args.to);
    let report = match args.format {
        Format::Json if to_stdout => {
            let mut lines = context.output.lines();
            let report = journal.export_jsonl(lines.writer(), &filter, &mut watch)?;
            lines.end()?;
            report
        }
        Format::Json => export_json(&mut journal, dir, &filter, args.check, &mut watch)?,
        Format::Markdown => {
            make_folder(dir)?;
            journal.export_markdown(dir, &filter, args.check, &mut watch)?
        }
    };
    drop(watch);
    tell(context, args, to_stdout, &report)
}

/// Says what was written; a file left alone is something to mend, one that reads back otherwise is damage.
fn tell(context: &Context, args: &Args, to_stdout: bool, report: &ExportReport) -> Outcome {
    if context.output.json && !to_stdout {
        context.output.object(report)?;
    }
    let mut said = vec![format!("exported {} entries", report.entries)];
    if report.identical > 0 {
        said.push(format!("{} were there already", report.identical));
    }
    if args.check {
        said.push(format!("{} read back and compared", report.checked));
    }
    context.output.note(&said.join(", "));
    if let Some(id) = report.unreadable.first() {
        let count = report.unreadable.len();
        let what = format!("{count} entries cannot be read; all others were exported");
        context.output.failed(
            &Report::new(Kind::Damage, what)
                .named("damaged")
                .because(format!("the first is {}", id.short()))
                .hint("diurnal verify --local says what is damaged"),
        );
        return FOUND_WANTING;
    }
    if let Some(path) = report.different.first() {
        let count = report.different.len();
        context.output.failed(
            &Report::new(Kind::Damage, format!("{count} files read back otherwise"))
                .named("export-differs")
                .because(format!("the first is \"{}\"", path.display())),
        );
        return FOUND_WANTING;
    }
    if let Some(path) = report.refused.first() {
        let count = report.refused.len();
        return Err(Report::new(
            Kind::Mend,
            format!("{count} files are not ours and were left alone"),
        )
        .because(format!("the first is \"{}\"", path.display()))
        .hint("export into an empty folder"));
    }
    DONE
}

fn make_folder(dir: &Path) -> Result<(), CliError> {
    fs::create_dir_all(dir).map_err(|source| CliError::Write {
        path: dir.to_owned(),
        source,
    })
}

/// Writes `DIR/journal.jsonl`, whole or not at all.
fn export_json(
    journal: &mut Journal,
    dir: &Path,
    filter: &Filter,
    check: bool,
    watch: &mut Progress,
) -> Result<ExportReport, Report> {
    make_folder(dir)?;
    let path = dir.join(JSON_FILE);
    let failed = |source: io::Error| CliError::Write {
        path: path.clone(),
        source,
    };
    if !is_ours(&path).map_err(failed)? {
        return Ok(ExportReport {
            refused: vec![path],
            ..ExportReport::default()
        });
    }
    let file = tempfile::NamedTempFile::new_in(dir).map_err(failed)?;
    let mut writer = BufWriter::with_capacity(1 << 16, file);
    let mut report = journal.export_jsonl(&mut writer, filter, watch)?;
    let file = writer
        .into_inner()
        .map_err(|error| failed(error.into_error()))?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(&path).map_err(|error| failed(error.error))?;
    if check {
        let mut comparer = Comparer::new(&path).map_err(failed)?;
        journal.export_jsonl(&mut comparer, filter, watch)?;
        if comparer.found_equal().map_err(failed)? {
            report.checked = report.entries;
        } else {
            report.different.push(path.clone());
        }
    }
    Ok(report)
}

/// Whether nothing of another program's would be lost by writing to `path`: it is absent, empty, or
/// opens with a line as we write them.
fn is_ours(path: &Path) -> io::Result<bool> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(error),
    };
    let mut line = Vec::new();
    // Only its front: a line may be as long as an entry.
    BufReader::new(file.take(64)).read_until(b'\n', &mut line)?;
    Ok(line.is_empty() || line.starts_with(b"{\"id\":\""))
}

/// Compares what is written to it with a file.
struct Comparer {
    file: BufReader<File>,
    equal: bool,
}

impl Comparer {
    fn new(path: &Path) -> io::Result<Self> {
        Ok(Self {
            file: BufReader::with_capacity(1 << 16, File::open(path)?),
            equal: true,
        })
    }

    /// Whether all that was written was in the file, and nothing more is.
    fn found_equal(mut self) -> io::Result<bool> {
        Ok(self.equal && self.file.fill_buf()?.is_empty())
    }
}

impl Write for Comparer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut there = vec![0; bytes.len()];
        match self.file.read_exact(&mut there) {
            Ok(()) => self.equal = self.equal && there == bytes,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => self.equal = false,
            Err(error) => return Err(error),
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
