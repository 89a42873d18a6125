//! The command line: the only room that names `clap`, and the only one that prints.
//!
//! A file a verb; [`context`] is what each is handed, [`output`] how each prints.

mod add;
mod args;
mod backup;
mod calendar;
mod clone;
mod completions;
mod config;
mod conflicts;
mod context;
mod delete;
mod demo;
mod device;
mod doctor;
mod drafts;
mod edit;
mod editor;
mod error;
mod export;
mod history;
mod identity;
mod import;
mod imports;
mod init;
mod interrupt;
mod key;
mod list;
mod lock;
mod man;
mod move_entry;
mod on_this_day;
mod output;
mod passphrase;
mod plain;
mod progress;
mod prompt;
mod purge;
mod random;
mod rekeying;
mod remote;
mod resolve;
mod restore;
mod rows;
mod screens;
mod search;
mod show;
mod star;
mod stats;
mod status;
mod sync;
mod tag;
mod tags;
mod template;
mod text_input;
mod undelete;
mod unlock;
mod verify;
mod version;
mod words;
mod write;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::CommandFactory;
use clap::Parser;

use crate::cli::args::Globals;
use crate::cli::context::Context;
pub use crate::cli::context::Variable;
use crate::cli::output::Output;
use crate::report::Report;

/// Keep a private journal: encrypted, in the terminal, synced through your own git remote
///
/// Without a command, opens the journal full screen; with --plain, or where TERM is dumb, line by
/// line, for screen readers, slow links and scripts.
#[derive(Debug, Parser)]
#[command(
    name = "diurnal",
    version,
    propagate_version = false,
    disable_version_flag = true,
    subcommand_value_name = "COMMAND",
    after_help = "Examples:
  diurnal                          open the journal
  diurnal demo                     try everything on a throw-away journal
  diurnal init                     make your own
  diurnal add Rain all day         write one entry
  diurnal list --from 2024-01-01   read
  diurnal on-this-day              look back
  diurnal sync                     exchange with your remotes
  diurnal verify                   prove that the backup can be restored

Exit codes: 0 done, 1 you can mend it, 2 usage, 3 disk, network or terminal failed,
4 locked or wrong passphrase, 5 something is not what it must be.

