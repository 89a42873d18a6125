//! Templates for new entries, by their names.

use crate::cli::context::Context;
use crate::config::templates;
use crate::model::entry::Content;
use crate::model::places::ClockFace;
use crate::model::template;
use crate::model::template::Filled;
use crate::model::template::Template;
use crate::model::template::Values;
use crate::model::time::Moment;
use crate::report::Report;

impl Context {
    /// The template that an option names, if one does.
    pub(super) fn template(&self, name: Option<&str>) -> Result<Option<Template>, Report> {
        let load = |name| templates::load(&self.paths.templates(), name);
        Ok(name.map(load).transpose()?)
    }

    /// `template` as it is in the entry `content`; says what stays open.
    pub(super) fn fill(&self, template: &Template, content: &Content) -> Filled {
        let now = Moment::at((self.outside.now)(), &(self.outside.zone)());
        let filled = template::fill(
            &template.text,
            &Values {
                at: &content.at,
                day: content.at.day(self.day_start()),
                now: &now,
                today: now.day(self.day_start()),
                clock: match self.settings.preferences.clock {
                    ClockFace::Hours24 => Moment::clock,
                    ClockFace::Hours12 => Moment::clock_12,
                },
                title: &content.title,
                journal: &content.journal,
                tags: &content.tags,
            },
        );
        if let Some(said) = filled.said() {
            self.output.note(&said);
        }
        filled
    }
}
