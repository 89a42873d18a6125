//! The loop: wait, update, carry out the wishes, draw, again. Nothing here waits for disk or network.

use std::io;
use std::io::IsTerminal;
use std::panic;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;
use std::time::Instant;

use signal_hook::consts::SIGHUP;
use signal_hook::consts::SIGSTOP;

use crate::app;
use crate::app::action::Place;
use crate::app::edit::keys::Shape;
use crate::app::effect::Effect;
use crate::app::event::Event;
use crate::app::event::EventKind;
use crate::app::field::Hidden;
use crate::app::keymap::Keymap;
use crate::app::notice::Notice;
use crate::app::state::Begin;
use crate::app::state::Goal;
use crate::app::state::State;
use crate::app::timer;
use crate::journal::Journal;
use crate::journal::types::Key;
use crate::model::entry::Content;
use crate::model::entry::Draft;
use crate::model::id::EntryId;
use crate::model::outside::Outside;
use crate::model::places::Places;
use crate::model::places::Preferences;
use crate::model::template::Template;
use crate::model::time::Moment;
use crate::model::time::Timestamp;
use crate::model::words;
use crate::report::Kind;
use crate::report::Report;
use crate::tui::draw;
use crate::tui::events;
use crate::tui::events::Events;
use crate::tui::events::Teller;
use crate::tui::terminal;
use crate::tui::terminal::Screen;
use crate::tui::theme::Palette;
use crate::tui::worker;
use crate::tui::worker::SettingsFiles;
use crate::tui::worker::Vault;
use crate::tui::worker::Workers;

/// What the screens start with.
#[derive(Debug)]
pub struct Start {
    /// Where the vault lives.
    pub places: Places,
    /// What its user prefers.
    pub preferences: Preferences,
    /// Time, place and chance.
    pub outside: Outside,
    /// What to open.
    pub open: Open,
    /// A key, where one was given.
    pub key: Option<Key>,
    /// What a new vault calls this device.
    pub device_name: String,
    /// Where the settings come from, to be read again when they change.
    pub files: SettingsFiles,
    /// What things look like.
    pub palette: Palette,
    /// What keys do.
    pub keymap: Keymap,
    /// What its user must be told first: what was wrong with the settings.
    pub warning: Option<String>,
}

/// What to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Open {
    /// The list of entries.
    Timeline,
    /// A new entry.
    Write {
        /// What it is about; now, where nothing is named.
        at: Option<Moment>,
        /// What it begins with.
        template: Option<Template>,
    },
}

/// How many events are handled before the screen is drawn again.
const EVENTS_A_FRAME: usize = 1024;

/// Where a panic happened. Its message is not kept: it can hold a private text.
static PANICKED_AT: Mutex<Option<String>> = Mutex::new(None);

/// Runs the screens until their user leaves; returns the exit code.
///
/// # Errors
///
/// A [`Report`] if there is no terminal, or if diurnal itself failed; the terminal is given back
/// and the text kept as a draft before it is returned.
pub fn run(start: Start) -> Result<u8, Report> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(Report::new(Kind::Usage, "the screens need a terminal")
            .hint("diurnal list, add and show work without one, and diurnal --plain takes commands line by line"));
    }
    let unusable =
        |error: io::Error| Report::new(Kind::World, "cannot use the terminal").because(error);
    let (teller, events) = events::queue().map_err(unusable)?;
    events::watch_signals(teller.clone()).map_err(unusable)?;
    let old_hook = panic::take_hook();
    panic::set_hook(Box::new(|info| {
        terminal::restore();
        let place = info
            .location()
            .map_or_else(String::new, ToString::to_string);
        if let Ok(mut at) = PANICKED_AT.lock() {
            *at = Some(place);
        }
    }));
    let screen = Screen::open().map_err(unusable)?;
    let mut runtime = Runtime::new(start, screen, events, teller).map_err(unusable)?;
    let ended = panic::catch_unwind(AssertUnwindSafe(|| runtime.run()));
    let code = ended.unwrap_or_else(|_| {
        runtime.save_what_can_be_saved();
        Ok(0)
    });
    runtime.workers.finish();
    drop(runtime);
    panic::set_hook(old_hook);
    match PANICKED_AT.lock().ok().and_then(|mut at| at.take()) {
        Some(place) => Err(Report::new(Kind::World, "diurnal failed inside")
            .because(place)
            .hint("an unsaved text was kept as a draft; please report the line above")),
        None => code.map_err(unusable),
    }
}

struct Runtime {
    state: State,
    palette: Arc<Mutex<Palette>>,
    screen: Screen,
    events: Events,
    workers: Workers,
    outside: Outside,
    /// The moment of the first page, where one was named.
    write_at: Option<Moment>,
    /// What the clock said at the start, and since when.
    started: (Timestamp, Instant),
    quit: Option<u8>,
}

