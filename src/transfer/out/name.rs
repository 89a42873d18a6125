//! Names of exported files by a pattern: `{year}/{date}-{title}-{id}`.

use std::path::PathBuf;

use crate::model::entry::Entry;
use crate::model::text;
use crate::transfer::slug;

/// What may stand between braces.
pub const PLACEHOLDERS: &[&str] = &[
    "year", "month", "day", "hour", "minute", "date", "time", "weekday", "title", "journal", "id",
];
/// Longest name of one folder or file, in bytes: file systems take 255, and a part file needs some.
const PART_BYTES_MAX: usize = 180;

/// How files are named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Vec<Vec<Piece>>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Value(&'static str),
}

/// Why a pattern is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// A brace is open, or one closes nothing.
    #[error("a brace without its other")]
    Brace,
    /// Nothing is known by that name.
    #[error("{{{0}}} is not known")]
    Unknown(String),
    /// A folder's name is empty, `.`, `..`, or has a character that some file systems refuse.
    #[error("{0:?} cannot be a file's name")]
    Part(String),
}

impl std::str::FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        let text = text.strip_suffix(".md").unwrap_or(text);
        text.split('/')
            .map(part)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

fn part(text: &str) -> Result<Vec<Piece>, PatternError> {
    let wrong = text.is_empty() || text.starts_with('.') || text.ends_with(['.', ' ']);
    let refused = |c: char| c.is_control() || "\\:*?\"<>|".contains(c);
    if wrong || text.contains(refused) {
        return Err(PatternError::Part(text.to_owned()));
    }
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        if before.contains('}') {
            return Err(PatternError::Brace);
        }
        let (name, after) = after.split_once('}').ok_or(PatternError::Brace)?;
        let known = PLACEHOLDERS.iter().find(|known| **known == name);
        let known = known.ok_or_else(|| PatternError::Unknown(name.to_owned()))?;
        pieces.push(Piece::Text(before.to_owned()));
        pieces.push(Piece::Value(known));
        rest = after;
    }
    if rest.contains('}') {
        return Err(PatternError::Brace);
    }
    pieces.push(Piece::Text(rest.to_owned()));
    Ok(pieces)
}

impl Pattern {
    /// Where the file of `entry` goes, without its ending. Titles and journals become plain words, so
    /// that no name can lead out of the folder; one that would be empty is `-`.
    pub fn stem(&self, entry: &Entry) -> PathBuf {
        self.0
            .iter()
            .map(|pieces| {
                let name: String = pieces.iter().map(|piece| piece.of(entry)).collect();
                let name = name.trim_matches(['.', ' ']);
                let name = text::cut(name, PART_BYTES_MAX);
                if name.is_empty() {
                    "-".to_owned()
                } else {
                    name.to_owned()
                }
            })
            .collect()
    }
}

impl Piece {
    fn of(&self, entry: &Entry) -> String {
        let name = match self {
            Self::Text(text) => return text.clone(),
            Self::Value(name) => *name,
        };
        let content = &entry.content;
        let local = content.at.local();
        let day = entry.day;
        match name {
            "year" => format!("{:04}", day.year()),
            "month" => format!("{:02}", day.month()),
            "day" => format!("{:02}", day.day_of_month()),
            "hour" => format!("{:02}", local.hour()),
            "minute" => format!("{:02}", local.minute()),
            "date" => day.to_string(),
            "time" => format!("{:02}{:02}", local.hour(), local.minute()),
            "weekday" => day.weekday_name().to_lowercase(),
            "title" => slug::slug(text::shown_title(&content.title, &content.body)),
            "journal" => slug::slug(&content.journal),
            _ => entry.id.short(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::front_matter::samples::entry;

    fn stem(pattern: &str, title: &str) -> String {
        let pattern: Pattern = pattern.parse().unwrap();
        let path = pattern.stem(&entry(title, "Rain."));
        path.to_str().unwrap().to_owned()
    }

    #[test]
    fn a_pattern_names_files() {
        let pattern = "{year}/{month}/{date} {time} {title} ({id}).md";
        assert_eq!(
            stem(pattern, "A day"),
            "2024/02/2024-02-29 2130 a-day (a5a5a5a5)"
        );
        assert_eq!(
            stem("{journal}/{weekday}-{hour}-{minute}", ""),
            "journal/thursday-21-30"
        );
        assert_eq!(stem("{title}", "日本"), "-");
        assert_eq!(stem("{title}/{day}", "../../etc/passwd"), "etc-passwd/29");
        assert!(stem("x{title}", &"long ".repeat(400)).len() < 200);
    }

    #[test]
    fn what_is_no_pattern_says_why() {
        let why = |pattern: &str| pattern.parse::<Pattern>().unwrap_err();
        for brace in ["{year", "year}", "{year}}", "}{"] {
            assert_eq!(why(brace), PatternError::Brace, "{brace}");
        }
        assert_eq!(why("{yaer}"), PatternError::Unknown("yaer".to_owned()));
        for part in [
            "", "/a", "a//b", "..", "../a", ".hidden", "a:b", "a\u{1b}b", "a ", "a/.",
        ] {
            assert!(matches!(why(part), PatternError::Part(_)), "{part}");
        }
    }
}
