//! What each screen looks like after some keys: no terminal, no disk, no waiting.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "each test looks for one wish"
)]

mod calendar;
mod complete;
mod confirm;
mod conflict;
mod editor;
mod find;
mod help;
mod history;
mod journals;
mod key_sets;
mod keys;
mod palette;
mod pictures;
mod read;
mod search;
mod settings;
mod spelling;
mod states;
mod statistics;
mod sync;
mod templates;
mod terminals;
mod this_day;
mod timeline;
mod trash;
mod unlock;
mod wizard;
mod words;

use std::path::Path;
use std::sync::Arc;

use diurnal::app;
use diurnal::app::effect::Effect;
use diurnal::app::event::Event;
use diurnal::app::event::EventKind;
use diurnal::app::event::Opened;
use diurnal::app::facts::Facts;
use diurnal::app::facts::Proof;
use diurnal::app::facts::Remote;
use diurnal::app::field::Hidden;
use diurnal::app::key::parse_keys;
use diurnal::app::keymap::Keymap;
use diurnal::app::state::Begin;
use diurnal::app::state::Goal;
use diurnal::app::state::Look;
use diurnal::app::state::State;
use diurnal::config::Settings;
use diurnal::model::entry::Content;
use diurnal::model::entry::Draft;
use diurnal::model::entry::Entry;
use diurnal::model::entry::Summary;
use diurnal::model::id::DeviceId;
use diurnal::model::id::EntryId;
use diurnal::model::id::RevId;
use diurnal::model::places::ClockFace;
use diurnal::model::places::EditorKeys;
use diurnal::model::places::FirstWeekday;
use diurnal::model::places::Motion;
use diurnal::model::places::Writing;
use diurnal::model::query::Query;
use diurnal::model::stats::Stats;
use diurnal::model::text;
use diurnal::model::text::Passage;
use diurnal::model::time::Day;
use diurnal::model::time::DayStart;
use diurnal::model::time::Moment;
use diurnal::model::time::Timestamp;
use diurnal::model::time::Zone;
use diurnal::tui::canvas::Canvas;
use diurnal::tui::draw;
use diurnal::tui::theme::Depth;
use diurnal::tui::theme::Palette;
use ratatui::backend::Backend;
use ratatui::backend::TestBackend;

/// 2024-03-13T21:36:00+01:00, in milliseconds since 1970.
pub const NOW: i64 = 1_710_362_160_000;
/// The sizes at which every screen is looked at.
pub const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (120, 40)];

const RAIN: &str = "# Rain on the roof\n\nIt rained the whole evening, and for once I was glad of it. \
We had nothing planned; the lamp was on, the window a hand's breadth open, and the *smell of wet \
stone* came in from the yard.\n\nMara called about the **weekend**. I said yes before I thought \
about the train, which is new.\n\n- fix the gutter before April\n- write to R., properly this time, \
and not on the back of a bill as I did at Christmas\n\n> Nothing happened, and I noticed it.\n\n\
雨の音がする。 #home #rain\n";

/// The screens with a journal behind them that answers at once and fails when it is told to.
pub struct Scene {
    pub state: State,
    /// What was asked for and is not answered by the journal here.
    pub asked: Vec<Effect>,
    pub entries: Vec<Entry>,
    pub facts: Facts,
    pub drafts: Vec<app::event::Kept>,
    /// Every version of whichever entry is asked for.
    pub versions: Vec<app::event::Version>,
    /// Deleted entries.
    pub trash: Vec<Entry>,
    pub no_texts: Vec<app::event::KeptBytes>,
    /// Why saving fails.
    pub full: Option<String>,
    /// Whether effects are only collected.
    pub silent: bool,
    pub at: i64,
    /// What things look like.
    pub palette: Palette,
}

/// A theme as it looks with all colours, or none.
pub fn palette(name: &str, depth: Depth) -> Palette {
    let text = format!("[theme]\nname = '{name}'");
    let settings = Settings::parse(Path::new("config.toml"), &text).unwrap();
    Palette::new(settings.theme.theme(Path::new("/nowhere")).unwrap(), depth)
}

pub fn zone() -> Zone {
    Zone::named("Europe/Berlin").unwrap()
}

