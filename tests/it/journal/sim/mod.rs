//! A deterministic simulation: one seed draws what happens to several devices, their host, a stranger's
//! vault and the clock; after each step the promises are looked at, and at the end, when every fault is
//! over and everyone has synced, all devices and the host hold the same.
//!
//! The real journal, store and sync run over repositories in folders, each run in one thread. The clock
//! and all chance are the seed's, the keys of age too: even.c stands before the C library, so that a seed
//! repeats every byte. Without a C compiler it repeats what is drawn and decided.
//!
//! `DIURNAL_SIM_STEPS=100000 cargo test --test it sim` draws so many steps, in runs of [`RUN`];
//! `DIURNAL_SIM_SEED=N` begins at that seed, and repeats a failure that was printed. A failure is told as
//! the shortest list of draws that shows it (`DIURNAL_SIM_SHRINK=0`: whole, and at once). Seeds that once
//! failed stand in tests/data/sim and are run each time.
//!
//! `DIURNAL_SIM_REVOKE=1` draws revocations too. They are left out else, because the model does not know
//! yet whom one shuts out beside the device that is meant: who came in by the same slot, or was copied
//! from such a one, and was not heard of before (journal::keys has the laws of revoking).
//!
//! `DIURNAL_SIM_DAMAGE=1` damages files of the hosts' objects too. It is left out else, because some few
//! in a hundred such runs end with an alarm that nothing settles: a chain of a generation before whose
//! objects are gone stays `old-generation`.
//!
//! Not drawn: two devices that revoke each other (journal::keys).

mod chance;
mod world;

use std::fmt::Write;
use std::process::Command;

use chance::Chance;
use world::Device;
use world::Draw;
use world::NAMES;
use world::What;
use world::World;

/// Steps of one run; then comes the calm.
const RUN: usize = 40;
/// Steps in a plain `cargo test`.
const STEPS: usize = 2000;
/// Runs that a failure may cost to be made shorter.
const SHRINKS: usize = 120;

/// How often each thing is drawn, in three moods: one of writing, one of bad hosts, one of lost machines.
fn weight(what: What, mood: u64) -> u64 {
    let usual = matches!(
        what,
        What::Edit
            | What::Delete
            | What::Undelete
            | What::Resolve
            | What::Interleave
            | What::Cut
            | What::Crash
    );
    match (what, mood) {
        (What::Revoke, _) => u64::from(number("DIURNAL_SIM_REVOKE") == Some(1)),
        (What::Damage, _) => 3 * u64::from(number("DIURNAL_SIM_DAMAGE") == Some(1)),
        (What::Add | What::Sync, _) => 12,
        (What::Edit, 0) => 16,
        _ if usual => 4,
        (What::PutBack | What::Backup | What::Swap | What::DropRef, 1) => 5,
        (What::Empty | What::LoseSeen | What::Second, 1) | (What::Full, 2) | (What::Join, _) => 3,
        (
            What::Image | What::Restore | What::Copy | What::LoseMirror | What::Purge | What::Obey,
            2,
        ) => 4,
        _ => 1,
    }
}

fn draw(seed: u64) -> Vec<Draw> {
    let mut chance = Chance::new(seed);
    let mood = chance.below(3);
    let total: u64 = What::ALL.iter().map(|what| weight(*what, mood)).sum();
    let mut one = || {
        let mut left = chance.below(total);
        let what = What::ALL.iter().copied().find(|what| {
            let weight = weight(*what, mood);
            let found = left < weight;
            left = left.saturating_sub(weight);
            found
        });
        Draw {
            what: what.unwrap(),
            a: chance.below(1 << 16),
            b: chance.below(1 << 16),
        }
    };
    (0..RUN).map(|_| one()).collect()
}

/// All of it; what went wrong, with the step.
fn run(seed: u64, draws: &[Draw], log: &mut String) -> Result<(), String> {
    chance::begin(seed);
    let mut world = World::new();
    for (step, draw) in draws.iter().enumerate() {
        let said = world.happen(*draw);
        let (Ok(text) | Err(text)) = &said;
        writeln!(
            log,
            "{step:3} {:?} {} {}: {text}",
            draw.what, draw.a, draw.b
        )
        .unwrap();
        said.map_err(|why| format!("step {step}: {why}"))?;
    }
    calm(&mut world, log)
}

