//! `diurnal tag`: gives tags to an entry and takes them away.

use std::ffi::OsString;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;

/// Give tags to an entry (+tag), and take them away (-tag)
///
/// Tags written as #words in the text stay there: edit the text to change those.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal tag @last +walk +lake
  diurnal tag 1a2b3c4d +snow -rain")]
pub(super) struct Args {
    /// The entry
    #[arg(value_name = "ID")]
    id: String,
    /// Tags to give, with or without a leading +
    #[arg(value_name = "+TAG")]
    give: Vec<String>,
    /// Tags to take away; -TAG says the same
    #[arg(long, value_name = "TAG")]
    remove: Vec<String>,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let plain = |tag: &String| tag.strip_prefix('+').unwrap_or(tag).to_owned();
    let give = Context::tags(&args.give.iter().map(plain).collect::<Vec<_>>())?;
    let remove = Context::tags(&args.remove)?;
    let mut journal = context.unlocked()?;
    context.change(&mut journal, &args.id, |content| {
        content.tags.retain(|tag| !remove.contains(tag));
        for tag in &give {
            if !content.tags.contains(tag) {
                content.tags.push(tag.clone());
            }
        }
    })?;
    journal.tidy().ok();
    DONE
}

/// Rewrites `diurnal tag ID -rain` as `diurnal tag ID --remove=rain`: to the parser a word that
/// begins with a dash is an option, to a person it is a tag to take away.
pub(super) fn spell_out(command: &clap::Command, args: Vec<OsString>) -> Vec<OsString> {
    let Some(at) = command_position(command, &args) else {
        return args;
    };
    if args.get(at).is_none_or(|word| word != "tag") {
        return args;
    }
    let mut plain = false;
    let spelled = args.into_iter().enumerate().map(|(n, word)| {
        plain = plain || word == "--";
        match word.to_str().and_then(|word| word.strip_prefix('-')) {
            Some(tag) if n > at && !plain && is_tag(tag) => format!("--remove={tag}").into(),
            _ => word,
        }
    });
    spelled.collect()
}

/// Whether `-tag` takes a tag away, and is neither `-`, nor `--option`, nor `-h`.
fn is_tag(tag: &str) -> bool {
    !tag.is_empty() && !tag.starts_with('-') && tag != "h"
}

/// Where the command's name stands in `args`: the first word that is no option and no option's value.
fn command_position(command: &clap::Command, args: &[OsString]) -> Option<usize> {
    let takes_value = |option: &str| {
        let mut known = command.get_arguments();
        known.any(|arg| arg.get_long() == Some(option) && arg.get_action().takes_values())
    };
    let mut words = args.iter().enumerate().skip(1);
    while let Some((at, word)) = words.next() {
        match word.to_str().and_then(|word| word.strip_prefix("--")) {
            Some(option) if takes_value(option) => {
                words.next();
            }
            Some(_) => {}
            None => return Some(at),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(line: &str) -> String {
        let args = line.split(' ').map(OsString::from).collect();
        let words = spell_out(&crate::cli::command(), args);
        let words: Vec<_> = words.iter().filter_map(|word| word.to_str()).collect();
        words.join(" ")
    }

    #[test]
    fn a_dash_takes_a_tag_away() {
        assert_eq!(
            spelled("diurnal tag @last +walk -rain --json"),
            "diurnal tag @last +walk --remove=rain --json"
        );
        assert_eq!(
            spelled("diurnal --vault tag tag 1a2b -rain"),
            "diurnal --vault tag tag 1a2b --remove=rain"
        );
    }

    #[test]
    fn other_commands_and_options_stay_as_they_are() {
        for line in [
            "diurnal add -",
            "diurnal --journal tag add -x",
            "diurnal tag -h",
            "diurnal tag 1a2b --vault x",
            "diurnal tag 1a2b -- -x",
            "diurnal",
        ] {
            assert_eq!(spelled(line), line);
        }
    }
}
