//! Workers that die, stand still, or have their hands full.

use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::Engine;
use model::{Clock as _, Random as _, SessionId, SystemClock, SystemRandom};
use queue::Queue;
use runtime::Shutdown;
use tests::services::{Mode, Vhost};
use tests::until;
use worker::WorkerLimits;

use crate::audit::audit;
use crate::history::Of;
use crate::site::{SOON, Site, metric};
use crate::talks::{SLOW, SLOWLY, SMALL, small_and_slow};

/// From a worker's death until others have its jobs.
const RESCUED: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::print_stdout, reason = "the figure")]
async fn the_jobs_of_a_dead_worker_are_rescued_within_30_s_and_those_of_a_live_one_are_not() {
    let talks = Arc::new(small_and_slow().await);
    let site = Site::make(None).await;
    let patient = site.patient(&talks).await;
    site.bucket.set(SLOWLY);
    let dying = site.known_worker().await;
    let lost = patient.upload("lost", SLOW).await;
    site.held_by(&lost, &dying.session).await;
    dying.worker.signal("STOP");
    let living = site.known_worker().await;
    let kept = patient.upload("kept", SLOW).await;
    site.held_by(&kept, &living.session).await;
    dying.worker.signal("CONT");
    dying.worker.kill();
    let began = Instant::now();
    site.held_by(&lost, &living.session).await;
    println!("{:?} from the kill to the next claim", began.elapsed());
    assert!(began.elapsed() < RESCUED);
    site.bucket.set(Mode::Pass);
    assert_eq!(patient.ended(&lost).await["progress"]["attempt"], 2);
    assert_eq!(patient.ended(&kept).await["progress"]["attempt"], 1, "it was never taken from its worker");
    audit(&site, &patient).await;
    assert!(living.worker.terminate(), "an idle worker ends well");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_worker_says_after_standing_still_for_longer_than_its_lease_is_refused() {
    let talks = Arc::new(small_and_slow().await);
    let site = Site::make(None).await;
    let patient = site.patient(&talks).await;
    site.bucket.set(SLOWLY);
    let first = site.known_worker().await;
    let job = patient.upload("job", SLOW).await;
    site.held_by(&job, &first.session).await;
    first.worker.signal("STOP");
    let second = site.known_worker().await;
    site.held_by(&job, &second.session).await;
    site.bucket.set(Mode::Pass);
    let document = patient.ended(&job).await;
    first.worker.signal("CONT");
    let noticed = async || {
        let refused = metric(&first.worker.url, "colloquy_stale_writes_refused_total").await;
        (refused + metric(&first.worker.url, "colloquy_leases_lost_total").await >= 1.0).then_some(())
    };
    until("the first worker to notice", SOON, noticed).await;
    assert_eq!(patient.document(&job).await, document, "the accepted result is the result");
    audit(&site, &patient).await;
    assert!(first.worker.terminate() && second.worker.terminate(), "workers that lost a lease end well");
}

/// With 1 slot each, of which one has a long job; by tickets, and by looking at the store.
#[tokio::test(flavor = "multi_thread")]
async fn beside_a_worker_that_is_full_an_idle_one_starts_a_new_job_within_2_s() {
    let talks = Arc::new(small_and_slow().await);
    let name = format!("slots-{}", SystemRandom.uuid(SystemClock.now()));
    let vhost = Vhost::make(&name);
    for amqp in [Some(vhost.url.clone()), None] {
        let site = Site::make(amqp.clone()).await;
        let patient = site.patient(&talks).await;
        let ports = site.ports(site.bucket.url(&site.garage.url())).await;
        let shutdown = Shutdown::install();
        let limits = WorkerLimits { slots: 1, ..WorkerLimits::default() };
        let engine = Arc::new(Engine::new());
        for _ in 0..2 {
            let queue: Arc<dyn Queue> = match &amqp {
                Some(url) => queue::rabbit::open(url, shutdown.abort().clone()).expect("a URL"),
                None => Arc::new(queue::Bell::default()),
            };
            let session = SessionId(ports.random.uuid(ports.clock.now()));
            worker::start(&ports, queue, &engine, session, limits, &shutdown);
        }
        site.bucket.set(SLOWLY);
        let long = patient.upload("long", SLOW).await;
        until("a worker to take the long job", SOON, async || site.holder(&long).await).await;
        for number in 0..12 {
            let job = patient.submit(&format!("short {number}"), SMALL).await;
            patient.ended(&job).await;
        }
        assert!(site.holder(&long).await.is_some(), "the long job has run all the time");
        site.bucket.set(Mode::Pass);
        patient.ended(&long).await;
        let changes = site.history.read().await;
        let claims = changes.iter().filter(|change| {
            let now = |status| change.after.as_ref().is_some_and(|row| row["status"] == status);
            change.of == Of::Job && change.job != long && now("processing") && change.lease_until.is_none()
        });
        let waited = claims.map(|claim| claim.at - claim.run_at.expect("it was due")).max().expect("claims");
        assert!(waited < 2_000_000, "a job waited {waited} µs (tickets: {})", amqp.is_some());
        audit(&site, &patient).await;
        shutdown.drain().cancel();
        assert!(shutdown.run(SOON).await, "both workers end well");
    }
    vhost.discard();
}
