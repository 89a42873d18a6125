//! The catalogue of a store: three sealed levels, read group by group, rewritten with every change.
//!
//! Level 0 is rewritten in the transaction of each save. Its header says how many objects it knows
//! of and which levels 1 and 2 belong to it, so that a level that is missing, damaged, old or
//! another's is noticed and rebuilt from the objects.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::HashSet;
use std::ops::Range;
use std::rc::Rc;

use serde::Deserialize;
use serde::Serialize;

use crate::crypto::object::Header;
use crate::crypto::object::Kind;
use crate::crypto::seal;
use crate::crypto::seal::Object;
use crate::crypto::seal::Writer;
use crate::crypto::stream::GroupReader;
use crate::journal::JournalError;
use crate::journal::id_index;
use crate::journal::id_index::Groups;
use crate::journal::keys::Keys;
use crate::journal::objects;
use crate::journal::objects::Source;
use crate::journal::row_lines::RowLines;
use crate::journal::versions;
use crate::model::catalogue::Glance;
use crate::model::catalogue::Place;
use crate::model::catalogue::Row;
use crate::model::catalogue::digits_of;
use crate::model::catalogue::glance;
use crate::model::id::EntryId;
use crate::model::id::to_hex;
use crate::model::limits::LEVEL_0_ROWS;
use crate::model::limits::LEVEL_1_ROWS;
use crate::model::merge;
use crate::model::outside::Outside;
use crate::model::revision::Revision;
use crate::store::Change;

/// Rows in a group: about 64 KiB, one chunk of age.
const GROUP_ROWS: usize = 256;
/// Room for a row and what is sealed around it, in bytes: more than most take, since a buffer that must
/// grow stands in memory twice.
const ROW_BYTES: usize = 448;
/// So many rows are looked for by the index at most; for more, whole levels are read.
const FEW: usize = 8;

/// What the header of a level says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct About {
    level: i64,
    rows: usize,
    /// Random, so that a level that was put back from an older store is known for it.
    pub(super) stamp: String,
    /// Entries of this level whose rows in lower levels no longer count.
    supersedes: Vec<EntryId>,
    /// Level 0 only: objects in the store, and the greatest number ever given to one.
    #[serde(default)]
    objects: (i64, i64),
    /// Level 0 only: objects up to this number are folded, or too large to be.
    #[serde(default)]
    pub(super) folded: i64,
    /// Level 0 only: objects that could not be opened when the catalogue was built from them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) damaged: Vec<i64>,
    /// Level 0 only: purged entries of which the objects held something when the catalogue was built.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) waiting: Vec<EntryId>,
    /// Level 0 only: names the set of purged entries, none of which has a row.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    hides: String,
    /// Level 0 only: the stamps of levels 1 and 2; '' where there is none.
    #[serde(default)]
    below: (String, String),
    /// Level 0 only: the rule by which rows of entries with several heads were made.
    #[serde(default)]
    rule: u32,
    /// Levels 1 and 2 only: whether an index with the same stamp stands beside it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    indexed: bool,
}

/// Level 0 whole, and what it says of the others.
#[derive(Clone, Debug, Default)]
pub(super) struct Top {
    pub(super) about: About,
    pub(super) rows: Vec<Row>,
}

/// Whether the catalogue could be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Health {
    /// It fits the objects.
    Fit,
    /// It was missing, damaged or behind.
    Unfit,
}

/// Reads level 0; `None` where it cannot be believed.
pub(super) fn top(source: &impl Source, keys: &Keys) -> Result<Option<Top>, JournalError> {
    top_of(source, keys, source.extent()?)
}

/// Reads level 0 as it was written when the objects had that extent; `None` where it cannot be believed.
pub(super) fn top_of(
    source: &impl Source,
    keys: &Keys,
    extent: (i64, i64),
) -> Result<Option<Top>, JournalError> {
    let Some(blob) = source.part(0)? else {
        return Ok(None);
    };
    let Some((about, rows)) = whole_level(blob, keys, 0) else {
        return Ok(None);
    };
    if about.objects != extent
        || about.rule != merge::RULE
        || about.hides != keys.members.purges.fingerprint
    {
        return Ok(None);
    }
    Ok(Some(Top { about, rows }))
}

