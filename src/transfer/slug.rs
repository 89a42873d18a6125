//! Names for files that every file system takes.

use crate::model::fold;
use crate::model::id::EntryId;
use crate::model::time::Moment;

/// Longest part of a name that is made from a title, in bytes.
const SLUG_BYTES_MAX: usize = 48;

/// The words of `title` as lower-case ASCII joined by `-`; empty where it has none, as a title in
/// Chinese has none.
pub fn slug(title: &str) -> String {
    let folded: String = fold::fold(title).chars().map(plain).collect();
    let mut slug = String::new();
    for word in folded.split(|c: char| !c.is_ascii_alphanumeric()) {
        let room = SLUG_BYTES_MAX.saturating_sub(slug.len() + 1);
        if word.is_empty() {
            continue;
        }
        if word.len() > room {
            // A word that alone is too long is cut; one that comes later is left out.
            if slug.is_empty() {
                slug.push_str(word.get(..room).unwrap_or_default());
            }
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(word);
    }
    slug
}

/// Letters that no accent was taken from, as they are spelled where they are missing.
fn plain(c: char) -> Box<str> {
    match c {
        'ß' => "ss".into(),
        'æ' => "ae".into(),
        'œ' => "oe".into(),
        'ø' => "o".into(),
        'ł' => "l".into(),
        'đ' | 'ð' => "d".into(),
        'þ' => "th".into(),
        'ı' => "i".into(),
        _ => c.to_string().into(),
    }
}

/// `YYYY-MM-DD-HHMM-<slug>-<id>`, by the clock of whoever wrote it. It begins with a digit, so that
/// it is no device of Windows; it has only lower case, so that no file system takes two for one; it
/// ends in digits of the id, so that no two entries share it.
pub fn stem(at: &Moment, title: &str, id: &str) -> String {
    let local = at.local();
    let date = format!(
        "{:04}-{:02}-{:02}-{:02}{:02}",
        local.year().max(0),
        local.month(),
        local.day(),
        local.hour(),
        local.minute()
    );
    let slug = slug(title);
    if slug.is_empty() {
        format!("{date}-{id}")
    } else {
        format!("{date}-{slug}-{id}")
    }
}

/// The digits of an id that stand in a name: the first 8, or all where two entries would share one.
pub fn id_digits(id: EntryId, whole: bool) -> String {
    if whole { id.to_string() } else { id.short() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_plain_words() {
        for (title, expected) in [
            ("Café au lait", "cafe-au-lait"),
            ("  A/B\\C: \"d\"?* ", "a-b-c-d"),
            ("CON", "con"),
            ("..", ""),
            ("日本語", ""),
            ("Straße 5", "strasse-5"),
            ("\u{202e}txt.exe\0", "txt-exe"),
            ("trailing. ", "trailing"),
        ] {
            assert_eq!(slug(title), expected, "{title:?}");
        }
        let long = slug(&"word ".repeat(100));
        assert!(long.len() <= SLUG_BYTES_MAX && long.ends_with("word"));
        assert_eq!(slug(&"x".repeat(300)).len(), SLUG_BYTES_MAX - 1);
    }

    #[test]
    fn a_name_is_safe_whatever_the_title() {
        let at: Moment = "2024-02-29T21:30:00+01:00[Europe/Berlin]".parse().unwrap();
        assert_eq!(
            stem(&at, "Leap day!", "a5a5a5a5"),
            "2024-02-29-2130-leap-day-a5a5a5a5"
        );
        assert_eq!(stem(&at, "..", "a5a5a5a5"), "2024-02-29-2130-a5a5a5a5");
    }
}
