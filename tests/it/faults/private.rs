//! Where a word of an entry must never be found: in what the program hands to the system, in names,
//! in messages, in a terminal that was left, and in the sizes and times that a host sees.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use super::canary::Search;
use crate::support::Home;
use crate::support::PATIENCE;
use crate::support::Remote;
use crate::support::feed;
use crate::support::terminal::Terminal;
use crate::support::traced;

const BODY: &str = "nuthatchbody";
const TITLE: &str = "wagtailtitle";
const EDITED: &str = "fieldfareedit";
const ALL: [&str; 3] = [BODY, TITLE, EDITED];

/// `command` under strace, with everything it and its children write and start, as bytes; what goes
/// to the standard streams and to the editor's file in memory is left out.
fn handed_over(home: &Home, command: &Command, input: &[u8]) -> Vec<u8> {
    let trace = home.path("tmp/trace");
    let calls = "trace=?write,?pwrite64,?writev,?pwritev,?sendto,?sendmsg,?execve,?openat,?rename,?mkdir,\
        ?symlink,?link,?prctl,?memfd_create";
    let options = ["-y", "-xx", "-s", "1000000", "-v", "-e", calls, "-o"];
    let mut options: Vec<&str> = options.to_vec();
    options.push(trace.to_str().unwrap());
    let output = feed(traced::traced(command, &options), input);
    assert!(output.status.success(), "{output:?}");
    let mut all = Vec::new();
    for line in fs::read_to_string(&trace).unwrap().lines() {
        let Some((_, call)) = line.split_once(' ') else {
            continue;
        };
        let to = call.trim_start();
        let own_stream = ["1<", "2<"]
            .iter()
            .any(|fd| to.starts_with(&format!("write({fd}")));
        let in_memory = to.contains("\\x2f\\x64\\x65\\x76\\x2f\\x73\\x68\\x6d\\x2f");
        if own_stream || (in_memory && to.starts_with("write(")) {
            continue;
        }
        all.extend(bytes_of(to));
        all.push(b'\n');
    }
    fs::remove_file(trace).unwrap();
    all
}

/// The bytes that strace spelt `\x2f`, and everything else as it stands.
fn bytes_of(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\\x") {
        bytes.extend(before.as_bytes());
        let byte = after
            .get(..2)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.extend(byte);
        rest = after.get(2..).unwrap_or_default();
    }
    bytes.extend(rest.as_bytes());
    bytes
}

/// An editor that appends [`EDITED`].
fn editor(home: &Home) -> String {
    let script = format!("#!/bin/sh\nfor last; do :; done\nprintf '{EDITED}' >> \"$last\"\n");
    let path = home.write("bin/ed", script);
    fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    path
}

#[test]
fn v03_v06_v08_nothing_that_is_written_started_or_named_shows_a_word() {
    if !traced::is_possible() {
        return;
    }
    let remote = Remote::new();
    let home = Home::new();
    home.init(&["--remote-unlock", "always", "--remote", &remote.url()]);
    let with_title = format!("{BODY} and more of it\n").repeat(60);
    let id = home.ok_with_stdin(&["add", "--title", TITLE, "-"], with_title.as_bytes());
    let id = id.trim();
    let mut edit = home.with_key(&["edit", id]);
    edit.env("VISUAL", editor(&home));
    let works: [(Command, &[u8]); 8] = [
        (home.with_key(&["add", "-"]), with_title.as_bytes()),
        (home.command(&["add", "-"]), with_title.as_bytes()),
        (edit, b""),
        (home.with_key(&["list"]), b""),
        (home.with_key(&["show", id]), b""),
        (home.with_key(&["sync"]), b""),
        (home.with_key(&["verify"]), b""),
        (home.with_key(&["purge", id, "--confirm", &id[..8]]), b""),
    ];
    let mut seen = 0;
    for (command, input) in works {
        let bytes = handed_over(&home, &command, input);
        seen += bytes.len();
        let mut search = Search::of(&ALL);
        search.bytes(&format!("{:?}", command.get_args()), &bytes);
        // The editor's own script is where the word comes from.
        let found: Vec<&String> = search
            .found
            .iter()
            .filter(|found| !found.starts_with(EDITED))
            .collect();
        assert_eq!(found, [&""; 0]);
    }
    assert!(seen > 100_000, "only {seen} bytes were looked at");
    // The search is not blind: what another program writes to a file is seen.
    let mut other = Command::new("sh");
    let script = format!("echo {BODY} > {}", home.path("out").display());
    other.args(["-c", &script]).env_clear().envs(home.env());
    let bytes = handed_over(&home, &other, b"");
    let mut search = Search::of(&ALL);
    search.bytes("a file", &bytes);
    assert!(!search.found.is_empty());
}

