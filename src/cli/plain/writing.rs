//! Writing line by line: a single dot ends the text, and what is not saved is kept as a draft.

use crate::cli::edit;
use crate::cli::plain::Session;
use crate::cli::plain::input::Line;
use crate::cli::prompt;
use crate::journal::Journal;
use crate::model::entry::Content;
use crate::model::entry::Draft;
use crate::model::id::EntryId;
use crate::model::limits;
use crate::model::template::Template;
use crate::model::text;
use crate::model::time::Moment;
use crate::report::Kind;
use crate::report::Report;

/// What ends a text.
const DOT: &str = ".";

/// How a text ended.
enum Ended {
    /// With a dot.
    Dot,
    /// With a dot, before anything was written.
    Nothing,
    /// With the input, or because nobody went on.
    Open,
}

impl Session {
    /// Takes a new entry line by line. Of a template, what comes before the lines is shown.
    pub(super) fn write(
        &mut self,
        at: Option<Moment>,
        template: Option<&Template>,
    ) -> Result<(), Report> {
        let at = at.unwrap_or_else(|| self.now());
        self.context
            .output
            .note(&format!("for {}", self.context.describe(&at)));
        let mut content = Content::new(at, self.context.journal_name());
        let mut behind = String::new();
        if let Some(template) = template {
            let mut filled = self.context.fill(template, &content);
            match filled.caret {
                Some(caret) if filled.text.is_char_boundary(caret) => {
                    behind = filled.text.split_off(caret);
                }
                _ if !filled.text.is_empty() => filled.text.push('\n'),
                _ => {}
            }
            content.body = filled.text;
            if !content.body.is_empty() {
                let shown = content.body.strip_suffix('\n').unwrap_or(&content.body);
                self.context.output.line(text::visible_text(shown))?;
            }
        }
        let draft = Draft {
            id: EntryId(self.context.outside.random()),
            parents: Vec::new(),
            content,
        };
        self.take_lines(draft, &behind)
    }

    /// Adds lines at the end of an entry.
    pub(super) fn append(&mut self, which: &str) -> Result<(), Report> {
        let mut draft = self.draft_of(which)?;
        let body = &mut draft.content.body;
        if !body.is_empty() && !body.ends_with('\n') {
            body.push('\n');
        }
        self.take_lines(draft, "")
    }

    /// Takes a new text for an entry; the old one stays in its history.
    pub(super) fn rewrite(&mut self, which: &str) -> Result<(), Report> {
        let mut draft = self.draft_of(which)?;
        draft.content.body.clear();
        self.take_lines(draft, "")
    }

    /// Shows the text from last time, saves it or drops it.
    pub(super) fn draft(&mut self, rest: &[String]) -> Result<(), Report> {
        let mut journal = self.context.unlocked()?;
        let mut kept = journal.drafts()?.into_iter().filter_map(|kept| kept.draft);
        let Some(draft) = kept.next() else {
            return Err(Report::new(Kind::Mend, "there is no draft"));
        };
        let words: Vec<&str> = rest.iter().map(String::as_str).collect();
        match words.as_slice() {
            [] => self
                .context
                .output
                .line(text::visible_text(&draft.content.body)),
            ["save"] => self.save(&mut journal, &draft),
            ["drop"] => {
                journal.drop_draft(draft.id)?;
                self.context.output.note("the draft is gone");
                Ok(())
            }
            _ => Err(Report::new(Kind::Usage, "draft, draft save or draft drop")),
        }
    }

    fn draft_of(&self, which: &str) -> Result<Draft, Report> {
        let mut journal = self.context.unlocked()?;
        let id = self.entry(&mut journal, which)?;
        Ok(edit::draft_of(&journal.entry(id)?))
    }

    /// Takes lines at the end of `draft`; `behind` follows the last of them.
    fn take_lines(&mut self, mut draft: Draft, behind: &str) -> Result<(), Report> {
        let mut journal = self.context.open()?;
        self.context.unlock_quietly(&mut journal)?;
        if prompt::is_possible() {
            let said = "write; a line with nothing but a dot ends the entry";
            self.context.output.note(said);
        }
        let ended = self.lines_into(&mut journal, &mut draft);
        match ended {
            Ok(Ended::Dot) => {
                draft.content.body.push_str(behind);
                return self.save(&mut journal, &draft);
            }
            Ok(Ended::Nothing) => {
                let why = "there is no text; nothing was saved";
                return Err(Report::new(Kind::Mend, why));
            }
            Ok(Ended::Open) | Err(_) => {}
        }
        if !draft.content.is_blank() {
            journal.keep_draft(&draft)?;
            let said = "the text is kept as a sealed draft: draft shows it";
            self.context.output.note(said);
        }
        match ended {
            Err(report) => Err(report),
            Ok(_) => Err(Report::new(Kind::Mend, "the text was not ended by a dot")),
        }
    }

    fn lines_into(&mut self, journal: &mut Journal, draft: &mut Draft) -> Result<Ended, Report> {
        // In a terminal every line is safe before the next one is typed; a script has its own copy.
        let keeps = prompt::is_possible();
        let before = draft.content.body.len();
        loop {
            let line = match self.input.line("")? {
                Line::Text(line) => line,
                Line::Idle => {
                    self.lock();
                    return Ok(Ended::Open);
                }
                Line::End => return Ok(Ended::Open),
            };
            if line == DOT {
                // The text ends with its last line, as one that is typed in an editor does.
                if draft.content.body.len() == before {
                    return Ok(Ended::Nothing);
                }
                draft.content.body.pop();
                return Ok(Ended::Dot);
            }
            // A line that begins with a dot is written with two.
            let line = line
                .strip_prefix("..")
                .map_or_else(|| line.clone(), |rest| format!(".{rest}"));
            let body = &mut draft.content.body;
            if body.len() + line.len() > limits::BODY_BYTES_MAX {
                let max = limits::BODY_BYTES_MAX;
                return Err(crate::cli::error::CliError::TooLong { max }.into());
            }
            body.push_str(&line);
            body.push('\n');
            if keeps {
                journal.keep_draft(draft)?;
            }
        }
    }

    fn save(&self, journal: &mut Journal, draft: &Draft) -> Result<(), Report> {
        if draft.content.is_blank() {
            return Err(Report::new(
                Kind::Mend,
                "there is no text; nothing was saved",
            ));
        }
        if journal.is_locked() && draft.parents.is_empty() {
            let added = journal.add(&draft.content)?;
            journal.drop_draft(draft.id)?;
            self.context
                .output
                .note("sealed until the journal is unlocked");
            return self.context.added(&added);
        }
        let saved = match journal.save(draft) {
            Ok(saved) => saved,
            Err(error) => {
                let report = Report::from(error);
                return Err(match journal.keep_draft(draft) {
                    Ok(()) => report.because("the text is kept as a sealed draft"),
                    Err(unkept) => {
                        report.because(format!("and no draft of it could be kept: {unkept}"))
                    }
                });
            }
        };
        journal.drop_draft(draft.id)?;
        self.context.saved(&saved)?;
        journal.tidy().ok();
        Ok(())
    }
}
