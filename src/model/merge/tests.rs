//! What histories of a few versions show.

use super::*;
use crate::model::time::DayStart;
use crate::model::time::Moment;
use crate::model::time::Zone;

/// The versions of one entry, each called by a letter.
#[derive(Default)]
struct History(HashMap<RevId, Version>);

fn rev(name: char) -> RevId {
    RevId([u8::try_from(name).unwrap(); 32])
}

fn said(body: &str) -> Said {
    let mut content = Content::new(Moment::at(Timestamp(0), &Zone::utc()), "journal");
    content.body = body.to_owned();
    Said {
        day: content.at.day(DayStart::default()),
        content,
        extra: Extra::new(),
    }
}

impl History {
    /// Adds `name`, made from `parents`, with a change to what the last of them says.
    fn add(&mut self, name: char, parents: &str, change: impl FnOnce(&mut Said)) -> &mut Self {
        let parents: Vec<RevId> = parents.chars().map(rev).collect();
        let last = parents.last().and_then(|parent| self.0.get(parent));
        let mut said = last.map_or_else(|| said(""), |last| last.said.clone());
        change(&mut said);
        let written = Timestamp(0);
        let version = Version {
            rev: rev(name),
            parents,
            written,
            deleted: false,
            said,
        };
        self.0.insert(version.rev, version);
        self
    }

    fn body(&mut self, name: char, parents: &str, body: &str) -> &mut Self {
        self.add(name, parents, |said| {
            body.clone_into(&mut said.content.body);
        })
    }

    fn delete(&mut self, name: char, parents: &str) -> &mut Self {
        self.add(name, parents, |_| {});
        self.0.get_mut(&rev(name)).unwrap().deleted = true;
        self
    }

    fn shown(&mut self) -> Shown {
        let named: Vec<RevId> = self.0.values().flat_map(|of| of.parents.clone()).collect();
        let heads = self.0.values().filter(|of| !named.contains(&of.rev));
        let heads: Vec<Version> = heads.cloned().collect();
        shown(heads, &mut self.0).unwrap().unwrap()
    }

    /// The body, or `-` in a conflict.
    fn says(&mut self) -> String {
        let shown = self.shown();
        if shown.conflict {
            "-".to_owned()
        } else {
            shown.said.content.body
        }
    }
}

#[test]
fn one_version_is_what_it_says() {
    let mut history = History::default();
    history.body('a', "", "rain\n").body('b', "a", "snow\n");
    let shown = history.shown();
    assert_eq!(
        (shown.rev, shown.merged, shown.conflict),
        (rev('b'), false, false)
    );
    assert_eq!(shown.said.content.body, "snow\n");
}

#[test]
fn each_field_is_merged_by_itself() {
    let mut history = History::default();
    history
        .body('a', "", "one\ntwo\nthree\n")
        .add('b', "a", |said| {
            said.content.title = "Title".to_owned();
            said.content.tags = vec!["b".to_owned(), "both".to_owned()];
            said.content.body = "ONE\ntwo\nthree\n".to_owned();
            said.extra.insert("mood".to_owned(), serde_json::json!(5));
        })
        .add('c', "a", |said| {
            said.content.starred = true;
            said.content.journal = "work".to_owned();
            said.content.tags = vec!["a".to_owned(), "both".to_owned()];
            said.content.body = "one\ntwo\nTHREE\n".to_owned();
            said.extra
                .insert("weather".to_owned(), serde_json::json!("wet"));
        });
    let shown = history.shown();
    let content = &shown.said.content;
    assert!(shown.merged && !shown.conflict && content.starred);
    assert_eq!(
        (content.title.as_str(), content.journal.as_str()),
        ("Title", "work")
    );
    assert_eq!(content.tags, ["a", "b", "both"]);
    assert_eq!(content.body, "ONE\ntwo\nTHREE\n");
    assert_eq!((shown.said.extra.len(), shown.rev), (2, rev('c')));
}

#[test]
fn two_titles_moments_journals_or_unknown_values_are_a_conflict() {
    type Change = fn(&mut Said, &str);
    let changes: [Change; 4] = [
        |said, to| to.clone_into(&mut said.content.title),
        |said, to| to.clone_into(&mut said.content.journal),
        |said, to| said.content.at.instant_us = i64::try_from(to.len()).unwrap(),
        |said, to| drop(said.extra.insert("mood".to_owned(), serde_json::json!(to))),
    ];
    for change in changes {
        let mut history = History::default();
        history.body('a', "", "x");
        history.add('b', "a", |said| change(said, "one"));
        history.add('c', "a", |said| change(said, "other"));
        assert!(history.shown().conflict);
        // Both the same is none, whoever said it first.
        history.add('c', "a", |said| change(said, "one"));
        assert!(!history.shown().conflict && !history.shown().merged);
    }
}

#[test]
fn tags_are_told_apart_by_what_they_say() {
    let mut history = History::default();
    let tags = |tags: &'static str| {
        move |said: &mut Said| said.content.tags = tags.split(' ').map(str::to_owned).collect()
    };
    history
        .add('a', "", tags("rain snow old"))
        .add('b', "a", tags("Rain snow new"))
        .add('c', "a", tags("rain old NEW"));
    assert_eq!(history.shown().said.content.tags, ["Rain", "NEW"]);
}

#[test]
fn y51_an_edit_outlives_a_deletion() {
    let mut history = History::default();
    history
        .body('a', "", "rain\n")
        .delete('c', "a")
        .body('b', "a", "rain\nsnow\n");
    let shown = history.shown();
    assert_eq!(
        (shown.deleted, shown.conflict, shown.rev),
        (false, false, rev('b'))
    );
    assert_eq!(shown.said.content.body, "rain\nsnow\n");
    // Two deletions are one, whatever they deleted.
    history.delete('d', "b");
    let shown = history.shown();
    assert!(shown.deleted && !shown.conflict);
}

