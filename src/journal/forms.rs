//! In which form entries go out, and come in.

use crate::model::places::FirstWeekday;

pub use crate::journal::import_form::ImportForm;
pub use crate::journal::import_form::ImportPlan;
pub use crate::journal::import_form::NAMES as IMPORT_NAMES;
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
