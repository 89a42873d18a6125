//! The real program under strace: which system calls it makes, and what becomes of it where one of
//! them kills it or fails.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

/// Calls that change something outside the program, or that something depends on.
pub const CHANGING: &str = "write,pwrite64,writev,fsync,fdatasync,ftruncate,fallocate,unlink,unlinkat,rename,\
    renameat,renameat2,link,linkat,symlink,mkdir,mkdirat,rmdir,openat,close,fchmod,chmod,fchown,fcntl,flock,\
    mmap,munmap,msync,copy_file_range,exit_group";

/// Whether strace is here and may trace; says so where it is not.
pub fn is_possible() -> bool {
    let tried = Command::new("strace")
        .args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=close"])
        .args(["-e", "inject=close:error=EIO:when=1000", "true"])
        .stderr(Stdio::null())
        .status();
    let possible = tried.is_ok_and(|status| status.success());
    if !possible {
        println!("skipped: strace is not here, or may not trace");
    }
    possible
}

/// `command` under strace with these options.
pub fn traced(command: &Command, options: &[&str]) -> Command {
    let mut traced = Command::new("timeout");
    // A program that hangs is an error, and strace alone would leave it behind.
    traced.args(["--signal=KILL", "60", "strace", "-f", "-qq"]);
    traced.args(options).arg(command.get_program());
    traced.args(command.get_args()).env_clear().envs(
        command
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    if let Some(folder) = command.get_current_dir() {
        traced.current_dir(folder);
    }
    traced.stdin(Stdio::null());
    traced
}

/// One call of a run: its name, and how often the same thread had made it by then.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    pub call: String,
    pub n: u32,
}

impl Point {
    /// `command`, which is sent `what` at this point: `signal=KILL`, or `error=EIO`.
    pub fn inject(&self, command: &Command, what: &str, more: &str) -> Command {
        let (call, n) = (&self.call, self.n);
        let only = format!("trace={call}");
        let inject = format!("inject={call}:{what}:when={n}{more}");
        traced(command, &["-o", "/dev/null", "-e", &only, "-e", &inject])
    }
}

/// Every call of `calls` that `command` makes on its whole way, in the order of time. It must succeed.
#[track_caller]
pub fn points(command: &Command, calls: &str, scratch: &Path) -> Vec<Point> {
    let trace = scratch.join("trace");
    let only = format!(
        "trace={}",
        calls
            .split(',')
            .map(|call| format!("?{call}"))
            .collect::<Vec<_>>()
            .join(",")
    );
    let output = traced(command, &["-o", trace.to_str().unwrap(), "-e", &only])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let mut seen: BTreeMap<(String, String), u32> = BTreeMap::new();
    let mut known = BTreeSet::new();
    let mut points = Vec::new();
    for line in fs::read_to_string(trace).unwrap().lines() {
        let Some((thread, rest)) = line.split_once(' ') else {
            continue;
        };
        let Some((call, _)) = rest.trim_start().split_once('(') else {
            continue;
        };
        if call.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            let n = seen
                .entry((thread.to_owned(), call.to_owned()))
                .or_default();
            *n += 1;
            let point = Point {
                call: call.to_owned(),
                n: *n,
            };
            if known.insert(point.clone()) {
                points.push(point);
            }
        }
    }
    points
}

/// Of `points`, spread evenly, as many as `DIURNAL_CALLS` says (`all`, or a number), else `few`.
pub fn chosen(points: &[Point], few: usize) -> Vec<Point> {
    let wanted = std::env::var("DIURNAL_CALLS").ok();
    let count = match wanted.as_deref() {
        Some("all") => points.len(),
        Some(number) => number.parse().expect("a number of calls, or all"),
        None => few,
    };
    let all = points.len();
    let step = all.div_ceil(count.max(1)).max(1);
    // Not always the first of each stretch: how far into one is taken grows from stretch to stretch.
    (0..all.div_ceil(step))
        .filter_map(|n| points.get(n * step + n % step).cloned())
        .collect()
}

/// How a run ended: by the kill, by itself, or before the program began (a call of the loader's).
pub fn was_killed(output: &Output) -> bool {
    use std::os::unix::process::ExitStatusExt;
    let code = output.status.code();
    output.status.signal() == Some(9) || code == Some(137)
}
