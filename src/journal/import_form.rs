//! In which form entries come in, how one is told from another, and who reads it.

use std::io;
use std::path::Path;

use crate::crypto::jrnl as sealed;
use crate::journal::JournalError;
use crate::journal::import_sqlite::TuiDatabase;
use crate::model::secret::Secret;
use crate::model::time::Zone;
use crate::transfer::out::single;
use crate::transfer::sources;
use crate::transfer::sources::Source;
use crate::transfer::sources::classic::Classic;
use crate::transfer::sources::dayone;
use crate::transfer::sources::days;
use crate::transfer::sources::days::Days;
use crate::transfer::sources::exported::Exported;
use crate::transfer::sources::joplin::Joplin;
use crate::transfer::sources::jrnl;
use crate::transfer::sources::jrnl::Jrnl;
use crate::transfer::sources::jrnl_folder::JrnlFolder;
use crate::transfer::sources::listed;
use crate::transfer::sources::listed::Listed;
use crate::transfer::sources::mini_diary::MiniDiary;
use crate::transfer::sources::notes::Notes;
use crate::transfer::sources::org::OrgJournal;
use crate::transfer::sources::rednotebook::RedNotebook;
use crate::transfer::sources::standard_notes;

/// Largest file of jrnl that is opened, in bytes: it is opened as one.
const SEALED_BYTES_MAX: u64 = 64 << 20;

/// What an import does.
#[derive(Debug)]
pub struct ImportPlan {
    /// The form of what is imported.
    pub form: ImportForm,
    /// The zone of forms that tell none.
    pub zone: Zone,
    /// The journal that all entries go to, if one is named.
    pub journal: Option<String>,
    /// Whether it only counts.
    pub dry: bool,
    /// What opens a file that its program has encrypted.
    pub passphrase: Option<Secret>,
}

impl ImportPlan {
    /// An import of that form as it is where nothing else is asked for.
    pub fn of(form: ImportForm, zone: Zone) -> Self {
        Self {
            form,
            zone,
            journal: None,
            dry: false,
            passphrase: None,
        }
    }
}

/// A form that a file or folder may have which is imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportForm {
    /// A folder of Markdown files, or one, as diurnal exports them.
    Markdown,
    /// A folder of other Markdown files, or one, whose days are told by front matter, path or heading.
    Notes,
    /// The same with a folder for each journal, as Joplin exports its notebooks.
    Notebooks,
    /// The zip that Day One exports.
    DayOne,
    /// What Joplin exports: a JEX file, or the folder that it calls RAW.
    Joplin,
    /// The text that jrnl keeps.
    Jrnl,
    /// The folder that jrnl keeps, a file a day.
    JrnlFolder,
    /// The text that jrnl keeps, encrypted by it.
    JrnlSealed,
    /// The JSON that jrnl exports.
    JrnlJson,
    /// The decrypted backup of Standard Notes: its zip, or the file in it.
    StandardNotes,
    /// The folder of RedNotebook: months in YAML.
    RedNotebook,
    /// The JSON of tui-journal: its store, or what it exports.
    TuiJournal,
    /// The SQLite file of tui-journal.
    TuiSqlite,
    /// The folder of Day One Classic.
    DayOneClassic,
    /// The zip of Journey.
    Journey,
    /// The zip of Diarium.
    Diarium,
    /// The JSON that mini-diary exports.
    MiniDiary,
    /// The folder of org-journal.
    OrgJournal,
}

/// The words by which a person names a form, each with the form that a file, and that a folder, is
/// taken for where nothing in it tells.
pub const NAMES: &[(&str, ImportForm, ImportForm)] = &[
    ("markdown", ImportForm::Notes, ImportForm::Notes),
    ("dayone", ImportForm::DayOne, ImportForm::DayOneClassic),
    ("joplin", ImportForm::Joplin, ImportForm::Notebooks),
    ("jrnl", ImportForm::Jrnl, ImportForm::JrnlFolder),
    (
        "tui-journal",
        ImportForm::TuiJournal,
        ImportForm::TuiJournal,
    ),
    (
        "rednotebook",
        ImportForm::RedNotebook,
        ImportForm::RedNotebook,
    ),
    (
        "standard-notes",
        ImportForm::StandardNotes,
        ImportForm::StandardNotes,
    ),
    ("journey", ImportForm::Journey, ImportForm::Journey),
    ("diarium", ImportForm::Diarium, ImportForm::Diarium),
    ("mini-diary", ImportForm::MiniDiary, ImportForm::MiniDiary),
    (
        "org-journal",
        ImportForm::OrgJournal,
        ImportForm::OrgJournal,
    ),
];

