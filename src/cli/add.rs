//! `diurnal add`: one entry from the command line, locked or not.

use std::io;
use std::io::IsTerminal;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::text_input;
use crate::journal::Journal;
use crate::model::entry::Content;
use crate::report::Report;

/// Write one entry
///
/// Works while the journal is locked: the text is sealed at once, and joins the others at the next
/// unlocking. Prints the entry's id; says the moment it understood on stderr.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal add Rain all day
  diurnal add --at 'yesterday 9pm' --tag walk --title 'To the lake' We went twice around
  fortune | diurnal add -
  diurnal add --template gratitude The first warm evening
  diurnal add --journal work --star -- -- begins with a dash")]
pub(super) struct Args {
    /// The words, joined by one space; `-` reads standard input, byte for byte
    #[arg(value_name = "TEXT")]
    text: Vec<String>,
    /// The moment it is about [default: now]
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,
    /// Its title, one line
    #[arg(long)]
    title: Option<String>,
    /// A tag; may be given more than once
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// A template to begin with; the words come where it says {{cursor}}, or at its end
    #[arg(long, value_name = "NAME")]
    template: Option<String>,
    /// Give it a star
    #[arg(long)]
    star: bool,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let mut journal = context.open()?;
    let mut entry = Content::new(context.moment(args.at.as_deref())?, context.journal_name());
    entry.title = args.title.clone().unwrap_or_default();
    entry.tags = Context::tags(&args.tag)?;
    entry.starred = args.star;
    let template = context.template(args.template.as_deref())?;
    context.unlock_quietly(&mut journal)?;
    entry.body = body(&mut journal, args)?;
    if let Some(template) = template {
        let filled = context.fill(&template, &entry);
        entry.body = filled.with(&entry.body);
    }
    let added = context.add_or_keep(&mut journal, &entry)?;
    context.added(&added)?;
    let moment = context.describe(&entry.at);
    let place = if added.inbox {
        ", sealed until the journal is unlocked"
    } else {
        ""
    };
    context.output.note(&format!("written for {moment}{place}"));
    // The entry is safe; what is left to tidy can wait for the next time.
    journal.tidy().ok();
    DONE
}

fn body(journal: &mut Journal, args: &Args) -> Result<String, Report> {
    let piped = args.text.is_empty() && !io::stdin().is_terminal();
    let needs_none = args.title.is_some() || args.template.is_some();
    if args.text == ["-"] || piped {
        return text_input::from_stdin(journal);
    }
    if args.text.is_empty() && !needs_none {
        return Err(CliError::NoText.into());
    }
    Ok(args.text.join(" "))
}
