//! The threads that own the journal: a wish goes in, an event comes out. The screen never waits.
//!
//! One thread does what needs the key. Another keeps drafts, which needs none: so a text is safe
//! within seconds also while a long sync holds the first.

use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::mpsc;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::RecvTimeoutError;
use std::sync::mpsc::Sender;
use std::thread;
use std::thread::JoinHandle;
use std::time::Duration;
use std::time::Instant;

use crate::app::compare::Wanted;
use crate::app::effect::Effect;
use crate::app::effect::NewVault;
use crate::app::event;
use crate::app::event::EventKind;
use crate::app::event::Opened;
use crate::app::event::Refused;
use crate::app::facts::Facts;
use crate::app::facts::Proof;
use crate::app::facts::Remote;
use crate::app::field::Hidden;
use crate::app::screens::search::HITS_MAX;
use crate::app::state::Look;
use crate::config::ConfigError;
use crate::config::Settings;
use crate::config::change;
use crate::config::templates;
use crate::config::theme::own_names;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::types::Balance;
use crate::journal::types::Init;
use crate::journal::types::Key;
use crate::journal::types::MembersInfo;
use crate::journal::types::RemoteInfo;
use crate::journal::types::RemoteSync;
use crate::journal::types::RemoteUnlock;
use crate::journal::types::SlotInfo;
use crate::journal::types::SlotReport;
use crate::journal::types::SyncReport;
use crate::journal::types::Version;
use crate::journal::types::Watch;
use crate::model::entry::Content;
use crate::model::entry::Draft;
use crate::model::entry::Summary;
use crate::model::id::EntryId;
use crate::model::limits::WORK_FACTOR;
use crate::model::outside::Outside;
use crate::model::places::Places;
use crate::model::places::Preferences;
use crate::model::places::Signs;
use crate::model::query::Filter;
use crate::model::query::Query;
use crate::model::statement::Admits;
use crate::model::statement::SlotKind;
use crate::model::text;
use crate::report;
use crate::report::Kind;
use crate::report::Report;
use crate::tui::events::Teller;
use crate::tui::keys;
use crate::tui::speller;
use crate::tui::speller::Ask;
use crate::tui::theme::Depth;
use crate::tui::theme::Palette;

/// Rows that are read ahead of the rest, so that the first screen does not wait for 100,000.
const FIRST_ROWS: usize = 200;
/// Progress is told at most so often.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);
/// How long nobody must have wished for anything before a proof that is due begins by itself.
const QUIET: Duration = Duration::from_secs(3);
/// A proof that begins by itself makes way for every wish, and begins so often after one sync: it
/// fetches all that the remote has each time.
const PROOF_TRIES: u8 = 3;
/// How long the end of the program waits for a save that is on its way.
const PATIENCE_AT_THE_END: Duration = Duration::from_secs(5);
/// How long a draft that is on its way may hold up the program when it is put aside.
const PATIENCE_ASIDE: Duration = Duration::from_secs(2);

/// Which vault, and how it is used.
#[derive(Clone, Debug)]
pub(super) struct Vault {
    /// Where it lives.
    pub(super) places: Places,
    /// What its user prefers.
    pub(super) preferences: Preferences,
    /// Time, place and chance.
    pub(super) outside: Outside,
    /// Where its user's settings come from.
    pub(super) files: SettingsFiles,
    /// What the screens look like, to be changed when the settings are.
    pub(super) palette: Arc<Mutex<Palette>>,
}

/// Where settings come from, and what the terminal adds to them.
#[derive(Clone, Debug)]
pub struct SettingsFiles {
    /// The settings file.
    pub path: PathBuf,
    /// The folder of themes.
    pub themes: PathBuf,
    /// The folder of templates.
    pub templates: PathBuf,
    /// Whether the locale has plain ASCII only.
    pub plain_locale: bool,
    /// How many colours the terminal has.
    pub depth: Depth,
}

impl Vault {
    fn open(&self) -> Result<Journal, JournalError> {
        let preferences = self.preferences.clone();
        Journal::open(self.places.clone(), preferences, self.outside)
    }
}

/// A thing to do.
enum Job {
    /// Open the vault; unlock it with this key, or with the agent's.
    Open(Option<Key>),
    /// Carry out a wish.
    Wish(Effect),
    /// Say that everything before it is done.
    Tell(Sender<()>),
    /// End.
    End,
}

/// The way to the threads.
pub(super) struct Workers {
    jobs: Sender<Job>,
    drafts: Sender<Job>,
    words: Sender<Ask>,
    compares: Sender<Box<Wanted>>,
    threads: Vec<(JoinHandle<()>, Receiver<()>)>,
}

