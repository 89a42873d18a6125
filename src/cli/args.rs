//! The words that every command understands: the global options, and the filters of those that read.

use std::path::PathBuf;

use crate::cli::context::Context;
use crate::model::query::Filter;
use crate::report::Report;

/// When to colour what is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Color {
    /// On a terminal that can, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Options that may stand before or after the command.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Options for every command")]
pub(super) struct Globals {
    /// The vault to work in [default: default]
    #[arg(long, global = true, value_name = "NAME")]
    pub(super) vault: Option<String>,
    /// Read the passphrase from FILE; one final line end is dropped
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        conflicts_with = "passphrase_fd"
    )]
    pub(super) passphrase_file: Option<PathBuf>,
    /// Read the passphrase from the open file descriptor N
    #[arg(long, global = true, value_name = "N")]
    pub(super) passphrase_fd: Option<u32>,
    /// Read with the key in FILE, which `key add` let in: an age identity, an SSH key, a plugin's
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) identity: Option<PathBuf>,
    /// The journal: where a new entry goes, which one to read
    #[arg(long, global = true, value_name = "NAME")]
    pub(super) journal: Option<String>,
    /// Print JSON, an object a line
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// Plain lines: no colour, no columns, and a line-by-line session instead of the full screen
    #[arg(long, global = true)]
    pub(super) plain: bool,
    /// Say nothing that is no result and no error
    #[arg(long, global = true)]
    pub(super) quiet: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
}

/// Which entries to look at; [`Until`] goes with them.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Filters")]
pub(super) struct Filters {
    /// From this day on (2024-02-29, yesterday, "3 weeks ago")
    #[arg(long, value_name = "WHEN")]
    from: Option<String>,
    /// On this day, or in this month or year (2024-02-29, 2024-02, 2024)
    #[arg(long, value_name = "WHEN", conflicts_with_all = ["from", "last_day"])]
    on: Option<String>,
    /// With this tag; more than one: with all of them
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// Without this tag
    #[arg(long, value_name = "TAG")]
    not_tag: Vec<String>,
    /// With a star
    #[arg(long)]
    starred: bool,
    /// With something: attachment
    #[arg(long, value_name = "WHAT")]
    has: Option<Has>,
}

/// The last day of the entries to look at; of its own, because `export --to` is a folder.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Filters")]
pub(super) struct Until {
    /// Up to this day, itself included
    #[arg(id = "last_day", long = "to", value_name = "WHEN")]
    pub(super) to: Option<String>,
}

/// What an entry may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Has {
    /// At least one attached file
    Attachment,
}

/// How many, and from which end.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Filters")]
pub(super) struct Extent {
    /// At most N entries; 0 is no limit
    #[arg(long, value_name = "N")]
    pub(super) limit: Option<usize>,
    /// Oldest first
    #[arg(long)]
    pub(super) reverse: bool,
}

impl Filters {
    /// The filter that these words, `--journal` and the last day `to` mean.
    pub(super) fn read(&self, context: &Context, to: Option<&str>) -> Result<Filter, Report> {
        let span = |text: &Option<String>| text.as_deref().map(|text| context.days(text));
        let on = span(&self.on).transpose()?;
        let from = span(&self.from).transpose()?.or(on);
        let to = to.map(|text| context.days(text)).transpose()?.or(on);
        Ok(Filter {
            from: from.map(|(first, _)| first),
            to: to.map(|(_, last)| last),
            tags: self.tag.clone(),
            not_tags: self.not_tag.clone(),
            journal: context.globals.journal.clone(),
            starred: self.starred,
            has_attachment: self.has == Some(Has::Attachment),
            deleted: false,
        })
    }
}
