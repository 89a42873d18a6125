//! Draws [`crate::app::screens::wizard`].

use std::cmp::Ordering;

use crate::app::layout;
use crate::app::screens::wizard::Step;
use crate::app::screens::wizard::Wizard;
use crate::app::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::dialog;
use crate::tui::widgets::pen::Pen;

const STEPS: [&str; 4] = ["1 name", "2 passphrase", "3 backup", "4 recovery key"];

/// Where the page stands on the screen.
#[derive(Clone, Copy)]
struct Page {
    left: u16,
    room: u16,
    /// Whether there is no room for blank rows and second sentences.
    low: bool,
}

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    let wizard = &state.wizard;
    let number = match wizard.step {
        Step::Name => 1,
        Step::Passphrase => 2,
        Step::Remote | Step::Making => 3,
        Step::Recovery => 4,
    };
    bars::head(pen, "First start", &format!("step {number} of 4"));
    let left = if layout::is_narrow(pen.width()) { 1 } else { 3 };
    let room = pen.width().saturating_sub(left + 1);
    let page = Page {
        left,
        room: room.min(layout::TEXT_CELLS_MAX),
        low: pen.height() < 20,
    };
    if !page.low {
        steps(pen, page, number);
    }
    bars::foot(pen, state);
    match wizard.step {
        Step::Name => name(pen, page, wizard),
        Step::Passphrase => passphrase(pen, page, wizard),
        Step::Remote => remote(pen, page, wizard),
        Step::Making => making(pen, page),
        Step::Recovery => recovery(pen, page, wizard),
    }
}

fn title(pen: &mut Pen<'_>, page: Page, text: &str) -> u16 {
    let row = if page.low { 1 } else { 2 };
    pen.say((page.left, row), page.room, text, Role::Heading);
    row + if page.low { 1 } else { 2 }
}

fn wrong(pen: &mut Pen<'_>, page: Page, row: u16, wizard: &Wizard) {
    if let Some(why) = &wizard.wrong {
        let at = (page.left, row);
        dialog::paragraph(pen, at, page.room, &format!("! {why}"), Role::Warning);
    }
}

fn name(pen: &mut Pen<'_>, page: Page, wizard: &Wizard) {
    let mut row = title(pen, page, "A new journal, kept on this device");
    let text = "All you write is encrypted before it reaches the disk. What shall this device be \
                called? The name tells your devices apart, should there be more.";
    row = dialog::paragraph(pen, (page.left, row), page.room, text, Role::Plain) + 1;
    wrong(pen, page, row + 2, wizard);
    pen.say((page.left, row), page.room, "Name", Role::Plain);
    let room = page.room.saturating_sub(6);
    dialog::field(pen, (page.left + 6, row), room, ">", &wizard.name);
}

fn passphrase(pen: &mut Pen<'_>, page: Page, wizard: &Wizard) {
    let mut row = title(pen, page, "Choose a passphrase");
    if !page.low {
        let text = "You will type it to open the journal. If you lose it, the recovery key of the \
                    last step is the only other way in. Nobody can reset it, not even we.";
        row = dialog::paragraph(pen, (page.left, row), page.room, text, Role::Plain) + 1;
    }
    if wizard.generated {
        words(pen, page, row, wizard);
        return;
    }
    let column = page.left + 13;
    let room = page.room.saturating_sub(13);
    pen.say((page.left, row), page.room, "Passphrase", Role::Plain);
    let one = dialog::hidden(pen, (column, row), room, &wizard.passphrase, wizard.shown);
    pen.say((page.left, row + 1), page.room, "Once more", Role::Plain);
    let two = dialog::hidden(pen, (column, row + 1), room, &wizard.again, wizard.shown);
    row += 3;
    let strength = wizard.strength();
    if !strength.is_empty() {
        pen.say((page.left, row), page.room, "Strength", Role::Plain);
        row = dialog::paragraph(pen, (column, row), room, strength, Role::Quiet) - 1;
    }
    row += if page.low { 1 } else { 2 };
    let offer = "Ctrl-G makes seven words that no machine can guess.";
    let below = dialog::paragraph(pen, (page.left, row), page.room, offer, Role::Quiet);
    wrong(pen, page, below, wizard);
    let (column, row) = if wizard.in_again { two } else { one };
    pen.cursor(column, row);
}

