//! What every command is handed: the global options, the places, the settings, the way to print.

use std::cell::RefCell;
use std::ffi::OsString;
use std::path::Path;

use crate::cli::args::Globals;
use crate::cli::edit;
use crate::cli::error::CliError;
use crate::cli::identity;
use crate::cli::output::Output;
use crate::cli::passphrase;
use crate::cli::prompt;
use crate::clock;
use crate::config::Paths;
use crate::config::Settings;
use crate::config::paths::DEFAULT_VAULT;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::types::Added;
use crate::journal::types::Key;
use crate::journal::types::Saved;
use crate::journal::types::Unlocked;
use crate::model::entry::Content;
use crate::model::entry::Draft;
use crate::model::id::EntryId;
use crate::model::outside::Outside;
use crate::model::places::Places;
use crate::model::places::Signs;
use crate::model::query::Query;
use crate::model::secret::Secret;
use crate::model::tag;
use crate::model::time::Civil;
use crate::model::time::Day;
use crate::model::time::DayStart;
use crate::model::time::Moment;
use crate::model::time::Timestamp;
use crate::model::when;
use crate::model::when::WhenError;
use crate::report::Kind;
use crate::report::Report;

/// Reads a variable of the environment.
pub type Variable = fn(&str) -> Option<OsString>;

/// The surroundings of one command.
pub(super) struct Context {
    /// The options that every command understands.
    pub(super) globals: Globals,
    /// Time, place and chance.
    pub(super) outside: Outside,
    /// Where things live.
    pub(super) paths: Paths,
    /// Where the chosen vault lives.
    pub(super) places: Places,
    /// What its user prefers; the defaults where the file is bad and the command survives that.
    pub(super) settings: Settings,
    /// What was wrong with the file, where the command survived that.
    pub(super) settings_wrong: Option<String>,
    /// The environment.
    pub(super) variable: Variable,
    /// Where results and messages go.
    pub(super) output: Output,
    /// The key that a line-by-line session holds; it opens as the recovery key does.
    pub(super) held: RefCell<Option<Secret>>,
}

impl Context {
    /// Finds places and settings. A bad settings file is an error unless the command `survives` it.
    pub(super) fn new(
        globals: Globals,
        variable: Variable,
        survives: bool,
    ) -> Result<Self, Report> {
        let output = Output::new(&globals, variable);
        let paths = Paths::find()?;
        let places = paths.vault(globals.vault.as_deref().unwrap_or(DEFAULT_VAULT))?;
        let mut settings_wrong = None;
        let settings = match Settings::load(&paths.config_file) {
            Ok(settings) => settings,
            Err(error) if survives => {
                let report = Report::from(error);
                output.warn(&report);
                settings_wrong = Some(report.one_line());
                Settings::default()
            }
            Err(error) => return Err(error.into()),
        };
        Ok(Self {
            globals,
            outside: clock::outside(),
            paths,
            places,
            settings,
            settings_wrong,
            variable,
            output,
            held: RefCell::new(None),
        })
    }

    /// The surroundings of one more command of a line-by-line session: what its own options leave
    /// open is as it was.
    pub(super) fn again(&self, mut globals: Globals, survives: bool) -> Result<Self, Report> {
        let ours = globals.vault.is_none() || globals.vault == self.globals.vault;
        if ours {
            globals.vault.clone_from(&self.globals.vault);
        }
        if globals.passphrase_fd.is_none() && globals.passphrase_file.is_none() {
            globals
                .passphrase_file
                .clone_from(&self.globals.passphrase_file);
        }
        globals.identity = globals.identity.or_else(|| self.globals.identity.clone());
        globals.journal = globals.journal.or_else(|| self.globals.journal.clone());
        globals.quiet |= self.globals.quiet;
        globals.plain = true;
        let mut context = Self::new(globals, self.variable, survives)?;
        if ours {
            context.places = self.places.clone();
            context.held = RefCell::new(self.held_key());
        }
        context.output.numbered.clone_from(&self.output.numbered);
        Ok(context)
    }

