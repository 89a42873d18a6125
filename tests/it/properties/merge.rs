//! Laws of merging: several devices write on one entry, hear of one another late, in parts and in any
//! order, and show the same. `PROPTEST_CASES` says how many histories are tried.

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::HashSet;

use diurnal::model::catalogue::Place;
use diurnal::model::catalogue::Row;
use diurnal::model::entry::Content;
use diurnal::model::id::DeviceId;
use diurnal::model::id::EntryId;
use diurnal::model::id::RevId;
use diurnal::model::merge;
use diurnal::model::merge::Said;
use diurnal::model::merge::Shown;
use diurnal::model::merge::Version;
use diurnal::model::revision::Extra;
use diurnal::model::revision::Fields;
use diurnal::model::revision::Revision;
use diurnal::model::time::DayStart;
use diurnal::model::time::Moment;
use diurnal::model::time::Timestamp;
use diurnal::model::time::Zone;
use proptest::prelude::*;

use super::PIECES;

/// A few hundred histories take seconds; before a release a hundred thousand are tried.
fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok();
    ProptestConfig {
        cases: cases.and_then(|cases| cases.parse().ok()).unwrap_or(96),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// What a person does to the text that a device shows.
#[derive(Clone, Debug)]
enum Edit {
    /// A line with words of its own, at a place.
    Line(prop::sample::Index, usize),
    /// A word of its own, at the end of a line.
    Word(prop::sample::Index),
    /// A word in place of one.
    Replace(prop::sample::Index),
    /// A line less.
    Less(prop::sample::Index),
    /// Other line ends, or another final one.
    LineEnds,
    LastLineEnd,
    Title(u8),
    Tag(u8),
    Untag(u8),
    Star,
    Journal(u8),
    At(u8),
    Key(u8, u8),
    Nothing,
}

#[derive(Clone, Debug)]
enum Step {
    /// On all heads that a device knows.
    Save(Edit),
    /// On one of them only, as a script does with an entry in conflict.
    SaveOnOne(prop::sample::Index, Edit),
    Delete,
    Undelete,
    /// Takes from another device what the bits say: a host may withhold and reorder.
    Hear(usize, u64),
    /// Makes the entry anew, as an import of the same file does.
    Import,
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        6 => (at(), 0..PIECES.len()).prop_map(|(at, piece)| Edit::Line(at, piece)),
        4 => at().prop_map(Edit::Word),
        4 => at().prop_map(Edit::Replace),
        2 => at().prop_map(Edit::Less),
        1 => Just(Edit::LineEnds),
        1 => Just(Edit::LastLineEnd),
        1 => (0..3_u8).prop_map(Edit::Title),
        2 => (0..4_u8).prop_map(Edit::Tag),
        1 => (0..4_u8).prop_map(Edit::Untag),
        1 => Just(Edit::Star),
        1 => (0..3_u8).prop_map(Edit::Journal),
        1 => (0..3_u8).prop_map(Edit::At),
        1 => (0..3_u8, 0..3_u8).prop_map(|(key, value)| Edit::Key(key, value)),
        1 => Just(Edit::Nothing),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        10 => edit().prop_map(Step::Save),
        2 => (any::<prop::sample::Index>(), edit()).prop_map(|(at, edit)| Step::SaveOnOne(at, edit)),
        1 => Just(Step::Delete),
        1 => Just(Step::Undelete),
        6 => (0..5_usize, prop_oneof![Just(u64::MAX), any::<u64>()]).prop_map(|(from, bits)| Step::Hear(from, bits)),
        1 => Just(Step::Import),
    ]
}

/// Devices and what they did, in turn.
fn history() -> impl Strategy<Value = Vec<(usize, Step)>> {
    (2..=5_usize).prop_flat_map(|devices| prop::collection::vec((0..devices, step()), 1..40))
}

fn moment(hours: i64) -> Moment {
    let zone = Zone::named("Europe/Berlin").unwrap();
    Moment::at(Timestamp(1_700_000_000_000 + hours * 3_600_000), &zone)
}

/// Everything that was ever written, and what each device knows of it.
struct World {
    all: Vec<Revision>,
    devices: Vec<BTreeSet<usize>>,
    words: usize,
}

impl World {
    fn new() -> Self {
        let mut world = Self {
            all: Vec::new(),
            devices: vec![BTreeSet::new(); 5],
            words: 0,
        };
        let mut content = Content::new(moment(0), "journal");
        content
            .body
            .push_str("one two three\n\nfour five six\nseven eight\n");
        world.write(
            0,
            &[],
            &Said {
                day: content.at.day(DayStart::default()),
                content,
                extra: Extra::new(),
            },
            false,
        );
        for device in &mut world.devices {
            device.insert(0);
        }
        world
    }

