//! What the commands that change keys share: where a new passphrase comes from, what is said afterwards.

use std::path::Path;

use qrcode::Color;
use qrcode::EcLevel;
use qrcode::QrCode;
use serde_json::json;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::init;
use crate::cli::passphrase;
use crate::cli::progress::Progress;
use crate::cli::prompt;
use crate::journal::Journal;
use crate::journal::types::NewPassphrase;
use crate::journal::types::Rekeyed;
use crate::journal::types::RemoteUnlock;
use crate::journal::types::Sheet;
use crate::report::Report;

/// Light cells around a code, so that a camera finds it.
const QUIET_CELLS: i32 = 2;

/// When the passphrase opens the vault from a remote too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Travels {
    /// Only where the one before did and diurnal made the new one
    #[default]
    Auto,
    /// Yes
    Always,
    /// No: a new device joins by the recovery sheet
    Never,
}

/// Options of a new passphrase.
#[derive(Debug, clap::Args)]
pub(super) struct NewArgs {
    /// Read the new passphrase from FILE; one final line end is dropped
    #[arg(long, value_name = "FILE")]
    new_passphrase_file: Option<std::path::PathBuf>,
    /// scrypt's work factor for it, 10 to 22 [default: that of the one before]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(10..=22))]
    work_factor: Option<u8>,
    /// Whether the new passphrase opens the vault from a remote too. Cannot be taken back
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    remote_unlock: Travels,
}

impl NewArgs {
    /// The new passphrase: from the file, else asked for or made in a terminal; none where neither is possible.
    pub(super) fn read(&self, context: &Context) -> Result<Option<NewPassphrase>, Report> {
        let (passphrase, generated) = match &self.new_passphrase_file {
            Some(file) => (passphrase::from_file(file)?, false),
            None if prompt::is_possible() => init::ask(context)?,
            None => return Ok(None),
        };
        Ok(Some(NewPassphrase {
            passphrase,
            generated,
            work_factor: self.work_factor,
            remote_unlock: match self.remote_unlock {
                Travels::Auto => RemoteUnlock::Auto,
                Travels::Always => RemoteUnlock::Always,
                Travels::Never => RemoteUnlock::Never,
            },
        }))
    }

    /// The same, only from the file: where one is not needed, nobody is asked.
    pub(super) fn read_given(&self, context: &Context) -> Result<Option<NewPassphrase>, Report> {
        match self.new_passphrase_file {
            Some(_) => self.read(context),
            None => Ok(None),
        }
    }

    /// The same, where one is needed.
    pub(super) fn need(&self, context: &Context) -> Result<NewPassphrase, Report> {
        let none = || CliError::NoTerminal("a new passphrase (--new-passphrase-file FILE)");
        Ok(self.read(context)?.ok_or_else(none)?)
    }
}

/// Opens the vault by a passphrase given now, never by the agent alone: who found a running agent must
/// not take the vault over.
pub(super) fn opened_anew(context: &Context, recovery: Option<&Path>) -> Result<Journal, Report> {
    let key = context.key(recovery)?;
    let mut journal = context.open()?;
    let unlocked = journal.unlock(&key)?;
    context.tell(&unlocked);
    Ok(journal)
}

/// Tells the remotes at once. What cannot be told now stays true here: `later` says what to do, and the
/// command has still done its work.
pub(super) fn sync_now(context: &Context, journal: &mut Journal, later: &str) -> Outcome {
    if journal.remotes()?.is_empty() {
        return DONE;
    }
    let told = synced(context, journal, |name, failed| {
        if let Some(error) = failed {
            context
                .output
                .note(&format!("\"{name}\": {}", error.one_line()));
            context.output.note(later);
        } else {
            context.output.note(&format!("\"{name}\" knows it"));
        }
    });
    if let Err(error) = told {
        context.output.note(&error.one_line());
        context.output.note(later);
    }
    DONE
}

/// Syncs with every remote, shows what each had to say, and hands over its name and what failed there.
pub(super) fn synced(
    context: &Context,
    journal: &mut Journal,
    mut each: impl FnMut(&str, Option<Report>),
) -> Result<(), Report> {
    let mut watch = Progress::new(context.output.quiet);
    let report = journal.sync(None, &mut watch);
    drop(watch);
    for one in report?.remotes {
        context.output.notices(&one.notices);
        each(&one.name, one.error.map(Report::from));
    }
    Ok(())
}