/// Every fault is over, a person decides what is theirs to decide, and everyone syncs.
fn calm(world: &mut World, log: &mut String) -> Result<(), String> {
    if world.swapped {
        world.swap();
    }
    world.make_room();
    share(world, log);
    for round in 0..9 {
        let mut at_rest = prove(world, round, log);
        for which in 0..world.devices.len() {
            let decided = world.decide(which, true);
            let said = world.sync(which, &mut ());
            writeln!(log, "calm {round} device {which}: {said}").unwrap();
            at_rest &= settle(world, which, log) == 0;
            at_rest &= decided == "nothing to decide";
            at_rest &= said.split("; ").all(|one| one == "sent 0, took 0, []");
        }
        if at_rest && round >= 2 {
            break;
        }
    }
    for which in 0..world.devices.len() {
        world.look(which)?;
    }
    let mut digests = Vec::new();
    for which in 0..world.devices.len() {
        let device = &mut world.devices[which];
        let (counts, digest) = device.journal.counts_and_digest().unwrap();
        digests.push(digest);
        if counts.unsynced > 0 {
            return Err(format!("device {which} has {} unsynced", counts.unsynced));
        }
        // What a revoked device sent too late stays named for as long as it stands there.
        let mut open = Vec::new();
        for name in names(device) {
            open.extend(device.journal.unsettled(name).unwrap());
        }
        open.retain(|notice| notice.condition != "revoked");
        if let Some(notice) = open.first() {
            return Err(format!(
                "device {which}: {}: {}",
                notice.condition, notice.text
            ));
        }
        for balance in device.journal.verify(None, false, &mut ()).unwrap() {
            let mut short = balance.shortfalls.iter();
            if let Some(short) = short.find(|short| short.condition != "revoked") {
                return Err(format!(
                    "the drill of device {which} with {}: {}\n{:?}",
                    balance.remote, short.text, balance.shortfalls
                ));
            }
            if balance.ahead > 0 || balance.entries.0 != balance.entries.1 {
                return Err(format!("the drill of device {which}: {balance:?}"));
            }
        }
        let known = &world.devices[which].known;
        let lost = world
            .truth
            .iter()
            .find(|(rev, id)| !known.contains_key(rev) && !world.purged.contains(id));
        if let Some((rev, id)) = lost {
            return Err(format!(
                "{} of {} never came to device {which}",
                rev.short(),
                id.short()
            ));
        }
    }
    digests.dedup();
    if digests.len() > 1 {
        return Err(format!("devices hold different things: {digests:?}"));
    }
    world.stranger_is_whole()
}

/// Where one device uses both hosts, or the second holds what a lost disk held, all do: else what is on
/// one would never come to the other.
fn share(world: &mut World, log: &mut String) {
    let mut devices = world.devices.iter();
    let both = devices.any(|device| device.uses == [true, true]) || world.hosts[1].is_needed();
    for which in 0..world.devices.len() {
        if both {
            let said = world.second(which);
            writeln!(log, "calm, device {which} and both hosts: {said}").unwrap();
        }
    }
}

/// Each device proves the hosts that were damaged: what it finds, its next exchange mends. After some
/// rounds their owner makes an empty repository, as `remote reseed` says. Whether all are whole.
fn prove(world: &mut World, round: usize, log: &mut String) -> bool {
    let hurt: Vec<usize> = (0..2).filter(|at| world.hosts[*at].damaged).collect();
    for at in &hurt {
        let mut short = 0;
        for device in &mut world.devices {
            if device.uses[*at] {
                let sheets = device.journal.verify(Some(NAMES[*at]), false, &mut ());
                short += sheets.map_or(1, |sheets| sheets[0].shortfalls.len());
            }
        }
        world.hosts[*at].damaged = short > 0;
        writeln!(log, "calm {round} {}: {short} shortfalls", NAMES[*at]).unwrap();
        if short > 0 && round == 3 {
            let said = world.empty(*at);
            writeln!(log, "calm {round} {said}").unwrap();
        }
    }
    hurt.is_empty()
}

fn names(device: &Device) -> impl Iterator<Item = &'static str> + use<> {
    let uses = device.uses;
    (0..2).filter(move |at| uses[*at]).map(|at| NAMES[at])
}

