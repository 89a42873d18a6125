//! Lists while they are written: Enter goes on with the next item, Tab moves an item under the one
//! above. Pure, as [`operate`].

use std::ops::Range;

use crate::app::edit::buffer::Buffer;
use crate::app::edit::operate;
use crate::app::edit::operate::Edit;
use crate::app::edit::prefix::PREFIX_BYTES_MAX;
use crate::app::edit::prefix::Prefix;
use crate::app::edit::prefix::prefix;

/// Items below that are counted anew when one is put before them.
const RENUMBERED_MAX: usize = 1000;

/// Enter at `at`, which stands in no code: the next item, counted on, its task open; on an empty
/// item the end of the list. `None` where nothing goes on.
pub fn enter(buffer: &Buffer, at: usize) -> Option<Edit> {
    let number = buffer.line_of(at);
    let line = buffer.line(number);
    let head = head(buffer, number);
    let found = prefix(&head);
    if (found.marker.is_none() && found.quote.is_empty()) || at < line.start + found.end {
        return None;
    }
    if line.len() == found.end {
        return Some(Edit::new(line.clone(), "").caret(line.start));
    }
    let next = next_prefix(&head, &found);
    let caret = at + 1 + next.len();
    let mut text = format!("\n{next}");
    let mut end = at;
    if let Some((renumbered, to)) = renumbered(buffer, number, &head, &found) {
        text.push_str(&buffer.slice(at..line.end));
        text.push_str(&renumbered);
        end = to;
    }
    Some(Edit::new(at..end, text).caret(caret))
}

/// A blank typed at `at`, behind a sign that was typed although it had come by itself: there is only
/// one then. `None` where that is not so; a list in a list is told by its place, as Tab makes it.
pub fn repeated(buffer: &Buffer, at: usize) -> Option<Range<usize>> {
    let number = buffer.line_of(at);
    let line = buffer.line(number);
    if at != line.end || number == 0 || line.len() > PREFIX_BYTES_MAX {
        return None;
    }
    let own = buffer.slice(line);
    let above = head(buffer, number - 1);
    let opened = prefix(&above);
    opened.marker.as_ref()?;
    let came = next_prefix(&above, &opened);
    let typed = own.strip_prefix(came.as_str())?;
    let found = prefix(&came);
    let sign = came.get(found.marker?)?;
    let task = found.task.and_then(|task| came.get(task.bytes));
    let again = typed == sign || Some(typed) == task;
    again.then(|| at - typed.len()..at)
}

/// The line's first bytes, as many as a prefix can have.
fn head(buffer: &Buffer, line: usize) -> String {
    let line = buffer.line(line);
    buffer.slice(line.start..line.end.min(line.start + PREFIX_BYTES_MAX))
}

/// What the next item begins with.
fn next_prefix(head: &str, found: &Prefix) -> String {
    let mut next = head.get(..found.end).unwrap_or("").to_owned();
    if let Some(task) = &found.task {
        next.replace_range(task.bytes.clone(), "[ ]");
        if next.len() == task.bytes.end {
            next.push(' ');
        }
    }
    if let Some((digits, number)) = number(head, found) {
        next.replace_range(digits, &number.saturating_add(1).to_string());
    }
    next
}

/// The digits of a numbered item, and their value.
fn number(head: &str, found: &Prefix) -> Option<(Range<usize>, u64)> {
    let marker = found.marker.clone()?;
    let digits = marker.start..marker.end.checked_sub(1)?;
    let number = head.get(digits.clone())?.parse().ok()?;
    Some((digits, number))
}

/// The items below of the same list, counted on by one more, from the end of line `line` to the
/// byte given back. `None` where there are none, or their numbers do not count up.
fn renumbered(
    buffer: &Buffer,
    line: usize,
    own_head: &str,
    own: &Prefix,
) -> Option<(String, usize)> {
    let (own_digits, mut last) = number(own_head, own)?;
    let mut text = String::new();
    let mut pending = String::new();
    let mut end = buffer.line(line).end;
    let mut found_any = false;
    let last_line = buffer.line_count().min(line + RENUMBERED_MAX);
    for next in line + 1..last_line {
        let bytes = buffer.line(next);
        let head = head(buffer, next);
        let found = prefix(&head);
        let indent = found
            .marker
            .as_ref()
            .map_or(found.end, |marker| marker.start);
        let from = buffer.line(next - 1).end;
        let is_deeper = indent > own_digits.start && !bytes.is_empty();
        match number(&head, &found) {
            Some((digits, value)) if digits.start == own_digits.start => {
                if value != last + 1 {
                    break;
                }
                last = value;
                let line_text = buffer.slice(from..bytes.end);
                let lead = bytes.start - from;
                pending.push_str(line_text.get(..lead + digits.start).unwrap_or(""));
                pending.push_str(&(value + 1).to_string());
                pending.push_str(line_text.get(lead + digits.end..).unwrap_or(""));
                text.push_str(&pending);
                pending.clear();
                end = bytes.end;
                found_any = true;
            }
            _ if is_deeper => pending.push_str(&buffer.slice(from..bytes.end)),
            _ => break,
        }
    }
    found_any.then_some((text, end))
}

