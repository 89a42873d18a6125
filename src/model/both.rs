//! Two versions of an entry in one, without choosing: every line of both stands in it.

use crate::model::diff;
use crate::model::entry::Content;
use crate::model::limits::TITLE_BYTES_MAX;

/// What all of `versions` say; none where there are none.
pub fn all(versions: &[&Content]) -> Option<Content> {
    let (first, others) = versions.split_first()?;
    let united = others
        .iter()
        .fold((*first).clone(), |one, other| both(&one, other));
    Some(united)
}

/// What both say: lines that both have once, and where they differ those of `one` above those of
/// `other`. Tags and files are joined; moment and journal are those of `one`.
pub fn both(one: &Content, other: &Content) -> Content {
    let mut content = one.clone();
    content.body = lines(&one.body, &other.body);
    content.title = title(&one.title, &other.title);
    for tag in &other.tags {
        if !content.tags.contains(tag) {
            content.tags.push(tag.clone());
        }
    }
    for file in &other.files {
        if !content.files.contains(file) {
            content.files.push(file.clone());
        }
    }
    content.starred |= other.starred;
    content
}

/// The lines of both: what is the same once, and what differs that of `one` first.
pub(crate) fn lines(one: &str, other: &str) -> String {
    let mut body = String::with_capacity(one.len().max(other.len()) + 64);
    for line in runs(one, other).concat() {
        if !body.is_empty() && !body.ends_with('\n') {
            body.push('\n');
        }
        body.push_str(line.text);
        if line.ended {
            body.push('\n');
        }
    }
    body
}

/// Stretches of lines: what is the same, what only `one` has, what only `other` has.
fn runs<'a>(one: &'a str, other: &'a str) -> Vec<Vec<diff::DiffLine<'a>>> {
    let mut runs: Vec<Vec<diff::DiffLine<'a>>> = Vec::new();
    let mut gone = Vec::new();
    let mut come = Vec::new();
    for line in diff::unified(one, other) {
        match line.sign {
            diff::Sign::Removed => gone.push(line),
            diff::Sign::Added => come.push(line),
            diff::Sign::Same => {
                runs.push(std::mem::take(&mut gone));
                runs.push(std::mem::take(&mut come));
                runs.push(vec![line]);
            }
        }
    }
    // The last lines of both may differ in nothing but the line end.
    if let (Some(last), Some(first)) = (gone.last(), come.first())
        && gone.len() == 1
        && last.text == first.text
    {
        gone.clear();
    }
    runs.push(gone);
    runs.push(come);
    runs
}

/// Both titles in one line, where that is not too long.
pub(crate) fn title(one: &str, other: &str) -> String {
    let joined = format!("{one} / {other}");
    if one.is_empty() {
        other.to_owned()
    } else if other.is_empty() || one == other || joined.len() > TITLE_BYTES_MAX {
        one.to_owned()
    } else {
        joined
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::Moment;
    use crate::model::time::Timestamp;
    use crate::model::time::Zone;

    fn content(title: &str, tags: &[&str], body: &str) -> Content {
        let mut content = Content::new(Moment::at(Timestamp(0), &Zone::utc()), "journal");
        title.clone_into(&mut content.title);
        content.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        body.clone_into(&mut content.body);
        content
    }

    #[test]
    fn every_line_of_both_stands_in_it_once() {
        let one = content("Start", &["sleep"], "Woke.\nLay there.\nCoffee.\n");
        let mut other = content("Start", &["sleep", "home"], "Woke.\nRead.\nCoffee.\nRain.");
        other.starred = true;
        let both = both(&one, &other);
        assert_eq!(both.body, "Woke.\nLay there.\nRead.\nCoffee.\nRain.");
        assert_eq!(both.tags, ["sleep", "home"]);
        assert_eq!(both.title, "Start");
        assert!(both.starred);
    }

    #[test]
    fn lines_without_an_end_do_not_run_together() {
        let joined =
            |one: &str, other: &str| both(&content("a", &[], one), &content("b", &[], other)).body;
        assert_eq!(joined("one", "other"), "one\nother");
        assert_eq!(joined("one", "one\n"), "one\n");
        assert_eq!(joined("", "other"), "other");
        assert_eq!(joined("a\nb", "a"), "a\nb\na");
    }

    #[test]
    fn two_titles_stand_in_one_line() {
        let title =
            |one: &str, other: &str| both(&content(one, &[], ""), &content(other, &[], "")).title;
        assert_eq!(title("Rain", "Snow"), "Rain / Snow");
        assert_eq!(title("", "Snow"), "Snow");
        assert_eq!(
            title(&"x".repeat(TITLE_BYTES_MAX), "Snow").len(),
            TITLE_BYTES_MAX
        );
    }
}
