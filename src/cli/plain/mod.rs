//! The journal line by line: for screen readers, dumb terminals, slow links and scripts. Every verb
//! of the command line works here, and entries are called by the number in front of them.

mod input;
mod writing;

use std::cell::RefCell;
use std::ffi::OsString;
use std::rc::Rc;

use clap::Parser;

use crate::cli;
use crate::cli::Command;
use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::args::Globals;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::plain::input::Input;
use crate::cli::plain::input::Line;
use crate::cli::prompt;
use crate::journal::Journal;
use crate::journal::types::Key;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::outside::Outside;
use crate::model::places::Places;
use crate::model::text;
use crate::model::time::Moment;
use crate::report::Kind;
use crate::report::Report;
use crate::tui::Open;

/// What `help` prints.
const HELP: &str = "\
list            the newest entries, each with its number
list --on 2024  those of a year, a month or a day; list --help has more
3               read number 3 of the last list; read 3 does the same
write           a new entry, line by line; a single dot ends it
write yesterday 9pm    the same, for another moment
write --template day   the same, with a template to begin with
append 3        more lines at the end of number 3
rewrite 3       a new text for number 3, line by line
edit 3          change number 3 in your editor ($VISUAL or $EDITOR)
search rain     entries that hold a word
on-this-day     what you wrote on this day in other years; random: an entry by chance
calendar, stats how much there is of each month, and in numbers
history 3       every version of number 3
version 2       read version 2 of the last history
restore 2       make version 2 the newest
delete 3        to the trash; undo takes it back
trash           deleted entries; undelete 2 brings number 2 back
star 3, tag 3 +rain -snow, move 3 --journal work, journals, tags
conflicts       entries with two versions; resolve 1 --ours, --theirs or --both
sync            exchange with your remotes; remote add URL adds one
verify          prove that the backup can be restored
status, key status, doctor, config show, export, import, backup
draft           the text that was not saved last time; draft save, draft drop
lock, unlock    drop the key, type the passphrase again
quit            leave";

/// Verbs whose words may be numbers of entries.
const TAKE_ENTRIES: &[&str] = &[
    "show", "edit", "tag", "star", "move", "delete", "undelete", "history", "resolve",
];

/// Runs a session on the vault at `places` until its user leaves. In a terminal it asks and goes on
/// after errors; off one it reads commands from standard input, and ends with the code of the first
/// that failed.
pub(super) fn run(context: &Context, places: &Places, open: &Open, key: Option<&Key>) -> Outcome {
    let mut context = context.again(Globals::default(), true)?;
    context.places = places.clone();
    let numbered = Rc::new(RefCell::new(Vec::new()));
    context.output.numbered = Some(Rc::clone(&numbered));
    let mut session = Session {
        input: Input::new(context.settings.preferences.lock_after_ms),
        context,
        entries: Vec::new(),
        versions: Vec::new(),
        deleted: None,
        code: 0,
    };
    session.open_vault(key)?;
    if let Open::Write { at, template } = open {
        session.write(at.clone(), template.as_ref())?;
        return DONE;
    }
    session.greet()?;
    session.listen()?;
    Ok(session.code)
}

/// What wants the key that was let go of: at a terminal `unlock` asks for it.
fn locked() -> Report {
    if prompt::is_possible() {
        let locked = Report::new(Kind::Key, "the journal is locked").named("locked");
        return locked.hint("unlock asks for the passphrase");
    }
    CliError::Locked.into()
}

struct Session {
    context: Context,
    input: Input,
    /// The entries of the last list, by their numbers.
    entries: Vec<EntryId>,
    /// The versions of the last history, by theirs.
    versions: Vec<(EntryId, RevId)>,
    /// What `undo` brings back.
    deleted: Option<EntryId>,
    /// The exit code of the first command that failed, off a terminal.
    code: u8,
}

