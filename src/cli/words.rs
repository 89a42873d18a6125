//! `diurnal words`: the words that its user added to those of the dictionaries.

use serde_json::json;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::model::nearest::nearest;
use crate::model::text;
use crate::report::Kind;
use crate::report::Report;

/// List the words that you added to the dictionaries, add some, take some out
///
/// They are sealed in the journal of this device, as your texts are; they are not sent to remotes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal words
  diurnal words add skua Løgstør
  diurnal words remove skua")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List them, in order
    #[command(after_help = "Examples:
  diurnal words list")]
    List,
    /// Add words: they are right from now on
    #[command(after_help = "Examples:
  diurnal words add skua Løgstør")]
    Add {
        /// The words
        #[arg(value_name = "WORD", required = true)]
        words: Vec<String>,
    },
    /// Take words out: the dictionaries decide about them again
    #[command(after_help = "Examples:
  diurnal words remove skua")]
    Remove {
        /// The words
        #[arg(value_name = "WORD", required = true)]
        words: Vec<String>,
    },
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    match &args.command {
        None | Some(Command::List) => list(context),
        Some(Command::Add { words }) => add(context, words),
        Some(Command::Remove { words }) => remove(context, words),
    }
}

fn list(context: &Context) -> Outcome {
    let mut lines = context.output.lines();
    for word in context.unlocked()?.own_words()? {
        if context.output.json {
            lines.object(&json!({ "word": word }))?;
        } else {
            lines.line(text::visible_line(&word))?;
        }
    }
    lines.end()?;
    DONE
}

fn add(context: &Context, words: &[String]) -> Outcome {
    let mut journal = context.unlocked()?;
    for word in words {
        if !journal.learn_word(word)?.iter().any(|known| known == word) {
            let what = format!("{word:?} cannot be one of your words");
            let why = "a word has 1 to 256 bytes and no blank, and there are 50,000 at most";
            return Err(Report::new(Kind::Mend, what).because(why));
        }
    }
    DONE
}

/// Takes out all of `words`, or none where one is none of them.
fn remove(context: &Context, words: &[String]) -> Outcome {
    let mut journal = context.unlocked()?;
    let known = journal.own_words()?;
    if let Some(word) = words.iter().find(|word| !known.contains(word)) {
        let near = nearest(word, known.iter().map(String::as_str));
        let near = near.map_or_else(String::new, |near| format!("; did you mean {near:?}?"));
        let what = format!("{word:?} is none of your words{near}");
        return Err(Report::new(Kind::Mend, what).hint("diurnal words lists them"));
    }
    for word in words {
        journal.forget_word(word)?;
    }
    DONE
}
