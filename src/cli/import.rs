//! `diurnal import`: entries of other programs, or of another vault.

use std::fs;
use std::fs::File;
use std::io;
use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::path::PathBuf;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::imports;
use crate::cli::passphrase;
use crate::cli::progress::Progress;
use crate::cli::prompt;
use crate::journal::forms::IMPORT_NAMES;
use crate::journal::forms::ImportForm;
use crate::journal::forms::ImportPlan;
use crate::journal::types::ImportReport;
use crate::model::secret::Secret;
use crate::model::time::Zone;
use crate::report::Kind;
use crate::report::Report;

/// How many reasons are printed one by one.
const REASONS_MAX: usize = 20;

/// Read entries from a file or a folder
///
/// jsonl: an object a line, of which only `at` and `body` are needed. markdown: a folder that `diurnal
/// export` wrote, which comes back byte for byte; or any other one, such as Obsidian's daily notes or
/// vimwiki's diary, a file an entry, whose day is told by its front matter, its path or its first
/// heading. dayone: the zip that Day One exports, or that `diurnal export --format dayone` wrote, or the
/// folder of Day One Classic; attachments are not taken yet, and counted. joplin: a JEX file, the folder that Joplin calls RAW, or
/// its Markdown, where you name the form, with its notebooks as journals. jrnl: the text that it keeps,
/// as a file or a folder, or one file that it has encrypted (the passphrase is
/// asked for), or its JSON. tui-journal: its JSON, or its SQLite file. rednotebook:
/// its folder of months. standard-notes: its decrypted backup, the zip or the file in it. journey,
/// diarium: the zips that they export. mini-diary: its JSON. org-journal: its folder.
///
/// The form is told by what is in the file, where you do not name it. What has an id is imported once:
/// importing it again changes nothing. One odd record never stops the rest. Prints how many were read,
/// and what became of each.
///
/// list: the imports that left something here, with what each is called. undo: takes one back, the last
/// where you name none: what it made is deleted, what it changed says again what it said, and what
/// somebody changed since is left and named. Every version stays: `undelete` and `restore` bring back
/// what you want. (A file that is called so is imported as ./list.)
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "diurnal import [FORMAT] <PATH> [OPTIONS]\n       diurnal import list\n       diurnal import undo [ID] [--dry-run]",
    after_help = "Examples:
  diurnal import jsonl journal.jsonl
  diurnal import journal.jsonl --dry-run
  diurnal import ~/journal-in-clear
  diurnal import markdown ~/vault/daily --dry-run
  diurnal import dayone 2026-11-20-export.zip --dry-run
  diurnal import jrnl journal.txt --zone Europe/Berlin
  diurnal import jsonl - --journal travel < notes.jsonl
  diurnal import list
  diurnal import undo --dry-run"
)]
pub(super) struct Args {
    /// The format (jsonl, markdown, dayone, joplin, jrnl, tui-journal, rednotebook, standard-notes,
    /// journey, diarium, mini-diary, org-journal), where the file does not tell, and the file or
    /// folder; `-` is standard input (jsonl)
    #[arg(required = true, num_args = 1..=2, value_name = "FORMAT|PATH")]
    what: Vec<String>,
    /// Only count what would be done
    #[arg(long)]
    dry_run: bool,
    /// Where the clock was that a form without zones was written by [default: here]
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// Read the passphrase of a file that jrnl has encrypted from FILE; it is asked for else
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    source_passphrase_file: Option<PathBuf>,
}