#[test]
fn v08_v14_threads_titles_and_a_terminal_that_was_left_show_no_word() {
    let home = Home::with_vault();
    home.ok(&["add", "--title", TITLE, BODY]);
    let start = || {
        let terminal = Terminal::open(&home, &["--passphrase-file", "passphrase"]);
        terminal.shows(TITLE);
        terminal
    };
    let mut terminal = start();
    let about = PathBuf::from(format!("/proc/{}", terminal.id().unwrap()));
    let mut search = Search::of(&ALL);
    for thread in fs::read_dir(about.join("task")).into_iter().flatten() {
        let name = fs::read(thread.unwrap().path().join("comm")).unwrap();
        search.bytes("the name of a thread", &name);
    }
    for file in ["cmdline", "environ"] {
        search.bytes(file, &fs::read(about.join(file)).unwrap_or_default());
    }
    assert_eq!(search.found, [""; 0]);
    terminal.press("\r");
    terminal.shows(BODY);
    terminal.press("q");
    terminal.shows(TITLE);
    terminal.press("q");
    assert_eq!(terminal.gives_back(), 0);
    let held = terminal.holdings();
    assert!(!held.contains(BODY) && !held.contains(TITLE), "{held}");
    // No title of a window, and nothing for the clipboard that nobody asked for.
    for sequence in ["\x1b]0;", "\x1b]2;", "\x1b]52;"] {
        assert!(!terminal.was_sent(sequence), "{sequence:?}");
    }

    // Locked, and then killed: neither screen has a word.
    let mut terminal = start();
    terminal.press("L");
    terminal.shows("Passphrase");
    let held = terminal.holdings();
    assert!(!held.contains(BODY) && !held.contains(TITLE), "{held}");
    terminal.kill();
    // Killed as it stands: what was on the screen before it began is all that scrolls back.
    let terminal = start();
    let id = terminal.id().unwrap().to_string();
    let killed = Command::new("kill").args(["-KILL", &id]).status();
    assert!(killed.unwrap().success());
    let held = terminal.left_behind();
    assert!(!held.contains(BODY) && !held.contains(TITLE), "{held}");
    terminal.close();
}

#[test]
fn v09_at_its_most_verbose_no_message_shows_a_word() {
    let remote = Remote::new();
    let home = Home::new();
    home.init(&["--remote-unlock", "always", "--remote", &remote.url()]);
    let verbose = |args: &[&str], input: &[u8]| -> Output {
        let mut command = home.with_key(args);
        for name in [
            "RUST_LOG",
            "DIURNAL_LOG",
            "GIT_TRACE",
            "GIT_TRACE_PACKET",
            "GIT_CURL_VERBOSE",
        ] {
            command.env(name, "trace");
        }
        command.env("RUST_BACKTRACE", "full");
        feed(command, input)
    };
    let text = format!("{BODY} in a text");
    let output = verbose(&["add", "--title", TITLE, "-"], text.as_bytes());
    let id = String::from_utf8(output.stdout).unwrap().trim().to_owned();
    let mut search = Search::of(&ALL);
    search.bytes("add", &output.stderr);
    for args in [
        &["list"][..],
        &["show", &id],
        &["show", "no such entry"],
        &["search", BODY],
        &["search", "/(unclosed/"],
        &["edit", &id, "-"],
        &["history", &id, "--diff"],
        &["sync"],
        &["verify"],
        &["restore", &format!("{id}@9999")],
        &["tag", &id, "+one two"],
        &["delete", &id],
    ] {
        let output = verbose(args, EDITED.as_bytes());
        let typed = args.join(" ");
        let said = String::from_utf8_lossy(&output.stderr).replace(&typed, "");
        search.bytes(&typed, said.as_bytes());
    }
    assert_eq!(search.found, [""; 0]);
}

#[test]
fn v12_an_importer_that_meets_broken_input_tells_places_and_no_words() {
    let home = Home::with_vault();
    let good = format!("{{\"at\":\"2024-01-01T00:00Z\",\"body\":\"{BODY}\"}}");
    let cut = &good[..good.len() - 3];
    for broken in [
        format!("{good}\n{cut}\n{good}\n"),
        format!("{{\"at\":\"{BODY}\",\"body\":\"{TITLE}\"}}\n"),
        format!("{{\"at\":7,\"body\":[\"{BODY}\"]}}\n"),
        format!("{{\"at\":\"2024-01-01T00:00Z\",\"body\":\"{BODY}\",\"tags\":\"{TITLE}\"}}\n"),
        format!("{{\"at\":\"2024-01-01T00:00Z\",\"body\":\"{BODY}\",\"body\":\"{TITLE}\"}}\n"),
        format!("{{\"at\":\"2024-01-01T00:00Z\",\"title\":\"{TITLE}\\n{BODY}\",\"body\":\"\"}}\n"),
        format!("[\"{BODY}\"]\n\"{TITLE}\"\nnull\n{BODY}\n"),
        format!("{good}\n\u{0}{BODY}\u{1}\n"),
    ] {
        for args in [
            &["import", "jsonl", "-"][..],
            &["import", "jsonl", "-", "--dry-run"],
            &["import", "jsonl", "-", "--json"],
        ] {
            let output = home.run_with_stdin(args, broken.as_bytes());
            let code = output.status.code();
            assert!(matches!(code, Some(0 | 1 | 5)), "{broken}: {output:?}");
            let mut search = Search::of(&ALL);
            search.bytes("stderr", &output.stderr);
            search.bytes("stdout", &output.stdout);
            assert_eq!(search.found, [""; 0], "{broken}: {output:?}");
        }
    }
    let mut bytes = good.into_bytes();
    bytes.extend(b"\n\xff\xfe ");
    bytes.extend(BODY.as_bytes());
    let output = home.run_with_stdin(&["import", "jsonl", "-"], &bytes);
    let mut search = Search::of(&ALL);
    search.bytes("stderr", &output.stderr);
    search.bytes("stdout", &output.stdout);
    assert_eq!(search.found, [""; 0], "{output:?}");
}

