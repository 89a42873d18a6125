//! Laws of the search language, against an evaluator that is too simple to be wrong.

use diurnal::model::entry::Summary;
use diurnal::model::fold::fold;
use diurnal::model::id::EntryId;
use diurnal::model::query::Query;
use diurnal::model::time::Day;
use diurnal::model::time::DayStart;
use diurnal::model::time::Moment;
use diurnal::model::time::Timestamp;
use diurnal::model::time::Zone;
use proptest::prelude::*;

use super::any_text;

/// A term as a test writes it.
#[derive(Clone, Debug)]
enum Term {
    Words(Vec<&'static str>),
    Pattern(&'static str),
    Title(&'static str),
    Tag(&'static str),
    Year(i16),
    Starred,
}

const WORDS: &[&str] = &[
    "a", "B", "ab", "é", "e\u{301}", "Σ", "日", "日記", "ba", "か",
];

fn any_term() -> impl Strategy<Value = Term> {
    let word = || prop::sample::select(WORDS);
    prop_oneof![
        4 => word().prop_map(|word| Term::Words(vec![word])),
        2 => prop::collection::vec(word(), 1..4).prop_map(Term::Words),
        1 => word().prop_map(Term::Pattern),
        1 => word().prop_map(Term::Title),
        1 => word().prop_map(Term::Tag),
        1 => (2023_i16..2026).prop_map(Term::Year),
        1 => Just(Term::Starred),
    ]
}

type Clause = Vec<(bool, Term)>;

fn written(clauses: &[Clause]) -> String {
    let item = |(negated, term): &(bool, Term)| {
        let term = match term {
            Term::Words(words) if words.len() == 1 => words[0].to_owned(),
            Term::Words(words) => format!("\"{}\"", words.join(" ")),
            Term::Pattern(pattern) => format!("/{pattern}/"),
            Term::Title(word) => format!("title:{word}"),
            Term::Tag(word) => format!("tag:\"{word}\""),
            Term::Year(year) => format!("date:{year}"),
            Term::Starred => "is:starred".to_owned(),
        };
        format!("{}{term}", if *negated { "-" } else { "" })
    };
    let clause = |clause: &Clause| clause.iter().map(item).collect::<Vec<_>>().join(" OR ");
    clauses.iter().map(clause).collect::<Vec<_>>().join("  ")
}

/// Blanks as one, at both ends too.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn holds(term: &Term, row: &Summary, text: &str) -> bool {
    match term {
        Term::Words(words) => spaced(text).contains(&fold(&words.join(" "))),
        Term::Pattern(word) => text.contains(&fold(word)),
        Term::Title(word) => fold(&row.title).contains(&fold(word)),
        Term::Tag(word) => row.all_tags().any(|tag| fold(tag) == fold(word)),
        Term::Year(year) => row.day.year() == *year,
        Term::Starred => row.starred,
    }
}

fn row(title: &str, tags: Vec<String>, day: Day, starred: bool) -> Summary {
    let at = Moment::at(Timestamp(0), &Zone::utc());
    Summary {
        id: EntryId::default(),
        day,
        at,
        written: Timestamp(0),
        journal: String::new(),
        title: title.to_owned(),
        text_tags: tags.iter().skip(1).cloned().collect(),
        tags: tags.into_iter().take(1).collect(),
        starred,
        deleted: false,
        conflict: false,
        merged: false,
        words: 0,
        n_files: 0,
        preview: String::new(),
    }
}

fn any_body() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => prop::sample::select(WORDS),
        1 => prop::sample::select(&[" ", "\n", "  ", "x"][..]),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_a_query_or_an_error(text in any_text(), body in any_text(), title in any_text()) {
        let day = Moment::at(Timestamp(0), &Zone::utc()).day(DayStart::MIDNIGHT);
        let row = row(&title, vec![title.clone()], day, false);
        match Query::parse(&text) {
            Ok(query) => {
                let folded = fold(&format!("{title}\n{body}"));
                let found = query.matches(&row, &folded);
                prop_assert!(query.prefilter(&row).is_none_or(|decided| decided == found));
                for shown in [query.highlights(&body), query.title_highlights(&body)] {
                    let mut end = 0;
                    for place in shown {
                        prop_assert!(place.start >= end && place.start < place.end);
                        prop_assert!(body.get(place.clone()).is_some());
                        end = place.end;
                    }
                }
            }
            Err(error) => prop_assert!(error.at >= 1 && error.at <= text.chars().count() + 1),
        }
    }

    #[test]
    fn a_query_finds_what_the_simple_evaluator_finds(
        clauses in prop::collection::vec(prop::collection::vec((prop::bool::weighted(0.2), any_term()), 1..3), 1..4),
        title in any_body(),
        body in any_body(),
        tags in prop::collection::vec(prop::sample::select(WORDS).prop_map(str::to_owned), 0..3),
        days in 738_885_i64..740_000,
        starred in any::<bool>(),
    ) {
        let row = row(&title, tags, Day::MIN.add_days(days), starred);
        let text = fold(&format!("{title}\n{body}"));
        let expected = clauses.iter().all(|clause| {
            clause.iter().any(|(negated, term)| holds(term, &row, &text) != *negated)
        });
        let positive = clauses.iter().any(|clause| clause.iter().any(|(negated, _)| !negated));
        let written = written(&clauses);
        let Ok(query) = Query::parse(&written) else {
            prop_assert!(!positive, "{}", written);
            return Ok(());
        };
        prop_assert!(positive);
        let found = query.matches(&row, &text);
        prop_assert_eq!(found, expected, "{}", written);
        if !query.needs_text() {
            prop_assert_eq!(query.prefilter(&row), Some(found));
        }
        prop_assert!(query.prefilter(&row).is_none_or(|decided| decided == found));
        for word in query.required_literals() {
            prop_assert!(!found || text.contains(word), "{} lacks {}", text, word);
        }
    }

    #[test]
    fn what_is_highlighted_is_what_was_asked_for(body in any_body(), word in prop::sample::select(WORDS)) {
        let query = Query::parse(word).unwrap();
        let places = query.highlights(&body);
        prop_assert_eq!(places.is_empty(), !fold(&body).contains(&fold(word)));
        for place in places {
            prop_assert!(fold(&body[place]).contains(&fold(word)));
        }
    }
}
