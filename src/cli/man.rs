//! `diurnal man`: the manual, in the program itself. Section 1 is rendered by tests/it/docs.rs.

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::error::CliError;

/// Print a page of the manual, as roff
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal man | man -l -
  diurnal man sync | man -l -
  diurnal man --list")]
pub(super) struct Args {
    /// The command, or the page's name
    #[arg(value_name = "PAGE", default_value = "diurnal")]
    page: String,
    /// List the pages
    #[arg(long)]
    list: bool,
}

macro_rules! pages {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../man/", $name)))),*]
    };
}

/// Every page, by its file's name. tests/it/docs.rs compares this with the folder `man`.
pub(super) const PAGES: &[(&str, &str)] = pages![
    "diurnal-add.1",
    "diurnal-backup.1",
    "diurnal-calendar.1",
    "diurnal-clone.1",
    "diurnal-completions.1",
    "diurnal-config.1",
    "diurnal-config.5",
    "diurnal-conflicts.1",
    "diurnal-delete.1",
    "diurnal-demo.1",
    "diurnal-device.1",
    "diurnal-doctor.1",
    "diurnal-drafts.1",
    "diurnal-edit.1",
    "diurnal-export.1",
    "diurnal-format.5",
    "diurnal-history.1",
    "diurnal-import.1",
    "diurnal-init.1",
    "diurnal-journals.1",
    "diurnal-json.5",
    "diurnal-key.1",
    "diurnal-list.1",
    "diurnal-lock.1",
    "diurnal-man.1",
    "diurnal-move.1",
    "diurnal-on-this-day.1",
    "diurnal-purge.1",
    "diurnal-random.1",
    "diurnal-remote.1",
    "diurnal-recovery.7",
    "diurnal-resolve.1",
    "diurnal-restore.1",
    "diurnal-search.1",
    "diurnal-security.7",
    "diurnal-show.1",
    "diurnal-star.1",
    "diurnal-stats.1",
    "diurnal-status.1",
    "diurnal-sync.1",
    "diurnal-tag.1",
    "diurnal-tags.1",
    "diurnal-undelete.1",
    "diurnal-unlock.1",
    "diurnal-verify.1",
    "diurnal-words.1",
    "diurnal-write.1",
    "diurnal.1",
];

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let mut lines = context.output.lines();
    if args.list {
        for (name, _) in PAGES {
            lines.line(name)?;
        }
    } else {
        lines.text(page(&args.page).ok_or_else(|| {
            CliError::Usage(format!(
                "there is no page {:?}; --list shows them",
                args.page
            ))
        })?)?;
    }
    lines.end()?;
    DONE
}

/// The page called `sync`, `diurnal-sync` or `diurnal-sync.1`.
fn page(wanted: &str) -> Option<&'static str> {
    let is_it = |name: &str| {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        name == wanted || stem == wanted || stem.strip_prefix("diurnal-") == Some(wanted)
    };
    let mut pages = PAGES.iter();
    pages.find(|(name, _)| is_it(name)).map(|(_, text)| *text)
}