    /// A history from the beginning.
    fn of(steps: &[(usize, Step)]) -> Self {
        let mut world = Self::new();
        for (device, step) in steps {
            world.act(*device, step);
        }
        world
    }

    fn act(&mut self, device: usize, step: &Step) {
        match step {
            Step::Hear(from, bits) => {
                let heard = self.devices[*from].clone();
                let heard = heard.into_iter().filter(|n| bits >> (n % 64) & 1 == 1);
                self.devices[device].extend(heard);
            }
            Step::Import => {
                let said = Version::of(self.all[0].clone()).said;
                self.write(device, &[], &said, false);
            }
            Step::Save(edit) => {
                let (shown, heads) = self.shown_by(device);
                let said = self.edited(shown.said, edit);
                self.write(device, &heads, &said, shown.deleted);
            }
            Step::SaveOnOne(at, edit) => {
                let heads = self.heads(device);
                let head = heads[at.index(heads.len())].clone();
                let said = self.edited(head.said, edit);
                self.write(device, &[head.rev], &said, head.deleted);
            }
            Step::Delete | Step::Undelete => {
                let (shown, heads) = self.shown_by(device);
                self.write(device, &heads, &shown.said, matches!(step, Step::Delete));
            }
        }
    }

    fn write(&mut self, device: usize, parents: &[RevId], said: &Said, deleted: bool) {
        let n = self.all.len();
        let fields = Fields {
            id: EntryId([7; 16]),
            parents,
            content: &said.content,
            day: said.day,
            // No clock is right: years lie between what follows at once.
            written: Timestamp(i64::try_from(n * 7919 % 13).unwrap() * 30_000_000_000),
            device: DeviceId([u8::try_from(device).unwrap(); 16]),
            deleted,
            extra: &said.extra,
        };
        let salt = u128::try_from(n).unwrap().to_le_bytes();
        // An entry with nothing in it cannot be saved.
        if let Ok(revision) = Revision::write(&fields, salt) {
            self.all.push(revision);
            self.devices[device].insert(n);
        }
    }

    /// A word that was never written before.
    fn word(&mut self) -> String {
        self.words += 1;
        format!("w{}", self.words)
    }

    fn edited(&mut self, mut said: Said, edit: &Edit) -> Said {
        let content = &mut said.content;
        let mut lines: Vec<String> = content.body.split('\n').map(str::to_owned).collect();
        match edit {
            Edit::Line(at, piece) => {
                let (a, b) = (self.word(), self.word());
                let at = at.index(lines.len());
                lines.insert(at, format!("{a} {} {b}", PIECES[*piece]));
            }
            Edit::Word(at) => {
                let word = self.word();
                let at = at.index(lines.len());
                lines[at] = format!("{} {word}", lines[at].trim_end_matches('\r'));
            }
            Edit::Replace(at) => {
                let word = self.word();
                let words: Vec<&str> = content.body.split(' ').collect();
                let at = at.index(words.len());
                let words: Vec<&str> = words
                    .iter()
                    .enumerate()
                    .map(|(n, old)| {
                        if n == at && !old.contains('\n') {
                            word.as_str()
                        } else {
                            old
                        }
                    })
                    .collect();
                content.body = words.join(" ");
                return said;
            }
            Edit::Less(at) => {
                lines.remove(at.index(lines.len()));
            }
            Edit::LineEnds => {
                let lf = content.body.replace("\r\n", "\n");
                content.body = if lf == content.body {
                    lf.replace('\n', "\r\n")
                } else {
                    lf
                };
                return said;
            }
            Edit::LastLineEnd => {
                match content.body.strip_suffix('\n') {
                    Some(without) => content.body = without.to_owned(),
                    None => content.body.push('\n'),
                }
                return said;
            }
            Edit::Title(n) => {
                ["", "Rain", "Snow"][usize::from(*n)].clone_into(&mut content.title);
            }
            Edit::Tag(n) => {
                let tag = ["rain", "Rain", "snow", "été"][usize::from(*n)].to_owned();
                if !content.tags.contains(&tag) {
                    content.tags.push(tag);
                }
            }
            Edit::Untag(n) => {
                let n = usize::from(*n);
                if n < content.tags.len() {
                    content.tags.remove(n);
                }
            }
            Edit::Star => content.starred = !content.starred,
            Edit::Journal(n) => content.journal = format!("journal-{n}"),
            Edit::At(n) => {
                content.at = moment(i64::from(*n) * 24);
                said.day = content.at.day(DayStart::default());
            }
            Edit::Key(key, value) => {
                said.extra
                    .insert(format!("key-{key}"), serde_json::json!(value));
            }
            Edit::Nothing => {}
        }
        said.content.body = lines.join("\n");
        said
    }

