//! Draws [`crate::app::screens::history`].

use crate::app::event::Version;
use crate::app::layout;
use crate::app::layout::Versions;
use crate::app::screens::conflict::whose;
use crate::app::screens::history;
use crate::app::state::State;
use crate::model::amount::counted;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::compared;
use crate::tui::widgets::pen::Pen;

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    let history = &state.history;
    let panes = history::panes(state);
    let narrow = layout::is_narrow(pen.width());
    bars::head(pen, &place(state, narrow), &standing(state, narrow));
    pen.cursor(panes.list.left, panes.list_top);
    if history.versions.is_empty() {
        let text = if history.loaded {
            "There is nothing to show."
        } else {
            "reading every version"
        };
        pen.say((2, panes.list_top), panes.list.width, text, Role::Quiet);
        bars::foot(pen, state);
        return;
    }
    if !narrow {
        let title = (panes.list.left + 1, panes.list_top - 1);
        pen.say(title, panes.list.width, "Versions", Role::Heading);
        pen.rule_down(
            panes.first.left.saturating_sub(2),
            1,
            pen.height().saturating_sub(2),
        );
        about(pen, state, panes);
    }
    list(pen, state, panes);
    headings(pen, state, panes);
    let frame = compared::Frame {
        first: panes.first,
        second: panes.second,
        top: panes.top,
        rows: panes.rows,
    };
    if history.comparing.is_some() {
        let at = (panes.first.left + 1, panes.top);
        pen.say(
            at,
            panes.first.width,
            "comparing two long versions",
            Role::Quiet,
        );
    }
    compared::draw(pen, frame, &history.compared, history.top, ["-", "+"]);
    bars::foot(pen, state);
}

fn place(state: &State, narrow: bool) -> String {
    let label = &state.history.label;
    if narrow || label.is_empty() {
        return "History".to_owned();
    }
    format!("History  {label}")
}

fn standing(state: &State, narrow: bool) -> String {
    let history = &state.history;
    if !history.loaded {
        return String::new();
    }
    let count = counted(history.versions.len() as u64, "version", "versions");
    if narrow {
        count
    } else {
        format!("{count}, all kept")
    }
}

fn list(pen: &mut Pen<'_>, state: &State, panes: Versions) {
    let history = &state.history;
    let choice = history.choice;
    let last = history.versions.len();
    for line in 0..panes.list_rows {
        let number = choice.top + usize::from(line);
        let Some(version) = last
            .checked_sub(number + 1)
            .and_then(|number| history.versions.get(number))
        else {
            break;
        };
        let row = panes.list_top + line;
        let chosen = number == choice.chosen;
        let role = if chosen { Role::Chosen } else { Role::Plain };
        if chosen {
            pen.say((panes.list.left, row), 1, "▸", role);
            pen.cursor(panes.list.left, row);
        }
        let compared = history.against == Some(last - number - 1);
        let sign = if compared { "=" } else { "" };
        let text = format!("{:>2}{sign} {}", last - number, when(state, version));
        let at = (panes.list.left + 1, row);
        pen.quote(at, panes.list.width.saturating_sub(2), &text, role);
    }
}

/// `today 21:31  laptop`.
fn when(state: &State, version: &Version) -> String {
    let day = state.now().day(version.written);
    let clock = state.clock_of(version.written);
    let deleted = if version.deleted { "  deleted" } else { "" };
    format!("{day} {clock}  {}{deleted}", version.device)
}

/// What the chosen version changed, below the list.
fn about(pen: &mut Pen<'_>, state: &State, panes: Versions) {
    let history = &state.history;
    let Some(number) = history.number() else {
        return;
    };
    let row = panes.list_top + panes.list_rows + 1;
    let (left, room) = (panes.list.left + 1, panes.list.width.saturating_sub(2));
    let title = match history.base() {
        Some(base) => format!("From {} to {}", base + 1, number + 1),
        None => format!("Version {}", number + 1),
    };
    pen.say((left, row), room, &title, Role::Heading);
    let (came, went) = history.words;
    let words = format!("  {came} words came, {went} went");
    pen.say((left, row + 1), room, &words, Role::Quiet);
    if let Some(version) = history.version() {
        let by = format!("  {}", whose(version));
        pen.quote((left, row + 2), room, &by, Role::Quiet);
        if version.head {
            let text = if history.versions.iter().filter(|v| v.head).count() > 1 {
                "  ! stands beside another"
            } else {
                "  the newest"
            };
            pen.say((left, row + 3), room, text, Role::Quiet);
        }
    }
}

/// Above two columns: which version stands in each.
fn headings(pen: &mut Pen<'_>, state: &State, panes: Versions) {
    let Some(second) = panes.second else { return };
    let history = &state.history;
    let old = match history.base() {
        Some(base) => format!("Version {}", base + 1),
        None => "Nothing before it".to_owned(),
    };
    let new = history.number().map_or(0, |number| number + 1);
    let new = format!("Version {new}");
    for (span, text) in [(panes.first, old), (second, new)] {
        pen.say((span.left, panes.top - 1), span.width, &text, Role::Heading);
    }
}