#[test]
fn v15_what_a_sigkill_leaves_of_an_editor_in_memory_goes_with_the_next_one() {
    if !Path::new("/dev/shm").is_dir() {
        println!("skipped: /dev/shm is no memory file system here");
        return;
    }
    let home = Home::with_vault();
    let id = home.add(BODY);
    let log = home.path("log");
    let script = format!(
        "#!/bin/sh\nfor last; do :; done\nprintf '%s\\n%s\\n' \"$$\" \"$last\" > {0}.new\nmv {0}.new {0}\nexec sleep 60\n",
        log.display()
    );
    let path = home.write("bin/ed", script);
    fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    let mut command = home.with_key(&["edit", &id]);
    command.env("VISUAL", &path).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let end = Instant::now() + PATIENCE;
    while !log.exists() {
        assert!(Instant::now() < end, "the editor never began");
        thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let told = fs::read_to_string(&log).unwrap();
    let (number, file) = told.trim().split_once('\n').unwrap();
    let folder = Path::new(file).parent().unwrap().to_owned();
    assert!(folder.exists(), "nobody could take it away");
    assert!(folder.starts_with("/dev/shm"), "{}", folder.display());
    let ended = Command::new("kill").arg(number).status();
    assert!(ended.unwrap().success());
    let mut next = home.with_key(&["edit", &id]);
    next.env("VISUAL", editor(&home));
    assert!(next.output().unwrap().status.success());
    assert!(!folder.exists(), "it is still there");
    assert!(home.body(&id).ends_with(EDITED));
    // Nothing of the editors of real people: what vim and nano leave beside a file or in a home.
    let mut search = Search::of(&ALL);
    for place in [home.path("diurnal"), home.path("tmp")] {
        search.below(&place);
    }
    assert_eq!(search.found, [""; 0]);
}

/// Whether a length has no more significant bits than its own length in bits has, plus one: that is
/// what the padmé of the man page allows.
fn is_padme(n: u64) -> bool {
    let bits = 63 - u64::from(n.leading_zeros());
    let kept = 64 - u64::from(bits.leading_zeros());
    n.is_multiple_of(1 << (bits - kept))
}

/// The length of an age file's plaintext, from what anybody sees of it.
fn plain_bytes(file: &[u8]) -> u64 {
    let mac = file.windows(5).position(|part| part == b"\n--- ").unwrap();
    let end = file[mac + 1..].iter().position(|b| *b == b'\n').unwrap();
    let payload = (file.len() - (mac + 1 + end + 1) - 16) as u64;
    payload - 16 * payload.div_ceil((64 << 10) + 16)
}

#[test]
fn v17_a_host_sees_padded_sizes_and_no_time_of_an_entry() {
    let remote = Remote::new();
    let home = Home::new();
    home.init(&["--remote-unlock", "always", "--remote", &remote.url()]);
    let mut sizes = BTreeSet::new();
    for n in 0..24_usize {
        let text = "x".repeat(1 + n * n * 97);
        home.ok_with_stdin(&["add", "--at", "1999-03-05T07:09", "-"], text.as_bytes());
        home.ok(&["sync"]);
    }
    let chain = remote.refs();
    let chain = chain.lines().find(|line| line.contains("/g1-")).unwrap();
    let chain = chain.split(' ').next().unwrap();
    let commits = remote.git(&["rev-list", chain]);
    for commit in commits.lines() {
        let mut git = Command::new("git");
        git.current_dir(remote.path());
        let file = git.args(["cat-file", "blob", &format!("{commit}:b")]);
        let plain = plain_bytes(&file.output().unwrap().stdout);
        assert!(plain >= 4096, "{plain}");
        assert!(is_padme(plain), "a size that tells: {plain}");
        sizes.insert(plain);
    }
    assert_eq!(commits.lines().count(), 24);
    assert!(sizes.len() < 24, "{sizes:?}");
    // Who, when and why of every commit are the same but for their number.
    let format = "--format=%an %ae %cn %ce %B %aI %cI";
    let told = remote.git(&["log", format, "--all"]);
    for year in ["1999", "2024", "2026"] {
        assert!(!told.contains(year), "{told}");
    }
    let mut search = Search::of(&["1999-03-05", "07:09:00"]);
    search.below(remote.path());
    assert_eq!(search.found, [""; 0]);
}
