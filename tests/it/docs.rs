//! What is written down agrees with the program. Run with `DIURNAL_BLESS=1` to rewrite it.

use std::fs;
use std::path::Path;

use clap::ValueEnum;
use clap_complete::Shell;

use crate::support::Home;

#[test]
fn man_pages_are_current() {
    let mut command = diurnal::cli::command();
    command.build();
    check_page(&command, "diurnal");
    for verb in verbs(&command) {
        check_page(verb, &format!("diurnal-{}", verb.get_name()));
    }
}

#[test]
fn every_page_can_be_printed() {
    let home = Home::new();
    let listed = home.ok(&["man", "--list"]);
    let listed: Vec<&str> = listed.lines().collect();
    for entry in fs::read_dir("man").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.starts_with("diurnal") {
            assert!(listed.contains(&name.as_str()), "cli/man.rs lacks {name}");
        }
    }
    for name in listed {
        let page = fs::read_to_string(Path::new("man").join(name)).unwrap();
        assert_eq!(home.ok(&["man", name]), page);
    }
}

#[test]
fn completions_are_current() {
    for (shell, name) in [
        (Shell::Bash, "diurnal.bash"),
        (Shell::Fish, "diurnal.fish"),
        (Shell::Zsh, "_diurnal"),
    ] {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut diurnal::cli::command(), "diurnal", &mut script);
        check(&Path::new("assets/completions").join(name), &script);
    }
    assert!(Shell::value_variants().len() >= 3);
}

#[test]
fn every_command_has_examples_that_parse() {
    let mut command = diurnal::cli::command();
    command.build();
    let mut all: Vec<&clap::Command> = vec![&command];
    while let Some(command) = all.pop() {
        all.extend(verbs(command));
        let help = command.get_after_help().map(ToString::to_string);
        let help = help.unwrap_or_default();
        assert!(
            help.contains("Examples:\n  "),
            "{} has no examples",
            command.get_name()
        );
        for line in help.lines().filter(|line| line.starts_with("  ")) {
            check_example(line);
        }
    }
}

/// Parses the words of each `diurnal …` in an example; what follows a pipe or a redirection is the
/// shell's.
pub fn check_example(line: &str) {
    let Some((_, words)) = line.split_once("diurnal ") else {
        return;
    };
    let end = words.find([';', '|', '>', '<']).unwrap_or(words.len());
    let words = words[..end].split("  ").next().unwrap_or_default();
    let args = std::iter::once("diurnal".to_owned()).chain(shell_words(words));
    let args: Vec<_> = args.map(Into::into).collect();
    let args = diurnal::cli::spell_out(args);
    if let Err(error) = diurnal::cli::command().try_get_matches_from(args) {
        assert!(!error.use_stderr(), "{line}: {error}");
    }
}

/// Splits at blanks outside of quotes.
fn shell_words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in text.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '\'' || c == '"' => quote = Some(c),
            None if c == ' ' => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn verbs(command: &clap::Command) -> impl Iterator<Item = &clap::Command> {
    command
        .get_subcommands()
        .filter(|verb| verb.get_name() != "help" && !verb.is_hide_set())
}

fn check_page(command: &clap::Command, name: &str) {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone())
        .title(name)
        .date("")
        .render(&mut page)
        .unwrap();
    check(&Path::new("man").join(name).with_extension("1"), &page);
}

/// Compares `path` with what it must hold, or rewrites it.
fn check(path: &Path, wanted: &[u8]) {
    if std::env::var_os("DIURNAL_BLESS").is_some() {
        fs::write(path, wanted).unwrap();
    }
    let written = fs::read(path).unwrap_or_default();
    assert!(
        written == wanted,
        "{} is stale: run DIURNAL_BLESS=1 cargo test --test it docs",
        path.display()
    );
}