fn whole_level(blob: impl std::io::Read, keys: &Keys, level: i64) -> Option<(About, Vec<Row>)> {
    let mut reader = GroupReader::open(blob, &keys.keyring, Kind::Catalogue).ok()?;
    let about = about(&reader.header, level)?;
    let mut rows = Vec::with_capacity(about.rows.min(1 << 20));
    while let Some(group) = reader.next_group().ok()? {
        for line in group.lines() {
            rows.push(Row::from_line(line)?);
        }
    }
    (rows.len() == about.rows).then_some((about, rows))
}

fn about(header: &Header, level: i64) -> Option<About> {
    let about: About = serde_json::from_value(header.about.clone()?).ok()?;
    (about.level == level).then_some(about)
}

/// A level below the top, read group by group.
struct Lower<'a, S: Source + 'a> {
    reader: Option<GroupReader<S::Blob<'a>>>,
    hidden: HashSet<EntryId>,
    supersedes: Vec<EntryId>,
    /// Its stamp, where it has an index.
    indexed: Option<String>,
}

impl<'a, S: Source> Lower<'a, S> {
    /// `None` where the level is not the one that the top names.
    fn open(
        source: &'a S,
        keys: &Keys,
        level: i64,
        stamp: &str,
        hidden: HashSet<EntryId>,
    ) -> Result<Option<Self>, JournalError> {
        if stamp.is_empty() {
            return Ok(Some(Self {
                reader: None,
                hidden,
                supersedes: Vec::new(),
                indexed: None,
            }));
        }
        let Some(blob) = source.part(level)? else {
            return Ok(None);
        };
        let Ok(reader) = GroupReader::open(blob, &keys.keyring, Kind::Catalogue) else {
            return Ok(None);
        };
        let Some(about) = about(&reader.header, level).filter(|about| about.stamp == stamp) else {
            return Ok(None);
        };
        Ok(Some(Self {
            reader: Some(reader),
            hidden,
            supersedes: about.supersedes,
            indexed: about.indexed.then_some(about.stamp),
        }))
    }

    /// The lines of the next group, unread; `None` at the end; an error where it is damaged.
    fn next_lines(&mut self) -> Option<Result<String, Health>> {
        let group = self.reader.as_mut()?.next_group();
        group.map_err(|_| Health::Unfit).transpose()
    }

    /// The rows of the next group that still count and whose line is `wanted`; `None` at the end; an error
    /// where it is damaged.
    fn next(&mut self, wanted: &dyn Fn(&str) -> bool) -> Option<Result<Vec<Row>, Health>> {
        let group = match self.next_lines()? {
            Ok(group) => group,
            Err(unfit) => return Some(Err(unfit)),
        };
        let lines = group.lines().filter(|line| wanted(line));
        let rows: Option<Vec<Row>> = lines.map(Row::from_line).collect();
        let keep = |mut rows: Vec<Row>| {
            rows.retain(|row| !self.hidden.contains(&row.summary.id));
            rows
        };
        Some(rows.map(keep).ok_or(Health::Unfit))
    }
}

/// The two levels below `top`; `None` where one is not what it must be.
fn lower<'a, S: Source>(
    source: &'a S,
    keys: &Keys,
    top: &Top,
) -> Result<Option<[Lower<'a, S>; 2]>, JournalError> {
    let mut hidden: HashSet<EntryId> = top.about.supersedes.iter().copied().collect();
    let Some(first) = Lower::open(source, keys, 1, &top.about.below.0, hidden.clone())? else {
        return Ok(None);
    };
    hidden.extend(first.supersedes.iter().copied());
    let Some(second) = Lower::open(source, keys, 2, &top.about.below.1, hidden)? else {
        return Ok(None);
    };
    Ok(Some([first, second]))
}

/// Calls `each` with rows, newest first, until it returns false. Reads no more groups than it must.
pub(super) fn newest_first(
    source: &impl Source,
    keys: &Keys,
    top: &Top,
    each: &mut dyn FnMut(Row) -> bool,
) -> Result<Health, JournalError> {
    newest_first_of(source, keys, top, &|_| true, each)
}

