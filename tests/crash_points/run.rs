//! Kills a story at every call of every step, and lets others finish it.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use engine::Engine;
use futures::{FutureExt as _, StreamExt as _};
use model::limits::{LEASE, RESCUE_GRACE};
use model::{Random as _, SeededRandom, TenantId, Timestamp};
use store::{Fenced, Submitted};

use crate::bed::{Disk, Event, Fault, Opened, Process, document, nothing_is_orphaned};
use crate::client::Client;
use crate::story::{Ending, Step, Story};

/// After this a lease nobody renewed is taken back.
const DEAD_FOR: Duration = Duration::from_secs(LEASE.as_secs() + RESCUE_GRACE.as_secs() + 1);

/// Where a story is interrupted.
#[derive(Clone, Copy, Debug)]
struct Point {
    step: usize,
    /// Calls of that step that go well.
    calls: usize,
}

/// Points played at once: most of the time goes into waiting for the disk.
const AT_ONCE: usize = 8;

pub(crate) async fn every_call_of(story: &Story, fault: Fault) {
    let engine = Arc::new(Engine::new());
    let talk = Arc::new((story.talk)(&engine));
    let tenant = TenantId(SeededRandom::new(2).uuid(Timestamp(0)));
    let client = Client { tenant, talk, job: None, first: None };
    let calls = Box::pin(calls_in_peace(story, &engine, client.clone())).await;
    let points = calls.iter().enumerate().flat_map(|(step, &calls)| (0..calls).map(move |calls| Point { step, calls }));
    futures::stream::iter(points)
        .map(|point| told(story, point, fault, &engine, client.clone()))
        .buffer_unordered(AT_ONCE)
        .collect::<()>()
        .await;
}

/// How many calls each step makes when nothing goes wrong.
async fn calls_in_peace(story: &Story, engine: &Arc<Engine>, mut client: Client) -> Vec<usize> {
    let disk = Disk::new(engine, 0, Arc::new(|| Ok(())));
    let opened = disk.open().await;
    let process = Process::start(&disk, &opened);
    let mut calls = Vec::new();
    for step in story.steps {
        let before = process.trap.calls();
        play(&[*step], &process, &disk, &mut client).await;
        calls.push(process.trap.calls() - before);
    }
    settle(&disk, &process, &mut client).await;
    check(story, &disk, &opened, &client).await;
    calls
}

/// Plays the story with one interruption; if it ends badly, says where that was and what had happened.
#[expect(clippy::print_stderr, reason = "what a failed test says")]
async fn told(story: &Story, point: Point, fault: Fault, engine: &Arc<Engine>, client: Client) {
    let seed = u64::try_from(point.calls).expect("a small number");
    let disk = Disk::new(engine, seed, Arc::new(|| Ok(())));
    let played = AssertUnwindSafe(Box::pin(interrupted(story, point, fault, &disk, client))).catch_unwind().await;
    if let Err(panic) = played {
        eprintln!("{fault:?} at call {} of {:?}; the store was asked:", point.calls, story.steps[point.step]);
        for event in disk.events.since(0) {
            eprintln!("  {event}");
        }
        std::panic::resume_unwind(panic);
    }
}

async fn interrupted(story: &Story, point: Point, fault: Fault, disk: &Disk, mut client: Client) {
    let mut opened = disk.open().await;
    let mut process = Process::start(disk, &opened);
    let (before, rest) = story.steps.split_at(point.step);
    play(before, &process, disk, &mut client).await;
    let trap = process.trap.clone();
    trap.arm(point.calls, fault);
    let mut doing = client.clone();
    {
        let mut act = pin!(trap.alive(doing.does(rest[0], &process, disk)));
        tokio::select! {
            _ = &mut act => {}
            () = trap.stalled() => {
                // Others give this process up and finish without it; then it goes on where it stood. What it is told
                // then does not matter to anybody.
                let other = Process::start(disk, &opened);
                disk.advance(DEAD_FOR);
                other.sweep.rescue(true).await.expect("a sweep");
                play(rest, &other, disk, &mut client).await;
                other.sweep.collect_garbage().await.expect("a sweep");
                trap.resume();
                act.await;
            }
        }
    }
    assert!(trap.sprung(), "the step made fewer calls than before");
    trap.disarm();
    if fault.is_deadly() {
        (opened, process) = after_death(point, disk, opened, process).await;
    }
    if fault != Fault::Stalls {
        client.job = doing.job.or(client.job);
        play(rest, &process, disk, &mut client).await;
    }
    settle(disk, &process, &mut client).await;
    check(story, disk, &opened, &client).await;
}

