//! The one place where an error becomes words for the user: what failed, why, what to do.

use std::error::Error;
use std::fmt;

use crate::journal::JournalError;

/// Whose move it is; decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The user can mend it: not found, refused, a decision is needed.
    Mend,
    /// The words given to the program make no sense to it.
    Usage,
    /// Disk, network or terminal failed; trying later may help.
    World,
    /// A key is needed, or the one given does not fit.
    Key,
    /// Something is not what it must be.
    Damage,
    /// Its user asked it to stop.
    Stopped,
    /// Whoever read our output went away; that is no error.
    Closed,
}

/// An error as the user meets it, on stderr or in the screens' notice line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Whose move it is.
    pub kind: Kind,
    /// The condition's name as FAULTS spells it, where it has one: `wrong-passphrase`.
    pub condition: Option<String>,
    /// One sentence part, no capital, no full stop: what could not be done.
    pub what: String,
    /// The chain of causes, outermost first.
    pub causes: Vec<String>,
    /// A thing to try, if we know one that helps.
    pub hint: Option<String>,
}

impl Report {
    /// A report of `kind` that says `what`.
    pub fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self {
            kind,
            condition: None,
            what: what.into(),
            causes: Vec::new(),
            hint: None,
        }
    }

    /// A report of `kind` on `error` and its chain of sources.
    pub fn of(kind: Kind, error: &dyn Error) -> Self {
        let mut report = Self::new(kind, error.to_string());
        let mut next = error.source();
        while let Some(cause) = next {
            report.causes.push(cause.to_string());
            next = cause.source();
        }
        report
    }

    /// The same with one more cause, the innermost.
    #[must_use]
    pub fn because(mut self, cause: impl fmt::Display) -> Self {
        self.causes.push(cause.to_string());
        self
    }

    /// The same with advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same with the name of the condition.
    #[must_use]
    pub fn named(mut self, condition: impl Into<String>) -> Self {
        self.condition = Some(condition.into());
        self
    }

    /// The condition's name as FAULTS spells it, where it has one.
    pub fn condition(&self) -> Option<&str> {
        self.condition.as_deref()
    }

    /// The process's exit code for this report, 0 to 5, or 130.
    pub fn exit_code(&self) -> u8 {
        match self.kind {
            Kind::Closed => 0,
            Kind::Mend => 1,
            Kind::Usage => 2,
            Kind::World => 3,
            Kind::Key => 4,
            Kind::Damage => 5,
            Kind::Stopped => 130,
        }
    }

    /// The report as one line, for the notice at the foot of the screen.
    pub fn one_line(&self) -> String {
        let mut line = self.headline();
        for cause in &self.causes {
            line.push_str(": ");
            line.push_str(cause);
        }
        if let Some(hint) = &self.hint {
            line.push_str(" - ");
            line.push_str(hint);
        }
        line
    }

    fn headline(&self) -> String {
        match &self.condition {
            Some(name) => format!("{} [{name}]", self.what),
            None => self.what.clone(),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "diurnal: error: {}", self.headline())?;
        for cause in &self.causes {
            write!(f, "\ndiurnal: cause: {cause}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\ndiurnal: hint: {hint}")?;
        }
        Ok(())
    }
}

impl From<JournalError> for Report {
    fn from(error: JournalError) -> Self {
        let (kind, name, hint): (Kind, Option<&str>, Option<&str>) = match &error {
            JournalError::NoVault(_) => (Kind::Mend, None, Some("diurnal init")),
            JournalError::VaultExists(_) => (
                Kind::Mend,
                None,
                Some("choose another name with --vault NAME"),
            ),
            JournalError::Locked => (Kind::Key, Some("locked"), Some("diurnal unlock")),
            JournalError::NotFound(_) => (
                Kind::Mend,
                None,
                Some("diurnal list shows the first digits of each id"),
            ),
            JournalError::Ambiguous { ids, .. } => {
                let ids: Vec<String> = ids.iter().map(crate::model::id::EntryId::short).collect();
                return Self::of(Kind::Mend, &error)
                    .hint(format!("name one of {}", ids.join(", ")));
            }
            JournalError::Blank => (Kind::Mend, None, Some("write something first")),
            JournalError::TooLong { .. } => (Kind::Mend, None, Some("split it in two entries")),
            JournalError::Stopped => (Kind::Stopped, None, None),
        };
        let mut report = Self::of(kind, &error);
        report.condition = name.map(str::to_owned);
        report.hint = hint.map(str::to_owned);
        report
    }
}

impl From<std::io::Error> for Report {
    /// What printing fails with: everything else that reads or writes says which file it was.
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Self::new(Kind::Closed, "nobody reads the output")
        } else {
            Self::new(Kind::World, "cannot write the output").because(error)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_what_why_and_what_to_do() {
        let report = Report::new(Kind::Key, "cannot open the journal")
            .named("wrong-passphrase")
            .because("it fits no slot")
            .hint("try again");
        assert_eq!(
            report.to_string(),
            "diurnal: error: cannot open the journal [wrong-passphrase]\n\
             diurnal: cause: it fits no slot\n\
             diurnal: hint: try again"
        );
        assert_eq!(
            report.one_line(),
            "cannot open the journal [wrong-passphrase]: it fits no slot - try again"
        );
        assert_eq!(report.exit_code(), 4);
    }

    #[test]
    fn a_closed_pipe_is_no_error() {
        let closed = std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        assert_eq!(Report::from(closed).exit_code(), 0);
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        assert_eq!(Report::from(full).exit_code(), 3);
    }
}