    /// A copy of the key that the session holds, if it holds one.
    fn held_key(&self) -> Option<Secret> {
        let held = self.held.borrow();
        held.as_ref()
            .map(|key| Secret::new(key.expose().to_owned()))
    }

    /// Whether no full screen is wanted, or the terminal can show none.
    pub(super) fn is_plain(&self) -> bool {
        self.globals.plain || (self.variable)("TERM").is_some_and(|term| term == "dumb")
    }

    /// Whether the locale names another encoding than UTF-8. Where no locale is set at all, most
    /// terminals are UTF-8 all the same.
    pub(super) fn has_plain_locale(&self) -> bool {
        let set = |name| (self.variable)(name).filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
        locale.is_some_and(|locale| {
            let locale = locale.to_string_lossy().to_ascii_lowercase();
            !locale.contains("utf-8") && !locale.contains("utf8")
        })
    }

    /// Whether what is drawn must be plain ASCII.
    pub(super) fn wants_ascii(&self) -> bool {
        match self.settings.preferences.signs {
            Signs::Auto => self.has_plain_locale(),
            Signs::Unicode => false,
            Signs::Ascii => true,
        }
    }

    /// The day it is.
    pub(super) fn today(&self) -> Day {
        let (now, zone) = ((self.outside.now)(), (self.outside.zone)());
        Day::today(now, &zone, self.day_start())
    }

    /// The vault, locked.
    pub(super) fn open(&self) -> Result<Journal, Report> {
        let preferences = self.settings.preferences.clone();
        Ok(Journal::open(
            self.places.clone(),
            preferences,
            self.outside,
        )?)
    }

    /// The vault, unlocked by what is at hand: the options, the agent, `passphrase_command`, and
    /// last, in a terminal, its owner.
    pub(super) fn unlocked(&self) -> Result<Journal, Report> {
        let mut journal = self.open()?;
        if !self.unlock_quietly(&mut journal)? {
            self.unlock_by_asking(&mut journal)?;
        }
        Ok(journal)
    }

    /// Unlocks by the options or the agent alone; false where neither has a key. Asks nothing,
    /// runs nothing.
    pub(super) fn unlock_quietly(&self, journal: &mut Journal) -> Result<bool, Report> {
        if let Some(key) = self.held_key() {
            let unlocked = journal.unlock(&Key::Recovery(key))?;
            self.tell(&unlocked);
            return Ok(true);
        }
        if let Some(key) = self.given_key()? {
            let unlocked = journal.unlock(&key)?;
            self.tell(&unlocked);
            return Ok(true);
        }
        match journal.unlock_with_agent() {
            Ok(unlocked) => Ok(unlocked),
            Err(error) => {
                // An agent that hangs, lies or is another's is as good as none; its user should know.
                self.output.warn(&Report::from(error));
                Ok(false)
            }
        }
    }

    /// The key that the options name; none where they name none.
    pub(super) fn given_key(&self) -> Result<Option<Key>, Report> {
        let passphrase = passphrase::given(&self.globals)?;
        let external = self.globals.identity.as_deref().map(identity::read);
        match (passphrase, external.transpose()?) {
            (Some(_), Some(_)) => {
                let words = "--identity and a passphrase exclude each other";
                Err(CliError::Usage(words.to_owned()).into())
            }
            (Some(passphrase), None) => Ok(Some(Key::Passphrase(passphrase))),
            (None, external) => Ok(external),
        }
    }

    /// Unlocks by `passphrase_command`, or by asking in a terminal.
    pub(super) fn unlock_by_asking(&self, journal: &mut Journal) -> Result<(), Report> {
        let passphrase = self.passphrase_or_ask("Passphrase: ")?;
        let unlocked = journal.unlock(&Key::Passphrase(passphrase))?;
        self.tell(&unlocked);
        Ok(())
    }

    /// Whether a passphrase is to be had although none was given.
    pub(super) fn can_ask(&self) -> bool {
        self.settings.preferences.passphrase_command.is_some() || prompt::is_possible_for_secrets()
    }

