//! What is left in memory after a lock: the process looks through its own, in a child of its own.

use std::fs;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::process::Stdio;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use diurnal::model::query::Filter;
use diurnal::model::query::Query;

use super::content;
use super::library;
use crate::support::Home;
use crate::support::PATIENCE;
use crate::support::terminal::Terminal;

const CHILD: &str = "DIURNAL_MEMORY_CHILD";
/// The marker words, each letter one further than it is: they stand nowhere in this program.
const HIDDEN: [&str; 3] = ["qftusfmnbslfscpez", "hptibxlnbslfsubh", "ptqsfznbslfsujumf"];
const KEY: u8 = 1;

fn marker(n: usize) -> String {
    HIDDEN[n].bytes().map(|b| char::from(b - KEY)).collect()
}

/// How often each marker stands in the memory that this process can write to.
fn hits() -> [usize; 3] {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let memory = File::open("/proc/self/mem").unwrap();
    let mut hits = [0; 3];
    let mut part = vec![0; 1 << 20];
    let first: Vec<u8> = HIDDEN
        .iter()
        .map(|hidden| hidden.as_bytes()[0] - KEY)
        .collect();
    for line in maps.lines() {
        let (range, rest) = line.split_once(' ').unwrap();
        if !rest.starts_with("rw") {
            continue;
        }
        let (from, to) = range.split_once('-').unwrap();
        let end = u64::from_str_radix(to, 16).unwrap();
        let mut at = u64::from_str_radix(from, 16).unwrap();
        while at < end {
            let length = usize::try_from(end - at).unwrap().min(part.len());
            let Ok(read) = memory.read_at(&mut part[..length], at) else {
                break;
            };
            for start in 0..read {
                for (n, hidden) in HIDDEN.iter().enumerate() {
                    let whole = part[start] == first[n]
                        && part[start..read].len() >= hidden.len()
                        && part[start..]
                            .iter()
                            .zip(hidden.bytes())
                            .all(|(b, h)| *b == h - KEY);
                    hits[n] += usize::from(whole);
                }
            }
            // What was read is itself memory: it is wiped before the next part is looked at.
            part[..read].fill(0);
            // Parts overlap by a little, so that no marker falls between two.
            at += if read == part.len() {
                read as u64 - 64
            } else {
                length as u64
            };
        }
    }
    hits
}

/// What the child does; run by the test below, with a home that it made.
#[test]
#[ignore = "is started by the test below, as a process of its own"]
fn child() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let home = Home::with_vault();
    let mut journal = library(&home);
    for n in 0..100 {
        let mut entry = content(&format!("{} number {n}", marker(0)));
        entry.tags = vec![marker(1)];
        entry.title = marker(2);
        journal.add(&entry).unwrap();
    }
    journal.tidy().unwrap();
    journal.load_rows().unwrap();
    while journal.arena_step().unwrap() {}
    let rows = journal.list(&Filter::default(), 0, false).unwrap();
    let entry = journal.entry(rows[0].id).unwrap();
    let query = Query::parse(&marker(0)).unwrap();
    let mut found = 0;
    journal
        .search(&query, &Filter::default(), false, &mut |_| {
            found += 1;
            true
        })
        .unwrap();
    assert_eq!(found, 100);
    let open = hits();
    drop((rows, entry, query));
    journal.lock();
    let locked = hits();
    println!("open {open:?} locked {locked:?}");
    assert!(
        open.iter().all(|count| *count > 0),
        "the search is blind: {open:?}"
    );
    assert_eq!(locked, [0; 3]);
}

