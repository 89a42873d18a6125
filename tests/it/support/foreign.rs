//! Files of other programs, as tests write them from the descriptions of their forms; and what may
//! befall such files. None is copied.

use std::fs;
use std::io::Cursor;
use std::io::Write;
use std::path::Path;

use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What another program left: files below a folder, and where its import begins.
pub struct Fixture {
    /// What is imported, below the folder; empty where that is the folder.
    pub path: &'static str,
    pub files: Vec<(String, Vec<u8>)>,
}

impl Fixture {
    pub fn file(path: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        let files = vec![(path.to_owned(), bytes.into())];
        Self { path, files }
    }

    pub fn folder(files: &[(&str, &str)]) -> Self {
        let own = |(name, text): &(&str, &str)| ((*name).to_owned(), text.as_bytes().to_vec());
        let files = files.iter().map(own).collect();
        Self { path: "", files }
    }

    /// Writes it below `folder`, which it makes.
    pub fn lay(&self, folder: &Path) {
        for (name, bytes) in &self.files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }

    /// What may befall it: each of its files cut at every KiB and at many other places, a byte of it
    /// changed at many places, each line of a text and each key of a JSON left out. Each comes with
    /// words that tell which it is.
    pub fn broken(&self, each: &mut dyn FnMut(&str, &Self)) {
        for (at, (name, whole)) in self.files.iter().enumerate() {
            let mut with = |what: &str, bytes: Vec<u8>| {
                let mut files = self.files.clone();
                files[at].1 = bytes;
                let path = self.path;
                each(&format!("{name}: {what}"), &Self { path, files });
            };
            for cut in places(whole.len()) {
                with(&format!("cut at {cut}"), whole[..cut].to_vec());
                let mut changed = whole.clone();
                changed[cut] ^= 1 << (cut % 8);
                with(&format!("changed at {cut}"), changed);
            }
            if let Ok(value) = serde_json::from_slice::<Value>(whole) {
                let mut keys = 0;
                while let Some(less) = without_key(&value, keys) {
                    with(&format!("without key {keys}"), less.to_string().into());
                    keys += 1;
                }
            } else if let Ok(text) = std::str::from_utf8(whole) {
                let lines: Vec<&str> = text.split_inclusive('\n').collect();
                for line in 0..lines.len() {
                    let less = [&lines[..line], &lines[line + 1..]].concat().concat();
                    with(&format!("without line {line}"), less.into());
                }
            }
        }
    }
}

/// About 40 places of so many bytes, and one in each KiB.
fn places(bytes: usize) -> Vec<usize> {
    let step = (bytes / 40).clamp(1, 1024);
    (0..bytes).step_by(step).collect()
}

