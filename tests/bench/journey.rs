//! What each verb costs as a whole process, in CPU seconds: median and worst of five runs.
//!
//! `cargo bench --bench journey -- 1000 10000` measures at these sizes (default: 1000); with
//! `DIURNAL_CORPUS=FILE` the entries come from that JSON Lines file, else they are made here. Beside
//! each figure stands the one that it is held to; those that are ratios to other programs are
//! measured by a comparison outside this repository, and only their absolute part is shown here.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    unreachable_pub,
    reason = "a test fails by panicking, a bench reports by printing"
)]

use std::fmt::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

const RUNS: usize = 5;
const WORDS: &[&str] = &[
    "rain", "morning", "walked", "the", "and", "river", "letter", "window", "bread", "slowly",
    "again", "evening", "train", "said",
];

fn main() {
    let sizes: Vec<usize> = std::env::args()
        .filter_map(|arg| arg.parse().ok())
        .collect();
    let sizes = if sizes.is_empty() { vec![1000] } else { sizes };
    for n in sizes {
        Bench::new(n).run(n);
    }
}

/// A vault with a remote, in a folder that is removed at the end.
struct Bench {
    folder: PathBuf,
}

impl Drop for Bench {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

impl Bench {
    fn new(n: usize) -> Self {
        let folder = std::env::temp_dir().join(format!("diurnal-bench-{}-{n}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("pass"), "six words are enough for this\n").unwrap();
        std::fs::write(folder.join("corpus.jsonl"), corpus(n)).unwrap();
        let made = Command::new("git")
            .args(["init", "-q", "--bare"])
            .arg(folder.join("r.git"))
            .status()
            .unwrap();
        assert!(made.success());
        Self { folder }
    }

    fn run(&self, n: usize) {
        let corpus = self.path("corpus.jsonl");
        let remote = format!("file://{}", self.path("r.git"));
        println!("{n} entries, CPU seconds: median (worst) of {RUNS}; figure of the design");
        self.once(
            "init",
            &["init", "--work-factor", "10", "--remote-unlock", "always"],
        );
        self.once("remote", &["remote", "add", &remote]);
        self.report(
            "import",
            &[self.cost(&["import", "jsonl", &corpus])],
            "10,000 entries a second",
        );
        self.once("unlock", &["unlock", "--for", "120m"]);
        self.repeat("version", &["--version"], "0.004");
        self.repeat(
            "list ten",
            &["list", "--limit", "10", "--json"],
            "0.3 x plain (.064; .43): .019; .043",
        );
        self.repeat(
            "search, rare",
            &["search", "nosuchword", "--limit", "0", "--json"],
            "0.6 / 0.3 x plain (.11; 1.1): .066; .33",
        );
        self.repeat(
            "search, common",
            &["search", "morning", "--limit", "0", "--json"],
            "0.6 / 0.3 x plain (.11; 1.1): .066; .33",
        );
        self.repeat(
            "list by tag",
            &["list", "--tag", "travel", "--limit", "0", "--json"],
            "–",
        );
        self.repeat("show", &["show", "@last"], "1.5 x plain (.006): .009");
        self.repeat(
            "add",
            &["add", "It rained all day, and nobody minded."],
            "plain: .011, no growth",
        );
        self.report("sync, first", &[self.cost(&["sync"])], "–");
        let mut one = Vec::new();
        for _ in 0..RUNS {
            self.once("add", &["add", "one more"]);
            one.push(self.cost(&["sync"]));
        }
        self.report("sync of one", &one, "0.5 x plain (.15): .075, no growth");
        self.repeat("sync, nothing new", &["sync"], "no growth");
        self.repeat(
            "verify",
            &["verify", "--json"],
            "the clone + 0.4 ms a bundle + 30 us a revision",
        );
        self.clone_row(&remote);
        let out = self.path("out");
        self.report(
            "export, checked",
            &[self.cost(&["export", "--format", "markdown", "--to", &out, "--check"])],
            "0.2 x plain (7.8 at 10k): 1.6 at 10k",
        );
        self.once("lock", &["lock"]);
    }

    fn clone_row(&self, remote: &str) {
        let mut costs = Vec::new();
        for run in 0..RUNS {
            let home = self.path(&format!("second-{run}"));
            let before = children_cpu();
            for args in [
                ["clone", remote, "--work-factor", "10"],
                ["list", "--limit", "10", "--json"],
            ] {
                let mut command = self.plain(&args);
                command.env("DIURNAL_HOME", &home);
                command.arg("--passphrase-file").arg(self.path("pass"));
                command.stdout(Stdio::null()).stderr(Stdio::null());
                assert!(command.status().unwrap().success(), "{args:?}");
            }
            costs.push(children_cpu() - before);
        }
        self.report(
            "clone, list ten",
            &costs,
            "0.3 x plain (2.9 at 10k): .87 at 10k",
        );
    }

    fn repeat(&self, what: &str, args: &[&str], figure: &str) {
        let first = self.cost(args);
        let often = if first < 0.2 { 20 } else { 1 };
        let mean = |_| (0..often).map(|_| self.cost(args)).sum::<f64>() / f64::from(often);
        let costs: Vec<f64> = (0..RUNS).map(mean).collect();
        self.report(what, &costs, figure);
    }

    #[allow(clippy::unused_self, reason = "reads as the bench's voice")]
    fn report(&self, what: &str, costs: &[f64], figure: &str) {
        let mut sorted = costs.to_vec();
        sorted.sort_by(f64::total_cmp);
        println!(
            "{what:>18}  {:8.3} ({:8.3})   {figure}",
            sorted[sorted.len() / 2],
            sorted[sorted.len() - 1]
        );
    }

    fn once(&self, what: &str, args: &[&str]) {
        assert!(self.cost(args) >= 0.0, "{what}");
    }

    fn cost(&self, args: &[&str]) -> f64 {
        let before = children_cpu();
        let status = self
            .command(args)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success(), "{args:?}");
        children_cpu() - before
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_diurnal"));
        command
            .env_clear()
            .env("DIURNAL_HOME", self.path("home"))
            .env("TZ", "Europe/Berlin");
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
            .arg("--passphrase-file")
            .arg(self.path("pass"))
            .args(args);
        // With the agent at hand no passphrase is needed; the file is for the verbs that ask all the same.
        // (A second device has no agent: see `clone_row`.)
        if matches!(
            args.first(),
            Some(&("list" | "search" | "show" | "add" | "sync" | "verify" | "--version"))
        ) {
            command = self.plain(args);
        }
        command
    }

    fn plain(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_diurnal"));
        command
            .env_clear()
            .env("DIURNAL_HOME", self.path("home"))
            .env("TZ", "Europe/Berlin")
            .args(args)
            .stdin(Stdio::null());
        command
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).to_str().unwrap().to_owned()
    }
}

/// CPU seconds of all children that have ended, user and system: fields 16 and 17 of /proc/self/stat, in
/// hundredths of a second. Quick verbs are run often enough that this is fine enough.
fn children_cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap()
        .split_whitespace()
        .collect();
    let ticks: f64 = fields[13].parse::<f64>().unwrap() + fields[14].parse::<f64>().unwrap();
    ticks / 100.0
}

fn corpus(n: usize) -> String {
    if let Some(file) = std::env::var_os("DIURNAL_CORPUS") {
        let text = std::fs::read_to_string(Path::new(&file)).unwrap();
        return text
            .lines()
            .take(n)
            .fold(String::new(), |all, line| all + line + "\n");
    }
    let mut text = String::new();
    let mut seed = 7_u64;
    for entry in 0..n {
        let mut body = String::new();
        for _ in 0..170 {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let at = usize::try_from(seed >> 33).unwrap() % WORDS.len();
            body.push_str(WORDS[at]);
            body.push(' ');
        }
        let (year, month, day) = (
            2000 + entry / 336 % 400,
            1 + entry / 28 % 12,
            1 + entry % 28,
        );
        let tag = if entry % 50 == 0 { "\"travel\"" } else { "" };
        writeln!(text, "{{\"id\":\"{entry:032x}\",\"at\":\"{year:04}-{month:02}-{day:02}T21:00:00+01:00[Europe/Berlin]\",\"title\":\"Entry {entry}\",\"body\":\"{body}\",\"tags\":[{tag}]}}").unwrap();
    }
    text
}
