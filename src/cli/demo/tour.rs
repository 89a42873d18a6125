//! The tour of the demo: every promise once, with numbers, and an error where one does not hold.

use std::fs;
use std::io;
use std::io::Cursor;
use std::path::Path;
use std::path::PathBuf;

use serde_json::json;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::demo::sample;
use crate::cli::error::CliError;
use crate::cli::screens;
use crate::config::Paths;
use crate::journal::Journal;
use crate::journal::forms::ExportPlan;
use crate::journal::types::Init;
use crate::journal::types::Join;
use crate::journal::types::JoinBy;
use crate::journal::types::Key;
use crate::journal::types::RemoteUnlock;
use crate::journal::types::Status;
use crate::model::entry::Content;
use crate::model::places::Places;
use crate::model::query::Filter;
use crate::model::secret::Secret;
use crate::model::time::Moment;
use crate::report::Kind;
use crate::report::Report;

/// A throw-away vault need not cost a second at each opening.
const WORK_FACTOR: u8 = 10;

/// Opens the screens on the sample, synced and proved.
pub(super) fn open_screens(context: &Context, dir: &Path, passphrase: Secret) -> Outcome {
    let demo = Demo::new(context, dir, passphrase);
    let mut first = demo.write()?;
    demo.push(&mut first)?;
    demo.verify(&mut first)?;
    drop(first);
    let note = format!("a throw-away journal in {}", dir.display());
    context.output.note(&note);
    let key = Key::Passphrase(demo.passphrase());
    let settings = demo.settings()?;
    let words = demo.passphrase();
    let words = words.expose();
    let said = format!("a sample journal; “{words}” unlocks it");
    screens::open_vault(context, &demo.places("one")?, key, settings, said)
}

/// Tells the tour in lines.
pub(super) fn tell(context: &Context, dir: &Path, passphrase: Secret) -> Outcome {
    let demo = Demo::new(context, dir, passphrase);
    let mut first = demo.write()?;
    demo.seal()?;
    demo.push(&mut first)?;
    let mut second = demo.join(&mut first)?;
    demo.edit(&mut second)?;
    demo.sync(&mut first, &mut second)?;
    demo.verify(&mut first)?;
    demo.export(&mut first)?;
    demo.told("done", "all of it held")?;
    DONE
}

/// The demo's places and its passphrase.
struct Demo<'a> {
    context: &'a Context,
    dir: &'a Path,
    passphrase: Secret,
}

impl<'a> Demo<'a> {
    fn new(context: &'a Context, dir: &'a Path, passphrase: Secret) -> Self {
        Self {
            context,
            dir,
            passphrase,
        }
    }

    /// Write: a vault with the sample in it.
    fn write(&self) -> Result<Journal, Report> {
        let paths = self.paths("one");
        let places = self.places("one")?;
        paths.make(&places)?;
        let wish = Init {
            passphrase: self.passphrase(),
            generated: true,
            work_factor: WORK_FACTOR,
            remote_unlock: RemoteUnlock::Auto,
            device_name: "one".to_owned(),
        };
        let preferences = self.context.settings.preferences.clone();
        let (mut journal, _) = Journal::init(places, preferences, self.context.outside, &wish)?;
        let lines = sample::json_lines(&self.context.outside);
        let report = journal.import_jsonl(&mut Cursor::new(lines), None, false, &mut ())?;
        let expected = u64::try_from(sample::count()).unwrap_or(u64::MAX);
        holds(
            report.new == expected,
            "every entry of the sample is written",
        )?;
        let counts = journal.counts()?;
        let what = format!(
            "{} entries of three years, {} words",
            counts.entries, counts.words
        );
        self.told("write", &what)?;
        Ok(journal)
    }

