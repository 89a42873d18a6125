//! `diurnal sync`: exchanges what is new with the remotes.

use std::fmt::Write;

use serde_json::Value;
use serde_json::json;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::progress::Progress;
use crate::journal::types::Plan;
use crate::journal::types::RemoteSync;
use crate::model::text;
use crate::report::Kind;
use crate::report::Report;
use crate::report::exit_of;

/// Exchange what is new with your remotes
///
/// Nothing a remote lacks, rewinds or replaces removes anything here.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal sync
  diurnal sync --plan
  diurnal sync --remote origin --json")]
pub(super) struct Args {
    /// Show what would come and go, by title, and do nothing
    #[arg(long)]
    plan: bool,
    /// Only this remote
    #[arg(long, value_name = "NAME")]
    remote: Option<String>,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let mut journal = context.unlocked()?;
    let remote = args.remote.as_deref();
    if journal.remotes()?.is_empty() {
        return Err(Report::new(Kind::Mend, "there is no remote")
            .named("no-remote")
            .hint("diurnal remote add URL"));
    }
    let mut watch = Progress::new(context.output.quiet);
    if args.plan {
        let plan = journal.plan(remote, &mut watch)?;
        drop(watch);
        return print_plan(context, &plan);
    }
    let report = journal.sync(remote, &mut watch)?;
    drop(watch);
    print(context, report.remotes)
}

/// Prints what each remote came to; the exit code is that of the worst.
pub(super) fn print(context: &Context, remotes: Vec<RemoteSync>) -> Outcome {
    let mut code = 0;
    let mut objects = Vec::with_capacity(remotes.len());
    let mut failed = Vec::new();
    for mut remote in remotes {
        let error = remote.error.take().map(Report::from);
        code = code.max(error.as_ref().map_or(0, Report::exit_code));
        code = code.max(remote.notices.iter().map(exit_of).max().unwrap_or(0));
        if context.output.json {
            objects.push(object(&remote, error.as_ref()));
        } else if error.is_none() {
            context.output.line(line(&remote))?;
        }
        context.output.notices(&remote.notices);
        if let Some(error) = error {
            failed.push((remote.name, error));
        }
    }
    if context.output.json {
        context
            .output
            .object(&json!({ "ok": code == 0, "remotes": objects }))?;
    }
    // The last error is told by `main`, as every other is.
    let Some((name, last)) = failed.pop() else {
        return Ok(code);
    };
    for (name, error) in &failed {
        context.output.failed(&at(name, error.clone()));
    }
    if last.exit_code() == code {
        return Err(at(&name, last));
    }
    context.output.failed(&at(&name, last));
    Ok(code)
}

/// The same error with the remote's name in front.
fn at(name: &str, mut error: Report) -> Report {
    error.what = format!("{name}: {}", error.what);
    error
}

fn line(remote: &RemoteSync) -> String {
    let name = text::visible_line(&remote.name);
    let mut line = format!("{name}: sent {}, took {}", remote.sent, remote.taken);
    if remote.conflicts > 0 {
        let conflicts = remote.conflicts;
        write!(line, ", {conflicts} in conflict (diurnal conflicts)").ok();
    }
    line
}

pub(super) fn object(remote: &RemoteSync, error: Option<&Report>) -> Value {
    let error = error.map(|error| {
        json!({
            "condition": error.condition(),
            "text": error.what,
            "causes": error.causes,
            "exit": error.exit_code(),
        })
    });
    json!({
        "name": remote.name,
        "sent": remote.sent,
        "taken": remote.taken,
        "bundles_sent": remote.bundles_sent,
        "bundles_taken": remote.bundles_taken,
        "conflicts": remote.conflicts,
        "notices": remote.notices,
        "error": error,
    })
}

fn print_plan(context: &Context, plan: &Plan) -> Outcome {
    let mut lines = context.output.lines();
    if context.output.json {
        lines.object(plan)?;
    } else {
        for (sign, style, items) in [
            ("send", output::GOOD, &plan.send),
            ("take", output::TAG, &plan.take),
        ] {
            for entry in items {
                let sign = context.output.paint(style, sign);
                let remote = text::visible_line(&entry.remote);
                let label = text::visible_line(&entry.label);
                lines.line(format_args!(
                    "{sign}  {}  {remote}  {label}",
                    entry.id.short()
                ))?;
            }
        }
    }
    lines.end()?;
    context.output.notices(&plan.notices);
    DONE
}
