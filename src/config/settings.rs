//! What the user prefers: the keys of the settings file and what each may say.

use std::path::Path;

use toml::Spanned;

use crate::config::error::ConfigError;
use crate::config::error::Fault;
use crate::config::file;
use crate::config::file::Placed;
use crate::config::theme::Themed;
use crate::model::amount;
use crate::model::limits;
use crate::model::places::AttachmentPolicy;
use crate::model::places::ClockFace;
use crate::model::places::EditorKeys;
use crate::model::places::FirstWeekday;
use crate::model::places::GitTransport;
use crate::model::places::Motion;
use crate::model::places::ObeyPurge;
use crate::model::places::Preferences;
use crate::model::places::Signs;
use crate::model::places::Spell;
use crate::model::places::Writing;
use crate::model::time::DayStart;

/// The settings file that `config show` prints and a new user copies: every key, commented, with
/// its default.
pub const DEFAULT_FILE: &str = include_str!("../../assets/config.toml");

/// Longest name of a dictionary, in bytes.
const LANGUAGE_BYTES_MAX: usize = 32;
/// Most languages that are checked at once: each dictionary takes some megabytes.
const LANGUAGES_MAX: usize = 8;

/// All settings. The defaults are those of a user without a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// What the journal and the screens are handed.
    pub preferences: Preferences,
    /// The table `keys` as it stands: what the screens' actions are bound to, in order of the names.
    pub keys: Vec<Binding>,
    /// The table `theme` as it stands: a theme's name and what is changed in it.
    pub theme: Themed,
}

/// One line of the table `keys`: an action, by its name, and its keys as they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The action's name.
    pub action: String,
    /// Where the name stands.
    pub action_at: Fault,
    /// The keys, each as it is written; none: the action has no key.
    pub keys: Vec<String>,
    /// Where the keys stand.
    pub keys_at: Fault,
}

impl Settings {
    /// Reads the file at `path`; the defaults where there is none. A bad file is an error that
    /// `add` and the screens survive with the defaults, saying so.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        file::read(path)?.map_or_else(|| Ok(Self::default()), |text| Self::parse(path, &text))
    }

    /// Reads `text`; `path` is only what errors call it.
    pub fn parse(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let keys = file::parse(path, text)?;
        let at = Place { path, text };
        let mut to = Preferences::default();
        at.set(
            "day_starts_at",
            &mut to.day_starts_at,
            keys.day_starts_at,
            day_start,
        )?;
        at.set(
            "default_journal",
            &mut to.default_journal,
            keys.default_journal,
            journal,
        )?;
        at.set(
            "lock_after",
            &mut to.lock_after_ms,
            keys.lock_after,
            duration_or_never,
        )?;
        at.set(
            "agent_idle",
            &mut to.agent_idle_ms,
            keys.agent_idle,
            duration,
        )?;
        at.set(
            "search_memory",
            &mut to.search_memory_bytes,
            keys.search_memory,
            size,
        )?;
        at.set(
            "passphrase_command",
            &mut to.passphrase_command,
            keys.passphrase_command,
            command,
        )?;
        at.set(
            "git_transport",
            &mut to.git_transport,
            keys.git_transport,
            git_transport,
        )?;
        at.set(
            "verify_every",
            &mut to.verify_every_ms,
            keys.verify_every,
            duration_or_never,
        )?;
        at.set(
            "obey_purge",
            &mut to.obey_purge,
            keys.obey_purge,
            obey_purge,
        )?;
        at.set(
            "attachments",
            &mut to.attachments,
            keys.attachments,
            attachments,
        )?;
        at.set(
            "first_weekday",
            &mut to.first_weekday,
            keys.first_weekday,
            first_weekday,
        )?;
        at.set("clock", &mut to.clock, keys.clock, clock)?;
        at.set("signs", &mut to.signs, keys.signs, signs)?;
        at.set("motion", &mut to.motion, keys.motion, motion)?;
        at.writing(
            &mut to.writing,
            [
                keys.spell,
                keys.typography,
                keys.focus_width,
                keys.word_goal,
            ],
        )?;
        let key_set = keys.editor.keys;
        at.set("editor.keys", &mut to.editor_keys, key_set, editor_keys)?;
        let bindings = keys
            .keys
            .iter()
            .map(|(name, value)| at.binding(name, value));
        Ok(Self {
            preferences: to,
            keys: bindings.collect::<Result<_, _>>()?,
            theme: Themed::new(&keys.theme, path, text)?,
        })
    }
}

