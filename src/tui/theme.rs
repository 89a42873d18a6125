//! What each kind of text looks like: a theme's styles as the terminal has them, and never colour
//! alone.

use ratatui::style::Color;
use ratatui::style::Modifier;
use ratatui::style::Style;

use crate::app::edit::markdown::Kind;
use crate::app::edit::markdown::Kinds;
use crate::config::theme::Colour;
use crate::config::theme::Style as Look;
use crate::config::theme::Theme;

/// The part that a text plays on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// What a search found.
    Hit,
    /// A word that no dictionary has: underlined in every theme, whatever it is part of.
    Misspelt,
}

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// None, or none are wanted.
    None,
    /// 256: those of a theme become the nearest.
    Indexed,
    /// All of them.
    Full,
}

/// A theme as this terminal has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    theme: Theme,
    depth: Depth,
}

impl Palette {
    /// `theme` on a terminal with so many colours.
    pub fn new(theme: Theme, depth: Depth) -> Self {
        Self { theme, depth }
    }

    /// The page and its text: what every other style is drawn over.
    pub fn page(&self) -> Style {
        self.styled(&self.theme.text)
    }

    /// The style of a part.
    pub fn style(&self, role: Role) -> Style {
        self.styled(match role {
            Role::Plain => return Style::new(),
            Role::Misspelt => return Style::new().add_modifier(Modifier::UNDERLINED),
            Role::Place => &self.theme.title,
            Role::Quiet => &self.theme.quiet,
            Role::Heading => &self.theme.heading,
            Role::Chosen => &self.theme.chosen,
            Role::Key => &self.theme.key,
            Role::Warning => &self.theme.warning,
            Role::Good => &self.theme.good,
            Role::Sign => &self.theme.sign,
            Role::Tag => &self.theme.tag,
            Role::Selected => &self.theme.selected,
            Role::Hit => &self.theme.hit,
        })
    }

    /// The style of Markdown of these kinds.
    pub fn prose(&self, kinds: Kinds) -> Style {
        let mut style = Style::new();
        for (kind, modifier) in [
            (Kind::Strong, Modifier::BOLD),
            (Kind::Emphasis, Modifier::ITALIC),
            (Kind::Struck, Modifier::CROSSED_OUT),
            (Kind::TaskDone, Modifier::DIM),
        ] {
            if kinds.has(kind) {
                style = style.add_modifier(modifier);
            }
        }
        for (kind, look) in [
            (Kind::Heading, &self.theme.heading),
            (Kind::Quote, &self.theme.quote),
            (Kind::Code, &self.theme.code),
            (Kind::Fence, &self.theme.code),
            (Kind::Marker, &self.theme.marker),
            (Kind::TaskOpen, &self.theme.marker),
            (Kind::Tag, &self.theme.tag),
            (Kind::Link, &self.theme.link),
        ] {
            if kinds.has(kind) {
                style = style.patch(self.styled(look));
            }
        }
        style
    }

    fn styled(&self, look: &Look) -> Style {
        let mut style = Style::new();
        style.fg = look.fg.and_then(|colour| self.colour(colour));
        style.bg = look.bg.and_then(|colour| self.colour(colour));
        for (wanted, modifier) in [
            (look.bold, Modifier::BOLD),
            (look.italic, Modifier::ITALIC),
            (look.underline, Modifier::UNDERLINED),
            (look.dim, Modifier::DIM),
            (look.strike, Modifier::CROSSED_OUT),
            (look.reverse, Modifier::REVERSED),
        ] {
            if wanted {
                style = style.add_modifier(modifier);
            }
        }
        // Where a colour of its own shows what is chosen, its loss must not hide it.
        if self.depth == Depth::None && look.bg.is_some() && *look != self.theme.text {
            style = style.add_modifier(Modifier::REVERSED);
        }
        style
    }

    /// A colour as this terminal has it. crossterm leaves colours out by itself where none are
    /// wanted, but by a sequence that takes bold and underline away too.
    fn colour(&self, colour: Colour) -> Option<Color> {
        match (self.depth, colour) {
            (Depth::None, _) => None,
            (_, Colour::Default) => Some(Color::Reset),
            (_, Colour::Indexed(number)) => Some(indexed(number)),
            (Depth::Full, Colour::Rgb(red, green, blue)) => Some(Color::Rgb(red, green, blue)),
            (Depth::Indexed, Colour::Rgb(red, green, blue)) => {
                Some(Color::Indexed(nearest(red, green, blue)))
            }
        }
    }
}

/// One of 256; the first sixteen by their names, which every terminal has.
fn indexed(number: u8) -> Color {
    const NAMED: [Color; 16] = [
        Color::Black,
        Color::Red,
        Color::Green,
        Color::Yellow,
        Color::Blue,
        Color::Magenta,
        Color::Cyan,
        Color::Gray,
        Color::DarkGray,
        Color::LightRed,
        Color::LightGreen,
        Color::LightYellow,
        Color::LightBlue,
        Color::LightMagenta,
        Color::LightCyan,
        Color::White,
    ];
    let named = NAMED.get(usize::from(number)).copied();
    named.unwrap_or(Color::Indexed(number))
}

/// The nearest of the 240 colours that are the same on every terminal: a cube of 6 x 6 x 6 and a
/// ladder of greys.
fn nearest(red: u8, green: u8, blue: u8) -> u8 {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let step = |value: u8| {
        let places = (0_u8..).zip(STEPS);
        places
            .min_by_key(|(_, level)| level.abs_diff(value))
            .unwrap_or_default()
    };
    let (r, g, b) = (step(red), step(green), step(blue));
    let cube = (16 + 36 * r.0 + 6 * g.0 + b.0, [r.1, g.1, b.1]);
    let greys = (0..24_u8).map(|number| (232 + number, [8 + 10 * number; 3]));
    let far = |levels: [u8; 3]| -> u32 {
        let parts = levels.into_iter().zip([red, green, blue]);
        parts
            .map(|(level, value)| u32::from(level.abs_diff(value)).pow(2))
            .sum()
    };
    greys
        .chain([cube])
        .min_by_key(|(_, levels)| far(*levels))
        .map_or(cube.0, |(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_becomes_the_nearest_of_256() {
        assert_eq!(nearest(0, 0, 0), 16);
        assert_eq!(nearest(255, 255, 255), 231);
        assert_eq!(nearest(0x1e, 0x1e, 0x2e), 235);
        assert_eq!(nearest(255, 0, 0), 196);
        assert_eq!(nearest(128, 128, 128), 244);
    }

    #[test]
    fn without_colours_what_is_chosen_still_shows() {
        let mut theme = Theme::default();
        theme.selected.bg = Some(Colour::Rgb(1, 2, 3));
        let style = Palette::new(theme, Depth::None).style(Role::Selected);
        assert_eq!(style.bg, None);
        assert!(style.add_modifier.contains(Modifier::REVERSED));
        let style = Palette::new(theme, Depth::Full).style(Role::Selected);
        assert_eq!(style.bg, Some(Color::Rgb(1, 2, 3)));
        assert_eq!(style.add_modifier, Modifier::empty());
    }
}
