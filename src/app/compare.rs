//! Two versions of an entry in rows of a given width: beside one another, or one below the other.

use std::collections::BTreeSet;
use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation;

use crate::app::edit::width::cell_width;
use crate::app::edit::width::shown;
use crate::app::event::Version;
use crate::model::diff;
use crate::model::diff::Pair;
use crate::model::diff::Sign;
use crate::model::entry::Content;
use crate::model::json;
use crate::model::revision::Extra;

/// Most rows that are made of a comparison; nobody reads more.
pub const ROWS_MAX: usize = 50_000;

/// A row of one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Whether the other version has the line too.
    pub sign: Sign,
    /// The text, piece by piece. Control characters are still in it.
    pub pieces: Vec<Piece>,
}

/// A piece of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether only this version has these words of a line that both have.
    pub changed: bool,
}

/// Two versions in rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compared {
    /// Row by row: the old version, the new one. Either lacks rows that the other has.
    Beside(Vec<(Option<Row>, Option<Row>)>),
    /// One below the other, line by line.
    Below(Vec<Row>),
}

impl Default for Compared {
    fn default() -> Self {
        Self::Below(Vec::new())
    }
}

impl Compared {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Beside(rows) => rows.len(),
            Self::Below(rows) => rows.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What a version says, as far as the comparison needs it.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// What it says.
    pub content: &'a Content,
    /// Keys that this diurnal does not know.
    pub extra: &'a Extra,
    /// Whether it deletes the entry.
    pub deleted: bool,
}

impl<'a> Side<'a> {
    /// What `version` says.
    pub fn of(version: &'a Version) -> Self {
        Self {
            content: &version.content,
            extra: &version.extra,
            deleted: version.deleted,
        }
    }
}

/// Versions of more bytes than this are compared by a thread of their own.
const AT_ONCE_BYTES: usize = 64 << 10;

/// Two of the versions of an entry, to be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Grows with every wish; answers to older ones are dropped.
    pub generation: u64,
    /// The versions.
    pub versions: Arc<Vec<Version>>,
    /// Which is the old one; none: there was nothing before.
    pub old: Option<usize>,
    /// Which is the new one.
    pub new: usize,
    /// Cells of a column, the sign not counted.
    pub width: usize,
    /// Whether they stand beside one another.
    pub beside: bool,
}

impl Wanted {
    fn sides(&self) -> (Option<Side<'_>>, Option<Side<'_>>) {
        let side = |number| {
            let version: &Version = self.versions.get(number)?;
            Some(Side::of(version))
        };
        (self.old.and_then(side), side(self.new))
    }

    /// Whether the screen would be seen to wait for it.
    pub fn takes_long(&self) -> bool {
        let (old, new) = self.sides();
        let bytes = |side: Option<Side<'_>>| side.map_or(0, |side| side.content.body.len());
        bytes(old) + bytes(new) > AT_ONCE_BYTES
    }

    /// Compares them: the rows, and the words that came and that went.
    pub fn compare(&self) -> (Compared, (usize, usize)) {
        let (old, Some(new)) = self.sides() else {
            return (Compared::default(), (0, 0));
        };
        let rows = if self.beside {
            beside(old, new, self.width)
        } else {
            below(old, new, self.width)
        };
        (rows, words(old, new))
    }
}

/// Both versions in columns of `width` cells each, the sign not counted.
pub fn beside(old: Option<Side<'_>>, new: Side<'_>, width: usize) -> Compared {
    let (old, new) = pages(old, new);
    let mut rows = Vec::new();
    for pair in diff::pairs(&old, &new) {
        let (mut left, mut right) = sides(&pair, width);
        for _ in 0..left.len().max(right.len()) {
            rows.push((left.next(), right.next()));
        }
        if rows.len() >= ROWS_MAX {
            break;
        }
    }
    Compared::Beside(rows)
}

/// Both versions in one column of `width` cells, the sign not counted.
pub fn below(old: Option<Side<'_>>, new: Side<'_>, width: usize) -> Compared {
    let (old, new) = pages(old, new);
    let mut rows = Vec::new();
    // What came stands below all that went in its place, as people read it.
    let mut come: Vec<Row> = Vec::new();
    for pair in diff::pairs(&old, &new) {
        let (left, right) = sides(&pair, width);
        if pair.same {
            rows.append(&mut come);
            rows.extend(left);
        } else {
            rows.extend(left);
            come.extend(right);
        }
        if rows.len() >= ROWS_MAX {
            break;
        }
    }
    rows.append(&mut come);
    Compared::Below(rows)
}