/// The same of the rows whose line is `wanted`, at least: a row of another is not read, which takes a
/// third of the time.
pub(super) fn newest_first_of(
    source: &impl Source,
    keys: &Keys,
    top: &Top,
    wanted: &dyn Fn(&str) -> bool,
    each: &mut dyn FnMut(Row) -> bool,
) -> Result<Health, JournalError> {
    let Some(levels) = lower(source, keys, top)? else {
        return Ok(Health::Unfit);
    };
    let mut streams: Vec<(std::collections::VecDeque<Row>, Option<Lower<'_, _>>)> =
        vec![(top.rows.iter().cloned().collect(), None)];
    streams.extend(levels.map(|level| (std::collections::VecDeque::new(), Some(level))));
    loop {
        for (rows, level) in &mut streams {
            while rows.is_empty() {
                match level.as_mut().and_then(|level| level.next(wanted)) {
                    Some(Ok(group)) => rows.extend(group),
                    Some(Err(unfit)) => return Ok(unfit),
                    None => break,
                }
            }
        }
        let best = streams
            .iter_mut()
            .filter(|(rows, _)| !rows.is_empty())
            .min_by_key(|(rows, _)| rows.front().map(Row::key));
        let Some(row) = best.and_then(|(rows, _)| rows.pop_front()) else {
            return Ok(Health::Fit);
        };
        if !each(row) {
            return Ok(Health::Fit);
        }
    }
}

/// A row as its line, of which only the beginning was read.
pub(super) struct Unread {
    pub(super) glance: Glance,
    /// The lines of its group.
    group: Rc<str>,
    line: Range<usize>,
}

impl Unread {
    /// Reads the rest; `None` where it is no row.
    pub(super) fn read(&self) -> Option<Row> {
        Row::from_line(self.group.get(self.line.clone())?)
    }
}

/// Calls `each` with every row that counts, in no order and all but unread: a third of the time that it
/// takes to read them, for who needs few of them.
pub(super) fn unread(
    source: &impl Source,
    keys: &Keys,
    top: &Top,
    each: &mut dyn FnMut(Unread),
) -> Result<Health, JournalError> {
    let Some(levels) = lower(source, keys, top)? else {
        return Ok(Health::Unfit);
    };
    for row in &top.rows {
        if each_unread(&row.to_line(), &HashSet::new(), each).is_none() {
            return Ok(Health::Unfit);
        }
    }
    for mut level in levels {
        while let Some(group) = level.next_lines() {
            let Ok(group) = group else {
                return Ok(Health::Unfit);
            };
            if each_unread(&group, &level.hidden, each).is_none() {
                return Ok(Health::Unfit);
            }
        }
    }
    Ok(Health::Fit)
}

/// `None` where a line is no row's.
fn each_unread(group: &str, hidden: &HashSet<EntryId>, each: &mut dyn FnMut(Unread)) -> Option<()> {
    let group: Rc<str> = group.into();
    let mut start = 0;
    for line in group.split_inclusive('\n') {
        let glance = glance(line)?;
        if !hidden.contains(&glance.id) {
            each(Unread {
                glance,
                group: Rc::clone(&group),
                line: start..start + line.trim_end_matches('\n').len(),
            });
        }
        start += line.len();
    }
    Some(())
}

/// The rows of these entries, wherever they stand; `None` where the catalogue cannot be believed.
pub(super) fn find_rows(
    source: &impl Source,
    keys: &Keys,
    top: &Top,
    ids: &HashSet<EntryId>,
) -> Result<Option<HashMap<EntryId, Row>>, JournalError> {
    let digits: Vec<String> = ids.iter().map(EntryId::to_string).collect();
    let wanted = Wanted {
        beginnings: digits.iter().map(String::as_str).collect(),
        ids: Some(ids),
    };
    let found = wanted.find(source, keys, top)?;
    Ok(found.map(|rows| rows.into_iter().map(|row| (row.summary.id, row)).collect()))
}

/// The rows of all entries whose ids begin with these digits; `None` where the catalogue cannot be believed.
pub(super) fn find_beginning(
    source: &impl Source,
    keys: &Keys,
    top: &Top,
    digits: &str,
) -> Result<Option<Vec<Row>>, JournalError> {
    let wanted = Wanted {
        beginnings: vec![digits],
        ids: None,
    };
    wanted.find(source, keys, top)
}

/// Rows that are looked for.
struct Wanted<'a> {
    /// With what their ids begin.
    beginnings: Vec<&'a str>,
    /// Their ids, where these are known: who found them all need not look further.
    ids: Option<&'a HashSet<EntryId>>,
}