/// Starts the threads. They answer through `events`.
pub(super) fn start(vault: Vault, events: Teller) -> io::Result<Workers> {
    let (jobs, todo) = mpsc::channel();
    let (drafts, to_keep) = mpsc::channel();
    let (words, asked) = mpsc::channel();
    let (compares, wanted) = mpsc::channel();
    // Nobody waits for the end of these two: they hold nothing that must be kept.
    let answers = events.clone();
    drop(spawn("spelling", events.clone(), move || {
        speller::run(&asked, answers);
    })?);
    let answers = events.clone();
    drop(spawn("comparing", events.clone(), move || {
        compare_newest(&wanted, &answers);
    })?);
    let worker = Worker {
        vault: vault.clone(),
        jobs: todo,
        backlog: VecDeque::new(),
        events: events.clone(),
        journal: None,
        settings: None,
        proofs_left: 0,
    };
    let keeper = Keeper {
        vault,
        jobs: to_keep,
        events: events.clone(),
        journal: None,
    };
    let threads = vec![
        spawn("journal", events.clone(), move || worker.run())?,
        spawn("drafts", events, move || keeper.run())?,
    ];
    Ok(Workers {
        jobs,
        drafts,
        words,
        compares,
        threads,
    })
}

/// Compares the two versions that were asked for last, until nobody asks any more.
fn compare_newest(wanted: &Receiver<Box<Wanted>>, events: &Teller) {
    while let Ok(first) = wanted.recv() {
        let newest = wanted.try_iter().last().unwrap_or(first);
        let (rows, words) = newest.compare();
        let told = EventKind::Compared {
            generation: newest.generation,
            rows: Box::new(rows),
            words,
        };
        if events.send(told).is_err() {
            return;
        }
    }
}

/// Tells the screens when a thread of ours fails, and everybody when it ends.
struct Guard {
    events: Teller,
    ended: Sender<()>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        if thread::panicking() {
            self.events.send(EventKind::Hangup(0)).ok();
        }
        self.ended.send(()).ok();
    }
}

fn spawn(
    name: &str,
    events: Teller,
    work: impl FnOnce() + Send + 'static,
) -> io::Result<(JoinHandle<()>, Receiver<()>)> {
    let (ended, end) = mpsc::channel();
    let thread = thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || {
            let guard = Guard { events, ended };
            work();
            drop(guard);
        })?;
    Ok((thread, end))
}

impl Workers {
    /// Opens the vault, with this key or with what the agent holds.
    pub(super) fn open(&self, key: Option<Key>) {
        self.jobs.send(Job::Open(key)).ok();
    }

    /// Hands a wish to the thread that carries it out.
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "every other wish needs the key"
    )]
    pub(super) fn send(&self, wish: Effect) {
        let wish = match wish {
            Effect::CheckWords(spell, words) => {
                self.words.send(Ask::Check(spell, words)).ok();
                return;
            }
            Effect::SuggestWords(spell, word) => {
                self.words.send(Ask::Suggest(spell, word)).ok();
                return;
            }
            Effect::Compare(wanted) => {
                self.compares.send(wanted).ok();
                return;
            }
            Effect::Lock => {
                self.words.send(Ask::Forget).ok();
                self.drafts.send(Job::Wish(Effect::Lock)).ok();
                Effect::Lock
            }
            wish => wish,
        };
        let to = match &wish {
            Effect::KeepDraft { .. } | Effect::DropDraft(_) => &self.drafts,
            _ => &self.jobs,
        };
        // Where the thread that keeps drafts has failed, the other one does it.
        if let Err(unsent) = to.send(Job::Wish(wish)) {
            self.jobs.send(unsent.0).ok();
        }
    }

    /// Waits until drafts that were handed over are kept, but not for ever.
    pub(super) fn keep_drafts(&self) {
        let (done, kept) = mpsc::channel();
        if self.drafts.send(Job::Tell(done)).is_ok() {
            kept.recv_timeout(PATIENCE_ASIDE).ok();
        }
    }

    /// Waits until what was asked for is done, but not for ever.
    pub(super) fn finish(&mut self) {
        self.drafts.send(Job::End).ok();
        self.jobs.send(Job::End).ok();
        let deadline = Instant::now() + PATIENCE_AT_THE_END;
        for (thread, end) in self.threads.drain(..) {
            let left = deadline.saturating_duration_since(Instant::now());
            if end.recv_timeout(left).is_ok() {
                thread.join().ok();
            }
        }
    }
}

/// Keeps drafts.
struct Keeper {
    vault: Vault,
    jobs: Receiver<Job>,
    events: Teller,
    journal: Option<Journal>,
}

impl Keeper {
    #[allow(clippy::wildcard_enum_match_arm, reason = "no other wish comes here")]
    fn run(mut self) {
        while let Ok(job) = self.jobs.recv() {
            match job {
                Job::Wish(Effect::KeepDraft { version, draft }) => {
                    let result = self
                        .journal()
                        .and_then(|journal| journal.keep_draft(&draft));
                    let result = result.map_err(one_line);
                    self.events.send(EventKind::Kept { version, result }).ok();
                }
                Job::Wish(Effect::DropDraft(id)) => {
                    self.journal()
                        .and_then(|journal| journal.drop_draft(id))
                        .ok();
                }
                // Of a long text it remembers what it kept last.
                Job::Wish(Effect::Lock) => {
                    self.journal.iter_mut().for_each(Journal::forget_draft);
                }
                Job::Tell(done) => drop(done.send(())),
                Job::End => return,
                _ => {}
            }
        }
    }