impl Session {
    /// Opens the vault with the key given, or with what the options, the agent or its owner have.
    fn open_vault(&mut self, key: Option<&Key>) -> Result<(), Report> {
        let mut journal = self.context.open()?;
        match key {
            Some(key) => {
                let unlocked = journal.unlock(key)?;
                self.context.tell(&unlocked);
            }
            None => {
                if !self.context.unlock_quietly(&mut journal)? {
                    self.context.unlock_by_asking(&mut journal)?;
                }
            }
        }
        self.hold(&journal)
    }

    fn hold(&mut self, journal: &Journal) -> Result<(), Report> {
        *self.context.held.borrow_mut() = Some(journal.session_key()?);
        Ok(())
    }

    fn is_locked(&self) -> bool {
        self.context.held.borrow().is_none()
    }

    fn greet(&mut self) -> Result<(), Report> {
        let mut journal = self.context.unlocked()?;
        let counts = journal.counts()?;
        let entries = if counts.entries == 1 {
            "1 entry".to_owned()
        } else {
            format!("{} entries", counts.entries)
        };
        let vault = &self.context.places.vault;
        let mut said = format!("diurnal, vault {vault}, {entries}");
        if counts.conflicts > 0 {
            said = format!("{said}, {} in conflict", counts.conflicts);
        }
        self.context
            .output
            .note(&format!("{said}. help lists the commands."));
        if !journal.drafts()?.is_empty() {
            let said = "a text from last time was not saved: draft shows it";
            self.context.output.note(said);
        }
        Ok(())
    }

    fn listen(&mut self) -> Result<(), Report> {
        loop {
            let prompt = if self.is_locked() { "locked> " } else { "> " };
            let line = match self.input.line(prompt)? {
                Line::Text(line) => line,
                Line::Idle => {
                    self.lock();
                    self.context
                        .output
                        .note("locked after a while without a command");
                    continue;
                }
                Line::End => return Ok(()),
            };
            let words = match words(&line) {
                Ok(words) => words,
                Err(report) => {
                    self.failed(&report);
                    continue;
                }
            };
            let Some((verb, rest)) = words.split_first() else {
                continue;
            };
            if matches!(verb.as_str(), "quit" | "exit" | "q") {
                return Ok(());
            }
            match self.command(verb, rest) {
                Ok(code) => self.ended(code),
                // Whoever read our output has gone: there is nobody to go on for.
                Err(report) if report.kind == Kind::Closed => return Err(report),
                Err(report) => self.failed(&report),
            }
        }
    }

    fn failed(&mut self, report: &Report) {
        self.context.output.failed(report);
        self.ended(report.exit_code());
    }

    fn ended(&mut self, code: u8) {
        if self.code == 0 && !prompt::is_possible() {
            self.code = code;
        }
    }

    fn command(&mut self, verb: &str, rest: &[String]) -> Outcome {
        if self.is_locked() && !matches!(verb, "help" | "unlock" | "lock" | "add" | "write" | "?") {
            return Err(locked());
        }
        match (verb, rest) {
            ("help" | "?", []) => self.context.output.line(HELP)?,
            ("lock", []) => {
                let held = !self.is_locked();
                self.lock();
                return cli::lock::end(&self.context, held);
            }
            ("unlock", []) => self.open_vault(None)?,
            ("write", _) if !rest.iter().any(|word| word.starts_with("--")) => {
                self.write_for(rest)?;
            }
            ("add", []) => self.write_for(rest)?,
            ("append", [which]) => self.append(which)?,
            ("rewrite", [which]) => self.rewrite(which)?,
            ("draft", _) => self.draft(rest)?,
            ("history", [which]) => self.history(which)?,
            ("version", [number]) => self.version(number)?,
            ("restore", [number]) if is_number(number) => self.restore(number)?,
            ("undo", []) => return self.undo(),
            ("trash", []) => return self.dispatch("list", &["--deleted".to_owned()]),
            ("read", _) => return self.dispatch("show", rest),
            (number, []) if is_number(number) => {
                return self.dispatch("show", &[number.to_owned()]);
            }
            _ => return self.dispatch(verb, rest),
        }
        DONE
    }

