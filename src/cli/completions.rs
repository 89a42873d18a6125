//! `diurnal completions`: what a shell needs to complete our words. Rendered by tests/it/docs.rs.

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;

/// Print completions for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal completions bash > ~/.local/share/bash-completion/completions/diurnal
  diurnal completions zsh > ~/.zfunc/_diurnal
  diurnal completions fish > ~/.config/fish/completions/diurnal.fish")]
pub(super) struct Args {
    /// Which
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Shell {
    /// GNU Bash
    Bash,
    /// fish
    Fish,
    /// Z shell
    Zsh,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let script = match args.shell {
        Shell::Bash => include_str!("../../assets/completions/diurnal.bash"),
        Shell::Fish => include_str!("../../assets/completions/diurnal.fish"),
        Shell::Zsh => include_str!("../../assets/completions/_diurnal"),
    };
    let mut lines = context.output.lines();
    lines.text(script)?;
    lines.end()?;
    DONE
}
