//! `diurnal import`: entries of other programs, or of another vault.

use std::fs::File;
use std::io;
use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::progress::Progress;
use crate::journal::types::ImportReport;
use crate::report::Kind;
use crate::report::Report;

/// How many reasons are printed one by one.
const REASONS_MAX: usize = 20;

/// Read entries from a file
///
/// jsonl: an object a line, of which only `at` and `body` are needed; with an `id`, importing it twice
/// changes nothing. One odd record never stops the rest. Prints how many were read, and what became
/// of each.
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "diurnal import [FORMAT] <PATH> [OPTIONS]",
    after_help = "Examples:
  diurnal import jsonl journal.jsonl
  diurnal import journal.jsonl --dry-run
  diurnal import jsonl - --journal travel < notes.jsonl"
)]
pub(super) struct Args {
    /// The format (jsonl), where the file's name does not tell, and the file; `-` is standard input
    #[arg(required = true, num_args = 1..=2, value_name = "FORMAT|PATH")]
    what: Vec<String>,
    /// Only count what would be done
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let path = match args.what.as_slice() {
        [format, path] if format == "jsonl" => path,
        [format, _] => {
            return Err(CliError::Usage(format!(
                "the format {format:?} is not known; known is jsonl"
            ))
            .into());
        }
        [path] if is_jsonl(path) => path,
        _ => {
            let words = "the file's name does not tell its format: diurnal import jsonl PATH";
            return Err(CliError::Usage(words.to_owned()).into());
        }
    };
    let mut from = open(path)?;
    let mut journal = context.unlocked()?;
    let mut watch = Progress::new(context.output.quiet);
    let into = context.globals.journal.as_deref();
    let report = journal.import_jsonl(&mut *from, into, args.dry_run, &mut watch)?;
    drop(watch);
    journal.tidy().ok();
    tell(context, &report)
}

fn is_jsonl(path: &str) -> bool {
    let extension = Path::new(path).extension();
    extension.is_some_and(|extension| extension == "jsonl" || extension == "ndjson")
}

fn open(path: &str) -> Result<Box<dyn BufRead>, CliError> {
    if path == "-" {
        return Ok(Box::new(BufReader::with_capacity(1 << 16, io::stdin())));
    }
    let failed = |source| CliError::Read {
        path: path.into(),
        source,
    };
    let file = File::open(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    Ok(Box::new(BufReader::with_capacity(1 << 16, file)))
}

/// Prints the balance sheet; fails where nothing at all could be read.
fn tell(context: &Context, report: &ImportReport) -> Outcome {
    if context.output.json {
        context.output.object(report)?;
    } else {
        let mut lines = context.output.lines();
        for (name, count) in [
            ("read", report.read),
            ("new", report.new),
            ("identical", report.identical),
            ("updated", report.updated),
            ("skipped", report.skipped),
        ] {
            lines.line(format_args!("{name:<10} {count:>8}"))?;
        }
        if report.corrected > 0 {
            lines.line(format_args!("{:<10} {:>8}", "corrected", report.corrected))?;
        }
        lines.end()?;
    }
    for (line, reason) in report.reasons.iter().take(REASONS_MAX) {
        context
            .output
            .note(&format!("left out line {line}: {reason}"));
    }
    let more = report.reasons.len().saturating_sub(REASONS_MAX);
    if more > 0 {
        context
            .output
            .note(&format!("and {more} more: --json names them all"));
    }
    if report.read > 0 && report.skipped == report.read {
        return Err(Report::new(Kind::Mend, "nothing could be read").hint(
            "each line needs \"at\" and \"body\": diurnal export --format json --to - shows how",
        ));
    }
    DONE
}