    fn journal(&mut self) -> Result<&mut Journal, JournalError> {
        opened(&mut self.journal, &self.vault)
    }
}

fn opened<'j>(
    journal: &'j mut Option<Journal>,
    vault: &Vault,
) -> Result<&'j mut Journal, JournalError> {
    match journal {
        Some(journal) => Ok(journal),
        None => Ok(journal.insert(vault.open()?)),
    }
}

/// Does everything else.
struct Worker {
    vault: Vault,
    jobs: Receiver<Job>,
    /// Jobs that came while another was done.
    backlog: VecDeque<Job>,
    events: Teller,
    journal: Option<Journal>,
    /// The settings as they were read last, or why they could not be.
    settings: Option<Result<Settings, String>>,
    /// How often a proof that is due may still begin by itself.
    proofs_left: u8,
}

impl Worker {
    fn run(mut self) {
        self.settings = Some(self.read_settings());
        while let Some(job) = self.next() {
            match job {
                Job::Open(key) => self.open(key),
                Job::Wish(wish) => self.carry_out(wish),
                Job::Tell(done) => drop(done.send(())),
                Job::End => return,
            }
        }
    }

    /// The next job. While there is none, what saves have left behind is tidied up, and texts are
    /// read ahead for searching.
    fn next(&mut self) -> Option<Job> {
        loop {
            self.backlog.extend(self.jobs.try_iter());
            drop_superseded(&mut self.backlog);
            if let Some(job) = self.backlog.pop_front() {
                return Some(job);
            }
            let journal = self.journal.as_mut().filter(|journal| !journal.is_locked());
            let worked = journal.is_some_and(|journal| {
                journal.tidy().unwrap_or(false) || journal.arena_step().unwrap_or(false)
            });
            if worked {
                continue;
            }
            if self.proofs_left == 0 {
                return self.jobs.recv().ok();
            }
            match self.jobs.recv_timeout(QUIET) {
                Ok(job) => return Some(job),
                Err(RecvTimeoutError::Timeout) => self.prove_unasked(),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    /// Proves the backup because it is due. Nobody waits for this, so any wish ends it, and a remote
    /// that is away is not told of: the next sync does that.
    fn prove_unasked(&mut self) {
        self.proofs_left = self.proofs_left.saturating_sub(1);
        let journal = self.journal.as_mut().filter(|journal| !journal.is_locked());
        let Some(journal) = journal else {
            self.proofs_left = 0;
            return;
        };
        let mut watch = Unasked {
            jobs: &self.jobs,
            backlog: &mut self.backlog,
        };
        match journal.verify(None, false, &mut watch) {
            Ok(sheets) => {
                self.proofs_left = 0;
                let outcomes = sheets.iter().map(proved).collect();
                self.tell(EventKind::Proved(Ok(outcomes)));
            }
            Err(JournalError::Stopped) => {}
            Err(_) => self.proofs_left = 0,
        }
    }

    fn tell(&self, event: EventKind) {
        self.events.send(event).ok();
    }

    fn journal(&mut self) -> Result<&mut Journal, JournalError> {
        opened(&mut self.journal, &self.vault)
    }

    fn open(&mut self, key: Option<Key>) {
        let result = match key {
            Some(key) => self.unlock(&key),
            None => self.unlock_with_agent(),
        };
        self.tell(EventKind::Unlocked(result));
    }

    fn unlock(&mut self, key: &Key) -> Result<Opened, Refused> {
        let unlocked = self
            .journal()
            .and_then(|journal| journal.unlock(key))
            .map_err(refused)?;
        let notices = unlocked
            .notices
            .into_iter()
            .map(|notice| notice.text)
            .collect();
        let (drafts, no_texts) = self.kept();
        Ok(Opened {
            adopted: unlocked.adopted as u64,
            notices,
            drafts,
            no_texts,
        })
    }

    fn unlock_with_agent(&mut self) -> Result<Opened, Refused> {
        let opened = self
            .journal()
            .and_then(Journal::unlock_with_agent)
            .map_err(refused)?;
        if !opened {
            return Err(Refused::NoKey);
        }
        let (drafts, no_texts) = self.kept();
        Ok(Opened {
            drafts,
            no_texts,
            ..Opened::default()
        })
    }

    fn kept(&mut self) -> (Vec<event::Kept>, Vec<event::KeptBytes>) {
        let (mut drafts, mut no_texts) = (Vec::new(), Vec::new());
        for kept in self.journal().and_then(Journal::drafts).unwrap_or_default() {
            let at = kept.at;
            drafts.extend(kept.draft.map(|draft| event::Kept { at, draft }));
            no_texts.extend(kept.bytes.map(|bytes| event::KeptBytes {
                id: bytes.id.chars().take(8).collect(),
                size: bytes.size,
            }));
        }
        (drafts, no_texts)
    }

    fn carry_out(&mut self, wish: Effect) {
        match wish {
            Effect::Init(wish) => self.init(&wish),
            Effect::Unlock { key, recovery } => {
                let secret = key.into_secret();
                let key = if recovery {
                    Key::Recovery(secret)
                } else {
                    Key::Passphrase(secret)
                };
                let result = self.unlock(&key);
                self.tell(EventKind::Unlocked(result));
            }
            Effect::Lock => {
                if let Some(journal) = &mut self.journal {
                    journal.lock();
                }
            }
            Effect::LoadRows {
                generation,
                journal,
            } => self.load_rows(generation, journal),
            Effect::LoadEntry { generation, id } => self.load_entry(generation, id),
            Effect::LoadFacts => self.load_facts(),
            Effect::SeeNotices => self.see_notices(),
            Effect::LoadStats => self.load_stats(),
            Effect::LookElsewhere => self.look_elsewhere(),
            Effect::Save { version, draft } => self.save(version, &draft),
            Effect::Search { generation, query } => self.search(generation, &query),
            Effect::LoadPassages {
                generation,
                query,
                ids,
            } => self.load_passages(generation, &query, &ids),
            Effect::Star { id, starred } => {
                let result = self.star(id, starred);
                self.changed(id, result);
            }
            Effect::Delete(id) => self.bin(id, true),
            Effect::Undelete(id) => self.bin(id, false),
            Effect::LoadVersions { generation, id } => self.load_versions(generation, id),
            Effect::LoadTrash { generation } => self.load_trash(generation),
            Effect::LoadKeys => self.load_keys(),
            Effect::LoadJournals => {
                let names = self.journal().and_then(Journal::journals).map_err(one_line);
                self.tell(EventKind::JournalNames(names));
            }
            Effect::Move { id, journal } => {
                let result = self.change(id, |content| content.journal = journal);
                self.changed(id, result);
            }
            Effect::LoadSettings { always } => self.load_settings(always),
            Effect::ChangeSetting { key, value } => self.change_setting(key, &value),
            Effect::Restore { id, rev } => {
                let rev = rev.to_string();
                let result = self.journal().and_then(|journal| journal.restore(id, &rev));
                self.changed(id, result.map(drop));
            }
            Effect::Resolve {
                id,
                heads,
                content,
                extra,
                deleted,
            } => {
                let result = self
                    .journal()
                    .and_then(|journal| journal.resolve(id, &heads, &content, &extra, deleted));
                self.changed(id, result.map(drop));
            }
            Effect::LoadTemplates => self.load_templates(),
            Effect::ForgetWord(word) => self.own_words(|journal| journal.forget_word(&word)),
            Effect::LoadWords => self.own_words(|journal| journal.own_words()),
            Effect::LearnWord(word) => self.own_words(|journal| journal.learn_word(&word)),
            Effect::Sync => self.sync(),
            Effect::Prove => self.prove(),
            Effect::AddRemote { name, url } => self.add_remote(&name, &url),
            Effect::KeepDraft { version, draft } => {
                let kept = self
                    .journal()
                    .and_then(|journal| journal.keep_draft(&draft));
                let result = kept.map_err(one_line);
                self.tell(EventKind::Kept { version, result });
            }
            Effect::DropDraft(id) => {
                self.journal()
                    .and_then(|journal| journal.drop_draft(id))
                    .ok();
            }
            // StopWork: nothing runs that could be stopped, its watch would have seen the wish
            // first. The others are carried out elsewhere.
            Effect::StopWork
            | Effect::MakeWords
            | Effect::CheckWords(..)
            | Effect::SuggestWords(..)
            | Effect::NewPage
            | Effect::Compare(_)
            | Effect::CopyToClipboard(_)
            | Effect::Suspend
            | Effect::Quit(_) => {}
        }
    }

    fn load_templates(&self) {
        let (templates, errors) = templates::all(&self.vault.files.templates);
        let wrong = errors.into_iter().next();
        self.tell(EventKind::Templates {
            templates,
            wrong: wrong.map(|error| Report::from(error).one_line()),
            folder: self.vault.files.templates.display().to_string(),
        });
    }

    fn own_words(&mut self, verb: impl FnOnce(&mut Journal) -> Result<Vec<String>, JournalError>) {
        let words = self.journal().and_then(verb).map_err(one_line);
        self.tell(EventKind::OwnWords(words));
    }

    fn changed(&mut self, id: EntryId, result: Result<(), JournalError>) {
        let result = result.map_err(one_line);
        self.tell(EventKind::Changed { id, result });
    }

    fn init(&mut self, wish: &NewVault) {
        let init = Init {
            passphrase: wish.passphrase.clone().into_secret(),
            generated: wish.generated,
            work_factor: WORK_FACTOR,
            remote_unlock: RemoteUnlock::Auto,
            device_name: wish.device_name.clone(),
        };
        let vault = self.vault.clone();
        match Journal::init(vault.places, vault.preferences, vault.outside, &init) {
            Ok((journal, made)) => {
                self.journal = Some(journal);
                let key = Hidden::from(made.recovery_key);
                self.tell(EventKind::Initialised(Ok(key)));
            }
            Err(error) => self.tell(EventKind::Initialised(Err(one_line(error)))),
        }
        if let (Some(_), Some(url)) = (&self.journal, &wish.remote) {
            self.add_remote("origin", url);
        }
    }

    fn load_rows(&mut self, generation: u64, journal: Option<String>) {
        let filter = Filter {
            journal,
            ..Filter::default()
        };
        let first = self
            .journal()
            .and_then(|journal| journal.list(&filter, FIRST_ROWS, false));
        let tell = |rows| EventKind::Rows { generation, rows };
        let all = match first {
            Ok(rows) if rows.len() < FIRST_ROWS => Ok(rows),
            Ok(rows) => {
                self.tell(tell(Ok((Arc::new(rows), false))));
                self.journal().and_then(|journal| {
                    journal.load_rows()?;
                    journal.list(&filter, 0, false)
                })
            }
            Err(error) => Err(error),
        };
        let all = all.map(|rows| (Arc::new(rows), true)).map_err(one_line);
        self.tell(tell(all));
    }

    fn load_entry(&mut self, generation: u64, id: EntryId) {
        let entry = self.journal().and_then(|journal| journal.entry(id));
        let entry = entry.map(Box::new).map_err(one_line);
        self.tell(EventKind::EntryLoaded { generation, entry });
    }

    fn load_versions(&mut self, generation: u64, id: EntryId) {
        let versions = self.journal().and_then(|journal| journal.history(id));
        let versions = versions.map(|versions| versions.into_iter().map(version).collect());
        self.tell(EventKind::Versions {
            generation,
            versions: versions.map(Arc::new).map_err(one_line),
        });
    }

    fn load_keys(&mut self) {
        let page = self.journal().and_then(|journal| {
            let checks = journal.key_doctor(None)?;
            Ok(keys_page(journal.members()?, checks))
        });
        self.tell(EventKind::KeysPage(page.map(Box::new).map_err(one_line)));
    }

    fn read_settings(&self) -> Result<Settings, String> {
        let read = Settings::load(&self.vault.files.path);
        read.map_err(|error| Report::from(error).one_line())
    }

    /// Tells the settings where they are others than before, or `always`.
    fn load_settings(&mut self, always: bool) {
        let read = self.read_settings();
        if always || self.settings.as_ref() != Some(&read) {
            self.use_settings(read);
        }
    }

    fn change_setting(&mut self, key: &str, value: &str) {
        let read = change::set(&self.vault.files.path, key, value);
        let read = read.map_err(|error| Report::from(error).one_line());
        match read {
            Ok(settings) => self.use_settings(Ok(settings)),
            // The file is as it was, and so is what was read of it.
            Err(why) => self.tell(EventKind::Settings(Err(why))),
        }
    }

    /// Uses settings from now on; where anything in them is wrong the old ones stay.
    fn use_settings(&mut self, read: Result<Settings, String>) {
        self.settings = Some(read.clone());
        let result = read.and_then(|settings| {
            let files = &self.vault.files;
            let one_line = |error: ConfigError| Report::from(error).one_line();
            let theme = settings.theme.theme(&files.themes).map_err(one_line)?;
            let keymap = keys::keymap(&settings.keys).map(|(map, _)| map);
            let keymap = keymap.map_err(|error| Report::from(error).one_line())?;
            let values = change::values(&files.path).map_err(one_line)?;
            if let Ok(mut palette) = self.vault.palette.lock() {
                *palette = Palette::new(theme, files.depth);
            }
            let preferences = settings.preferences;
            let shown = event::Settings {
                path: files.path.display().to_string(),
                values: values.all,
                written: values.written,
                themes: own_names(&files.themes),
                look: look(&preferences, &self.vault.outside, files.plain_locale),
                lock_after_ms: preferences
                    .lock_after_ms
                    .and_then(|ms| i64::try_from(ms).ok()),
                journal: preferences.default_journal.clone(),
                editor_keys: preferences.editor_keys,
                keymap,
            };
            if let Some(journal) = &mut self.journal {
                journal.preferences = preferences.clone();
            }
            self.vault.preferences = preferences;
            Ok(Box::new(shown))
        });
        self.tell(EventKind::Settings(result));
    }

    fn load_trash(&mut self, generation: u64) {
        let filter = Filter {
            deleted: true,
            ..Filter::default()
        };
        let rows = self
            .journal()
            .and_then(|journal| journal.list(&filter, 0, false));
        let rows = rows.map(|mut rows| {
            rows.sort_by_key(|row| std::cmp::Reverse(row.written));
            Arc::new(rows)
        });
        self.tell(EventKind::TrashRows {
            generation,
            rows: rows.map_err(one_line),
        });
    }

    fn load_facts(&mut self) {
        let facts = self.facts().map(Box::new).map_err(one_line);
        self.tell(EventKind::Facts(facts));
    }

    fn load_stats(&mut self) {
        let all = Filter::default();
        let stats = self.journal().and_then(|journal| journal.stats(&all));
        self.tell(EventKind::Stats(stats.map(Arc::new).map_err(one_line)));
    }

    fn see_notices(&mut self) {
        if let Err(error) = self.journal().and_then(Journal::see_notices) {
            self.tell(EventKind::Failed(one_line(error)));
        }
        self.load_facts();
    }

    fn facts(&mut self) -> Result<Facts, JournalError> {
        let journal = self.journal()?;
        let counts = journal.counts()?;
        let remotes = journal.remotes()?;
        Ok(Facts {
            entries: counts.entries,
            deleted: counts.deleted,
            attachments: counts.attachments,
            words: counts.words,
            conflicts: counts.conflicts,
            unsynced: counts.unsynced,
            remotes: remotes.into_iter().map(remote).collect(),
        })
    }

    fn look_elsewhere(&mut self) {
        if self
            .journal()
            .and_then(Journal::changed_elsewhere)
            .unwrap_or(false)
        {
            self.tell(EventKind::ChangedElsewhere);
        }
    }

    fn save(&mut self, version: u64, draft: &Draft) {
        let saved = self.journal().and_then(|journal| journal.save(draft));
        let result = saved.map(|saved| vec![saved.revision]).map_err(one_line);
        let id = draft.id;
        self.tell(EventKind::Saved {
            version,
            id,
            result,
        });
    }

    /// Puts an entry into the trash, or takes it out.
    fn bin(&mut self, id: EntryId, delete: bool) {
        let result = self.journal().and_then(|journal| {
            if delete {
                journal.delete(id).map(drop)
            } else {
                journal.undelete(id).map(drop)
            }
        });
        self.changed(id, result);
    }

    fn star(&mut self, id: EntryId, starred: bool) -> Result<(), JournalError> {
        self.change(id, |content| content.starred = starred)
    }

    fn change(
        &mut self,
        id: EntryId,
        change: impl FnOnce(&mut Content),
    ) -> Result<(), JournalError> {
        let journal = self.journal()?;
        let entry = journal.entry(id)?;
        let mut content = entry.content;
        change(&mut content);
        let draft = Draft {
            id,
            parents: entry.heads,
            content,
        };
        journal.save(&draft).map(drop)
    }

    fn search(&mut self, generation: u64, query: &Query) {
        let mut hits: Vec<Summary> = Vec::new();
        let mut found = 0;
        let (jobs, backlog) = (&self.jobs, &mut self.backlog);
        // The next key ends a search whose answer nobody waits for.
        let mut goes_on = || {
            backlog.extend(jobs.try_iter());
            !backlog.iter().any(|job| {
                matches!(
                    job,
                    Job::Wish(Effect::Search { .. } | Effect::Save { .. } | Effect::Lock)
                        | Job::End
                )
            })
        };
        let mut take = |row| {
            found += 1;
            if hits.len() < HITS_MAX {
                hits.push(row);
            }
            true
        };
        let all = Filter::default();
        let searched = opened(&mut self.journal, &self.vault)
            .and_then(|journal| journal.search_while(query, &all, false, &mut goes_on, &mut take));
        if matches!(searched, Err(JournalError::Stopped)) {
            return self.search_again(generation, query);
        }
        self.tell(EventKind::Hits {
            generation,
            hits: searched.map(|()| Arc::new(hits)).map_err(one_line),
            found,
            done: true,
        });
    }

    /// After a search was cut off: it begins again behind the save that cut it off; where a newer one
    /// waits, or the end, nobody waits for this one.
    fn search_again(&mut self, generation: u64, query: &Query) {
        let ends = |job: &Job| {
            matches!(
                job,
                Job::Wish(Effect::Search { .. } | Effect::Lock) | Job::End
            )
        };
        if !self.backlog.iter().any(ends) {
            let query = Box::new(query.clone());
            let again = Effect::Search { generation, query };
            self.backlog.push_back(Job::Wish(again));
        }
    }

    /// Reads what stands around the first hit; an entry that cannot be read is left out here, and
    /// named when it is opened.
    fn load_passages(&mut self, generation: u64, query: &Query, ids: &[EntryId]) {
        let Ok(journal) = self.journal() else {
            return;
        };
        let mut passages = Vec::new();
        for id in ids {
            let Ok(entry) = journal.entry(*id) else {
                continue;
            };
            let body = text::without_heading(&entry.content.body);
            if let Some(first) = query.highlights(body).first() {
                passages.push((*id, text::passage(body, first.start)));
            }
        }
        self.tell(EventKind::Passages {
            generation,
            passages,
        });
    }

    fn add_remote(&mut self, name: &str, url: &str) {
        let result = self
            .journal()
            .and_then(|journal| journal.remote_add(name, url, &mut ()));
        let result = match result {
            Ok(added) => Ok(match added.offline {
                Some(why) => format!("“{name}” is added, but does not answer: {why}"),
                None => format!("“{name}” is added: s sends the journal there"),
            }),
            Err(error) => Err(one_line(error)),
        };
        self.tell(EventKind::RemoteAdded(result));
    }

    fn sync(&mut self) {
        let report = self.watched(&Effect::Sync, |journal, watch| journal.sync(None, watch));
        if let Some(report) = report {
            let well = |report: &SyncReport| report.remotes.iter().all(|one| one.error.is_none());
            let journal = self.journal.as_mut();
            let due = journal.is_some_and(|journal| journal.is_proof_due().unwrap_or(false));
            if due && report.as_ref().is_ok_and(well) {
                self.proofs_left = PROOF_TRIES;
            }
            let outcomes = report.map(|report| report.remotes.into_iter().map(synced).collect());
            self.tell(EventKind::Synced(outcomes));
        }
    }

    fn prove(&mut self) {
        let proof = self.watched(&Effect::Prove, |journal, watch| {
            journal.verify(None, false, watch)
        });
        if let Some(proof) = proof {
            let outcomes = proof.map(|sheets| sheets.iter().map(proved).collect());
            self.tell(EventKind::Proved(outcomes));
        }
    }

    /// Does long work that makes way for a save: it is stopped, the save is done, and it begins
    /// again. `None` where that is what happened.
    fn watched<T>(
        &mut self,
        wish: &Effect,
        work: impl FnOnce(&mut Journal, &mut dyn Watch) -> Result<T, JournalError>,
    ) -> Option<Result<T, String>> {
        let journal = match opened(&mut self.journal, &self.vault) {
            Ok(journal) => journal,
            Err(error) => return Some(Err(one_line(error))),
        };
        let mut watch = Interrupted {
            jobs: &self.jobs,
            backlog: &mut self.backlog,
            events: &self.events,
            told: None,
            over: false,
        };
        let result = work(journal, &mut watch);
        let over = watch.over;
        if matches!(result, Err(JournalError::Stopped)) && !over {
            let behind_saves = |job: &Job| !matches!(job, Job::Wish(Effect::Save { .. }));
            let at = self
                .backlog
                .iter()
                .position(behind_saves)
                .unwrap_or(self.backlog.len());
            self.backlog.insert(at, Job::Wish(wish.clone()));
            return None;
        }
        Some(result.map_err(one_line))
    }
}

/// Tells how far long work is, and stops it when a save waits or the end is near.
struct Interrupted<'w> {
    jobs: &'w Receiver<Job>,
    backlog: &'w mut VecDeque<Job>,
    events: &'w Teller,
    told: Option<Instant>,
    /// Whether it must not begin again.
    over: bool,
}

impl Watch for Interrupted<'_> {
    fn step(&mut self, what: &str, done: u64, total: u64) -> bool {
        self.backlog.extend(self.jobs.try_iter());
        let mut waits = false;
        for job in self.backlog.iter() {
            match job {
                Job::Wish(Effect::Lock | Effect::StopWork) | Job::End => self.over = true,
                Job::Wish(Effect::Save { .. }) => waits = true,
                Job::Wish(_) | Job::Open(_) | Job::Tell(_) => {}
            }
        }
        if self
            .told
            .is_none_or(|told| told.elapsed() >= PROGRESS_EVERY)
        {
            self.told = Some(Instant::now());
            let progress = event::Progress {
                what: what.to_owned(),
                done,
                total,
            };
            self.events.send(EventKind::Progress(progress)).ok();
        }
        !waits && !self.over
    }
}

/// Stops work that nobody asked for as soon as anybody wishes for anything.
struct Unasked<'w> {
    jobs: &'w Receiver<Job>,
    backlog: &'w mut VecDeque<Job>,
}

