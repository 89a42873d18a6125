//! `diurnal --version`: which program this is, and with `--verbose` what it is made of.

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::output::Output;
use crate::journal::about;

/// The commit that it was built from; only `.ci/package` tells it.
const COMMIT: Option<&str> = option_env!("DIURNAL_COMMIT");

/// Needs no settings and no vault: this is what a person is asked for when nothing works.
pub(super) fn run(output: &Output, verbose: bool) -> Outcome {
    let version = env!("CARGO_PKG_VERSION");
    if !verbose {
        output.line(format_args!("diurnal {version}"))?;
    } else if output.json {
        output.object(&json!({
            "version": version,
            "commit": COMMIT,
            "libraries": object(about::libraries()),
            "formats": object(about::formats()),
        }))?;
    } else {
        let mut lines = output.lines();
        lines.line(format_args!("diurnal {version}"))?;
        let commit = COMMIT.unwrap_or("not told");
        lines.line(format_args!("{:<15} {commit}", "commit"))?;
        for (name, version) in about::libraries() {
            lines.line(format_args!("{name:<15} {version}"))?;
        }
        for (name, number) in about::formats() {
            lines.line(format_args!("{:<15} {number}", format!("{name} format")))?;
        }
        lines.end()?;
    }
    DONE
}

fn object<T: Into<Value>, const N: usize>(rows: [(&str, T); N]) -> Value {
    let rows = rows.map(|(name, value)| (name.to_owned(), value.into()));
    Value::Object(Map::from_iter(rows))
}
