//! The full-screen way in: the one place where the command line calls the screens.

use crate::cli::Outcome;
use crate::cli::clone::device_name;
use crate::cli::context::Context;
use crate::cli::passphrase;
use crate::journal::types::Key;
use crate::model::places::Places;
use crate::model::time::Moment;
use crate::report::Report;
use crate::tui;
use crate::tui::Open;

/// Opens the journal at its newest entry; where there is none, the screens make one.
pub(super) fn open_timeline(context: &Context) -> Outcome {
    open(context, &context.places, Open::Timeline, key(context)?)
}

/// Opens the editor on a new entry.
pub(super) fn open_editor(context: &Context, at: Option<Moment>) -> Outcome {
    open(context, &context.places, Open::Write { at }, key(context)?)
}

/// Opens the vault at `places`, with its key.
pub(super) fn open_vault(context: &Context, places: &Places, key: Key) -> Outcome {
    open(context, places, Open::Timeline, Some(key))
}

fn key(context: &Context) -> Result<Option<Key>, Report> {
    Ok(passphrase::given(&context.globals)?.map(Key::Passphrase))
}

fn open(context: &Context, places: &Places, open: Open, key: Option<Key>) -> Outcome {
    let says_utf_8 = |name: &str| {
        let value = (context.variable)(name).filter(|value| !value.is_empty())?;
        let value = value.to_string_lossy().to_ascii_lowercase();
        Some(value.contains("utf-8") || value.contains("utf8"))
    };
    // The first that is set decides, as for every other program.
    let unicode = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(says_utf_8);
    context.paths.make(places)?;
    tui::run(tui::Start {
        places: places.clone(),
        preferences: context.settings.preferences.clone(),
        outside: context.outside,
        open,
        key,
        device_name: device_name(),
        ascii: !unicode.unwrap_or(true),
    })
}