impl Watch for Unasked<'_> {
    fn step(&mut self, _: &str, _: u64, _: u64) -> bool {
        self.backlog.extend(self.jobs.try_iter());
        self.backlog.is_empty()
    }
}

/// Takes out wishes whose answers would be dropped: all but the newest search and list, and all but
/// the two newest entries, one of which may be for the list and one for the page.
fn drop_superseded(backlog: &mut VecDeque<Job>) {
    type IsKind = fn(&Job) -> bool;
    let kinds: [(IsKind, usize); 5] = [
        (
            |job| matches!(job, Job::Wish(Effect::LoadPassages { .. })),
            1,
        ),
        (|job| matches!(job, Job::Wish(Effect::Search { .. })), 1),
        (|job| matches!(job, Job::Wish(Effect::LoadRows { .. })), 1),
        (|job| matches!(job, Job::Wish(Effect::LoadStats)), 1),
        (|job| matches!(job, Job::Wish(Effect::LoadEntry { .. })), 2),
    ];
    for (is_kind, kept) in kinds {
        let mut too_many = backlog
            .iter()
            .filter(|job| is_kind(job))
            .count()
            .saturating_sub(kept);
        backlog.retain(|job| {
            let drops = too_many > 0 && is_kind(job);
            too_many -= usize::from(drops);
            !drops
        });
    }
}