fn begin(size: (u16, u16), exists: bool) -> Begin {
    Begin {
        at: Timestamp(NOW),
        size,
        vault: "default".to_owned(),
        journal: "journal".to_owned(),
        exists,
        opening: false,
        device_name: "laptop".to_owned(),
        goal: Goal::Timeline,
        keymap: Keymap::default(),
        look: Look {
            zone: zone(),
            day_starts: DayStart::MIDNIGHT,
            first_weekday: FirstWeekday::Monday,
            clock: ClockFace::Hours24,
            ascii: false,
            motion: Motion::Full,
            writing: Writing::default(),
        },
        editor_keys: EditorKeys::Plain,
        lock_after_ms: Some(600_000),
    }
}

pub fn entry(number: u8, day: &str, hour: u8, minute: u8, body: &str) -> Entry {
    let day: Day = day.parse().unwrap();
    let at = Moment::on(day, hour, minute, &zone()).unwrap().0;
    let written = at.timestamp();
    let mut content = Content::new(at, "journal");
    body.clone_into(&mut content.body);
    Entry {
        id: EntryId([number; 16]),
        content,
        day,
        heads: vec![RevId([number; 32])],
        revision: RevId([number; 32]),
        parents: Vec::new(),
        written,
        device: DeviceId([1; 16]),
        deleted: false,
        conflict: false,
        merged: false,
        revoked: None,
        extra: serde_json::Map::new(),
    }
}

pub fn summary(entry: &Entry) -> Summary {
    let body = &entry.content.body;
    let title = body.lines().next().and_then(|line| line.strip_prefix("# "));
    let words = body.split_whitespace();
    Summary {
        id: entry.id,
        at: entry.content.at.clone(),
        day: entry.day,
        written: entry.written,
        journal: entry.content.journal.clone(),
        title: title.unwrap_or_default().to_owned(),
        tags: entry.content.tags.clone(),
        text_tags: words
            .clone()
            .filter_map(|word| word.strip_prefix('#'))
            .filter(|tag| !tag.is_empty())
            .map(str::to_owned)
            .collect(),
        starred: entry.content.starred,
        deleted: false,
        conflict: entry.conflict,
        merged: entry.merged,
        words: u32::try_from(words.count()).unwrap(),
        n_files: u32::try_from(entry.content.files.len()).unwrap(),
        preview: text::preview(body),
    }
}

fn journal() -> Vec<Entry> {
    let mut entries = vec![
        entry(1, "2024-03-13", 21, 4, RAIN),
        entry(
            2,
            "2024-03-13",
            8,
            12,
            "# A slow start\n\nWoke before the alarm and lay there for an hour. #sleep",
        ),
        entry(
            3,
            "2024-03-12",
            22,
            40,
            "# Dinner with Mara\n\nShe brought the good bread and a plan for the summer.",
        ),
        entry(
            4,
            "2024-03-11",
            7,
            55,
            "# Monday plans\n\n1. the gutter\n2. the letter to R.",
        ),
        entry(
            5,
            "2024-03-08",
            19,
            30,
            "# What I want from April, and from the summer that follows it\n\nLess.",
        ),
        entry(
            6,
            "2024-02-29",
            21,
            33,
            "# Leap day\n\nOnce in four years. #travel",
        ),
        entry(
            7,
            "2024-02-28",
            20,
            15,
            "# Old letters\n\nFound in the blue box.\u{1b}[31m and \u{202e}backwards",
        ),
        entry(
            8,
            "2023-11-12",
            9,
            0,
            "No title, only a line about the first frost and two herons on the far bank.",
        ),
    ];
    entries[0].content.starred = true;
    entries[6].conflict = true;
    entries
}

fn remote() -> Remote {
    Remote {
        name: "origin".to_owned(),
        url: "git@example.org:me/journal.git".to_owned(),
        last_sync: Some(Timestamp(NOW - 120_000)),
        last_proof: Some(Proof {
            at: Timestamp(NOW - 2_280_000),
            ok: true,
            text: "restored and compared on 2024-03-13: 8 entries, 9 revisions, 0 files, all equal"
                .to_owned(),
        }),
        unsynced: 0,
        notices: Vec::new(),
    }
}

