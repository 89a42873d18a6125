//! A body from standard input: bounded in memory, byte for byte, and kept even where it cannot be saved.

use std::io;
use std::io::Read;

use crate::cli::error::CliError;
use crate::journal::Journal;
use crate::model::limits;
use crate::report::Report;

/// Reads standard input to its end and makes a body of it. What cannot be one is kept in `journal`
/// as a sealed draft, up to [`limits::DRAFT_BYTES_MAX`], and never in memory as a whole.
pub(super) fn from_stdin(journal: &mut Journal) -> Result<String, Report> {
    let mut stdin = io::stdin().lock();
    let mut bytes = Vec::new();
    let bound = u64::try_from(limits::BODY_BYTES_MAX + 1).unwrap_or(u64::MAX);
    (&mut stdin)
        .take(bound)
        .read_to_end(&mut bytes)
        .map_err(CliError::Stdin)?;
    if bytes.len() > limits::BODY_BYTES_MAX {
        return Err(too_long(journal, &mut bytes.as_slice().chain(stdin)));
    }
    body(journal, bytes)
}

/// Makes a body of `bytes`; what cannot be one is kept in `journal` as a sealed draft.
pub(super) fn body(journal: &mut Journal, bytes: Vec<u8>) -> Result<String, Report> {
    if bytes.len() > limits::BODY_BYTES_MAX {
        return Err(too_long(journal, &mut bytes.as_slice()));
    }
    String::from_utf8(bytes).map_err(|bad| {
        let place = place(bad.as_bytes(), bad.utf8_error().valid_up_to());
        let advice = " | iconv -f latin1 -t utf-8 | diurnal add -";
        kept(journal, &mut bad.as_bytes(), place, advice)
    })
}

fn too_long(journal: &mut Journal, bytes: &mut dyn Read) -> Report {
    let max = limits::BODY_BYTES_MAX;
    kept(journal, bytes, CliError::TooLong { max }, " > FILE")
}

/// Keeps `bytes`, and says how much of them, or why not; `advice` is what to do with them.
fn kept(journal: &mut Journal, bytes: &mut dyn Read, error: CliError, advice: &str) -> Report {
    let why = error.to_string();
    let report = Report::from(error);
    let kept = match journal.keep_bytes(bytes, &why) {
        Ok(kept) => kept,
        Err(unkept) => {
            return report.because(format!("and no draft of it could be kept: {unkept}"));
        }
    };
    let report = match &kept.rest {
        None => report.because("the text is kept as a sealed draft"),
        Some(rest) => report.because(format!(
            "its first {} bytes are kept as a sealed draft, and nothing of what came after them: {rest}",
            kept.size
        )),
    };
    let short = kept.id.get(..8).unwrap_or(&kept.id);
    report.hint(format!("diurnal drafts show {short}{advice}"))
}

/// Line and byte, both from 1, of the byte `at` places after the first.
fn place(bytes: &[u8], at: usize) -> CliError {
    let before = bytes.get(..at).unwrap_or(bytes);
    let lines = before.split(|byte| *byte == b'\n');
    let (line, in_line) = lines.fold((0, 0), |(line, _), text| (line + 1, text.len()));
    CliError::NotUtf8 {
        line,
        byte: in_line + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_byte_is_named_by_line_and_byte() {
        let said = |bytes: &[u8], at| place(bytes, at).to_string();
        assert_eq!(said(b"\xff", 0), "the text is not UTF-8: line 1, byte 1");
        assert_eq!(
            said(b"one\ntwo\xff", 7),
            "the text is not UTF-8: line 2, byte 4"
        );
    }
}