fn one_line(error: JournalError) -> String {
    Report::from(error).one_line()
}

fn refused(error: JournalError) -> Refused {
    let report = Report::from(error);
    match (report.condition(), report.kind) {
        (Some("wrong-passphrase"), _) => Refused::WrongPassphrase,
        (Some("newer"), _) => Refused::Newer(report.one_line()),
        (_, Kind::Damage) => Refused::Damaged(report.one_line()),
        _ => Refused::Other(report.one_line()),
    }
}

/// How things are written on the screen, by what its user prefers.
pub(super) fn look(preferences: &Preferences, outside: &Outside, plain_locale: bool) -> Look {
    Look {
        zone: (outside.zone)(),
        day_starts: preferences.day_starts_at,
        first_weekday: preferences.first_weekday,
        clock: preferences.clock,
        ascii: match preferences.signs {
            Signs::Auto => plain_locale,
            Signs::Unicode => false,
            Signs::Ascii => true,
        },
        motion: preferences.motion,
        writing: preferences.writing.clone(),
    }
}

fn keys_page(info: MembersInfo, checks: Vec<SlotReport>) -> event::KeysPage {
    let devices = info.devices.into_iter();
    let devices = devices.map(|device| (device.name, device.own, device.since, device.by));
    let checks = checks.into_iter().map(|check| {
        let well = match check.state {
            "ok" => Some(true),
            "damaged" => Some(false),
            _ => None,
        };
        (well, check.slot, check.text)
    });
    event::KeysPage {
        vault: info.vault.short(),
        slots: info.slots.iter().map(slot_words).collect(),
        devices: devices.collect(),
        epochs: (info.n_epochs as u64, info.epoch_since),
        travels: info.remote_unlock,
        checks: checks.collect(),
    }
}

