//! `diurnal conflicts`: entries of which two versions stand side by side.

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::rows;

/// List entries that two devices changed at once and that could not be merged
///
/// Both versions are kept, `history` shows them, and `resolve` makes one of them. Changes in other
/// lines or words of an entry are merged without asking and are not listed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal conflicts
  diurnal history 1a2b3c4d --diff
  diurnal resolve 1a2b3c4d --both")]
pub(super) struct Args {}

pub(super) fn run(context: &Context, _: &Args) -> Outcome {
    let found = context.unlocked()?.conflicts()?;
    let mut lines = context.output.lines();
    for row in &found {
        rows::print(&context.output, &mut lines, row)?;
    }
    lines.end()?;
    DONE
}