impl Wanted<'_> {
    fn has_line(&self, line: &str) -> bool {
        let digits = digits_of(line);
        match self.ids {
            Some(ids) if ids.len() > FEW => digits.parse().is_ok_and(|id| ids.contains(&id)),
            _ => self
                .beginnings
                .iter()
                .any(|beginning| digits.starts_with(beginning)),
        }
    }

    fn has(&self, id: EntryId) -> bool {
        match self.ids {
            Some(ids) => ids.contains(&id),
            None => self
                .beginnings
                .iter()
                .any(|beginning| id.to_string().starts_with(beginning)),
        }
    }

    /// Whether there can be no other than those that were found.
    fn are_all(&self, found: usize) -> bool {
        match self.ids {
            Some(ids) => ids.len() == found,
            None => {
                found == 1
                    && self
                        .beginnings
                        .iter()
                        .all(|digits| digits.len() == id_index::ID_DIGITS)
            }
        }
    }

    fn find(
        &self,
        source: &impl Source,
        keys: &Keys,
        top: &Top,
    ) -> Result<Option<Vec<Row>>, JournalError> {
        let in_top = top.rows.iter().filter(|row| self.has(row.summary.id));
        let mut found: Vec<Row> = in_top.cloned().collect();
        if self.are_all(found.len()) {
            return Ok(Some(found));
        }
        let Some(levels) = lower(source, keys, top)? else {
            return Ok(None);
        };
        for (number, mut level) in (1..).zip(levels) {
            let by_index = self.beginnings.len() <= FEW && level.indexed.is_some();
            let rows = if by_index {
                self.by_index(source, keys, number, &mut level, &found)?
            } else {
                self.by_reading(&mut level, &found)
            };
            let Some(rows) = rows else { return Ok(None) };
            found.extend(rows);
            if self.are_all(found.len()) {
                break;
            }
        }
        Ok(Some(found))
    }

    fn by_reading<S: Source>(&self, level: &mut Lower<'_, S>, already: &[Row]) -> Option<Vec<Row>> {
        let mut found: Vec<Row> = Vec::new();
        while let Some(group) = level.next(&|line| self.has_line(line)) {
            found.extend(group.ok()?);
            if self.are_all(already.len() + found.len()) {
                break;
            }
        }
        Some(found)
    }

    fn by_index<S: Source>(
        &self,
        source: &S,
        keys: &Keys,
        number: i64,
        level: &mut Lower<'_, S>,
        already: &[Row],
    ) -> Result<Option<Vec<Row>>, JournalError> {
        let stamp = level.indexed.clone().unwrap_or_default();
        let Some(index) = index(source, keys, number, &stamp)? else {
            return Ok(None);
        };
        let groups = match id_index::groups_with(&index, &self.beginnings) {
            Groups::Few(groups) => groups,
            Groups::Many => return Ok(self.by_reading(level, already)),
            Groups::Unfit => return Ok(None),
        };
        // What the header says of other levels is believed once a mac over it was right.
        if !level.supersedes.is_empty() && !matches!(level.next_lines(), Some(Ok(_))) {
            return Ok(None);
        }
        let mut rows: Vec<Row> = Vec::new();
        for group in groups {
            let Some(text) = group.read(source, keys, number)? else {
                return Ok(None);
            };
            for line in text.lines().filter(|line| self.has_line(line)) {
                let Some(row) = Row::from_line(line) else {
                    return Ok(None);
                };
                rows.push(row);
            }
        }
        rows.retain(|row| !level.hidden.contains(&row.summary.id));
        Ok(Some(rows))
    }
}

/// The index of a level with that stamp; `None` where there is none that can be believed.
fn index(
    source: &impl Source,
    keys: &Keys,
    level: i64,
    stamp: &str,
) -> Result<Option<Object>, JournalError> {
    let index = id_index::open(source, keys, level)?;
    Ok(index.filter(|index| {
        about(&index.header, id_index::part_of(level)).is_some_and(|about| about.stamp == stamp)
    }))
}