    /// Seal: not a word of them stands on the disk.
    fn seal(&self) -> Result<(), Report> {
        let words = sample::rare_words();
        let (files, bytes) = (files_below(&self.dir.join("one"))?, 0_usize);
        let mut total = bytes;
        let mut found = 0;
        for path in &files {
            let content = fs::read(path).map_err(|source| CliError::Read {
                path: path.clone(),
                source,
            })?;
            total += content.len();
            found += words
                .iter()
                .filter(|word| contains(&content, word.as_bytes()))
                .count();
        }
        holds(
            found == 0,
            "no word of an entry stands on the disk in clear",
        )?;
        let what = format!(
            "{} files, {total} bytes: looked for {} of the words, found {found}",
            files.len(),
            words.len()
        );
        self.told("seal", &what)
    }

    /// Push: to a git repository that is nothing but a shelf.
    fn push(&self, first: &mut Journal) -> Result<(), Report> {
        let path = self.dir.join("remote.git");
        make_bare_repository(&path).map_err(|source| CliError::Write {
            path: path.clone(),
            source,
        })?;
        first.remote_add("origin", &self.url(), &mut ())?;
        let (sent, _) = synced(first)?;
        let unsynced = first.counts()?.unsynced;
        holds(unsynced == 0, "everything is pushed")?;
        let what = format!("{sent} revisions to {}", self.url());
        self.told("push", &what)
    }

    /// Join: a second device, with the passphrase and the address alone.
    fn join(&self, first: &mut Journal) -> Result<Journal, Report> {
        let places = self.places("two")?;
        self.paths("two").make(&places)?;
        let wish = Join {
            url: self.url(),
            remote: "origin".to_owned(),
            by: JoinBy::Key(Key::Passphrase(self.passphrase())),
            passphrase: self.passphrase(),
            work_factor: Some(WORK_FACTOR),
            device_name: "two".to_owned(),
        };
        let preferences = self.context.settings.preferences.clone();
        let outside = self.context.outside;
        let (mut second, _) =
            Journal::join(places, preferences, outside, &wish, &mut |_| true, &mut ())?;
        let digest = same(first, &mut second)?;
        let entries = second.counts()?.entries;
        let what = format!("a second device has {entries} entries and the same digest, {digest}");
        self.told("join", &what)?;
        Ok(second)
    }

    /// Edit: on the second device, one entry anew and one changed.
    fn edit(&self, second: &mut Journal) -> Result<(), Report> {
        let outside = self.context.outside;
        let at = Moment::at((outside.now)(), &(outside.zone)());
        let mut content = Content::new(at, crate::model::entry::DEFAULT_JOURNAL);
        "Written on the second device.".clone_into(&mut content.body);
        second.add(&content)?;
        let filter = Filter::default();
        let oldest = second.list(&filter, 1, true)?;
        let oldest = oldest.first().map(|row| row.id);
        let id = oldest.ok_or_else(|| broken("there is an oldest entry"))?;
        let mut draft = crate::cli::edit::draft_of(&second.entry(id)?);
        draft.content.body.push_str("\nRead again today.\n");
        second.save(&draft)?;
        let versions = second.history(id)?.len();
        holds(versions == 2, "the version before is kept")?;
        self.told(
            "edit",
            "on the second device: one entry written, one changed",
        )
    }

    /// Sync back: what the second wrote, the first has.
    fn sync(&self, first: &mut Journal, second: &mut Journal) -> Result<(), Report> {
        let (sent, _) = synced(second)?;
        let (_, taken) = synced(first)?;
        holds(sent == 2 && taken == 2, "two revisions travel")?;
        let digest = same(first, second)?;
        let what = format!("sent {sent}, took {taken}; both devices have the digest {digest}");
        self.told("sync", &what)
    }

    /// Verify: the backup is restored into an empty place and compared.
    fn verify(&self, first: &mut Journal) -> Result<(), Report> {
        for sheet in first.verify(None, false, &mut ())? {
            if let Some(shortfall) = sheet.shortfalls.first() {
                return Err(broken("the backup can be restored").because(&shortfall.text));
            }
            let equal = sheet.entries.0 == sheet.entries.1 && sheet.digest.0 == sheet.digest.1;
            holds(equal, "what was restored is equal")?;
            let what = format!(
                "restored from {}: {} entries, {} revisions, all equal",
                sheet.remote, sheet.entries.1, sheet.revisions.1
            );
            self.told("verify", &what)?;
        }
        Ok(())
    }

