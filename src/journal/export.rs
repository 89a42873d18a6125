//! Exporting: every entry that is asked for, read object by object with bounded memory, into the form
//! that is asked for.

use std::collections::HashMap;
use std::collections::HashSet;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::forms::ExportForm;
use crate::journal::forms::ExportPlan;
use crate::journal::forms::ExportReport;
use crate::journal::keys::Keys;
use crate::journal::list;
use crate::journal::objects;
use crate::journal::types::Watch;
use crate::journal::versions;
use crate::model::catalogue::Place;
use crate::model::catalogue::Row;
use crate::model::entry::Entry;
use crate::model::entry::Summary;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::imported;
use crate::model::query::Filter;
use crate::model::revision::Revision;
use crate::model::stats::Counting;
use crate::model::time::Day;
use crate::store::Store;
use crate::transfer::TransferError;
use crate::transfer::out::Order;
use crate::transfer::out::Per;
use crate::transfer::out::Sink;
use crate::transfer::out::dayone::DayOne;
use crate::transfer::out::each::Each;
use crate::transfer::out::folder::Folder;
use crate::transfer::out::html::Overview;
use crate::transfer::out::html::page;
use crate::transfer::out::html::page::Page;
use crate::transfer::out::html::site::Site;
use crate::transfer::out::jrnl;
use crate::transfer::out::jrnl::Jrnl;
use crate::transfer::out::lines;
use crate::transfer::out::lines::Lines;
use crate::transfer::out::mirror::Mirror;
use crate::transfer::out::pages::Pages;
use crate::transfer::out::plain;
use crate::transfer::out::plain::Plain;
use crate::transfer::out::single::Single;

/// Time between two looks at a store that others write into.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// What of a row an export needs: a tenth of its memory.
struct Wanted {
    id: EntryId,
    shown: RevId,
    day: Day,
    instant_us: i64,
    /// The number of its journal, in the order in which they were met.
    journal: u32,
    place: Place,
    /// Where it has several heads.
    row: Option<Box<Row>>,
}

impl Journal {
    /// Writes the entries below `dir`, made if absent, as the plan says. What stands there and is ours
    /// is replaced, a file of other origin left alone and named. Durable when it returns. Entries that
    /// cannot be read are named, the others written.
    pub fn export(
        &mut self,
        dir: &Path,
        plan: &ExportPlan,
        filter: &Filter,
        watch: &mut dyn Watch,
    ) -> Result<ExportReport, JournalError> {
        let mut report = ExportReport::default();
        let mut sink = self.sink(dir, plan, filter, &mut report)?;
        self.pour(&mut *sink, filter, &mut report, watch)?;
        Ok(report)
    }

    /// Writes a line of JSON an entry to `to`. Entries that cannot be read are named, the others written.
    pub fn export_jsonl(
        &mut self,
        to: &mut dyn Write,
        filter: &Filter,
        watch: &mut dyn Watch,
    ) -> Result<ExportReport, JournalError> {
        self.export_stream(to, &ExportForm::Json, filter, watch)
    }

