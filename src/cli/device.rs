//! `diurnal device`: the devices that belong to the vault.

use serde_json::Value;
use serde_json::json;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::output;
use crate::cli::output::Lines;
use crate::cli::prompt;
use crate::cli::rekeying;
use crate::cli::rekeying::NewArgs;
use crate::journal::types::Revoking;
use crate::model::id::DeviceId;
use crate::model::statement::SlotKind;
use crate::model::text;
use crate::model::time::Timestamp;
use crate::report::Kind;
use crate::report::Report;

/// The devices that belong to the vault
#[derive(Debug, clap::Args)]
#[command(
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "Examples:
  diurnal device list
  diurnal device invite
  diurnal device rename laptop desk
  diurnal device revoke phone"
)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the devices, who admitted each, which were revoked, and open invitations
    #[command(after_help = "Examples:
  diurnal device list
  diurnal device list --json")]
    List,
    /// Make eight words by which one new device joins
    ///
    /// They are shown once and good once: type them on the new device after `diurnal clone URL --invite`.
    /// Whoever has them first joins the journal: keep them from everybody. A change of any key ends
    /// open invitations; `diurnal key remove` takes one back.
    #[command(after_help = "Examples:
  diurnal device invite
  diurnal --passphrase-file pass device invite > words.txt")]
    Invite,
    /// Give a device another name
    #[command(after_help = "Examples:
  diurnal device rename laptop desk
  diurnal device rename 3f09 phone")]
    Rename {
        /// Its name, or the first four digits of its id or more
        #[arg(value_name = "DEVICE")]
        device: String,
        /// The new name
        name: String,
    },
    /// Take a lost or stolen device out of the vault
    ///
    /// It reads nothing that is written from now on, and nothing that it sends later is taken, under
    /// whatever name. What it has, it keeps: every entry up to now. Every passphrase and sheet that it
    /// opened the vault with is replaced; take its token or ssh key away at the git host, too.
    #[command(after_help = "Examples:
  diurnal device revoke phone
  diurnal --passphrase-file pass device revoke phone --new-passphrase-file new > sheet.txt")]
    Revoke {
        /// Its name, or the first four digits of its id or more
        #[arg(value_name = "DEVICE")]
        device: String,
        /// The devices that it admitted are revoked with it
        #[arg(long, conflicts_with = "keep_admitted")]
        with_admitted: bool,
        /// The devices that it admitted remain
        #[arg(long)]
        keep_admitted: bool,
        #[command(flatten)]
        new: NewArgs,
    },
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    match &args.command {
        Command::List => list(context),
        Command::Invite => invite(context),
        Command::Rename { device, name } => {
            let id = context.unlocked()?.rename_device(device, name)?;
            context.output.note(&format!(
                "{} is called \"{}\" now",
                id.short(),
                text::visible_line(name.trim())
            ));
            DONE
        }
        Command::Revoke {
            device,
            with_admitted,
            keep_admitted,
            new,
        } => {
            let with = match (with_admitted, keep_admitted) {
                (true, _) => Some(true),
                (_, true) => Some(false),
                _ => None,
            };
            revoke(context, device, with, new)
        }
    }
}

fn list(context: &Context) -> Outcome {
    let members = context.unlocked()?.members()?;
    let mut lines = context.output.lines();
    for device in &members.devices {
        let state = match device.state {
            "member" if device.own => context.output.paint(output::GOOD, "this one"),
            "member" => String::new(),
            state => context.output.paint(output::BAD, state),
        };
        let row = Row {
            id: (json!(device.id), device.id.short()),
            name: &device.name,
            own: device.own,
            since: device.since,
            by: &device.by,
            state: device.state,
        };
        row.print(context, &mut lines, &device.name, &state)?;
    }
    let invitations = members.slots.iter();
    for slot in invitations.filter(|slot| slot.is == SlotKind::Invitation) {
        let short = slot.id.short();
        let end = format!("diurnal key remove {short} takes it back");
        let row = Row {
            id: (json!(slot.id), short),
            name: "",
            own: false,
            since: slot.since,
            by: &slot.by,
            state: "invitation",
        };
        row.print(context, &mut lines, "an open invitation", &end)?;
    }
    lines.end()?;
    let mut devices = members.devices.iter();
    if devices.any(|device| device.state == "contested") {
        return Ok(Kind::Damage.exit_code());
    }
    DONE
}

/// A device that belongs to the vault, or an invitation to become one.
struct Row<'a> {
    /// Its id, whole and as people see it.
    id: (Value, String),
    name: &'a str,
    own: bool,
    since: Option<Timestamp>,
    by: &'a str,
    state: &'a str,
}

