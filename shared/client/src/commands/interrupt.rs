//! Ctrl-C: what is under way is left as it is, and the person is told how to go on.

use std::future::Future;

use tokio::sync::watch;

use crate::failed::Failed;

/// Knows whether Ctrl-C was pressed.
#[derive(Clone)]
pub(crate) struct Interrupt(watch::Receiver<bool>);

impl Interrupt {
    /// Listens from now on.
    pub(crate) fn listen() -> Self {
        let (pressed, seen) = watch::channel(false);
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                let _ = pressed.send(true);
            }
            pressed.closed().await;
        });
        Self(seen)
    }

    /// What `work` comes to, unless Ctrl-C is pressed first.
    pub(crate) async fn or<T>(
        &self,
        advice: impl FnOnce() -> Option<String>,
        work: impl Future<Output = Result<T, Failed>>,
    ) -> Result<T, Failed> {
        let mut seen = self.0.clone();
        tokio::select! {
            done = work => done,
            Ok(_) = seen.wait_for(|pressed| *pressed) => Err(Failed::Interrupted { advice: advice() }),
        }
    }
}
