//! The line before the processors, for those who wait on the telephone.
//!
//! What must stay true: so many analyses run at once as there are processors, in the order in which they came; whoever
//! finds the line full, or has stood in it for [`PATIENCE`], is told so and leaves nothing behind; who goes away leaves the
//! line at once.
//!
//! The threads are not the workers', though in the embedded shape those are beside them: a job's visit may take seconds (a
//! piece of a file may unpack to a great deal), and no line of ours could then do better than wait. The operating system
//! can: it shares the processors between both, and so neither starves the other.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::work::Panicked;
use crate::{Error, Metrics, Processors};

/// Analyses that wait or run at once: at a mebibyte each, what they may hold of memory.
const ROOM: usize = 64;
/// Nobody stands in line for longer.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) struct Line {
    room: Arc<Semaphore>,
    /// One for each thread.
    turns: Arc<Semaphore>,
    cpu: Processors,
    patience: Duration,
    metrics: Metrics,
}

/// Whether the one who waited for an analysis has gone away.
pub(super) struct Gone(Option<CancellationToken>);

impl Gone {
    /// Nobody goes away from what is done before they could.
    pub(super) fn never() -> Self {
        Self(None)
    }

    pub(super) fn is_so(&self) -> bool {
        self.0.as_ref().is_some_and(CancellationToken::is_cancelled)
    }
}

/// Held from joining the line to the end of the analysis, wherever that is.
struct Place {
    _room: OwnedSemaphorePermit,
    metrics: Metrics,
    /// Somebody was told how it ended.
    is_told: bool,
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.is_told {
            self.metrics.abandoned();
        }
    }
}

impl Line {
    pub(super) fn new(threads: usize, metrics: Metrics) -> Self {
        Self {
            room: Arc::new(Semaphore::new(ROOM)),
            turns: Arc::new(Semaphore::new(threads)),
            cpu: Processors::new(threads),
            patience: PATIENCE,
            metrics,
        }
    }

    /// Runs `f` when it is its turn. Dropped before that, it is never run; dropped after that, `f` hears of it.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Gone) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let room = Arc::clone(&self.room).try_acquire_owned().map_err(|_| Error::Crowded)?;
        let mut place = Place { _room: room, metrics: self.metrics.clone(), is_told: false };
        let Ok(turn) = timeout(self.patience, Arc::clone(&self.turns).acquire_owned()).await else {
            place.is_told = true;
            return Err(Error::Crowded);
        };
        let goes = CancellationToken::new();
        let gone = Gone(Some(goes.clone()));
        let _goes = goes.drop_guard();
        let visited = self.cpu.visit(move || {
            // Given back when the analysis is at its end, and not when somebody stops waiting for it.
            let (_turn, mut place) = (turn, place);
            place.is_told = true;
            let done = f(&gone);
            place.is_told = !gone.is_so();
            done
        });
        visited.await.unwrap_or_else(|Panicked| Err(Error::Panicked))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use futures::poll;

    use super::*;

    /// An analysis that has begun, and what ends it.
    async fn begun(line: &Arc<Line>) -> (tokio::task::JoinHandle<Result<bool, Error>>, mpsc::Sender<()>) {
        let ((go, held), (inside, is_inside)) = (mpsc::channel::<()>(), tokio::sync::oneshot::channel());
        let line = Arc::clone(line);
        let run = async move {
            line.run(move |gone| {
                inside.send(()).ok();
                held.recv().ok();
                Ok(gone.is_so())
            })
            .await
        };
        let task = tokio::spawn(run);
        is_inside.await.expect("it begins");
        (task, go)
    }

    fn free(line: &Line) -> (usize, usize) {
        (line.room.available_permits(), line.turns.available_permits())
    }

    #[tokio::test]
    async fn who_waits_too_long_is_refused_and_leaves_nothing_behind() {
        let line = Arc::new(Line { patience: Duration::from_millis(10), ..Line::new(1, Metrics::default()) });
        let (first, go) = begun(&line).await;
        let second = line.run(|_| Ok(())).await;
        assert!(matches!(second, Err(Error::Crowded)), "{second:?}");
        assert_eq!(free(&line), (ROOM - 1, 0));
        go.send(()).expect("the first is there");
        assert!(matches!(first.await, Ok(Ok(false))), "it was waited for to its end");
        assert!(line.run(|_| Ok(())).await.is_ok());
    }

    #[tokio::test]
    async fn a_full_line_refuses_at_once() {
        let line = Arc::new(Line::new(1, Metrics::default()));
        let (first, go) = begun(&line).await;
        let mut waiting: Vec<_> = (1..ROOM).map(|_| Box::pin(line.run(|_| Ok(())))).collect();
        for one in &mut waiting {
            assert!(poll!(one.as_mut()).is_pending());
        }
        assert!(matches!(line.run(|_| Ok(())).await, Err(Error::Crowded)));
        // One goes away, and there is room again.
        waiting.pop();
        let mut next = Box::pin(line.run(|_| Ok(())));
        assert!(poll!(next.as_mut()).is_pending());
        drop(go);
        assert!(first.await.is_ok());
        for one in waiting {
            assert!(one.await.is_ok());
        }
        assert!(next.await.is_ok());
    }

    #[tokio::test]
    async fn an_analysis_hears_that_nobody_waits_any_more_and_one_not_begun_never_is() {
        let line = Line::new(1, Metrics::default());
        let (told, hears) = tokio::sync::oneshot::channel();
        let (inside, is_inside) = tokio::sync::oneshot::channel();
        let mut first = Box::pin(line.run(move |gone| {
            inside.send(()).ok();
            while !gone.is_so() {
                std::thread::yield_now();
            }
            told.send(()).ok();
            Err::<(), _>(Error::Unwanted)
        }));
        assert!(poll!(first.as_mut()).is_pending());
        is_inside.await.expect("it begins");
        let (begins, begun) = tokio::sync::oneshot::channel::<()>();
        let mut second = Box::pin(line.run(move |_| Ok(begins.send(()))));
        assert!(poll!(second.as_mut()).is_pending());
        drop((second, first));
        hears.await.expect("it hears of it");
        assert!(begun.await.is_err(), "the sender was dropped unused");
        assert!(line.run(|_| Ok(())).await.is_ok());
    }

    #[tokio::test]
    async fn a_panic_is_an_error_of_its_own_request() {
        let line = Line::new(1, Metrics::default());
        let panicked = line.run(|_| -> Result<(), Error> { panic!("as the test wants") }).await;
        assert!(matches!(panicked, Err(Error::Panicked)), "{panicked:?}");
        assert!(line.run(|_| Ok(())).await.is_ok());
        assert_eq!(free(&line).0, ROOM);
    }
}
