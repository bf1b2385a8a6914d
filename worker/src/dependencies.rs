//! What this process depends on, watched: for its readiness, and one line in the log per change.
//!
//! What must stay true: readiness is only told; nothing is started or stopped by it. Each part of the program that needs
//! a dependency waits for it by itself.

use std::convert::Infallible;
use std::time::Duration;

use jobs::Ports;
use queue::Link;
use runtime::{Health, Readiness};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// How often the database and the bucket are asked whether they are there.
const ASK_EVERY: Duration = Duration::from_secs(5);
/// How often, while one is not.
const ASK_AWAY_EVERY: Duration = Duration::from_secs(1);
/// One that has not answered for so long is away.
const PATIENCE: Duration = Duration::from_secs(3);

/// Says in `health` what is away, until the drain.
pub async fn watch_dependencies(
    ports: Ports,
    mut link: watch::Receiver<Link>,
    health: Health,
    drain: CancellationToken,
) -> Result<(), Infallible> {
    let (mut database, mut objects) = (Known::new("the database"), Known::new("object storage"));
    let mut changes = true;
    loop {
        let (store, bucket) = tokio::join!(there(ports.store.now()), there(ports.objects.reachable()));
        database.is(store);
        objects.is(bucket);
        let pause = if store && bucket { ASK_EVERY } else { ASK_AWAY_EVERY };
        let mut pause = std::pin::pin!(tokio::time::sleep(pause));
        // The queue says by itself when it changes.
        loop {
            let state = *link.borrow_and_update();
            health.set(readiness(&[queue_away(state), database.away(), objects.away()]));
            tokio::select! {
                () = &mut pause => break,
                changed = link.changed(), if changes => changes = changed.is_ok(),
                () = drain.cancelled() => return Ok(()),
            }
        }
    }
}

async fn there<T, E>(asked: impl Future<Output = Result<T, E>>) -> bool {
    matches!(tokio::time::timeout(PATIENCE, asked).await, Ok(Ok(_)))
}

fn queue_away(link: Link) -> Option<&'static str> {
    match link {
        Link::Up => None,
        Link::Blocked => Some("the queue (it is there and takes nothing)"),
        Link::Down => Some("the queue"),
    }
}

fn readiness(away: &[Option<&'static str>]) -> Readiness {
    let away: Vec<&str> = away.iter().copied().flatten().collect();
    if away.is_empty() { Readiness::Ready } else { Readiness::Degraded(away.join(", ")) }
}

/// What is known of a dependency that has to be asked.
struct Known {
    what: &'static str,
    there: bool,
}

impl Known {
    const fn new(what: &'static str) -> Self {
        Self { what, there: true }
    }

    fn is(&mut self, there: bool) {
        match (self.there, there) {
            (true, false) => tracing::warn!(what = self.what, "away"),
            (false, true) => tracing::info!(what = self.what, "there again"),
            _ => {}
        }
        self.there = there;
    }

    fn away(&self) -> Option<&'static str> {
        (!self.there).then_some(self.what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readiness_names_everything_that_is_away() {
        assert_eq!(readiness(&[queue_away(Link::Up), None, None]), Readiness::Ready);
        let away = readiness(&[queue_away(Link::Down), Some("the database"), None]);
        assert_eq!(away, Readiness::Degraded("the queue, the database".to_owned()));
    }
}