/// The value without its `number`th key, counted through all of it; none where it has no more.
fn without_key(value: &Value, number: usize) -> Option<Value> {
    fn take(value: &mut Value, left: &mut usize) -> bool {
        match value {
            Value::Object(object) => {
                let keys: Vec<String> = object.keys().cloned().collect();
                for key in keys {
                    if *left == 0 {
                        object.shift_remove(&key);
                        return true;
                    }
                    *left -= 1;
                    if take(&mut object[&key], left) {
                        return true;
                    }
                }
                false
            }
            Value::Array(values) => values.iter_mut().any(|value| take(value, left)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        }
    }
    let mut less = value.clone();
    let mut left = number;
    take(&mut less, &mut left).then_some(less)
}

/// A zip of `files`.
pub fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A tar of `files`, with the end that one has.
pub fn tarred(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = Vec::new();
    for (name, bytes) in files {
        let mut header = [0; 512];
        let mut put = |at: usize, text: &str| {
            header[at..at + text.len()].copy_from_slice(text.as_bytes());
        };
        put(0, name);
        put(100, "0000644\0");
        put(124, &format!("{:011o}\0", bytes.len()));
        put(136, "00000000000\0");
        put(148, "        ");
        put(156, "0");
        put(257, "ustar\x0000");
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        tar.extend(header);
        tar.extend(*bytes);
        tar.resize(tar.len().next_multiple_of(512), 0);
    }
    tar.resize(tar.len() + 1024, 0);
    tar
}

/// An id of 32 digits.
pub fn hex(number: u32) -> String {
    format!("{number:032x}")
}

/// The items of an export of Joplin: notebooks, tags, an attachment, and notes of every kind.
pub fn joplin_items() -> Vec<(String, String)> {
    let note = |number: u32, text: &str, more: &str| {
        let data = format!(
            "id: {}\nparent_id: {}\ncreated_time: 2024-05-18T01:00:00.000Z\nupdated_time: 2024-05-19T01:00:00.000Z\n\
             is_conflict: 0\nlatitude: 0.00000000\nlongitude: 0.00000000\naltitude: 0.0000\nauthor: \n\
             user_created_time: 2024-05-17T22:30:00.000Z\nencryption_applied: 0\nmarkup_language: 1\n\
             deleted_time: 0\n{more}type_: 1",
            hex(number),
            hex(100 + number % 2)
        );
        // What stands twice counts first, so that what a note says of itself comes before the rest.
        (number, format!("{text}\n\n{more}{data}"))
    };
    let items = [
        note(
            1,
            "Rain\n\nall day\n\n---\n\nlast: line\n\n![](:/00000000000000000000000000000190)",
            "source_url: https://a.b/\n",
        ),
        note(
            2,
            "A list\n\n- [ ] one",
            "is_todo: 1\ntodo_due: 1716000000000\n",
        ),
        note(3, "Old\n\ngone", "deleted_time: 1716000000000\n"),
        note(
            4,
            "",
            "encryption_applied: 1\nencryption_cipher_text: JED0100...\n",
        ),
        note(5, "Page\n\n<p>one</p><p>two</p>", "markup_language: 2\n"),
        note(6, "", ""),
        note(7, "Late\n\nx", "user_created_time: never\n"),
        (
            100,
            format!(
                "Work\n\nid: {}\nparent_id: {}\ntype_: 2",
                hex(100),
                hex(101)
            ),
        ),
        (
            101,
            format!("Home\n\nid: {}\nparent_id: \ntype_: 2", hex(101)),
        ),
        (
            200,
            format!("sea\n\nid: {}\nparent_id: \ntype_: 5", hex(200)),
        ),
        (
            300,
            format!(
                "id: {}\nnote_id: {}\ntag_id: {}\ntype_: 6",
                hex(300),
                hex(1),
                hex(200)
            ),
        ),
        (
            400,
            format!("rain.png\n\nid: {}\nmime: image/png\ntype_: 4", hex(400)),
        ),
    ];
    items
        .map(|(number, text)| (format!("{}.md", hex(number)), text))
        .into()
}

/// The same as a JEX file.
pub fn joplin_jex() -> Vec<u8> {
    let items = joplin_items();
    let mut files: Vec<(&str, &[u8])> = items
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    let picture = format!("resources/{}.png", hex(400));
    files.push((&picture, b"\x89PNG"));
    tarred(&files)
}

/// What jrnl's encrypted text says once it is opened, two entries; and what opens it.
pub const JRNL_PASSPHRASE: &str = "the lämp was on";

/// Files as jrnl encrypts them, of each kind: made with openssl and Python from the description.
pub fn jrnl_sealed() -> Vec<(&'static str, Vec<u8>)> {
    let bytes = |text: &str| {
        let digits = (0..text.len()).step_by(2);
        let byte = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
        digits.map(byte).collect::<Vec<u8>>()
    };
    let first = bytes(
        "000102030405060708090a0b0c0d0e0f8aa08b850e5f5740fae50e1d050498a7b8d92172e1c998747016f5ec64252c3154114c37faa68172a525537fdc100915492ac1af700be07286f4b3a5038ad7aabff08c0380017582c903f27efa872ea9",
    );
    let ancient = bytes(
        "000102030405060708090a0b0c0d0e0f8aa08b850e5f5740fae50e1d050498a7b8d92172e1c998747016f5ec64252c3154114c37faa68172a525537fdc100915492ac1af700be07286f4b3a5038ad7aa5d3900c2929d92fac680846492828b0a3a96426361c8286f398bf14a3df3be03",
    );
    let second = "gAAAAABmR6olAAECAwQFBgcICQoLDA0OD9ilgy80noiP_35ax47_vDHUg_7AAMq9gHGMUmvAuziJE0qlfIL4O0sl9Ux2GxdVtgfE_5pNacDL8PE0cR0JizjmP-Cr5xh01mr-PTrftNo4uWM6zEetPc4VMlua5Skw3oZj5y8Jyf3psUtkkpogs98=";
    let header = "eyJzYWx0IjogIk1qTTBOVFkzT0RrNk96dzlQajlBUVE9PSJ9";
    let token = "gAAAAABmR6olAAECAwQFBgcICQoLDA0OD6ESe_rUrSfi5lt0ORjM2iZCqQ4JMMt597D2Ht7uCylrMeUNzrkRs-OSCYimoa684k9kNdDyuXyJX7x4fMwt_kHk9PI_valMUHOLAe398_l6UY4uCXpHavaUw8sPoDqNB7g6yDeNW_gpiOuX7M5Kmds=";
    let length = u16::try_from(header.len()).unwrap().to_be_bytes();
    let third = [b"JRNLv3", &length[..], header.as_bytes(), token.as_bytes()].concat();
    vec![
        ("first", first),
        ("ancient", ancient),
        ("second", second.as_bytes().to_vec()),
        ("third", third),
    ]
}

/// The SQLite file of tui-journal, with `rows` in it as `(date, title, content, tags)`.
pub fn tui_database(rows: &[(&str, &str, &str, &[&str])]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("entries.db");
    let file = rusqlite::Connection::open(&path).unwrap();
    file.execute_batch(
        "CREATE TABLE entries (id INTEGER PRIMARY KEY, title TEXT NOT NULL, date DATE NOT NULL, content TEXT, priority INTEGER);
         CREATE TABLE tags (entry_id INTEGER, tag TEXT, PRIMARY KEY (entry_id, tag), FOREIGN KEY (entry_id) REFERENCES entries (id) ON DELETE CASCADE);
         CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY);",
    )
    .unwrap();
    for (date, title, content, tags) in rows {
        let sql = "INSERT INTO entries (title, date, content, priority) VALUES (?1, ?2, ?3, 3)";
        file.execute(sql, [title, date, content]).unwrap();
        for tag in *tags {
            let sql = "INSERT INTO tags SELECT max(id), ?1 FROM entries";
            file.execute(sql, [tag]).unwrap();
        }
    }
    drop(file);
    fs::read(path).unwrap()
}

