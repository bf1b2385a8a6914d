//! When to relay tickets.
//!
//! What must stay true: a commit that made work is followed by a pass at once, unless one has only just been; while there
//! is work, pass follows pass, so that submissions that come together travel together; without work the pauses grow to a
//! second. While the queue takes nothing, nothing is taken from the store, and what it refuses is not offered again in
//! a hurry. Sending does not hold up taking. Submissions give first tickets themselves only while there is room by the
//! last pass, the queue takes tickets and there is no backlog.

use std::convert::Infallible;
use std::time::Duration;

use jobs::{Addressed, Allowance, FirstTickets, Relay, Relayed};
use queue::{Bell, Link};
use tokio::sync::mpsc::Receiver;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

/// Batches on their way at once: the next is taken while the queue still writes the last one down.
const SENDING: usize = 4;
/// Passes are at least so far apart, unless the last one left work behind.
const APART: Duration = Duration::from_millis(4);
/// The pause after a pass that found something, and the longest one.
const PAUSES: (Duration, Duration) = (Duration::from_millis(10), Duration::from_secs(1));
/// The pause after something was refused, and the longest one.
const REFUSED: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));
/// How often live slots are counted, and how long that may take.
const COUNT_EVERY: Duration = Duration::from_secs(5);
const COUNT_WITHIN: Duration = Duration::from_secs(1);

/// First tickets given and not sent yet.
pub(crate) const PROMISED: usize = 256;

/// Relays until the drain, then lets what is on its way arrive.
pub(crate) async fn run(
    relay: Relay,
    (first, promised): (FirstTickets, Receiver<Addressed>),
    bell: Bell,
    link: watch::Receiver<Link>,
    drain: CancellationToken,
) -> Result<(), Infallible> {
    let (counted, allowance) = watch::channel(Allowance::default());
    tokio::select! {
        () = count(&relay, &counted) => {}
        () = pass(&relay, (&first, promised), &bell, link, &allowance, &drain) => {}
    }
    Ok(())
}

/// How many tickets may be out, counted now and then; beside the passes, which need not wait for it.
async fn count(relay: &Relay, counted: &watch::Sender<Allowance>) {
    loop {
        if let Ok(Ok(allowance)) = timeout(COUNT_WITHIN, relay.allowance()).await {
            counted.send_replace(allowance);
        }
        sleep(COUNT_EVERY).await;
    }
}

async fn pass(
    relay: &Relay,
    (first, mut promised): (&FirstTickets, Receiver<Addressed>),
    bell: &Bell,
    mut link: watch::Receiver<Link>,
    allowance: &watch::Receiver<Allowance>,
    drain: &CancellationToken,
) {
    let mut sending: JoinSet<Result<Relayed, jobs::Error>> = JoinSet::new();
    let mut pace = Pace::new(Instant::now());
    let mut says = Says::default();
    while !drain.is_cancelled() {
        // Listen first, then look: a ring during the pass is heard after it.
        let rung = bell.listen();
        let passing = *link.borrow_and_update() == Link::Up && sending.len() < SENDING;
        if passing && pace.may_pass(Instant::now()) {
            let allowed = *allowance.borrow();
            let taken = relay.take(allowed).await;
            says.taking(&taken);
            first.make_room(room(relay, allowed, &taken).await, allowed.lanes);
            pace.passed(Instant::now(), &taken);
            if let Ok(tickets) = taken {
                send(relay, tickets, &mut sending);
            }
        }
        if *link.borrow() != Link::Up {
            first.make_room(0, false);
        }
        let mut rung = std::pin::pin!(rung);
        // Where there is no passing, rings say nothing: the link or a batch that arrived will.
        let mut heard = !passing;
        let mut due = if passing { pace.next } else { Instant::now() + PAUSES.1 };
        loop {
            tokio::select! {
                () = &mut rung, if !heard => (heard, due) = (true, pace.not_before),
                () = sleep_until(due) => break,
                Some(ticket) = promised.recv(), if sending.len() < SENDING => {
                    // Submissions that shared a commit end together.
                    tokio::task::yield_now().await;
                    let tickets = std::iter::once(ticket).chain(std::iter::from_fn(|| promised.try_recv().ok()));
                    send(relay, tickets.collect(), &mut sending);
                }
                Some(sent) = sending.join_next() => {
                    pace.sent(Instant::now(), &sent);
                    if !passing {
                        break;
                    }
                    due = due.max(pace.not_before);
                }
                changed = link.changed() => {
                    // A link that never changes again is one that nobody holds: wait for the drain.
                    if changed.is_err() {
                        drain.cancelled().await;
                    }
                    break;
                }
                () = drain.cancelled() => break,
            }
        }
    }
    first.make_room(0, false);
    send(relay, std::iter::from_fn(|| promised.try_recv().ok()).collect(), &mut sending);
    while sending.join_next().await.is_some() {}
}

