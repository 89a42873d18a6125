//! Where things stand for a size of the window: the screens need it to page and to scroll, the
//! drawing to draw. Cells count from 0.

use crate::app::edit::width;
use crate::app::notice::Notice;
use crate::app::notice::Weight;
use crate::model::places::FirstWeekday;
use crate::model::time::Day;

/// The smallest window that everything fits in, in cells.
pub const SIZE_MIN: (u16, u16) = (40, 12);
/// Lines of text are no wider than is good to read, in cells.
pub const TEXT_CELLS_MAX: u16 = 72;
/// From this width on the timeline shows list and preview, in cells.
pub const PREVIEW_FROM: u16 = 60;
/// From this width on the timeline shows the calendar too, in cells.
pub const CALENDAR_FROM: u16 = 100;
/// The calendar and the blank beside it, in cells.
const CALENDAR_CELLS: u16 = 31;

/// Columns of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first column.
    pub left: u16,
    /// How many.
    pub width: u16,
}

/// The panes of the timeline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Panes {
    /// The month as a calendar.
    pub calendar: Option<Span>,
    /// The entries.
    pub list: Span,
    /// The chosen entry's text.
    pub preview: Option<Span>,
    /// The first row under the head.
    pub top: u16,
    /// Rows between head and foot, without those of a notice.
    pub rows: u16,
}

/// Whether `size` has room for the screens.
pub fn fits(size: (u16, u16)) -> bool {
    size.0 >= SIZE_MIN.0 && size.1 >= SIZE_MIN.1
}

/// A pane is not dragged narrower than this, in cells.
const PANE_CELLS_MIN: u16 = 20;
/// Cells of one month: seven days of four, and a blank.
pub const MONTH_CELLS: u16 = 29;
/// Rows of one month: its name, the names of the days, six weeks.
pub const MONTH_ROWS: u16 = 8;

/// The row of the window in which a page's list begins: below its head and a blank.
pub const LIST_TOP: u16 = 2;
/// Rows below a page's list: a blank, what is typed and what it is, the foot.
const LIST_BELOW: u16 = 4;

/// Rows of a page's list in a window of this size, where `below` more stand under it.
pub fn list_rows(size: (u16, u16), below: u16) -> usize {
    usize::from(size.1.saturating_sub(LIST_TOP + LIST_BELOW + below)).max(1)
}

/// How many days stand before the first of `month` in its first week.
fn days_before(month: Day, begins: FirstWeekday) -> u8 {
    begins.place_of(month.first_of_month())
}

/// Where `day` stands in its month, from the month's first cell: column and row.
pub fn day_cell(day: Day, begins: FirstWeekday) -> (u16, u16) {
    let cell = days_before(day, begins) + day.day_of_month() - 1;
    (4 * u16::from(cell % 7), 2 + u16::from(cell / 7))
}

/// The day of `month` that stands at these cells from the month's first one, if any.
pub fn day_at(month: Day, begins: FirstWeekday, (column, row): (u16, u16)) -> Option<Day> {
    let week = row.checked_sub(2).filter(|week| *week < 6)?;
    let place = (column / 4).min(6);
    let number = (7 * week + place).checked_sub(u16::from(days_before(month, begins)))?;
    let first = month.first_of_month();
    (number < u16::from(first.days_in_month())).then(|| first.add_days(i64::from(number)))
}

/// Whether hints and heads must be short.
pub fn is_narrow(width: u16) -> bool {
    width < PREVIEW_FROM
}

/// The panes of the timeline in a window of `size` with this notice at its foot. Where its user dragged the rule before the preview, the list has `list` cells as far as both
/// stay wide enough to be read.
pub fn panes(size: (u16, u16), notice: Option<&Notice>, list: Option<u16>) -> Panes {
    let (width, height) = size;
    let rows = height.saturating_sub(2 + notice_rows(notice, width));
    let mut left = 0;
    let calendar = (width >= CALENDAR_FROM).then(|| {
        left = CALENDAR_CELLS + 1;
        Span {
            left: 0,
            width: CALENDAR_CELLS,
        }
    });
    let rest = width - left;
    if width < PREVIEW_FROM {
        let list = Span { left, width: rest };
        return Panes {
            calendar,
            list,
            preview: None,
            top: 1,
            rows,
        };
    }
    // The rule, a blank before the text and one behind it.
    let preview = (rest / 2 + 1).min(TEXT_CELLS_MAX + 2);
    let usual = rest - preview - 1;
    let list = list.map_or(usual, |list| {
        list.min(rest.saturating_sub(PANE_CELLS_MIN + 3))
            .max(PANE_CELLS_MIN)
    });
    let preview = rest - list - 1;
    Panes {
        calendar,
        list: Span { left, width: list },
        preview: Some(Span {
            left: left + list + 2,
            width: preview.saturating_sub(2).min(TEXT_CELLS_MAX),
        }),
        top: 1,
        rows,
    }
}