/// Rows that say the same as [`tui_transfer`].
pub const TUI_ROWS: &[(&str, &str, &str, &[&str])] = &[
    (
        "2024-05-17 00:00:00+00:00",
        "Rain",
        "all day",
        &["wet", "two words"],
    ),
    ("2024-05-18T10:00:00Z", "Sun", "at last", &[]),
];

/// The same as JSON that it exports.
pub fn tui_transfer() -> Value {
    serde_json::json!({"version": 100, "entries": [
        {"date": "2024-05-17T00:00:00Z", "title": "Rain", "content": "all day", "tags": ["wet", "two words"], "priority": 3},
        {"date": "2024-05-18T10:00:00Z", "title": "Sun", "content": "at last", "tags": [], "priority": 3},
    ]})
}

/// The zip of Journey: an entry a file, with pages and without, and a picture.
pub fn journey() -> Vec<u8> {
    let entry = |more: Value| {
        let mut entry = serde_json::json!({
            "id": "1715981400000-3fd6a1b2c3d4e5f6", "date_journal": 1_715_981_400_000_u64,
            "date_modified": 1_715_981_500_000_u64, "timezone": "Asia/Tokyo", "text": "<p>Rain &amp; wind</p>",
            "preview_text": "Rain", "mood": 3, "lat": f64::MAX, "lon": f64::MAX, "favourite": true,
            "weather": {"id": -1, "degree_c": f64::MAX}, "tags": ["wet", ""], "photos": ["a.jpg"], "type": "html"
        });
        let Value::Object(more) = more else {
            return Vec::new();
        };
        for (key, value) in more {
            entry[key] = value;
        }
        entry.to_string().into_bytes()
    };
    let none = serde_json::json!({});
    let plain = serde_json::json!({"id": "2", "text": "plain *words*", "type": null, "timezone": "", "photos": [], "tags": null, "favourite": false});
    let never = serde_json::json!({"id": "3", "date_journal": null});
    let absurd = serde_json::json!({"id": "4", "date_journal": i64::MAX});
    zipped(&[
        ("1715981400000-3fd6a1b2c3d4e5f6.json", &entry(none)),
        ("1715981400000-2.json", &entry(plain)),
        ("1715981400000-3.json", &entry(never)),
        ("1715981400000-4.json", &entry(absurd)),
        ("1715981400000-3fd6a1b2c3d4e5f6-a.jpg", b"\xff\xd8"),
    ])
}