#[test]
fn y51_more_than_two_heads_are_merged_each_with_its_own_ancestor() {
    let mut history = History::default();
    history
        .body('a', "", "1\n2\n3\n4\n5\n")
        .body('b', "a", "1\n2\nnew\n3\n4\n5\n")
        .body('c', "b", "1\n2\nNEW\n3\n4\n5\n")
        .body('d', "b", "0\n1\n2\nnew\n3\n4\n5\n")
        .body('e', "a", "1\n2\n3\n4\n5\n6\n")
        .body('f', "a", "1\n2\n3\n4\n");
    assert_eq!(history.says(), "-");
    history.body('f', "a", "1\n2\n3\n5\n");
    assert_eq!(history.says(), "0\n1\n2\nNEW\n3\n5\n6\n");
}

#[test]
fn y51_versions_that_crossed_are_merged_by_what_both_had() {
    let mut history = History::default();
    history
        .body('a', "", "1\n2\n3\n")
        .body('b', "a", "1\nb\n2\n3\n")
        .body('c', "a", "1\n2\n3\nc\n")
        .body('d', "bc", "0\n1\nb\n2\n3\nc\n")
        .body('e', "bc", "1\nb\n2\n3\nc\ne\n");
    assert_eq!(history.says(), "0\n1\nb\n2\n3\nc\ne\n");
}

#[test]
fn where_ancestors_could_not_be_merged_only_what_was_settled_alike_is() {
    let crossed = |one: &str, other: &str| {
        let mut history = History::default();
        history
            .body('a', "", "1\nx\n3\n")
            .body('b', "a", "1\nb\n3\n")
            .body('c', "a", "1\nc\n3\n")
            .body('d', "bc", one)
            .body('e', "bc", other);
        history.says()
    };
    assert_eq!(crossed("1\nb\n3\n4\n", "0\n1\nb\n3\n"), "0\n1\nb\n3\n4\n");
    assert_eq!(crossed("1\nb\n3\n", "1\nc\n3\n"), "-");
}

#[test]
fn histories_that_crossed_again_and_again_are_merged_at_once() {
    let mut history = History::default();
    history.body('\u{1}', "", "0\n");
    let (mut one, mut other) = ("\u{1}".to_owned(), "\u{1}".to_owned());
    for day in 1..60_u8 {
        let text = history.says();
        let parents = if day == 1 {
            one.clone()
        } else {
            format!("{one}{other}")
        };
        let names = [char::from(2 * day), char::from(2 * day + 1)];
        history.body(names[0], &parents, &format!("p{day}\n{text}"));
        history.body(names[1], &parents, &format!("{text}q{day}\n"));
        (one, other) = (names[0].to_string(), names[1].to_string());
        let joined = history.says();
        assert_eq!(joined, format!("p{day}\n{text}q{day}\n"), "day {day}");
    }
}

#[test]
fn an_ancestor_that_is_absent_leaves_them_side_by_side_until_it_comes() {
    let mut history = History::default();
    history.body('b', "a", "1\nb\n").body('c', "a", "c\n1\n");
    assert_eq!(history.says(), "-");
    history.body('a', "", "1\n");
    assert_eq!(history.says(), "c\n1\nb\n");
    history.body('d', "x", "1\nd\n");
    assert_eq!(history.says(), "-");
}

#[test]
fn y52_what_two_devices_imported_alike_is_one_beginning() {
    let mut history = History::default();
    history.body('a', "", "1\n").body('b', "", "1\n");
    assert_eq!(history.says(), "1\n");
    history.body('c', "a", "1\nc\n");
    assert_eq!(history.says(), "1\nc\n");
    history.body('d', "b", "d\n1\n");
    assert_eq!(history.says(), "d\n1\nc\n");
    history.body('e', "", "other\n");
    assert_eq!(history.says(), "-");
}

#[test]
fn a_settled_text_has_every_line_of_each() {
    let mut history = History::default();
    history
        .body('a', "", "1\nx\n3\n")
        .body('b', "a", "0\n1\nb\n3\n")
        .body('c', "a", "1\nc\n3\n4\n")
        .delete('d', "a");
    let heads: Vec<Version> = "bcd"
        .chars()
        .map(|name| history.0[&rev(name)].clone())
        .collect();
    let said = united(&heads, &mut history.0).unwrap().unwrap();
    assert_eq!(said.content.body, "0\n1\nb\nc\n3\n4\n");
    assert_eq!(united(&heads[2..], &mut history.0).unwrap(), None);
}

#[test]
fn beyond_the_bounds_they_stand_side_by_side() {
    let many = |n: u8| {
        let mut history = History::default();
        history.body('\u{1}', "", "0\n");
        for name in 2..n + 2 {
            let body = format!("0\n{name}\n");
            history.body(char::from(name), "\u{1}", &body);
        }
        history.says()
    };
    let most = u8::try_from(MERGE_HEADS_MAX).unwrap();
    assert_eq!(many(most).lines().count(), MERGE_HEADS_MAX + 1);
    assert_eq!(many(most + 1), "-");
    let long = "x\n".repeat(crate::model::limits::MERGE_PIECES_MAX);
    let mut history = History::default();
    history
        .body('a', "", &long)
        .body('b', "a", &format!("{long}b\n"))
        .body('c', "a", &format!("c\n{long}"));
    assert_eq!(history.says(), "-");
    history.body('b', "a", &long);
    assert_eq!(history.says(), format!("c\n{long}"));
}
