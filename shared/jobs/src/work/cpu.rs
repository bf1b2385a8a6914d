//! The processors: the threads that parse and analyse, and the line of visits before them.
//!
//! What must stay true: a visit runs on one thread to its end; a visit that nobody waits for any more is not begun; a
//! panic ends its own visit and nothing else. The threads are ours and not the runtime's blocking ones, because one
//! that never comes back must not keep the process from ending, and because a full line then costs a small job no
//! sleep and no waking.
//! Deliberately absent: ending a visit from outside. No thread can be; the analysis itself looks whether it is over.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

type Visit = Box<dyn FnOnce() + Send>;

/// A fixed number of threads; they end with the last clone, each after the visit it is at.
#[derive(Clone)]
pub struct Processors(Arc<Handle>);

/// The visit panicked.
pub(crate) struct Panicked;

impl Processors {
    /// # Panics
    /// When the system has no room for the threads.
    pub fn new(threads: usize) -> Self {
        let desk = Arc::new(Desk {
            opened: Instant::now(),
            line: Mutex::default(),
            came: Condvar::new(),
            busy_since: (0..threads).map(|_| AtomicU64::new(IDLE)).collect(),
        });
        for place in 0..threads {
            let desk = Arc::clone(&desk);
            std::thread::Builder::new()
                .name("analysis".to_owned())
                .spawn(move || desk.serve(place))
                .expect("a system has room for a thread per processor");
        }
        Self(Arc::new(Handle(desk)))
    }

    /// Runs `f` on one of the threads, when it is its turn. Dropped while it waits, it is never run.
    pub(crate) async fn visit<T: Send + 'static>(&self, f: impl FnOnce() -> T + Send + 'static) -> Result<T, Panicked> {
        let (done, answer) = oneshot::channel();
        self.0.0.queue(Box::new(move || {
            if !done.is_closed() {
                // Whoever asked may have gone away meanwhile.
                done.send(catch_unwind(AssertUnwindSafe(f))).ok();
            }
        }));
        answer.await.expect("a thread ends only after the last handle").map_err(|_| Panicked)
    }

    /// Whether every thread has been at its visit for longer than this: then nothing will ever run again.
    pub fn stuck(&self, longer_than: Duration) -> bool {
        let Handle(desk) = self.0.as_ref();
        let now = desk.micros();
        let limit = u64::try_from(longer_than.as_micros()).unwrap_or(u64::MAX);
        desk.busy_since.iter().all(|since| {
            let since = since.load(Ordering::Relaxed);
            since != IDLE && now.saturating_sub(since) > limit
        })
    }
}

struct Handle(Arc<Desk>);

impl Drop for Handle {
    fn drop(&mut self) {
        let Self(desk) = self;
        desk.line.lock().expect("no holder of this lock panics").closed = true;
        desk.came.notify_all();
    }
}

/// What [`Desk::busy_since`] says of a thread without a visit.
const IDLE: u64 = u64::MAX;

struct Desk {
    opened: Instant,
    line: Mutex<Line>,
    came: Condvar,
    /// For each thread, when its visit began: microseconds after `opened`, or [`IDLE`].
    busy_since: Vec<AtomicU64>,
}

#[derive(Default)]
struct Line {
    waiting: VecDeque<Visit>,
    closed: bool,
}

impl Desk {
    fn queue(&self, visit: Visit) {
        self.line.lock().expect("no holder of this lock panics").waiting.push_back(visit);
        self.came.notify_one();
    }

    fn serve(&self, place: usize) {
        while let Some(visit) = self.next() {
            self.busy_since[place].store(self.micros(), Ordering::Relaxed);
            visit();
            self.busy_since[place].store(IDLE, Ordering::Relaxed);
        }
    }

    /// The next visit; `None` when there will be no more.
    fn next(&self) -> Option<Visit> {
        let mut line = self.line.lock().expect("no holder of this lock panics");
        loop {
            if let Some(visit) = line.waiting.pop_front() {
                return Some(visit);
            }
            if line.closed {
                return None;
            }
            line = self.came.wait(line).expect("no holder of this lock panics");
        }
    }

    fn micros(&self) -> u64 {
        u64::try_from(self.opened.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn a_panic_ends_its_own_visit_alone() {
        let processors = Processors::new(1);
        assert!(processors.visit(|| panic!("as the test wants")).await.is_err_and(|_: Panicked| true));
        assert!(processors.visit(|| 7).await.is_ok_and(|seven| seven == 7));
    }

    #[tokio::test]
    async fn a_visit_nobody_waits_for_is_not_begun() {
        let processors = Processors::new(1);
        let (go, held) = mpsc::channel::<()>();
        let (inside, is_inside) = oneshot::channel();
        let first = tokio::spawn({
            let processors = processors.clone();
            async move { processors.visit(move || inside.send(()).is_ok() && held.recv().is_ok()).await.is_ok() }
        });
        is_inside.await.expect("a free thread begins the visit");
        let (begun, begins) = mpsc::channel::<()>();
        let mut second = Box::pin(processors.visit(move || begun.send(())));
        assert!(futures::poll!(second.as_mut()).is_pending());
        drop(second);
        go.send(()).expect("the first visit waits");
        assert!(first.await.expect("it does not panic"));
        processors.visit(|| ()).await.ok();
        assert!(begins.recv().is_err(), "the sender was dropped unused");
    }

    #[tokio::test]
    async fn they_are_stuck_when_every_thread_is() {
        let processors = Processors::new(2);
        let mut stuck = Vec::new();
        let mut keys = Vec::new();
        for all in [false, true] {
            let (key, lock) = mpsc::channel::<()>();
            let (inside, is_inside) = mpsc::channel::<()>();
            let mut visit = Box::pin({
                let processors = processors.clone();
                async move { processors.visit(move || inside.send(()).map(|()| lock.recv())).await.is_ok() }
            });
            assert!(futures::poll!(visit.as_mut()).is_pending());
            is_inside.recv().expect("a free thread begins the visit");
            stuck.push(visit);
            keys.push(key);
            let since = Instant::now();
            while processors.stuck(Duration::ZERO) != all {
                assert!(since.elapsed() < Duration::from_secs(10), "stuck: {} with {} visits", !all, keys.len());
                std::thread::yield_now();
            }
        }
        assert!(!processors.stuck(Duration::from_mins(5)));
        keys.clear();
        for visit in stuck {
            assert!(visit.await);
        }
        assert!(!processors.stuck(Duration::ZERO));
    }
}