/// The zip of Diarium, with a list in one file and one entry in another.
pub fn diarium() -> Vec<u8> {
    let list = serde_json::json!([
        {"date": "2024-05-17T21:04:05.123456", "heading": "Rain", "html": "<p>all <b>day</b></p>", "rating": 4,
         "tags": ["wet"], "people": ["Ada"], "tracker": []},
        {"date": "2024-05-18T08:00:00.000000", "heading": "", "html": "<p></p>"},
        7,
    ]);
    let one =
        serde_json::json!({"date": "2024-05-19T08:00:00.000000", "heading": "Sun", "html": ""});
    zipped(&[
        ("Diarium.json", list.to_string().as_bytes()),
        ("more/Diarium 2.json", one.to_string().as_bytes()),
        ("media/2024-05-17_210405123/a.jpg", b"\xff\xd8"),
    ])
}

/// What mini-diary exports.
pub fn mini_diary() -> Value {
    serde_json::json!({"metadata": {"application": "Mini Diary", "version": "3.3.0", "dateUpdated": "x"}, "entries": {
        "2024-05-17": {"dateUpdated": "2024-05-17T20:00:00Z", "title": "Rain", "text": "**all** day"},
        "2024-05-18": {"dateUpdated": "2024-05-18T20:00:00Z", "title": "", "text": "sun"},
        "2024-02-30": {"title": "", "text": "no such day"},
        "2024-05-19": {"title": "", "text": ""},
        "2024-05-20": 7,
    }})
}

/// The folder of org-journal: a day, a month, a file of another kind.
pub fn org_journal() -> Fixture {
    Fixture::folder(&[
        (
            "20240517",
            "#+TITLE: Friday\n* Friday, 17/05/2024\n** 21:04 Rain   :wet:far:\nall day\n*** more\n** Walk\n\nlong\n",
        ),
        (
            "2024-06.org",
            "* Saturday, 01/06/2024\n:PROPERTIES:\n:CREATED:  20240601\n:END:\nalone\n** 07:05 Early\nx\n\
             * Sunday, 02/06/2024\n:PROPERTIES:\n:CREATED:  20240602\n:END:\n** 25:00 odd clock\n",
        ),
        ("2024-07.org", "* a heading\n** 10:00 of no day\n"),
        ("notes.org", "* 2024-05-17\n** 10:00 no journal\n"),
    ])
}

