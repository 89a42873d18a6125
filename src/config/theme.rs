//! Themes: what the screens' styles look like. A theme is a TOML file of sixteen styles; the table
//! `theme` of the settings names one and may change some of its styles.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::config::error::ConfigError;
use crate::config::error::Fault;
use crate::config::file;
use crate::config::file::Placed;
use crate::model::nearest::nearest;

/// The themes that are built in: each by its name, and as the file that a user may copy.
pub const BUILT_IN: &[(&str, &str)] = &[
    (
        "terminal",
        include_str!("../../assets/themes/terminal.toml"),
    ),
    ("none", include_str!("../../assets/themes/none.toml")),
    ("dark", include_str!("../../assets/themes/dark.toml")),
    ("light", include_str!("../../assets/themes/light.toml")),
    (
        "high-contrast",
        include_str!("../../assets/themes/high-contrast.toml"),
    ),
    (
        "catppuccin-mocha",
        include_str!("../../assets/themes/catppuccin-mocha.toml"),
    ),
    (
        "catppuccin-latte",
        include_str!("../../assets/themes/catppuccin-latte.toml"),
    ),
    (
        "solarized-dark",
        include_str!("../../assets/themes/solarized-dark.toml"),
    ),
    (
        "solarized-light",
        include_str!("../../assets/themes/solarized-light.toml"),
    ),
];

/// The theme of a user who names none.
const DEFAULT_NAME: &str = "terminal";
/// Themes may build on one another so many times.
const BASES_MAX: usize = 8;
/// The names of the terminal's own colours, in the terminal's order.
const COLOURS: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright-black",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "bright-white",
];

/// A colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// The terminal's own text, or page.
    Default,
    /// One of the terminal's 256; the first sixteen are its own.
    Indexed(u8),
    /// Red, green, blue.
    Rgb(u8, u8, u8),
}

/// What a style looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is one thing that a terminal can do to a text"
)]
pub struct Style {
    /// The colour of the text; none: that of `text`.
    pub fg: Option<Colour>,
    /// The colour behind it; none: that of `text`.
    pub bg: Option<Colour>,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Underlined.
    pub underline: bool,
    /// Dim.
    pub dim: bool,
    /// Struck out.
    pub strike: bool,
    /// Text and page with their colours exchanged.
    pub reverse: bool,
}

/// All styles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    /// Text, and the page itself.
    pub text: Style,
    /// What matters less: times, rules, hints.
    pub quiet: Style,
    /// The name of the place, in the first row.
    pub title: Style,
    /// The name of a month, a heading.
    pub heading: Style,
    /// The chosen row.
    pub chosen: Style,
    /// A key in a hint.
    pub key: Style,
    /// Something needs its reader.
    pub warning: Style,
    /// Something is as it should be.
    pub good: Style,
    /// A star, an attachment, another sign.
    pub sign: Style,
    /// A tag.
    pub tag: Style,
    /// Selected text.
    pub selected: Style,
    /// What a search found in a text.
    pub hit: Style,
    /// Code.
    pub code: Style,
    /// A link.
    pub link: Style,
    /// What is quoted.
    pub quote: Style,
    /// Markdown's own signs, and boxes of tasks.
    pub marker: Style,
}

/// The table `theme` as it stands: a theme's name and what is changed in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Themed {
    /// The name, and where it stands.
    name: Option<(String, Fault)>,
    changes: Written,
}

/// What one style changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Change {
    fg: Option<Colour>,
    bg: Option<Colour>,
    bold: Option<bool>,
    italic: Option<bool>,
    underline: Option<bool>,
    dim: Option<bool>,
    strike: Option<bool>,
    reverse: Option<bool>,
}

/// The table, or the file, as it is written. In the file the name is that of the theme it builds on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Written {
    name: Placed<String>,
    base: Placed<String>,
    text: Change,
    quiet: Change,
    title: Change,
    heading: Change,
    chosen: Change,
    key: Change,
    warning: Change,
    good: Change,
    sign: Change,
    tag: Change,
    selected: Change,
    hit: Change,
    code: Change,
    link: Change,
    quote: Change,
    marker: Change,
}