/// List and preview, without a calendar, in a window of `size` with this notice at its foot.
pub fn two_panes(size: (u16, u16), notice: Option<&Notice>) -> Panes {
    let (width, height) = size;
    let rows = height.saturating_sub(2 + notice_rows(notice, width));
    let preview = (width >= PREVIEW_FROM).then(|| (width / 2 + 1).min(TEXT_CELLS_MAX + 2));
    let list = width - preview.map_or(0, |cells| cells + 1);
    Panes {
        calendar: None,
        list: Span {
            left: 0,
            width: list,
        },
        preview: preview.map(|cells| Span {
            left: list + 2,
            width: cells.saturating_sub(2),
        }),
        top: 1,
        rows,
    }
}

/// Cells of the list of versions, and the rule beside it.
const VERSIONS_CELLS: u16 = 31;
/// Most rows of that list where it stands above the text.
const VERSIONS_ROWS_MAX: u16 = 3;
/// From this width on two texts stand side by side, in cells.
const SIDES_FROM: u16 = 60;

/// A list of versions and one or two texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Versions {
    /// The list.
    pub list: Span,
    /// Its first row.
    pub list_top: u16,
    /// Its rows.
    pub list_rows: u16,
    /// The text at the left, or the only one.
    pub first: Span,
    /// The text at the right.
    pub second: Option<Span>,
    /// The first row of the texts.
    pub top: u16,
    /// Their rows.
    pub rows: u16,
}

/// Where the versions of an entry stand: list and two texts, list and one, list above the text.
pub fn versions(size: (u16, u16), notice: Option<&Notice>, count: usize) -> Versions {
    let (width, height) = size;
    let rows = height.saturating_sub(2 + notice_rows(notice, width));
    if width < PREVIEW_FROM {
        let count = u16::try_from(count).unwrap_or(u16::MAX);
        let list_rows = count.clamp(1, VERSIONS_ROWS_MAX).min(rows);
        return Versions {
            list: Span { left: 0, width },
            list_top: 1,
            list_rows,
            first: Span {
                left: 1,
                width: width.saturating_sub(2),
            },
            second: None,
            top: 2 + list_rows,
            rows: rows.saturating_sub(list_rows + 1),
        };
    }
    let left = VERSIONS_CELLS + 1;
    let rest = width.saturating_sub(left + 1);
    let second = (width >= CALENDAR_FROM).then(|| {
        let half = (rest.saturating_sub(2) / 2).min(TEXT_CELLS_MAX + 2);
        Span {
            left: left + half + 2,
            width: half,
        }
    });
    Versions {
        list: Span {
            left: 0,
            width: VERSIONS_CELLS - 1,
        },
        list_top: 2,
        list_rows: rows.saturating_sub(6).max(1),
        first: Span {
            left,
            width: second.map_or(rest.min(TEXT_CELLS_MAX + 2), |span| span.width),
        },
        second,
        top: if second.is_some() { 2 } else { 1 },
        rows: rows.saturating_sub(u16::from(second.is_some())),
    }
}

/// Two texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    /// The text at the left, or both in one column.
    pub first: Span,
    /// The text at the right.
    pub second: Option<Span>,
    /// The first row of the texts.
    pub top: u16,
    /// Their rows.
    pub rows: u16,
}

/// Where two texts stand, `above` rows below the first of the window.
pub fn sides(size: (u16, u16), notice: Option<&Notice>, above: u16) -> Sides {
    let (width, height) = size;
    let rows = height.saturating_sub(1 + above + notice_rows(notice, width));
    if width < SIDES_FROM {
        return Sides {
            first: Span {
                left: 1,
                width: width.saturating_sub(2),
            },
            second: None,
            top: above,
            rows,
        };
    }
    let half = (width.saturating_sub(4) / 2).min(TEXT_CELLS_MAX + 2);
    Sides {
        first: Span {
            left: 1,
            width: half,
        },
        second: Some(Span {
            left: half + 3,
            width: half.min(width.saturating_sub(half + 4)),
        }),
        top: above,
        rows,
    }
}

/// Most rows that a notice takes.
const NOTICE_ROWS_MAX: u16 = 3;

/// Rows that a notice takes above the last row, as [`notice_lines`] breaks it.
pub fn notice_rows(notice: Option<&Notice>, width: u16) -> u16 {
    notice.map_or(0, |notice| {
        u16::try_from(notice_lines(notice, width).len()).unwrap_or(NOTICE_ROWS_MAX)
    })
}