/// The folder of Day One Classic: an entry with a picture, one without a zone, one that is none.
pub fn classic() -> Fixture {
    let entry = |more: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
             <plist version=\"1.0\">\n<dict>\n\t<key>Creation Date</key>\n\t<date>2014-05-17T22:30:00Z</date>\n\
             \t<key>Creator</key>\n\t<dict>\n\t\t<key>Host Name</key>\n\t\t<string>desk</string>\n\t</dict>\n{more}</dict>\n</plist>\n"
        )
    };
    let first = entry(
        "\t<key>Entry Text</key>\n\t<string>Rain &amp; wind</string>\n\t<key>Starred</key>\n\t<true/>\n\
         \t<key>Tags</key>\n\t<array>\n\t\t<string>wet</string>\n\t</array>\n\t<key>Time Zone</key>\n\t<string>Asia/Tokyo</string>\n\
         \t<key>UUID</key>\n\t<string>0123456789ABCDEF0123456789ABCDEF</string>\n",
    );
    let second = entry(
        "\t<key>Entry Text</key>\n\t<string>Home</string>\n\t<key>UUID</key>\n\t<string>1123456789ABCDEF0123456789ABCDEF</string>\n",
    );
    let name = |id: &str| format!("J.dayone/entries/{id}123456789ABCDEF0123456789ABCDEF.doentry");
    let photo = "J.dayone/photos/0123456789ABCDEF0123456789ABCDEF.jpg";
    Fixture::folder(&[
        (&name("0"), &first),
        (&name("1"), &second),
        (&name("2"), "no list"),
        (photo, "jpg"),
    ])
}

/// A zip with a link in it.
pub fn zip_with_link(name: &str, to: &str, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    let plain = SimpleFileOptions::default();
    zip.add_symlink(name, to, plain).unwrap();
    zip.finish().unwrap().into_inner()
}

/// An entry of Journey.
pub fn journey_entry() -> Value {
    serde_json::json!({"id": "1", "date_journal": 1_715_981_400_000_u64, "timezone": "Asia/Tokyo",
        "text": "<p>Rain</p>", "type": "html", "tags": ["wet"], "weather": {"id": -1}, "photos": ["a.jpg"]})
}

/// A list of Diarium.
pub fn diarium_list() -> Value {
    serde_json::json!([{"date": "2024-05-17T21:04:05.123456", "heading": "Rain", "html": "<p>all day</p>", "tags": ["wet"]}])
}

/// A journal of Day One, with an entry of each kind that matters.
pub fn day_one() -> Value {
    serde_json::json!({"metadata": {"version": "1.0"}, "entries": [
        {"uuid": "0123456789ABCDEF0123456789ABCDEF", "creationDate": "2024-05-16T22:00:00Z", "timeZone": "Europe/Berlin",
         "isAllDay": true, "text": "Sun \\. and `\\.`", "tags": ["a tag"], "starred": true,
         "location": {"latitude": 1.5, "region": {"center": {"latitude": 1.5}}}, "photos": [{"identifier": "A", "md5": "1"}]},
        {"uuid": "1123456789ABCDEF0123456789ABCDEF", "creationDate": "2024-05-16T22:00:00Z", "videos": [{"identifier": "B"}]},
        {"creationDate": "2024-05-18T22:00:00Z", "text": "no id"},
        {"creationDate": "2024-05-18T22:00:00Z"},
    ]})
}

/// A backup of Standard Notes.
pub fn standard_notes() -> Value {
    let super_note = serde_json::json!({"root": {"children": [{"type": "heading", "tag": "h1", "children": [{"type": "text", "text": "Super"}]}]}});
    serde_json::json!({"version": "004", "items": [
        {"uuid": "t", "content_type": "Tag", "content": {"title": "sea", "references": [{"uuid": "n1"}]}},
        {"uuid": "n1", "content_type": "Note", "created_at": "2024-05-17T22:30:00.000Z", "content": {"title": "Rain", "text": "all day"}},
        {"uuid": "n2", "content_type": "Note", "created_at": "2024-05-17T22:30:00.000Z", "content": {"title": "", "text": super_note.to_string()}},
    ]})
}
