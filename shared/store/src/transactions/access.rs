//! Whether anybody may call, and the keys that sign tokens.

use super::{Access, Transaction};
use crate::error::Trouble;
use crate::sql::{Backend, Cells, stmt};
use crate::{SigningKey, Sql};

pub(super) const ALL: &[&Sql] = &[&HAS_CLIENTS, &INSERT_FIRST_KEY, &SIGNING_KEYS];

const HAS_CLIENTS: Sql = Sql::same(
    "-- has_clients()
SELECT EXISTS (SELECT 1 FROM clients) AS has_clients",
);

const INSERT_FIRST_KEY: Sql = Sql::same(
    "-- insert_first_key()
INSERT INTO signing_keys (ordinal, id, secret, created_at)
SELECT 1, $1, $2, (SELECT now FROM clock) WHERE NOT EXISTS (SELECT 1 FROM signing_keys)
ON CONFLICT (ordinal) DO NOTHING",
);

const SIGNING_KEYS: Sql = Sql::same(
    "-- signing_keys()
SELECT id, secret FROM signing_keys ORDER BY ordinal DESC",
);

pub(crate) struct HasClients;

impl Transaction for HasClients {
    const NAME: &'static str = "has_clients";
    const ACCESS: Access = Access::Read;
    type Answer = bool;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<bool, Trouble> {
        let rows = stmt::<DB>(&HAS_CLIENTS).all(c).await?;
        rows.iter().try_fold(false, |any, row| {
            Ok(any | Cells::<DB>::of("clients", "client_id", row).get::<bool>("has_clients")?)
        })
    }
}

pub(crate) struct SigningKeys {
    pub(crate) candidate: SigningKey,
}

impl Transaction for SigningKeys {
    const NAME: &'static str = "signing_keys";
    const ACCESS: Access = Access::DurableWrite;
    type Answer = Vec<SigningKey>;

    async fn run<DB: Backend>(&self, c: &mut DB::Connection) -> Result<Vec<SigningKey>, Trouble> {
        let candidate = &self.candidate;
        // Of two that race here the second waits for the first's commit, then inserts nothing.
        stmt::<DB>(&INSERT_FIRST_KEY).bind(candidate.id.clone()).bind(candidate.secret.to_vec()).execute(c).await?;
        let rows = stmt::<DB>(&SIGNING_KEYS).all(c).await?;
        rows.iter()
            .map(|row| {
                let cells = Cells::<DB>::of("signing_keys", "id", row);
                Ok(SigningKey { id: cells.get("id")?, secret: cells.bytes("secret")? })
            })
            .collect()
    }
}
