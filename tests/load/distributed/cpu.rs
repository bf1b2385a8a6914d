//! Processor time of everything this program has started, by what it is.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Seconds of user and system time so far.
#[derive(Clone, Default)]
pub(crate) struct Spent {
    by: BTreeMap<&'static str, f64>,
    /// Of the whole machine.
    machine: f64,
}

/// One process as the kernel shows it.
struct Stat {
    id: u32,
    name: String,
    parent: u32,
    own: f64,
    /// Of children that have ended.
    ended: f64,
}

impl Spent {
    /// By now.
    pub(crate) fn now() -> Self {
        let me = std::process::id();
        let all = processes();
        let mut by = BTreeMap::new();
        for stat in &family(&all, me) {
            *by.entry(group(&stat.name)).or_default() += stat.own + stat.ended;
        }
        let load = all.iter().find(|stat| stat.id == me).expect("this process is running");
        // Of the ended children only those that ran between two looks are in the difference of two: programs like ab.
        *by.entry("the driver").or_default() += load.own + load.ended;
        Self { by, machine: machine() }
    }

    /// From `earlier` until this.
    pub(crate) fn since(&self, earlier: &Self) -> Self {
        let before = |group: &str| earlier.by.get(group).copied().unwrap_or_default();
        let by = self.by.iter().map(|(group, seconds)| (*group, (seconds - before(group)).max(0.0)));
        Self { by: by.collect(), machine: self.machine - earlier.machine }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        for (group, seconds) in &other.by {
            *self.by.entry(group).or_default() += seconds;
        }
        self.machine += other.machine;
    }

    /// Seconds of one group, like `workers`.
    pub(crate) fn of(&self, group: &str) -> f64 {
        self.by.get(group).copied().unwrap_or_default()
    }

    /// Seconds of all groups but the driver.
    pub(crate) fn served(&self) -> f64 {
        self.by.iter().filter(|(group, _)| **group != "the driver").map(|(_, seconds)| seconds).sum()
    }

    /// Where the time went, per 1,000 of `jobs`; and what else the machine did, which disturbs.
    pub(crate) fn per_thousand(&self, jobs: u32) -> String {
        let each = |seconds: f64| 1e3 * seconds / f64::from(jobs);
        let mut line = format!("{:.3} s of processor time per 1,000 jobs:", each(self.served()));
        for (group, seconds) in &self.by {
            if each(*seconds) >= 0.001 {
                write!(line, " {group} {:.3},", each(*seconds)).expect("writing to memory does not fail");
            }
        }
        let ours: f64 = self.by.values().sum();
        write!(line, " and other programs {:.3}", each((self.machine - ours).max(0.0))).expect("as before");
        line
    }
}

/// A process's name, of which the kernel keeps fifteen bytes, as a part of the system.
fn group(name: &str) -> &'static str {
    match name {
        _ if name.starts_with("postgres") => "Postgres",
        "beam.smp" | "erl_child_setup" | "epmd" | "inet_gethost" => "RabbitMQ",
        "api-under-test" | "uvicorn" => "api",
        "worker-under-te" | "celery" | "awa-rival" => "workers",
        "ab" => "the driver",
        _ => "others",
    }
}

/// All that descends from `of`, without itself.
fn family(all: &[Stat], of: u32) -> Vec<&Stat> {
    let mut found: Vec<&Stat> = all.iter().filter(|stat| stat.parent == of).collect();
    let mut at = 0;
    while at < found.len() {
        let parent = found[at].id;
        found.extend(all.iter().filter(|stat| stat.parent == parent));
        at += 1;
    }
    found
}

/// The ids of all processes that descend from this one.
pub(crate) fn descendants(of: u32) -> Vec<u32> {
    family(&processes(), of).iter().map(|stat| stat.id).collect()
}

fn processes() -> Vec<Stat> {
    let entries = std::fs::read_dir("/proc").expect("Linux shows its processes").flatten();
    entries.filter_map(|entry| read(entry.file_name().to_str()?.parse().ok()?)).collect()
}

/// A process that has just ended is none.
fn read(id: u32) -> Option<Stat> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name, in parentheses, may hold anything; what follows it does not.
    let (before, after) = stat.rsplit_once(')')?;
    let name = before.split_once('(')?.1.to_owned();
    let field = |n: usize| after.split_whitespace().nth(n)?.parse::<f64>().ok();
    let (own, ended) = ((field(11)? + field(12)?) / 100.0, (field(13)? + field(14)?) / 100.0);
    Some(Stat { id, name, parent: after.split_whitespace().nth(1)?.parse().ok()?, own, ended })
}

/// Busy seconds of all processors since the machine started.
fn machine() -> f64 {
    let stat = std::fs::read_to_string("/proc/stat").expect("Linux counts its time");
    let line = stat.lines().next().expect("the first line is of all processors");
    let ticks: Vec<f64> = line.split_whitespace().skip(1).filter_map(|n| n.parse().ok()).collect();
    // user, nice, system, idle, iowait, irq, softirq; guests are in user already, and stolen time was never ours.
    (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]) / 100.0
}