    fn known(&self, device: usize) -> HashMap<RevId, Version> {
        let known = self.devices[device].iter().map(|n| self.all[*n].clone());
        known
            .map(|revision| (revision.rev, Version::of(revision)))
            .collect()
    }

    fn heads(&self, device: usize) -> Vec<Version> {
        let known = self.known(device);
        let named: HashSet<RevId> = known.values().flat_map(|of| of.parents.clone()).collect();
        let heads = known.into_values().filter(|of| !named.contains(&of.rev));
        let mut heads: Vec<Version> = heads.collect();
        heads.sort_by_key(|head| head.rev);
        heads
    }

    fn shown_by(&self, device: usize) -> (Shown, Vec<RevId>) {
        let heads = self.heads(device);
        let revs = heads.iter().map(|head| head.rev).collect();
        (
            merge::shown(heads, &mut self.known(device))
                .unwrap()
                .unwrap(),
            revs,
        )
    }

    /// The row that a device makes which hears everything in this order.
    fn row(&self, order: &[usize], settles: u64) -> Row {
        let place = |n: usize| Place(i64::try_from(n).unwrap() + 1, 0, 1);
        let mut row = Row::of(&self.all[order[0]], place(order[0]));
        let mut known = HashMap::new();
        for (at, n) in order.iter().enumerate() {
            let revision = &self.all[*n];
            known.insert(revision.rev, Version::of(revision.clone()));
            row.absorb(revision, place(*n));
            let last = at + 1 == order.len();
            if !row.is_settled() && (last || settles >> (at % 64) & 1 == 1) {
                let heads = row.heads.iter().map(|head| known[head].clone()).collect();
                row.settle(&merge::shown(heads, &mut known).unwrap().unwrap());
            }
        }
        row.revs.sort_unstable();
        row
    }

    fn tell_all_to(&mut self, device: usize) {
        self.devices[device] = (0..self.all.len()).collect();
    }

    /// A version and everything that it was made from.
    fn ancestry(&self, rev: RevId) -> Vec<&Revision> {
        let by_name: HashMap<RevId, &Revision> = self.all.iter().map(|of| (of.rev, of)).collect();
        let mut found: Vec<&Revision> = Vec::new();
        let mut next = vec![rev];
        while let Some(rev) = next.pop() {
            let revision = by_name[&rev];
            if !found.iter().any(|known| known.rev == rev) {
                found.push(revision);
                next.extend(&revision.parents);
            }
        }
        found
    }
}

fn words(text: &str) -> HashSet<&str> {
    let is_ours = |word: &&str| {
        word.strip_prefix('w')
            .is_some_and(|n| n.parse::<u32>().is_ok())
    };
    text.split([' ', '\n', '\r', '\t'])
        .filter(is_ours)
        .collect()
}

fn shuffled(n: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    let mut seed = seed | 1;
    for at in (1..n).rev() {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let with = usize::try_from(seed >> 33).unwrap() % (at + 1);
        order.swap(at, with);
    }
    order
}

