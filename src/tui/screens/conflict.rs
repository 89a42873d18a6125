//! Draws [`crate::app::screens::conflict`]: two versions side by side, or row by row where it is narrow.

use crate::app::event::Version;
use crate::app::layout;
use crate::app::layout::Sides;
use crate::app::screens::conflict;
use crate::app::screens::conflict::Standing;
use crate::app::screens::conflict::whose;
use crate::app::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::compared;
use crate::tui::widgets::dialog;
use crate::tui::widgets::pen::Pen;

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    let narrow = layout::is_narrow(pen.width());
    let panes = conflict::panes(state);
    bars::head(pen, &place(state), &standing(state, narrow));
    pen.cursor(1, 1);
    match state.conflict.sides() {
        Some((one, other)) => sides(pen, state, panes, (one, other)),
        None => nothing(pen, state),
    }
    bars::foot(pen, state);
}

/// `Conflict 1 of 2`: which of the entries that wait for a decision.
fn place(state: &State) -> String {
    if state.conflict.standing != Standing::SideBySide {
        return "Merged versions".to_owned();
    }
    let rows = state.timeline.rows.iter().filter(|row| row.conflict);
    let ids: Vec<_> = rows.map(|row| row.id).collect();
    let number = ids.iter().position(|id| Some(*id) == state.conflict.id);
    match number {
        Some(number) => format!("Conflict {} of {}", number + 1, ids.len()),
        None => "Conflict".to_owned(),
    }
}

fn standing(state: &State, narrow: bool) -> String {
    let conflict = &state.conflict;
    let Some((one, _)) = conflict.sides() else {
        return String::new();
    };
    if narrow {
        return String::new();
    }
    let at = &one.content.at;
    let day = at.day(state.look.day_starts);
    format!("{}, {}", day.long(), state.clock(at))
}

fn nothing(pen: &mut Pen<'_>, state: &State) {
    let room = pen.width().saturating_sub(3).min(layout::TEXT_CELLS_MAX);
    let text = if state.conflict.loaded {
        "This entry has one version only: there is nothing to decide. Esc goes back."
    } else {
        "reading both versions"
    };
    pen.cursor(2, 2);
    dialog::paragraph(pen, (2, 2), room, text, Role::Plain);
}

fn sides(pen: &mut Pen<'_>, state: &State, panes: Sides, (one, other): (&Version, &Version)) {
    let half = pen.width() / 2;
    let (left, right) = match panes.second {
        Some(second) => (panes.first, second),
        None => (
            layout::Span {
                left: 1,
                width: half.saturating_sub(2),
            },
            layout::Span {
                left: half,
                width: half.saturating_sub(1),
            },
        ),
    };
    for (span, number, version) in [(left, 1, one), (right, 2, other)] {
        heading(pen, state, span, number, version);
    }
    if let Some(second) = panes.second {
        let rows = panes.rows + panes.top.saturating_sub(1);
        pen.rule_down(second.left.saturating_sub(2), 1, rows);
    }
    let frame = compared::Frame {
        first: panes.first,
        second: panes.second,
        top: panes.top,
        rows: panes.rows,
    };
    let signs = if panes.second.is_some() {
        ["-", "+"]
    } else {
        ["1", "2"]
    };
    let conflict = &state.conflict;
    compared::draw(pen, frame, &conflict.compared, conflict.top, signs);
    let end = panes.top + panes.rows.saturating_sub(1);
    let long = conflict.compared.len() > usize::from(panes.rows.saturating_sub(2));
    if state.notice.is_none() && !long {
        let text = if conflict.heads.len() > 2 {
            format!(
                "Version {} of {} at the right, Tab the next. All are kept whatever you choose.",
                conflict.other + 1,
                conflict.heads.len()
            )
        } else if let Some(text) = settled(conflict.standing, panes.second.is_some()) {
            text.to_owned()
        } else if panes.second.is_some() {
            "Both versions are kept whatever you choose.".to_owned()
        } else {
            "Both are kept whatever you choose.".to_owned()
        };
        pen.say((1, end), pen.width().saturating_sub(2), &text, Role::Quiet);
    }
    pen.cursor(panes.first.left, panes.top);
}

/// What was settled without a person; none where nothing was.
fn settled(standing: Standing, wide: bool) -> Option<&'static str> {
    match (standing, wide) {
        (Standing::SideBySide, _) => None,
        (Standing::Merged, true) => {
            Some("They were merged by themselves: the entry shows what they say together.")
        }
        (Standing::Merged, false) => Some("They were merged by themselves."),
        (Standing::Kept, true) => {
            Some("Deleted on one device, changed on another: the change is shown.")
        }
        (Standing::Kept, false) => Some("Deleted and changed: the change is shown."),
    }
}

/// `1  laptop (here)  today 08:40`.
fn heading(pen: &mut Pen<'_>, state: &State, span: layout::Span, number: u8, version: &Version) {
    let day = state.now().day(version.written);
    let clock = state.clock_of(version.written);
    let wide = span.width > 30;
    let who = if wide {
        whose(version)
    } else {
        version.device.clone()
    };
    let when = if wide {
        format!("{day} {clock}")
    } else {
        clock
    };
    let deleted = if version.deleted { "  deleted it" } else { "" };
    let text = format!("{number}  {who}  {when}{deleted}");
    pen.quote((span.left, 1), span.width, &text, Role::Heading);
}
