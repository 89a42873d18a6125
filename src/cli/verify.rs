//! `diurnal verify`: proves that the backup can be restored, by restoring it.

use serde_json::Value;
use serde_json::json;

use crate::cli::DONE;
use crate::cli::FOUND_WANTING;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::output::Output;
use crate::cli::progress::Progress;
use crate::journal::types::Balance;
use crate::model::text;
use crate::report::Report;

/// Restore the remote's backup into an empty place and compare it with what is here
///
/// Prints a balance sheet. Exit 5 on any shortfall. What was never pushed is counted as unsynced,
/// what the remote has beyond us as ahead; neither is a shortfall.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal verify
  diurnal verify --remote origin --json
  diurnal verify --local")]
pub(super) struct Args {
    /// Only the store on this device: opens and compares everything in it
    #[arg(long, conflicts_with_all = ["remote", "quick"])]
    local: bool,
    /// Only this remote
    #[arg(long, value_name = "NAME")]
    remote: Option<String>,
    /// Only where each chain stands, what a new device joins by, and one chain that chance picks,
    /// opened; never moves the proof's date
    #[arg(long)]
    quick: bool,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let mut journal = context.unlocked()?;
    let mut watch = Progress::new(context.output.quiet);
    let sheets = if args.local {
        vec![journal.verify_local(&mut watch)?]
    } else {
        journal.verify(args.remote.as_deref(), args.quick, &mut watch)?
    };
    drop(watch);
    print(&context.output, &sheets)?;
    if sheets.iter().all(|sheet| sheet.shortfalls.is_empty()) {
        return DONE;
    }
    if !args.local {
        let advice =
            "nothing here has changed; `diurnal remote reseed` gives a remote again what it lost";
        context.output.note(advice);
    }
    FOUND_WANTING
}

/// Prints balance sheets: all in one object, or each as lines.
pub(super) fn print(output: &Output, sheets: &[Balance]) -> Result<(), Report> {
    if output.json {
        let ok = sheets.iter().all(|sheet| sheet.shortfalls.is_empty());
        let remotes: Vec<Value> = sheets.iter().map(object).collect();
        return output.object(&json!({ "ok": ok, "remotes": remotes }));
    }
    let mut lines = output.lines();
    for sheet in sheets {
        lines.text(page(output, sheet))?;
    }
    lines.end()
}

fn object(sheet: &Balance) -> Value {
    let pair =
        |(expected, restored): (u64, u64)| json!({ "expected": expected, "restored": restored });
    json!({
        "remote": sheet.remote,
        "quick": sheet.quick,
        "ok": sheet.shortfalls.is_empty(),
        "entries": pair(sheet.entries),
        "revisions": pair(sheet.revisions),
        "attachments": pair(sheet.attachments),
        "bundles": sheet.bundles,
        "digest": { "expected": sheet.digest.0, "restored": sheet.digest.1 },
        "unsynced": sheet.unsynced,
        "ahead": sheet.ahead,
        "shortfalls": sheet.shortfalls,
        "notices": sheet.notices,
    })
}

/// What was expected beside what came back.
fn counts(sheet: &Balance) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, (expected, restored)) in [
        ("entries", sheet.entries),
        ("revisions", sheet.revisions),
        ("attachments", sheet.attachments),
    ] {
        lines.push(format!("  {name:<12} {restored:>8} of {expected}"));
    }
    for (name, count) in [
        ("bundles", sheet.bundles),
        ("unsynced", sheet.unsynced),
        ("ahead", sheet.ahead),
    ] {
        lines.push(format!("  {name:<12} {count:>8}"));
    }
    let short: String = sheet.digest.1.chars().take(16).collect();
    lines.push(format!("  {:<12} {short}", "digest"));
    lines
}

fn page(output: &Output, sheet: &Balance) -> String {
    let mut page = vec![text::visible_line(&sheet.remote).into_owned()];
    if sheet.quick {
        page.push(format!("  {:<12} {:>8}", "opened", sheet.bundles));
    } else {
        page.extend(counts(sheet));
    }
    for notice in &sheet.notices {
        let line = format!("  note: {}", output::named(notice));
        page.push(text::visible_line(&line).into_owned());
    }
    for shortfall in &sheet.shortfalls {
        let line = format!("  SHORTFALL: {}", output::named(shortfall));
        page.push(output.paint(output::BAD, text::visible_line(&line)));
    }
    page.push(if sheet.shortfalls.is_empty() {
        let well = if sheet.quick {
            "  nothing wrong as far as it was looked at; without --quick everything is"
        } else {
            "  all equal"
        };
        output.paint(output::GOOD, well)
    } else {
        let count = sheet.shortfalls.len();
        output.paint(output::BAD, format!("  {count} shortfalls"))
    });
    page.push(String::new());
    page.join("\n")
}