/// The text that is being read, for messages that point into it.
struct Place<'a> {
    path: &'a Path,
    text: &'a str,
}

impl Place<'_> {
    /// Sets `to` to what `value` means, where the file has one.
    fn set<T>(
        &self,
        key: &str,
        to: &mut T,
        value: Placed<String>,
        meaning: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Result<(), ConfigError> {
        let Some(value) = value else { return Ok(()) };
        *to = meaning(value.get_ref()).map_err(|wrong| {
            let message = format!("{key}: {wrong}");
            file::fault(self.path, self.text, &value.span(), &message)
        })?;
        Ok(())
    }

    /// Sets how one writes to what the keys say, in the order of the names below.
    fn writing(
        &self,
        to: &mut Writing,
        [spelling, typography, width, goal]: [Placed<String>; 4],
    ) -> Result<(), ConfigError> {
        self.set("spell", &mut to.spell, spelling, spell)?;
        self.set("typography", &mut to.typographic, typography, on_or_off)?;
        self.set("focus_width", &mut to.focus_cells, width, focus_width)?;
        self.set("word_goal", &mut to.word_goal, goal, word_goal)
    }

    fn binding(
        &self,
        name: &Spanned<String>,
        value: &Spanned<toml::Value>,
    ) -> Result<Binding, ConfigError> {
        let keys_at = file::place(self.path, self.text, &value.span());
        let name_of = |value: &toml::Value| value.as_str().map(str::to_owned);
        let keys = match value.get_ref().as_array() {
            Some(values) => values.iter().map(name_of).collect(),
            None => name_of(value.get_ref()).map(|key| vec![key]),
        };
        let action = name.get_ref().clone();
        let keys = keys.ok_or_else(|| {
            keys_at.saying(format!(
                "keys.{action}: neither a key such as \"<ctrl+s>\" nor a list of keys"
            ))
        })?;
        Ok(Binding {
            action,
            action_at: file::place(self.path, self.text, &name.span()),
            keys,
            keys_at,
        })
    }
}

fn day_start(text: &str) -> Result<DayStart, &'static str> {
    text.parse()
        .map_err(|_| "not a time of day such as \"04:00\"")
}

fn journal(text: &str) -> Result<String, &'static str> {
    let fits = text.len() <= limits::TITLE_BYTES_MAX;
    if text.trim().is_empty() || !fits || text.contains(char::is_control) {
        return Err("not a journal's name");
    }
    Ok(text.to_owned())
}

fn duration(text: &str) -> Result<u64, &'static str> {
    amount::duration_ms(text)
        .filter(|ms| *ms > 0)
        .ok_or("not a length of time such as \"10 min\"")
}

fn duration_or_never(text: &str) -> Result<Option<u64>, &'static str> {
    if text == "never" {
        return Ok(None);
    }
    duration(text)
        .map(Some)
        .map_err(|_| "neither \"never\" nor a length of time such as \"10 min\"")
}

fn size(text: &str) -> Result<u64, &'static str> {
    amount::byte_count(text).ok_or("not a size such as \"128 MB\"")
}

fn command(text: &str) -> Result<Option<String>, &'static str> {
    if text.contains('\0') {
        return Err("a command cannot hold a NUL");
    }
    Ok((!text.trim().is_empty()).then(|| text.to_owned()))
}

fn git_transport(text: &str) -> Result<GitTransport, &'static str> {
    match text {
        "libgit2" => Ok(GitTransport::Libgit2),
        "git" => Ok(GitTransport::Git),
        _ => Err("neither \"libgit2\" nor \"git\""),
    }
}