impl Scene {
    /// A locked journal.
    pub fn locked(size: (u16, u16)) -> Self {
        let entries = journal();
        let facts = Facts {
            entries: entries.len() as u64,
            remotes: vec![remote()],
            ..Facts::default()
        };
        Self {
            state: State::new(begin(size, true)),
            asked: Vec::new(),
            entries,
            facts,
            drafts: Vec::new(),
            versions: Vec::new(),
            trash: Vec::new(),
            no_texts: Vec::new(),
            full: None,
            silent: false,
            at: NOW,
            palette: palette("terminal", Depth::Full),
        }
    }

    /// No journal yet.
    pub fn first_start(size: (u16, u16)) -> Self {
        let mut scene = Self::locked(size);
        scene.state = State::new(begin(size, false));
        scene.entries = Vec::new();
        scene.facts = Facts::default();
        scene
    }

    /// An open journal.
    pub fn open(size: (u16, u16)) -> Self {
        let mut scene = Self::locked(size);
        scene.unlock();
        scene
    }

    /// An open journal, with no entry in it.
    pub fn empty(size: (u16, u16)) -> Self {
        let mut scene = Self::locked(size);
        scene.entries = Vec::new();
        scene.facts = Facts::default();
        scene.unlock();
        scene
    }

    pub fn unlock(&mut self) {
        let (drafts, no_texts) = (self.drafts.clone(), self.no_texts.clone());
        self.happens(EventKind::Unlocked(Ok(Opened {
            drafts,
            no_texts,
            ..Opened::default()
        })));
    }

