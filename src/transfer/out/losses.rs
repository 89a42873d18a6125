//! What a form cannot carry, counted entry by entry.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::entry::Entry;

/// Something about entries that some forms have no place for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loss {
    /// The entry's id.
    Ids,
    /// Seconds of the moment, and what is finer.
    Seconds,
    /// What is finer than a second.
    Fractions,
    /// The zone, and with it the offset.
    Zones,
    /// A day that is not that of the clock, since days begin later.
    Days,
    /// Whether a title was given or is the text's first line.
    Titles,
    /// Tags that were given and do not stand in the text.
    Tags,
    /// The star.
    Stars,
    /// The journal's name.
    Journals,
    /// Attachments.
    Attachments,
    /// What an importer or a newer program left with the entry.
    Metadata,
    /// Lines that had to be changed, since they would have begun another entry.
    Lines,
}

impl Loss {
    /// What it is, behind 'cannot carry'.
    pub fn words(self) -> &'static str {
        match self {
            Self::Ids => "ids",
            Self::Seconds => "seconds",
            Self::Fractions => "fractions of a second",
            Self::Zones => "time zones",
            Self::Days => "days that begin after midnight",
            Self::Titles => "titles apart from the text",
            Self::Tags => "tags that do not stand in the text",
            Self::Stars => "stars",
            Self::Journals => "names of journals",
            Self::Attachments => "attachments",
            Self::Metadata => "what other programs left with an entry",
            Self::Lines => {
                "lines that look like the beginning of an entry (a blank was put before them)"
            }
        }
    }

    /// Whether `entry` has something that is lost with this.
    pub fn is_in(self, entry: &Entry) -> bool {
        let content = &entry.content;
        let micros = content.at.instant_us;
        match self {
            Self::Ids => true,
            Self::Seconds => micros.rem_euclid(60_000_000) != 0,
            Self::Fractions => micros.rem_euclid(1_000_000) != 0,
            Self::Zones => content.at.zone.is_some() || content.at.offset_s != 0,
            Self::Days => entry.day.0 != content.at.local().date(),
            Self::Titles => !content.title.is_empty(),
            Self::Tags => !content.tags.is_empty(),
            Self::Stars => content.starred,
            Self::Journals => content.journal != crate::model::entry::DEFAULT_JOURNAL,
            Self::Attachments => !content.files.is_empty(),
            Self::Metadata => !entry.extra.is_empty(),
            Self::Lines => false,
        }
    }
}

/// How many entries lost what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Losses(BTreeMap<Loss, u64>);

impl Losses {
    /// Counts what of `entry` is lost where a form has no place for any of `these`.
    pub fn count(&mut self, these: &[Loss], entry: &Entry) {
        for loss in these.iter().filter(|loss| loss.is_in(entry)) {
            self.add(*loss);
        }
    }

    /// Counts one entry more.
    pub fn add(&mut self, loss: Loss) {
        *self.0.entry(loss).or_default() += 1;
    }

    /// What was lost, and of how many entries.
    pub fn each(&self) -> impl Iterator<Item = (Loss, u64)> {
        self.0.iter().map(|(loss, count)| (*loss, *count))
    }
}