impl Row<'_> {
    /// Prints it, in a terminal's line as `called`, with `end` behind.
    fn print(
        &self,
        context: &Context,
        lines: &mut Lines,
        called: &str,
        end: &str,
    ) -> Result<(), Report> {
        let since = self.since.map(Timestamp::rfc3339);
        if context.output.json {
            lines.object(&json!({
                "id": self.id.0,
                "name": self.name,
                "own": self.own,
                "since": since,
                "by": self.by,
                "state": self.state,
            }))?;
            return Ok(());
        }
        let day = since.as_deref().and_then(|at| at.get(..10)).unwrap_or("?");
        let (called, by) = (text::visible_line(called), text::visible_line(self.by));
        lines.line(format_args!(
            "{}  {called:<24} since {day}, by {by}  {end}",
            self.id.1
        ))?;
        Ok(())
    }
}

/// Makes an invitation and puts it on the remotes. The words go to stdout whatever a remote says: it
/// gets the invitation with the next exchange.
fn invite(context: &Context) -> Outcome {
    let mut journal = rekeying::opened_anew(context, None)?;
    let made = journal.invite()?;
    let (words, output) = (made.words.secret().expose(), &context.output);
    if output.json {
        output.object(&json!({ "words": words, "slot": made.slot }))?;
    } else {
        output.line(words)?;
    }
    output.note("on the new device: diurnal clone URL --invite, and these words; they are good once, and not shown again");
    output.note("whoever has them first joins the journal: keep them from everybody, and do not send them the way the address goes");
    rekeying::sync_now(
        context,
        &mut journal,
        "the remote does not hold the invitation yet: diurnal sync, before the words are used",
    )
}

fn revoke(context: &Context, which: &str, with_admitted: Option<bool>, new: &NewArgs) -> Outcome {
    let mut journal = rekeying::opened_anew(context, None)?;
    let plan = journal.plan_revoking(which)?;
    warn_of_unheard(context, &plan);
    let devices = chosen(context, &plan, with_admitted)?;
    let new = if plan.needs_passphrase {
        Some(new.need(context)?)
    } else {
        new.read_given(context)?
    };
    let done = journal.revoke(&devices, new.as_ref())?;
    let name = text::visible_line(&plan.device.1).into_owned();
    let output = &context.output;
    output.note(&format!("\"{name}\" was revoked: it reads nothing that is written from now on, and what it sends later is refused"));
    output.note(&format!("\"{name}\" can still read every entry up to now, in its own copy and in old copies of the remote"));
    output.note(
        "take its token or ssh key away at the git host: it can still disturb what lies there",
    );
    rekeying::tell(context, "revoked", &done)?;
    rekeying::sync_now(
        context,
        &mut journal,
        "the other devices do not know of it yet, and still take what it sends: diurnal sync here, then on each of them",
    )
}

/// Says who may refuse this device afterwards, while it can still be done elsewhere.
fn warn_of_unheard(context: &Context, plan: &Revoking) {
    if plan.unheard.is_empty() {
        return;
    }
    let named = plan.unheard.iter().map(|(_, name)| {
        let name = text::visible_line(name);
        format!("\"{name}\"")
    });
    let named: Vec<String> = named.collect();
    context.output.note(&format!(
        "what let this device in goes too, and nothing shows that {} heard of this device: whoever has not refuses what is written here, until it joins anew. Sync here and there first, or revoke from there",
        named.join(", ")
    ));
}

/// The device, and of those that it admitted whom its owner names.
fn chosen(
    context: &Context,
    plan: &Revoking,
    with_admitted: Option<bool>,
) -> Result<Vec<DeviceId>, Report> {
    let mut devices = vec![plan.device.0];
    let named = |(id, name): &(DeviceId, String)| {
        format!("\"{}\" ({})", text::visible_line(name), id.short())
    };
    if prompt::is_possible() {
        let question = format!("Revoke {}?", named(&plan.device));
        if !prompt::yes(&question)? {
            return Err(CliError::Declined.into());
        }
    }
    match with_admitted {
        Some(true) => devices.extend(plan.admitted.iter().map(|(id, _)| *id)),
        Some(false) => {}
        None if plan.admitted.is_empty() => {}
        None if prompt::is_possible() => {
            for device in &plan.admitted {
                let question = format!("It admitted {}. Revoke that one too?", named(device));
                if prompt::yes(&question)? {
                    devices.push(device.0);
                }
            }
        }
        None => {
            let listed: Vec<String> = plan.admitted.iter().map(named).collect();
            let text = format!(
                "it admitted {}: say --with-admitted or --keep-admitted",
                listed.join(", ")
            );
            return Err(CliError::Usage(text).into());
        }
    }
    let count = devices.len() - 1;
    if count > 0 {
        context.output.note(&format!(
            "{count} devices that it admitted are revoked with it"
        ));
    }
    Ok(devices)
}