/// What only a person can judge, a person accepts; how much there was.
fn settle(world: &mut World, which: usize, log: &mut String) -> usize {
    let device = &mut world.devices[which];
    let mut all = 0;
    for name in names(device) {
        let open = device.journal.unsettled(name).unwrap();
        for notice in &open {
            let done = device.journal.trust(name, &notice.condition, &mut ());
            let done = done.map(|_| ()).map_err(|error| error.to_string());
            writeln!(log, "     trusts {}: {done:?}", notice.condition).unwrap();
        }
        all += open.len();
    }
    all
}

/// A broken promise or a panic, in words.
fn failure(seed: u64, draws: &[Draw], log: &mut String) -> Option<String> {
    // A thread of its own: what the system draws by chance begins anew with each.
    let ended = std::thread::scope(|scope| scope.spawn(|| run(seed, draws, log)).join());
    match ended {
        Ok(done) => done.err(),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            Some(format!("panic: {}", text.unwrap_or_default()))
        }
    }
}

/// Leaves out what the failure does not need.
fn shrink(seed: u64, mut draws: Vec<Draw>) -> Vec<Draw> {
    let mut tries = 0;
    let mut length = draws.len() / 2;
    while length > 0 && tries < SHRINKS {
        let mut at = 0;
        while at < draws.len() && tries < SHRINKS {
            let mut fewer = draws.clone();
            fewer.drain(at..(at + length).min(draws.len()));
            tries += 1;
            if failure(seed, &fewer, &mut String::new()).is_some() {
                draws = fewer;
            } else {
                at += length;
            }
        }
        length /= 2;
    }
    draws
}

/// Runs a seed; a failure is told with all that repeats it.
fn check(seed: u64) -> bool {
    let draws = draw(seed);
    let mut log = String::new();
    let Some(why) = failure(seed, &draws, &mut log) else {
        return true;
    };
    if number("DIURNAL_SIM_SHRINK") != Some(0) {
        let fewer = shrink(seed, draws);
        let mut short = String::new();
        if let Some(why) = failure(seed, &fewer, &mut short) {
            println!("DIURNAL_SIM_SEED={seed}: {why}\n{short}");
            return false;
        }
    }
    println!("DIURNAL_SIM_SEED={seed}: {why}\n{log}");
    false
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Runs this test once more, with a chance that repeats itself before the system's; false where that
/// runs already, or where the machine has no C compiler for it.
fn ran_evenly(name: &str) -> bool {
    const SHIM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/journal/sim/even.c");
    let library = concat!(env!("CARGO_TARGET_TMPDIR"), "/even.so");
    if std::env::var_os("LD_PRELOAD").is_some() || !cfg!(target_os = "linux") {
        return false;
    }
    let made = tempfile::NamedTempFile::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let compiled = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(made.path())
        .arg(SHIM)
        .status();
    if !compiled.is_ok_and(|status| status.success()) {
        println!("without a C compiler a seed does not repeat what its keys were");
        return false;
    }
    // Whole at once: another test may load it at this moment.
    made.persist(library).unwrap();
    let ended = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env("LD_PRELOAD", library)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    assert!(ended.status.success(), "{said}");
    true
}

#[test]
fn whatever_happens_nothing_is_lost_and_all_agree() {
    if ran_evenly("journal::sim::whatever_happens_nothing_is_lost_and_all_agree") {
        return;
    }
    let first = number("DIURNAL_SIM_SEED");
    let steps = number("DIURNAL_SIM_STEPS").map(|steps| usize::try_from(steps).unwrap());
    let steps = steps.unwrap_or(if first.is_some() { RUN } else { STEPS });
    let seeds = (first.unwrap_or(1)..).take(steps.div_ceil(RUN));
    let failed: Vec<u64> = seeds.filter(|seed| !check(*seed)).collect();
    assert_eq!(failed, [0; 0], "these seeds failed");
}

#[test]
fn what_once_failed_holds() {
    if ran_evenly("journal::sim::what_once_failed_holds") {
        return;
    }
    for entry in std::fs::read_dir("tests/data/sim").unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let mut lines = text.lines().filter(|line| !line.starts_with('#'));
        let seed = lines.next().unwrap().parse().unwrap();
        let draws = lines.map(|line| {
            let words: Vec<&str> = line.split(' ').collect();
            Draw {
                what: What::named(words[0]).unwrap(),
                a: words[1].parse().unwrap(),
                b: words[2].parse().unwrap(),
            }
        });
        let mut log = String::new();
        let failed = failure(seed, &draws.collect::<Vec<_>>(), &mut log);
        assert_eq!(failed, None, "{}\n{log}", path.display());
    }
}