/// Tab: moves the item, or the selected lines, under the item above. `None` where the caret is in
/// no item and nothing is selected.
pub fn tab(buffer: &Buffer, range: &Range<usize>) -> Option<Edit> {
    let lines = operate::lines_of(buffer, range);
    if lines.len() > 1 {
        return Some(operate::indent(buffer, range));
    }
    let head = head(buffer, lines.start);
    let marker = prefix(&head).marker?;
    // Under the text of the item above, as CommonMark wants it.
    let cells = marker.len() + 1;
    let blanks = " ".repeat(cells);
    let edit = operate::by_line(buffer, range, |_| (0, &blanks));
    Some(counted(buffer, lines.start, edit))
}

/// Shift-Tab: moves the item, or the lines, back.
pub fn back_tab(buffer: &Buffer, range: &Range<usize>) -> Edit {
    let lines = operate::lines_of(buffer, range);
    let head = head(buffer, lines.start);
    let found = prefix(&head);
    match found.marker {
        Some(marker) if lines.len() == 1 && head.starts_with(' ') => {
            let cells = (marker.len() + 1).min(marker.start);
            let edit = operate::by_line(buffer, range, |line| {
                let blanks = line.bytes().take_while(|byte| *byte == b' ').count();
                (blanks.min(cells), "")
            });
            counted(buffer, lines.start, edit)
        }
        _ => operate::dedent(buffer, range),
    }
}

/// A numbered item that `edit` moved to another depth gets the number that it has there: one more
/// than the item above it in that list, 1 where it begins one. The items that stood below it are
/// counted on by one less, and those that it is put before by one more.
fn counted(buffer: &Buffer, line: usize, edit: Edit) -> Edit {
    let first = buffer.line(line);
    let own_head = head(buffer, line);
    if number(&own_head, &prefix(&own_head)).is_none() || edit.range != first {
        return edit;
    }
    let moved = edit.text.as_str().to_owned();
    let mut last = block_end(buffer, line);
    let mut lines = Vec::new();
    let begin = block_start(buffer, line);
    for at in begin..last {
        let text = if at == line {
            moved.clone()
        } else {
            buffer.slice(buffer.line(at))
        };
        lines.push(text);
    }
    let before: Vec<String> = (begin..last)
        .map(|at| buffer.slice(buffer.line(at)))
        .collect();
    if !recounted(&before, usize::MAX).1 {
        return edit;
    }
    let (changed, _) = recounted(&lines, line - begin);
    // Lines that stay as they are at the end need not be part of the change.
    while last > line + 1 && changed.get(last - 1 - begin) == lines.get(last - 1 - begin) {
        last -= 1;
    }
    let mut text = String::new();
    for at in line..last {
        text.push_str(changed.get(at - begin).map_or("", String::as_str));
        if at + 1 < last {
            text.push_str(&buffer.slice(buffer.line(at).end..buffer.line_start(at + 1)));
        }
    }
    let length = changed.get(line - begin).map_or(0, String::len);
    let follow = |place: usize| {
        (place + length)
            .saturating_sub(moved.len())
            .max(first.start)
    };
    let (anchor, caret) = edit.select;
    let end = buffer.line(last.saturating_sub(1)).end;
    Edit::new(first.start..end, text).selecting(follow(anchor), follow(caret))
}

/// The first line of the list around `line`, not more than a thousand lines above.
fn block_start(buffer: &Buffer, line: usize) -> usize {
    let lowest = line.saturating_sub(RENUMBERED_MAX);
    (lowest..line)
        .rev()
        .find(|at| buffer.line(*at).is_empty())
        .map_or(lowest, |at| at + 1)
}

/// The line behind the list around `line`, not more than a thousand lines below.
fn block_end(buffer: &Buffer, line: usize) -> usize {
    let highest = buffer.line_count().min(line + RENUMBERED_MAX);
    (line..highest)
        .find(|at| buffer.line(*at).is_empty())
        .unwrap_or(highest)
}

