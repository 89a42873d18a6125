//! `diurnal doctor`: store, keys, remotes, modes, settings on one screen, each with what to do.

use serde_json::json;

use crate::cli::DONE;
use crate::cli::FOUND_WANTING;
use crate::cli::Outcome;
use crate::cli::config;
use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::passphrase;
use crate::journal::Journal;
use crate::journal::types::Key;
use crate::model::text;
use crate::report::Report;

/// Look after everything, and say what to do about what is not well
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal doctor
  diurnal doctor --json")]
pub(super) struct Args {}

/// One line of the screen.
struct Finding {
    part: &'static str,
    well: bool,
    text: String,
}

pub(super) fn run(context: &Context, _: &Args) -> Outcome {
    let mut findings = vec![settings(context)];
    modes(context, &mut findings);
    vault(context, &mut findings);
    for guard in Journal::guards() {
        findings.push(finding("memory", guard.healed, guard.text));
    }
    let mut lines = context.output.lines();
    for finding in &findings {
        let text = text::visible_line(&finding.text);
        if context.output.json {
            lines.object(&json!({
                "part": finding.part, "ok": finding.well, "text": finding.text,
            }))?;
        } else {
            let (style, sign) = if finding.well {
                (output::GOOD, "ok")
            } else {
                (output::BAD, "!!")
            };
            let sign = context.output.paint(style, sign);
            lines.line(format_args!("{sign}  {:<10} {text}", finding.part))?;
        }
    }
    lines.end()?;
    if findings.iter().all(|finding| finding.well) {
        DONE
    } else {
        FOUND_WANTING
    }
}

fn finding(part: &'static str, well: bool, text: impl Into<String>) -> Finding {
    Finding {
        part,
        well,
        text: text.into(),
    }
}

fn settings(context: &Context) -> Finding {
    match config::understood(context) {
        Ok(_) => finding("settings", true, "understood"),
        Err(error) => finding("settings", false, Report::from(error).one_line()),
    }
}

fn modes(context: &Context, findings: &mut Vec<Finding>) {
    let wide = context.paths.wide_modes();
    if wide.is_empty() {
        findings.push(finding("modes", true, "only you can read what is ours"));
    }
    for found in wide {
        let (path, mode) = (found.path.display(), found.mode);
        let text = format!("{path} is open to others (0{mode:o}): chmod go= {path}");
        findings.push(finding("modes", false, text));
    }
}

fn vault(context: &Context, findings: &mut Vec<Finding>) {
    if !Journal::exists(&context.places) {
        let text = "there is none here yet: diurnal init";
        findings.push(finding("vault", true, text));
        return;
    }
    let facts = context.open().and_then(|mut journal| {
        // Read once: a descriptor gives its passphrase only once.
        let key = passphrase::given(&context.globals)?.map(Key::Passphrase);
        match &key {
            Some(key) => context.tell(&journal.unlock(key)?),
            None => drop(context.unlock_quietly(&mut journal)?),
        }
        let slots = journal.key_doctor(key.as_ref())?;
        let status = journal.status()?;
        Ok((status, slots))
    });
    let (status, slots) = match facts {
        Ok(facts) => facts,
        Err(report) => {
            findings.push(finding("vault", false, report.one_line()));
            return;
        }
    };
    let state = if status.locked {
        "opens; locked, so that entries and remotes were not looked at: diurnal unlock"
    } else {
        "opens and is unlocked"
    };
    findings.push(finding("vault", true, state));
    for notice in &status.warnings {
        findings.push(finding("vault", notice.healed, output::named(notice)));
    }
    for slot in slots {
        let well = slot.state != "damaged";
        let text = format!("{}: {}", slot.slot, slot.text);
        findings.push(finding("keys", well, text));
    }
    for remote in &status.remotes {
        findings.push(finding(
            "remote",
            remote.last_proof.as_ref().is_none_or(|proof| proof.ok),
            crate::cli::remote::line(context, remote),
        ));
        for notice in &remote.notices {
            let text = output::named_with_advice(notice);
            findings.push(finding("remote", notice.healed, text));
        }
    }
}