/// A notice broken into rows between words, its sign before it, room for its hint in the last.
pub fn notice_lines(notice: &Notice, width: u16) -> Vec<String> {
    let room = usize::from(width.saturating_sub(4)).max(8);
    let hint = match notice.hint.chars().count() {
        0 => 0,
        cells => cells + 2,
    };
    let mut lines = vec![String::new()];
    let sign = match notice.weight {
        Weight::Done => "",
        Weight::Warning => "! ",
    };
    for word in format!("{sign}{}", notice.text).split(' ') {
        let count = lines.len();
        let Some(line) = lines.last_mut() else { break };
        let cells = line.chars().count() + 1 + word.chars().count();
        let full = cells > room && !line.is_empty();
        if full && count < usize::from(NOTICE_ROWS_MAX) {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    let last = lines.last().map_or(0, |line| line.chars().count());
    if last + hint > room && lines.len() < usize::from(NOTICE_ROWS_MAX) {
        lines.push(String::new());
    }
    lines
}

/// `text` broken between its words into rows of `room` cells; a longer word has a row of its own.
pub fn paragraph(text: &str, room: u16) -> Vec<String> {
    let cells = |text: &str| width::measure(text, 0, usize::MAX, usize::MAX).unwrap_or(0);
    let room = usize::from(room);
    let mut rows = Vec::new();
    let mut row = String::new();
    for word in text.split(' ') {
        if !row.is_empty() && cells(&row) + 1 + cells(word) > room {
            rows.push(std::mem::take(&mut row));
        }
        if !row.is_empty() {
            row.push(' ');
        }
        row.push_str(word);
    }
    rows.push(row);
    rows
}

/// The columns of one text in a window of this width: centred, one blank at each side at least.
pub fn page(width: u16) -> Span {
    let text = width.saturating_sub(2).min(TEXT_CELLS_MAX);
    let left = if width < PREVIEW_FROM {
        1
    } else if width < CALENDAR_FROM {
        (width - text) / 2 + 1
    } else {
        (width - text) / 2
    };
    Span {
        left: left.min(width),
        width: text.min(width.saturating_sub(left)),
    }
}

/// Rows of text on the page of the reading view: all but head, a blank under it, counts and keys.
pub fn read_rows(size: (u16, u16)) -> u16 {
    size.1.saturating_sub(if is_narrow(size.0) { 3 } else { 4 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_come_and_go_with_the_width() {
        let panes_at = |width| panes((width, 24), None, None);
        assert!(panes_at(59).preview.is_none());
        assert!(panes_at(60).preview.is_some());
        assert!(panes_at(99).calendar.is_none());
        assert!(panes_at(100).calendar.is_some());
    }

    #[test]
    fn a_click_finds_the_day_that_was_drawn_there() {
        use FirstWeekday::Monday;
        use FirstWeekday::Saturday;
        use FirstWeekday::Sunday;
        for begins in [Monday, Sunday, Saturday] {
            let mut day: Day = "2023-12-01".parse().unwrap();
            for _ in 0..200 {
                let (column, row) = day_cell(day, begins);
                assert!(row < MONTH_ROWS && column + 4 <= MONTH_CELLS);
                assert_eq!(day_at(day, begins, (column, row)), Some(day));
                assert_eq!(day_at(day, begins, (column + 3, row)), Some(day));
                day = day.add_days(1);
            }
        }
        let march: Day = "2024-03-01".parse().unwrap();
        assert_eq!(day_cell(march, Monday), (16, 2));
        assert_eq!(day_at(march, Monday, (0, 2)), None);
        assert_eq!(day_at(march, Monday, (0, 1)), None);
        assert_eq!(day_at(march, Monday, (0, 7)), None);
    }

    #[test]
    fn panes_fill_no_more_than_the_window() {
        for width in 1..400 {
            for height in [0, 1, 12, 300] {
                for list in [None, Some(0), Some(40), Some(400)] {
                    let panes = panes((width, height), Some(&Notice::warning("disk")), list);
                    let last = panes.preview.unwrap_or(panes.list);
                    assert!(last.left + last.width <= width, "{width}");
                }
                let notice = Notice::warning("disk");
                for versions in [0, 1, 9].map(|n| versions((width, height), Some(&notice), n)) {
                    let last = versions.second.unwrap_or(versions.first);
                    assert!(
                        width < PREVIEW_FROM || last.left + last.width <= width,
                        "{width}"
                    );
                }
                let sides = sides((width, height), Some(&notice), 3);
                let last = sides.second.unwrap_or(sides.first);
                assert!(
                    width < PREVIEW_FROM || last.left + last.width <= width,
                    "{width}"
                );
                let two = two_panes((width, height), None);
                let last = two.preview.unwrap_or(two.list);
                assert!(last.left + last.width <= width, "{width}");
                let page = page(width);
                assert!(page.left + page.width <= width, "{width}");
            }
        }
    }
}
