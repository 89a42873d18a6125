//! Parsers of text: what people type, what stands in settings, what other programs wrote.

use std::collections::VecDeque;
use std::fs;
use std::path::Path;

use diurnal::agent::protocol;
use diurnal::app::key;
use diurnal::app::keymap;
use diurnal::app::prose;
use diurnal::config::Settings;
use diurnal::crypto::identity::Identity;
use diurnal::crypto::jrnl;
use diurnal::crypto::slot;
use diurnal::model::entry::Content;
use diurnal::model::invitation::InvitationWords;
use diurnal::model::query::Query;
use diurnal::model::secret::Secret;
use diurnal::model::tag;
use diurnal::model::template;
use diurnal::model::time::DayStart;
use diurnal::model::time::Moment;
use diurnal::model::time::Timestamp;
use diurnal::model::time::Zone;
use diurnal::model::when;
use diurnal::sync::address::Address;
use diurnal::sync::known_hosts;
use diurnal::sync::refname::RefName;
use diurnal::transfer::front_matter;
use diurnal::transfer::jsonl::Records;
use diurnal::transfer::sources::Source;
use diurnal::transfer::sources::jrnl::Jrnl;
use diurnal::transfer::sources::listed;
use diurnal::transfer::sources::listed::Listed;
use diurnal::transfer::yaml;
use diurnal::tui::decoder::Decoder;

use super::batter;
use super::seeds;
use super::text;

const NOW: Timestamp = Timestamp(1_715_972_645_000_000);

#[test]
fn whens_and_days() {
    let all = seeds([
        "yesterday 9pm",
        "last friday",
        "3 days ago",
        "2024-02-29",
        "2024-02-29T21:30+01:00[Europe/Berlin]",
        "next monday at noon",
        "2024-05..2024-07",
        "..yesterday",
        "29 feb 2024 21:30",
        "in 2 weeks",
        "2024-366",
        "@1715972645",
    ]);
    let zones = [
        Zone::utc(),
        Zone(jiff::tz::TimeZone::get("Europe/Berlin").unwrap()),
    ];
    batter("when", 1, &all, |input| {
        let input = text(input);
        for zone in &zones {
            if let Ok(when) = when::parse_when(&input, NOW, zone) {
                assert!(!format!("{when:?}").is_empty());
            }
            when::parse_day(&input, NOW, zone, DayStart::default()).ok();
            when::parse_day_range(&input, NOW, zone, DayStart::default()).ok();
            Moment::parse_in(&input, zone).ok();
        }
        when::fixed_range(&input).ok();
        // What is read as a moment says the same when it is written and read again.
        if let Ok((moment, _)) = Moment::parse(&input) {
            let (again, _) = Moment::parse(&moment.to_string()).unwrap();
            assert_eq!(again, moment, "{input:?}");
        }
    });
}

#[test]
fn queries() {
    let all = seeds([
        "rain OR snow",
        "\"first snow\" tag:walk -sun",
        "/ra+in|sn(o)w/ date:2024-05..2024-07",
        "is:starred has:attachment",
        "title:\"a b\" journal:work",
        "-( )",
        "-\"\"",
        "tag:",
        "/[[:alpha:]]{1,9}/",
    ]);
    batter("query", 4, &all, |input| {
        let input = text(input);
        if let Ok(query) = Query::parse(&input) {
            assert!(!format!("{query:?}").is_empty());
        }
        Query::parse_typed(&input).ok();
    });
}

#[test]
fn settings_and_themes() {
    let written = |line: &str| {
        let key = line.strip_prefix('#').filter(|line| !line.starts_with(' '));
        key.map(|key| format!("{key}\n"))
    };
    let config = include_str!("../../../assets/config.toml");
    let whole: String = config.lines().filter_map(written).collect();
    let mut all = vec![config.as_bytes().to_vec(), whole.clone().into_bytes()];
    all.extend(seeds(whole.split_inclusive('\n')));
    all.extend(seeds([
        "[theme]\nname = \"dark\"\ntitle = \"bold #ff0000\"\n",
        "[keys]\nnew = \"<ctrl+n>\"\n",
    ]));
    let nowhere = Path::new("/nonexistent");
    batter("settings", 8, &all, |input| {
        if let Ok(settings) = Settings::parse(nowhere, &text(input)) {
            settings.theme.theme(nowhere).ok();
        }
    });
}