/// Whether the indexes of the levels below `top` say of every group what is there.
pub(super) fn indexes_are_right(
    source: &impl Source,
    keys: &Keys,
    top: &Top,
) -> Result<bool, JournalError> {
    let Some(levels) = lower(source, keys, top)? else {
        return Ok(false);
    };
    for (number, level) in (1..).zip(levels) {
        let Some(stamp) = level.indexed else {
            continue;
        };
        let index = index(source, keys, number, &stamp)?;
        let right = match &index {
            Some(index) => id_index::is_right(source, keys, number, index)?,
            None => false,
        };
        if !right {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What a change does to the catalogue: rows that are new or changed, objects that were folded.
pub(super) struct Update<'a> {
    pub(super) keys: &'a Keys,
    pub(super) outside: &'a Outside,
    /// Rows that changed, by entry.
    pub(super) rows: BTreeMap<EntryId, Row>,
    /// Entries among them that were not there before this change.
    pub(super) new: HashSet<EntryId>,
}

/// Writes the catalogue after a change. Rows go to level 0, or, where that grows too large by it,
/// to level 1 or 2 together with what stands above.
pub(super) fn write(change: &Change<'_>, top: Top, update: Update<'_>) -> Result<(), JournalError> {
    let Update {
        keys,
        outside,
        rows: changed,
        new,
    } = update;
    let pen = Pen {
        change,
        keys,
        outside,
    };
    let Top {
        mut about,
        mut rows,
    } = top;
    let in_top: HashSet<EntryId> = rows.iter().map(|row| row.summary.id).collect();
    for id in changed
        .keys()
        .filter(|id| !in_top.contains(*id) && !new.contains(*id))
    {
        about.supersedes.push(*id);
    }
    rows.retain(|row| !changed.contains_key(&row.summary.id));
    let big = changed.len() > LEVEL_0_ROWS;
    rows.extend(changed.into_values());
    if !big {
        return pen.top(about, rows);
    }
    let Some(level_1) = pen.read(1, &about.below.0)? else {
        return pen.rebuild();
    };
    about.folded = change.extent()?.1;
    pen.push_down(about, rows, level_1)
}

/// Writes rows of level 0 down into level 1 (or all into level 2), moving places by `moved`.
pub(super) fn push_down(
    change: &Change<'_>,
    keys: &Keys,
    outside: &Outside,
    mut top: Top,
    moved: &objects::Moved,
) -> Result<(), JournalError> {
    let pen = Pen {
        change,
        keys,
        outside,
    };
    let Some(level_1) = pen.read(1, &top.about.below.0)? else {
        return pen.rebuild();
    };
    for row in &mut top.rows {
        row.move_places(|place| moved.place(place));
    }
    pen.push_down(top.about, top.rows, level_1)
}

/// Builds the whole catalogue anew from the objects.
pub(super) fn rebuild(
    change: &Change<'_>,
    keys: &Keys,
    outside: &Outside,
) -> Result<(), JournalError> {
    Pen {
        change,
        keys,
        outside,
    }
    .rebuild()
}

/// Writes rows as the whole catalogue: all of them in level 2.
pub(super) fn write_all(
    change: &Change<'_>,
    keys: &Keys,
    outside: &Outside,
    rows: Vec<Row>,
    lasting: Lasting,
) -> Result<(), JournalError> {
    Pen {
        change,
        keys,
        outside,
    }
    .all(rows, lasting)
}

/// What of level 0 lasts until the catalogue is built from the objects again.
#[derive(Clone, Debug, Default)]
pub(super) struct Lasting {
    damaged: Vec<i64>,
    waiting: Vec<EntryId>,
}

impl About {
    pub(super) fn lasting(&self) -> Lasting {
        Lasting {
            damaged: self.damaged.clone(),
            waiting: self.waiting.clone(),
        }
    }
}

/// Writes the whole catalogue anew: the rows that stand in it under `top`, but for those of
/// `replaced`, and `lines`. Holds no more of it than the lines and what is sealed of them; `total`
/// is how many rows that makes. `Unfit`: the catalogue was not what it must be, and must be rebuilt.
pub(super) fn merge(
    change: &Change<'_>,
    keys: &Keys,
    outside: &Outside,
    top: &Top,
    replaced: &HashSet<EntryId>,
    lines: RowLines,
    total: usize,
) -> Result<Health, JournalError> {
    let about = About {
        level: 2,
        rows: total,
        stamp: to_hex(&outside.random::<8>()),
        ..About::default()
    };
    let mut level = LevelWriter::start(keys, &about)?;
    let mut fresh = lines.sorted();
    let mut failed = None;
    let mut each = |row: Row| {
        if replaced.contains(&row.summary.id) {
            return true;
        }
        let put = fresh
            .before(Some(row.key()), |line| level.line(line))
            .and_then(|()| level.line(&row.to_line()));
        failed = put.err();
        failed.is_none()
    };
    let health = newest_first(change, keys, top, &mut each)?;
    if let Some(error) = failed {
        return Err(error);
    }
    fresh.before(None, |line| level.line(line))?;
    if health == Health::Unfit || level.rows != total {
        return Ok(Health::Unfit);
    }
    level.put(change)?;
    drop_level_1(change)?;
    let pen = Pen {
        change,
        keys,
        outside,
    };
    let top = About {
        folded: change.extent()?.1,
        damaged: top.about.damaged.clone(),
        waiting: top.about.waiting.clone(),
        below: (String::new(), about.stamp),
        ..About::default()
    };
    pen.top(top, Vec::new())?;
    Ok(Health::Fit)
}

/// Seals a level row by row, in groups, and its index.
struct LevelWriter<'k> {
    keys: &'k Keys,
    about: About,
    writer: Writer,
    rows: usize,
    index: id_index::Builder,
}

impl<'k> LevelWriter<'k> {
    /// Begins a level of as many rows as `about` says. One that is a single group needs no index.
    fn start(keys: &'k Keys, about: &About) -> Result<Self, JournalError> {
        let about = About {
            indexed: about.level > 0 && about.rows > GROUP_ROWS,
            ..about.clone()
        };
        let writer = Writer::start(&header(keys, &about), keys.epoch()?, about.rows * ROW_BYTES)?;
        Ok(Self {
            keys,
            about,
            writer,
            rows: 0,
            index: id_index::Builder::default(),
        })
    }

    fn line(&mut self, line: &str) -> Result<(), JournalError> {
        let span = self.writer.line(line)?;
        if self.about.indexed {
            self.index.row(line, span);
        }
        self.rows += 1;
        if self.rows.is_multiple_of(GROUP_ROWS) {
            self.end_group()?;
        }
        Ok(())
    }

    fn end_group(&mut self) -> Result<(), JournalError> {
        if self.about.indexed {
            self.index.end_group();
        }
        Ok(self.writer.checkpoint()?)
    }

    /// Puts the level where it belongs, with its index.
    fn put(mut self, change: &Change<'_>) -> Result<(), JournalError> {
        if !self.rows.is_multiple_of(GROUP_ROWS) {
            self.end_group()?;
        }
        change.put_part(self.about.level, &self.writer.finish(None)?)?;
        if self.about.level == 0 {
            return Ok(());
        }
        let part = id_index::part_of(self.about.level);
        if !self.about.indexed {
            return Ok(change.drop_part(part)?);
        }
        let lines = self.index.lines();
        let about = About {
            level: part,
            rows: lines.len(),
            stamp: self.about.stamp,
            ..About::default()
        };
        let header = header(self.keys, &about);
        let (sealed, _) = seal::seal(&header, &lines, self.keys.epoch()?, None)?;
        Ok(change.put_part(part, &sealed)?)
    }
}

fn header(keys: &Keys, about: &About) -> Header {
    let mut header = Header::new(Kind::Catalogue, keys.vault, about.rows as u64);
    header.about = serde_json::to_value(about).ok();
    header
}

/// Drops level 1 with its index.
fn drop_level_1(change: &Change<'_>) -> Result<(), JournalError> {
    change.drop_part(1)?;
    Ok(change.drop_part(id_index::part_of(1))?)
}

/// What the objects hold.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Rows made from the objects, and what the catalogue names beside them.
    pub(super) rows: HashMap<EntryId, Row>,
    /// Objects that do not open, or hold what is no revision, with why.
    pub(super) damaged: Vec<(i64, JournalError)>,
    /// How many objects there are.
    pub(super) objects: u64,
    /// Purged entries of which an object holds something: they have no row.
    pub(super) waiting: BTreeSet<EntryId>,
}

