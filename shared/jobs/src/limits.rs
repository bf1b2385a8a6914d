//! How much a client may do in a while: requests, which each api counts for itself, and jobs, which the store counts.
//!
//! What must stay true: where nothing is configured nothing is counted and nothing is told; what an operator says of a
//! client is known here within seconds; what is kept in memory is bounded by the clients there are, and of strangers by
//! [`SIGN_INS`].
//! Requests are counted in memory, so n apis let a client do n times as much: an exact count would be a round trip to the
//! database for each request. Jobs are counted where they are made, over all apis.
//! Deliberately absent: waiting. Who is over a limit is told when to come again.

mod sign_ins;
mod windows;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use model::{ClientNumber, Clock, TenantId, Timestamp};
use store::{Counted, LimitedClient, Store};

use crate::{Caller, Error};

pub use sign_ins::{SIGN_INS, SignIn, SignIns};
use windows::Windows;
pub use windows::{Rate, Standing};

/// What clients may do.
pub struct Limits {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    /// Of requests, for who has no limit of its own.
    usual: Option<Rate>,
    own: RwLock<HashMap<(TenantId, ClientNumber), Own>>,
    requests: Windows<(TenantId, ClientNumber)>,
}

/// What an operator has said of one client.
#[derive(Debug, Default)]
struct Own {
    client_id: String,
    requests: Requests,
    jobs: Option<Jobs>,
}

#[derive(Clone, Copy, Debug, Default)]
enum Requests {
    #[default]
    AsUsual,
    AnyNumber,
    AtMost(Rate),
}

/// As last learned.
#[derive(Clone, Copy, Debug)]
struct Jobs {
    rate: Rate,
    left: Option<(u32, Timestamp)>,
}

impl Limits {
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, usual: Option<Rate>) -> Self {
        Self { store, clock, usual, own: RwLock::default(), requests: Windows::new(usize::MAX) }
    }

    /// Looks up what operators have said. Until it is called, and between two calls, what was last found counts.
    pub async fn learn(&self) -> Result<(), Error> {
        let mut own: HashMap<_, Own> = HashMap::new();
        for LimitedClient { tenant, number, client_id, of, limit, left } in
            self.store.administration().client_limits().await?
        {
            let rate = limit.most.map(|most| Rate { most, window: limit.window });
            let client = own.entry((tenant, number)).or_default();
            client.client_id = client_id;
            match of {
                Counted::Requests => client.requests = rate.map_or(Requests::AnyNumber, Requests::AtMost),
                Counted::Jobs => client.jobs = rate.map(|rate| Jobs { rate, left }),
            }
        }
        *self.own.write().unwrap_or_else(PoisonError::into_inner) = own;
        Ok(())
    }

    /// Whether anybody has any limit. Where nobody has, there is no need to ask who it is.
    pub fn any(&self) -> bool {
        self.usual.is_some() || !self.own.read().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    fn of<T>(&self, caller: Caller, read: impl FnOnce(&Own) -> Option<T>) -> Option<T> {
        let own = self.own.read().unwrap_or_else(PoisonError::into_inner);
        own.get(&(caller.tenant, caller.client)).and_then(read)
    }

    /// Counts a request. `None`: this client may make any number.
    pub fn request(&self, caller: Caller, now: Instant) -> Option<Standing> {
        let rate = match self.of(caller, |own| Some(own.requests)).unwrap_or_default() {
            Requests::AsUsual => self.usual?,
            Requests::AnyNumber => return None,
            Requests::AtMost(rate) => rate,
        };
        self.requests.take((caller.tenant, caller.client), rate, now)
    }

    /// How it stands with the client's jobs, as it was seconds ago. `None`: it may make any number.
    pub fn jobs(&self, caller: Caller) -> Option<Standing> {
        let Jobs { rate, left } = self.of(caller, |own| own.jobs)?;
        let now = self.clock.now();
        let (left, ends_in) = match left {
            Some((left, until)) if until > now => (left, until.since(now)),
            _ => (rate.most, rate.window),
        };
        Some(Standing { rate, left, ends_in, over: false })
    }

    /// The `client_id` of a client whose jobs are to be counted as they are made.
    pub fn counted(&self, caller: Caller) -> Option<String> {
        self.of(caller, |own| own.jobs.map(|_| own.client_id.clone()))
    }
}

/// Seconds, rounded up: who waits for so long does not come too early.
pub fn whole_seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}