/// Words that only one of two versions has: those that came, and those that went.
pub fn words(old: Option<Side<'_>>, new: Side<'_>) -> (usize, usize) {
    let count = |pieces: &[diff::Piece<'_>], all: bool| {
        let changed = pieces.iter().filter(|piece| all || piece.changed);
        changed
            .map(|piece| piece.text.unicode_words().count())
            .sum::<usize>()
    };
    let mut words = (0, 0);
    let body = old.map_or("", |side| side.content.body.as_str());
    for pair in diff::pairs(body, &new.content.body) {
        if pair.same {
            continue;
        }
        let (old, new) = (pair.old.unwrap_or_default(), pair.new.unwrap_or_default());
        let (one, other) = diff::words(old, new);
        let apart = one.len().max(other.len()) <= 1;
        words.1 += count(&one, apart);
        words.0 += count(&other, apart);
    }
    words
}

/// The texts to compare: what differs besides the body stands above it, a line each.
fn pages(old: Option<Side<'_>>, new: Side<'_>) -> (String, String) {
    let Some(old) = old else {
        return (String::new(), page(new, &[]));
    };
    let keys: BTreeSet<&String> = old.extra.keys().chain(new.extra.keys()).collect();
    let (before, after) = (facts(old, &keys), facts(new, &keys));
    let differ = |(one, other): &(&String, &String)| one != other;
    let (before, after): (Vec<&String>, Vec<&String>) =
        before.iter().zip(&after).filter(differ).unzip();
    (page(old, &before), page(new, &after))
}

/// What a version says besides its text, a line each, '' for what it does not have; of the keys that
/// this diurnal does not know the `keys`.
fn facts(side: Side<'_>, keys: &BTreeSet<&String>) -> Vec<String> {
    let content = side.content;
    let line = |name: &str, value: String| {
        if value.is_empty() {
            value
        } else {
            format!("{name}: {value}")
        }
    };
    let files: Vec<&str> = content
        .files
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    let tags: Vec<String> = content.tags.iter().map(|tag| format!("#{tag}")).collect();
    let said = |yes: bool, word: &str| if yes { word.to_owned() } else { String::new() };
    let mut facts = vec![
        said(side.deleted, "deleted"),
        line("moment", content.at.to_string()),
        line("title", content.title.clone()),
        line("tags", tags.join(" ")),
        said(content.starred, "starred"),
        line("journal", content.journal.clone()),
        line("files", files.join(", ")),
    ];
    let value = |key: &String| side.extra.get(key).map_or_else(String::new, json::in_words);
    facts.extend(keys.iter().map(|key| line(key, value(key))));
    facts
}

/// The body below those `facts` that the versions do not have in common.
fn page(side: Side<'_>, facts: &[&String]) -> String {
    let mut page = String::with_capacity(side.content.body.len() + 64);
    for fact in facts.iter().filter(|fact| !fact.is_empty()) {
        page.push_str(fact);
        page.push('\n');
    }
    if !facts.is_empty() {
        page.push('\n');
    }
    page.push_str(&side.content.body);
    // Whether the last line is ended is no difference that anybody reads.
    if !page.is_empty() && !page.ends_with('\n') {
        page.push('\n');
    }
    page
}

type Rows = std::vec::IntoIter<Row>;

fn sides(pair: &Pair<'_>, width: usize) -> (Rows, Rows) {
    if pair.same {
        let rows = wrap(&[whole(pair.old.unwrap_or_default())], Sign::Same, width);
        return (rows.clone().into_iter(), rows.into_iter());
    }
    let (one, other) = match (pair.old, pair.new) {
        (Some(old), Some(new)) => diff::words(old, new),
        (old, new) => (
            old.map(whole).into_iter().collect(),
            new.map(whole).into_iter().collect(),
        ),
    };
    let rows = |there: bool, pieces: &[diff::Piece<'_>], sign| {
        if there {
            wrap(pieces, sign, width).into_iter()
        } else {
            Vec::new().into_iter()
        }
    };
    (
        rows(pair.old.is_some(), &one, Sign::Removed),
        rows(pair.new.is_some(), &other, Sign::Added),
    )
}

fn whole(text: &str) -> diff::Piece<'_> {
    diff::Piece {
        text,
        changed: false,
    }
}