/// The names of the themes in `folder`, which may not be there, in order.
pub fn own_names(folder: &Path) -> Vec<String> {
    let found = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = found.map(|entry| entry.path());
    let mut names: Vec<String> = paths
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    names
}

impl Themed {
    /// Takes the table of the settings in `text`, which came from `path`.
    pub(super) fn new(written: &Written, path: &Path, text: &str) -> Result<Self, ConfigError> {
        if let Some(base) = &written.base {
            let message = "base: a theme's file builds on another; here write name";
            return Err(file::fault(path, text, &base.span(), message));
        }
        Ok(Self {
            name: named(written.name.as_ref(), path, text),
            changes: written.clone(),
        })
    }

    /// The theme that is meant; a user's own are files in `folder`, which may not be there.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] with line and column where no theme has the name, or its file says what
    /// means nothing.
    pub fn theme(&self, folder: &Path) -> Result<Theme, ConfigError> {
        let mut theme = match &self.name {
            Some((name, place)) => load(name, place, folder, 0)?,
            None => Theme::built_in(DEFAULT_NAME)?.unwrap_or_default(),
        };
        theme.change(&self.changes);
        Ok(theme)
    }
}

/// A theme by its name: a user's own file goes before what is built in.
fn load(name: &str, place: &Fault, folder: &Path, depth: usize) -> Result<Theme, ConfigError> {
    let is_name = !name.is_empty()
        && name.len() <= 64
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let path = folder.join(format!("{name}.toml"));
    let own = if is_name { file::read(&path)? } else { None };
    let Some(text) = own else {
        let built_in = if depth == 0 || is_name {
            Theme::built_in(name)?
        } else {
            None
        };
        return built_in.ok_or_else(|| place.saying(unknown(name)));
    };
    if depth == BASES_MAX {
        return Err(place.saying("base: these themes build on one another without an end"));
    }
    let written: Written = file::parse_as(&path, &text)?;
    if let Some(name) = &written.name {
        let message = "name: a theme is named by its file; base names the one it builds on";
        return Err(file::fault(&path, &text, &name.span(), message));
    }
    let mut theme = match named(written.base.as_ref(), &path, &text) {
        // A user's own theme may change a built-in one of the same name.
        Some((base, _)) if base == name => Theme::built_in(name)?.unwrap_or_default(),
        Some((base, place)) => load(&base, &place, folder, depth + 1)?,
        None => Theme::built_in(DEFAULT_NAME)?.unwrap_or_default(),
    };
    theme.change(&written);
    Ok(theme)
}

fn unknown(name: &str) -> String {
    let names = BUILT_IN.iter().map(|(name, _)| *name);
    match nearest(name, names) {
        Some(near) => format!("no theme is called {name:?}; did you mean {near:?}?"),
        None => format!("no theme is called {name:?}, and there is no file of that name in themes"),
    }
}

fn named(name: Option<&Spanned<String>>, path: &Path, text: &str) -> Option<(String, Fault)> {
    let name = name?;
    let place = file::place(path, text, &name.span());
    Some((name.get_ref().clone(), place))
}

impl Theme {
    /// A theme that is built in; none where there is none of that name.
    fn built_in(name: &str) -> Result<Option<Self>, ConfigError> {
        let Some((_, text)) = BUILT_IN.iter().find(|(known, _)| *known == name) else {
            return Ok(None);
        };
        let path = Path::new(name).with_extension("toml");
        let mut theme = Self::default();
        let written: Written = file::parse_as(&path, text)?;
        theme.change(&written);
        Ok(Some(theme))
    }

    fn change(&mut self, changes: &Written) {
        for (style, change) in [
            (&mut self.text, &changes.text),
            (&mut self.quiet, &changes.quiet),
            (&mut self.title, &changes.title),
            (&mut self.heading, &changes.heading),
            (&mut self.chosen, &changes.chosen),
            (&mut self.key, &changes.key),
            (&mut self.warning, &changes.warning),
            (&mut self.good, &changes.good),
            (&mut self.sign, &changes.sign),
            (&mut self.tag, &changes.tag),
            (&mut self.selected, &changes.selected),
            (&mut self.hit, &changes.hit),
            (&mut self.code, &changes.code),
            (&mut self.link, &changes.link),
            (&mut self.quote, &changes.quote),
            (&mut self.marker, &changes.marker),
        ] {
            style.change(change);
        }
    }
}

