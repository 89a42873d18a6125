//! `diurnal demo`: everything at once, on a throw-away vault with a journal of three years.

mod sample;
mod tour;

use std::io;
use std::io::IsTerminal;
use std::path::Path;
use std::path::PathBuf;

use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::model::secret::Secret;
use crate::model::words;
use crate::report::Kind;
use crate::report::Report;

/// What opens a journal that is gone when its reader leaves.
const PASSPHRASE: &str = "demo";

/// Try everything on a throw-away vault with a sample journal
///
/// In a terminal, opens a journal of three years, already synced with a local git remote. Without one
/// (or with --plain), takes the tour in lines: write, seal, push, join with a second device, edit
/// there, sync back, verify, export; exit 0 only if all of it held. Your own vaults are not touched.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal demo
  diurnal demo --plain
  diurnal demo --dir /tmp/diurnal-demo")]
pub(super) struct Args {
    /// Where to put it, and leave it [default: a temporary folder, removed at the end]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    if let Some(dir) = &args.dir {
        take(dir)?;
        return play(context, dir, words::passphrase(&context.outside));
    }
    let own = tempfile::Builder::new()
        .prefix("diurnal-demo-")
        .tempdir()
        .map_err(|source| CliError::Write {
            path: PathBuf::from("a temporary folder"),
            source,
        })?;
    // Nothing of it stays: what opens it should be short enough to be told in a line.
    let code = play(context, own.path(), Secret::new(PASSPHRASE.to_owned()))?;
    let path = own.path().to_owned();
    own.close()
        .map_err(|source| CliError::Write { path, source })?;
    Ok(code)
}

fn play(context: &Context, dir: &Path, passphrase: Secret) -> Outcome {
    let terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    if terminal && !context.globals.plain && !context.output.json {
        tour::open_screens(context, dir, passphrase)
    } else {
        tour::tell(context, dir, passphrase)
    }
}

/// Makes `dir`, or takes it if it is empty: a demo never writes into what somebody keeps.
fn take(dir: &Path) -> Result<(), Report> {
    let failed = |source| CliError::Write {
        path: dir.to_owned(),
        source,
    };
    std::fs::create_dir_all(dir).map_err(failed)?;
    let mut entries = std::fs::read_dir(dir).map_err(failed)?;
    if entries.next().is_some() {
        return Err(
            Report::new(Kind::Mend, format!("\"{}\" is not empty", dir.display()))
                .hint("name a folder that is not there yet"),
        );
    }
    Ok(())
}