    fn lock(&mut self) {
        *self.context.held.borrow_mut() = None;
        self.entries.clear();
        self.versions.clear();
        self.deleted = None;
    }

    /// Runs a verb of the command line, numbers of entries replaced by their ids.
    fn dispatch(&mut self, verb: &str, rest: &[String]) -> Outcome {
        if rest.iter().any(|word| word == "-") {
            let why = "here `-` would read the commands that follow: write, append and rewrite take lines";
            return Err(CliError::Usage(why.to_owned()).into());
        }
        let mut args: Vec<OsString> = vec!["diurnal".into(), verb.into()];
        let takes = TAKE_ENTRIES.contains(&verb);
        for word in rest {
            match self.entry_numbered(word).filter(|_| takes) {
                Some(id) => args.push(id.to_string().into()),
                None => args.push(word.into()),
            }
        }
        let parsed = cli::Args::try_parse_from(cli::spell_out(args));
        let parsed = match parsed {
            Ok(parsed) => parsed,
            Err(usage) if !usage.use_stderr() => {
                self.context.output.line(usage.render())?;
                return DONE;
            }
            Err(usage) => {
                let text = usage.render().to_string();
                let first = text.lines().next().unwrap_or_default();
                let first = first.strip_prefix("error: ").unwrap_or(first);
                return Err(Report::new(Kind::Usage, first).hint("help lists the commands"));
            }
        };
        if parsed.version {
            return cli::version::run(&self.context.output, parsed.verbose);
        }
        let Some(command) = parsed.command else {
            return DONE;
        };
        let survives = cli::survives_bad_settings(Some(&command));
        let context = self.context.again(parsed.globals, survives)?;
        let outcome = cli::carry_out(&context, &command);
        self.take_numbers();
        if let (Command::Delete(_), Some(id), Ok(0)) = (&command, rest.first(), &outcome) {
            let journal = &mut context.unlocked()?;
            self.deleted = match self.entry_numbered(id) {
                Some(id) => Some(id),
                None => Some(journal.find(id)?),
            };
            self.context
                .output
                .note("in the trash; undo brings it back");
        }
        outcome
    }

    /// The rows that were printed get their numbers; where none were the old ones stay.
    fn take_numbers(&mut self) {
        if let Some(numbered) = &self.context.output.numbered {
            let printed = std::mem::take(&mut *numbered.borrow_mut());
            if !printed.is_empty() {
                self.entries = printed;
            }
        }
    }

    fn entry_numbered(&self, word: &str) -> Option<EntryId> {
        let number: usize = word.parse().ok()?;
        self.entries.get(number.checked_sub(1)?).copied()
    }

    /// The entry that a number, an id or a date means.
    fn entry(&self, journal: &mut Journal, word: &str) -> Result<EntryId, Report> {
        match self.entry_numbered(word) {
            Some(id) => Ok(id),
            None => Ok(journal.find(word)?),
        }
    }

    fn history(&mut self, which: &str) -> Result<(), Report> {
        let mut journal = self.context.unlocked()?;
        let id = self.entry(&mut journal, which)?;
        let versions = journal.history(id)?;
        self.versions = versions.iter().map(|version| (id, version.rev)).collect();
        let mut lines = self.context.output.lines();
        for (number, version) in (1..).zip(&versions) {
            let device = version.device_name.clone();
            let device = device.unwrap_or_else(|| version.device.short());
            let mut line = format!(
                "{number}. {}, {}",
                self.context.local_time(version.written),
                text::visible_line(&device)
            );
            let title = text::shown_title(&version.content.title, &version.content.body);
            if version.deleted {
                line.push_str(", deleted");
            } else if !title.is_empty() {
                line = format!("{line}, {}", text::visible_line(title));
            }
            if version.head {
                line.push_str(", newest");
            }
            lines.line(line)?;
        }
        lines.end()
    }