/// For how many first tickets, after this pass. A full batch or a failure says that the store's order matters now.
async fn room(relay: &Relay, allowed: Allowance, taken: &Result<Vec<Addressed>, jobs::Error>) -> u32 {
    match taken {
        Ok(tickets) if !Relay::is_full(tickets) => relay.room(allowed).await.unwrap_or(0),
        _ => 0,
    }
}

fn send(relay: &Relay, tickets: Vec<Addressed>, sending: &mut JoinSet<Result<Relayed, jobs::Error>>) {
    if !tickets.is_empty() {
        let relay = relay.clone();
        sending.spawn(async move { relay.send(&tickets).await });
    }
}

/// When the next pass is due.
struct Pace {
    /// By the clock.
    next: Instant,
    /// Not even for a ring before this.
    not_before: Instant,
    pause: Duration,
    refused: Duration,
}

impl Pace {
    const fn new(now: Instant) -> Self {
        Self { next: now, not_before: now, pause: PAUSES.0, refused: REFUSED.0 }
    }

    fn may_pass(&self, now: Instant) -> bool {
        now >= self.not_before
    }

    fn passed(&mut self, now: Instant, taken: &Result<Vec<Addressed>, jobs::Error>) {
        match taken {
            Ok(tickets) if Relay::is_full(tickets) => (self.pause, self.next, self.not_before) = (PAUSES.0, now, now),
            Ok(tickets) => {
                self.pause = if tickets.is_empty() { (self.pause * 2).min(PAUSES.1) } else { PAUSES.0 };
                (self.next, self.not_before) = (now + self.pause, now + APART);
            }
            Err(_) => (self.next, self.not_before) = (now + PAUSES.1, now + PAUSES.1),
        }
    }

    fn sent(&mut self, now: Instant, sent: &Result<Result<Relayed, jobs::Error>, JoinError>) {
        if matches!(sent, Ok(Ok(Relayed { refused: 0, .. }))) {
            self.refused = REFUSED.0;
            return;
        }
        let until = now + self.refused;
        self.refused = (self.refused * 2).min(REFUSED.1);
        (self.next, self.not_before) = (self.next.max(until), self.not_before.max(until));
    }
}

/// One line per change.
#[derive(Default)]
struct Says {
    failing: bool,
}

impl Says {
    fn taking<T>(&mut self, taken: &Result<T, jobs::Error>) {
        match (taken, self.failing) {
            (Err(error), false) => tracing::warn!(error = runtime::report(error), "tickets cannot be taken"),
            (Ok(_), true) => tracing::info!("tickets are taken again"),
            _ => {}
        }
        self.failing = taken.is_err();
    }
}

#[cfg(test)]
mod tests {
    use model::{Generation, JobId, Random as _, SeededRandom, Ticket, Timestamp};
    use queue::Way;

    use super::*;

    fn took(tickets: usize) -> Vec<Addressed> {
        let job = JobId(SeededRandom::new(1).uuid(Timestamp(0)));
        vec![Addressed { way: Way::NORMAL, ticket: Ticket { job, generation: Generation(0) } }; tickets]
    }

    #[test]
    fn work_brings_the_next_pass_soon_and_none_of_it_ever_later() {
        let now = Instant::now();
        let mut pace = Pace::new(now);
        pace.passed(now, &Ok(took(256)));
        assert_eq!((pace.next, pace.not_before), (now, now), "there may be more");
        pace.passed(now, &Ok(took(255)));
        assert_eq!((pace.next, pace.not_before), (now + PAUSES.0, now + APART));
        let mut last = PAUSES.0;
        for _ in 0..20 {
            pace.passed(now, &Ok(took(0)));
            let pause = pace.next - now;
            assert!(pause >= last && pause <= PAUSES.1);
            last = pause;
        }
        assert_eq!(last, PAUSES.1);
        assert!(pace.may_pass(now + APART), "a ring is answered all the same");
        pace.passed(now, &Ok(took(1)));
        assert_eq!(pace.next, now + PAUSES.0);
    }

    #[test]
    fn what_is_refused_is_not_offered_again_in_a_hurry() {
        let now = Instant::now();
        let mut pace = Pace::new(now);
        let refused = Ok(Ok(Relayed { refused: 1, ..Relayed::default() }));
        for expected in [REFUSED.0, REFUSED.0 * 2, REFUSED.0 * 4] {
            pace.sent(now, &refused);
            assert!(!pace.may_pass(now + expected.mul_f64(0.99)) && pace.may_pass(now + expected));
        }
        pace.sent(now, &Ok(Ok(Relayed { confirmed: 1, ..Relayed::default() })));
        let later = now + REFUSED.0 * 4;
        pace.sent(later, &refused);
        assert!(pace.may_pass(later + REFUSED.0), "patience starts anew");
    }
}