The fields that --json prints: diurnal man json; the other pages: diurnal man --list."
)]
struct Args {
    #[command(flatten)]
    globals: Globals,
    /// Print the version
    #[arg(short = 'V', long)]
    version: bool,
    /// With --version: what it was built from, its libraries, the formats it writes
    #[arg(long, requires = "version")]
    verbose: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Init(init::Args),
    Demo(demo::Args),
    Add(add::Args),
    Write(write::Args),
    List(list::Args),
    Search(search::Args),
    Show(show::Args),
    OnThisDay(on_this_day::Args),
    Random(random::Args),
    Calendar(calendar::Args),
    Stats(stats::Args),
    Tags(tags::Args),
    Journals(tags::JournalsArgs),
    Words(words::Args),
    Edit(edit::Args),
    Tag(tag::Args),
    Star(star::Args),
    Move(move_entry::Args),
    Delete(delete::Args),
    Undelete(undelete::Args),
    Purge(purge::Args),
    History(history::Args),
    Restore(restore::Args),
    Conflicts(conflicts::Args),
    Resolve(resolve::Args),
    Drafts(drafts::Args),
    Sync(sync::Args),
    Remote(remote::Args),
    Clone(clone::Args),
    Verify(verify::Args),
    Status(status::Args),
    Export(export::Args),
    Import(import::Args),
    Backup(backup::Args),
    Unlock(unlock::Args),
    Lock(lock::Args),
    Key(key::Args),
    Device(device::Args),
    Doctor(doctor::Args),
    Config(config::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// What a command came to: its exit code, where that is not told by an error.
type Outcome = Result<u8, Report>;

/// All went well.
const DONE: Outcome = Ok(0);
/// The verb did its work, and what it found is not what it must be.
const FOUND_WANTING: Outcome = Ok(5);

/// Runs diurnal on `args`, prints what came of it and returns the exit code.
pub fn main(args: Vec<OsString>, variable: Variable) -> ExitCode {
    let args = match Args::try_parse_from(spell_out(args)) {
        Ok(args) => args,
        Err(usage) => return tell_usage(&usage),
    };
    match run(args, variable) {
        Ok(code) => ExitCode::from(code),
        Err(report) => {
            if report.kind != crate::report::Kind::Closed {
                // Nothing can be done if stderr itself is closed; the exit code still tells.
                writeln!(std::io::stderr(), "{report}").ok();
            }
            ExitCode::from(report.exit_code())
        }
    }
}

/// The whole command line as data, for the man pages and the shell completions.
pub fn command() -> clap::Command {
    Args::command()
}

/// The words as the parser wants them: in `tag`, `-rain` takes a tag away and is no option.
pub fn spell_out(args: Vec<OsString>) -> Vec<OsString> {
    tag::spell_out(&command(), args)
}

fn run(args: Args, variable: Variable) -> Outcome {
    if args.version {
        return version::run(&Output::new(&args.globals, variable), args.verbose);
    }
    let survives = survives_bad_settings(args.command.as_ref());
    let context = Context::new(args.globals, variable, survives)?;
    match &args.command {
        Some(command) => carry_out(&context, command),
        None => screens::open_timeline(&context),
    }
}

fn carry_out(context: &Context, command: &Command) -> Outcome {
    match command {
        Command::Init(args) => init::run(context, args),
        Command::Demo(args) => demo::run(context, args),
        Command::Add(args) => add::run(context, args),
        Command::Write(args) => write::run(context, args),
        Command::List(args) => list::run(context, args),
        Command::Search(args) => search::run(context, args),
        Command::Show(args) => show::run(context, args),
        Command::OnThisDay(args) => on_this_day::run(context, args),
        Command::Random(args) => random::run(context, args),
        Command::Calendar(args) => calendar::run(context, args),
        Command::Stats(args) => stats::run(context, args),
        Command::Tags(args) => tags::run(context, args),
        Command::Journals(args) => tags::run_journals(context, args),
        Command::Words(args) => words::run(context, args),
        Command::Edit(args) => edit::run(context, args),
        Command::Tag(args) => tag::run(context, args),
        Command::Star(args) => star::run(context, args),
        Command::Move(args) => move_entry::run(context, args),
        Command::Delete(args) => delete::run(context, args),
        Command::Undelete(args) => undelete::run(context, args),
        Command::Purge(args) => purge::run(context, args),
        Command::History(args) => history::run(context, args),
        Command::Restore(args) => restore::run(context, args),
        Command::Conflicts(args) => conflicts::run(context, args),
        Command::Resolve(args) => resolve::run(context, args),
        Command::Drafts(args) => drafts::run(context, args),
        Command::Sync(args) => sync::run(context, args),
        Command::Remote(args) => remote::run(context, args),
        Command::Clone(args) => clone::run(context, args),
        Command::Verify(args) => verify::run(context, args),
        Command::Status(args) => status::run(context, args),
        Command::Export(args) => export::run(context, args),
        Command::Import(args) => import::run(context, args),
        Command::Backup(args) => backup::run(context, args),
        Command::Unlock(args) => unlock::run(context, args),
        Command::Lock(args) => lock::run(context, args),
        Command::Key(args) => key::run(context, args),
        Command::Device(args) => device::run(context, args),
        Command::Doctor(args) => doctor::run(context, args),
        Command::Config(args) => config::run(context, args),
        Command::Completions(args) => completions::run(context, args),
        Command::Man(args) => man::run(context, args),
    }
}

/// A slip in the settings file must not keep anyone from writing down a thought, nor from mending
/// the file.
fn survives_bad_settings(command: Option<&Command>) -> bool {
    command.is_none_or(|command| {
        matches!(
            command,
            Command::Add(_)
                | Command::Write(_)
                | Command::Config(_)
                | Command::Doctor(_)
                | Command::Lock(_)
                | Command::Completions(_)
                | Command::Man(_)
        )
    })
}

/// Prints help to stdout, and a wrong command line as every other error.
fn tell_usage(usage: &clap::Error) -> ExitCode {
    if !usage.use_stderr() {
        let printed = usage.print();
        return ExitCode::from(
            printed.map_or_else(|error| Report::from(error).exit_code(), |()| 0),
        );
    }
    let text = usage.render().to_string();
    let mut paragraphs = text.split("\n\n");
    let what = paragraphs.next().unwrap_or_default();
    let what = what.strip_prefix("error: ").unwrap_or(what);
    let one_line = what.split_whitespace().collect::<Vec<_>>().join(" ");
    let tip = paragraphs.find_map(|part| part.trim().strip_prefix("tip: "));
    let hint = tip.map_or_else(
        || "diurnal --help, or --help after the command".to_owned(),
        |tip| tip.split_whitespace().collect::<Vec<_>>().join(" "),
    );
    let report = Report::new(crate::report::Kind::Usage, one_line).hint(hint);
    writeln!(std::io::stderr(), "{report}").ok();
    ExitCode::from(report.exit_code())
}
