//! The system's Hunspell dictionaries: found by language, read into memory as UTF-8. None comes with
//! diurnal.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use crate::config::error::ConfigError;
use crate::config::file::bytes;
use crate::config::file::text;
use crate::model::places::Spell;

/// Where systems keep them, behind what `DICPATH` names.
const FOLDERS: [&str; 2] = ["/usr/share/hunspell", "/usr/share/myspell/dicts"];
/// Largest file of a dictionary, in bytes: the largest known has 20 MB.
const FILE_BYTES_MAX: u64 = 64 << 20;

/// A dictionary as its two files have it, in UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dictionary {
    /// Its name: `en_US`.
    pub name: String,
    /// How words change.
    pub aff: String,
    /// The words.
    pub dic: String,
}

/// The dictionaries of `spell`, by `DICPATH`, the folders of the system and the locale.
///
/// # Errors
///
/// [`ConfigError::NoDictionary`] where a language has none, [`ConfigError::DictionaryEncoding`]
/// where one is in an encoding that is not read, [`ConfigError::Io`] and
/// [`ConfigError::TooLarge`] where a file cannot be read.
pub fn load(spell: &Spell) -> Result<Vec<Dictionary>, ConfigError> {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let mut folders: Vec<PathBuf> = std::env::var_os("DICPATH")
        .map(|paths| std::env::split_paths(&paths).collect())
        .unwrap_or_default();
    folders.extend(FOLDERS.map(PathBuf::from));
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set);
    load_from(&folders, spell, locale.as_deref().unwrap_or_default())
}

/// The dictionaries of `spell` in `folders`, the first folder first; `locale` is what the
/// environment says.
///
/// # Errors
///
/// As [`load`].
pub fn load_from(
    folders: &[PathBuf],
    spell: &Spell,
    locale: &str,
) -> Result<Vec<Dictionary>, ConfigError> {
    let missing = |language: &str| ConfigError::NoDictionary {
        language: language.to_owned(),
    };
    match spell {
        Spell::Off => Ok(Vec::new()),
        Spell::Auto => {
            let language = locale.split(['.', '@']).next().unwrap_or_default();
            let found = find(folders, language).or_else(|| find_alike(folders, language));
            let (path, name) = found.ok_or_else(|| missing(language))?;
            Ok(vec![read(&path, name)?])
        }
        Spell::In(languages) => languages
            .iter()
            .map(|language| {
                let (path, name) = find(folders, language).ok_or_else(|| missing(language))?;
                read(&path, name)
            })
            .collect(),
    }
}

/// The dictionary of exactly this language: its path without an ending, and its name.
fn find(folders: &[PathBuf], language: &str) -> Option<(PathBuf, String)> {
    let is_name = !language.is_empty() && !language.contains(['/', '\\', '.']);
    let names = [language.to_owned(), language.replace('-', "_")];
    folders.iter().filter(|_| is_name).find_map(|folder| {
        names.iter().find_map(|name| {
            let path = folder.join(name);
            let both = ["aff", "dic"].map(|end| path.with_extension(end));
            both.iter()
                .all(|file| file.is_file())
                .then(|| (path, name.clone()))
        })
    })
}

/// A dictionary of the same language elsewhere: en_GB for en_IE, by name the first.
fn find_alike(folders: &[PathBuf], language: &str) -> Option<(PathBuf, String)> {
    let begin = language.split('_').next().filter(|name| name.len() > 1)?;
    let begin = format!("{begin}_");
    let files = folders
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok());
    let mut names: Vec<String> = files
        .flatten()
        .flatten()
        .filter_map(|file| file.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".dic").map(str::to_owned))
        .filter(|name| name.starts_with(&begin))
        .collect();
    names.sort();
    names.iter().find_map(|name| find(folders, name))
}

fn read(path: &Path, name: String) -> Result<Dictionary, ConfigError> {
    let (aff_path, dic_path) = (path.with_extension("aff"), path.with_extension("dic"));
    let (aff, dic) = (
        bytes(&aff_path, FILE_BYTES_MAX)?,
        bytes(&dic_path, FILE_BYTES_MAX)?,
    );
    let encoding = encoding(&aff);
    match encoding.as_str() {
        "UTF-8" => Ok(Dictionary {
            name,
            aff: text(&aff_path, aff)?,
            dic: text(&dic_path, dic)?,
        }),
        "ISO8859-1" | "ISO-8859-1" => Ok(Dictionary {
            name,
            aff: latin_rules(&aff),
            dic: latin(&dic),
        }),
        _ => Err(ConfigError::DictionaryEncoding {
            path: aff_path,
            encoding,
        }),
    }
}

