//! `diurnal import list` and `diurnal import undo`: what imports left here, and taking one back.

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::progress::Progress;

/// How many entries that were left are named one by one.
const LEFT_MAX: usize = 20;

/// Prints an import a line, the oldest first.
pub(super) fn list(context: &Context) -> Outcome {
    let mut journal = context.unlocked()?;
    let imports = journal.imports()?;
    let mut lines = context.output.lines();
    for import in &imports {
        if context.output.json {
            lines.object(import)?;
            continue;
        }
        let written = context.local_time(import.written);
        lines.line(format_args!(
            "{}  {written}  {:<14} {:>8} {} {:>8} as it left them",
            import.id,
            import.form,
            import.entries,
            if import.entries == 1 {
                "entry, "
            } else {
                "entries,"
            },
            import.standing,
        ))?;
    }
    lines.end()?;
    DONE
}

/// Takes an import back, the last where `id` names none.
pub(super) fn undo(context: &Context, id: Option<&str>, dry: bool) -> Outcome {
    let mut journal = context.unlocked()?;
    let mut watch = Progress::new(context.output.quiet);
    let report = journal.undo_import(id, dry, &mut watch)?;
    drop(watch);
    journal.tidy().ok();
    if context.output.json {
        context.output.object(&report)?;
        return DONE;
    }
    let mut lines = context.output.lines();
    for (name, count) in [
        ("deleted", report.deleted),
        ("restored", report.restored),
        ("gone", report.gone),
        ("left", report.left.len() as u64),
    ] {
        lines.line(format_args!("{name:<10} {count:>8}"))?;
    }
    lines.end()?;
    for entry in report.left.iter().take(LEFT_MAX) {
        let words = format!("left {}: it was changed since", entry.short());
        context.output.note(&words);
    }
    let more = report.left.len().saturating_sub(LEFT_MAX);
    if more > 0 {
        context
            .output
            .note(&format!("and {more} more: --json names them all"));
    }
    DONE
}