fn obey_purge(text: &str) -> Result<ObeyPurge, &'static str> {
    match text {
        "ask" => Ok(ObeyPurge::Ask),
        "always" => Ok(ObeyPurge::Always),
        "never" => Ok(ObeyPurge::Never),
        _ => Err("none of \"ask\", \"always\", \"never\""),
    }
}

fn attachments(text: &str) -> Result<AttachmentPolicy, &'static str> {
    match text {
        "all" => Ok(AttachmentPolicy::All),
        "on-demand" => Ok(AttachmentPolicy::OnDemand),
        _ => Err("neither \"all\" nor \"on-demand\""),
    }
}

fn first_weekday(text: &str) -> Result<FirstWeekday, &'static str> {
    match text {
        "monday" => Ok(FirstWeekday::Monday),
        "sunday" => Ok(FirstWeekday::Sunday),
        "saturday" => Ok(FirstWeekday::Saturday),
        _ => Err("none of \"monday\", \"sunday\", \"saturday\""),
    }
}

fn clock(text: &str) -> Result<ClockFace, &'static str> {
    match text {
        "24h" => Ok(ClockFace::Hours24),
        "12h" => Ok(ClockFace::Hours12),
        _ => Err("neither \"24h\" nor \"12h\""),
    }
}

fn editor_keys(text: &str) -> Result<EditorKeys, &'static str> {
    match text {
        "plain" => Ok(EditorKeys::Plain),
        "vim" => Ok(EditorKeys::Vim),
        "emacs" => Ok(EditorKeys::Emacs),
        _ => Err("none of \"plain\", \"vim\", \"emacs\""),
    }
}

fn signs(text: &str) -> Result<Signs, &'static str> {
    match text {
        "auto" => Ok(Signs::Auto),
        "unicode" => Ok(Signs::Unicode),
        "ascii" => Ok(Signs::Ascii),
        _ => Err("none of \"auto\", \"unicode\", \"ascii\""),
    }
}

fn motion(text: &str) -> Result<Motion, &'static str> {
    match text {
        "full" => Ok(Motion::Full),
        "reduced" => Ok(Motion::Reduced),
        _ => Err("neither \"full\" nor \"reduced\""),
    }
}

fn spell(text: &str) -> Result<Spell, &'static str> {
    let is_name = |name: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        !name.is_empty() && name.len() <= LANGUAGE_BYTES_MAX && name.bytes().all(fits)
    };
    match text {
        "off" => Ok(Spell::Off),
        "auto" => Ok(Spell::Auto),
        names => {
            let names: Vec<String> = names.split(',').map(|n| n.trim().to_owned()).collect();
            let right = names.iter().all(|name| is_name(name)) && names.len() <= LANGUAGES_MAX;
            right.then_some(Spell::In(names)).ok_or(
                "neither \"off\" nor \"auto\" nor languages such as \"en_US\" or \"en_GB, de_DE\"",
            )
        }
    }
}

fn on_or_off(text: &str) -> Result<bool, &'static str> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("neither \"on\" nor \"off\""),
    }
}

fn focus_width(text: &str) -> Result<u16, &'static str> {
    let cells = text.parse().ok();
    cells
        .filter(|cells| (20..=200).contains(cells))
        .ok_or("not a number of columns from \"20\" to \"200\"")
}

