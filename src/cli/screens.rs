//! The full-screen way in: the one place where the command line calls the screens.

use std::path::PathBuf;

use crate::cli::Outcome;
use crate::cli::clone::device_name;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::passphrase;
use crate::cli::plain;
use crate::config::theme::Theme;
use crate::config::theme::Themed;
use crate::journal::types::Key;
use crate::model::places::Places;
use crate::model::template::Template;
use crate::model::time::Moment;
use crate::report::Report;
use crate::tui;
use crate::tui::Open;
use crate::tui::SettingsFiles;
use crate::tui::Start;
use crate::tui::keys::Keymap;
use crate::tui::theme::Depth;
use crate::tui::theme::Palette;

/// Opens the journal at its newest entry; where there is none, the screens make one.
pub(super) fn open_timeline(context: &Context) -> Outcome {
    open(context, &context.places, Open::Timeline, key(context)?)
}

/// Opens the editor on a new entry.
pub(super) fn open_editor(
    context: &Context,
    at: Option<Moment>,
    template: Option<Template>,
) -> Outcome {
    let write = Open::Write { at, template };
    open(context, &context.places, write, key(context)?)
}

/// Opens another vault than the one chosen, in full screen: with its key
/// and settings of its own, after something was said.
pub(super) fn open_vault(
    context: &Context,
    places: &Places,
    key: Key,
    settings: PathBuf,
    said: String,
) -> Outcome {
    show(
        context,
        places,
        Open::Timeline,
        Some(key),
        settings,
        Some(said),
    )
}

fn open(context: &Context, places: &Places, open: Open, key: Option<Key>) -> Outcome {
    if context.is_plain() {
        return plain::run(context, places, &open, key.as_ref());
    }
    let settings = context.paths.config_file.clone();
    show(context, places, open, key, settings, None)
}

fn show(
    context: &Context,
    places: &Places,
    open: Open,
    key: Option<Key>,
    settings: PathBuf,
    said: Option<String>,
) -> Outcome {
    let (theme, wrong_theme) = theme(context);
    let (keymap, wrong_keys) = keymap(context);
    let warning = context
        .settings_wrong
        .clone()
        .or(wrong_theme)
        .or(wrong_keys)
        .or(said);
    let code = tui::run(Start {
        places: places.clone(),
        preferences: context.settings.preferences.clone(),
        outside: context.outside,
        open,
        key,
        device_name: device_name(),
        files: SettingsFiles {
            path: settings,
            themes: context.paths.themes(),
            templates: context.paths.templates(),
            plain_locale: context.has_plain_locale(),
            depth: depth(context),
        },
        palette: Palette::new(theme, depth(context)),
        keymap,
        warning,
    })?;
    Ok(code)
}

/// The theme that the settings name; where that cannot be had, the default and why not.
fn theme(context: &Context) -> (Theme, Option<String>) {
    let folder = context.paths.themes();
    match context.settings.theme.theme(&folder) {
        Ok(theme) => (theme, None),
        Err(error) => {
            let theme = Themed::default().theme(&folder).unwrap_or_default();
            (theme, Some(Report::from(error).one_line()))
        }
    }
}

/// The keys that the settings name; where they mean nothing, the defaults and why.
fn keymap(context: &Context) -> (Keymap, Option<String>) {
    match tui::keys::keymap(&context.settings.keys) {
        Ok((map, _)) => (map, None),
        Err(error) => (Keymap::default(), Some(Report::from(error).one_line())),
    }
}

/// How many colours the terminal says that it has.
fn depth(context: &Context) -> Depth {
    let says = |name: &str, words: &[&str]| {
        (context.variable)(name).is_some_and(|value| {
            let value = value.to_string_lossy();
            words.iter().any(|word| value.contains(word))
        })
    };
    if (context.variable)("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        Depth::None
    } else if says("COLORTERM", &["truecolor", "24bit"]) || says("TERM", &["direct"]) {
        Depth::Full
    } else {
        Depth::Indexed
    }
}

/// The passphrase that the options or the settings give; the screens ask for it where none is.
fn key(context: &Context) -> Result<Option<Key>, Report> {
    if context.globals.identity.is_some() && !context.is_plain() {
        let words = "--identity reads and no more: the full screen wants the passphrase (--plain takes both)";
        return Err(CliError::Usage(words.to_owned()).into());
    }
    if let Some(key) = context.given_key()? {
        return Ok(Some(key));
    }
    match &context.settings.preferences.passphrase_command {
        Some(command) => Ok(Some(Key::Passphrase(passphrase::from_command(command)?))),
        None => Ok(None),
    }
}