/// What is imported.
enum Form {
    Lines,
    Other(ImportForm),
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let words: Vec<&str> = args.what.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["list"] => return imports::list(context),
        ["undo"] => return imports::undo(context, None, args.dry_run),
        ["undo", id] => return imports::undo(context, Some(id), args.dry_run),
        _ => {}
    }
    let (form, path) = what(&args.what)?;
    if let (Form::Other(form), [_]) = (&form, args.what.as_slice()) {
        let seen = form.words();
        context.output.note(&format!("{path:?} is {seen}"));
    }
    let is_lines = matches!(form, Form::Lines);
    let mut from = match form {
        Form::Lines => Some(open(path)?),
        Form::Other(_) => {
            let unreadable = |source| CliError::Read {
                path: path.into(),
                source,
            };
            fs::symlink_metadata(path).map_err(unreadable)?;
            None
        }
    };
    let zone = match &args.zone {
        Some(name) => Zone::named(name)
            .map_err(|error| CliError::Usage(format!("--zone {name:?}: {error}")))?,
        None => (context.outside.zone)(),
    };
    let mut journal = context.unlocked()?;
    let mut watch = Progress::new(context.output.quiet);
    let into = context.globals.journal.clone();
    let report = match (form, &mut from) {
        (Form::Other(form), _) => {
            let passphrase = form.is_sealed().then(|| passphrase_of(args, path));
            let plan = ImportPlan {
                journal: into,
                dry: args.dry_run,
                passphrase: passphrase.transpose()?,
                ..ImportPlan::of(form, zone)
            };
            journal.import_path(Path::new(path), &plan, &mut watch)?
        }
        (Form::Lines, Some(from)) => {
            journal.import_jsonl(&mut **from, into.as_deref(), args.dry_run, &mut watch)?
        }
        (Form::Lines, None) => ImportReport::default(),
    };
    drop(watch);
    journal.tidy().ok();
    tell(context, &report, is_lines)
}

/// The passphrase that the other program asks for: from a file, else asked for.
fn passphrase_of(args: &Args, path: &str) -> Result<Secret, CliError> {
    if let Some(file) = &args.source_passphrase_file {
        return passphrase::from_file(file);
    }
    if !prompt::is_possible_for_secrets() {
        let what = "the passphrase of the file (--source-passphrase-file FILE)";
        return Err(CliError::NoTerminal(what));
    }
    prompt::secret(&format!("Passphrase of {path:?}: "))
}

/// The form and the path that the words name, or that the file tells.
fn what(words: &[String]) -> Result<(Form, &str), CliError> {
    match words {
        [format, path] => {
            let form = match ImportForm::named(format, Path::new(path)) {
                _ if format == "jsonl" => Form::Lines,
                Some(form) => Form::Other(form),
                None => {
                    let known = IMPORT_NAMES.iter().map(|(name, ..)| *name);
                    let known = known.collect::<Vec<_>>().join(", ");
                    return Err(CliError::Usage(format!(
                        "the format {format:?} is not known; known are jsonl, {known}"
                    )));
                }
            };
            Ok((form, path))
        }
        [path] if is_jsonl(path) => Ok((Form::Lines, path)),
        [path] => {
            let unreadable = |source| CliError::Read {
                path: path.into(),
                source,
            };
            fs::symlink_metadata(path).map_err(unreadable)?;
            let form = ImportForm::of(Path::new(path)).ok_or_else(|| {
                let words = "it is none of the forms that diurnal import --help names (no zip of Day One, no \
                             folder of Markdown with days …), and not called .jsonl: diurnal import FORMAT PATH \
                             names the format";
                CliError::Usage(words.to_owned())
            })?;
            Ok((Form::Other(form), path))
        }
        _ => Err(CliError::Usage("one path is wanted".to_owned())),
    }
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
fn tell(context: &Context, report: &ImportReport, is_lines: bool) -> Outcome {
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
    if report.attachments > 0 {
        let files = if report.attachments == 1 {
            "file"
        } else {
            "files"
        };
        context.output.note(&format!(
            "{} attached {files} named and not taken: diurnal keeps no attachments yet",
            report.attachments
        ));
    }
    if let Some(id) = &report.id {
        let words = format!("import {id}: diurnal import undo {id} takes it back");
        context.output.note(&words);
    }
    let place = if is_lines { "line" } else { "record" };
    for (line, reason) in report.reasons.iter().take(REASONS_MAX) {
        context
            .output
            .note(&format!("left out {place} {line}: {reason}"));
    }
    let more = report.reasons.len().saturating_sub(REASONS_MAX);
    if more > 0 {
        context
            .output
            .note(&format!("and {more} more: --json names them all"));
    }
    if report.read > 0 && report.skipped == report.read {
        let why = Report::new(Kind::Mend, "nothing could be read");
        if !is_lines {
            return Err(
                why.hint("the reasons stand above; diurnal import FORMAT PATH takes another form")
            );
        }
        return Err(why.hint(
            "each line needs \"at\" and \"body\": diurnal export --format json --to - shows how",
        ));
    }
    DONE
}
