//! `diurnal config`: where the settings are, whether they are understood, what there is to set.

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::config::ConfigError;
use crate::config::Settings;
use crate::config::error::Fault;
use crate::config::settings::DEFAULT_FILE;
use crate::report::Kind;
use crate::report::Report;
use crate::tui;

/// Where the settings are, whether they are understood, and what there is to set
#[derive(Debug, clap::Args)]
#[command(
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "Examples:
  diurnal config show > \"$(diurnal config path)\"
  diurnal config check"
)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Print where the settings file is, or belongs
    #[command(after_help = "Examples:
  diurnal config path")]
    Path,
    /// Say whether the settings are understood; exit 2 with line and column where not
    #[command(after_help = "Examples:
  diurnal config check")]
    Check,
    /// Print a settings file with every key, commented, at its default
    #[command(after_help = "Examples:
  diurnal config show > \"$(diurnal config path)\"")]
    Show,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    match args.command {
        Command::Path => context.output.line(context.paths.config_file.display())?,
        Command::Show => {
            let mut lines = context.output.lines();
            lines.text(DEFAULT_FILE)?;
            lines.end()?;
        }
        Command::Check => check(context)?,
    }
    DONE
}

fn check(context: &Context) -> Result<(), Report> {
    match understood(context) {
        Ok(doubts) => {
            for doubt in doubts {
                let (line, column) = (doubt.line, doubt.column);
                let text = format!("config.toml:{line}:{column}: {}", doubt.message);
                context.output.warn(&Report::new(Kind::Usage, text));
                context.output.excerpt(&doubt.excerpt());
            }
            context.output.note("the settings are understood");
        }
        Err(ConfigError::Setting(fault)) => {
            let excerpt = fault.excerpt();
            context.output.excerpt(&excerpt);
            return Err(ConfigError::Setting(fault).into());
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// Reads settings, theme and keys; returns what was understood but may not work in every terminal.
pub(super) fn understood(context: &Context) -> Result<Vec<Fault>, ConfigError> {
    let settings = Settings::load(&context.paths.config_file)?;
    settings.theme.theme(&context.paths.themes())?;
    Ok(tui::keys::keymap(&settings.keys)?.1)
}
