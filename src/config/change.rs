//! Changes one setting in the file its user wrote: comments, order and blanks stay as they are, and
//! the file is whole at every moment.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use toml_edit::DocumentMut;
use toml_edit::Item;
use toml_edit::Value;

use crate::config::ConfigError;
use crate::config::Settings;
use crate::config::file;
use crate::config::paths;
use crate::config::settings::DEFAULT_FILE;

/// The settings in `text` that are one string each, by their keys: `clock`, `theme.name`.
fn strings(document: &DocumentMut) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (key, item) in document.iter() {
        match item {
            Item::Value(Value::String(value)) => {
                found.push((key.to_owned(), value.value().clone()));
            }
            // Of the other tables a person chooses the names: bindings, styles.
            Item::Table(table) if key == "theme" || key == "editor" => {
                for (name, item) in table {
                    if let Some(value) = item.as_str() {
                        found.push((format!("{key}.{name}"), value.to_owned()));
                    }
                }
            }
            Item::None | Item::Value(_) | Item::Table(_) | Item::ArrayOfTables(_) => {}
        }
    }
    found
}

/// Settings as they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Values {
    /// Each key with its value, in the order of the file that lists them all.
    pub all: Vec<(String, String)>,
    /// Keys whose value the file gives; all others are as by default.
    pub written: Vec<String>,
}

/// What the file at `path` says, and what every other key is by default.
///
/// # Errors
///
/// As [`Settings::load`].
pub fn values(path: &Path) -> Result<Values, ConfigError> {
    let text = file::read(path)?.unwrap_or_default();
    let written = strings(&parsed(path, &text)?);
    let mut all = defaults();
    for (key, value) in &written {
        match all.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) => old.clone_from(value),
            None => all.push((key.clone(), value.clone())),
        }
    }
    let keys = written.into_iter().map(|(key, _)| key).collect();
    Ok(Values { all, written: keys })
}

/// The keys of the commented file with their defaults.
fn defaults() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut table = String::new();
    for line in DEFAULT_FILE.lines() {
        let Some(line) = line.strip_prefix('#') else {
            continue;
        };
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            table = format!("{name}.");
        }
        let Some((key, value)) = line.split_once(" = ") else {
            continue;
        };
        let is_name = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        if key.bytes().all(is_name) {
            let value = value.trim().trim_matches('"');
            found.push((format!("{table}{key}"), value.to_owned()));
        }
    }
    found
}

/// Writes `value` for `key` into the file at `path`, which is made of the commented defaults where
/// there is none. A file that would not be understood is not written.
///
/// # Errors
///
/// [`ConfigError::Setting`] where the value means nothing or the file was wrong already,
/// [`ConfigError::Io`] where it cannot be written; it is as it was then.
pub fn set(path: &Path, key: &str, value: &str) -> Result<Settings, ConfigError> {
    let text = file::read(path)?.unwrap_or_else(|| DEFAULT_FILE.to_owned());
    let text = changed(path, &text, key, value)?;
    let settings = Settings::parse(path, &text)?;
    write(path, &text).map_err(|source| ConfigError::Io {
        path: path.to_owned(),
        source,
    })?;
    Ok(settings)
}

fn parsed(path: &Path, text: &str) -> Result<DocumentMut, ConfigError> {
    text.parse().map_err(|error: toml_edit::TomlError| {
        file::fault(path, text, &error.span().unwrap_or(0..0), error.message())
    })
}

fn changed(path: &Path, text: &str, key: &str, value: &str) -> Result<String, ConfigError> {
    let mut document = parsed(path, text)?;
    let (table, name) = match key.split_once('.') {
        Some((table, name)) => (Some(table), name),
        None => (None, key),
    };
    let item = match table {
        Some(table) => document
            .get_mut(table)
            .and_then(|table| table.get_mut(name)),
        None => document.get_mut(name),
    };
    if let Some(old) = item.and_then(Item::as_value_mut) {
        let decor = old.decor().clone();
        *old = Value::from(value);
        *old.decor_mut() = decor;
        return Ok(document.to_string());
    }
    Ok(inserted(text, table, name, value))
}