#[test]
fn theme_files() {
    let folder = tempfile::tempdir().unwrap();
    let all = seeds([
        include_str!("../../../assets/themes/dark.toml"),
        "base = \"own\"\ntitle = \"bold\"\n",
        "base = \"light\"\n",
    ]);
    let settings = Settings::parse(Path::new("c"), "[theme]\nname = \"own\"\n").unwrap();
    batter("theme", 40, &all, |input| {
        fs::write(folder.path().join("own.toml"), input).unwrap();
        settings.theme.theme(folder.path()).ok();
    });
}

#[test]
fn scripts_of_keys() {
    let all = seeds([
        "<ctrl+s>",
        "dd<esc>:wq<enter>",
        "<alt+<>",
        "<f12><shift+tab>",
        "gg / <ctrl+x> <ctrl+s>",
        "<",
        "<>",
    ]);
    batter("keys", 1, &all, |input| {
        let input = text(input);
        key::parse_keys(&input);
        key::parse_sequence(&input).ok();
        keymap::bindings_of(&input);
    });
}

#[test]
fn what_a_terminal_sends() {
    let all = seeds([
        "\u{1b}[A",
        "\u{1b}[1;5C",
        "\u{1b}[200~pasted\u{1b}[201~",
        "\u{1b}[<0;10;20M",
        "\u{1b}[97;5u",
        "\u{1b}OP",
        "é雨",
        "\u{1b}[I",
        "\u{1b}]11;rgb:0/0/0\u{7}",
        "\u{1b}P\u{1b}\\",
        "\u{1b}[?1u",
        "\u{1b}[27;2;13~",
    ]);
    batter("decoder", 1, &all, |input| {
        // However the bytes come, one at a time or all at once, what is told is the same length.
        let mut events = VecDeque::new();
        let mut decoder = Decoder::default();
        decoder.feed(input, &mut events);
        let mut single = VecDeque::new();
        let mut decoder = Decoder::default();
        for byte in input {
            decoder.feed(&[*byte], &mut single);
        }
        assert_eq!(single, events);
    });
}

#[test]
fn addresses_and_names_of_refs() {
    let all = seeds([
        "git@example.org:me/journal.git",
        "ssh://me@example.org:22/~/j.git",
        "https://u:p@example.org/j.git?x#y",
        "file:///media/stick/journal.git",
        "/media/stick",
        "C:\\j",
        "ext::sh -c x",
        "-oProxyCommand=x",
        "[::1]:path",
        "https://[::1]:1/",
    ]);
    batter("address", 1, &all, |input| {
        if let Ok(address) = Address::parse(&text(input)) {
            assert!(!format!("{} {:?}", address.as_str(), address.place()).is_empty());
        }
    });
    let all = seeds([
        "refs/heads/g1-0123abcd-0123456789abcdef",
        "refs/heads/g12-0123abcd-0123456789abcdef-r01234567",
        "refs/heads/g1-0123abcd-0123456789abcdef-files-3",
        "refs/heads/vault",
    ]);
    batter("refname", 1, &all, |input| {
        let input = text(input);
        RefName::parse_short(&input);
        if let Some(name) = RefName::parse(&input) {
            assert_eq!(name.to_string(), input);
        }
    });
}

#[test]
fn known_hosts_and_the_configuration_of_ssh() {
    let key = b"\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    let all = seeds([
        "example.org,192.0.2.1 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW\n",
        "|1|JfKTdBh7rNbXkVAQCRp4OQoPfmI=|USECr3SWf1JUPsms5AqfD5QfxkM= ssh-rsa AAAA\n",
        "@revoked *.example.org ssh-ed25519 AAAA\n!x,[a]:22 k v\n# c\n",
    ]);
    batter("known-hosts", 1, &all, |input| {
        known_hosts::judge(&[text(input)], "example.org", 22, key);
        known_hosts::judge(&["a k v".to_owned()], &text(input), 2222, input);
    });
}

#[test]
fn keys_words_and_slots() {
    let all = seeds([
        "AGE-SECRET-KEY-1C4C76RX2Z78ZULZU3Z5YQZZTTVQRQPS59MD839QCRS780GLFXHASQER0X0",
        "# diurnal vault 95382f33b600e1f6a5318fcf43434d4e0732d5d087e06560e0117388dfe463bf\n# slot a7f211ff1f230c177f953bd3a6a16cbd\nAGE-SECRET-KEY-1C4C76RX2Z78ZULZU3Z5YQZZTTVQRQPS59MD839QCRS780GLFXHASQER0X0\n",
        "abandon ability able about above absent absorb abstract",
        "age-secret-key-1 c4c7 6rx2",
    ]);
    batter("identity", 2, &all, |input| {
        let input = text(input);
        Identity::parse(&input).ok();
        slot::read_identity_file(&input).ok();
        InvitationWords::parse(&input).ok();
    });
}

