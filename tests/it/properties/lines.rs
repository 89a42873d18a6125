//! Laws of the lines that are kept for ever: revisions, rows of the catalogue, sealed objects.

use std::collections::HashMap;

use diurnal::crypto::identity::EpochKey;
use diurnal::crypto::identity::Identity;
use diurnal::crypto::keyring::Keyring;
use diurnal::crypto::object::Header;
use diurnal::crypto::object::Kind;
use diurnal::crypto::seal;
use diurnal::model::catalogue::Glance;
use diurnal::model::catalogue::Place;
use diurnal::model::catalogue::Row;
use diurnal::model::catalogue::glance;
use diurnal::model::entry::Content;
use diurnal::model::id::DeviceId;
use diurnal::model::id::EntryId;
use diurnal::model::id::EpochId;
use diurnal::model::id::RevId;
use diurnal::model::id::VaultId;
use diurnal::model::merge;
use diurnal::model::merge::Version;
use diurnal::model::revision::Extra;
use diurnal::model::revision::Fields;
use diurnal::model::revision::Revision;
use diurnal::model::time::DayStart;
use diurnal::model::time::Moment;
use diurnal::model::time::Timestamp;
use diurnal::model::time::Zone;
use proptest::prelude::*;

use super::any_text;

fn one_line(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\n' | '\r'))
        .take(40)
        .collect()
}

fn revision(
    parents: &[RevId],
    body: &str,
    title: &str,
    written: i64,
    salt: u8,
    deleted: bool,
) -> Revision {
    let at = Moment::at(
        Timestamp(1_700_000_000_000),
        &Zone::named("Europe/Berlin").unwrap(),
    );
    let content = Content {
        body: format!("x{body}"),
        title: one_line(title),
        ..Content::new(at, "journal")
    };
    let mut extra = Extra::new();
    extra.insert(
        "x_of_another".into(),
        serde_json::json!({ "kept": [1, "two"] }),
    );
    let fields = Fields {
        id: EntryId([7; 16]),
        parents,
        content: &content,
        day: content.at.day(DayStart::default()),
        written: Timestamp(written),
        device: DeviceId([1; 16]),
        deleted,
        extra: &extra,
    };
    Revision::write(&fields, [salt; 16]).unwrap()
}

/// A history of one entry: each revision stands on some of those before it.
fn any_history() -> impl Strategy<Value = Vec<Revision>> {
    let step = (
        any::<prop::sample::Index>(),
        any::<bool>(),
        0..5_i64,
        prop::bool::weighted(0.1),
    );
    prop::collection::vec(step, 1..8).prop_map(|steps| {
        let mut history: Vec<Revision> = Vec::new();
        for (n, (parent, two, written, deleted)) in steps.into_iter().enumerate() {
            let mut parents = Vec::new();
            if !history.is_empty() {
                parents.push(history[parent.index(history.len())].rev);
                let last = history[history.len() - 1].rev;
                if two && !parents.contains(&last) {
                    parents.push(last);
                }
            }
            let salt = u8::try_from(n).unwrap();
            history.push(revision(
                &parents,
                &format!("version {n}"),
                "",
                written,
                salt,
                deleted,
            ));
        }
        history
    })
}

/// The row after taking revisions in this order, settled after those whose bit is set in `settles`.
fn row_of(history: &[Revision], order: &[usize], settles: u32) -> Row {
    let place = |at: usize| Place(i64::try_from(at).unwrap() + 1, 10, 20);
    let mut row = Row::of(&history[order[0]], place(order[0]));
    let mut known = HashMap::new();
    for (n, at) in order.iter().enumerate() {
        let revision = &history[*at];
        known.insert(revision.rev, Version::of(revision.clone()));
        row.absorb(revision, place(*at));
        row.absorb(revision, place(*at));
        let asked = settles >> (n % 32) & 1 == 1 || n + 1 == order.len();
        if asked && !row.is_settled() {
            let heads = row.heads.iter().map(|head| known[head].clone()).collect();
            let shown = merge::shown(heads, &mut known).unwrap();
            row.settle(&shown.unwrap());
        }
    }
    row.revs.sort_unstable();
    row
}