/// The text with a new line in it: under the commented default where that stands, else at the end
/// of its table, or above the first one.
fn inserted(text: &str, table: Option<&str>, name: &str, value: &str) -> String {
    let line = format!("{name} = {}", Value::from(value).to_string().trim());
    let mut lines: Vec<&str> = text.lines().collect();
    let is_table = |line: &str| line.trim_start().starts_with('[');
    let begin = match table {
        Some(table) => {
            let header = format!("[{table}]");
            let at = lines.iter().position(|line| line.trim() == header);
            match at {
                Some(at) => at + 1,
                None => return format!("{}\n\n{header}\n{line}\n", text.trim_end()),
            }
        }
        None => 0,
    };
    let end = lines
        .iter()
        .skip(begin)
        .position(|line| is_table(line))
        .map_or(lines.len(), |at| begin + at);
    let commented = format!("#{name} = ");
    let default = lines
        .iter()
        .take(end)
        .skip(begin)
        .position(|line| line.starts_with(&commented));
    let at = match (default, table) {
        (Some(at), _) => begin + at + 1,
        (None, Some(_)) => begin,
        // The comment above a table belongs to it.
        (None, None) => {
            let above = lines.iter().take(end).rev();
            let kept = above
                .take_while(|line| line.trim_start().starts_with('#'))
                .count();
            if end == lines.len() { end } else { end - kept }
        }
    };
    lines.insert(at.min(lines.len()), &line);
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

/// Puts `text` in the place of the file, whole or not at all; a link keeps pointing where it did.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = real.parent().unwrap_or(Path::new("."));
    if !folder.exists() {
        paths::make_folder(folder).map_err(std::io::Error::other)?;
    }
    let mut new = tempfile::Builder::new()
        .prefix(".config.toml-")
        .tempfile_in(folder)?;
    new.write_all(text.as_bytes())?;
    if let Ok(old) = real.metadata() {
        new.as_file().set_permissions(old.permissions())?;
    }
    new.as_file().sync_all()?;
    new.persist(&real).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(text: &str, key: &str, value: &str) -> String {
        changed(Path::new("config.toml"), text, key, value).unwrap()
    }

    #[test]
    fn comments_order_and_blanks_stay() {
        let text = "# mine\nclock  =  \"24h\"  # as at home\n\n[keys]\nsave = \"<ctrl+s>\"\n";
        assert_eq!(
            change(text, "clock", "12h"),
            "# mine\nclock  =  \"12h\"  # as at home\n\n[keys]\nsave = \"<ctrl+s>\"\n"
        );
    }

    #[test]
    fn a_new_value_stands_under_its_commented_default() {
        let text = change(DEFAULT_FILE, "clock", "12h");
        assert!(
            text.contains("#clock = \"24h\"\nclock = \"12h\"\n"),
            "{text}"
        );
        let settings = Settings::parse(Path::new("config.toml"), &text).unwrap();
        assert_ne!(settings, Settings::default());
        let text = change(&text, "clock", "24h");
        assert!(
            text.contains("#clock = \"24h\"\nclock = \"24h\"\n"),
            "{text}"
        );
        let text = change(DEFAULT_FILE, "theme.name", "dark");
        Settings::parse(Path::new("config.toml"), &text).unwrap();
        assert!(text.contains("name = \"dark\""));
    }

    #[test]
    fn a_new_value_in_a_file_of_ones_own_stands_above_the_tables() {
        let text = change("# keys I like\n[keys]\nsave = \"<f2>\"\n", "clock", "12h");
        assert_eq!(
            text,
            "clock = \"12h\"\n# keys I like\n[keys]\nsave = \"<f2>\"\n"
        );
        assert_eq!(change("", "clock", "12h"), "clock = \"12h\"\n");
        assert_eq!(
            change("clock = \"12h\"", "theme.name", "dark"),
            "clock = \"12h\"\n\n[theme]\nname = \"dark\"\n"
        );
        assert_eq!(
            change("", "passphrase_command", "a \"b\" \\ c")
                .matches('\n')
                .count(),
            1
        );
    }

    #[test]
    fn what_means_nothing_is_not_written() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        set(&path, "clock", "12h").unwrap();
        let before = std::fs::read_to_string(&path).unwrap();
        assert!(before.contains("# What keys do"));
        assert!(set(&path, "clock", "13h").is_err());
        assert!(set(&path, "nonsense", "1").is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), before);
        std::fs::write(&path, "clock = ").unwrap();
        assert!(set(&path, "clock", "12h").is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "clock = ");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_link_stays_a_link() {
        let dir = tempfile::tempdir().unwrap();
        let (real, link) = (dir.path().join("real.toml"), dir.path().join("config.toml"));
        std::fs::write(&real, "clock = \"24h\"\n").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        set(&link, "clock", "12h").unwrap();
        assert!(link.is_symlink());
        assert_eq!(std::fs::read_to_string(&real).unwrap(), "clock = \"12h\"\n");
    }

    #[test]
    fn values_are_those_of_the_file_and_the_defaults() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        std::fs::write(&path, "clock = \"12h\"\n").unwrap();
        let values = values(&path).unwrap();
        assert_eq!(values.written, ["clock"]);
        let value = |key: &str| {
            values
                .all
                .iter()
                .find(|(name, _)| name == key)
                .unwrap()
                .1
                .as_str()
        };
        assert_eq!((value("clock"), value("lock_after")), ("12h", "10 min"));
        assert_eq!(value("editor.keys"), "plain");
        set(&path, "editor.keys", "vim").unwrap();
        let written = super::values(&path).unwrap().written;
        assert_eq!(written, ["clock", "editor.keys"]);
    }
}