    /// A passphrase from wherever one is to be had: the options, `passphrase_command`, the terminal.
    pub(super) fn passphrase(&self) -> Result<Secret, Report> {
        match passphrase::given(&self.globals)? {
            Some(passphrase) => Ok(passphrase),
            None => self.passphrase_or_ask("Passphrase: "),
        }
    }

    fn passphrase_or_ask(&self, question: &str) -> Result<Secret, Report> {
        if let Some(command) = &self.settings.preferences.passphrase_command {
            return Ok(passphrase::from_command(command)?);
        }
        if !prompt::is_possible_for_secrets() {
            return Err(CliError::Locked.into());
        }
        Ok(prompt::secret(question)?)
    }

    /// Says what unlocking brought.
    pub(super) fn tell(&self, unlocked: &Unlocked) {
        if unlocked.adopted > 0 {
            let count = unlocked.adopted;
            let what = if count == 1 { "entry" } else { "entries" };
            self.output
                .note(&format!("took {count} {what} written while locked"));
        }
        self.output.notices(&unlocked.notices);
    }

    /// The key that opens a vault that is not open yet: the recovery sheet in `file`, else a passphrase.
    pub(super) fn key(&self, file: Option<&Path>) -> Result<Key, Report> {
        match file {
            Some(file) => Ok(Key::Recovery(passphrase::key_file(file)?)),
            None => match self.given_key()? {
                Some(key) => Ok(key),
                None => Ok(Key::Passphrase(self.passphrase()?)),
            },
        }
    }

    /// A passphrase for a slot that is to be made: by the options, else asked for twice.
    pub(super) fn new_passphrase(&self) -> Result<Secret, Report> {
        if let Some(given) = passphrase::given(&self.globals)? {
            return Ok(given);
        }
        if !prompt::is_possible() {
            let what = "a passphrase for this device (--passphrase-file FILE)";
            return Err(CliError::NoTerminal(what).into());
        }
        Ok(prompt::new_passphrase()?)
    }

    /// The same; none where nobody can be asked and no option names one.
    pub(super) fn new_passphrase_if_possible(&self) -> Result<Option<Secret>, Report> {
        match passphrase::given(&self.globals)? {
            Some(given) => Ok(Some(given)),
            None if prompt::is_possible() => Ok(Some(prompt::new_passphrase()?)),
            None => Ok(None),
        }
    }

    /// The journal that a new entry belongs to.
    pub(super) fn journal_name(&self) -> &str {
        self.globals
            .journal
            .as_deref()
            .unwrap_or(&self.settings.preferences.default_journal)
    }

    /// The moment that `text` names, or the present one; says where the clocks leave a choice.
    pub(super) fn moment(&self, text: Option<&str>) -> Result<Moment, Report> {
        let (now, zone) = ((self.outside.now)(), (self.outside.zone)());
        let Some(text) = text else {
            return Ok(Moment::at(now, &zone));
        };
        let when = when::parse_when(text, now, &zone).map_err(|error| unclear(text, error))?;
        match when.civil {
            Civil::Exact => {}
            Civil::Gap => self
                .output
                .note("the clocks were put forward over that time; the time after it is meant"),
            Civil::Fold => self
                .output
                .note("the clocks showed that time twice; the first is meant"),
        }
        Ok(when.moment)
    }

    /// The days that `text` names.
    pub(super) fn days(&self, text: &str) -> Result<(Day, Day), Report> {
        let (now, zone) = ((self.outside.now)(), (self.outside.zone)());
        let starts_at = self.day_start();
        when::parse_day_range(text, now, &zone, starts_at).map_err(|error| unclear(text, error))
    }

    /// `Thu 29 February 2024, 21:30` and its exact form.
    pub(super) fn describe(&self, at: &Moment) -> String {
        let day = at.day(self.day_start());
        format!("{}, {} ({at})", day.long(), at.clock())
    }