/// What the line `SET` says, in capitals; without one Hunspell reads ISO 8859-1.
///
/// Source: hunspell(5), "SET encoding".
fn encoding(aff: &[u8]) -> String {
    let lines = aff.split(|byte| *byte == b'\n');
    let set = lines.filter_map(|line| {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        line.strip_prefix(b"SET")
            .filter(|rest| rest.first().is_some_and(u8::is_ascii_whitespace))
    });
    set.map(|name| String::from_utf8_lossy(name).trim().to_ascii_uppercase())
        .next()
        .unwrap_or_else(|| "ISO8859-1".to_owned())
}

/// Every byte of ISO 8859-1 is the character of that number.
fn latin(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// The rules in UTF-8. A flag was a byte: it is a character now, which must be said.
fn latin_rules(aff: &[u8]) -> String {
    let rules = latin(aff);
    let kept = rules.lines().filter(|line| !line.starts_with("SET"));
    let mut text = "SET UTF-8\n".to_owned();
    if !rules.lines().any(|line| line.starts_with("FLAG")) {
        text.push_str("FLAG UTF-8\n");
    }
    for line in kept {
        text.push_str(line);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        folder
    }

    fn load_in(
        folder: &tempfile::TempDir,
        spell: &Spell,
        locale: &str,
    ) -> Result<Vec<Dictionary>, ConfigError> {
        load_from(&[folder.path().to_owned()], spell, locale)
    }

    #[test]
    fn the_locale_finds_its_language_or_one_alike() {
        let folder = folder(&[
            ("en_GB.aff", b"SET UTF-8\n"),
            ("en_GB.dic", b"1\ncolour\n"),
            ("en_AU.dic", b"without rules it is none\n"),
        ]);
        for locale in ["en_GB.UTF-8", "en_GB", "en_IE.UTF-8@euro"] {
            let found = load_in(&folder, &Spell::Auto, locale).unwrap();
            assert_eq!(found[0].name, "en_GB", "{locale}");
        }
        for locale in ["C.UTF-8", "", "POSIX", "de_DE.UTF-8", "../en_GB"] {
            let error = load_in(&folder, &Spell::Auto, locale).unwrap_err();
            assert!(
                matches!(error, ConfigError::NoDictionary { .. }),
                "{locale}"
            );
        }
        let named = |name: &str| load_in(&folder, &Spell::In(vec![name.to_owned()]), "");
        assert_eq!(named("en-GB").unwrap()[0].dic, "1\ncolour\n");
        assert!(matches!(
            named("en_US").unwrap_err(),
            ConfigError::NoDictionary { language } if language == "en_US"
        ));
        assert_eq!(load_in(&folder, &Spell::Off, "en_GB").unwrap(), []);
    }

    #[test]
    fn latin_1_is_converted_and_other_encodings_are_refused_by_name() {
        let folder = folder(&[
            ("fr.aff", b"SET ISO8859-1\nPFX \xe9 Y 1\n"),
            ("fr.dic", b"1\n\xe9t\xe9/\xe9\n"),
            ("old.aff", b"TRY abc\n"),
            ("old.dic", b"1\nna\xefve\n"),
            ("ru.aff", b"SET KOI8-R\n"),
            ("ru.dic", b"1\n\xc1\n"),
            ("bad.aff", b"SET UTF-8\n"),
            ("bad.dic", b"1\n\xff\n"),
        ]);
        let named = |name: &str| load_in(&folder, &Spell::In(vec![name.to_owned()]), "");
        let french = named("fr").unwrap().remove(0);
        assert_eq!(french.dic, "1\nété/é\n");
        assert_eq!(french.aff, "SET UTF-8\nFLAG UTF-8\nPFX é Y 1\n");
        assert_eq!(named("old").unwrap()[0].dic, "1\nnaïve\n");
        let error = named("ru").unwrap_err();
        assert!(error.to_string().contains("KOI8-R"), "{error}");
        assert!(matches!(
            named("bad").unwrap_err(),
            ConfigError::NotText { at: 2, .. }
        ));
    }
}
