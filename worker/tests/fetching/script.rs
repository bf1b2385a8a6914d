//! A queue that hands out what the test gives it, and the log that it and the store write.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use model::Ticket;
use queue::{Delivery, Fate, Heard, Link, Queue, Receiver, Way};
use tokio::sync::{Notify, watch};

/// What happened, in order.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<&'static str>>>);

impl Log {
    pub(crate) fn say(&self, word: &'static str) {
        self.0.lock().expect("no holder of this lock panics").push(word);
    }

    pub(crate) fn said(&self) -> Vec<&'static str> {
        self.0.lock().expect("no holder of this lock panics").clone()
    }

    pub(crate) async fn wait(&self, what: &str, seen: impl Fn(&[&str]) -> bool) {
        let waiting = async {
            while !seen(&self.said()) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(30), waiting).await;
        assert!(waited.is_ok(), "gave up waiting for {what}: {:?}", self.said());
    }
}

#[derive(Clone, Default)]
pub(crate) struct Script {
    pub(crate) log: Log,
    batches: Arc<Mutex<VecDeque<Vec<Ticket>>>>,
    came: Arc<Notify>,
}

impl Script {
    pub(crate) fn deliver(&self, tickets: &[Ticket]) {
        self.batches.lock().expect("no holder of this lock panics").push_back(tickets.to_vec());
        self.came.notify_one();
    }

    fn next(&self) -> Option<Vec<Ticket>> {
        self.batches.lock().expect("no holder of this lock panics").pop_front()
    }
}

#[async_trait]
impl Queue for Script {
    async fn send(&self, _way: Way, tickets: &[Ticket]) -> Vec<Fate> {
        self.deliver(tickets);
        vec![Fate::Confirmed; tickets.len()]
    }

    fn receiver(&self) -> Box<dyn Receiver> {
        Box::new(Place(self.clone()))
    }

    fn link(&self) -> watch::Receiver<Link> {
        watch::channel(Link::Up).1
    }
}

struct Place(Script);

#[async_trait]
impl Receiver for Place {
    async fn receive(&mut self, limit: usize) -> Heard {
        assert!(limit > 0, "a slot first, then a message");
        self.0.log.say("waits");
        loop {
            if let Some(tickets) = self.0.next() {
                return Heard::Tickets(Box::new(Taken { script: self.0.clone(), tickets, dealt_with: false }));
            }
            self.0.came.notified().await;
        }
    }

    async fn pause(&mut self) {
        self.0.log.say("paused");
    }
}

/// Comes again when it is dropped.
struct Taken {
    script: Script,
    tickets: Vec<Ticket>,
    dealt_with: bool,
}

#[async_trait]
impl Delivery for Taken {
    fn tickets(&self) -> &[Ticket] {
        &self.tickets
    }

    async fn acknowledge(mut self: Box<Self>) {
        self.dealt_with = true;
        self.script.log.say("acknowledged");
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        if !self.dealt_with {
            self.script.log.say("given back");
            self.script.deliver(&self.tickets);
        }
    }
}