    /// Writes the entries to `to` in a form that is one stream; an error for the others.
    pub fn export_stream(
        &mut self,
        to: &mut dyn Write,
        form: &ExportForm,
        filter: &Filter,
        watch: &mut dyn Watch,
    ) -> Result<ExportReport, JournalError> {
        let mut report = ExportReport::default();
        let to = Some(Single::stream(to));
        let mut sink: Box<dyn Sink + '_> = match form {
            ExportForm::Json => Box::new(Lines::new(to)),
            ExportForm::Text => Box::new(Plain::new(to)),
            ExportForm::Jrnl => Box::new(Jrnl::new(to)),
            ExportForm::Markdown { .. }
            | ExportForm::Html
            | ExportForm::Site
            | ExportForm::DayOne => return Err(JournalError::Transfer(TransferError::NoStream)),
        };
        let done = self.pour(&mut *sink, filter, &mut report, watch);
        // What the stream itself says: a pipe that was closed is no failure of the export.
        match done {
            Err(JournalError::Transfer(TransferError::Io { source, .. })) => {
                return Err(JournalError::Write(source));
            }
            done => done?,
        }
        Ok(report)
    }

    /// The state of the store as far as other processes write it: another number after each of them.
    pub fn seen(&self) -> Result<i64, JournalError> {
        Ok(self.store.data_version()?)
    }

    /// Waits until another process wrote into the store after it was `seen`, looking twice a second; an
    /// error where the watch asks to stop.
    pub fn wait_for_change(
        &mut self,
        seen: i64,
        watch: &mut dyn Watch,
    ) -> Result<(), JournalError> {
        while self.store.data_version()? == seen {
            if !watch.step("waiting for changes", 0, 0) {
                return Err(JournalError::Stopped);
            }
            std::thread::sleep(LOOK_EVERY);
        }
        Ok(())
    }

    fn sink(
        &mut self,
        dir: &Path,
        plan: &ExportPlan,
        filter: &Filter,
        report: &mut ExportReport,
    ) -> Result<Box<dyn Sink>, JournalError> {
        let check = plan.check;
        let vault = self.keys()?.vault;
        let folder = || -> Result<Folder, JournalError> {
            let folder = Folder::open(dir, check)?;
            if !plan.mirror {
                return Ok(folder);
            }
            let form = plan.form.name();
            Ok(folder.mirrored(Mirror::open(dir, vault, &form)?))
        };
        Ok(match &plan.form {
            ExportForm::Markdown {
                per: Per::Entry,
                pattern,
                front_matter,
            } => Box::new(Each::new(folder()?, pattern.clone(), *front_matter, check)),
            ExportForm::Markdown {
                per, front_matter, ..
            } => Box::new(Pages::new(folder()?, *per, *front_matter)),
            ExportForm::Site => {
                let folder = folder()?;
                let overview = self.overview(plan, filter)?;
                let mut months = HashMap::new();
                self.each_row(&mut |row| {
                    if filter.matches(&row.summary) {
                        months.insert(row.summary.id.short(), row.summary.day.first_of_month());
                    }
                    true
                })?;
                Box::new(Site::new(folder, overview, months, check, report)?)
            }
            ExportForm::Html => {
                let to = Single::file(dir, page::NAME, page::is_ours, check, report)?;
                let overview = self.overview(plan, filter)?;
                let mut ids = HashSet::new();
                self.each_row(&mut |row| {
                    if filter.matches(&row.summary) {
                        ids.insert(row.summary.id.short());
                    }
                    true
                })?;
                Box::new(Page::new(to, overview, ids))
            }
            ExportForm::DayOne => Box::new(DayOne::new(dir, check, report)?),
            ExportForm::Json => Box::new(Lines::new(Single::file(
                dir,
                lines::NAME,
                lines::is_ours,
                check,
                report,
            )?)),
            ExportForm::Text => Box::new(Plain::new(Single::file(
                dir,
                plain::NAME,
                plain::is_ours,
                check,
                report,
            )?)),
            ExportForm::Jrnl => Box::new(Jrnl::new(Single::file(
                dir,
                jrnl::NAME,
                |_| false,
                check,
                report,
            )?)),
        })
    }

    fn overview(&mut self, plan: &ExportPlan, filter: &Filter) -> Result<Overview, JournalError> {
        let mut counting = Counting::default();
        self.each_row(&mut |row| {
            if filter.matches(&row.summary) {
                counting.add(&row.summary);
            }
            true
        })?;
        Ok(Overview {
            title: plan.title.clone(),
            stats: counting.finish(),
            first_weekday: plan.first_weekday,
        })
    }

    /// Gives the sink every entry that is asked for and that it does not have, and ends it.
    fn pour(
        &mut self,
        sink: &mut dyn Sink,
        filter: &Filter,
        report: &mut ExportReport,
        watch: &mut dyn Watch,
    ) -> Result<(), JournalError> {
        let mut wanted = self.wanted(filter, sink.order())?;
        report.entries = wanted.len() as u64;
        wanted.retain(|wanted| wanted.row.is_some() || !sink.has(wanted.id, wanted.shown, report));
        let keys = self.keys()?;
        let mut done = report.entries - wanted.len() as u64;
        for window in objects::windows(&wanted, |wanted| wanted.place) {
            let places: Vec<Place> = window.iter().map(|wanted| wanted.place).collect();
            let read = objects::revisions_at(&self.store, keys, &places);
            for (wanted, revision) in window.iter().zip(read) {
                match entry_of(&self.store, keys, wanted, revision) {
                    Ok(entry) => sink.take(&entry, report)?,
                    Err(error) if error.is_damage() => report.unreadable.push(wanted.id),
                    Err(error) => return Err(error),
                }
                done += 1;
                if !watch.step("export", done, report.entries) {
                    return Err(JournalError::Stopped);
                }
            }
        }
        sink.finish(report)?;
        Ok(())
    }

    fn wanted(&mut self, filter: &Filter, order: Order) -> Result<Vec<Wanted>, JournalError> {
        let mut wanted = Vec::new();
        let mut journals: HashMap<String, u32> = HashMap::new();
        self.each_row(&mut |row| {
            if filter.matches(&row.summary) {
                wanted.push(Wanted {
                    id: row.summary.id,
                    shown: row.shown,
                    day: row.summary.day,
                    instant_us: row.summary.at.instant_us,
                    journal: number_of(&mut journals, &row.summary),
                    place: row.place,
                    row: (row.heads.len() > 1).then(|| Box::new(row)),
                });
            }
            true
        })?;
        match order {
            Order::NewestFirst => {}
            Order::ByDay => wanted.sort_by_key(|one| (one.day, one.instant_us, one.id)),
            Order::ByJournal => wanted.sort_by_key(|one| (one.journal, one.instant_us, one.id)),
        }
        Ok(wanted)
    }
}

fn number_of(journals: &mut HashMap<String, u32>, row: &Summary) -> u32 {
    if let Some(number) = journals.get(&row.journal) {
        return *number;
    }
    let number = u32::try_from(journals.len()).unwrap_or(u32::MAX);
    journals.insert(row.journal.clone(), number);
    number
}

fn entry_of(
    store: &Store,
    keys: &Keys,
    wanted: &Wanted,
    revision: Result<Revision, JournalError>,
) -> Result<Entry, JournalError> {
    let revision = revision?;
    if revision.rev != wanted.shown {
        return Err(JournalError::LostRevision(wanted.shown));
    }
    if let Some(row) = &wanted.row {
        let shown = versions::shown(store, keys, row)?;
        return Ok(list::merged_of(revision, row, shown));
    }
    Ok(Entry {
        id: revision.id,
        content: revision.content,
        day: revision.day,
        heads: vec![revision.rev],
        revision: revision.rev,
        parents: revision.parents,
        written: revision.written,
        device: revision.device,
        deleted: revision.deleted,
        conflict: false,
        merged: false,
        revoked: None,
        extra: imported::without(revision.extra),
    })
}