    /// `2024-02-29 21:30`, as the clock here showed it.
    pub(super) fn local_time(&self, at: Timestamp) -> String {
        let moment = Moment::at(at, &(self.outside.zone)());
        format!("{} {}", moment.day(DayStart::MIDNIGHT), moment.clock())
    }

    /// The search that `text` means.
    pub(super) fn query(text: &str) -> Result<Query, Report> {
        Query::parse(text).map_err(|error| {
            Report::new(Kind::Usage, "the query is not understood")
                .because(error)
                .hint("diurnal search --help shows what a query may hold")
        })
    }

    /// `tags` as they may be given to an entry, without the sign in front.
    pub(super) fn tags(tags: &[String]) -> Result<Vec<String>, Report> {
        let mut checked: Vec<String> = Vec::with_capacity(tags.len());
        for tag in tags {
            let plain = tag.strip_prefix('#').unwrap_or(tag);
            tag::check(plain).map_err(|error| {
                Report::new(Kind::Usage, format!("{tag:?} cannot be a tag")).because(error)
            })?;
            if !checked.iter().any(|other| other == plain) {
                checked.push(plain.to_owned());
            }
        }
        Ok(checked)
    }

    /// Saves the entry that `id` means with what `change` makes of it, and says so.
    pub(super) fn change(
        &self,
        journal: &mut Journal,
        id: &str,
        change: impl FnOnce(&mut Content),
    ) -> Result<(), Report> {
        let id = journal.find(id)?;
        let mut draft = edit::draft_of(&journal.entry(id)?);
        change(&mut draft.content);
        self.saved(&journal.save(&draft)?)
    }

    /// Adds an entry; where the store cannot take it, its text is kept and the error says so.
    pub(super) fn add_or_keep(
        &self,
        journal: &mut Journal,
        content: &Content,
    ) -> Result<Added, Report> {
        journal.add(content).map_err(|error| {
            let draft = Draft {
                id: EntryId(self.outside.random()),
                parents: Vec::new(),
                content: content.clone(),
            };
            Self::kept(journal, &draft, error)
        })
    }

    /// What is to be said of a text that disk or another program kept from being saved: it is kept
    /// as a sealed draft, or why not. Where it is the text that cannot be saved, only the error.
    pub(super) fn kept(journal: &mut Journal, draft: &Draft, error: JournalError) -> Report {
        let busy = error.is_busy();
        let report = Report::from(error);
        if report.kind != Kind::World {
            return report;
        }
        let kept = if busy {
            journal.keep_draft_aside(draft)
        } else {
            journal.keep_draft(draft)
        };
        match kept {
            Ok(()) => report
                .because("the text is kept as a sealed draft")
                .hint(format!("diurnal drafts show {}", draft.id.short())),
            Err(unkept) => report.because(format!("and no draft of it could be kept: {unkept}")),
        }
    }

    /// Prints the id of a new entry.
    pub(super) fn added(&self, added: &Added) -> Result<(), Report> {
        if self.output.json {
            let object = serde_json::json!({ "id": added.id, "inbox": added.inbox });
            return self.output.object(&object);
        }
        self.output.line(added.id)
    }

    /// Says what a save came to.
    pub(super) fn saved(&self, saved: &Saved) -> Result<(), Report> {
        if self.output.json {
            return self.output.object(&serde_json::json!({
                "id": saved.id,
                "revision": saved.revision,
                "unchanged": saved.unchanged,
            }));
        }
        let what = if saved.unchanged {
            "nothing changed in"
        } else {
            "saved"
        };
        self.output.note(&format!("{what} {}", saved.id.short()));
        Ok(())
    }

    /// When days begin.
    pub(super) fn day_start(&self) -> DayStart {
        self.settings.preferences.day_starts_at
    }
}

fn unclear(text: &str, error: WhenError) -> Report {
    Report::new(Kind::Usage, format!("{text:?} is no moment"))
        .because(error)
        .hint("write it as 2024-02-29, 'yesterday 9pm', '3 days ago' or 2024-02-29T21:30")
}
