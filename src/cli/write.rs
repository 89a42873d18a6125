//! `diurnal write`: a new entry in an editor: diurnal's own, or another one.

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::editor;
use crate::cli::error::CliError;
use crate::cli::screens;
use crate::cli::text_input;
use crate::model::entry::Content;

/// Write a new entry in the editor
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal write
  diurnal write --at 'yesterday 9pm'
  diurnal write --template day
  VISUAL=nvim diurnal write --external")]
pub(super) struct Args {
    /// The moment it is about [default: now]
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,
    /// A template to begin with
    #[arg(long, value_name = "NAME")]
    template: Option<String>,
    /// Use $VISUAL or $EDITOR, on a memory file system and without its traces
    #[arg(long)]
    external: bool,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let at = args.at.as_deref().map(|at| context.moment(Some(at)));
    let at = at.transpose()?;
    let template = context.template(args.template.as_deref())?;
    if !args.external {
        return screens::open_editor(context, at, template);
    }
    let mut journal = context.open()?;
    context.unlock_quietly(&mut journal)?;
    let at = match at {
        Some(at) => at,
        None => context.moment(None)?,
    };
    let mut entry = Content::new(at, context.journal_name());
    let begun = template.map(|template| context.fill(&template, &entry).text);
    let bytes = editor::edit(context, begun.as_deref().unwrap_or_default().as_bytes())?;
    entry.body = text_input::body(&mut journal, bytes)?;
    if entry.is_blank() || begun.as_ref() == Some(&entry.body) {
        return Err(CliError::Declined.into());
    }
    let added = context.add_or_keep(&mut journal, &entry)?;
    context.added(&added)?;
    context
        .output
        .note(&format!("written for {}", context.describe(&entry.at)));
    journal.tidy().ok();
    DONE
}
