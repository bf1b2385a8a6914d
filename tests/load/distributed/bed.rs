//! The servers that a measurement runs on.

use std::cell::Cell;

use tests::services::{Garage, Postgres, RabbitMq};
use tests::setting;

use super::database::Database;
use super::fsync;
use crate::say;

/// Started once for all rounds of a measurement.
pub(crate) struct Bed {
    postgres: Postgres,
    rabbit: RabbitMq,
    garage: Garage,
    made: Cell<u32>,
}

impl Bed {
    /// With PostgreSQL's defaults. Says what it runs on.
    pub(crate) async fn start() -> Self {
        Self::start_with("").await
    }

    /// With what deploy/ sets and the defaults do not have: the queue's indexes walk over dead rows until they are
    /// vacuumed, and a long queue leaves many.
    pub(crate) async fn start_as_deployed() -> Self {
        Self::start_with("autovacuum_naptime=10s").await
    }

    async fn start_with(setting: &str) -> Self {
        let bed = Self {
            postgres: postgres(setting),
            rabbit: RabbitMq::start(),
            garage: Garage::start(),
            made: Cell::new(0),
        };
        let version = Box::pin(Database::open(&bed.postgres.url())).await.text("SHOW server_version").await;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        say(&format!("on {cores} cores, PostgreSQL {version} (defaults {setting}, fsync on), {}", fsync::described()));
        bed
    }

    /// An empty database.
    pub(crate) async fn database(&self) -> Database {
        let name = self.name();
        let server = Box::pin(Database::open(&self.postgres.url())).await;
        server.run(&format!("CREATE DATABASE {name}")).await;
        let url = self.postgres.url();
        let (server, _) = url.rsplit_once('/').expect("the URL names a database");
        Box::pin(Database::open(&format!("{server}/{name}"))).await
    }

    /// The URL of an empty virtual host.
    pub(crate) fn broker(&self) -> String {
        self.rabbit.vhost(&self.name())
    }

    /// What our processes are told about object storage, which no measurement here uses.
    pub(crate) fn bucket(&self) -> Vec<(&'static str, String)> {
        self.garage.settings(&self.garage.url())
    }

    fn name(&self) -> String {
        self.made.set(self.made.get() + 1);
        format!("round_{}", self.made.get())
    }
}

/// `LOAD_ADDED_SYNC_US` makes every flush of the log wait so long before it begins, as a slower disk would.
fn postgres(more: &str) -> Postgres {
    let slower = match setting("LOAD_ADDED_SYNC_US", 0, 0) {
        0 => String::new(),
        added => format!("commit_delay={added} commit_siblings=0"),
    };
    Postgres::start_with(&more.split(' ').chain(slower.split(' ')).filter(|one| !one.is_empty()).collect::<Vec<_>>())
}