/// Says what a change of keys came to, and what the old secrets still open.
pub(super) fn tell(context: &Context, what: &str, done: &Rekeyed) -> Result<(), Report> {
    let output = &context.output;
    if output.json {
        let others = done.left_alone.iter().map(
            |(name, locked_out)| json!({ "device": name, "needs_new_passphrase": locked_out }),
        );
        let others: Vec<_> = others.collect();
        output.object(&json!({
            "changed": what,
            "passphrase": done.passphrase,
            "travels": done.travels,
            "recovery_key": done.sheet.as_ref().map(|sheet| sheet.key.expose()),
            "sheet": done.sheet.as_ref().map(|sheet| sheet.text.expose()),
            "others": others,
        }))?;
    } else if let Some(sheet) = &done.sheet {
        print_sheet(context, sheet)?;
    }
    if done.sheet.is_some() {
        output.note("this is the new recovery sheet: print it or write it down, it is not shown again; the one before opens nothing that is written from now on");
    }
    if done.passphrase {
        tell_of_passphrase(context, done);
    }
    if done.extra_removed > 0 {
        output.note(&format!(
            "{} recipients that it had added read no more; add yours again: diurnal key add",
            done.extra_removed
        ));
    }
    output.note("what was written before still opens with the old keys, wherever an old copy of it lies: they are changed for what comes");
    output.note("diurnal sync tells the other devices");
    Ok(())
}

fn tell_of_passphrase(context: &Context, done: &Rekeyed) {
    let output = &context.output;
    if done.travels {
        output.note("the new passphrase opens the vault from a remote too");
    } else if done.stopped_travelling {
        output.note("the passphrase opens the vault from a remote no more: a new device joins by the recovery sheet");
    }
    for (name, locked_out) in &done.left_alone {
        let name = crate::model::text::visible_line(name);
        output.note(&if *locked_out {
            format!("\"{name}\" opened the vault with a key that is gone: run diurnal key passphrase there, and diurnal sync there and here")
        } else {
            format!("\"{name}\" keeps its own passphrase until diurnal key passphrase is run there")
        });
    }
}

/// Prints a sheet; in a terminal with its key as a picture.
fn print_sheet(context: &Context, sheet: &Sheet) -> Result<(), Report> {
    context.output.line(sheet.text.expose())?;
    if prompt::is_possible()
        && let Some(picture) = picture(sheet.key.expose())
    {
        context.output.line(picture)?;
    }
    Ok(())
}

/// A text as a QR code of half blocks, two rows of cells a line, dark on light.
fn picture(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = i32::try_from(code.width()).ok()?;
    let is_dark = |x: i32, y: i32| {
        let inside = (0..width).contains(&x) && (0..width).contains(&y);
        let place = (usize::try_from(x).ok(), usize::try_from(y).ok());
        match place {
            (Some(x), Some(y)) if inside => code[(x, y)] == Color::Dark,
            _ => false,
        }
    };
    let mut drawn = String::new();
    let mut y = -QUIET_CELLS;
    while y < width + QUIET_CELLS {
        for x in -QUIET_CELLS..width + QUIET_CELLS {
            // Terminals write light on dark: a light cell is the one that is drawn.
            drawn.push(match (is_dark(x, y), is_dark(x, y + 1)) {
                (true, true) => ' ',
                (true, false) => '\u{2584}',
                (false, true) => '\u{2580}',
                (false, false) => '\u{2588}',
            });
        }
        drawn.push('\n');
        y += 2;
    }
    Some(drawn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_becomes_a_square_of_half_blocks_with_a_light_edge() {
        let key = format!("AGE-SECRET-KEY-1{}", "Q".repeat(58));
        let drawn = picture(&key).unwrap();
        let rows: Vec<&str> = drawn.lines().collect();
        let wide = rows[0].chars().count();
        assert!(rows.iter().all(|row| row.chars().count() == wide));
        assert!(wide.abs_diff(rows.len() * 2) <= 1);
        assert!(rows[0].chars().all(|cell| cell == '\u{2588}'));
        assert_ne!(picture(&key.replace('Q', "P")), Some(drawn));
    }
}