#[test]
fn v16_after_a_lock_no_word_is_left_in_memory() {
    if File::open("/proc/self/mem").is_err() {
        println!("skipped: /proc/self/mem cannot be read here");
        return;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "faults::memory::child",
            "--ignored",
            "--nocapture",
        ])
        .args(["--test-threads", "1"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(said.contains("locked [0, 0, 0]"), "{said}");
}

/// `command`, started with leave to write cores of any size, and as a user or of a group that is not
/// root's: for what may be looked into, /proc names these as the owner, else root.
fn with_cores_on(command: &Command) -> Command {
    let mut started = Command::new("sh");
    started
        .args(["-c", r#"ulimit -c unlimited; exec "$0" "$@""#])
        .arg(command.get_program())
        .args(command.get_args())
        .env_clear()
        .envs(
            command
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        )
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if let Some(dir) = command.get_current_dir() {
        started.current_dir(dir);
    }
    if rustix::process::geteuid().is_root() {
        started.gid(1);
    }
    started
}

/// What the system tells of a process: the limits of its cores, and who owns its memory.
#[derive(Debug, PartialEq, Eq)]
struct Openness {
    cores: [String; 2],
    owner: (u32, u32),
}

impl Openness {
    fn of(process: u32) -> Self {
        let about = std::path::PathBuf::from(format!("/proc/{process}"));
        let limits = fs::read_to_string(about.join("limits")).unwrap();
        let line = limits
            .lines()
            .find_map(|line| line.strip_prefix("Max core file size"));
        let mut words = line.unwrap().split_whitespace().map(str::to_owned);
        let memory = fs::metadata(about.join("mem")).unwrap();
        Self {
            cores: [words.next().unwrap(), words.next().unwrap()],
            owner: (memory.uid(), memory.gid()),
        }
    }

    /// What `process` comes to within some seconds; sooner where that is `wanted`.
    fn comes_to(process: u32, wanted: &Self) -> Self {
        let end = Instant::now() + PATIENCE;
        loop {
            let found = Self::of(process);
            if found == *wanted || Instant::now() > end {
                return found;
            }
            thread::sleep(Duration::from_millis(10));
        }
    }
}

#[test]
fn v11_the_program_leaves_no_core_and_is_not_for_others_to_look_into() {
    if !std::path::Path::new("/proc/self/limits").exists() {
        println!("skipped: no /proc here");
        return;
    }
    let home = Home::with_vault();
    // A program that guards nothing, started the same way, shows that this test is not blind.
    let Ok(mut open) = with_cores_on(&Command::new("cat")).spawn() else {
        println!("skipped: root of a system with one group cannot tell");
        return;
    };
    let any = |cores: [&str; 2], owner| Openness {
        cores: cores.map(str::to_owned),
        owner,
    };
    let me = rustix::process::geteuid().as_raw();
    let my_group = if me == 0 {
        1
    } else {
        rustix::process::getegid().as_raw()
    };
    let bare = any(["unlimited", "unlimited"], (me, my_group));
    let plain = Openness::comes_to(open.id(), &bare);
    open.kill().unwrap();
    open.wait().unwrap();
    assert_eq!(plain.owner, bare.owner);
    if plain.cores != bare.cores {
        println!("skipped in part: no cores may be left here, whoever ends");
    }

    let mut child = with_cores_on(&home.with_key(&["add", "-"]))
        .spawn()
        .unwrap();
    let shut = any(["0", "0"], (0, 0));
    let found = Openness::comes_to(child.id(), &shut);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(found, shut);
}

/// Where in the memory of `process` the word stands, and whether each place is kept out of the swap.
/// `None` where nobody may look.
fn places_of(process: u32, word: &[u8]) -> Option<Vec<bool>> {
    let about = std::path::PathBuf::from(format!("/proc/{process}"));
    let memory = File::open(about.join("mem")).ok()?;
    let mapped = fs::read_to_string(about.join("smaps")).ok()?;
    let mut found = Vec::new();
    let mut range = None;
    for line in mapped.lines() {
        let first = line.split(' ').next().unwrap_or_default();
        if let Some((from, to)) = first.split_once('-') {
            let number = |text| u64::from_str_radix(text, 16).ok();
            range = number(from).zip(number(to));
            continue;
        }
        let Some(flags) = line.strip_prefix("VmFlags:") else {
            continue;
        };
        let is = |flag: &str| flags.split_whitespace().any(|word| word == flag);
        let Some((from, to)) = range.filter(|_| is("rd") && is("wr")) else {
            continue;
        };
        let mut bytes = vec![0; usize::try_from(to - from).unwrap()];
        // Some mappings of the system's cannot be read by anybody.
        if memory.read_exact_at(&mut bytes, from).is_ok() {
            let hits = memchr::memmem::find_iter(&bytes, word).count();
            found.extend(std::iter::repeat_n(is("lo"), hits));
        }
    }
    Some(found)
}

fn only_root_may_look() -> bool {
    let root = rustix::process::geteuid().is_root();
    if !root || !std::path::Path::new("/proc/self/smaps").exists() {
        println!("skipped: only root may look into what is not dumpable");
        return false;
    }
    true
}

#[test]
fn v13_the_key_that_an_agent_holds_is_in_no_page_that_can_be_swapped() {
    if !only_root_may_look() {
        return;
    }
    let home = Home::new();
    let sheet = home.init(&[]);
    home.add("an entry");
    home.write("sheet", format!("{sheet}\n"));
    let unlocked = home.run_locked(&["unlock", "--recovery-file", "sheet", "--for", "5m"]);
    assert!(unlocked.status.success(), "{unlocked:?}");
    let socket = files_named(&home.path("diurnal"), "agent-default.sock");
    let stream = std::os::unix::net::UnixStream::connect(&socket[0]).unwrap();
    let agent = rustix::net::sockopt::socket_peercred(&stream).unwrap().pid;
    let agent = u32::try_from(agent.as_raw_nonzero().get()).unwrap();
    drop(stream);
    // Asked for the key a few times: no copy is left where it passed.
    for _ in 0..3 {
        assert!(home.run_locked(&["list"]).status.success());
    }
    let key = sheet.trim().as_bytes();
    let places = places_of(agent, key).unwrap();
    home.run_locked(&["lock"]);
    assert!(!places.is_empty(), "the search is blind");
    assert!(places.iter().all(|locked| *locked), "{places:?}");
}

fn files_named(top: &std::path::Path, name: &str) -> Vec<std::path::PathBuf> {
    let mut found = super::files(top);
    found.retain(|path| path.ends_with(name));
    found
}

#[test]
fn v16_the_screens_that_are_locked_hold_no_word_of_what_was_typed() {
    if !only_root_may_look() {
        return;
    }
    let typed = marker(0);
    let home = Home::with_vault();
    home.add("another text");
    let mut terminal = Terminal::open(&home, &["--passphrase-file", "passphrase"]);
    terminal.shows("another text");
    let process = terminal.id().unwrap();
    terminal.press("n");
    terminal.shows("0 words");
    terminal.press(&typed);
    terminal.shows(&typed);
    assert!(!places_of(process, typed.as_bytes()).unwrap().is_empty());
    terminal.press("\x13");
    terminal.shows("saved 21:04");
    terminal.press("\x0c");
    terminal.shows("Passphrase");
    let end = Instant::now() + PATIENCE;
    let mut left = usize::MAX;
    while left > 0 && Instant::now() < end {
        left = places_of(process, typed.as_bytes()).unwrap().len();
        thread::sleep(Duration::from_millis(50));
    }
    terminal.kill();
    assert_eq!(left, 0, "places that still hold it");
}
