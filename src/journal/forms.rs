//! In which form entries go out.

use std::path::Path;

use crate::model::places::FirstWeekday;
use crate::model::time::Zone;
use crate::transfer::out::single;
use crate::transfer::sources;
use crate::transfer::sources::dayone;
use crate::transfer::sources::exported::Exported;
use crate::transfer::sources::jrnl;
use crate::transfer::sources::jrnl_folder::JrnlFolder;
use crate::transfer::sources::listed;
use crate::transfer::sources::notes::Notes;
use crate::transfer::sources::rednotebook::RedNotebook;
use crate::transfer::sources::standard_notes;

pub use crate::transfer::out::ExportReport;
pub use crate::transfer::out::Loss;
pub use crate::transfer::out::Per;
pub use crate::transfer::out::name::PLACEHOLDERS;
pub use crate::transfer::out::name::Pattern;

/// What an export makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportPlan {
    /// The form.
    pub form: ExportForm,
    /// Whether everything is read back and compared.
    pub check: bool,
    /// Whether the folder is a mirror: only what changed is written, what is gone is taken away, and
    /// what its owner changed by hand is left alone.
    pub mirror: bool,
    /// What pages call the journal.
    pub title: String,
    /// On which day weeks begin, where days are drawn.
    pub first_weekday: FirstWeekday,
}

/// A form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportForm {
    /// Markdown files.
    Markdown {
        /// How many entries share one.
        per: Per,
        /// How they are named, where each entry has its own.
        pattern: Option<Pattern>,
        /// Whether YAML stands in front.
        front_matter: bool,
    },
    /// JSON Lines.
    Json,
    /// One page of HTML.
    Html,
    /// A page of HTML a month, and a first one.
    Site,
    /// The zip that Day One reads.
    DayOne,
    /// Plain text.
    Text,
    /// The text that jrnl keeps.
    Jrnl,
}

impl ExportPlan {
    /// Files as diurnal writes them where nothing else is asked for.
    pub fn of(form: ExportForm, check: bool) -> Self {
        Self {
            form,
            check,
            mirror: false,
            title: "Journal".to_owned(),
            first_weekday: FirstWeekday::default(),
        }
    }

    /// A Markdown file an entry, with front matter.
    pub fn markdown(check: bool) -> Self {
        let form = ExportForm::Markdown {
            per: Per::Entry,
            pattern: None,
            front_matter: true,
        };
        Self::of(form, check)
    }
}

impl ExportForm {
    /// What tells this form from every other: a mirror has one.
    pub fn name(&self) -> String {
        match self {
            Self::Markdown {
                per,
                pattern,
                front_matter,
            } => format!("markdown {per:?} {pattern:?} {front_matter}"),
            Self::Json | Self::Html | Self::Site | Self::DayOne | Self::Text | Self::Jrnl => {
                format!("{self:?}")
            }
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
    /// The zip that Day One exports.
    DayOne,
    /// The text that jrnl keeps.
    Jrnl,
    /// The folder that jrnl keeps, a file a day.
    JrnlFolder,
    /// The JSON that jrnl exports.
    JrnlJson,
    /// The decrypted backup of Standard Notes: its zip, or the file in it.
    StandardNotes,
    /// The folder of RedNotebook: months in YAML.
    RedNotebook,
    /// The JSON of tui-journal: its store, or what it exports.
    TuiJournal,
}

impl ImportForm {
    /// What something of this form is, for its owner.
    pub fn words(self) -> &'static str {
        match self {
            Self::Markdown => "Markdown that diurnal exported",
            Self::Notes => "Markdown, a file an entry",
            Self::DayOne => "a zip of Day One",
            Self::Jrnl => "the text of jrnl",
            Self::JrnlFolder => "a folder of jrnl, a file a day",
            Self::JrnlJson => "JSON of jrnl",
            Self::RedNotebook => "a folder of RedNotebook, a file a month",
            Self::StandardNotes => "a backup of Standard Notes",
            Self::TuiJournal => "JSON of tui-journal",
        }
    }

    /// The form of what stands at `path`, by what is in it; none where it is neither. JSON Lines are
    /// told by the file's name.
    pub fn of(path: &Path) -> Option<Self> {
        if path.is_dir()
            || path
                .extension()
                .is_some_and(|end| end == "md" || end == "wiki")
        {
            if Exported::recognises(path) {
                return Some(Self::Markdown);
            }
            if JrnlFolder::recognises(path) {
                return Some(Self::JrnlFolder);
            }
            if RedNotebook::recognises(path) {
                return Some(Self::RedNotebook);
            }
            return Notes::recognises(path).then_some(Self::Notes);
        }
        if matches!(single::front(path), Ok(Some(front)) if jrnl::is_jrnl(&front)) {
            return Some(Self::Jrnl);
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
        let found = dayone::each_journal(path, &mut |_| false);
        matches!(found, Ok(true)).then_some(Self::DayOne)
    }
}