/// The lines, the numbered items from `from` on counted: each one more than the one above it at
/// its depth; and whether all counted up before. One that does not, as one of many "1.", stays as
/// it is.
fn recounted(lines: &[String], from: usize) -> (Vec<String>, bool) {
    let mut counted_up = true;
    let mut above: Vec<(usize, u64)> = Vec::new();
    let mut counted = lines.to_vec();
    for (at, line) in counted.iter_mut().enumerate() {
        let found = prefix(line);
        let indent = found.marker.as_ref().map(|marker| marker.start);
        let Some(indent) = indent else { continue };
        above.retain(|(depth, _)| *depth <= indent);
        let Some((digits, value)) = number(line, &found) else {
            above.retain(|(depth, _)| *depth < indent);
            continue;
        };
        let before = above.iter().find(|(depth, _)| *depth == indent);
        counted_up &= before.is_none_or(|(_, before)| before.saturating_add(1) == value);
        let wanted = match before {
            Some((_, before)) => before.saturating_add(1),
            None if at == from => 1,
            None => value,
        };
        if at >= from {
            line.replace_range(digits, &wanted.to_string());
        }
        let now = if at >= from { wanted } else { value };
        above.retain(|(depth, _)| *depth < indent);
        above.push((indent, now));
    }
    (counted, counted_up)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entered(text: &str) -> String {
        let at = text.find('|').unwrap();
        let mut buffer = Buffer::new(&text.replace('|', ""));
        let Some(edit) = enter(&buffer, at) else {
            return "nothing".to_owned();
        };
        buffer.replace(edit.range, edit.text.as_str());
        let mut text = buffer.snapshot().text();
        text.insert(edit.select.1, '|');
        text
    }

    #[test]
    fn a_sign_typed_although_it_came_is_one() {
        for (text, typed) in [
            ("- one\n- -", Some("-")),
            ("> * one\n> * *", Some("*")),
            ("1. one\n2. 2.", Some("2.")),
            ("- [x] one\n- [ ] -", Some("-")),
            ("- [x] one\n- [ ] [ ]", Some("[ ]")),
            ("- one\n- *", None),
            ("1. one\n2. 3.", None),
            ("- -", None),
            ("one\n- -", None),
            ("- one\n- two -", None),
        ] {
            let found = repeated(&Buffer::new(text), text.len());
            assert_eq!(found.and_then(|range| text.get(range)), typed, "{text}");
        }
    }

    #[test]
    fn the_next_item_comes_by_itself() {
        for (text, expected) in [
            ("- one|", "- one\n- |"),
            ("  * o|ne", "  * o\n  * |ne"),
            ("- [x] done|", "- [x] done\n- [ ] |"),
            ("> quoted|", "> quoted\n> |"),
            ("> 9) nine|", "> 9) nine\n> 10) |"),
            ("- |", "|"),
            ("> - [ ] |", "|"),
            ("plain|", "nothing"),
            ("-| one", "nothing"),
        ] {
            assert_eq!(entered(text), expected, "{text}");
        }
    }

    #[test]
    fn items_below_are_counted_anew() {
        assert_eq!(
            entered("1. a|\n2. b\n   more\n3. c\n\n4. d"),
            "1. a\n2. |\n3. b\n   more\n4. c\n\n4. d"
        );
        assert_eq!(entered("1. a|\n1. b"), "1. a\n2. |\n1. b");
        assert_eq!(entered("9. a|b\r\n10. c"), "9. a\n10. |b\r\n11. c");
    }

    #[test]
    fn an_item_that_moves_is_counted_where_it_comes() {
        let moved = |text: &str, back: bool| {
            let at = text.find('|').unwrap();
            let mut buffer = Buffer::new(&text.replace('|', ""));
            let edit = if back {
                back_tab(&buffer, &(at..at))
            } else {
                tab(&buffer, &(at..at)).unwrap()
            };
            buffer.replace(edit.range, edit.text.as_str());
            let mut text = buffer.snapshot().text();
            text.insert(edit.select.1, '|');
            text
        };
        let under = "1. a\n   1. b|\n2. c\n3. d\n\ntext";
        assert_eq!(moved("1. a\n2. b|\n3. c\n4. d\n\ntext", false), under);
        let back = "1. a\n2. b|\n3. c\n4. d\n\ntext";
        assert_eq!(moved(under, true), back);
        assert_eq!(
            moved("1. a\n   1. b\n   2. c\n2. d|\n3. e", false),
            "1. a\n   1. b\n   2. c\n   3. d|\n2. e"
        );
        assert_eq!(
            moved("9. a\n10. b|\r\n11. c\r\n", false),
            "9. a\n    1. b|\r\n10. c\r\n"
        );
        // All ones stay ones, and so does what follows.
        assert_eq!(moved("1. a\n1. b|\n1. c", false), "1. a\n   1. b|\n1. c");
        assert_eq!(moved("- a\n- b|", false), "- a\n  - b|");
    }

    #[test]
    fn items_go_under_the_one_above() {
        let moved = |text: &str, edit: Edit| {
            let mut buffer = Buffer::new(text);
            buffer.replace(edit.range, edit.text.as_str());
            (buffer.snapshot().text(), edit.select.1)
        };
        let buffer = Buffer::new("1. a");
        let edit = tab(&buffer, &(4..4)).unwrap();
        assert_eq!(moved("1. a", edit), ("   1. a".to_owned(), 7));
        let buffer = Buffer::new("   1. a");
        assert_eq!(
            moved("   1. a", back_tab(&buffer, &(7..7))),
            ("1. a".to_owned(), 4)
        );
        assert_eq!(tab(&Buffer::new("a"), &(1..1)), None);
    }
}