/// What a slot opens, in a sentence.
fn slot_words(slot: &SlotInfo) -> String {
    let what = match slot.is {
        SlotKind::Passphrase => "a passphrase",
        SlotKind::Recovery => "the recovery key",
        SlotKind::Invitation => "an invitation",
        SlotKind::Extra => "another key",
    };
    let admits = match slot.admits {
        Admits::Many => "reads everything, and lets new devices in",
        Admits::Once => "lets one new device in",
        Admits::Never => "reads everything, and lets no device in",
    };
    let travels = if slot.travels {
        "; it travels to remotes"
    } else {
        ""
    };
    format!("{what}: {admits}{travels}")
}

fn version(version: Version) -> event::Version {
    event::Version {
        rev: version.rev,
        parents: version.parents,
        written: version.written,
        device: version
            .device_name
            .unwrap_or_else(|| version.device.short()),
        own: version.own,
        deleted: version.deleted,
        head: version.head,
        content: version.content,
        extra: version.extra,
    }
}

fn remote(info: RemoteInfo) -> Remote {
    Remote {
        name: info.name,
        url: info.url,
        last_sync: info.last_sync,
        last_proof: info.last_proof.map(|proof| Proof {
            at: proof.at,
            ok: proof.ok,
            text: proof.text,
        }),
        unsynced: info.unsynced,
        notices: info.notices.iter().map(report::told).collect(),
    }
}

