//! Queries against one entry, written on Wednesday 13 March 2024.

use crate::model::entry::Summary;
use crate::model::fold::fold;
use crate::model::id::EntryId;
use crate::model::query::Filter;
use crate::model::query::Query;
use crate::model::query::QueryFault;
use crate::model::time::Timestamp;

const TITLE: &str = "Rain on the roof";
const BODY: &str =
    "It fell all night — on the Café\nand on me. 東京の日記, e-mail: a@b.org\n10:30 \"so\"";

fn row() -> Summary {
    Summary {
        id: EntryId::default(),
        at: "2024-03-13T21:04:05+01:00[Europe/Berlin]".parse().unwrap(),
        day: "2024-03-13".parse().unwrap(),
        written: Timestamp(0),
        journal: "Travel".to_owned(),
        title: TITLE.to_owned(),
        tags: vec!["Über".to_owned(), "two words".to_owned()],
        text_tags: vec!["Roof".to_owned()],
        starred: true,
        deleted: false,
        conflict: false,
        merged: false,
        words: 12,
        n_files: 0,
        preview: String::new(),
    }
}

fn finds(text: &str) -> bool {
    let query = match Query::parse(text) {
        Ok(query) => query,
        Err(error) => panic!("{text}: {error}"),
    };
    let folded = fold(&format!("{TITLE}\n{BODY}"));
    let found = query.matches(&row(), &folded);
    // What the other questions tell must agree with that.
    if let Some(decided) = query.prefilter(&row()) {
        assert_eq!(decided, found, "{text}");
    }
    if !query.needs_text() {
        assert_eq!(query.prefilter(&row()), Some(found), "{text}");
    }
    if found {
        let missing = query
            .required_literals()
            .into_iter()
            .find(|word| !folded.contains(word));
        assert_eq!(missing, None, "{text}");
    }
    found
}

#[test]
fn what_is_found() {
    for text in [
        "rain",
        "RAIN night",
        "cafe",
        "CAFÉ",
        "ain oof",
        "東京",
        "日記",
        "\"on the roof\"",
        "\"the cafe and on\"",
        "\"  fell   all \"",
        "rain -snow",
        "snow OR rain",
        "snow OR rain night",
        "snow OR hail OR fell",
        "snow OR -hail",
        "rain -\"on the floor\"",
        "/f[aeiou]ll/",
        "/^it fell/",
        "/café$/",
        "/RAIN.on/",
        "/a\\@b\\.org/",
        "/fell all/ -/snow|hail/",
        "title:roof",
        "title:\"on the\" night",
        "-title:night rain",
        "tag:uber",
        "tag:ÜBER",
        "tag:#über",
        "tag:roof",
        "tag:\"two words\"",
        "-tag:x is:starred",
        "journal:travel",
        "date:2024",
        "date:2024-03",
        "date:2024-03-13",
        "date:2024-01..2024-03",
        "date:..2024",
        "date:2024-03-13..",
        "date:2023 OR date:2024",
        "is:starred",
        "is:conflict OR is:starred",
        "10:30",
        "mail:",
        "a@b.org",
        "\"\\\"so\\\"\"",
        "- mail",
    ] {
        assert!(finds(text), "{text}");
    }
}

#[test]
fn what_is_not_found() {
    for text in [
        "snow",
        "rain snow",
        "rain -night",
        "\"roof rain\"",
        "\"onthe\"",
        "rain -snow -fell",
        "snow OR hail",
        "/f.ll$/",
        "/R.{200}n/",
        "title:night",
        "tag:ube",
        "tag:two",
        "journal:trave",
        "date:2023",
        "date:2024-03-14..",
        "is:conflict",
        "has:attachment",
        "rain -is:starred",
    ] {
        assert!(!finds(text), "{text}");
    }
}

#[test]
fn what_is_no_query_says_why_and_where() {
    use QueryFault::*;
    for (text, at, why) in [
        ("", 1, Empty),
        ("  ", 1, Empty),
        ("\"\"", 1, Empty),
        ("é \u{301}", 3, Empty),
        ("//", 1, Empty),
        ("-x", 1, OnlyNegative),
        ("-x -tag:y", 1, OnlyNegative),
        ("é \"rain", 3, OpenPhrase),
        ("tag:\"rain", 1, OpenPhrase),
        ("a /rain", 3, OpenRegex),
        ("/a/b", 1, OpenRegex),
        ("/a\\/", 1, OpenRegex),
        ("/(/", 1, BadRegex),
        ("/[/", 1, BadRegex),
        ("/((a{100}){100}){100}/", 1, LargeRegex),
        ("OR a", 1, LoneOr),
        ("a OR", 3, LoneOr),
        ("a OR OR b", 6, LoneOr),
        ("tag:", 1, NoValue),
        ("a title:\" \"", 3, NoValue),
        ("date:yesterday", 1, BadDate),
        ("date:2024..2023", 1, BadDate),
        ("is:red", 1, UnknownIs),
        ("has:legs", 1, UnknownHas),
    ] {
        let error = Query::parse(text).expect_err(text);
        assert_eq!((error.at, error.why), (at, why), "{text}");
    }
    let long = "x".repeat(1 << 20);
    assert_eq!(Query::parse(&long).expect_err("long").why, TooLong);
}