async fn play(steps: &[Step], process: &Process, disk: &Disk, client: &mut Client) {
    for &step in steps {
        if let Err(error) = client.does(step, process, disk).await {
            panic!("{step:?} fails in peace: {error:?}");
        }
    }
}

/// Either the machine starts again (the directory's lock proves the old process dead), or another process sweeps and
/// works on, and the dead one's leases have to run out.
async fn after_death(point: Point, disk: &Disk, opened: Opened, process: Process) -> (Opened, Process) {
    drop(process);
    if point.calls.is_multiple_of(2) {
        drop(opened);
        let opened = disk.open().await;
        let process = Process::start(disk, &opened);
        process.sweep.rescue_all_but(process.session).await.expect("a sweep");
        (opened, process)
    } else {
        let process = Process::start(disk, &opened);
        disk.advance(DEAD_FOR);
        process.sweep.rescue(true).await.expect("a sweep");
        (opened, process)
    }
}

/// Time passes until nothing is left to do.
async fn settle(disk: &Disk, process: &Process, client: &mut Client) {
    for _ in 0..40 {
        play(&[Step::Rescue, Step::Work, Step::ExpireUploads, Step::CollectGarbage], process, disk, client).await;
        let counts = process.ports.store.counts().await.expect("a count");
        let ended = counts.keys().all(|status| status.is_terminal());
        if ended && process.ports.store.garbage_pending().await.expect("a count") == 0 {
            return;
        }
        disk.advance(Duration::from_mins(45));
    }
    panic!("not quiet after {:?}", Duration::from_hours(30));
}

async fn check(story: &Story, disk: &Disk, opened: &Opened, client: &Client) {
    let events = disk.events.since(0);
    let made =
        events.iter().filter(|event| matches!(event, Event::Submitted { answer: Submitted::New(_), .. })).count();
    let id = client.job.expect("the client was answered in the end");
    nothing_is_orphaned(disk, opened).await;
    // A key goes with its job: a request that stood still until then is a new one.
    let takes_out =
        |step: &Step| matches!(step, Step::Erase | Step::EraseFirst | Step::EraseConversation | Step::Prune);
    let most = if story.steps.iter().any(takes_out) { 2 } else { 1 };
    assert!((1..=most).contains(&made), "one request, {made} jobs");
    let Some(status) = story.ending.status() else {
        let seen = opened.reads(disk).job(client.tenant, id).await.map(|visible| visible.job);
        let pruned = story.steps.iter().any(|step| matches!(step, Step::Prune));
        let gone =
            if pruned { matches!(seen, Err(jobs::Error::Expired)) } else { matches!(seen, Err(jobs::Error::Missing)) };
        assert!(gone, "{seen:?}");
        return;
    };
    let visible = opened.reads(disk).job(client.tenant, id).await.expect("the job is there");
    assert_eq!(visible.job.status, status, "{:?}", visible.job.failure);
    let accepted: BTreeSet<i64> = events
        .iter()
        .filter_map(|event| match event {
            Event::Completed { lease, answer: Fenced::Held, .. } => Some(lease.fence.0),
            _ => None,
        })
        .collect();
    match story.ending {
        Ending::Completed => {
            let document = document(&visible).await.expect("the result is whole");
            assert!(client.talk.document.as_ref() == Some(&document), "the result is not what was said");
            assert_eq!(accepted.len(), 1, "one completion was accepted");
        }
        Ending::Failed(code) => {
            let failure = visible.job.failure.expect("a failed job says why");
            assert_eq!(failure.code, code);
        }
        Ending::Cancelled | Ending::Gone => assert!(accepted.is_empty()),
    }
}
