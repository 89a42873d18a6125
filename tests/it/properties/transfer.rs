//! What is exported comes back as it was, whatever it is; what is imported is told apart line by line.

use std::fs;
use std::path::Path;

use diurnal::model::entry::Content;
use diurnal::model::entry::Entry;
use diurnal::model::id::DeviceId;
use diurnal::model::id::EntryId;
use diurnal::model::id::RevId;
use diurnal::model::time::Day;
use diurnal::model::time::Moment;
use diurnal::model::time::Timestamp;
use diurnal::transfer::file::Outcome;
use diurnal::transfer::front_matter;
use diurnal::transfer::front_matter::Parsed;
use diurnal::transfer::jsonl;
use diurnal::transfer::jsonl::Records;
use diurnal::transfer::markdown;
use diurnal::transfer::slug;
use diurnal::transfer::sources::Source;
use proptest::prelude::*;
use serde_json::Value;

use super::any_text;

/// What only files make difficult: fences, front matter, line ends, blanks at the end.
fn any_body() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any_text(),
        prop::sample::select(vec![
            "---\n",
            "---",
            "\n---\nid: \"x\"\nat: \"y\"\n---\n",
            "```\n---\n```\n",
            "\r\n\r\n",
            "\r",
            "trailing  \n",
            "\n\n\n",
            "# Heading\n",
            "#tag ",
            "...\n",
            "%YAML 1.2\n",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

fn one_line() -> impl Strategy<Value = String> {
    any_text().prop_map(|text| text.replace(['\n', '\r'], " "))
}

fn any_moment() -> impl Strategy<Value = Moment> {
    let zone = prop::option::of(prop::sample::select(vec!["Europe/Berlin", "Mars/Olympus"]));
    let instants = Moment::EARLIEST_US + 86_400_000_000..Moment::LATEST_US - 86_400_000_000;
    (instants, -50_000..50_000_i32, zone)
        .prop_map(|(us, offset_s, zone)| Moment::new(us, offset_s, zone).unwrap())
}

prop_compose! {
    fn any_entry()(
        id in any::<[u8; 16]>(),
        at in any_moment(),
        day_later in -1..=1_i64,
        title in one_line(),
        body in any_body(),
        tags in prop::collection::vec("[a-z# é,\"\u{202e}]{1,8}[a-z]", 0..4),
        starred in any::<bool>(),
        journal in "[a-zA-Z é\"]{0,8}[a-z]",
        mood in prop::option::of(any_text()),
    ) -> Entry {
        let mut extra = serde_json::Map::new();
        extra.extend(mood.map(|mood| ("mood".to_owned(), Value::String(mood))));
        Entry {
            id: EntryId(id),
            day: Day(at.local().date()).add_days(day_later),
            content: Content { at, journal, title, tags, starred, body, files: Vec::new() },
            heads: Vec::new(),
            revision: RevId([1; 32]),
            parents: Vec::new(),
            written: Timestamp(0),
            device: DeviceId([2; 16]),
            deleted: false,
            conflict: false,
            merged: false,
            revoked: None,
            extra,
        }
    }
}

proptest! {
    #[test]
    fn a_markdown_file_says_what_the_entry_says(entry in any_entry()) {
        let text = front_matter::write(&entry);
        prop_assert_eq!(front_matter::read(text.as_bytes()), Ok(Parsed::of(&entry)));
        let end = format!("\n---\n{}", entry.content.body);
        prop_assert!(text.ends_with(&end));
        let front: Vec<&str> = text.splitn(11, '\n').take(10).collect();
        let controls = |line: &&str| line.chars().any(|c| c.is_control() || c == '\u{202e}');
        prop_assert!(!front.iter().any(controls));
    }

    #[test]
    fn a_cut_or_changed_file_is_never_taken_for_the_entry(
        entry in any_entry(), at in any::<prop::sample::Index>(), bit in 0..8_u8
    ) {
        let good = front_matter::write(&entry).into_bytes();
        let at = at.index(good.len());
        prop_assert_ne!(front_matter::read(&good[..at]), Ok(Parsed::of(&entry)));
        let mut flipped = good;
        flipped[at] ^= 1 << bit;
        // JSON has two spellings of some letters; --check compares bytes besides.
        if let Ok(read) = front_matter::read(&flipped) {
            let mut same = entry.clone();
            same.content = read.content;
            prop_assert!(front_matter::write(&same).into_bytes() != flipped || same != entry);
        }
    }

    #[test]
    fn whatever_a_file_holds_it_is_read_without_harm(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        front_matter::read(&bytes).ok();
        front_matter::read(&[b"---\nid: ", bytes.as_slice()].concat()).ok();
    }

    #[test]
    fn a_name_is_one_that_every_file_system_takes(at in any_moment(), title in any_text()) {
        let name = format!("{}.md", slug::stem(&at, &title, "a5a5a5a5"));
        prop_assert!(name.len() <= 100);
        prop_assert!(name.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-' || c == b'.'));
        prop_assert!(name.as_bytes()[0].is_ascii_digit());
        prop_assert_eq!(name.matches('.').count(), 1);
    }

    #[test]
    fn an_exported_line_makes_the_same_entry_again(entry in any_entry()) {
        let mut line = Vec::new();
        jsonl::write_entry(&mut line, &entry).unwrap();
        prop_assert_eq!(line.iter().position(|c| *c == b'\n'), Some(line.len() - 1));
        prop_assert!(jsonl::is_export(&line));
        let read = Records::new(line.as_slice()).next_record().unwrap().unwrap();
        let content = &entry.content;
        if content.is_blank() {
            prop_assert!(read.is_err());
            return Ok(());
        }
        let record = read.unwrap();
        prop_assert_eq!(record.id, Some(entry.id.to_string()));
        prop_assert_eq!(record.day, Some(entry.day));
        prop_assert_eq!(&record.title, &content.title);
        prop_assert_eq!(&record.body, &content.body);
        prop_assert_eq!(&record.tags, &content.tags);
        prop_assert_eq!(record.starred, content.starred);
        prop_assert_eq!(record.journal.as_ref(), Some(&content.journal));
        prop_assert_eq!(record.extra, entry.extra);
        prop_assert_eq!((&record.at, record.corrected), (&content.at, false));
    }

    #[test]
    fn each_line_is_one_record_or_one_reason(
        lines in prop::collection::vec(
            prop_oneof![
                Just(r#"{"at":"2024-02-29T21:30:00Z","body":"good"}"#.to_owned()),
                any_text(),
                any_text().prop_map(|text| format!("{{\"at\":{}}}", Value::String(text))),
            ],
            0..8,
        )
    ) {
        let lines: Vec<String> = lines.iter().map(|line| line.replace('\n', "")).collect();
        let blank = |line: &&String| line.bytes().all(|c| c.is_ascii_whitespace());
        let mark = |line: &String| line.trim_start_matches('\u{feff}').is_empty();
        prop_assume!(!lines.first().is_some_and(mark));
        let text = lines.join("\r\n");
        let mut records = Records::new(text.as_bytes());
        let (mut good, mut bad) = (0, 0);
        while let Some(record) = records.next_record().unwrap() {
            match record {
                Ok(_) => good += 1,
                Err(_) => bad += 1,
            }
        }
        let blanks = lines.iter().filter(blank).count();
        prop_assert_eq!(good + bad + blanks, lines.len());
        let surely = lines.iter().filter(|line| line.contains("\"good\"")).count();
        prop_assert!(good >= surely);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_folder_of_files_reads_back_and_writes_nothing_twice(
        entries in prop::collection::vec(any_entry(), 1..6)
    ) {
        let dir = tempfile::tempdir().unwrap();
        let mut paths = Vec::new();
        for entry in &entries {
            let (path, outcome) = markdown::write_entry(dir.path(), entry).unwrap();
            prop_assert_eq!(outcome, Outcome::Written);
            paths.push(path);
        }
        for (entry, path) in entries.iter().zip(&paths) {
            prop_assert!(markdown::check_entry(path, entry).unwrap());
            let (again, outcome) = markdown::write_entry(dir.path(), entry).unwrap();
            prop_assert_eq!((&again, outcome), (path, Outcome::Identical));
        }
        prop_assert_eq!(count_files(dir.path()), entries.len());
    }
}

fn count_files(dir: &Path) -> usize {
    let entries = fs::read_dir(dir).unwrap();
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| if path.is_dir() { count_files(&path) } else { 1 })
        .sum()
}
