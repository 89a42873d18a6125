//! The search language: what it means, and whether an entry is meant by it.
//!
//! Words must all occur; `a OR b` binds closer than that; `-x` must not occur; `"a phrase"` may be
//! broken over lines; `/regex/` is matched without regard to case. Case and accents never count: all
//! matching is done on folded text, so an entry is found alike in memory and from disk. Fields:
//! `title: tag: journal: date: is:starred is:conflict has:attachment`.

mod filter;
mod highlight;
mod literal;
mod parse;

use std::ops::Range;

pub use self::filter::Filter;

use crate::model::entry::Summary;
use crate::model::fold::fold;
use crate::model::fold::folds_to;
use crate::model::query::literal::Literal;
use crate::model::tag::is_folded_tag;
use crate::model::time::Day;

/// A query that was understood. Two are equal that were written alike.
#[derive(Clone, Debug)]
pub struct Query {
    /// As it was written.
    text: String,
    /// All of these must hold.
    clauses: Vec<Clause>,
}

/// Why a text is no query, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}, at character {at}")]
pub struct QueryError {
    /// The character at which what is wrong begins, from 1.
    pub at: usize,
    /// What is wrong.
    pub why: QueryFault,
}

/// What is wrong with a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryFault {
    /// It is longer than a query may be.
    #[error("longer than {} bytes", crate::model::limits::QUERY_BYTES_MAX)]
    TooLong,
    /// There is nothing to look for.
    #[error("nothing to look for")]
    Empty,
    /// It only says what must not be there.
    #[error("only says what must not be there")]
    OnlyNegative,
    /// A phrase without its closing quote.
    #[error("a phrase without its closing \"")]
    OpenPhrase,
    /// A regular expression without its closing slash.
    #[error("a regular expression without its closing /")]
    OpenRegex,
    /// What is between the slashes is no regular expression.
    #[error("not a regular expression")]
    BadRegex,
    /// A regular expression that would take too much memory.
    #[error("a regular expression that is too large")]
    LargeRegex,
    /// `OR` without something on both sides.
    #[error("OR without something on both sides")]
    LoneOr,
    /// A field without its value.
    #[error("a field without its value")]
    NoValue,
    /// The value of `date:` is no span of days.
    #[error("not a date as date:2024, date:2024-05 or date:2024-05-01..2024-07 has it")]
    BadDate,
    /// The value of `is:` is not known.
    #[error("is: can be is:starred or is:conflict")]
    UnknownIs,
    /// The value of `has:` is not known.
    #[error("has: can be has:attachment")]
    UnknownHas,
}

/// One of these must hold.
#[derive(Clone, Debug)]
struct Clause {
    any: Vec<Item>,
}

/// A term, or that it does not hold.
#[derive(Clone, Debug)]
struct Item {
    negated: bool,
    term: Term,
}

/// One thing to look for, its words folded.
#[derive(Clone, Debug)]
enum Term {
    Text(Literal),
    Regex(regex::Regex),
    Title(Literal),
    Tag(String),
    Journal(String),
    Date(Day, Day),
    Starred,
    Conflict,
    Attachment,
}

impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Query {}