impl Style {
    fn change(&mut self, change: &Change) {
        self.fg = change.fg.or(self.fg);
        self.bg = change.bg.or(self.bg);
        for (to, wanted) in [
            (&mut self.bold, change.bold),
            (&mut self.italic, change.italic),
            (&mut self.underline, change.underline),
            (&mut self.dim, change.dim),
            (&mut self.strike, change.strike),
            (&mut self.reverse, change.reverse),
        ] {
            *to = wanted.unwrap_or(*to);
        }
    }
}

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        colour(&text).ok_or_else(|| serde::de::Error::custom(no_colour(&text)))
    }
}

/// `"blue"`, `"bright-blue"`, `"#1e1e2e"`, `"236"`, `"default"`.
fn colour(text: &str) -> Option<Colour> {
    if text == "default" {
        return Some(Colour::Default);
    }
    if let Some(at) = COLOURS.iter().position(|name| *name == text) {
        return u8::try_from(at).ok().map(Colour::Indexed);
    }
    if let Some(digits) = text.strip_prefix('#') {
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let part = |from: usize| u8::from_str_radix(digits.get(from..from + 2)?, 16).ok();
        return Some(Colour::Rgb(part(0)?, part(2)?, part(4)?));
    }
    let number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    number
        .then(|| text.parse().ok().map(Colour::Indexed))
        .flatten()
}