#[test]
fn what_the_agent_is_asked_and_answers() {
    let all = seeds([
        &b"\x01\x00"[..],
        b"\x01\x01\x00\x00\x00\x20",
        b"\x01\x02\xff\xff\xff\xff",
        b"\x01\x03",
    ]);
    batter("agent", 1, &all, |input| {
        protocol::read_request(&mut &*input).ok();
        protocol::read_answer(&mut &*input).ok();
        protocol::read_charge(&mut &*input).ok();
    });
}

#[test]
fn templates_tags_and_prose() {
    let all = seeds([
        include_str!("../../../assets/templates/day.md"),
        include_str!("../../../assets/templates/travel.md"),
        "{{date}} {{ time }} {{weekday}}\n{{cursor}}",
        "{{",
        "# H\n\n- [ ] a\n  - b\n\n> q\n\n```rust\nx\n```\n|a|b|\n|-|-|\n|1|2|\n[l](u) ![i](u) **b** ~~s~~ #tag https://e.org\n[^1]: n\n",
    ]);
    let at = Moment::at(NOW, &Zone::utc());
    batter("template", 8, &all, |input| {
        let input = text(input);
        template::place(&input);
        let values = template::Values {
            at: &at,
            day: at.day(DayStart::default()),
            now: &at,
            today: at.day(DayStart::default()),
            clock: |_| "21:04".to_owned(),
            title: "t",
            journal: "j",
            tags: &[],
        };
        let filled = template::fill(&input, &values);
        filled.said();
        tag::tags_in_text(&input);
    });
    batter("prose", 40, &all, |input| {
        let mut content = Content::new(at.clone(), "journal");
        content.body = text(input);
        for width in [1, 2, 40] {
            prose::rows(&content, width, 50);
            prose::page(&content, width);
        }
    });
}

fn drain(source: &mut dyn Source) {
    let mut records = 0;
    while let Ok(Some(_)) = source.next_record() {
        records += 1;
        assert!(records <= 1 << 15, "records without an end");
    }
    source.attachments();
}

#[test]
fn front_matter_and_yaml() {
    let all = seeds([
        "---\nid: \"1a2b\"\nat: \"2024-02-29T10:00:00Z\"\nday: \"2024-02-29\"\ntitle: \"T\"\ntags: [\"a\",\"b\"]\nstarred: true\n---\nbody\n",
        "---\ndate: 2024-02-29 10:00\ntags:\n  - a\n  - b: {c: d}\n? k\n: v\nx: &a |\n  lines\ny: *a\n<<: *a\n---\n",
        "a: !!binary x\nb: 0x1F\nc: 1_000\nd: .inf\n\"e\\x41\": 'f''g'\n",
    ]);
    batter("front-matter", 2, &all, |input| {
        front_matter::read(input).ok();
        yaml::mapping(&text(input));
    });
}

#[test]
fn lists_of_entries() {
    let all = seeds([
        "{\"id\":\"1\",\"at\":\"2024-02-29T10:00:00Z\",\"title\":\"T\",\"body\":\"b\",\"tags\":[\"a\"],\"starred\":true,\"given\":{\"title\":\"x\"}}\n{\"at\":\"2024-02-29\",\"body\":\"b\"}\n",
        "{\"tags\":{\"a\":1},\"entries\":[{\"title\":\"T\",\"body\":\"b\",\"date\":\"2024-02-29\",\"time\":\"10:00\",\"tags\":[\"a\"],\"starred\":false}]}",
        "[{\"id\":1,\"date\":\"2024-02-29T10:00:00Z\",\"title\":\"t\",\"content\":\"c\",\"tags\":[],\"priority\":3}]",
        "[2024-02-29 10:00] Rain. *\nAll day.\n[2024-03-01 11:00 PM] Sun @tag\n\n2024-03-02 10:00 old style\n",
    ]);
    batter("lists", 4, &all, |input| {
        drain(&mut Records::new(input));
        drain(&mut Jrnl::new(input, Zone::utc()));
        listed::kind(input);
        for kind in [listed::Kind::Jrnl, listed::Kind::TuiJournal] {
            drain(&mut Listed::new(input, kind, Zone::utc()));
        }
    });
    let all: Vec<Vec<u8>> = crate::support::foreign::jrnl_sealed()
        .into_iter()
        .map(|(_, bytes)| bytes)
        .collect();
    let passphrase = Secret::new(crate::support::foreign::JRNL_PASSPHRASE.to_owned());
    batter("jrnl-sealed", 4000, &all, |input| {
        jrnl::open(input, &passphrase).ok();
    });
}
