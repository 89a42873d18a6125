//! Entries as rows: for people one line each, for scripts one object each.

use anstyle::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::cli::output;
use crate::cli::output::Lines;
use crate::cli::output::Output;
use crate::model::entry::DEFAULT_JOURNAL;
use crate::model::entry::Summary;
use crate::model::json;
use crate::model::text;
use crate::report::Report;

/// Prints `row` as an object or as a line, as the options want it.
pub(super) fn print(output: &Output, lines: &mut Lines, row: &Summary) -> Result<(), Report> {
    if output.json {
        lines.object(&json::row(row))
    } else if let Some(numbered) = &output.numbered {
        let mut ids = numbered.borrow_mut();
        ids.push(row.id);
        lines.line(spoken(ids.len(), row))
    } else {
        lines.line(line(output, row))
    }
}

/// `3. Wed 13 March 2024, 21:04. Rain on the roof, starred`: in words, to be read aloud.
fn spoken(number: usize, row: &Summary) -> String {
    let mut line = format!("{number}. {}, {}. ", row.day.long(), row.at.clock());
    let label = row.label();
    line.push_str(&text::visible_line(if label.is_empty() {
        "no words"
    } else {
        &label
    }));
    let mut add = |fact: &str| {
        line.push_str(", ");
        line.push_str(&text::visible_line(fact));
    };
    if row.starred {
        add("starred");
    }
    if row.conflict {
        add("two versions side by side");
    }
    if row.merged {
        add("merged from several devices");
    }
    if row.n_files > 0 {
        add("attachments");
    }
    for tag in &row.tags {
        add(&format!("#{tag}"));
    }
    if row.journal != DEFAULT_JOURNAL {
        add(&format!("in {}", row.journal));
    }
    line
}

/// `1a2b3c4d  2024-02-29 21:30 *  Leap day  #rare`, cut to the terminal's columns.
fn line(output: &Output, row: &Summary) -> String {
    let mut line = Line::new(output);
    line.put(output::ID, &row.id.short());
    line.put(Style::new(), &format!("  {} {} ", row.day, row.at.clock()));
    match (row.conflict, row.merged) {
        (true, _) => line.put(output::BAD, "!"),
        (false, true) => line.put(output::DIM, "&"),
        (false, false) => line.put(Style::new(), " "),
    }
    line.put(output::STRONG, if row.starred { "*" } else { " " });
    line.put(Style::new(), if row.n_files > 0 { "@ " } else { "  " });
    let label = row.label();
    let label = if label.is_empty() {
        "(no words)"
    } else {
        &label
    };
    let style = if row.title.is_empty() {
        Style::new()
    } else {
        output::STRONG
    };
    line.put(style, label);
    for tag in &row.tags {
        line.put(output::TAG, &format!("  #{tag}"));
    }
    if row.journal != DEFAULT_JOURNAL {
        line.put(output::DIM, &format!("  ({})", row.journal));
    }
    line.text
}

/// A line that knows how many cells are left.
struct Line<'a> {
    output: &'a Output,
    left: Option<usize>,
    text: String,
}

impl<'a> Line<'a> {
    fn new(output: &'a Output) -> Self {
        Self {
            output,
            left: output.columns,
            text: String::new(),
        }
    }

    /// Adds `part`, made harmless, as far as it fits.
    fn put(&mut self, style: Style, part: &str) {
        let shown = text::visible_line(part);
        let cut = match self.left {
            Some(cells) => cut(&shown, cells),
            None => &shown,
        };
        if let Some(left) = &mut self.left {
            *left = left.saturating_sub(cut.width());
        }
        if !cut.is_empty() {
            self.text.push_str(&self.output.paint(style, cut));
        }
    }
}

/// The front of `text` that fits into `cells`, whole graphemes.
fn cut(text: &str, cells: usize) -> &str {
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += grapheme.width();
        if used > cells {
            return text.split_at(at).0;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_cut_between_graphemes() {
        assert_eq!(cut("rain", 10), "rain");
        assert_eq!(cut("rain", 2), "ra");
        assert_eq!(cut("日本", 3), "日");
        assert_eq!(cut("e\u{301}a", 1), "e\u{301}");
    }
}
