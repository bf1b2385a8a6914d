//! Everything at once, in an order that follows from a seed, and then the audit.
//!
//! `TEST_FAULT_SECONDS` (45) sets how long things go wrong, in rounds of at most [`ROUND`], each on a site of its own;
//! `TEST_SEED` repeats a run's faults.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use futures::future::join_all;
use model::{Random as _, SeededRandom, SystemRandom};
use tests::services::RabbitMq;
use tests::setting;
use tokio_util::sync::CancellationToken;

use crate::audit::audit_after;
use crate::broker_trouble::BrokerTrouble;
use crate::clients::{Patient, pick};
use crate::herd::Herd;
use crate::history::History;
use crate::site::Site;
use crate::talks::talks;
use crate::trouble::Trouble;

const ROUND: u64 = 90;
const CLIENTS: u64 = 12;
const WORKERS: usize = 3;
/// The longest that a sweep may be kept from its work: apis die, and the database is away, one soon after the other; the
/// clock jumps too.
const OVERRUN: Duration = Duration::from_secs(75);

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::print_stdout, reason = "the seed repeats a run, and the figures say what it went through")]
async fn whatever_happens_nothing_is_lost_doubled_or_orphaned() {
    let mut fresh = [0; 4];
    SystemRandom.fill(&mut fresh);
    let seed = setting("TEST_SEED", u32::from_le_bytes(fresh).into(), u32::from_le_bytes(fresh).into());
    let mut left = setting("TEST_FAULT_SECONDS", 45, 45);
    for round in 0.. {
        let lasts = left.min(ROUND);
        let seed = seed + round;
        println!("seed {seed}: {lasts} s of faults");
        self::round(seed, Duration::from_secs(lasts)).await;
        left -= lasts;
        if left == 0 {
            return;
        }
    }
}

#[expect(clippy::print_stdout, reason = "what a run went through")]
async fn round(seed: u64, lasts: Duration) {
    let random = SeededRandom::new(seed);
    let talks = Arc::new(talks().await);
    let broker = RabbitMq::start();
    let mut site = Site::make(Some(broker.url())).await;
    site.add_api();
    let patient = site.patient(&talks).await;
    let herd = Herd::start(&site.worker_settings(), WORKERS);
    let stop = CancellationToken::new();
    let clients = clients(&patient, seed, &stop);
    let herd = tokio::spawn(herd.suffer(seed, stop.clone()));
    let broker = worry(broker, site.history.clone(), seed, stop.clone());
    let end = Instant::now() + lasts;
    for trouble in shuffled(Trouble::ALL, &random) {
        let began = Instant::now();
        if began >= end {
            break;
        }
        trouble.happens(&mut site, &random, a_while(&random)).await;
        println!("{trouble:?}: {:?}", began.elapsed());
    }
    stop.cancel();
    let herd = herd.await.expect("no panic");
    let _broker = broker.join().expect("the broker is back");
    clients.join().expect("no client panics");
    let jobs = patient.ledger.all().len();
    println!("{jobs} jobs; {} workers killed, {} paused", herd.killed, herd.pauses);
    let settling = Instant::now();
    audit_after(&site, &patient, OVERRUN).await;
    println!("settled and audited after {:?}", settling.elapsed());
    assert!(herd.terminate(), "a worker that has been through all of it ends well");
}

/// Every one once, in an order that follows from the seed; then again in another.
fn shuffled<T: Copy>(all: &[T], random: &SeededRandom) -> impl Iterator<Item = T> {
    std::iter::repeat_with(move || {
        let mut left = all.to_vec();
        std::iter::from_fn(move || (!left.is_empty()).then(|| left.swap_remove(pick(random, left.len()))))
    })
    .flatten()
}

fn a_while(random: &SeededRandom) -> Duration {
    Duration::from_secs(1) + Duration::from_secs(3).mul_f64(random.unit())
}

/// On a thread of their own: what a test waits for never keeps clients from asking.
fn clients(patient: &Patient, seed: u64, stop: &CancellationToken) -> JoinHandle<()> {
    let (patient, stop) = (patient.clone(), stop.clone());
    aside(async move || {
        let clients = (0..CLIENTS).map(|client| patient.clone().go_on(seed.wrapping_mul(100) + client, stop.clone()));
        join_all(clients).await;
    })
}

/// One trouble of the broker's after the other, until told to stop; then it is well.
#[expect(clippy::print_stdout, reason = "what a run went through")]
fn worry(mut broker: RabbitMq, history: History, seed: u64, stop: CancellationToken) -> JoinHandle<RabbitMq> {
    aside(async move || {
        let random = SeededRandom::new(seed);
        for trouble in shuffled(BrokerTrouble::ALL, &random) {
            if stop.is_cancelled() {
                break;
            }
            let began = Instant::now();
            trouble.happens(&mut broker, &history, &random, a_while(&random)).await;
            println!("broker, {trouble:?}: {:?}", began.elapsed());
        }
        broker
    })
}

fn aside<T: Send + 'static>(task: impl AsyncFnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(task())
    })
}
