//! The heartbeat's own connection.
//!
//! What must stay true: no pool stands between a beat and the database; the connection belongs to the
//! runtime that beats, since it is opened there.

use std::time::Duration;

use async_trait::async_trait;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, PgConnection, Postgres};
use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::error::{Meaning, Trouble, meaning, unavailable};
use crate::transactions::{RenewLeases, Transaction};
use crate::{Error, Heart, Pulse, Renewed};

/// For one beat, connecting included: soon enough to try again before a lease ends.
const ANSWER: Duration = Duration::from_secs(4);

pub(super) struct RemoteHeart {
    options: PgConnectOptions,
    connection: Mutex<Option<PgConnection>>,
}

impl RemoteHeart {
    pub(super) fn new(options: &PgConnectOptions) -> Self {
        // A beat that is forgotten with the database's machine is only a shorter lease.
        let options = options.clone().application_name("colloquy heart").options([("synchronous_commit", "off")]);
        Self { options, connection: Mutex::default() }
    }

    async fn renew(&self, beat: &RenewLeases) -> Result<Vec<Renewed>, Trouble> {
        // Taken out, so that a beat abandoned midway does not leave its connection to the next.
        let mut slot = self.connection.lock().await;
        if let Some(mut connection) = slot.take() {
            match beat.run::<Postgres>(&mut connection).await {
                Err(Trouble::Sql(error)) if meaning(&error) == Meaning::Lost => {}
                outcome => {
                    *slot = Some(connection);
                    return outcome;
                }
            }
        }
        let mut connection = self.options.connect().await?;
        let outcome = beat.run::<Postgres>(&mut connection).await;
        *slot = Some(connection);
        outcome
    }
}

#[async_trait]
impl Heart for RemoteHeart {
    async fn beat(&self, pulse: &Pulse) -> Result<Vec<Renewed>, Error> {
        let beat = RenewLeases(pulse.clone());
        match timeout(ANSWER, self.renew(&beat)).await {
            Ok(outcome) => outcome.map_err(|trouble| trouble.named(RenewLeases::NAME)),
            Err(_) => Err(unavailable(RenewLeases::NAME, "no answer in time")),
        }
    }
}
