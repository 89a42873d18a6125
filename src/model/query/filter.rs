//! The filters that every list takes beside a query.

use crate::model::entry::Summary;
use crate::model::tag::is_wanted;
use crate::model::time::Day;

/// Which entries a list shows; the default shows all that are not deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The first day shown.
    pub from: Option<Day>,
    /// The last day shown.
    pub to: Option<Day>,
    /// Tags that all must be there, compared folded.
    pub tags: Vec<String>,
    /// Tags of which none may be there, compared folded.
    pub not_tags: Vec<String>,
    /// The one journal shown, by its exact name.
    pub journal: Option<String>,
    /// Whether only entries with a star are shown.
    pub starred: bool,
    /// Whether only entries with an attachment are shown.
    pub has_attachment: bool,
    /// Whether only deleted entries are shown; otherwise they are hidden.
    pub deleted: bool,
}

impl Filter {
    /// Whether the entry of this row is shown.
    pub fn matches(&self, row: &Summary) -> bool {
        let has = |wanted: &String| row.all_tags().any(|tag| is_wanted(tag, wanted));
        self.deleted == row.deleted
            && self.from.is_none_or(|from| from <= row.day)
            && self.to.is_none_or(|to| row.day <= to)
            && self
                .journal
                .as_ref()
                .is_none_or(|name| *name == row.journal)
            && (row.starred || !self.starred)
            && (row.n_files > 0 || !self.has_attachment)
            && self.tags.iter().all(has)
            && !self.not_tags.iter().any(has)
    }
}
