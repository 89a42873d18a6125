//! `diurnal export`: entries as files that other programs read.

use std::path::Path;

use crate::cli::DONE;
use crate::cli::FOUND_WANTING;
use crate::cli::Outcome;
use crate::cli::args::Filters;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::progress::Progress;
use crate::journal::JournalError;
use crate::journal::forms::ExportForm;
use crate::journal::forms::ExportPlan;
use crate::journal::forms::ExportReport;
use crate::journal::forms::PLACEHOLDERS;
use crate::journal::forms::Pattern;
use crate::journal::forms::Per;
use crate::journal::types::Watch;
use crate::report::Kind;
use crate::report::Report;

/// Write entries as Markdown, JSON Lines, HTML, text, or for Day One or jrnl
///
/// Markdown: a file an entry, with its date, tags and title in front; `import` takes it back as it was,
/// and JSON too. What a form cannot carry is counted and named. Files of other origin are never
/// overwritten. With --mirror only what changed is written again, what was deleted is taken away, and
/// what you changed by hand is named and left alone. What is written is readable by everybody who can
/// read the folder: diurnal no longer keeps it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Forms:
  markdown  a file an entry (or --per day, month, year), in folders of years and months
  json      journal.jsonl, a line an entry
  html      journal.html, one page with calendar, charts and search; needs no network
  site      index.html and a page a month
  dayone    journal-dayone.zip, which Day One imports
  text      journal.txt, for reading and printing
  jrnl      journal-jrnl.txt, the text that jrnl keeps

Examples:
  diurnal export --to ~/journal-2024 --on 2024
  diurnal export --format markdown --to ~/journal --check
  diurnal export --format html --to ~/Desktop --tag family
  diurnal export --mirror ~/notes/journal --name '{year}/{date} {title}'
  diurnal export --format json --to - > journal.jsonl")]
pub(super) struct Args {
    /// How to write them
    #[arg(long, default_value = "markdown")]
    format: Format,
    /// Into which folder, made if absent; `-` is standard output (json, text, jrnl)
    #[arg(long, value_name = "DIR|-", required_unless_present = "mirror")]
    to: Option<String>,
    /// Keep this folder as a mirror: write only what changed since the last time
    #[arg(long, value_name = "DIR", conflicts_with = "to")]
    mirror: Option<String>,
    /// Go on until Ctrl-C, and renew the mirror whenever something was written or synced
    #[arg(long, requires = "mirror")]
    watch: bool,
    /// How many entries share a Markdown file
    #[arg(long, value_name = "WHAT", default_value = "entry")]
    per: Share,
    /// How Markdown files are named, as '{year}/{date}-{title}-{id}'; also {month} {day} {hour}
    /// {minute} {time} {weekday} {journal}
    #[arg(long, value_name = "PATTERN", conflicts_with = "per")]
    name: Option<String>,
    /// Write Markdown without the YAML in front
    #[arg(long)]
    no_front_matter: bool,
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
    /// One page
    Html,
    /// A page a month, and a first one
    Site,
    /// A zip for Day One
    Dayone,
    /// Plain text
    Text,
    /// The text that jrnl keeps
    Jrnl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Share {
    /// Each entry has its own
    Entry,
    /// Those of a day
    Day,
    /// Those of a month
    Month,
    /// Those of a year
    Year,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let filter = args.filters.read(context, args.until.as_deref())?;
    let mut plan = plan(context, args)?;
    let mut journal = context.unlocked()?;
    let mut watch = Progress::new(context.output.quiet);
    if args.to.as_deref() == Some("-") {
        let mut lines = context.output.lines();
        let report = journal.export_stream(lines.writer(), &plan.form, &filter, &mut watch)?;
        lines.end()?;
        drop(watch);
        return tell(context, args, true, &report);
    }
    let to = args.mirror.as_ref().or(args.to.as_ref());
    let dir = Path::new(to.map_or(".", String::as_str));
    plan.mirror = args.mirror.is_some();
    if args.watch {
        let path = dir.display();
        context.output.note(&format!(
            "everything in \"{path}\" is plain text, which whoever can read that folder can read; Ctrl-C ends the mirror"
        ));
    }
    loop {
        // Before it is read: what is written meanwhile is in the next round.
        let seen = journal.seen()?;
        let report = journal.export(dir, &plan, &filter, &mut watch)?;
        watch.pause();
        let outcome = tell(context, args, false, &report);
        if !args.watch {
            return outcome;
        }
        // What is wrong with one file is said, and the others are kept current.
        if let Err(report) = outcome {
            context.output.failed(&report);
        }
        match journal.wait_for_change(seen, &mut watch) {
            Err(JournalError::Stopped) => return DONE,
            done => done?,
        }
    }
}

fn plan(context: &Context, args: &Args) -> Result<ExportPlan, CliError> {
    let usage = |words: String| CliError::Usage(words);
    let markdown = args.format == Format::Markdown;
    let shaped = args.per != Share::Entry || args.name.is_some() || args.no_front_matter;
    if shaped && !markdown {
        return Err(usage(
            "--per, --name and --no-front-matter are for Markdown".to_owned(),
        ));
    }
    let stream = matches!(args.format, Format::Json | Format::Text | Format::Jrnl);
    if args.to.as_deref() == Some("-") && !stream {
        return Err(usage("this form needs a folder: --to DIR".to_owned()));
    }
    if args.mirror.is_some() && !markdown && args.format != Format::Site {
        return Err(usage("--mirror is for markdown and site".to_owned()));
    }
    let pattern = args.name.as_deref().map(str::parse::<Pattern>).transpose();
    let pattern = pattern.map_err(|error| {
        let known: Vec<String> = PLACEHOLDERS
            .iter()
            .map(|name| format!("{{{name}}}"))
            .collect();
        usage(format!("--name: {error}; known are {}", known.join(" ")))
    })?;
    let form = match args.format {
        Format::Markdown => ExportForm::Markdown {
            per: match args.per {
                Share::Entry => Per::Entry,
                Share::Day => Per::Day,
                Share::Month => Per::Month,
                Share::Year => Per::Year,
            },
            pattern,
            front_matter: !args.no_front_matter,
        },
        Format::Json => ExportForm::Json,
        Format::Html => ExportForm::Html,
        Format::Site => ExportForm::Site,
        Format::Dayone => ExportForm::DayOne,
        Format::Text => ExportForm::Text,
        Format::Jrnl => ExportForm::Jrnl,
    };
    let named = context.globals.journal.clone();
    Ok(ExportPlan {
        title: named.unwrap_or_else(|| "Journal".to_owned()),
        first_weekday: context.settings.preferences.first_weekday,
        ..ExportPlan::of(form, args.check)
    })
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
    if report.removed > 0 {
        said.push(format!("{} taken away", report.removed));
    }
    if args.check {
        let of_files = matches!(args.format, Format::Markdown | Format::Site);
        let what = if of_files { "files" } else { "entries" };
        let checked = report.checked;
        said.push(format!("{checked} {what} read back and compared"));
    }
    context.output.note(&said.join(", "));
    for (loss, count) in report.lost.each() {
        let entries = if count == 1 { "entry" } else { "entries" };
        let words = loss.words();
        context
            .output
            .note(&format!("not carried, of {count} {entries}: {words}"));
    }
    for path in &report.edited {
        context.output.note(&format!(
            "\"{}\" was changed by hand and left alone; take the change into the entry, or remove the file",
            path.display()
        ));
    }
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