fn words(pen: &mut Pen<'_>, page: Page, mut row: u16, wizard: &Wizard) {
    let text = "Write these words down, in this order:";
    pen.say((page.left, row), page.room, text, Role::Plain);
    row += if page.low { 1 } else { 2 };
    let at = (page.left + 2, row);
    let text = wizard.passphrase.expose();
    let below = dialog::paragraph(pen, at, page.room.saturating_sub(2), text, Role::Place);
    row = below + u16::from(!page.low);
    let text = format!(
        "Seven words out of 2,048: {}. Ctrl-G makes others; typing chooses one of your own.",
        wizard.strength()
    );
    row = dialog::paragraph(pen, (page.left, row), page.room, &text, Role::Quiet);
    wrong(pen, page, row, wizard);
    pen.cursor(at.0, at.1);
}

fn remote(pen: &mut Pen<'_>, page: Page, wizard: &Wizard) {
    let mut row = title(pen, page, "A backup on a git remote, if you like");
    let text = "Any git repository of yours will do: all it ever gets is sealed. Leave this empty \
                to decide later.";
    row = dialog::paragraph(pen, (page.left, row), page.room, text, Role::Plain) + 1;
    let mut below = row + 2;
    if !page.low {
        let text = if wizard.generated {
            "Another device can join with your seven words."
        } else {
            "Another device joins with the recovery key: a passphrase of one's own stays here."
        };
        below = dialog::paragraph(pen, (page.left, below), page.room, text, Role::Quiet) + 1;
        let text = "Nothing was written to the disk so far. Enter makes the journal.";
        below = dialog::paragraph(pen, (page.left, below), page.room, text, Role::Quiet) + 1;
    }
    wrong(pen, page, below, wizard);
    pen.say((page.left, row), page.room, "URL", Role::Plain);
    let room = page.room.saturating_sub(5);
    dialog::field(pen, (page.left + 5, row), room, ">", &wizard.remote);
}

fn making(pen: &mut Pen<'_>, page: Page) {
    let row = title(pen, page, "The journal is being made");
    let text = "Sealing its keys takes a second or two: that is what a guesser pays for each try.";
    dialog::paragraph(pen, (page.left, row), page.room, text, Role::Plain);
    pen.cursor(page.left, row);
}

fn recovery(pen: &mut Pen<'_>, page: Page, wizard: &Wizard) {
    let mut row = title(pen, page, "Put this where your papers are");
    let key = wizard.recovery.expose().trim();
    let half = key.chars().count().div_ceil(2);
    let end = key.char_indices().nth(half).map_or(key.len(), |(at, _)| at);
    let (one, two) = key.split_at(end);
    for part in [one, two] {
        pen.say((page.left + 1, row), page.room, part, Role::Place);
        row += 1;
    }
    row += u16::from(!page.low);
    let text = if page.low {
        "It opens the journal without the passphrase. It is shown once."
    } else {
        "It opens the journal without the passphrase, on any computer, with the age program alone. \
         It is shown once; a new one can be made at any time."
    };
    row = dialog::paragraph(pen, (page.left, row), page.room, text, Role::Plain);
    row += u16::from(!page.low);
    let text = if page.low {
        "Type its last five characters:"
    } else {
        "To be sure that it was kept: type its last five characters"
    };
    pen.say((page.left, row), page.room, text, Role::Plain);
    if !page.low {
        let text = "F4 skips this for now.";
        pen.say((page.left, row + 3), page.room, text, Role::Quiet);
    }
    wrong(pen, page, row + if page.low { 2 } else { 5 }, wizard);
    dialog::field(pen, (page.left, row + 1), page.room, ">", &wizard.check);
}

fn steps(pen: &mut Pen<'_>, page: Page, here: usize) {
    let row = pen.height().saturating_sub(4);
    let mut column = page.left;
    for (number, name) in (1..).zip(STEPS) {
        let (sign, role) = match number.cmp(&here) {
            Ordering::Less => ("✓ ", Role::Good),
            Ordering::Equal => ("▸ ", Role::Chosen),
            Ordering::Greater => ("", Role::Quiet),
        };
        let room = (page.left + page.room).saturating_sub(column);
        column = pen.say((column, row), room, &format!("{sign}{name}"), role) + 4;
    }
}
