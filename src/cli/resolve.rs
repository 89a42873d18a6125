//! `diurnal resolve`: makes one version of several that stand side by side.

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::editor;
use crate::cli::error::CliError;
use crate::cli::text_input;
use crate::journal::Journal;
use crate::journal::types::Version;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::merge::Said;
use crate::report::Kind;
use crate::report::Report;

/// Settle an entry that two devices changed at once
///
/// Changes in other lines or words are merged without asking; what is left is for a person. Ours is
/// the version that this device wrote; where it wrote none of them, the one that `show` prints.
/// Whatever is chosen, the history keeps all.
#[derive(Debug, clap::Args)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is an option of its own, and clap lets only one of them be given"
)]
#[command(
    group = clap::ArgGroup::new("which").required(true),
    after_help = "Examples:
  diurnal conflicts
  diurnal resolve 1a2b3c4d --ours
  diurnal resolve 1a2b3c4d --edit"
)]
pub(super) struct Args {
    /// The entry
    #[arg(value_name = "ID")]
    id: String,
    /// Take the version of this device
    #[arg(long, group = "which")]
    ours: bool,
    /// Take the version of the other device
    #[arg(long, group = "which")]
    theirs: bool,
    /// Take both: merged where that can be, else one below the other; what can be said only once,
    /// such as the journal, as ours says it
    #[arg(long, group = "which")]
    both: bool,
    /// Write both together by hand, in $VISUAL or $EDITOR
    #[arg(long, group = "which")]
    edit: bool,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let mut journal = context.unlocked()?;
    let id = journal.find(&args.id)?;
    let versions = journal.heads(id)?;
    let heads: Vec<RevId> = versions.iter().map(|head| head.rev).collect();
    let (settled, extra, deleted) = if args.ours || args.theirs {
        let version = one_of(&mut journal, id, versions, args.ours)?;
        (version.content, version.extra, version.deleted)
    } else {
        let united = united(&mut journal, id, &heads)?;
        let mut both = united.content;
        if args.edit {
            let bytes = editor::edit(context, both.body.as_bytes())?;
            both.body = text_input::body(&mut journal, bytes)?;
            if both.is_blank() {
                return Err(CliError::Declined.into());
            }
        }
        (both, united.extra, false)
    };
    let resolved = journal.resolve(id, &heads, &settled, &extra, deleted)?;
    context.saved(&resolved)?;
    journal.tidy().ok();
    DONE
}

/// The version that is ours, or the only other one.
fn one_of(
    journal: &mut Journal,
    id: EntryId,
    mut heads: Vec<Version>,
    ours: bool,
) -> Result<Version, Report> {
    let shown = journal.entry(id)?.revision;
    let own = heads.iter().position(|head| head.own);
    let own = own.or_else(|| heads.iter().position(|head| head.rev == shown));
    let own = heads.remove(own.unwrap_or(0));
    if ours {
        return Ok(own);
    }
    match heads.pop() {
        Some(other) if heads.is_empty() => Ok(other),
        _ => Err(several(id)),
    }
}

fn several(id: EntryId) -> Report {
    let why = format!(
        "entry {} has more than two versions side by side",
        id.short()
    );
    Report::new(Kind::Mend, why).hint(format!(
        "diurnal history {0} names them, diurnal restore {0}@REV takes one",
        id.short()
    ))
}

/// All that the versions say; a deletion says nothing.
fn united(journal: &mut Journal, id: EntryId, heads: &[RevId]) -> Result<Said, Report> {
    journal.united(id, heads)?.ok_or_else(|| {
        Report::new(
            Kind::Mend,
            "every version deletes the entry: --ours settles it",
        )
    })
}