impl Query {
    /// Reads a query.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        parse::parse(text)
    }

    /// Reads a query that is still being typed: a phrase or a regular expression that nobody has
    /// closed yet ends where the text ends.
    pub fn parse_typed(text: &str) -> Result<Self, QueryError> {
        Self::parse(text).or_else(|error| match error.why {
            QueryFault::OpenPhrase => Self::parse(&format!("{text}\"")),
            QueryFault::OpenRegex => Self::parse(&format!("{text}/")),
            QueryFault::TooLong
            | QueryFault::Empty
            | QueryFault::OnlyNegative
            | QueryFault::BadRegex
            | QueryFault::LargeRegex
            | QueryFault::LoneOr
            | QueryFault::NoValue
            | QueryFault::BadDate
            | QueryFault::UnknownIs
            | QueryFault::UnknownHas => Err(error),
        })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the text of an entry is needed to decide, or its row is enough.
    pub fn needs_text(&self) -> bool {
        self.items().any(|item| item.term.is_text())
    }

    /// Whether the text of an entry alone decides, whatever its row says.
    pub fn needs_no_row(&self) -> bool {
        self.items().all(|item| item.term.is_text())
    }

    /// Whether the entry is meant, as far as its row decides that; none where its text must be seen.
    pub fn prefilter(&self, row: &Summary) -> Option<bool> {
        all(self.clauses.iter().map(|clause| {
            any(clause
                .any
                .iter()
                .map(|item| item.term.by_row(row).map(|holds| holds != item.negated)))
        }))
    }

    /// Whether the entry is meant. `folded_text` is `fold` of its given title, `\n`, and its body.
    pub fn matches(&self, row: &Summary, folded_text: &str) -> bool {
        self.clauses.iter().all(|clause| {
            clause.any.iter().any(|item| {
                let by_row = item.term.by_row(row);
                let holds = by_row.unwrap_or_else(|| item.term.by_text(folded_text));
                holds != item.negated
            })
        })
    }

    /// Folded words that the folded text of every hit contains, the longest first: what a scan can
    /// look for before it asks [`Query::matches`].
    pub fn required_literals(&self) -> Vec<&str> {
        let mut words: Vec<&str> = Vec::new();
        for clause in &self.clauses {
            if let [
                Item {
                    negated: false,
                    term: Term::Text(literal),
                },
            ] = clause.any.as_slice()
            {
                words.extend(literal.words());
            }
        }
        words.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        words.dedup();
        words
    }

    /// The places in `text` that words, phrases and regular expressions of the query hit, in bytes:
    /// whole characters, in order, without overlaps.
    pub fn highlights(&self, text: &str) -> Vec<Range<usize>> {
        highlight::places(text, |folded, hits| {
            for item in self.items().filter(|item| !item.negated) {
                match &item.term {
                    Term::Text(literal) => literal.find_all(folded, hits),
                    Term::Regex(regex) => {
                        hits.extend(regex.find_iter(folded).map(|hit| hit.range()));
                    }
                    Term::Title(_)
                    | Term::Tag(_)
                    | Term::Journal(_)
                    | Term::Date(..)
                    | Term::Starred
                    | Term::Conflict
                    | Term::Attachment => {}
                }
            }
        })
    }

    /// Like [`Query::highlights`], in a title: what `title:` asks for counts too.
    pub fn title_highlights(&self, title: &str) -> Vec<Range<usize>> {
        let mut places = self.highlights(title);
        places.extend(highlight::places(title, |folded, hits| {
            for item in self.items().filter(|item| !item.negated) {
                if let Term::Title(literal) = &item.term {
                    literal.find_all(folded, hits);
                }
            }
        }));
        highlight::united(places)
    }

    /// Whether it looks for something in texts, and not in what a list knows alone.
    pub fn looks_at_texts(&self) -> bool {
        self.items()
            .any(|item| !item.negated && item.term.is_text())
    }

    fn items(&self) -> impl Iterator<Item = &Item> {
        self.clauses.iter().flat_map(|clause| &clause.any)
    }
}

impl Term {
    fn is_text(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Regex(_))
    }

    /// Whether it holds, if the row tells.
    fn by_row(&self, row: &Summary) -> Option<bool> {
        Some(match self {
            Self::Text(_) | Self::Regex(_) => return None,
            Self::Title(literal) => literal.is_in(&fold(&row.title)),
            Self::Tag(wanted) => row.all_tags().any(|tag| is_folded_tag(tag, wanted)),
            Self::Journal(name) => folds_to(&row.journal, name),
            Self::Date(first, last) => (*first..=*last).contains(&row.day),
            Self::Starred => row.starred,
            Self::Conflict => row.conflict,
            Self::Attachment => row.n_files > 0,
        })
    }

    /// Whether it is in a text; a term that only the row decides is in none.
    fn by_text(&self, folded: &str) -> bool {
        match self {
            Self::Text(literal) => literal.is_in(folded),
            Self::Regex(regex) => regex.is_match(folded),
            Self::Title(_)
            | Self::Tag(_)
            | Self::Journal(_)
            | Self::Date(..)
            | Self::Starred
            | Self::Conflict
            | Self::Attachment => false,
        }
    }
}

/// Whether all hold, where some may be unknown.
fn all(mut parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    parts
        .try_fold(Some(true), |sum, part| match (sum, part) {
            (_, Some(false)) => Err(Some(false)),
            (Some(true), part) => Ok(part),
            (sum, _) => Ok(sum),
        })
        .unwrap_or_else(|decided| decided)
}

/// Whether any holds, where some may be unknown.
fn any(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    all(parts.map(|part| part.map(|holds| !holds))).map(|none| !none)
}

#[cfg(test)]
mod tests;