    /// Presses keys, written as in the key bindings: `"Rain<ctrl+s>"`.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for key in parse_keys(keys).unwrap() {
            self.happens(EventKind::Key(key));
        }
        self
    }

    /// Lets time pass.
    pub fn wait(&mut self, ms: i64) -> &mut Self {
        self.at += ms;
        self.happens(EventKind::Tick);
        self
    }

    pub fn happens(&mut self, kind: EventKind) {
        let at = Timestamp(self.at);
        for effect in app::update(&mut self.state, Event { at, kind }) {
            let answers = if self.silent {
                Vec::new()
            } else {
                self.answer(&effect)
            };
            self.asked.push(effect);
            for answer in answers {
                self.happens(answer);
            }
        }
    }

    fn answer(&mut self, effect: &Effect) -> Vec<EventKind> {
        match effect {
            Effect::MakeWords => vec![EventKind::Words(Hidden::new(
                "velvet tundra oxide mural piano cedar lamp".to_owned(),
            ))],
            Effect::Init(_) => vec![EventKind::Initialised(Ok(Hidden::new(
                "AGE-SECRET-KEY-1EXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMXQ7KZ"
                    .to_owned(),
            )))],
            Effect::LoadRows {
                generation,
                journal,
            } => {
                let wanted =
                    |row: &Summary| journal.as_ref().is_none_or(|name| row.journal == *name);
                let rows = self.entries.iter().map(summary).filter(wanted).collect();
                vec![EventKind::Rows {
                    generation: *generation,
                    rows: Ok((Arc::new(rows), true)),
                }]
            }
            Effect::LoadEntry { generation, id } => {
                let mut all = self.entries.iter().chain(&self.trash);
                let found = all.find(|entry| entry.id == *id);
                vec![EventKind::EntryLoaded {
                    generation: *generation,
                    entry: found
                        .cloned()
                        .map(Box::new)
                        .ok_or("no such entry".to_owned()),
                }]
            }
            Effect::LoadFacts => {
                self.facts.entries = self.entries.len() as u64;
                vec![EventKind::Facts(Ok(Box::new(self.facts.clone())))]
            }
            Effect::LoadStats => {
                let rows: Vec<Summary> = self.entries.iter().map(summary).collect();
                vec![EventKind::Stats(Ok(Arc::new(Stats::of(&rows))))]
            }
            Effect::NewPage => vec![EventKind::Page(Box::new(Draft {
                id: EntryId([99; 16]),
                parents: Vec::new(),
                content: Content::new(Moment::at(Timestamp(self.at), &zone()), "journal"),
            }))],
            Effect::Save { version, draft } => vec![self.save(*version, draft)],
            Effect::KeepDraft { version, .. } => vec![EventKind::Kept {
                version: *version,
                result: Ok(()),
            }],
            Effect::Search { generation, query } => vec![self.hits(*generation, query)],
            Effect::LoadPassages {
                generation,
                query,
                ids,
            } => vec![EventKind::Passages {
                generation: *generation,
                passages: self.passages(query, ids),
            }],
            Effect::LoadJournals => vec![EventKind::JournalNames(Ok(journals::names(self)))],
            Effect::LoadTemplates => vec![templates::all()],
            Effect::LoadKeys => vec![EventKind::KeysPage(Ok(Box::new(keys::page())))],
            Effect::LoadSettings { always: true } => {
                vec![EventKind::Settings(Ok(Box::new(settings::settings(&[]))))]
            }
            Effect::LoadVersions { generation, .. } => vec![EventKind::Versions {
                generation: *generation,
                versions: Ok(Arc::new(self.versions.clone())),
            }],
            Effect::LoadTrash { generation } => vec![EventKind::TrashRows {
                generation: *generation,
                rows: Ok(Arc::new(self.trash.iter().map(summary).collect())),
            }],
            Effect::Delete(id) => {
                let gone = self.entries.iter().filter(|entry| entry.id == *id);
                self.trash.extend(gone.cloned());
                self.entries.retain(|entry| entry.id != *id);
                vec![EventKind::Changed {
                    id: *id,
                    result: Ok(()),
                }]
            }
            Effect::Undelete(id) => {
                let back = journal().into_iter().filter(|entry| entry.id == *id);
                self.entries.extend(back);
                self.trash.retain(|entry| entry.id != *id);
                self.entries
                    .sort_by_key(|entry| -entry.content.at.instant_us);
                vec![EventKind::Changed {
                    id: *id,
                    result: Ok(()),
                }]
            }
            _ => Vec::new(),
        }
    }

    fn hits(&self, generation: u64, query: &Query) -> EventKind {
        let rows = self.entries.iter().filter(|entry| {
            let folded = diurnal::model::fold::fold(&entry.content.body);
            query.matches(&summary(entry), &folded)
        });
        let hits: Vec<Summary> = rows.map(summary).collect();
        EventKind::Hits {
            generation,
            found: hits.len() as u64,
            hits: Ok(Arc::new(hits)),
            done: true,
        }
    }

    fn passages(&self, query: &Query, ids: &[EntryId]) -> Vec<(EntryId, Passage)> {
        let wanted = |entry: &&Entry| ids.contains(&entry.id);
        let read = self.entries.iter().filter(wanted);
        let passages = read.filter_map(|entry| {
            let body = text::without_heading(&entry.content.body);
            let first = query.highlights(body).first()?.start;
            Some((entry.id, text::passage(body, first)))
        });
        passages.collect()
    }

    fn save(&mut self, version: u64, draft: &Draft) -> EventKind {
        let result = if let Some(why) = &self.full {
            Err(why.clone())
        } else {
            self.entries.retain(|entry| entry.id != draft.id);
            let mut saved = entry(99, "2024-03-13", 21, 36, &draft.content.body);
            saved.id = draft.id;
            saved.content = draft.content.clone();
            saved.day = draft.content.at.day(DayStart::MIDNIGHT);
            self.entries.insert(0, saved);
            Ok(vec![RevId([99; 32])])
        };
        EventKind::Saved {
            version,
            id: draft.id,
            result,
        }
    }

    /// Every cell with its style.
    pub fn cells(&self) -> Vec<ratatui::buffer::Cell> {
        let canvas = self.canvas();
        canvas.cells().map(|(_, cell)| cell.clone()).collect()
    }

    /// What a fresh window shows.
    pub fn canvas(&self) -> Canvas {
        let mut canvas = Canvas::new(self.state.size);
        draw::draw(&self.state, &self.palette, &mut canvas);
        canvas
    }

    /// The picture, with the cursor drawn into it as `█` beside the row; fails where none is placed.
    pub fn picture(&self) -> String {
        let (width, height) = self.state.size;
        let canvas = self.canvas();
        let cursor = canvas.cursor();
        assert!(cursor.x < width && cursor.y < height);
        // As a terminal shows it: what a wide sign covers is not there.
        let mut terminal = TestBackend::new(width, height);
        terminal.draw(canvas.changes()).unwrap();
        let mut picture = String::new();
        for row in 0..height {
            for column in 0..width {
                let cell = terminal.buffer().cell((column, row)).unwrap();
                picture.push_str(cell.symbol());
            }
            let trimmed = picture.trim_end_matches(' ').len();
            picture.truncate(trimmed);
            picture.push('\n');
        }
        format!("{picture}cursor at {}, {}\n", cursor.x, cursor.y)
    }
}

