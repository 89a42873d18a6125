//! What every command is handed: the global options, the places, the settings, the way to print.

use std::ffi::OsString;

use crate::clock;
use crate::cli::args::Globals;
use crate::cli::error::CliError;
use crate::cli::output::Output;
use crate::cli::passphrase;
use crate::cli::prompt;
use crate::config::ConfigError;
use crate::config::Paths;
use crate::config::Settings;
use crate::config::paths::DEFAULT_VAULT;
use crate::journal::Journal;
use crate::journal::types::Key;
use crate::journal::types::Unlocked;
use crate::model::outside::Outside;
use crate::model::entry::Content;
use crate::model::places::Places;
use crate::model::secret::Secret;
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
    /// The environment.
    pub(super) variable: Variable,
    /// Where results and messages go.
    pub(super) output: Output,
}

impl Context {
    /// Finds places and settings. A bad settings file is an error unless the command `survives` it.
    pub(super) fn new(globals: Globals, variable: Variable, survives: bool) -> Result<Self, Report> {
        let output = Output::new(&globals, variable);
        let paths = Paths::find()?;
        let places = paths.vault(globals.vault.as_deref().unwrap_or(DEFAULT_VAULT))?;
        let settings = match Settings::load(&paths.config_file) {
            Ok(settings) => settings,
            Err(error) if survives => {
                output.warn(&Report::from(error));
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
            variable,
            output,
        })
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
        if let Some(passphrase) = passphrase::given(&self.globals)? {
            let unlocked = journal.unlock(&Key::Passphrase(passphrase))?;
            self.tell(&unlocked);
            return Ok(true);
        }
        Ok(journal.unlock_with_agent()?)
    }

    /// Unlocks by `passphrase_command`, or by asking in a terminal.
    pub(super) fn unlock_by_asking(&self, journal: &mut Journal) -> Result<(), Report> {
        let passphrase = self.passphrase_or_ask("Passphrase: ")?;
        let unlocked = journal.unlock(&Key::Passphrase(passphrase))?;
        self.tell(&unlocked);
        Ok(())
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

    /// The journal that a new entry belongs to.
    pub(super) fn journal_name(&self) -> &str {
        self.globals
            .journal
            .as_deref()
            .unwrap_or(&self.settings.preferences.default_journal)
    }
}

/// Whether `error` is about the words in the settings file rather than the disk.
pub(super) fn is_setting(error: &ConfigError) -> bool {
    matches!(error, ConfigError::Setting(_))
}
