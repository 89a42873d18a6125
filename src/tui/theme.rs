//! What each kind of text looks like: the terminal's own sixteen colours, and never colour alone.

use ratatui::style::Color;
use ratatui::style::Modifier;
use ratatui::style::Style;

use crate::app::edit::markdown::Kind;
use crate::app::edit::markdown::Kinds;

/// The part that a text plays on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Text.
    Plain,
    /// The name of the place.
    Place,
    /// What matters less: times, rules, hints.
    Quiet,
    /// The name of a month, a heading of the page.
    Heading,
    /// The chosen row.
    Chosen,
    /// A key in a hint.
    Key,
    /// Something needs its reader.
    Warning,
    /// Something is as it should be.
    Good,
    /// A star, an attachment, another sign.
    Sign,
    /// A tag.
    Tag,
    /// Selected text.
    Selected,
    /// What was looked for, in the text.
    Hit,
    /// What is offered in a list over the text.
    Offer,
}

/// The style of a part.
pub fn style(role: Role) -> Style {
    let plain = Style::new();
    match role {
        Role::Plain => plain,
        Role::Place | Role::Key | Role::Chosen => plain.add_modifier(Modifier::BOLD),
        Role::Heading => plain.fg(Color::Blue).add_modifier(Modifier::BOLD),
        Role::Quiet => plain.add_modifier(Modifier::DIM),
        Role::Warning => plain.fg(Color::Red).add_modifier(Modifier::BOLD),
        Role::Good => plain.fg(Color::Green),
        Role::Sign => plain.fg(Color::Yellow),
        Role::Tag => plain.fg(Color::Cyan),
        Role::Hit => plain.fg(Color::Yellow).add_modifier(Modifier::UNDERLINED),
        Role::Offer => plain.fg(Color::Black).bg(Color::Cyan),
        Role::Selected => plain.add_modifier(Modifier::REVERSED),
    }
}

/// The style of Markdown of these kinds.
pub fn prose(kinds: Kinds) -> Style {
    let mut style = Style::new();
    for (kind, modifier) in [
        (Kind::Heading, Modifier::BOLD),
        (Kind::Strong, Modifier::BOLD),
        (Kind::Emphasis, Modifier::ITALIC),
        (Kind::Struck, Modifier::CROSSED_OUT),
        (Kind::Link, Modifier::UNDERLINED),
        (Kind::Quote, Modifier::ITALIC),
        (Kind::TaskDone, Modifier::DIM),
    ] {
        if kinds.has(kind) {
            style = style.add_modifier(modifier);
        }
    }
    for (kind, colour) in [
        (Kind::Heading, Color::Blue),
        (Kind::Code, Color::Green),
        (Kind::Fence, Color::Green),
        (Kind::Marker, Color::Yellow),
        (Kind::TaskOpen, Color::Yellow),
        (Kind::Tag, Color::Cyan),
        (Kind::Link, Color::Cyan),
    ] {
        if kinds.has(kind) {
            style = style.fg(colour);
        }
    }
    style
}
