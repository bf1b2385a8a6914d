//! `kill -9` at random moments of upload, assembly, analysis and completion.
//!
//! `TEST_KILL_ROUNDS` sets how often, `TEST_SEED` repeats a run's moments.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use futures::future::join_all;
use model::{Random as _, SeededRandom, SystemRandom};
use serde_json::Value;
use tests::{Server, setting};
use tokio::sync::watch;
use tokio::task::spawn_blocking;

use crate::API;
use crate::audit::audit;
use crate::patient::Patient;
use crate::workload::{Undisturbed, Workload, essence};

/// From the restart until every accepted job is done, beside the jobs' own work.
const RECOVERY: Duration = Duration::from_secs(10);
/// A machine that runs other suites meanwhile works this many times slower than while we measured it.
const CROWDED: u32 = 5;

/// What one client does in a round.
#[derive(Clone, Copy, Debug)]
enum Course {
    /// Submits one small job after the other until the server has been away and is back.
    Stream,
    Large,
    Upload,
    /// Puts one part and goes on after the restart.
    Halfway,
    /// Puts one part and goes away.
    Abandon,
    /// Puts one part and cancels.
    Cancel,
}

use Course::{Abandon, Cancel, Halfway, Large, Stream, Upload};

const MIX: &[Course] = &[Stream, Stream, Large, Large, Upload, Upload, Halfway, Abandon, Cancel];

/// What a client leaves behind.
#[derive(Default)]
struct Left {
    jobs: Vec<String>,
    /// How many of them took more than one attempt.
    tried_again: usize,
    /// From the restart until all was done.
    after: Duration,
}

struct Client<'a> {
    patient: &'a Patient,
    workload: &'a Workload,
    expected: &'a Undisturbed,
    restarted: watch::Receiver<Option<Instant>>,
    left: Left,
}

impl Client<'_> {
    async fn run(mut self, course: Course, key: String) -> Left {
        let (patient, Workload { small, large, file }) = (self.patient, self.workload);
        match course {
            Stream => {
                while self.restarted.borrow().is_none() {
                    let job = patient.submit(&format!("{key}, {}", self.left.jobs.len()), small).await;
                    self.done(job, &self.expected.small).await;
                }
            }
            Large => {
                let job = patient.submit(&key, large).await;
                self.done(job, &self.expected.large).await;
            }
            Upload => {
                let mut upload = patient.announce(&key, file).await;
                patient.complete(&mut upload, file).await;
                self.done(upload.job, &self.expected.file).await;
            }
            Halfway | Abandon | Cancel => {
                let mut upload = patient.announce(&key, file).await;
                // A part that does not get through is as good as one that was never sent.
                let _ = patient.put(&mut upload, file, 1).await;
                match course {
                    Cancel => patient.cancel(&upload).await,
                    Halfway => {
                        self.restart().await;
                        patient.complete(&mut upload, file).await;
                    }
                    _ => {}
                }
                if matches!(course, Halfway) {
                    self.done(upload.job, &self.expected.file).await;
                } else {
                    self.left.jobs.push(upload.job);
                }
            }
        }
        let end = Instant::now();
        self.left.after = end.saturating_duration_since(self.restart().await);
        self.left
    }

    /// The job completes, with what an undisturbed run makes of it.
    async fn done(&mut self, job: String, expected: &Value) {
        let document = self.patient.completed(&job).await;
        assert!(essence(&document) == *expected, "job {job} has another result than undisturbed");
        self.left.tried_again += usize::from(document["progress"]["attempt"].as_i64() > Some(1));
        self.left.jobs.push(job);
    }

    async fn restart(&mut self) -> Instant {
        let restarted = self.restarted.wait_for(Option::is_some).await.expect("the round goes on");
        restarted.expect("it is what was waited for")
    }
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::print_stdout, reason = "what repeats a failed run, and the figures")]
async fn a_kill_at_any_moment_loses_nothing_and_doubles_nothing() {
    let rounds = setting("TEST_KILL_ROUNDS", 30, 8);
    let fresh = fresh_seed();
    let seed = setting("TEST_SEED", fresh, fresh);
    println!("TEST_SEED={seed}, {rounds} rounds");
    let random = SeededRandom::new(seed);
    let workload = Workload::new();
    let expected = Undisturbed::run(&workload).await;
    let own_work = expected.took;
    let mut server = Server::start(API, &[]);
    let patient = Patient(server.client().await);
    let (mut jobs, mut tried_again, mut slowest) = (BTreeSet::new(), 0, Duration::ZERO);
    for round in 0..rounds {
        let (restart, restarted) = watch::channel(None);
        let clients = MIX.iter().enumerate().map(|(at, &course)| {
            let (patient, workload, expected, left) = (&patient, &workload, &expected, Left::default());
            let client = Client { patient, workload, expected, restarted: restarted.clone(), left };
            client.run(course, format!("round {round}, client {at}"))
        });
        let kill = async {
            tokio::time::sleep(own_work.mul_f64(random.unit())).await;
            let restarted = spawn_blocking(move || {
                server.kill();
                server.restart();
                server
            });
            let server = restarted.await.expect("the server starts again");
            restart.send_replace(Some(Instant::now()));
            server
        };
        let (left, alive) = tokio::join!(join_all(clients), kill);
        server = alive;
        for left in left {
            for job in left.jobs {
                assert!(jobs.insert(job), "no two submissions made the same job");
            }
            tried_again += left.tried_again;
            slowest = slowest.max(left.after);
        }
    }
    println!("{} jobs, {tried_again} of them tried again", jobs.len());
    println!("a round's work undisturbed {own_work:?}; slowest from the restart, with its work, {slowest:?}");
    assert!(slowest < RECOVERY + own_work * CROWDED, "a job took {slowest:?} from its server's restart");
    assert!(tried_again > 0, "no kill hit a job at work");
    let data = server.data_dir();
    assert!(server.terminate());
    let found = audit(&data, &jobs).await;
    println!("{} garbage rows left", found.garbage);
    assert_eq!(found.orphans, Vec::<String>::new());
    assert_eq!(found.jobs, jobs.len() as u64, "the database has the jobs that the clients made, and no others");
}

fn fresh_seed() -> u64 {
    let mut seed = [0; 4];
    SystemRandom.fill(&mut seed);
    u32::from_le_bytes(seed).into()
}
