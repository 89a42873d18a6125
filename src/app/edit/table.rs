//! Tables of Markdown, aligned on demand.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::app::edit::buffer::Buffer;
use crate::app::edit::operate::Edit;
use crate::app::edit::width;

/// Rows of a table that is aligned; a longer one is left alone.
const ROWS_MAX: usize = 10_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Align {
    Left,
    Right,
    Centre,
}

/// The table around `at` with its columns under one another; the caret stays in its cell. `None`
/// where there is no table.
pub fn align(buffer: &Buffer, at: usize) -> Option<Edit> {
    let here = buffer.line_of(at);
    let lines = table_lines(buffer, here)?;
    let rows: Vec<Vec<String>> = lines
        .clone()
        .map(|line| cells(&buffer.slice(buffer.line(line))))
        .collect();
    let rule = rows
        .iter()
        .position(|row| row.iter().all(|cell| is_rule(cell)))?;
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut widths = vec![3; columns];
    for (_, row) in rows
        .iter()
        .enumerate()
        .filter(|(number, _)| *number != rule)
    {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell_width(cell));
        }
    }
    let aligns: Vec<Align> = rows.get(rule)?.iter().map(|cell| of_rule(cell)).collect();
    let start = buffer.line_start(lines.start);
    let end = buffer.line(lines.end - 1).end;
    let before = buffer.slice(buffer.line_start(here)..at);
    let column = bars(&before).max(1) - 1;
    let mut text = String::new();
    let mut caret = start;
    for (number, row) in rows.iter().enumerate() {
        if number > 0 {
            text.push('\n');
        }
        for (place, width) in widths.iter().enumerate() {
            let align = aligns.get(place).copied().unwrap_or(Align::Left);
            let cell = row.get(place).map_or("", String::as_str);
            text.push_str("| ");
            if number == rule {
                text.push_str(&rule_of(align, *width));
            } else {
                text.push_str(&padded(cell, align, *width));
            }
            text.push(' ');
            if lines.start + number == here && place == column.min(columns.saturating_sub(1)) {
                caret = start + text.trim_end().len();
            }
        }
        text.push('|');
    }
    Some(Edit::new(start..end, text).caret(caret))
}

fn table_lines(buffer: &Buffer, here: usize) -> Option<Range<usize>> {
    let is_row = |line: usize| {
        buffer
            .slice(buffer.line(line))
            .trim_start()
            .starts_with('|')
    };
    if !is_row(here) {
        return None;
    }
    let mut start = here;
    while start > 0 && here - start < ROWS_MAX && is_row(start - 1) {
        start -= 1;
    }
    let mut end = here + 1;
    while end < buffer.line_count() && end - here < ROWS_MAX && is_row(end) {
        end += 1;
    }
    Some(start..end)
}

/// How many signs between cells there are.
fn bars(text: &str) -> usize {
    let mut count = 0;
    let mut escaped = false;
    for c in text.chars() {
        count += usize::from(c == '|' && !escaped);
        escaped = c == '\\' && !escaped;
    }
    count
}

fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for c in line.chars() {
        if c == '|' && !escaped {
            cells.push(String::new());
        } else if let Some(cell) = cells.last_mut() {
            cell.push(c);
        }
        escaped = c == '\\' && !escaped;
    }
    if cells.last().is_some_and(|cell| cell.trim().is_empty()) && cells.len() > 1 {
        cells.pop();
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

fn is_rule(cell: &str) -> bool {
    cell.contains('-') && cell.chars().all(|c| matches!(c, '-' | ':'))
}

fn of_rule(cell: &str) -> Align {
    match (cell.starts_with(':'), cell.ends_with(':')) {
        (true, true) => Align::Centre,
        (false, true) => Align::Right,
        _ => Align::Left,
    }
}

fn rule_of(align: Align, width: usize) -> String {
    match align {
        Align::Left => "-".repeat(width),
        Align::Right => format!("{}:", "-".repeat(width.saturating_sub(1))),
        Align::Centre => format!(":{}:", "-".repeat(width.saturating_sub(2))),
    }
}

fn cell_width(cell: &str) -> usize {
    let cells = |part| usize::from(width::cell_width(&width::shown(part)));
    cell.graphemes(true).map(cells).sum()
}

fn padded(cell: &str, align: Align, width: usize) -> String {
    let blanks = width.saturating_sub(cell_width(cell));
    let before = match align {
        Align::Left => 0,
        Align::Right => blanks,
        Align::Centre => blanks / 2,
    };
    format!(
        "{}{cell}{}",
        " ".repeat(before),
        " ".repeat(blanks - before)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_one_another() {
        let text = "x\n|day|what|\n|:-:|--:|\n| 雨 | a \\| b|c\n|longer|\ny";
        let mut buffer = Buffer::new(text);
        let edit = align(&buffer, text.find("雨").unwrap()).unwrap();
        let caret = edit.select.1;
        buffer.replace(edit.range, edit.text.as_str());
        let aligned = buffer.snapshot().text();
        assert_eq!(
            aligned,
            "x\n|  day   |   what |     |\n| :----: | -----: | --- |\n|   雨   | a \\| b | c   |\n| longer |        |     |\ny"
        );
        assert_eq!(
            aligned.get(..caret).map(|text| text.ends_with('雨')),
            Some(true)
        );
        let again = align(&buffer, caret).unwrap();
        assert_eq!(
            buffer.slice(again.range),
            again.text.as_str(),
            "twice is once"
        );
        assert_eq!(align(&buffer, 0), None);
        assert_eq!(align(&Buffer::new("| a |"), 2), None);
    }
}