/// Tells whether something is of a form.
type Recognises = fn(&Path) -> bool;

impl ImportForm {
    /// What something of this form is, for its owner.
    pub fn words(self) -> &'static str {
        match self {
            Self::Markdown => "Markdown that diurnal exported",
            Self::Notes => "Markdown, a file an entry",
            Self::Notebooks => "Markdown, a folder a journal",
            Self::DayOne => "a zip of Day One",
            Self::Joplin => "an export of Joplin",
            Self::Jrnl => "the text of jrnl",
            Self::JrnlFolder => "a folder of jrnl, a file a day",
            Self::JrnlJson => "JSON of jrnl",
            Self::JrnlSealed => "a file that jrnl has encrypted",
            Self::RedNotebook => "a folder of RedNotebook, a file a month",
            Self::StandardNotes => "a backup of Standard Notes",
            Self::TuiJournal => "JSON of tui-journal",
            Self::DayOneClassic => "a folder of Day One Classic",
            Self::Journey => "a zip of Journey",
            Self::Diarium => "a zip of Diarium",
            Self::MiniDiary => "JSON of mini-diary",
            Self::OrgJournal => "a folder of org-journal",
            Self::TuiSqlite => "the SQLite file of tui-journal",
        }
    }

    /// The word by which a person names it.
    fn name(self) -> &'static str {
        match self {
            Self::Markdown | Self::Notes => "markdown",
            Self::DayOne | Self::DayOneClassic => "dayone",
            Self::Journey => "journey",
            Self::Diarium => "diarium",
            Self::MiniDiary => "mini-diary",
            Self::OrgJournal => "org-journal",
            Self::Joplin | Self::Notebooks => "joplin",
            Self::Jrnl | Self::JrnlFolder | Self::JrnlJson | Self::JrnlSealed => "jrnl",
            Self::RedNotebook => "rednotebook",
            Self::StandardNotes => "standard-notes",
            Self::TuiJournal | Self::TuiSqlite => "tui-journal",
        }
    }

    /// The form that `name` and what stands at `path` tell together; none where nobody calls one so.
    pub fn named(name: &str, path: &Path) -> Option<Self> {
        let (_, file, folder) = NAMES.iter().find(|(known, ..)| *known == name)?;
        let found = Self::of(path).filter(|found| found.name() == name);
        Some(found.unwrap_or(if path.is_dir() { *folder } else { *file }))
    }

    /// The form of what stands at `path`, by what is in it; none where it is neither. JSON Lines are
    /// told by the file's name.
    pub fn of(path: &Path) -> Option<Self> {
        let is_text = path
            .extension()
            .is_some_and(|end| end == "md" || end == "wiki");
        if path.is_dir() || is_text {
            let forms: [(Self, Recognises); 7] = [
                (Self::Markdown, Exported::recognises),
                (Self::Joplin, Joplin::recognises),
                (Self::DayOneClassic, Classic::recognises),
                (Self::JrnlFolder, JrnlFolder::recognises),
                (Self::RedNotebook, RedNotebook::recognises),
                (Self::OrgJournal, OrgJournal::recognises),
                (Self::Notes, Notes::recognises),
            ];
            let mut found = forms.into_iter().filter(|(_, is_one)| is_one(path));
            return found.next().map(|(form, _)| form);
        }
        if Joplin::recognises(path) {
            return Some(Self::Joplin);
        }
        let front = single::front(path).ok().flatten().unwrap_or_default();
        // A file of SQLite is no other; where it cannot be read, the import says why.
        if front.starts_with(b"SQLite format 3\0") {
            let found = TuiDatabase::open(path, Zone::utc());
            return (!matches!(found, Ok(None))).then_some(Self::TuiSqlite);
        }
        if jrnl::is_jrnl(&front) {
            return Some(Self::Jrnl);
        }
        if sealed::says_sealed(&front) {
            return Some(Self::JrnlSealed);
        }
        let list = sources::open(path).ok().and_then(listed::kind);
        match list {
            Some(listed::Kind::Jrnl) => return Some(Self::JrnlJson),
            Some(listed::Kind::TuiJournal) => return Some(Self::TuiJournal),
            None => {}
        }
        if matches!(
            standard_notes::open(path, &Zone::utc(), &mut |_| false),
            Ok(true)
        ) {
            return Some(Self::StandardNotes);
        }
        if matches!(dayone::each_journal(path, &mut |_| false), Ok(true)) {
            return Some(Self::DayOne);
        }
        match Days::kind(path) {
            Some(days::Kind::Journey) => return Some(Self::Journey),
            Some(days::Kind::Diarium) => return Some(Self::Diarium),
            None => {}
        }
        if matches!(MiniDiary::open(path, Zone::utc()), Ok(Some(_))) {
            return Some(Self::MiniDiary);
        }
        let is_old = path.extension().is_none_or(|end| end == "txt")
            && sealed::may_be_sealed(&front, sources::bytes(path));
        is_old.then_some(Self::JrnlSealed)
    }

    /// Whether a passphrase of the program that wrote it is wanted.
    pub fn is_sealed(self) -> bool {
        self == Self::JrnlSealed
    }

    /// Hands what stands at `path` to `take`, source after source, until that says no.
    pub(super) fn read(
        self,
        path: &Path,
        plan: &ImportPlan,
        take: &mut dyn FnMut(&mut dyn Source) -> bool,
    ) -> Result<(), JournalError> {
        let zone = &plan.zone;
        let zone_of = || zone.clone();
        let is_one = |found: bool, none: &str| {
            let wrong = || JournalError::Read(io::Error::other(none.to_owned()));
            found.then_some(()).ok_or_else(wrong)
        };
        match self {
            Self::Markdown => take(&mut Exported::open(path)),
            Self::Notes => take(&mut Notes::open(path, zone_of())),
            Self::Notebooks => take(&mut Notes::open(path, zone_of()).by_notebook()),
            Self::Joplin => take(&mut Joplin::open(path, zone_of()).map_err(JournalError::Read)?),
            Self::Jrnl => take(&mut Jrnl::new(open(path)?, zone_of())),
            Self::JrnlFolder => take(&mut JrnlFolder::open(path, zone_of())),
            Self::JrnlSealed => {
                let passphrase = plan.passphrase.as_ref().ok_or(JournalError::Locked)?;
                let bytes = sources::whole(path, SEALED_BYTES_MAX).map_err(JournalError::Read)?;
                let text = sealed::open(&bytes, passphrase)?;
                take(&mut Jrnl::new(text.as_slice(), zone_of()))
            }
            Self::JrnlJson => {
                let from = open(path)?;
                take(&mut Listed::new(from, listed::Kind::Jrnl, zone_of()))
            }
            Self::TuiJournal => {
                let from = open(path)?;
                take(&mut Listed::new(from, listed::Kind::TuiJournal, zone_of()))
            }
            Self::DayOneClassic => take(&mut Classic::open(path, zone_of())),
            Self::OrgJournal => take(&mut OrgJournal::open(path, zone_of())),
            Self::Journey => take(&mut days(path, days::Kind::Journey, zone_of())?),
            Self::Diarium => take(&mut days(path, days::Kind::Diarium, zone_of())?),
            Self::MiniDiary => {
                let found = MiniDiary::open(path, zone_of()).map_err(JournalError::Read)?;
                let more = found.map(|mut days| take(&mut days));
                return is_one(more.is_some(), "it is no JSON of mini-diary");
            }
            Self::TuiSqlite => {
                let found = TuiDatabase::open(path, zone_of()).map_err(JournalError::Read)?;
                let more = found.map(|mut entries| take(&mut entries));
                return is_one(more.is_some(), "it is no file of tui-journal");
            }
            Self::RedNotebook => take(&mut RedNotebook::open(path, zone_of())),
            Self::StandardNotes => {
                let found = standard_notes::open(path, zone, take).map_err(JournalError::Read)?;
                return is_one(found, "it is no backup of Standard Notes");
            }
            Self::DayOne => {
                let found = dayone::each_journal(path, take).map_err(JournalError::Read)?;
                return is_one(found, "no journal is at the top of this zip");
            }
        };
        Ok(())
    }
}

fn open(path: &Path) -> Result<sources::Opened, JournalError> {
    sources::open(path).map_err(JournalError::Read)
}

fn days(path: &Path, kind: days::Kind, zone: Zone) -> Result<Days, JournalError> {
    Days::open(path, kind, zone).map_err(JournalError::Read)
}
