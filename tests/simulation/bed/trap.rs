//! A fault at one call of a port.

use std::future::pending;
use std::sync::{Arc, Mutex};

use tokio_util::sync::CancellationToken;

/// What happens at the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The process dies just before the call takes effect.
    DiesBefore,
    /// The process dies when the call has taken effect, before the caller heard.
    DiesAfter,
    /// The call fails without an effect.
    Unreached,
    /// The call takes effect and its answer is lost.
    Unanswered,
    /// The process stops just before the call, and goes on when [`Trap::resume`] is called.
    Stalls,
}

impl Fault {
    pub(crate) const fn is_deadly(self) -> bool {
        matches!(self, Self::DiesBefore | Self::DiesAfter)
    }
}

/// One process's trap: every call of its ports passes through it.
#[derive(Clone, Default)]
pub(crate) struct Trap(Arc<Inner>);

#[derive(Default)]
struct Inner {
    state: Mutex<State>,
    dead: CancellationToken,
    stalled: CancellationToken,
    resumed: CancellationToken,
}

#[derive(Default)]
struct State {
    /// Calls that came by.
    seen: usize,
    /// Calls that still go well, and what happens at the one after them.
    armed: Option<(usize, Fault)>,
    sprung: bool,
}

impl Trap {
    /// The call after `calls` further ones fails.
    pub(crate) fn arm(&self, calls: usize, fault: Fault) {
        let mut state = self.state();
        (state.armed, state.sprung) = (Some((calls, fault)), false);
    }

    /// Takes the trap away, and forgets that it was sprung.
    pub(crate) fn disarm(&self) {
        let mut state = self.state();
        (state.armed, state.sprung) = (None, false);
    }

    pub(crate) fn sprung(&self) -> bool {
        self.state().sprung
    }

    /// How many calls have come by since the process started.
    pub(crate) fn calls(&self) -> usize {
        self.state().seen
    }

    /// Runs `work` to its end or to the process's.
    pub(crate) async fn alive<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.0.dead.cancelled() => None,
            done = work => Some(done),
        }
    }

    /// Ready once the process stands still at its trap.
    pub(crate) async fn stalled(&self) {
        self.0.stalled.cancelled().await;
    }

    pub(crate) fn resume(&self) {
        self.0.resumed.cancel();
    }

    /// A call of a port. `away` is how this port says that it could not be reached.
    pub(super) async fn pass<T, E>(
        &self,
        call: impl Future<Output = Result<T, E>> + Send,
        away: impl FnOnce() -> E + Send,
    ) -> Result<T, E> {
        if self.0.dead.is_cancelled() {
            return pending().await;
        }
        match self.next() {
            None => call.await,
            Some(Fault::DiesBefore) => self.die().await,
            Some(Fault::DiesAfter) => {
                drop(call.await);
                self.die().await
            }
            Some(Fault::Unreached) => Err(away()),
            Some(Fault::Unanswered) => {
                drop(call.await);
                Err(away())
            }
            Some(Fault::Stalls) => {
                self.0.stalled.cancel();
                self.0.resumed.cancelled().await;
                call.await
            }
        }
    }

    async fn die<T>(&self) -> T {
        self.0.dead.cancel();
        pending().await
    }

    fn next(&self) -> Option<Fault> {
        let mut state = self.state();
        state.seen += 1;
        let (calls, fault) = state.armed?;
        if let Some(calls) = calls.checked_sub(1) {
            state.armed = Some((calls, fault));
            return None;
        }
        (state.armed, state.sprung) = (None, true);
        Some(fault)
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.state.lock().expect("no holder of this lock panics")
    }
}
