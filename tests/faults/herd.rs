//! Workers that die every few seconds and stand still now and then.

use std::time::{Duration, Instant};

use model::{Random as _, SeededRandom};
use tests::Worker;
use tokio_util::sync::CancellationToken;

use crate::WORKER;
use crate::clients::pick;

/// Longer than a lease and its grace.
const PAUSE: Duration = Duration::from_secs(25);

pub(crate) struct Herd {
    settings: Vec<(&'static str, String)>,
    workers: Vec<Worker>,
    /// That of this number, until then.
    paused: Option<(usize, Instant)>,
    pub(crate) killed: usize,
    pub(crate) pauses: usize,
}

impl Herd {
    pub(crate) fn start(settings: &[(&'static str, String)], size: usize) -> Self {
        let mut herd = Self { settings: settings.to_vec(), workers: Vec::new(), paused: None, killed: 0, pauses: 0 };
        herd.workers.extend((0..size).map(|_| start(&herd.settings)));
        herd
    }

    /// Until told to stop; then every worker lives and goes on.
    pub(crate) async fn suffer(mut self, seed: u64, stop: CancellationToken) -> Self {
        let random = SeededRandom::new(seed);
        loop {
            let pause = Duration::from_secs(1) + Duration::from_secs(4).mul_f64(random.unit());
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = stop.cancelled() => break,
            }
            if let Some((at, until)) = self.paused
                && until <= Instant::now()
            {
                self.workers[at].signal("CONT");
                self.paused = None;
            }
            let at = pick(&random, self.workers.len());
            if self.paused.is_none() && pick(&random, 3) == 0 {
                self.workers[at].signal("STOP");
                self.paused = Some((at, Instant::now() + PAUSE));
                self.pauses += 1;
            } else if self.paused.is_none_or(|(paused, _)| paused != at) {
                std::mem::replace(&mut self.workers[at], start(&self.settings)).kill();
                self.killed += 1;
            }
        }
        if let Some((at, _)) = self.paused.take() {
            self.workers[at].signal("CONT");
        }
        self
    }

    /// Whether every worker ends well when it is told to.
    pub(crate) fn terminate(self) -> bool {
        self.workers.into_iter().all(Worker::terminate)
    }
}

fn start(settings: &[(&'static str, String)]) -> Worker {
    let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    tokio::task::block_in_place(|| Worker::start(WORKER, &settings))
}