/// Compares the picture of what `act` leads to with what was seen before, at every size.
pub fn look(name: &str, scene: impl Fn((u16, u16)) -> Scene) {
    for (width, height) in SIZES {
        let scene = scene((width, height));
        insta::assert_snapshot!(format!("{name}-{width}x{height}"), scene.picture());
    }
}

/// No size makes drawing fail.
#[test]
#[allow(clippy::too_many_lines, reason = "one line or two for every screen")]
fn every_size_is_drawn() {
    let widths = [1, 2, 5, 21, 39, 40, 59, 60, 99, 100, 140, 300];
    let heights = [1, 2, 5, 11, 12, 13, 19, 20, 30, 100];
    let scenes: Vec<fn((u16, u16)) -> Scene> = vec![
        Scene::locked,
        Scene::first_start,
        Scene::open,
        Scene::empty,
        |size| {
            let mut s = Scene::open(size);
            s.press("<enter>");
            s
        },
        |size| {
            let mut s = Scene::open(size);
            s.press("e some words");
            s
        },
        |size| {
            let mut s = Scene::open(size);
            s.press("e<ctrl+r>the<tab>a");
            s
        },
        |size| {
            let mut s = Scene::open(size);
            s.press("e <f9>[[");
            s
        },
        |size| {
            let mut s = Scene::open(size);
            s.press("/the");
            s
        },
        |size| {
            let mut s = Scene::open(size);
            s.press("s");
            s
        },
        |size| {
            let mut s = Scene::open(size);
            s.press("?");
            s
        },
        history::with_versions,
        journals::open,
        journals::typing_a_name,
        keys::open,
        settings::typing_one,
        templates::open,
        words::open,
        words::typing,
        trash::with_deleted,
        conflict::in_conflict,
        |size| {
            let mut s = Scene::open(size);
            s.press(":e");
            s
        },
        |size| {
            let mut s = Scene::open(size);
            s.press("g");
            s
        },
        |size| {
            let mut s = Scene::open(size);
            s.press("o");
            s
        },
        |size| {
            let mut s = Scene::open(size);
            s.press("c");
            s
        },
        |size| {
            let mut s = Scene::open(size);
            s.press("S");
            s
        },
        |size| {
            let mut s = Scene::open(size);
            s.press("d");
            s
        },
        |size| {
            let mut s = Scene::first_start(size);
            s.press("<enter><ctrl+g>");
            s
        },
        |size| {
            let mut s = Scene::first_start(size);
            s.press("<enter><ctrl+g><enter><enter>");
            s
        },
    ];
    for scene in scenes {
        for width in widths {
            for height in heights {
                scene((width, height)).picture();
                let mut resized = scene((80, 24));
                resized.happens(EventKind::Resized { width, height });
                resized.picture();
            }
        }
    }
}

/// A window that is drawn again and again, as the real one is: only what changes.
pub struct Window(Canvas);

impl Window {
    pub fn new(size: (u16, u16)) -> Self {
        Self(Canvas::new(size))
    }

    /// Draws the scene over what was there; fails where a fresh window would show another picture.
    pub fn show(&mut self, scene: &Scene) {
        if self.0.size() != scene.state.size {
            *self = Self::new(scene.state.size);
        }
        draw::draw(&scene.state, &scene.palette, &mut self.0);
        let fresh = scene.canvas();
        assert!(self.0.cells().eq(fresh.cells()), "drawn as a fresh one");
        assert_eq!(self.0.cursor(), fresh.cursor());
        self.0.settle();
        assert!(self.0.shown().eq(fresh.cells()), "shown as a fresh one");
    }
}
