//! Small jobs through HTTP, end to end: one api and two workers beside the Celery stack, on the same servers.

use std::collections::BTreeMap;
use std::path::Path;

use tests::setting;

use super::ab;
use super::bed::Bed;
use super::cpu::Spent;
use super::side::Side;
use super::statistics::{median, rate};
use crate::{bound, say};

const OURS: [(&str, f64); 2] = [("counts", 10.0), ("default", 4.0)];

/// Of all rounds of one side.
#[derive(Default)]
struct Told {
    end_to_end: Vec<f64>,
    spent: Spent,
    jobs: u32,
}

pub(crate) async fn measure(peers: &Path) -> bool {
    let body = peers.join("small_job.json");
    assert!(body.is_file(), "{} is missing", body.display());
    let bed = Bed::start().await;
    let rounds = setting("LOAD_ROUNDS", 3, 1);
    let mut told: BTreeMap<&'static str, Told> = BTreeMap::new();
    for round in 1..=rounds {
        for (profile, _) in OURS {
            one(round, Side::ours(&bed, 2, profile).await, &body, &mut told).await;
            one(round, Side::theirs(&bed, peers).await, &body, &mut told).await;
        }
    }
    let mut kept = true;
    for (name, told) in &told {
        say(&format!("{name}: median {:.0} jobs/s; {}", median(&told.end_to_end), told.spent.per_thousand(told.jobs)));
    }
    let peer = median(&told["Celery"].end_to_end);
    for (profile, wanted) in OURS {
        let ours = median(&told[format!("ours ({profile})").as_str()].end_to_end);
        kept &= bound(
            &format!("profile {profile}: {:.1} times the peer, at least {wanted}", ours / peer),
            ours >= wanted * peer,
        );
    }
    kept
}

async fn one(round: u64, side: Side, body: &Path, told: &mut BTreeMap<&'static str, Told>) {
    let jobs = u32::try_from(setting("LOAD_JOBS", 10_000, 300)).expect("a number of jobs");
    let at_once = setting("LOAD_CONCURRENCY", 16, 16);
    warm_up(&side, body, at_once).await;
    let (began, before) = (side.database.clock().await, Spent::now());
    let accepted = ab::post(&side.target, body, jobs, at_once).await;
    side.completed(jobs, began).await;
    let spent = Spent::now().since(&before);
    let end_to_end = rate(jobs, side.last(began).await - began);
    say(&format!(
        "round {round}, {}: {jobs} jobs from {at_once} at once, accepted {accepted:.0}/s, end to end {end_to_end:.0}/s",
        side.name
    ));
    let told = told.entry(side.name).or_default();
    told.end_to_end.push(end_to_end);
    told.spent.add(&spent);
    told.jobs += jobs;
}

/// Connections, caches, plans and Python's first calls; then a quiet log.
pub(crate) async fn warm_up(side: &Side, body: &Path, at_once: u64) {
    const JOBS: u32 = 300;
    let began = side.database.clock().await;
    ab::post(&side.target, body, JOBS, at_once).await;
    side.completed(JOBS, began).await;
    side.database.run("CHECKPOINT").await;
}