    /// Export: as Markdown, read back and compared.
    fn export(&self, first: &mut Journal) -> Result<(), Report> {
        let dir = self.dir.join("export");
        fs::create_dir(&dir).map_err(|source| CliError::Write {
            path: dir.clone(),
            source,
        })?;
        let report = first.export(
            &dir,
            &ExportPlan::markdown(true),
            &Filter::default(),
            &mut (),
        )?;
        let entries = first.counts()?.entries;
        let all = report.written == entries && report.checked == entries;
        holds(
            all && report.different.is_empty(),
            "every file reads back as it was written",
        )?;
        let what = format!(
            "{} Markdown files, {} read back and equal",
            report.written, report.checked
        );
        self.told("export", &what)
    }

    fn told(&self, step: &str, what: &str) -> Result<(), Report> {
        let output = &self.context.output;
        if output.json {
            output.object(&json!({ "step": step, "proved": what }))
        } else if output.quiet {
            Ok(())
        } else {
            output.line(format_args!("{step:<8} {what}"))
        }
    }

    fn passphrase(&self) -> Secret {
        Secret::new(self.passphrase.expose().to_owned())
    }

    /// A copy of its user's settings, for the screens to change; its place.
    fn settings(&self) -> Result<PathBuf, Report> {
        let path = self.paths("one").config_file;
        let from = &self.context.paths.config_file;
        if from.exists() {
            let failed = |source| CliError::Write {
                path: path.clone(),
                source,
            };
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).map_err(failed)?;
            }
            fs::copy(from, &path).map_err(failed)?;
        }
        Ok(path)
    }

    fn paths(&self, device: &str) -> Paths {
        let uid = rustix::process::geteuid().as_raw();
        Paths::below(&self.dir.join(device), self.dir, uid)
    }

    fn places(&self, device: &str) -> Result<Places, Report> {
        Ok(self.paths(device).vault("default")?)
    }

    fn url(&self) -> String {
        format!("file://{}", self.dir.join("remote.git").display())
    }
}

/// Syncs with every remote: how many revisions went and came.
fn synced(journal: &mut Journal) -> Result<(u64, u64), Report> {
    let (mut sent, mut taken) = (0, 0);
    for remote in journal.sync(None, &mut ())?.remotes {
        if let Some(error) = remote.error {
            return Err(error.into());
        }
        sent += remote.sent;
        taken += remote.taken;
    }
    Ok((sent, taken))
}

/// The first digits of the digest that both have.
fn same(first: &mut Journal, second: &mut Journal) -> Result<String, Report> {
    let digest = |status: Status| status.digest.unwrap_or_default();
    let (one, two) = (digest(first.status()?), digest(second.status()?));
    holds(!one.is_empty() && one == two, "both devices hold the same")?;
    Ok(one.chars().take(16).collect())
}

fn holds(truth: bool, promise: &str) -> Result<(), Report> {
    if truth { Ok(()) } else { Err(broken(promise)) }
}

fn broken(promise: &str) -> Report {
    Report::new(Kind::Damage, format!("the demo does not hold: {promise}"))
}

/// A repository as `git init --bare` makes it, for those who have no git.
fn make_bare_repository(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path.join("objects"))?;
    fs::create_dir_all(path.join("refs/heads"))?;
    fs::write(path.join("HEAD"), "ref: refs/heads/vault\n")?;
    let config = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n";
    fs::write(path.join("config"), config)
}

fn files_below(top: &Path) -> Result<Vec<PathBuf>, CliError> {
    let mut files = Vec::new();
    let mut folders = vec![top.to_owned()];
    while let Some(folder) = folders.pop() {
        let failed = |source| CliError::Read {
            path: folder.clone(),
            source,
        };
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let kind = entry.file_type().map_err(failed)?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                files.push(entry.path());
            }
        }
    }
    Ok(files)
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|part| part == word)
}