/// Breaks a line between words, and words that are longer than the row where they must.
fn wrap(pieces: &[diff::Piece<'_>], sign: Sign, width: usize) -> Vec<Row> {
    let width = width.max(2);
    let mut rows = Rower {
        sign,
        width,
        rows: Vec::new(),
        row: Vec::new(),
        used: 0,
    };
    for piece in pieces {
        for word in piece.text.split_word_bounds() {
            rows.word(word, piece.changed);
        }
    }
    rows.end()
}

struct Rower {
    sign: Sign,
    width: usize,
    rows: Vec<Row>,
    row: Vec<Piece>,
    used: usize,
}

impl Rower {
    fn word(&mut self, word: &str, changed: bool) {
        let cells = cells(word);
        let blank = word.chars().all(char::is_whitespace);
        // A sign that ends a word stays with it, by a cell beyond the edge that is kept for it.
        let clings = word.chars().all(|c| c.is_ascii_punctuation()) && cells == 1;
        let room = self.width - usize::from(!clings);
        if self.used + cells > room && self.used > 0 {
            if blank {
                self.used = self.width;
                return;
            }
            self.next_row();
        }
        if cells <= room {
            self.put(word, cells, changed);
            return;
        }
        for part in word.graphemes(true) {
            let cells = cells_of(part);
            if self.used + cells > self.width - 1 && self.used > 0 {
                self.next_row();
            }
            self.put(part, cells, changed);
        }
    }

    fn put(&mut self, text: &str, cells: usize, changed: bool) {
        self.used += cells;
        match self.row.last_mut() {
            Some(piece) if piece.changed == changed => piece.text.push_str(text),
            _ => self.row.push(Piece {
                text: text.to_owned(),
                changed,
            }),
        }
    }

    fn next_row(&mut self) {
        self.used = 0;
        let pieces = std::mem::take(&mut self.row);
        let sign = self.sign;
        self.rows.push(Row { sign, pieces });
    }

    fn end(mut self) -> Vec<Row> {
        self.next_row();
        self.rows
    }
}

fn cells(text: &str) -> usize {
    text.graphemes(true).map(cells_of).sum()
}

fn cells_of(part: &str) -> usize {
    usize::from(cell_width(&shown(part)))
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::model::time::Moment;
    use crate::model::time::Timestamp;
    use crate::model::time::Zone;

    fn content(body: &str) -> Content {
        let mut content = Content::new(Moment::at(Timestamp(0), &Zone::utc()), "journal");
        body.clone_into(&mut content.body);
        content
    }

    fn side(content: &Content) -> Side<'_> {
        static NONE: LazyLock<Extra> = LazyLock::new(Extra::new);
        Side {
            content,
            extra: &NONE,
            deleted: false,
        }
    }

    fn shown(row: &Row) -> String {
        let mut text = String::new();
        for piece in &row.pieces {
            let sign = if piece.changed { "*" } else { "" };
            text.push_str(sign);
            text.push_str(&piece.text);
            text.push_str(sign);
        }
        format!("{} {}", row.sign.as_char(), text.trim_end())
    }

    fn one_below_the_other(old: &str, new: &str, width: usize) -> Vec<String> {
        let (old, new) = (content(old), content(new));
        match below(Some(side(&old)), side(&new), width) {
            Compared::Below(rows) => rows.iter().map(shown).collect(),
            Compared::Beside(_) => Vec::new(),
        }
    }

    #[test]
    fn changed_words_are_marked_and_lines_broken_between_words() {
        assert_eq!(
            one_below_the_other("Woke early.\nWent out.", "Woke late.\nWent out.", 40),
            ["- Woke *early*.", "+ Woke *late*.", "  Went out."]
        );
        assert_eq!(
            one_below_the_other("", "one two three four", 10),
            ["+ one two", "+ three", "+ four"]
        );
        assert_eq!(
            one_below_the_other("", "abcdefghijkl", 6),
            ["+ abcde", "+ fghij", "+ kl"]
        );
    }

    #[test]
    fn versions_stand_row_beside_row() {
        let (old, new) = (content("a\nb\nc"), content("a\nc"));
        let Compared::Beside(rows) = beside(Some(side(&old)), side(&new), 20) else {
            panic!()
        };
        let text = |row: &Option<Row>| row.as_ref().map(shown).unwrap_or_default();
        let rows: Vec<String> = rows
            .iter()
            .map(|(a, b)| format!("{}|{}", text(a), text(b)))
            .collect();
        assert_eq!(rows, ["  a|  a", "- b|", "  c|  c"]);
    }

    #[test]
    fn what_differs_besides_the_text_stands_above_it() {
        let old = content("a");
        let mut new = content("a");
        new.tags.push("rain".to_owned());
        new.starred = true;
        let Compared::Below(rows) = below(Some(side(&old)), side(&new), 20) else {
            panic!()
        };
        let rows: Vec<String> = rows.iter().map(shown).collect();
        assert_eq!(rows, ["+ tags: #rain", "+ starred", "  ", "  a"]);
    }

    #[test]
    fn words_that_came_and_went_are_counted() {
        let (old, new) = (content("the lamp was on"), content("the old lamp is on"));
        assert_eq!(words(Some(side(&old)), side(&new)), (2, 1));
        assert_eq!(words(None, side(&new)), (5, 0));
    }
}