fn synced(remote: RemoteSync) -> event::Outcome {
    let ok = remote.error.is_none() && remote.notices.is_empty();
    let mut lines: Vec<String> = remote.error.map(one_line).into_iter().collect();
    lines.extend(remote.notices.into_iter().map(|notice| notice.text));
    lines.push(format!("sent {}, took {}", remote.sent, remote.taken));
    if remote.conflicts > 0 {
        lines.push(format!("{} in conflict", remote.conflicts));
    }
    event::Outcome {
        remote: remote.name,
        ok,
        lines,
    }
}

fn proved(sheet: &Balance) -> event::Outcome {
    let mut lines: Vec<String> = sheet
        .shortfalls
        .iter()
        .map(|notice| notice.text.clone())
        .collect();
    let (entries, revisions) = (sheet.entries, sheet.revisions);
    lines.push(format!("{} of {} entries the same", entries.1, entries.0));
    lines.push(format!(
        "{} of {} versions the same",
        revisions.1, revisions.0
    ));
    if sheet.unsynced > 0 {
        lines.push(format!("{} not sent yet", sheet.unsynced));
    }
    event::Outcome {
        remote: sheet.remote.clone(),
        ok: sheet.shortfalls.is_empty(),
        lines,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_answers_are_worked_for() {
        let rows = |generation| {
            Job::Wish(Effect::LoadRows {
                generation,
                journal: None,
            })
        };
        let entry = |generation| {
            Job::Wish(Effect::LoadEntry {
                generation,
                id: EntryId([0; 16]),
            })
        };
        let save = || Job::Wish(Effect::LoadFacts);
        let mut backlog = VecDeque::from([rows(1), entry(2), save(), entry(3), rows(4), entry(5)]);
        drop_superseded(&mut backlog);
        let left: Vec<u64> = backlog
            .iter()
            .map(|job| match job {
                Job::Wish(
                    Effect::LoadRows { generation, .. } | Effect::LoadEntry { generation, .. },
                ) => *generation,
                Job::Wish(_) | Job::Open(_) | Job::Tell(_) | Job::End => 0,
            })
            .collect();
        assert_eq!(left, [0, 3, 4, 5]);
    }
}