impl Runtime {
    fn new(start: Start, screen: Screen, events: Events, teller: Teller) -> io::Result<Self> {
        let now = (start.outside.now)();
        let exists = Journal::exists(&start.places);
        let (goal, write_at, template) = match start.open {
            Open::Timeline => (Goal::Timeline, None, None),
            Open::Write { at, template } => (Goal::Write, at, template),
        };
        let mut state = State::new(Begin {
            at: now,
            size: Screen::size(),
            vault: start.places.vault.clone(),
            journal: start.preferences.default_journal.clone(),
            exists,
            opening: exists && start.key.is_some(),
            device_name: start.device_name,
            keymap: start.keymap,
            goal,
            look: worker::look(&start.preferences, &start.outside, start.files.plain_locale),
            editor_keys: start.preferences.editor_keys,
            lock_after_ms: start
                .preferences
                .lock_after_ms
                .and_then(|ms| i64::try_from(ms).ok()),
        });
        state.templates.wanted = template;
        if let Some(warning) = start.warning {
            state.notice = Some(Notice::warning(warning));
        }
        let palette = Arc::new(Mutex::new(start.palette));
        let vault = Vault {
            files: start.files,
            palette: Arc::clone(&palette),
            places: start.places,
            preferences: start.preferences,
            outside: start.outside,
        };
        let workers = worker::start(vault, teller)?;
        if exists {
            workers.open(start.key);
        }
        Ok(Self {
            state,
            palette,
            screen,
            events,
            workers,
            outside: start.outside,
            write_at,
            started: (now, Instant::now()),
            quit: None,
        })
    }

    fn run(&mut self) -> io::Result<u8> {
        self.frame().ok();
        self.measure();
        loop {
            if let Err(error) = self.frame() {
                // The terminal is gone: the text is kept, and nobody is there to be told more.
                self.happens(EventKind::Hangup(u8::try_from(SIGHUP).unwrap_or(1)));
                return self.quit.ok_or(error);
            }
            let first = self.wait();
            self.happens(first);
            for _ in 0..EVENTS_A_FRAME {
                let Some(next) = self.events.next_now() else {
                    break;
                };
                self.happens(next);
            }
            if let Some(code) = self.quit {
                return Ok(code);
            }
        }
    }

    fn frame(&mut self) -> io::Result<()> {
        let state = &self.state;
        let palette = self.palette.lock().map(|palette| *palette);
        // Only a copy is made under the lock, which cannot fail.
        let palette = palette.unwrap_or_else(|broken| *broken.into_inner());
        self.screen
            .draw(state.size, |canvas| draw::draw(state, &palette, canvas))?;
        let shape = if state.place == Place::Editor {
            state.editor.keys.sign().shape
        } else {
            Shape::Default
        };
        self.screen.shape(shape)
    }

    /// Waits for the next event, or for the next deadline; without one it sleeps until woken.
    fn wait(&mut self) -> EventKind {
        let patience = timer::next(&self.state).map(|due| {
            let ms = due.ms_since(self.now()).max(0);
            Duration::from_millis(ms.unsigned_abs())
        });
        self.events.next(patience).unwrap_or(EventKind::Tick)
    }

    /// The clock, never backwards: it goes on when somebody sets it back, when it is fixed for a
    /// test, and it jumps when the machine was asleep.
    fn now(&self) -> Timestamp {
        let (first, since) = self.started;
        let passed = i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX);
        (self.outside.now)().max(first.add_ms(passed))
    }

    fn happens(&mut self, kind: EventKind) {
        if kind == EventKind::Resumed {
            self.screen.come_back().ok();
            self.measure();
        }
        if matches!(kind, EventKind::Resized { .. }) {
            self.screen.distrust();
        }
        let at = self.now();
        for effect in app::update(&mut self.state, Event { at, kind }) {
            self.carry_out(effect);
        }
    }

    /// Asks how large the window is: before anybody listened for changes of that, it can have been
    /// changed.
    fn measure(&mut self) {
        let (width, height) = Screen::size();
        if self.state.size != (width, height) {
            self.happens(EventKind::Resized { width, height });
        }
    }

    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "every other wish is the workers'"
    )]
    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::MakeWords => {
                let words = words::passphrase(&self.outside);
                let words = Hidden::from(words);
                self.happens(EventKind::Words(words));
            }
            Effect::NewPage => {
                let page = self.new_page();
                self.happens(EventKind::Page(Box::new(page)));
            }
            Effect::Lock => {
                self.screen.renew().ok();
                self.workers.send(Effect::Lock);
            }
            Effect::CopyToClipboard(text) => drop(self.screen.copy(&text)),
            Effect::Suspend => self.suspend(),
            Effect::Quit(code) => self.quit = Some(code),
            other => self.workers.send(other),
        }
    }

    fn new_page(&mut self) -> Draft {
        let now = || Moment::at((self.outside.now)(), &(self.outside.zone)());
        let at = self.write_at.take().unwrap_or_else(now);
        Draft {
            id: EntryId(self.outside.random()),
            parents: Vec::new(),
            content: Content::new(at, self.state.only.as_ref().unwrap_or(&self.state.journal)),
        }
    }

    /// Hides the screen and stops, as the shell's Ctrl-Z would; goes on when the shell says so. A
    /// stopped program keeps no draft, and may never be woken: one that is on its way comes first.
    fn suspend(&mut self) {
        self.screen.step_aside();
        self.workers.keep_drafts();
        signal_hook::low_level::raise(SIGSTOP).ok();
        self.happens(EventKind::Resumed);
    }

    /// After a failure of our own: the unsaved text is kept by the thread that needs no key.
    fn save_what_can_be_saved(&mut self) {
        let at = self.now();
        let kind = EventKind::Hangup(0);
        let state = &mut self.state;
        let kept = panic::catch_unwind(AssertUnwindSafe(|| app::update(state, Event { at, kind })));
        for effect in kept.unwrap_or_default() {
            if matches!(effect, Effect::KeepDraft { .. }) {
                self.workers.send(effect);
            }
        }
    }
}
