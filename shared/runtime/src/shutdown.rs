//! Ending well: two tokens and a tracker.
//!
//! *Drain* means take nothing new; *abort* means drop what is left. The first signal drains; a second one, or the
//! grace period, aborts. A task that ends by itself with an error takes the process down. Signals are heard from the
//! beginning: a process that still waits for its database ends as well as one that works.

use std::future::Future;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The lifecycle of one process.
#[derive(Clone, Debug)]
pub struct Shutdown {
    drain: CancellationToken,
    /// A signal came during the drain.
    told_twice: CancellationToken,
    abort: CancellationToken,
    failed: CancellationToken,
    tasks: TaskTracker,
}

impl Shutdown {
    /// Listens for SIGTERM and SIGINT from now on. Called once per process, inside its runtime.
    pub fn install() -> Self {
        let shutdown = Self {
            drain: CancellationToken::new(),
            told_twice: CancellationToken::new(),
            abort: CancellationToken::new(),
            failed: CancellationToken::new(),
            tasks: TaskTracker::new(),
        };
        let mut terminate = signal(SignalKind::terminate()).expect("a process may listen for SIGTERM");
        let mut interrupt = signal(SignalKind::interrupt()).expect("a process may listen for SIGINT");
        let (drain, told_twice) = (shutdown.drain.clone(), shutdown.told_twice.clone());
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                }
                if drain.is_cancelled() {
                    return told_twice.cancel();
                }
                drain.cancel();
            }
        });
        shutdown
    }

    /// Cancelled when nothing new may be taken.
    pub const fn drain(&self) -> &CancellationToken {
        &self.drain
    }

    /// Cancelled when what is left must be dropped.
    pub const fn abort(&self) -> &CancellationToken {
        &self.abort
    }

    /// A task the process waits for. Its error starts the drain and makes the exit a failure.
    pub fn spawn<E>(&self, name: &'static str, task: impl Future<Output = Result<(), E>> + Send + 'static)
    where
        E: std::error::Error + Send + 'static,
    {
        let (drain, failed) = (self.drain.clone(), self.failed.clone());
        self.tasks.spawn(async move {
            let ended = tokio::spawn(task).await;
            match ended {
                Ok(Ok(())) if drain.is_cancelled() => return,
                Ok(Ok(())) => tracing::error!(task = name, "ended by itself"),
                Ok(Err(error)) => tracing::error!(task = name, error = crate::report(&error), "ended"),
                Err(_) => tracing::error!(task = name, "panicked"),
            }
            failed.cancel();
            drain.cancel();
        });
    }

    /// Waits for a signal (or a failed task), drains for at most `grace`, then aborts. `true` when all ended well.
    pub async fn run(self, grace: Duration) -> bool {
        self.drain.cancelled().await;
        tracing::info!("draining: taking nothing new");
        self.tasks.close();
        tokio::select! {
            () = self.tasks.wait() => {}
            () = tokio::time::sleep(grace) => tracing::warn!("the grace period is over"),
            () = self.told_twice.cancelled() => tracing::warn!("second signal"),
        }
        self.abort.cancel();
        // What was told to drop everything gets a moment to do so.
        let _ = tokio::time::timeout(Duration::from_secs(2), self.tasks.wait()).await;
        !self.failed.is_cancelled()
    }
}