proptest! {
    #![proptest_config(config())]

    /// Commutative, associative, idempotent: in whatever order and grouping a device heard of the
    /// revisions, and however often it looked meanwhile, the row that it makes of them is the same.
    #[test]
    fn who_holds_the_same_shows_the_same(steps in history(), seeds in prop::collection::vec(any::<u64>(), 3), settles in any::<u64>()) {
        let world = World::of(&steps);
        let n = world.all.len();
        let in_order: Vec<usize> = (0..n).collect();
        let row = world.row(&in_order, 0);
        for seed in seeds {
            prop_assert_eq!(&world.row(&shuffled(n, seed), settles ^ seed), &row);
        }
        let twice: Vec<usize> = in_order.iter().rev().chain(&in_order).copied().collect();
        prop_assert_eq!(&world.row(&twice, settles), &row);
        prop_assert_eq!(Row::from_line(&row.to_line()).map(|mut read| { read.revs.sort_unstable(); read }), Some(row));
    }

    /// No word that a person wrote is dropped, none that all took away comes back, and a deletion takes
    /// nothing of what others wrote meanwhile.
    #[test]
    fn nothing_is_dropped_and_nothing_invented(steps in history()) {
        let mut world = World::of(&steps);
        world.tell_all_to(0);
        let heads = world.heads(0);
        let (shown, _) = world.shown_by(0);
        let living: Vec<&Version> = heads.iter().filter(|head| head.deleted == shown.deleted).collect();
        prop_assert_eq!(shown.deleted, heads.iter().all(|head| head.deleted));
        if shown.conflict {
            prop_assert!(living.len() > 1);
            let own = living.iter().find(|head| head.rev == shown.rev).unwrap();
            prop_assert_eq!(&own.said, &shown.said);
        } else if !shown.deleted {
            let said = words(&shown.said.content.body);
            let of: Vec<HashSet<&str>> = living.iter().map(|head| words(&head.said.content.body)).collect();
            for word in of.iter().flatten() {
                if of.iter().all(|words| words.contains(word)) {
                    prop_assert!(said.contains(word), "{} that all have was dropped", word);
                }
            }
            for word in &said {
                prop_assert!(of.iter().any(|words| words.contains(word)), "{} came back", word);
            }
            for (head, words_of) in living.iter().zip(&of) {
                let others = living.iter().filter(|other| other.rev != head.rev);
                let past: Vec<&Revision> = others.flat_map(|other| world.ancestry(other.rev)).collect();
                for word in words_of {
                    let known = past.iter().any(|of| words(&of.content.body).contains(word));
                    prop_assert!(known || said.contains(word), "{} was dropped", word);
                }
            }
        }
    }

    /// What was merged and then saved as it stands shows the same, and so does every device afterwards.
    #[test]
    fn a_saved_merge_says_what_was_shown(steps in history()) {
        let mut world = World::of(&steps);
        world.tell_all_to(0);
        let (shown, heads) = world.shown_by(0);
        if shown.conflict {
            return Ok(());
        }
        world.write(0, &heads, &shown.said, shown.deleted);
        world.tell_all_to(1);
        let (after, heads) = world.shown_by(1);
        prop_assert_eq!(heads.len(), 1);
        prop_assert_eq!((after.said, after.conflict, after.merged), (shown.said, false, false));
    }

    /// Two versions of one: it does not matter which is which, what one alone changed is taken, and what
    /// both say is no conflict.
    #[test]
    fn two_versions_of_one(one in prop::collection::vec(edit(), 0..4), other in prop::collection::vec(edit(), 0..4), swap in any::<bool>()) {
        let mut world = World::new();
        let base = Version::of(world.all[0].clone()).said;
        let one = one.iter().fold(base.clone(), |said, edit| world.edited(said, edit));
        let other = other.iter().fold(base.clone(), |said, edit| world.edited(said, edit));
        let parents = vec![world.all[0].rev];
        let show = |pair: [&Said; 2]| {
            let mut known = world.known(0);
            let heads: Vec<Version> = pair.iter().zip(1..).map(|(said, n)| Version {
                rev: RevId([n; 32]),
                parents: parents.clone(),
                written: Timestamp(0),
                deleted: false,
                said: (*said).clone(),
            }).collect();
            known.extend(heads.iter().map(|head| (head.rev, head.clone())));
            merge::shown(heads, &mut known).unwrap().unwrap()
        };
        let shown = show(if swap { [&other, &one] } else { [&one, &other] });
        let turned = show(if swap { [&one, &other] } else { [&other, &one] });
        prop_assert_eq!(shown.conflict, turned.conflict);
        if !shown.conflict {
            prop_assert_eq!(&shown.said, &turned.said);
        }
        prop_assert_eq!(show([&one, &base]).said, one.clone());
        prop_assert_eq!(show([&base, &one]).said, one.clone());
        prop_assert_eq!(show([&one, &one]).said, one);
    }

    /// A person who settles a conflict with all that was written finds every word in it.
    #[test]
    fn all_that_was_written_can_be_had(steps in history()) {
        let mut world = World::of(&steps);
        world.tell_all_to(0);
        let (shown, _) = world.shown_by(0);
        if !shown.conflict {
            return Ok(());
        }
        let heads = world.heads(0);
        let united = merge::united(&heads, &mut world.known(0)).unwrap().unwrap();
        let said = words(&united.content.body);
        let living = || heads.iter().filter(|head| !head.deleted);
        for head in living() {
            let others = living().filter(|other| other.rev != head.rev);
            let past: Vec<&Revision> = others.flat_map(|other| world.ancestry(other.rev)).collect();
            for word in words(&head.said.content.body) {
                let known = past.iter().any(|of| words(&of.content.body).contains(word));
                prop_assert!(known || said.contains(word), "{} was dropped", word);
            }
        }
    }
}
