//! One transaction on one session, run again where that is sure to be right.
//!
//! What must stay true: a transaction whose fate is unknown is the caller's to judge, unless running it twice is
//! running it once; a session that was abandoned midway is not used again.

use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{Connection, Postgres};
use tokio::time::{Instant, sleep, timeout_at};

use super::{ANSWER, CONNECT};
use crate::error::{Meaning, Trouble, meaning};
use crate::transactions::Transaction;

pub(super) const SESSIONS: u32 = 16;
/// Runs that ended in a conflict before it is the caller's to decide.
const CONFLICTS: u32 = 5;

#[derive(Clone)]
pub(super) struct Sessions(PgPool);

/// What stands around a transaction's statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// Nothing: the whole may run twice.
    Repeatable,
    /// Nothing, and it must not run twice: a session not used just now is asked first whether it is there.
    Once,
    /// This statement and `COMMIT`.
    Begin(&'static str),
}

/// What a transaction came to that has no answer.
pub(super) struct Failed {
    pub(super) trouble: Trouble,
    /// Whether the database may have kept something of it.
    begun: bool,
}

impl Failed {
    fn meaning(&self) -> Meaning {
        match &self.trouble {
            Trouble::Sql(error) => meaning(error),
            Trouble::Corrupt { .. } | Trouble::Unavailable(_) => Meaning::Refused,
        }
    }

    /// Whether what was asked for is the reason, not the database's state.
    pub(super) fn by_content(&self) -> bool {
        match &self.trouble {
            Trouble::Sql(error) if self.begun => {
                matches!(meaning(error), Meaning::Refused | Meaning::Busy | Meaning::Full)
            }
            Trouble::Sql(_) | Trouble::Unavailable(_) => false,
            Trouble::Corrupt { .. } => true,
        }
    }
}

impl Sessions {
    /// Does not connect.
    pub(super) fn new(options: PgConnectOptions) -> Self {
        let pool = PgPoolOptions::new()
            .max_connections(SESSIONS)
            .acquire_timeout(CONNECT)
            // A stale connection is found by its first statement, without a round trip for every fresh one.
            .test_before_acquire(false);
        Self(pool.connect_lazy_with(options))
    }

    /// The session in `kept` is used where there is one, and the used one is left there.
    pub(super) async fn run<T: Transaction>(
        &self,
        transaction: &T,
        frame: Frame,
        kept: &mut Option<PoolConnection<Postgres>>,
    ) -> Result<T::Answer, Failed> {
        let deadline = Instant::now() + ANSWER;
        let mut runs = 0;
        loop {
            runs += 1;
            let fresh = kept.is_none();
            let mut session = match kept.take() {
                Some(session) => session,
                None => self.0.acquire().await.map_err(not_begun)?,
            };
            let Ok(outcome) = timeout_at(deadline, once(&mut session, transaction, frame, fresh)).await else {
                session.close_on_drop();
                return Err(Failed { trouble: Trouble::Unavailable("no answer in time"), begun: true });
            };
            let failed = match outcome {
                Ok(answer) => {
                    *kept = Some(session);
                    return Ok(answer);
                }
                Err(failed) => failed,
            };
            let meaning = failed.meaning();
            if meaning == Meaning::Lost {
                session.close_on_drop();
            }
            match meaning {
                // Every idle session may be stale after a restart, and each is only found by trying it.
                Meaning::Lost if !failed.begun && runs <= SESSIONS => {}
                Meaning::Conflict if runs < CONFLICTS => sleep(Duration::from_millis(5) * (1 << runs)).await,
                _ => return Err(failed),
            }
            tracing::debug!(transaction = T::NAME, runs, ?meaning, "running again");
        }
    }
}

fn not_begun(error: sqlx::Error) -> Failed {
    Failed { trouble: error.into(), begun: false }
}

fn begun(trouble: impl Into<Trouble>) -> Failed {
    Failed { trouble: trouble.into(), begun: true }
}

async fn once<T: Transaction>(
    session: &mut PoolConnection<Postgres>,
    transaction: &T,
    frame: Frame,
    fresh: bool,
) -> Result<T::Answer, Failed> {
    match frame {
        Frame::Repeatable => {
            let outcome = transaction.run::<Postgres>(session).await.map_err(begun);
            outcome.map_err(|failed| Failed { begun: failed.meaning() != Meaning::Lost, ..failed })
        }
        Frame::Once => {
            if fresh {
                session.ping().await.map_err(not_begun)?;
            }
            transaction.run::<Postgres>(session).await.map_err(begun)
        }
        Frame::Begin(begin) => {
            let mut tx = session.begin_with(begin).await.map_err(not_begun)?;
            let answer = transaction.run::<Postgres>(&mut tx).await.map_err(begun)?;
            tx.commit().await.map_err(begun)?;
            Ok(answer)
        }
    }
}