proptest! {
    /// A line reads back as it was written, unknown keys and all, and is kept byte for byte.
    #[test]
    fn a_revision_reads_back_what_was_written(body in any_text(), title in any_text(), salt in any::<u8>()) {
        let made = revision(&[RevId([3; 32])], &body, &title, 5, salt, false);
        let read = Revision::parse(made.line()).unwrap();
        prop_assert_eq!(&read, &made);
        prop_assert_eq!(read.line(), made.line());
        prop_assert!(!made.line().contains('\n'));
    }

    /// No byte of a line can be changed and the line still be believed.
    #[test]
    fn a_changed_revision_is_refused(body in any_text(), at in any::<prop::sample::Index>(), with in 0x20_u8..0x7f) {
        let made = revision(&[], &body, "", 5, 1, false);
        let mut bytes = made.line().as_bytes().to_vec();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != with);
        bytes[at] = with;
        if let Ok(line) = String::from_utf8(bytes) {
            prop_assert!(Revision::parse(&line).is_err());
        }
    }

    /// What an entry shows, its heads and what it lacks follow from its revisions, in whatever order they came.
    #[test]
    fn a_row_is_a_function_of_the_set_of_revisions(history in any_history(), keys in prop::collection::vec(any::<u32>(), 8), settles in any::<u32>()) {
        let in_order: Vec<usize> = (0..history.len()).collect();
        let mut shuffled = in_order.clone();
        shuffled.sort_by_key(|at| keys[*at]);
        let (row, other) = (row_of(&history, &in_order, settles), row_of(&history, &shuffled, !settles));
        prop_assert_eq!(&row, &other);
        prop_assert!(row.missing.is_empty());
        let named: Vec<RevId> = history.iter().flat_map(|revision| revision.parents.clone()).collect();
        prop_assert!(row.heads.iter().all(|head| !named.contains(head)));
        prop_assert!(row.heads.contains(&row.shown));
    }

    /// A row reads back, and its beginning can be read alone.
    #[test]
    fn a_row_reads_back_what_was_written(body in any_text(), title in any_text(), deleted in any::<bool>(), seq in 1..i64::MAX, offset in any::<u64>()) {
        let row = Row::of(&revision(&[], &body, &title, 5, 1, deleted), Place(seq, offset, 9));
        let line = row.to_line();
        let seen = Glance { id: row.summary.id, place: row.place, deleted, merged: false };
        prop_assert_eq!(glance(&line), Some(seen));
        prop_assert_eq!(Row::from_line(&line), Some(row));
    }

    /// An object gives back its lines, each at its place; with any byte changed it gives nothing.
    #[test]
    fn an_object_opens_whole_or_not_at_all(texts in prop::collection::vec(any_text(), 0..4), at in any::<prop::sample::Index>(), bit in 0..8) {
        let vault = VaultId([2; 32]);
        let keyring = Keyring::new(vault, vec![EpochKey::new(EpochId([3; 16]), Identity::generate())]);
        let lines: Vec<String> = texts.iter().map(|text| serde_json::to_string(text).unwrap()).collect();
        let refs: Vec<&str> = lines.iter().map(String::as_str).collect();
        let header = Header::new(Kind::Segment, vault, refs.len() as u64);
        let (sealed, spans) = seal::seal(&header, &refs, keyring.newest().unwrap(), None).unwrap();
        let object = seal::open(sealed.as_bytes(), &keyring, &[Kind::Segment]).unwrap();
        let read: Vec<(String, seal::Span)> = object.lines().map(|(line, span)| (line.to_owned(), span)).collect();
        prop_assert_eq!(read, lines.into_iter().zip(spans).collect::<Vec<_>>());
        let mut bytes = sealed.as_bytes().to_vec();
        let at = at.index(bytes.len());
        bytes[at] ^= 1_u8 << bit;
        prop_assert!(seal::open(&bytes, &keyring, &[Kind::Segment]).is_err());
    }
}
