//! Templates: a user's own are files `NAME.md` in the folder `templates`; some are built in.

use std::fs;
use std::path::Path;

use crate::config::error::ConfigError;
use crate::config::file;
use crate::model::template::Template;

/// The templates that are built in: each by its name, and as the file that a user may copy.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("day", include_str!("../../assets/templates/day.md")),
    ("dream", include_str!("../../assets/templates/dream.md")),
    (
        "gratitude",
        include_str!("../../assets/templates/gratitude.md"),
    ),
    ("meeting", include_str!("../../assets/templates/meeting.md")),
    ("morning", include_str!("../../assets/templates/morning.md")),
    ("travel", include_str!("../../assets/templates/travel.md")),
    ("week", include_str!("../../assets/templates/week.md")),
];

/// How the files end.
const ENDING: &str = ".md";
/// Longest name, in bytes: what file systems take, without the ending.
const NAME_BYTES_MAX: usize = 200;
/// Most templates that are read of a folder.
const TEMPLATES_MAX: usize = 1000;

/// The template `name`; a user's own file in `folder`, which may not be there, goes before what is
/// built in.
///
/// # Errors
///
/// [`ConfigError::NoTemplate`] where there is none of that name, else what keeps its file from
/// being read.
pub fn load(folder: &Path, name: &str) -> Result<Template, ConfigError> {
    let name = name.strip_suffix(ENDING).unwrap_or(name);
    let own = if is_name(name) {
        file::read(&folder.join(format!("{name}{ENDING}")))?
    } else {
        None
    };
    let built_in = || BUILT_IN.iter().find(|(known, _)| *known == name);
    match (own, built_in()) {
        (Some(text), _) => Ok(template(name, &text, true)),
        (None, Some((_, text))) => Ok(template(name, text, false)),
        (None, None) => Err(ConfigError::NoTemplate {
            name: name.to_owned(),
            names: names(folder),
            folder: folder.to_owned(),
        }),
    }
}

/// Every template, by name, and why some of a user's own could not be read.
pub fn all(folder: &Path) -> (Vec<Template>, Vec<ConfigError>) {
    let (mut templates, mut errors) = (Vec::new(), Vec::new());
    for name in names(folder) {
        match load(folder, &name) {
            Ok(template) => templates.push(template),
            Err(error) => errors.push(error),
        }
    }
    (templates, errors)
}

/// The names of all templates, in order.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let own = entries.take(TEMPLATES_MAX).filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let name = name.strip_suffix(ENDING)?;
        is_name(name).then(|| name.to_owned())
    });
    let built_in = BUILT_IN.iter().map(|(name, _)| (*name).to_owned());
    let mut names: Vec<String> = own.chain(built_in).collect();
    names.sort();
    names.dedup();
    names
}

/// Whether a template may be called so: no way into another folder, nothing that is hidden.
fn is_name(name: &str) -> bool {
    let odd = |c: char| c == '/' || c.is_control();
    (1..=NAME_BYTES_MAX).contains(&name.len()) && !name.starts_with('.') && !name.contains(odd)
}

/// A file's text without the mark that some editors begin it with, and without its last line end,
/// which every editor adds.
fn template(name: &str, text: &str, own: bool) -> Template {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text
        .strip_suffix("\r\n")
        .or_else(|| text.strip_suffix('\n'))
        .unwrap_or(text);
    Template {
        name: name.to_owned(),
        text: text.to_owned(),
        own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_users_own_file_goes_before_what_is_built_in() {
        let dir = tempfile::tempdir().unwrap();
        let built_in = load(dir.path(), "day").unwrap();
        assert!(!built_in.own && built_in.text.contains("{{cursor}}"));
        fs::write(dir.path().join("day.md"), "\u{feff}mine {{date}}\r\n").unwrap();
        fs::write(dir.path().join("zwölf uhr.md"), "\n\n").unwrap();
        let own = load(dir.path(), "day.md").unwrap();
        assert_eq!((own.text.as_str(), own.own), ("mine {{date}}", true));
        assert_eq!(load(dir.path(), "zwölf uhr").unwrap().text, "\n");
    }

    #[test]
    fn what_is_missing_is_said_with_what_there_is() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("own.md"), "x").unwrap();
        fs::write(dir.path().join("no template.txt"), "x").unwrap();
        fs::write(dir.path().join(".hidden.md"), "x").unwrap();
        fs::write(dir.path().join("secret.md"), "x").unwrap();
        let inner = dir.path().join("inner");
        fs::create_dir(&inner).unwrap();
        for name in ["nope", "", "../secret", "/etc/passwd", "..", ".hidden"] {
            let error = load(&inner, name).unwrap_err();
            assert!(
                matches!(error, ConfigError::NoTemplate { .. }),
                "{name}: {error}"
            );
        }
        let Err(ConfigError::NoTemplate { names, .. }) = load(dir.path(), "oen") else {
            panic!("it is not there");
        };
        assert!(names.contains(&"own".to_owned()) && names.contains(&"day".to_owned()));
        assert!(!names.contains(&".hidden".to_owned()));
    }

    #[test]
    fn a_file_that_is_no_text_hides_no_other() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("bad.md"), b"\xff").unwrap();
        fs::write(dir.path().join("good.md"), "good").unwrap();
        fs::create_dir(dir.path().join("folder.md")).unwrap();
        let (templates, errors) = all(dir.path());
        assert_eq!(errors.len(), 2, "{errors:?}");
        assert_eq!(templates.iter().filter(|one| one.own).count(), 1);
        assert_eq!(templates.len(), BUILT_IN.len() + 1);
    }

    #[test]
    fn every_built_in_template_fills_in_its_dates_and_has_a_cursor() {
        for (name, text) in BUILT_IN {
            assert!(text.contains("{{cursor}}"), "{name}");
            assert!(text.ends_with('\n'), "{name}");
        }
    }
}