fn no_colour(text: &str) -> String {
    let known = COLOURS.iter().copied().chain(["default"]);
    match nearest(text, known) {
        Some(near) => format!("no colour is called {text:?}; did you mean {near:?}?"),
        None => format!(
            "{text:?} is no colour: a name such as \"bright-blue\", \"#1e1e2e\", or \"0\" to \"255\""
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::settings::Settings;

    fn themed(table: &str, folder: &Path) -> Result<Theme, ConfigError> {
        let text = format!("[theme]\n{table}\n");
        Settings::parse(Path::new("/home/ana/config.toml"), &text)?
            .theme
            .theme(folder)
    }

    fn message(result: Result<Theme, ConfigError>) -> (String, String) {
        let error = result.unwrap_err();
        let ConfigError::Setting(fault) = &error else {
            panic!("{error:?}")
        };
        (error.to_string(), fault.excerpt())
    }

    fn styles(theme: &Theme) -> [(&'static str, Style); 14] {
        [
            ("quiet", theme.quiet),
            ("title", theme.title),
            ("heading", theme.heading),
            ("chosen", theme.chosen),
            ("key", theme.key),
            ("warning", theme.warning),
            ("good", theme.good),
            ("sign", theme.sign),
            ("tag", theme.tag),
            ("hit", theme.hit),
            ("code", theme.code),
            ("link", theme.link),
            ("quote", theme.quote),
            ("marker", theme.marker),
        ]
    }

    /// How bright a colour is, by the rules of the web's accessibility guidelines.
    fn luminance(colour: Colour) -> f64 {
        let Colour::Rgb(red, green, blue) = colour else {
            panic!("{colour:?} is not its own")
        };
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)
    }

    fn contrast(a: Colour, b: Colour) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_can_be_read_in_every_theme_with_colours_of_its_own() {
        // Catppuccin and Solarized are published palettes: they are kept as they are.
        for (name, text_min, rest_min) in [
            ("dark", 7.0, 4.5),
            ("light", 7.0, 4.5),
            ("high-contrast", 15.0, 7.0),
            ("catppuccin-mocha", 7.0, 4.5),
            ("catppuccin-latte", 7.0, 2.3),
            ("solarized-dark", 4.5, 3.2),
            ("solarized-light", 4.5, 2.8),
        ] {
            let theme = Theme::built_in(name).unwrap().unwrap();
            let page = theme.text.bg.unwrap();
            let text = contrast(theme.text.fg.unwrap(), page);
            assert!(text >= text_min, "{name}: text {text}");
            for (style, look) in styles(&theme) {
                let bg = look.bg.unwrap_or(page);
                let seen = contrast(look.fg.unwrap_or(theme.text.fg.unwrap()), bg);
                assert!(seen >= rest_min, "{name}: {style} {seen}");
            }
            let selected = theme.selected;
            let seen = contrast(selected.fg.or(theme.text.fg).unwrap(), selected.bg.unwrap());
            assert!(seen >= text_min.min(4.5), "{name}: selected {seen}");
        }
    }

    #[test]
    fn nothing_is_told_by_colour_alone() {
        for (name, _) in BUILT_IN {
            let theme = Theme::built_in(name).unwrap().unwrap();
            for (style, look) in [
                ("title", theme.title),
                ("chosen", theme.chosen),
                ("warning", theme.warning),
                ("hit", theme.hit),
            ] {
                assert!(look.bold, "{name}: {style}");
            }
            assert!(
                theme.selected.reverse || theme.selected.bg.is_some(),
                "{name}"
            );
        }
        let none = Theme::built_in("none").unwrap().unwrap();
        for (style, look) in styles(&none) {
            assert_eq!((look.fg, look.bg), (None, None), "{style}");
        }
    }

    #[test]
    fn the_default_keeps_to_the_terminals_sixteen_colours() {
        let theme = themed("", Path::new("/nowhere")).unwrap();
        assert_eq!(Some(theme), Theme::built_in("terminal").unwrap());
        assert_eq!((theme.text.fg, theme.text.bg), (None, None));
        for (style, look) in styles(&theme) {
            let sixteen = |colour| matches!(colour, Colour::Indexed(0..16));
            assert!(look.fg.is_none_or(sixteen), "{style}");
            assert_eq!(look.bg, None, "{style}");
        }
    }

    #[test]
    fn colours_are_read() {
        assert_eq!(colour("bright-blue"), Some(Colour::Indexed(12)));
        assert_eq!(colour("236"), Some(Colour::Indexed(236)));
        assert_eq!(colour("#1E1e2e"), Some(Colour::Rgb(0x1e, 0x1e, 0x2e)));
        assert_eq!(colour("default"), Some(Colour::Default));
        for text in ["", "256", "+1", "#12345", "#12345g", "#é1234", "Blue", "-1"] {
            assert_eq!(colour(text), None, "{text}");
        }
    }

    #[test]
    fn a_users_own_theme_builds_on_another() {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
        write(
            "mine.toml",
            "base = 'dark'\nheading = { fg = 'red', bold = false }\n",
        );
        let theme = themed("name = 'mine'\nkey = { underline = true }", dir.path()).unwrap();
        let dark = Theme::built_in("dark").unwrap().unwrap();
        assert_eq!(theme.text, dark.text);
        assert_eq!(theme.heading.fg, Some(Colour::Indexed(1)));
        assert!(!theme.heading.bold);
        assert!(theme.key.bold && theme.key.underline);
        write("dark.toml", "base = 'dark'\ntag = { fg = '9' }\n");
        let theme = themed("name = 'dark'", dir.path()).unwrap();
        assert_eq!(theme.tag.fg, Some(Colour::Indexed(9)));
        assert_eq!(theme.text, dark.text);
    }

    #[test]
    fn what_is_wrong_in_a_theme_is_pointed_at() {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
        let (text, excerpt) = message(themed("name = 'drak'", dir.path()));
        assert_eq!(
            text,
            "config.toml:2:8: no theme is called \"drak\"; did you mean \"dark\"?"
        );
        assert_eq!(excerpt, "2 | name = 'drak'\n  |        ^^^^^^");
        write("mine.toml", "\nheading = { fg = 'bleu' }\n");
        let (text, excerpt) = message(themed("name = 'mine'", dir.path()));
        assert_eq!(
            text,
            "mine.toml:2:18: no colour is called \"bleu\"; did you mean \"blue\"?"
        );
        assert_eq!(
            excerpt,
            "2 | heading = { fg = 'bleu' }\n  |                  ^^^^^^"
        );
        write("mine.toml", "headin = { fg = 'blue' }\n");
        assert!(
            message(themed("name = 'mine'", dir.path()))
                .0
                .starts_with("mine.toml:1:1: unknown")
        );
        write("mine.toml", "base = 'other'\n");
        write("other.toml", "base = 'mine'\n");
        let text = message(themed("name = 'mine'", dir.path())).0;
        assert!(text.contains("without an end"), "{text}");
        assert!(themed("name = '../config'", dir.path()).is_err());
    }
}