#[test]
fn what_is_still_being_typed_is_taken_as_closed() {
    let words = |text: &str| {
        let query = Query::parse_typed(text).ok()?;
        Some(query.required_literals().join(" "))
    };
    assert_eq!(words("x \"on the ro"), Some("the on ro x".to_owned()));
    assert_eq!(words("x /ra[in"), None);
    assert_eq!(words("x /rain"), Some("x".to_owned()));
    assert_eq!(words("x tag:"), None);
}

#[test]
fn a_regular_expression_takes_bounded_time() {
    let query = Query::parse("/(a+)+$/").unwrap();
    let text = "a".repeat(1 << 20) + "!";
    assert!(!query.matches(&row(), &text));
    assert!(Query::parse(&format!("/{}/", "(".repeat(4000))).is_err());
}

#[test]
fn the_row_decides_where_it_can() {
    let by_row = |text: &str| Query::parse(text).unwrap().prefilter(&row());
    assert_eq!(by_row("is:starred date:2024"), Some(true));
    assert_eq!(by_row("is:starred rain"), None);
    assert_eq!(by_row("is:conflict rain"), Some(false));
    assert_eq!(by_row("is:starred OR rain"), Some(true));
    assert_eq!(by_row("is:conflict OR rain"), None);
    assert!(!Query::parse("tag:x").unwrap().needs_text());
    assert!(Query::parse("tag:x OR -y").unwrap().needs_text());
}

#[test]
fn a_scan_can_look_for_what_every_hit_contains() {
    let query = Query::parse("Rain \"on the Café\" -snow a OR b /x/ title:y tag:z").unwrap();
    assert_eq!(query.required_literals(), ["cafe", "rain", "the", "on"]);
}

#[test]
fn hits_are_shown_where_they_stand() {
    let shown = |query: &str, text: &str| {
        let places = Query::parse(query).unwrap().highlights(text);
        let hits: Vec<&str> = places.into_iter().map(|place| &text[place]).collect();
        hits.join("|")
    };
    assert_eq!(
        shown("cafe", "Ein Cafe\u{301}, zwei CAFÉS"),
        "Cafe\u{301}|CAFÉ"
    );
    assert_eq!(shown("rain -roof", "rain roof rain"), "rain|rain");
    assert_eq!(shown("ab bc", "xabcx"), "abc");
    assert_eq!(shown("\"on the\"", "on\n the roof"), "on\n the");
    assert_eq!(shown("/r..n/ OR z*", "rain"), "rain");
    assert_eq!(shown("/x*/", "abc"), "");
    assert_eq!(shown("本", "日本語"), "本");
    assert_eq!(shown("title:rain x", "rain x"), "x");
    let query = Query::parse("title:rain x").unwrap();
    assert_eq!(query.title_highlights("rain x"), [0..4, 5..6]);
}

#[test]
fn filters_hide_what_they_do_not_name() {
    let shows = |filter: Filter| filter.matches(&row());
    let day = |text: &str| Some(text.parse().unwrap());
    let words = |word: &str| vec![word.to_owned()];
    assert!(shows(Filter::default()));
    assert!(shows(Filter {
        from: day("2024-03-13"),
        to: day("2024-03-13"),
        ..Filter::default()
    }));
    assert!(!shows(Filter {
        from: day("2024-03-14"),
        ..Filter::default()
    }));
    assert!(!shows(Filter {
        to: day("2024-03-12"),
        ..Filter::default()
    }));
    assert!(shows(Filter {
        tags: words("roof"),
        ..Filter::default()
    }));
    assert!(shows(Filter {
        tags: words("uber"),
        ..Filter::default()
    }));
    assert!(!shows(Filter {
        tags: words("x"),
        ..Filter::default()
    }));
    assert!(!shows(Filter {
        not_tags: words("#UBER"),
        ..Filter::default()
    }));
    assert!(shows(Filter {
        journal: Some("Travel".to_owned()),
        ..Filter::default()
    }));
    assert!(!shows(Filter {
        journal: Some("travel".to_owned()),
        ..Filter::default()
    }));
    assert!(shows(Filter {
        starred: true,
        ..Filter::default()
    }));
    assert!(!shows(Filter {
        has_attachment: true,
        ..Filter::default()
    }));
    assert!(!shows(Filter {
        deleted: true,
        ..Filter::default()
    }));
    let gone = Summary {
        deleted: true,
        ..row()
    };
    assert!(
        Filter {
            deleted: true,
            ..Filter::default()
        }
        .matches(&gone)
    );
    assert!(!Filter::default().matches(&gone));
}