impl Survey {
    /// What of it level 0 says.
    pub(super) fn lasting(&self) -> Lasting {
        Lasting {
            damaged: self.damaged.iter().map(|(seq, _)| *seq).collect(),
            waiting: self.waiting.iter().copied().collect(),
        }
    }
}

/// Rows from the objects, each entry's revisions taken in one by one. An object that is damaged spoils
/// no other; and what the catalogue names that no object holds stays named, so that a loss is not
/// forgotten by building the catalogue anew.
///
/// `step` is told how many objects of how many were read, and may stop it.
pub(super) fn survey(
    source: &impl Source,
    keys: &Keys,
    step: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<Survey, JournalError> {
    let mut survey = found(source, keys, step)?;
    let mut lost: Vec<Row> = Vec::new();
    named(source, keys, &mut |row| {
        let found = survey.rows.get(&row.summary.id);
        let is_found = |rev| found.is_some_and(|found: &Row| found.place_of(rev).is_some());
        if !row.revisions().into_iter().all(|(rev, _)| is_found(rev)) {
            lost.push(row);
        }
    })?;
    lost.retain(|row| !keys.members.purges.has(row.summary.id));
    for row in lost {
        keep_lost(source, keys, &mut survey.rows, row);
    }
    Ok(survey)
}

/// What the objects alone hold.
pub(super) fn found(
    source: &impl Source,
    keys: &Keys,
    step: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<Survey, JournalError> {
    let mut survey = Survey::default();
    let seqs = source.objects_after(0)?;
    for seq in &seqs {
        survey.objects += 1;
        let object = match objects::open(source, keys, *seq) {
            Ok(object) => object,
            Err(error) if error.is_damage() => {
                survey.damaged.push((*seq, error));
                continue;
            }
            Err(error) => return Err(error),
        };
        for item in objects::revisions(&object, *seq) {
            match item {
                Ok((revision, _)) if keys.members.purges.has(revision.id) => {
                    survey.waiting.insert(revision.id);
                }
                Ok((revision, place)) => absorb(&mut survey.rows, &revision, place),
                Err(error) => survey.damaged.push((*seq, error)),
            }
        }
        if !step(survey.objects, seqs.len() as u64) {
            return Err(JournalError::Stopped);
        }
    }
    versions::settle(source, keys, &mut survey.rows)?;
    Ok(survey)
}

/// Calls `each` with the rows of the catalogue as far as it can be read, whether it fits the objects or not.
fn named(source: &impl Source, keys: &Keys, each: &mut dyn FnMut(Row)) -> Result<(), JournalError> {
    let top = match source.part(0)? {
        Some(blob) => whole_level(blob, keys, 0),
        None => None,
    };
    let below = top.as_ref().map(|(about, _)| about.below.clone());
    let mut hidden: HashSet<EntryId> = HashSet::new();
    if let Some((about, rows)) = top {
        hidden.extend(about.supersedes);
        rows.into_iter().for_each(&mut *each);
    }
    let stamps = below.map_or([None, None], |(first, second)| [Some(first), Some(second)]);
    for (level, stamp) in (1..).zip(stamps) {
        let Some(blob) = source.part(level)? else {
            continue;
        };
        let Ok(reader) = GroupReader::open(blob, &keys.keyring, Kind::Catalogue) else {
            continue;
        };
        // Without a level 0 that says which levels are below it, each is taken as it is.
        let about = about(&reader.header, level);
        let Some(about) = about.filter(|about| stamp.is_none_or(|stamp| about.stamp == stamp))
        else {
            continue;
        };
        let mut reader = reader;
        while let Ok(Some(group)) = reader.next_group() {
            let rows = group.lines().filter_map(Row::from_line);
            rows.filter(|row| !hidden.contains(&row.summary.id))
                .for_each(&mut *each);
        }
        hidden.extend(about.supersedes);
    }
    Ok(())
}

/// Keeps a row of which some revision stands nowhere, with what was found of it besides.
fn keep_lost(source: &impl Source, keys: &Keys, rows: &mut HashMap<EntryId, Row>, mut lost: Row) {
    let id = lost.summary.id;
    let Some(found) = rows.remove(&id) else {
        rows.insert(id, lost);
        return;
    };
    if lost.revs.is_empty() {
        lost.revs.push((lost.shown, lost.place));
    }
    for (rev, place) in &mut lost.revs {
        *place = found.place_of(*rev).unwrap_or(*place);
    }
    lost.place = found.place_of(lost.shown).unwrap_or(lost.place);
    let mut kept = lost.clone();
    let mut newer = found.revisions().into_iter();
    let taken = newer.try_for_each(|(rev, place)| {
        if kept.place_of(rev).is_some() {
            return Ok(());
        }
        let revision = objects::revision_at(source, keys, place)?;
        kept.absorb(&revision, place);
        Ok::<(), JournalError>(())
    });
    let settled = taken.and_then(|()| versions::settle_one(source, keys, &mut kept));
    if settled.is_ok() {
        rows.insert(id, kept);
        return;
    }
    // A lost head would have to be read to say what is shown: then what was found is.
    let mut kept = found;
    let both = kept.revisions();
    kept.revs = both;
    for (rev, place) in lost.revs {
        if kept.place_of(rev).is_none() {
            kept.revs.push((rev, place));
        }
    }
    rows.insert(id, kept);
}

/// Takes a revision into the row of its entry, made where there is none. Rows that took some in must be
/// settled before they are written.
pub(super) fn absorb(rows: &mut HashMap<EntryId, Row>, revision: &Revision, place: Place) {
    match rows.entry(revision.id) {
        std::collections::hash_map::Entry::Vacant(slot) => {
            slot.insert(Row::of(revision, place));
        }
        std::collections::hash_map::Entry::Occupied(mut slot) => {
            slot.get_mut().absorb(revision, place);
        }
    }
}

/// Writes levels inside one change.
struct Pen<'a, 'c> {
    change: &'a Change<'c>,
    keys: &'a Keys,
    outside: &'a Outside,
}

impl Pen<'_, '_> {
    fn read(&self, level: i64, stamp: &str) -> Result<Option<(About, Vec<Row>)>, JournalError> {
        if stamp.is_empty() {
            return Ok(Some((
                About {
                    level,
                    ..About::default()
                },
                Vec::new(),
            )));
        }
        let Some(blob) = Source::part(self.change, level)? else {
            return Ok(None);
        };
        Ok(whole_level(blob, self.keys, level).filter(|(about, _)| about.stamp == stamp))
    }

    fn top(&self, mut about: About, rows: Vec<Row>) -> Result<(), JournalError> {
        about.level = 0;
        about.rule = merge::RULE;
        about
            .hides
            .clone_from(&self.keys.members.purges.fingerprint);
        about.objects = self.change.extent()?;
        self.put(about, rows).map(|_| ())
    }

    fn push_down(
        &self,
        about: About,
        rows: Vec<Row>,
        level_1: (About, Vec<Row>),
    ) -> Result<(), JournalError> {
        let (below, kept) = level_1;
        let lasting = about.lasting();
        let ids: HashSet<EntryId> = rows.iter().map(|row| row.summary.id).collect();
        let mut merged: Vec<Row> = kept
            .into_iter()
            .filter(|row| !ids.contains(&row.summary.id))
            .collect();
        merged.extend(rows);
        // What stood in level 1 itself is no longer below it.
        let mut supersedes: HashSet<EntryId> = below.supersedes.into_iter().collect();
        supersedes.extend(about.supersedes);
        if merged.len() <= LEVEL_1_ROWS {
            let mut supersedes: Vec<EntryId> = supersedes
                .into_iter()
                .filter(|_| !about.below.1.is_empty())
                .collect();
            supersedes.sort_unstable();
            let stamp = self.put(
                About {
                    level: 1,
                    supersedes,
                    ..About::default()
                },
                merged,
            )?;
            let top = About {
                folded: about.folded,
                damaged: lasting.damaged,
                waiting: lasting.waiting,
                below: (stamp, about.below.1),
                ..About::default()
            };
            return self.top(top, Vec::new());
        }
        let Some((_, all)) = self.read(2, &about.below.1)? else {
            return self.rebuild();
        };
        let ids: HashSet<EntryId> = merged.iter().map(|row| row.summary.id).collect();
        merged.extend(all.into_iter().filter(|row| !ids.contains(&row.summary.id)));
        self.all_with(merged, about.folded, lasting)
    }

    fn rebuild(&self) -> Result<(), JournalError> {
        let survey = survey(self.change, self.keys, &mut |_, _| true)?;
        let lasting = survey.lasting();
        self.all(survey.rows.into_values().collect(), lasting)
    }

    fn all(&self, rows: Vec<Row>, lasting: Lasting) -> Result<(), JournalError> {
        let folded = self.change.extent()?.1;
        self.all_with(rows, folded, lasting)
    }

    fn all_with(&self, rows: Vec<Row>, folded: i64, lasting: Lasting) -> Result<(), JournalError> {
        let stamp = self.put(
            About {
                level: 2,
                ..About::default()
            },
            rows,
        )?;
        drop_level_1(self.change)?;
        self.top(
            About {
                folded,
                damaged: lasting.damaged,
                waiting: lasting.waiting,
                below: (String::new(), stamp),
                ..About::default()
            },
            Vec::new(),
        )
    }

    fn put(&self, mut about: About, mut rows: Vec<Row>) -> Result<String, JournalError> {
        rows.sort_by_cached_key(Row::key);
        about.rows = rows.len();
        about.stamp = to_hex(&self.outside.random::<8>());
        let mut level = LevelWriter::start(self.keys, &about)?;
        for row in &rows {
            level.line(&row.to_line())?;
        }
        level.put(self.change)?;
        Ok(about.stamp)
    }
}