    fn numbered_version(&self, number: &str) -> Result<(EntryId, RevId), Report> {
        let place = number.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
        let version = place.and_then(|place| self.versions.get(place)).copied();
        version.ok_or_else(|| {
            Report::new(
                Kind::Mend,
                format!("there is no version {number} in the last history"),
            )
            .hint("history 3 lists the versions of number 3")
        })
    }

    fn version(&mut self, number: &str) -> Result<(), Report> {
        let (id, rev) = self.numbered_version(number)?;
        let versions = self.context.unlocked()?.history(id)?;
        let Some(version) = versions.iter().find(|version| version.rev == rev) else {
            return Err(Report::new(
                Kind::Mend,
                "that version is not there any more",
            ));
        };
        let content = &version.content;
        let mut lines = self.context.output.lines();
        if !content.title.is_empty() {
            lines.line(text::visible_line(&content.title))?;
        }
        lines.line(text::visible_text(&content.body))?;
        lines.end()
    }

    fn restore(&mut self, number: &str) -> Result<(), Report> {
        let (id, rev) = self.numbered_version(number)?;
        let mut journal = self.context.unlocked()?;
        let saved = journal.restore(id, &rev.to_string())?;
        self.context.saved(&saved)?;
        journal.tidy().ok();
        Ok(())
    }

    fn undo(&mut self) -> Outcome {
        let Some(id) = self.deleted.take() else {
            return Err(
                Report::new(Kind::Mend, "nothing was deleted in this session")
                    .hint("trash lists what was deleted before"),
            );
        };
        self.dispatch("undelete", &[id.to_string()])
    }

    fn write_for(&mut self, when: &[String]) -> Result<(), Report> {
        let when = (!when.is_empty()).then(|| when.join(" "));
        let at = when.map(|when| self.context.moment(Some(&when)));
        self.write(at.transpose()?, None)
    }

    fn now(&self) -> Moment {
        let outside: &Outside = &self.context.outside;
        Moment::at((outside.now)(), &(outside.zone)())
    }
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.len() < 7 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The words of a line, as a shell would take them: quotes keep blanks, a backslash what follows.
fn words(line: &str) -> Result<Vec<String>, Report> {
    let mut words: Vec<String> = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some('\''), c) => word.get_or_insert_default().push(c),
            (_, '\\') => word.get_or_insert_default().extend(chars.next()),
            (None, '"' | '\'') if word.is_none() || c == '"' => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    if quote.is_some() {
        return Err(CliError::Usage("a quote is not closed".to_owned()).into());
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_taken_apart_as_a_shell_would() {
        assert_eq!(
            words("  list --on  2024 ").unwrap(),
            ["list", "--on", "2024"]
        );
        assert_eq!(
            words("search \"first snow\" 'a b' c\\ d").unwrap(),
            ["search", "first snow", "a b", "c d"]
        );
        assert_eq!(words("add it's late").unwrap(), ["add", "it's", "late"]);
        assert_eq!(words("add \"\"").unwrap(), ["add", ""]);
        assert!(words("add \"rain").is_err());
        assert!(words("").unwrap().is_empty());
    }

    #[test]
    fn a_number_is_told_from_an_id() {
        assert!(is_number("12") && !is_number("12345678") && !is_number("1a") && !is_number(""));
    }

    #[test]
    fn every_command_that_the_help_names_is_one() {
        let native = [
            "3", "write", "append", "rewrite", "version", "trash", "draft", "quit",
        ];
        let all = cli::command();
        for line in HELP.lines() {
            let verb = line.split([' ', ',']).next().unwrap();
            let known = all
                .get_subcommands()
                .any(|command| command.get_name() == verb);
            assert!(known || native.contains(&verb), "{verb}");
        }
    }
}