fn word_goal(text: &str) -> Result<Option<usize>, &'static str> {
    if text == "none" {
        return Ok(None);
    }
    let words = text.parse().ok();
    words
        .filter(|words| (1..=1_000_000).contains(words))
        .map(Some)
        .ok_or("neither \"none\" nor a number of words such as \"500\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::theme::Colour;

    const FILE: &str = "/home/ana/config.toml";

    fn parse(text: &str) -> Result<Settings, ConfigError> {
        Settings::parse(Path::new(FILE), text)
    }

    fn fault(text: &str) -> (String, String) {
        match parse(text) {
            Err(error @ ConfigError::Setting(_)) => {
                let shown = error.to_string();
                let ConfigError::Setting(fault) = error else {
                    unreachable!()
                };
                (shown, fault.excerpt())
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn no_file_and_an_empty_file_are_the_defaults() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        assert_eq!(Settings::load(&path).unwrap(), Settings::default());
        std::fs::write(&path, "").unwrap();
        assert_eq!(Settings::load(&path).unwrap(), Settings::default());
        assert!(Settings::load(dir.path()).is_err());
        std::fs::write(&path, [b'a', 0xff]).unwrap();
        let error = Settings::load(&path).unwrap_err();
        assert!(matches!(error, ConfigError::NotText { at: 1, .. }));
        std::fs::write(&path, "#".repeat((1 << 20) + 1)).unwrap();
        let error = Settings::load(&path).unwrap_err();
        assert!(matches!(error, ConfigError::TooLarge { .. }));
    }

    #[test]
    fn each_key_is_read() {
        let settings = parse(
            "day_starts_at = '04:30'\ndefault_journal = 'diary'\nlock_after = 'never'\n\
             agent_idle = '1h'\nsearch_memory = '64 MB'\npassphrase_command = 'pass show diurnal'\n\
             git_transport = 'git'\nverify_every = '7 days'\nobey_purge = 'always'\n\
             attachments = 'on-demand'\nfirst_weekday = 'sunday'\nclock = '12h'\n\
             signs = 'ascii'\nmotion = 'reduced'\nspell = 'en_GB, de_DE'\n\
             typography = 'on'\nfocus_width = '72'\nword_goal = '500'\n\
             [editor]\nkeys = 'vim'\n[keys]\nsave = '<ctrl+s>'\nfirst = ['<home>', 'g g']\n\
             [theme]\nname = 'dark'\ntitle = { fg = 'blue' }\n",
        )
        .unwrap();
        let preferences = settings.preferences;
        assert_eq!(preferences.day_starts_at.to_string(), "04:30");
        assert_eq!(preferences.default_journal, "diary");
        assert_eq!(preferences.lock_after_ms, None);
        assert_eq!(preferences.agent_idle_ms, 3_600_000);
        assert_eq!(preferences.search_memory_bytes, 64 << 20);
        let command = preferences.passphrase_command.as_deref();
        assert_eq!(command, Some("pass show diurnal"));
        assert_eq!(preferences.git_transport, GitTransport::Git);
        assert_eq!(preferences.verify_every_ms, Some(604_800_000));
        assert_eq!(preferences.obey_purge, ObeyPurge::Always);
        assert_eq!(preferences.attachments, AttachmentPolicy::OnDemand);
        assert_eq!(preferences.first_weekday, FirstWeekday::Sunday);
        assert_eq!(preferences.clock, ClockFace::Hours12);
        assert_eq!(preferences.signs, Signs::Ascii);
        assert_eq!(preferences.motion, Motion::Reduced);
        let writing = preferences.writing;
        let languages = ["en_GB", "de_DE"].map(str::to_owned);
        assert_eq!(writing.spell, Spell::In(languages.to_vec()));
        assert!(writing.typographic);
        assert_eq!((writing.focus_cells, writing.word_goal), (72, Some(500)));
        assert_eq!(preferences.editor_keys, EditorKeys::Vim);
        let [first, save] = settings.keys.as_slice() else {
            panic!("{:?}", settings.keys)
        };
        assert_eq!(
            (first.action.as_str(), save.action.as_str()),
            ("first", "save")
        );
        assert_eq!(first.keys, ["<home>", "g g"]);
        assert_eq!(save.keys, ["<ctrl+s>"]);
        let theme = settings.theme.theme(Path::new("/nowhere")).unwrap();
        assert_eq!(theme.title.fg, Some(Colour::Indexed(4)));
        assert_eq!(theme.text.bg, Some(Colour::Rgb(0x1c, 0x1b, 0x1a)));
    }

    #[test]
    fn an_unknown_key_is_named_with_line_and_column() {
        let (message, excerpt) = fault("clock = '24h'\nlock_afer = '5 min'\n");
        let expected = "config.toml:2:1: unknown field `lock_afer`, expected one of";
        assert!(message.starts_with(expected), "{message}");
        assert_eq!(excerpt, "2 | lock_afer = '5 min'\n  | ^^^^^^^^^");
    }

    #[test]
    fn a_value_without_meaning_is_pointed_at() {
        let (message, excerpt) = fault("# é\n\nlock_after =\t'5 minuets'");
        assert_eq!(
            message,
            "config.toml:3:14: lock_after: neither \"never\" nor a length of time such as \"10 min\""
        );
        let carets = "  |              ^^^^^^^^^^^";
        assert_eq!(excerpt, format!("3 | lock_after = '5 minuets'\n{carets}"));
    }

    #[test]
    fn a_wrong_kind_and_a_broken_line_are_named_too() {
        assert!(
            fault("clock = 24")
                .0
                .starts_with("config.toml:1:9: invalid type")
        );
        assert!(fault("clock = '24h").0.starts_with("config.toml:1:"));
        assert!(fault("a\nb").0.starts_with("config.toml:1:"));
        assert!(
            fault("clock = '24h'\nclock = '24h'")
                .0
                .starts_with("config.toml:2:1: dup")
        );
        assert!(!fault("x = \"\n").0.contains('\n'));
    }

    #[test]
    fn what_means_nothing_is_refused() {
        for text in [
            "day_starts_at = '24:00'",
            "day_starts_at = '+4:00'",
            "default_journal = ' '",
            "default_journal = \"a\\nb\"",
            "agent_idle = 'never'",
            "agent_idle = '0 s'",
            "search_memory = 'much'",
            "passphrase_command = \"a\\u0000\"",
            "git_transport = 'ssh'",
            "obey_purge = 'maybe'",
            "attachments = 'some'",
            "first_weekday = 'Monday'",
            "clock = '24'",
            "keys = 'vim'",
            "[keys]\nsave = 1",
            "signs = 'braille'",
            "motion = 'none'",
            "spell = ''",
            "spell = '../../etc/passwd'",
            "typography = 'yes'",
            "focus_width = '8'",
            "word_goal = '0'",
            "[editor]\nkeys = 'vi'",
            "[editor]\nkey = 'vim'",
            "[theme]\nbase = 'dark'",
            "[theme]\ntitel = { bold = true }",
            "[theme]\ntitle = { fg = 'blu' }",
        ] {
            assert!(
                matches!(parse(text), Err(ConfigError::Setting(_))),
                "{text}"
            );
        }
    }

    #[test]
    fn the_commented_file_shows_every_key_with_its_default() {
        assert_eq!(parse(DEFAULT_FILE).unwrap(), Settings::default());
        let uncommented: Vec<&str> = DEFAULT_FILE
            .lines()
            .filter_map(|line| line.strip_prefix('#'))
            .filter(|line| !line.starts_with(' ') && !line.is_empty())
            .collect();
        let (shown, defaults) = (parse(&uncommented.join("\n")).unwrap(), Settings::default());
        assert_eq!(shown.preferences, defaults.preferences);
        assert_eq!(shown.keys, defaults.keys);
        let theme = |settings: Settings| settings.theme.theme(Path::new("/nowhere")).unwrap();
        assert_eq!(theme(shown), theme(defaults));
        let all = parse("nothing = 1").unwrap_err().to_string();
        let names: Vec<&str> = all.split('`').skip(3).step_by(2).collect();
        assert_eq!(names.len(), 21, "{all}");
        for name in names {
            let line = [format!("{name} = "), format!("[{name}]")];
            let shown = |text: &str| line.iter().any(|start| text.starts_with(start.as_str()));
            assert!(uncommented.iter().copied().any(shown), "{name}");
        }
    }
}
